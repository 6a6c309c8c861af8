// Working lives: every employment of every person as spells with employer, occupation, contract,
// hours and pay. All registers of work show this one truth: the job register by month
// (a-ordningen), the main job on 16 November (REGSYS), and yearly wages, which are what the jobs
// pay.
//
// The economy of a person (economy.h) says how much is earned in a year, at what pay and in about
// which hours; a working life says in which months, where, and as what. From the first year on the
// pay of a person's jobs adds up to the year's wages exactly, to the øre.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datagen/employers.h"
#include "datagen/world.h"

namespace skjerm::datagen {

inline constexpr int kFirstWorkYear = 2000;
inline constexpr int kLastWorkYear = kLastSimulatedYear;
inline constexpr int kWorkYears = kLastWorkYear - kFirstWorkYear + 1;

/// What the economy of a calendar year says of someone's work.
struct WorkYear {
    std::int32_t wages = 0;     ///< kroner; 0: no job in the year
    std::int32_t business = 0;  ///< kroner from self-employment; at most 0: none
    float full_wage = 0;        ///< kroner for a full-time year at the person's rate of pay
    float hours = 0;            ///< usual part of full time, above 0 to 1
    bool studies = false;
    std::uint8_t nus = 0;  ///< education: dictionary code of NUS2000
};

/// The work years of everybody in a lineage block, written year by year while they live them.
class WorkHistory {
public:
    explicit WorkHistory(std::size_t persons) : years_(persons * kWorkYears) {}
    [[nodiscard]] WorkYear& at(LocalIndex person, int year) { return years_[place(person, year)]; }
    [[nodiscard]] const WorkYear& at(LocalIndex person, int year) const {
        return years_[place(person, year)];
    }

    /// Takes down what the year that `world` has just ended says of someone.
    void record(const World& world, LocalIndex index, const struct Amounts& amounts);

private:
    [[nodiscard]] static std::size_t place(LocalIndex person, int year) {
        return std::size_t{person} * kWorkYears + static_cast<std::size_t>(year - kFirstWorkYear);
    }
    std::vector<WorkYear> years_;
};

/// Values are the codes of WORKTIME_ARR in the order of that list in `registers.json`.
enum class Rota : std::uint8_t { Day, Shift, RoundTheClock, Continuous, Offshore, Other };

/// A job within one calendar year. Amounts are øre.
struct JobYear {
    std::int16_t year = 0;
    std::uint8_t first_month = 1;  ///< 1-12, both included
    std::uint8_t last_month = 12;
    float percent = 100;          ///< of a full position, at most 100, in halves
    std::int64_t base = 0;        ///< agreed pay of each month (fixed, or by the hour)
    std::int64_t supplement = 0;  ///< fixed supplements of each month
    std::int64_t irregular = 0;   ///< irregular supplements of each month
    std::int64_t bonus = 0;       ///< once, in bonus_month
    std::int64_t overtime = 0;    ///< in each of the overtime months
    std::int64_t holiday = 0;     ///< once: in June, or in the last month; rounding goes here
    std::uint8_t bonus_month = 0;
    std::uint8_t holiday_month = 0;
    std::uint16_t overtime_months = 0;  ///< bit m-1: month m has overtime

    [[nodiscard]] int months() const { return last_month - first_month + 1; }
    [[nodiscard]] bool covers(int month) const {
        return first_month <= month && month <= last_month;
    }
    /// Cash pay of a month that it covers.
    [[nodiscard]] std::int64_t cash(int month) const {
        return base + supplement + irregular + (month == bonus_month ? bonus : 0) +
               (month == holiday_month ? holiday : 0) +
               ((overtime_months >> (month - 1) & 1) != 0 ? overtime : 0);
    }
};

/// One employment, or the own business of someone self-employed (which is no job of the register).
struct Job {
    base::DayNumber start = 0;  ///< may lie before kFirstWorkYear
    base::DayNumber stop = kNever;
    std::uint32_t first_year = 0;  ///< its years are Careers::years[first_year, first_year + years)
    std::uint16_t years = 0;
    EstablishmentIndex establishment = 0;
    std::uint16_t occupation = 0;  ///< dictionary code of STYRK08
    Rota rota = Rota::Day;
    bool self_employed = false;
    bool hourly = false;     ///< paid by the hour
    bool temporary = false;  ///< contract with an end
    bool freelance = false;
    std::uint8_t end_reason = 0;  ///< position in JOB_END_REASON; of use when stop is set

    /// Hours per week of a full position.
    [[nodiscard]] double full_hours() const;
    [[nodiscard]] bool is_in_force(base::DayNumber day) const {
        return start <= day && day <= stop;
    }
};

/// The working lives of a lineage block.
struct Careers {
    std::vector<std::uint32_t> offsets;  ///< persons + 1, into `jobs`
    std::vector<Job> jobs;               ///< of a person by start
    std::vector<JobYear> years;

    [[nodiscard]] std::span<const Job> of(LocalIndex person) const {
        return {jobs.data() + offsets[person], jobs.data() + offsets[person + std::size_t{1}]};
    }
    [[nodiscard]] std::span<const JobYear> years_of(const Job& job) const {
        return {years.data() + job.first_year, job.years};
    }
    /// Percent of a full position in `year`; 0 when the job has no pay then.
    [[nodiscard]] double percent(const Job& job, int year) const;
    /// Weekly hours in `year`, two decimals.
    [[nodiscard]] double weekly_hours(const Job& job, int year) const;
    /// The main job among those in force on `day`, null when there is none: an employment before
    /// the own business unless that earns a third as much, then the one with most hours, then the
    /// older one.
    [[nodiscard]] const Job* main_job(LocalIndex person, base::DayNumber day) const;
};

/// Days on which someone cannot hold a full-time job (unemployed, on work assessment allowance).
struct WorkBar {
    base::DayNumber from;
    base::DayNumber to;
};
/// By person; ascending within one.
struct WorkBars {
    std::vector<std::uint32_t> offsets;  ///< persons + 1; empty: nobody is barred
    std::vector<WorkBar> bars;
    [[nodiscard]] std::span<const WorkBar> of(LocalIndex person) const {
        if (offsets.empty()) return {};
        return {bars.data() + offsets[person], bars.data() + offsets[person + std::size_t{1}]};
    }
};

struct Stays;

/// The working lives that fit the work years, stays and bars of the block.
[[nodiscard]] Careers careers_of(const World& world, const WorkHistory& history, const Stays& stays,
                                 const WorkBars& bars);

}  // namespace skjerm::datagen
