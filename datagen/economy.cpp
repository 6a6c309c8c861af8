// Employment and wages.
#include "datagen/economy.h"

#include <algorithm>
#include <cmath>

#include "datagen/education.h"
#include "datagen/past_economy.h"

namespace skjerm::datagen {

namespace {

// Share who have wages at some time of a year, by age.
constexpr Knot kEmployedMen[] = {{15, 0.10}, {16, 0.40},  {17, 0.66}, {19, 0.88}, {22, 0.95},
                                 {27, 0.97}, {35, 0.975}, {45, 0.97}, {55, 0.95}, {60, 0.91},
                                 {62, 0.86}, {64, 0.77},  {66, 0.66}, {68, 0.46}, {71, 0.32},
                                 {75, 0.15}, {80, 0.03}};
constexpr Knot kEmployedWomen[] = {{15, 0.12},  {16, 0.44},  {17, 0.70},  {19, 0.90},  {22, 0.955},
                                   {27, 0.955}, {35, 0.955}, {45, 0.955}, {55, 0.935}, {60, 0.88},
                                   {62, 0.81},  {64, 0.70},  {66, 0.56},  {68, 0.34},  {71, 0.21},
                                   {75, 0.08},  {80, 0.01}};
constexpr Knot kWageIndex[] = {{1967, 0.033}, {1970, 0.042}, {1975, 0.075}, {1980, 0.12},
                               {1985, 0.185}, {1990, 0.255}, {1993, 0.28},  {2000, 0.41},
                               {2005, 0.49},  {2010, 0.61},  {2015, 0.73},  {2018, 0.79},
                               {2019, 0.82},  {2020, 0.84},  {2021, 0.87},  {2022, 0.945},
                               {2023, 1.0},   {2024, 1.055}, {2025, 1.10}};
constexpr Knot kBasicAmount[] = {
    {1967, 5400},  {1970, 7000},   {1975, 10800},  {1980, 16633},  {1985, 25333},  {1990, 33575},
    {1993, 37033}, {2000, 48377},  {2005, 60059},  {2010, 74721},  {2015, 89502},  {2018, 95800},
    {2019, 98866}, {2020, 100853}, {2021, 104716}, {2022, 109784}, {2023, 116239}, {2025, 127000}};

// Women's employment relative to that of 2000.
constexpr Knot kEarlyWomen[] = {{1967, 0.52}, {1975, 0.68}, {1985, 0.86}, {1993, 0.95}, {2000, 1}};
constexpr double kWageEffectSpread = 0.185;
constexpr double kFullYearWage2023 = 12 * 50660.0;
constexpr double kIntercept = 0.15;  // so that the median full-time wage comes out

double cap(double value, double low, double high) { return std::min(std::max(value, low), high); }

double employment_share(const World& world, const Person& person, int age, Level level) {
    double share = interpolate(person.is_woman() ? std::span<const Knot>(kEmployedWomen)
                                                 : std::span<const Knot>(kEmployedMen),
                               age);
    if (age >= 20 && age < 67) {
        if (level <= Level::Compulsory)
            share -= age < 25 ? 0.04 : 0.10;
        else if (level == Level::Unknown)
            share -= 0.15;
        else if (level >= Level::Short)
            share += 0.035;
        else
            share += 0.01;
    }
    if (person.is_immigrant()) {
        const double stay = world.year - person.arrival_year;
        switch (person.reason) {
            case Reason::Refuge: {
                const double reached = cap((stay - 0.5) / 6.0, 0.0, 1.0);
                const double target = person.is_woman() ? 0.66 : 0.78;
                const double start = person.is_woman() ? 0.06 : 0.22;
                share *= start + (target - start) * std::sqrt(reached);
                break;
            }
            case Reason::Family:
                share *= 0.45 + 0.40 * cap(stay / 6.0, 0.0, 1.0) - (person.is_woman() ? 0.04 : 0);
                break;
            case Reason::Education:
                share *= 0.75;
                break;
            default:
                share *= 0.96;
                break;
        }
    }
    if (world.year < kFirstForwardYear && person.is_woman() && age >= 22)
        share *= interpolate(kEarlyWomen, world.year);
    const Economy& economy = person.economy;
    if (economy.disability_percent >= 80)
        share = 0.12;
    else if (economy.disability_percent > 0)
        share = std::min(share, 0.66);
    if (economy.pension_age != 0 && age >= economy.pension_age) share *= age < 67 ? 0.55 : 0.9;
    return cap(share, 0.0, 0.985);
}

// Log of the wage of a full-time year at the level of 2023.
double log_full_wage(const World& world, const Person& person, int age, Level level) {
    double wage = kIntercept;
    switch (level) {
        case Level::Basic:
            wage += 0.10;
            break;
        case Level::UpperSecondary:
            wage += 0.13;
            break;
        case Level::College:
            wage += 0.22;
            break;
        case Level::Short:
            wage += 0.30;
            break;
        case Level::Long:
            wage += 0.46;
            break;
        case Level::Doctorate:
            wage += 0.52;
            break;
        default:
            break;
    }
    const double from_peak = age - 48.0;
    wage -= (from_peak < 0 ? 0.00050 : 0.00018) * from_peak * from_peak;
    if (person.is_woman()) wage -= world.year >= 2020 ? 0.105 : 0.12;
    if (person.is_immigrant()) wage -= 0.15;
    if (person.lives_married()) wage += person.is_woman() ? -0.02 : 0.04;
    if (world.model.places.is_oslo(person.place)) wage += 0.05;
    wage += world.model.places.wage_level(person.place);
    const Economy& economy = person.economy;
    double lasting =
        0.055 * static_cast<double>(person.ability) + static_cast<double>(economy.wage_effect);
    // Beyond the body the tail is heavier than lognormal.
    if (lasting > 0.27) lasting += 1.25 * (lasting - 0.27);
    return wage + lasting + static_cast<double>(economy.wage_shock);
}

// Part of a full-time year worked.
double work_share(const World& world, const Person& person, int age, Draws& draws) {
    const double hours = static_cast<double>(person.economy.hours_effect);
    const double small = draws.uniform();
    if (age <= 19) return 0.03 + 0.23 * small * small + (age == 19 ? 0.15 * draws.uniform() : 0.0);
    if (is_student(person, world.year) || (age <= 22 && hours < -0.3)) return 0.05 + 0.38 * small;
    const double full = person.is_woman() ? 0.32 : -1.0;  // threshold of the latent hours
    double share = hours > full ? 1.0 : cap(0.87 + 0.24 * (hours - full), 0.12, 0.95);
    if (age < 26) share *= 0.80;
    if (person.economy.disability_percent >= 80)
        share *= 0.18;
    else if (person.economy.disability_percent > 0)
        share = std::min(share, 1.0 - 0.01 * person.economy.disability_percent);
    if (age >= 62 && person.economy.pension_age != 0 && age >= person.economy.pension_age)
        share *= 0.5;
    if (age >= 68) share *= 0.35;
    return share;
}

// Lasting deviation of the wage, standard normal: beside education and ability, children earn like
// their parents and siblings like each other.
double family_wage(const World& world, LocalIndex index) {
    constexpr double kOfParents = 0.5;
    constexpr double kOfSiblings = 0.55;
    const auto own = [&](LocalIndex of) {
        Draws draws = world.draws(Stream::Employment, of);
        (void)draws.normal();  // that of employment
        return draws.normal();
    };
    const Person& person = world.people[index];
    if (person.mother == kNobody || person.father == kNobody) return own(index);
    Draws shared = world.draws(Stream::Family, person.mother, 100'000 + person.father);
    return kOfParents * std::sqrt(0.5) * (own(person.mother) + own(person.father)) +
           kOfSiblings * shared.normal() +
           std::sqrt(1 - kOfParents * kOfParents - kOfSiblings * kOfSiblings) * own(index);
}

// What lasts, and the state in which the years from kFirstForwardYear begin.
void start(const World& world, LocalIndex index, Person& person) {
    Draws draws = world.draws(Stream::Employment, index);
    Economy& economy = person.economy;
    const double health = static_cast<double>(person.health);
    const double ability = static_cast<double>(person.ability);
    economy.employment =
        static_cast<float>(-0.30 * ability * 0.5 - 0.25 * health + 0.95 * draws.normal());
    (void)draws.normal();  // the person's own part of the next
    economy.wage_effect = static_cast<float>(kWageEffectSpread * family_wage(world, index));
    economy.wage_shock = static_cast<float>(kShockSpread * draws.normal());
    economy.hours_effect = static_cast<float>(0.3 * health + 0.95 * draws.normal());
    economy.wealth_effect = static_cast<float>(0.3 * ability + 0.95 * draws.normal());
    economy.wealth_shock = static_cast<float>(draws.normal());
    economy.knows_lasting = true;
}

}  // namespace

double basic_amount(int year) { return interpolate(kBasicAmount, year); }
double wage_index(int year) { return interpolate(kWageIndex, year); }

Amounts live_through_year(const World& world, LocalIndex index, Person& person,
                          PastEconomies& past) {
    Amounts amounts;
    const int age = person.turns(world.year);
    if (age < 15) return amounts;
    Economy& economy = person.economy;
    const bool forward = world.year >= kFirstForwardYear;
    if (!economy.knows_lasting || (forward && !economy.started)) start(world, index, person);
    const Level level = education_level_at(*world.model.nus, person, month_number(world.year, 9));
    if (forward && !economy.started) settle_disability(world, index, person);

    Draws draws = world.draws(Stream::Wage, index, world.year);
    const double persistence = employment_persistence(age);
    const double novelty = draws.normal();
    const double shock = draws.normal();
    PastState state;
    if (forward) {
        economy.started = true;
        state.employment_before = economy.employment;
        economy.employment =
            static_cast<float>(persistence * static_cast<double>(economy.employment) +
                               std::sqrt(1 - persistence * persistence) * novelty);
        economy.wage_shock =
            static_cast<float>(kShockPersistence * static_cast<double>(economy.wage_shock) +
                               kShockSpread * 0.8 * shock);
    } else {
        state = past.at(world, index, economy);
        economy.employment = state.employment;
        economy.wage_shock = state.wage_shock;
    }
    const bool was_employed_side = state.employment_before < 0.6F;
    const double share = employment_share(world, person, age, level);
    const bool employed = share > 0 && static_cast<double>(economy.employment) <
                                           normal_quantile(cap(share, 1e-6, 1 - 1e-6));
    if (employed) {
        const double full = kFullYearWage2023 * wage_index(world.year) *
                            fixed_exp(log_full_wage(world, person, age, level));
        double part = work_share(world, person, age, draws);
        amounts.full_wage = full;
        amounts.hours = part;
        const bool first_year = person.arrival_year == world.year;
        if (first_year) part *= 0.45;
        // Those near the margin of employment work part of the year.
        const double margin =
            normal_quantile(cap(share, 1e-6, 1 - 1e-6)) - static_cast<double>(economy.employment);
        if (margin < 0.25)
            part *= 0.15 + 3.2 * margin + 0.1 * draws.uniform();
        else if (!was_employed_side && age > 25)
            part *= 0.75;
        double wages = full * part;
        amounts.full_wage = full;
        amounts.hours = part;
        // Self-employment lasts: it depends on the person alone.
        Draws lasting = world.draws(Stream::Employment, index, 1);
        const bool self_employed = age >= 24 && lasting.chance(person.is_woman() ? 0.055 : 0.105);
        if (self_employed) {
            const double mix = lasting.uniform();
            const double business = full * part * (0.2 + 1.1 * draws.uniform()) * mix;
            wages *= 1.0 - mix;
            amounts.business = round_to_integer(business);
            if (draws.chance(0.07))
                amounts.business = -round_to_integer(std::min(business, wages) * 0.4);
        }
        amounts.wages = round_to_integer(wages);
        if (amounts.wages < 500) amounts.wages = self_employed ? 0 : 500 + draws.between(0, 4000);
        if (amounts.business < 0 && amounts.wages + amounts.business < 0) amounts.business = 0;
    }
    add_transfers(world, index, person, employed, amounts);
    add_capital(world, index, person, forward ? nullptr : &state, amounts);
    // Maintenance paid for children who live elsewhere.
    if (person.children > 0 && !person.is_woman() && person.partner == kNobody && age < 60 &&
        amounts.work_income() > 0) {
        Draws own = world.draws(Stream::Transfers, index, 1);
        if (own.chance(0.35))
            amounts.negative_transfers =
                round_to_integer(cap(0.06 * static_cast<double>(amounts.work_income()), 0, 90000));
    }
    return amounts;
}

}  // namespace skjerm::datagen
