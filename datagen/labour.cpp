#include "datagen/labour.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "datagen/economy.h"
#include "datagen/education.h"
#include "datagen/occupations.h"
#include "datagen/project.h"
#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

/// Bit m-1: month m.
using Months = std::uint16_t;
constexpr std::int64_t kOere = 100;
/// Those with part of a position have more of it, at lower pay, than a full-timer's rate says.
constexpr double kPartTimeRate = 1.18;

DayNumber first_day(int year, int month) { return base::days_from_civil({year, month, 1}); }
DayNumber last_day(int year, int month) {
    return base::days_from_civil({year, month, base::days_in_month(year, month)});
}
Months month_bit(int month) { return static_cast<Months>(1U << (month - 1)); }

/// What a year holds once it is decided in which months and how much of full time is worked.
struct YearPlan {
    Months months = 0;
    double percent = 0;
};

/// A job under construction, with its years side by side.
struct Draft {
    Job job;
    std::vector<JobYear> years;
};

class CareerBuilder {
public:
    CareerBuilder(const World& world, const WorkHistory& history, const Stays& stays,
                  const WorkBars& bars, LocalIndex index)
        : world_(world),
          history_(history),
          stays_(stays),
          bars_(bars.of(index)),
          index_(index),
          person_(world.people[index]),
          lasting_(world.draws(Stream::Career, index)) {
        side_job_ = lasting_.uniform();
        moves_ = lasting_.uniform();
        hourly_ = lasting_.uniform();
    }

    std::vector<Draft> build() {
        for (int year = kFirstWorkYear; year <= kLastWorkYear; ++year) live_through(year);
        end(main_, kLastWorkYear, 12, true);
        end(side_, kLastWorkYear, 12, true);
        end(own_, kLastWorkYear, 12, true);
        std::stable_sort(drafts_.begin(), drafts_.end(), [](const Draft& one, const Draft& other) {
            return one.job.start < other.job.start;
        });
        return std::move(drafts_);
    }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    const WorkYear& work(int year) const { return history_.at(index_, year); }
    bool works_in(int year) const {
        return year >= kFirstWorkYear && year <= kLastWorkYear && work(year).wages > 0;
    }

    void live_through(int year) {
        const WorkYear& now = work(year);
        Draws draws = world_.draws(Stream::CareerYear, index_, year);
        if (now.business > 0)
            keep_business(year, draws);
        else
            end(own_, year - 1, 12, false);
        if (now.wages <= 0) {
            end(main_, year - 1, 12, false);
            end(side_, year - 1, 12, false);
            return;
        }
        const YearPlan plan = plan_year(year, draws);
        const std::int64_t wages = now.wages * kOere;
        const std::int64_t side = keep_side_job(year, plan, wages, draws);
        work_months(year, plan, wages - side, draws);
    }

    /// Months in which the person lives here at the end of the month and may work in full.
    Months available(int year) const {
        Months months = 0;
        for (int month = 1; month <= 12; ++month)
            if (stays_.covers(index_, last_day(year, month))) months |= month_bit(month);
        if (months == 0) months = month_bit(12);  // an income on no stay: of the last days
        Months open = months;
        for (const WorkBar& bar : bars_)
            for (int month = 1; month <= 12; ++month)
                if (bar.from <= last_day(year, month) && first_day(year, month) <= bar.to)
                    open &= static_cast<Months>(~month_bit(month));
        return open != 0 ? open : months;
    }
    bool is_barred(int year, Months months) const {
        for (const WorkBar& bar : bars_)
            for (int month = 1; month <= 12; ++month)
                if ((months & month_bit(month)) != 0 && bar.from <= last_day(year, month) &&
                    first_day(year, month) <= bar.to)
                    return true;
        return false;
    }

    YearPlan plan_year(int year, Draws& draws) {
        const WorkYear& now = work(year);
        const Months open = available(year);
        const int most = std::popcount(open);
        const double full = std::max(static_cast<double>(now.full_wage), 120000.0);
        const double load = std::clamp(now.wages / full, 0.002, 1.5);
        const double spread = draws.uniform();
        const double whole = draws.uniform();
        // Little work in a year is as often some months as few hours; whoever works about half the
        // year's hours or more mostly does so all year.
        const double part = std::min(0.9, static_cast<double>(now.hours) * (1.0 + 3.0 * spread));
        const double all_year = load > 0.6 ? 0.97 : load > 0.35 ? 0.85 : 0.30;
        int wanted = most;
        if (whole > all_year)
            wanted = static_cast<int>(12.0 * load / std::max(part, 0.04) + draws.uniform());
        YearPlan plan;
        plan.months = choose_months(year, open, std::clamp(wanted, 1, most), draws);
        const int months = std::popcount(plan.months);
        double percent = 100.0 * kPartTimeRate * load * 12.0 / months;
        if (percent > (person_.is_woman() ? 83.0 : 72.0)) percent = 100.0;
        if (is_barred(year, plan.months)) percent = std::min(percent, 50.0);
        // As contracts have it: whole tenths often, halves of a per cent at least.
        const double step = percent < 20.0 ? 0.5 : spread < 0.5 ? 5.0 : spread < 0.8 ? 2.5 : 0.5;
        percent = step * static_cast<double>(round_to_integer(percent / step));
        plan.percent = std::clamp(percent, 1.0, 100.0);
        return plan;
    }

    Months choose_months(int year, Months open, int wanted, Draws& draws) {
        if (wanted >= std::popcount(open)) return open;
        const int age = person_.turns(year);
        const bool before = main_ != kNone;
        const bool after = works_in(year + 1);
        Months chosen = 0;
        int left = wanted;
        const auto take = [&](int month) {
            if (left > 0 && (open & month_bit(month)) != 0 && (chosen & month_bit(month)) == 0) {
                chosen |= month_bit(month);
                --left;
            }
        };
        if (age <= 24 && wanted <= 4 && draws.chance(0.55)) {
            for (const int month : {7, 6, 8, 5}) take(month);
            for (int month = 12; month >= 1; --month) take(month);
            return chosen;
        }
        // From January on, to December, or with a gap between, as the years around have it.
        const int gap = before && after ? draws.between(1, wanted) : 0;
        if (before && !after) {
            for (int month = 1; month <= 12; ++month) take(month);
        } else if (!before && after) {
            for (int month = 12; month >= 1; --month) take(month);
        } else if (before) {
            for (int month = 1; month <= 12 && wanted - left < gap; ++month) take(month);
            for (int month = 12; month >= 1; --month) take(month);
        } else {
            const int begin = draws.between(1, 13 - wanted);
            for (int month = begin; month <= 12; ++month) take(month);
            for (int month = begin; month >= 1; --month) take(month);
        }
        return chosen;
    }

    /// The main job or jobs of the year, and what they pay.
    void work_months(int year, const YearPlan& plan, std::int64_t wages, Draws& draws) {
        const int months = std::popcount(plan.months);
        std::int64_t left = wages;
        int months_left = months;
        int change = 0;  // month that begins a new job
        if (main_ != kNone && (plan.months & 1U) != 0 && draws.chance(mobility(year)))
            change = draws.between(2, 12);
        if (main_ != kNone && (plan.months & 1U) == 0) end(main_, year - 1, 12, false);
        for (int month = 1; month <= 12;) {
            if ((plan.months & month_bit(month)) == 0) {
                ++month;
                continue;
            }
            int last = month;
            while (last < 12 && (plan.months & month_bit(last + 1)) != 0 && last + 1 != change)
                ++last;
            if (main_ == kNone) main_ = begin_job(year, month, plan.percent, false, draws);
            const int count = last - month + 1;
            months_left -= count;
            const std::int64_t pay = months_left == 0 ? left : wages / months * count;
            left -= pay;
            add_year(drafts_[main_], year, month, last, plan.percent, pay, draws);
            const bool goes_on = last == 12;
            if (!goes_on) end(main_, year, last, false);
            month = last + 1;
        }
    }

    double mobility(int year) const {
        const int age = person_.turns(year);
        double share = age < 25   ? 0.26
                       : age < 30 ? 0.20
                       : age < 40 ? 0.13
                       : age < 52 ? 0.085
                                  : 0.045;
        const double tenure = (first_day(year, 1) - drafts_[main_].job.start) / 365.25;
        share *= tenure < 2 ? 1.4 : tenure > 8 ? 0.6 : 1.0;
        return share * (0.35 + 0.6 * moves_);
    }

    /// A job beside the main one lasts for some years; it takes a part of the wages.
    std::int64_t keep_side_job(int year, const YearPlan& plan, std::int64_t wages, Draws& draws) {
        const bool had = side_ != kNone;
        const double chance = had ? 0.62 : side_job_ < 0.35 ? 0.125 : 0.016;
        const bool has = draws.chance(chance) && wages > 40000 * kOere;
        // The longest run of months worked.
        int first = 0;
        int last = 0;
        for (int month = 1, begin = 0; month <= 13; ++month) {
            const bool in = month <= 12 && (plan.months & month_bit(month)) != 0;
            if (in && begin == 0) begin = month;
            if (!in && begin != 0) {
                if (month - begin > last - first + (first != 0 ? 1 : 0)) {
                    first = begin;
                    last = month - 1;
                }
                begin = 0;
            }
        }
        if (!has || (had && first != 1)) end(side_, year - 1, 12, false);
        if (!has) return 0;
        if (side_ == kNone && last > first) first = draws.between(first, last);
        const double share = 0.03 + 0.16 * draws.uniform() * draws.uniform();
        const std::int64_t kroner = wages / kOere;
        const auto pay = static_cast<std::int64_t>(static_cast<double>(kroner) * share *
                                                   (last - first + 1) / 12.0);
        if (pay < 100) {
            end(side_, year - 1, 12, false);
            return 0;
        }
        double percent = plan.percent * share;
        percent = std::clamp(0.5 * static_cast<double>(round_to_integer(percent * 2.0)), 1.0, 50.0);
        if (side_ == kNone) side_ = begin_job(year, first, percent, true, draws);
        add_year(drafts_[side_], year, first, last, percent, pay * kOere, draws);
        if (last < 12) end(side_, year, last, false);
        return pay * kOere;
    }

    void keep_business(int year, Draws& draws) {
        const int first = own_ != kNone ? 1 : std::countr_zero(unsigned{available(year)}) + 1;
        if (own_ == kNone) {
            own_ = begin_job(year, first, 100.0, false, draws);
            Job& job = drafts_[own_].job;
            job.self_employed = true;
            job.temporary = job.hourly = job.freelance = false;
        }
        const WorkYear& now = work(year);
        const double full = std::max(static_cast<double>(now.full_wage), 120000.0);
        JobYear entry;
        entry.year = static_cast<std::int16_t>(year);
        entry.percent = static_cast<float>(std::clamp(
            5.0 * static_cast<double>(round_to_integer(20.0 * now.business / full)), 20.0, 100.0));
        entry.first_month = static_cast<std::uint8_t>(first);
        entry.base = std::int64_t{now.business} * kOere / entry.months();
        drafts_[own_].years.push_back(entry);
    }

    PlaceIndex home(int year, int month) const {
        const DayNumber day = last_day(year, month);
        const std::uint32_t end = stays_.offsets[index_ + std::size_t{1}];
        PlaceIndex place = 0;
        for (std::uint32_t at = stays_.offsets[index_]; at < end; ++at) {
            place = stays_.stays[at].place;
            if (day <= stays_.stays[at].to) break;
        }
        return place;
    }

    PlaceIndex workplace(PlaceIndex home, int year, Draws& draws) const {
        const Places& places = world_.model.places;
        const bool oslo = places.is_oslo(home);
        const bool akershus = places.county(home) == 5;
        const double stays = oslo                              ? 0.94
                             : akershus                        ? 0.58
                             : places.population(home) > 60000 ? 0.94
                                                               : 0.89;
        const double which = draws.uniform();
        if (which < stays) return home;
        if (akershus && which < stays + 0.34) return places.centre(0);
        return places.draw_move(home, year, MoverKind::Other, draws);
    }

    std::size_t begin_job(int year, int month, double percent, bool beside, Draws& draws) {
        const WorkYear& now = work(year);
        const int age = person_.turns(year);
        const bool passing =
            beside ? draws.chance(0.25) : now.studies || (age < 23 && percent < 50);
        const Model& model = world_.model;
        Draft draft;
        Job& job = draft.job;
        const Occupations::Choice choice =
            model.occupations->draw(now.nus, person_.sex, age, passing, draws);
        job.occupation = choice.occupation;
        const PlaceIndex place = workplace(home(year, month), year, draws);
        job.establishment = model.employers->draw(place, choice.industry, draws);
        job.start = start_day(year, month, age, draws);
        job.rota = rota_of(choice, draws);
        job.hourly = hourly_ < (percent < 50 ? 0.55 : 0.10) || (percent < 25 && draws.chance(0.5));
        job.temporary = draws.chance(age < 30 ? 0.135 : 0.05);
        job.freelance = beside ? draws.chance(0.06) : draws.chance(0.004);
        drafts_.push_back(std::move(draft));
        return drafts_.size() - 1;
    }

    DayNumber start_day(int year, int month, int age, Draws& draws) const {
        // Those who work when the registers begin have done so for some time.
        if (year == kFirstWorkYear && month == 1) {
            const double years = -6.5 * fixed_log(draws.uniform());
            const DayNumber before =
                first_day(year, 1) - static_cast<DayNumber>(std::min(years, 40.0) * 365.25);
            const DayNumber grown = first_day(year - std::max(age - 17, 0), 1);
            return std::max({before, grown, person_.first_day + 30});
        }
        const DayNumber first = first_day(year, month);
        const DayNumber drawn = draws.chance(0.68) ? first : first + draws.between(0, 15);
        // Not before someone who came in the month had come.
        const std::uint32_t end = stays_.offsets[index_ + std::size_t{1}];
        for (std::uint32_t at = stays_.offsets[index_]; at < end; ++at)
            if (stays_.stays[at].from <= last_day(year, month) &&
                last_day(year, month) <= stays_.stays[at].to)
                return std::max(drawn, arrival(at));
        return drawn;
    }
    /// First day of the residence, over moves, that stay `at` belongs to.
    DayNumber arrival(std::uint32_t at) const {
        while (at > stays_.offsets[index_] && stays_.stays[at - 1].to + 1 == stays_.stays[at].from)
            --at;
        return stays_.stays[at].from;
    }

    Rota rota_of(const Occupations::Choice& choice, Draws& draws) const {
        const double which = draws.uniform();
        if (choice.industry == 2)  // oil and gas
            return which < 0.42 ? Rota::Offshore : which < 0.50 ? Rota::Shift : Rota::Day;
        switch (world_.model.occupations->kind(choice.occupation)) {
            case WorkKind::Care:
                return choice.industry == 34 ? Rota::Day
                       : which < 0.62        ? Rota::RoundTheClock
                       : which < 0.67        ? Rota::Continuous
                       : which < 0.70        ? Rota::Other
                                             : Rota::Day;
            case WorkKind::Industry:
                return which < 0.22   ? Rota::Shift
                       : which < 0.34 ? Rota::Continuous
                       : which < 0.40 ? Rota::RoundTheClock
                                      : Rota::Day;
            case WorkKind::Service:
                return which < 0.14   ? Rota::Shift
                       : which < 0.26 ? Rota::RoundTheClock
                       : which < 0.33 ? Rota::Other
                                      : Rota::Day;
            case WorkKind::Craft:
                return which < 0.05 ? Rota::Shift : which < 0.07 ? Rota::Other : Rota::Day;
            case WorkKind::Office:
                break;
        }
        return which < 0.03 ? Rota::RoundTheClock : which < 0.05 ? Rota::Other : Rota::Day;
    }

    /// Adds a year with `pay` øre. The parts are whole kroner; what is left over comes as holiday
    /// pay, so that the months add up.
    void add_year(Draft& draft, int year, int first, int last, double percent, std::int64_t pay,
                  Draws& draws) const {
        const Job& job = draft.job;
        JobYear entry;
        entry.year = static_cast<std::int16_t>(year);
        entry.first_month = static_cast<std::uint8_t>(first);
        entry.last_month = static_cast<std::uint8_t>(last);
        entry.percent = static_cast<float>(percent);
        const int months = last - first + 1;
        const auto total = static_cast<double>(pay);
        const auto kroner = [](double oere) {
            return static_cast<std::int64_t>(oere / kOere) * kOere;
        };
        const bool is_public = world_.model.employers->is_public(job.establishment);
        const double chance = draws.uniform();
        const double size = draws.uniform();
        if (percent > 70.0 && chance < (is_public ? 0.04 : 0.22) && months >= 4) {
            const int paid = draws.between(first, last);
            entry.bonus_month = static_cast<std::uint8_t>(first <= 3 && last >= 3 && size < 0.6 ? 3
                                                          : last == 12                          ? 12
                                                                       : paid);
            entry.bonus = kroner(total * (0.015 + 0.10 * size * size));
        }
        const WorkKind kind = world_.model.occupations->kind(job.occupation);
        const double overtime = kind == WorkKind::Craft || kind == WorkKind::Industry ? 0.40
                                : kind == WorkKind::Care                              ? 0.25
                                                                                      : 0.10;
        if (percent > 60.0 && months >= 3 && draws.chance(overtime)) {
            // A busy time of one to three months.
            const int begin = draws.between(first, last);
            const int end = std::min(last, begin + draws.between(0, 2));
            for (int month = begin; month <= end; ++month)
                entry.overtime_months |= month_bit(month);
            entry.overtime = kroner(total * (0.004 + 0.012 * draws.uniform()));
        }
        if (draws.chance(0.34)) entry.supplement = kroner(total * (0.01 + 0.04 * size) / months);
        if (job.rota != Rota::Day)
            entry.irregular = kroner(total * (0.05 + 0.07 * draws.uniform()) / months);
        const double holiday = total * (0.030 + 0.020 * size);
        const std::int64_t extra =
            entry.bonus + entry.overtime * std::popcount(entry.overtime_months);
        entry.base = std::max<std::int64_t>(
            0, kroner((total - holiday - static_cast<double>(extra)) / months) - entry.supplement -
                   entry.irregular);
        entry.holiday_month = static_cast<std::uint8_t>(first <= 6 && last >= 6 ? 6 : last);
        entry.holiday = pay - extra - months * (entry.base + entry.supplement + entry.irregular);
        SKJERM_CHECK(entry.holiday >= 0);
        draft.years.push_back(entry);
    }

    /// Ends a job with the month, or leaves it open when it goes on beyond the registers.
    void end(std::size_t& which, int year, int month, bool goes_on) {
        if (which == kNone) return;
        Job& job = drafts_[which].job;
        if (!goes_on) {
            job.stop = last_day(year, month);
            Draws draws = world_.draws(Stream::JobDraw, index_, year * 12 + month);
            const double why = draws.uniform();
            job.end_reason = static_cast<std::uint8_t>(job.temporary && why < 0.7 ? 2
                                                       : why < 0.08               ? 0
                                                       : why < 0.62               ? 1
                                                       : why < 0.72               ? 3
                                                       : why < 0.80               ? 4
                                                                                  : 5);
        }
        which = kNone;
    }

    const World& world_;
    const WorkHistory& history_;
    const Stays& stays_;
    std::span<const WorkBar> bars_;
    LocalIndex index_;
    const Person& person_;
    Draws lasting_;
    double side_job_ = 0, moves_ = 0, hourly_ = 0;
    std::vector<Draft> drafts_;
    std::size_t main_ = kNone, side_ = kNone, own_ = kNone;  // in force, in drafts_
};

}  // namespace

void WorkHistory::record(const World& world, LocalIndex index, const Amounts& amounts) {
    if (world.year < kFirstWorkYear || world.year > kLastWorkYear) return;
    const Person& person = world.people[index];
    WorkYear& year = at(index, world.year);
    year.wages = static_cast<std::int32_t>(amounts.wages);
    year.business = static_cast<std::int32_t>(std::max<std::int64_t>(amounts.business, 0));
    year.full_wage = static_cast<float>(amounts.full_wage);
    year.hours = static_cast<float>(amounts.hours);
    year.studies = is_student(person, world.year);
    year.nus = education_code_at(*world.model.nus, person, month_number(world.year, 9));
}

double Job::full_hours() const {
    switch (rota) {
        case Rota::Shift:
            return 36.5;
        case Rota::RoundTheClock:
            return 35.5;
        case Rota::Continuous:
        case Rota::Offshore:
            return 33.6;
        default:
            return 37.5;
    }
}

double Careers::percent(const Job& job, int year) const {
    for (const JobYear& entry : years_of(job))
        if (entry.year == year) return static_cast<double>(entry.percent);
    return 0;
}

double Careers::weekly_hours(const Job& job, int year) const {
    return static_cast<double>(round_to_integer(job.full_hours() * percent(job, year))) / 100.0;
}

const Job* Careers::main_job(LocalIndex person, DayNumber day) const {
    const int year = base::civil_from_days(day).year;
    const Job* best = nullptr;
    const Job* own = nullptr;
    double most = 0;
    std::int64_t earned = 0;
    std::int64_t business = 0;
    for (const Job& job : of(person)) {
        if (!job.is_in_force(day)) continue;
        for (const JobYear& entry : years_of(job)) {
            if (entry.year != year) continue;
            if (job.self_employed) {
                own = &job;
                business = entry.base * entry.months();
                continue;
            }
            earned += (entry.base + entry.supplement + entry.irregular) * entry.months();
            if (static_cast<double>(entry.percent) > most) {
                most = static_cast<double>(entry.percent);
                best = &job;
            }
        }
    }
    return best == nullptr || (own != nullptr && 3 * business > earned) ? own : best;
}

Careers careers_of(const World& world, const WorkHistory& history, const Stays& stays,
                   const WorkBars& bars) {
    Careers careers;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        careers.offsets.push_back(static_cast<std::uint32_t>(careers.jobs.size()));
        bool works = false;
        for (int year = kFirstWorkYear; year <= kLastWorkYear && !works; ++year)
            works = history.at(index, year).wages > 0 || history.at(index, year).business > 0;
        if (!works) continue;
        for (Draft& draft : CareerBuilder(world, history, stays, bars, index).build()) {
            draft.job.first_year = static_cast<std::uint32_t>(careers.years.size());
            draft.job.years = static_cast<std::uint16_t>(draft.years.size());
            careers.years.insert(careers.years.end(), draft.years.begin(), draft.years.end());
            careers.jobs.push_back(draft.job);
        }
    }
    careers.offsets.push_back(static_cast<std::uint32_t>(careers.jobs.size()));
    return careers;
}

}  // namespace skjerm::datagen
