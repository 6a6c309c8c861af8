// The job register by month, and the persons who stand in it.
#include <algorithm>
#include <bit>

#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

constexpr int kFirstMonth = period_of_month(2015, 1);
constexpr int kLastMonth = period_of_month(2025, 9);
constexpr double kOere = 100.0;
/// Working days of a quarter for someone in full position.
constexpr double kQuarterDays = 62.0;

int month_of(DayNumber day) {
    const base::CivilDate date = base::civil_from_days(day);
    return period_of_month(date.year, date.month);
}

double cents(double amount) {
    return static_cast<double>(round_to_integer(amount * 100.0)) / 100.0;
}

/// Months of the register in which a job is in force on the 16th; empty when last < first.
struct MonthRange {
    int first;
    int last;
    [[nodiscard]] bool is_empty() const { return last < first; }
};

MonthRange on_sixteenth(const Job& job) {
    int first = std::max(kFirstMonth, month_of(std::max(job.start, sixteenth(kFirstMonth) - 15)));
    if (job.start > sixteenth(first)) ++first;
    int last = kLastMonth;
    if (job.stop < sixteenth(kLastMonth)) {
        last = month_of(job.stop);
        if (job.stop < sixteenth(last)) --last;
    }
    return {first, last};
}

/// Dictionary codes looked up once for a block.
struct JobCodes {
    explicit JobCodes(const Catalogue& catalogue) {
        const auto code = [&](std::string_view list, std::string_view text) {
            return Code8{static_cast<std::uint8_t>(catalogue.code(list, text))};
        };
        full = code("JOB_FULLPART", "1");
        part = code("JOB_FULLPART", "2");
        main = code("MAIN_JOB", "1");
        other = code("MAIN_JOB", "2");
        permanent = code("EMPLOYMENT_FORM", "1");
        temporary = code("EMPLOYMENT_FORM", "2");
        ordinary = code("JOB_TYPE", "1");
        maritime = code("JOB_TYPE", "2");
        freelance = code("JOB_TYPE", "3");
        employee = code("LM_STATUS", "1");
        const char* const rotas[] = {"ikke_skift", "skift365",    "dogn355",
                                     "helkont336", "offshore336", "andre_skift"};
        for (std::size_t at = 0; at < rota.size(); ++at) rota[at] = code("WORKTIME_ARR", rotas[at]);
        const char* const reasons[] = {"1", "2", "3", "4", "5", "9"};
        for (std::size_t at = 0; at < reason.size(); ++at)
            reason[at] = code("JOB_END_REASON", reasons[at]);
        sex = {Code8{}, code("SEX", "1"), code("SEX", "2")};
        for (const std::string& text : catalogue.codes("SN2007_5"))
            is_sea.push_back(text.starts_with("50."));
    }
    Code8 full{}, part{}, main{}, other{}, permanent{}, temporary{}, ordinary{}, maritime{};
    Code8 freelance{}, employee{};
    std::array<Code8, 6> rota{};
    std::array<Code8, 6> reason{};
    std::array<Code8, 3> sex{};
    std::vector<bool> is_sea;  // by code - 1 of SN2007_5
};

class JobProjection {
public:
    JobProjection(const Lives& lives, UnitColumns& columns)
        : lives_(lives),
          columns_(columns),
          model_(lives.world.model),
          codes_(model_.catalogue),
          employment_(lives, columns) {}

    void project() {
        for (std::size_t at = 0; at < lives_.world.people.size(); ++at) {
            const auto person = static_cast<LocalIndex>(at);
            columns_.begin_unit(Domain::Person);
            employment_.project(person);
            own_.clear();
            for (const Job& job : lives_.careers.of(person)) {
                if (job.self_employed || job.stop < month_end(kFirstMonth) - 30 ||
                    job.start > month_end(kLastMonth) || !is_paid(job))
                    continue;
                own_.push_back({&job, on_sixteenth(job)});
            }
            if (own_.empty()) continue;
            find_main_jobs();
            for (std::size_t job = 0; job < own_.size(); ++job) project_job(person, job);
            project_person(person);
        }
    }

private:
    struct OwnJob {
        const Job* job;
        MonthRange months;
    };

    bool is_paid(const Job& job) const {
        for (const JobYear& year : lives_.careers.years_of(job))
            if (year.year >= kFirstMonth / 12) return true;
        return false;
    }

    /// main_[m] is the place in own_ of the main job of month kFirstMonth + m.
    void find_main_jobs() {
        constexpr std::size_t kMonths{kLastMonth - kFirstMonth + 1};
        main_.assign(kMonths, -1);
        most_.assign(main_.size(), 0.0);
        for (std::size_t at = 0; at < own_.size(); ++at) {
            const auto& [job, months] = own_[at];
            for (const JobYear& year : lives_.careers.years_of(*job)) {
                const MonthRange range = months_within(months, year);
                for (int month = range.first; month <= range.last; ++month) {
                    const auto place = static_cast<std::size_t>(month - kFirstMonth);
                    const auto percent = static_cast<double>(year.percent);
                    if (percent > most_[place]) {
                        most_[place] = percent;
                        main_[place] = static_cast<int>(at);
                    }
                }
            }
        }
    }

    static MonthRange months_within(const MonthRange& months, const JobYear& year) {
        return {std::max(months.first, period_of_month(year.year, year.first_month)),
                std::min(months.last, period_of_month(year.year, year.last_month))};
    }

    void project_job(LocalIndex person, std::size_t at) {
        const Job& job = *own_[at].job;
        const MonthRange& months = own_[at].months;
        columns_.begin_unit(Domain::Job);
        columns_.set(UnitColumn::JobPerson, lives_.unit(person));
        if (!months.is_empty()) project_contract(job, months);
        for (int month = months.first; month <= months.last; ++month) {
            const bool is_main =
                main_[static_cast<std::size_t>(month - kFirstMonth)] == static_cast<int>(at);
            columns_.add(UnitColumn::JobMain, month, month, is_main ? codes_.main : codes_.other);
        }
        for (const JobYear& year : lives_.careers.years_of(job)) {
            const MonthRange range = months_within(months, year);
            if (!range.is_empty()) project_hours(job, year, range);
            if (year.year >= kFirstMonth / 12) project_pay(person, job, year);
            if (year.year >= kFirstMonth / 12) project_absence(person, job, year);
        }
    }

    /// What holds for as long as the job does.
    void project_contract(const Job& job, const MonthRange& months) {
        const Employers& employers = *model_.employers;
        const auto add = [&](UnitColumn column, auto value) {
            columns_.add(column, months.first, months.last, value);
        };
        add(UnitColumn::JobStart, std::int32_t{job.start});
        if (job.stop != kNever && job.stop <= month_end(kLastMonth)) {
            columns_.add(UnitColumn::JobStop, months.last, months.last, std::int32_t{job.stop});
            columns_.add(UnitColumn::JobEndReason, months.last, months.last,
                         codes_.reason[job.end_reason]);
        }
        add(UnitColumn::JobFullHours, job.full_hours());
        add(UnitColumn::JobContract, job.temporary ? codes_.temporary : codes_.permanent);
        const bool at_sea = codes_.is_sea[employers.nace(job.establishment) - 1U];
        add(UnitColumn::JobType, at_sea          ? codes_.maritime
                                 : job.freelance ? codes_.freelance
                                                 : codes_.ordinary);
        add(UnitColumn::JobRota, codes_.rota[static_cast<std::size_t>(job.rota)]);
        add(UnitColumn::JobOccupation, Code16{job.occupation});
        add(UnitColumn::JobLabourStatus, codes_.employee);
        add(UnitColumn::JobSector, Code8{employers.sector(job.establishment)});
        for_each_code(model_.places, employers.place(job.establishment), months.first, months.last,
                      month_end, [&](std::uint16_t code, int first, int last) {
                          columns_.add(UnitColumn::JobMunicipality, first, last, Code16{code});
                      });
    }

    void project_hours(const Job& job, const JobYear& year, const MonthRange& range) {
        const auto percent = static_cast<double>(year.percent);
        const auto add = [&](UnitColumn column, auto value) {
            columns_.add(column, range.first, range.last, value);
        };
        add(UnitColumn::JobPercent, percent);
        add(UnitColumn::JobHours, cents(job.full_hours() * percent / 100.0));
        add(UnitColumn::JobFullPart, percent >= 100.0 ? codes_.full : codes_.part);
    }

    void project_pay(LocalIndex person, const Job& job, const JobYear& year) {
        const int first = period_of_month(year.year, year.first_month);
        const int last = period_of_month(year.year, year.last_month);
        const auto kroner = [](std::int64_t oere) { return static_cast<double>(oere) / kOere; };
        const auto all = [&](UnitColumn column, double value) {
            if (value > 0) columns_.add(column, first, last, value);
        };
        const auto once = [&](UnitColumn column, int month, double value) {
            const int at = period_of_month(year.year, month);
            if (value > 0) columns_.add(column, at, at, value);
        };
        const double base = kroner(year.base);
        all(job.hourly ? UnitColumn::PayHourly : UnitColumn::PayFixed, base);
        all(job.hourly ? UnitColumn::PayHourlyReported : UnitColumn::PayFixedReported, base);
        // A month of full time has 4.33 weeks.
        const double part = static_cast<double>(year.percent) / 100.0;
        const double hours = cents(std::min(300.0, job.full_hours() * 52.0 / 12.0 * part));
        if (job.hourly) all(UnitColumn::PayHourlyHours, hours);
        all(UnitColumn::PaySupplement, kroner(year.supplement));
        if (year.bonus_month != 0) once(UnitColumn::PayBonus, year.bonus_month, kroner(year.bonus));
        once(UnitColumn::PayHoliday, year.holiday_month, kroner(year.holiday));
        const double rate = hours > 0 ? base / hours : 0.0;
        for (int month = year.first_month; month <= year.last_month; ++month) {
            if ((year.overtime_months >> (month - 1) & 1) == 0 || year.overtime == 0) continue;
            once(UnitColumn::PayOvertime, month, kroner(year.overtime));
            // At the rate of the job and half of it again.
            once(UnitColumn::PayOvertimeHours, month,
                 std::min(150.0, cents(kroner(year.overtime) / std::max(1.5 * rate, 150.0))));
        }
        for (int month = year.first_month; month <= year.last_month; ++month) {
            once(UnitColumn::PayCash, month, kroner(year.cash(month)));
            once(UnitColumn::PayCashReported, month, kroner(year.cash(month)));
        }
        // What the pay of a month would be in full position.
        const double agreed = cents((base + kroner(year.supplement)) / part);
        const double irregular = cents(kroner(year.irregular) / part);
        const double bonus = cents(kroner(year.bonus) / part / year.months());
        all(UnitColumn::PayFullTimeAgreed, agreed);
        all(UnitColumn::PayFullTimeIrregular, irregular);
        all(UnitColumn::PayFullTimeBonus, bonus);
        all(UnitColumn::PayFullTime, cents(agreed + irregular + bonus));
        all(UnitColumn::PayFullTimeWeight, cents(part));
        project_extras(person, job, year, base);
    }

    /// Benefits in kind, and severance pay in the last month.
    void project_extras(LocalIndex person, const Job& job, const JobYear& year, double base) {
        Draws draws(model_.seeds, Stream::JobDraw, 0x40000000U | (lives_.world.first_unit + person),
                    static_cast<std::uint32_t>(job.start));
        const int first = period_of_month(year.year, year.first_month);
        const int last = period_of_month(year.year, year.last_month);
        if (!job.hourly && draws.chance(0.30))
            columns_.add(UnitColumn::PayKind, first, last,
                         static_cast<double>(draws.chance(0.12) ? draws.between(3000, 9000)
                                                                : draws.between(180, 420)));
        const bool dismissed =
            job.end_reason == 0 && job.stop != kNever && month_of(job.stop) == last && !job.hourly;
        if (dismissed && draws.chance(0.35))
            columns_.add(UnitColumn::PaySeverance, last, last, cents(base * draws.between(1, 6)));
    }

    /// Working days agreed and lost to sickness, by quarter.
    void project_absence(LocalIndex person, const Job& job, const JobYear& year) {
        const Person& who = lives_.world.people[person];
        const double part = static_cast<double>(year.percent) / 100.0;
        Draws draws(model_.seeds, Stream::JobDraw, 0x80000000U | (lives_.world.first_unit + person),
                    static_cast<std::uint32_t>(job.start * 32 + year.year % 32));
        const int age = who.turns(year.year);
        double risk =
            (who.is_woman() ? 0.30 : 0.20) * fixed_exp(-0.35 * static_cast<double>(who.health));
        if (age < 30) risk *= 0.8;
        for (int quarter = 1; quarter <= 4; ++quarter) {
            const int first = std::max<int>(year.first_month, 3 * quarter - 2);
            const int last = std::min<int>(year.last_month, 3 * quarter);
            if (first > last) continue;
            const int period = period_of_quarter(year.year, quarter);
            if (period > kLastMonth / 3) break;
            const double agreed = cents(kQuarterDays * part * (last - first + 1) / 3.0);
            columns_.add(UnitColumn::AbsenceAgreedDays, period, period, agreed);
            const double ill = draws.uniform();
            const double length = draws.uniform();
            if (ill >= risk || agreed <= 0) continue;
            // Most absences are short; one in six lasts the quarter.
            const double share = length < 0.16 ? 1.0 : 0.03 + 0.30 * length * length;
            columns_.add(UnitColumn::AbsenceSickDays, period, period, cents(agreed * share));
        }
    }

    /// The person who holds the jobs, in the months in which there is one.
    void project_person(LocalIndex index) {
        const Person& person = lives_.world.people[index];
        std::fill(most_.begin(), most_.end(), 0.0);
        hours_.assign(most_.size(), 0.0);
        for (const auto& [job, months] : own_)
            for (const JobYear& year : lives_.careers.years_of(*job)) {
                const MonthRange range = months_within(months, year);
                const auto percent = static_cast<double>(year.percent);
                const double hours = cents(job->full_hours() * percent / 100.0);
                for (int month = range.first; month <= range.last; ++month) {
                    most_[static_cast<std::size_t>(month - kFirstMonth)] += percent;
                    hours_[static_cast<std::size_t>(month - kFirstMonth)] += hours;
                }
            }
        const Code8 citizenship{static_cast<std::uint8_t>(citizenship_of(person))};
        for (int month = kFirstMonth; month <= kLastMonth; ++month) {
            const auto place = static_cast<std::size_t>(month - kFirstMonth);
            if (main_[place] < 0) continue;
            const auto add = [&](UnitColumn column, auto value) {
                columns_.add(column, month, month, value);
            };
            add(UnitColumn::JobPersonSex, codes_.sex[static_cast<std::size_t>(person.sex)]);
            const base::CivilDate birth = base::civil_from_days(person.birth);
            const int age = month / 12 - birth.year -
                            (std::pair(month % 12 + 1, 16) < std::pair(birth.month, birth.day));
            add(UnitColumn::JobPersonAge, static_cast<std::int8_t>(age));
            add(UnitColumn::JobPersonHours, cents(hours_[place]));
            add(UnitColumn::JobPersonPercent, most_[place]);
            add(UnitColumn::JobPersonCitizenship, citizenship);
        }
        project_home(index);
    }

    void project_home(LocalIndex index) {
        for (const Stay& stay : lives_.stays_of(index)) {
            const int first = std::max(kFirstMonth, month_of(std::max(stay.from, DayNumber{0})));
            int last = kLastMonth;
            if (stay.to < month_end(kLastMonth)) last = month_of(stay.to + 1) - 1;
            for (int month = first; month <= last; ++month) {
                if (main_[static_cast<std::size_t>(month - kFirstMonth)] < 0) continue;
                columns_.add(UnitColumn::JobPersonMunicipality, month, month,
                             Code16{model_.places.code(stay.place, month_end(month))});
            }
        }
    }

    /// Immigrants take Norwegian citizenship as the years go; the frame knows no day of it.
    std::uint16_t citizenship_of(const Person& person) const {
        const std::uint16_t norway = model_.origins.country(0).code;
        if (!person.is_immigrant()) return norway;
        const bool naturalised =
            person.arrival_year != 0 && person.arrival_year < 2008 && person.reason != Reason::Work;
        return naturalised ? norway : model_.origins.country(person.country).code;
    }

    const Lives& lives_;
    UnitColumns& columns_;
    const Model& model_;
    JobCodes codes_;
    EmploymentProjection employment_;
    std::vector<OwnJob> own_;
    std::vector<int> main_;
    std::vector<double> most_, hours_;
};

}  // namespace

void project_jobs(const Lives& lives, UnitColumns& columns) {
    JobProjection(lives, columns).project();
}

}  // namespace skjerm::datagen
