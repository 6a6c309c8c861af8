// Pensions, benefits, grants and tax.
#include <algorithm>

#include "datagen/economy.h"
#include "datagen/education.h"
#include "datagen/past_economy.h"

namespace skjerm::datagen {

namespace {

// Share with disability benefit, and yearly chance to begin, by age.
constexpr Knot kDisabled[] = {{17, 0.0},   {18, 0.018}, {24, 0.028}, {29, 0.033},
                              {34, 0.044}, {39, 0.062}, {44, 0.088}, {49, 0.12},
                              {54, 0.165}, {59, 0.225}, {64, 0.295}, {66, 0.33}};
constexpr Knot kBecomesDisabled[] = {{18, 0.0026}, {20, 0.0014}, {30, 0.0021}, {37, 0.0036},
                                     {43, 0.0056}, {48, 0.0078}, {53, 0.0112}, {58, 0.0165},
                                     {63, 0.0210}, {66, 0.0190}};
// Fully unemployed, per cent of the labour force.
constexpr Knot kUnemployment[] = {{1967, 0.8}, {1975, 1.2}, {1981, 1.7}, {1984, 3.2}, {1987, 1.5},
                                  {1990, 4.3}, {1993, 5.5}, {2000, 2.7}, {2003, 4.0}, {2005, 3.5},
                                  {2008, 1.7}, {2010, 2.9}, {2014, 2.8}, {2016, 3.0}, {2019, 2.2},
                                  {2020, 5.0}, {2021, 3.1}, {2022, 1.8}, {2025, 2.0}};
double cap(double value, double low, double high) { return std::min(std::max(value, low), high); }

double disability_risk(const World& world, const Person& person) {
    double risk = (person.is_woman() ? 1.20 : 0.82) *
                  fixed_exp(-0.55 * static_cast<double>(person.health) + 0.22);
    const Level level = education_level_at(*world.model.nus, person, month_number(world.year, 9));
    risk *= level <= Level::Compulsory                         ? 1.75
            : level >= Level::Short && level != Level::Unknown ? 0.45
                                                               : 1.0;
    if (world.model.places.is_oslo(person.place)) risk *= 0.75;
    if (person.is_immigrant())
        risk *= world.year - person.arrival_year < 8 ? 0.1
                : person.reason == Reason::Work      ? 0.5
                                                     : 1.0;
    return risk;
}

// Whether `year` finds the person disabled: before kFirstForwardYear by the share of its age, so
// that all that counts is one draw; afterwards by the chance of the year.
bool finds_disabled(const World& world, LocalIndex index, const Person& person, int year) {
    const int age = person.turns(year);
    if (age < 18 || age > 66) return false;
    const bool by_share = year < kFirstForwardYear || (year == kFirstForwardYear && age > 18);
    Draws draws = world.draws(Stream::Disability, index, std::max(year, kFirstForwardYear));
    const double base = interpolate(
        by_share ? std::span<const Knot>(kDisabled) : std::span<const Knot>(kBecomesDisabled), age);
    const double chance = draws.uniform();
    return chance < base * 8.0 && chance < cap(base * disability_risk(world, person), 0, 0.9);
}

void become_disabled(const World& world, LocalIndex index, Person& person, int year) {
    Draws draws = world.draws(Stream::Disability, index, std::max(year, kFirstForwardYear));
    (void)draws.uniform();  // the one that decided
    const double degree = draws.uniform();
    person.economy.disabled_year = static_cast<std::int16_t>(year);
    person.economy.disability_percent = degree < 0.82 ? 100
                                        : degree < 0.91
                                            ? 50
                                            : static_cast<std::uint8_t>(10 * draws.between(2, 9));
}

void advance_disability(const World& world, LocalIndex index, Person& person, int age) {
    if (person.economy.disabled_year != 0) {
        if (age > 67) person.economy.disability_percent = 0;
        return;
    }
    if (finds_disabled(world, index, person, world.year))
        become_disabled(world, index, person, world.year);
}

void add_pension(const World& world, LocalIndex index, Person& person, int age, Amounts& amounts) {
    Economy& economy = person.economy;
    const double basic = basic_amount(world.year);
    if (age < 62) return;
    Draws lasting = world.draws(Stream::Transfers, index);
    if (economy.pension_age == 0) {
        // Since 2011 one may draw the pension from 62; before it began at 67 for all.
        const double when = lasting.uniform();
        const bool flexible = world.year >= 2011 && age < 67;
        economy.pension_age = static_cast<std::uint8_t>(!flexible     ? 67
                                                        : when < 0.26 ? 62
                                                        : when < 0.30 ? 64
                                                        : when < 0.96 ? 67
                                                                      : 69);
        if (economy.disabled_year != 0) economy.pension_age = 67;
    }
    if (age < economy.pension_age) return;
    const int lived_here = person.is_foreign_born() ? world.year - person.arrival_year : 40;
    if (lived_here < 3) return;
    const double years = cap(lived_here / 40.0, 0.25, 1.0);
    const double level =
        cap((person.is_woman() ? 1.98 : 2.36) + 0.22 * static_cast<double>(person.ability) +
                (person.school.level >= Level::Short ? 0.20 : 0.0) + 0.12 * lasting.normal(),
            1.55, 3.05) *
        (economy.pension_age == 62 ? 0.85 : 1.0) * (1.0 - 0.004 * cap(age - 70.0, 0.0, 30.0));
    const double part = age == economy.pension_age ? 0.5 : 1.0;
    amounts.old_age_pension = round_to_integer(basic * level * years * part);
    if (age >= 67 && lasting.chance(person.is_woman() ? 0.66 : 0.72) && years > 0.5)
        amounts.occupational_pension = round_to_integer(
            basic * part *
            cap((person.is_woman() ? 0.55 : 0.95) + 0.35 * lasting.normal(), 0.1, 4));
}

}  // namespace

void add_transfers(const World& world, LocalIndex index, Person& person, bool employed,
                   Amounts& amounts) {
    const int age = person.turns(world.year);
    const double basic = basic_amount(world.year);
    const double prices = wage_index(world.year);
    Economy& economy = person.economy;
    Draws draws = world.draws(Stream::Transfers, index, world.year);
    add_pension(world, index, person, age, amounts);
    if (economy.disability_percent > 0 && age <= 67) {
        const double part = economy.disabled_year == world.year || age == 67 ? 0.5 : 1.0;
        amounts.disability = round_to_integer(
            basic * part * 0.01 * economy.disability_percent *
            cap(2.62 + 0.18 * static_cast<double>(person.ability) + 0.25 * draws.normal(), 2.28,
                4));
        if (draws.chance(0.14)) amounts.basic_and_attendance += 100 * draws.between(80, 220);
    }
    advance_disability(world, index, person, age);

    const bool able = age >= 18 && age <= 66 && economy.disability_percent == 0;
    if (able && employed) {
        double chance = 0.024 * interpolate(kUnemployment, world.year);
        chance *= (age < 30 ? 1.5 : age > 55 ? 0.6 : 1.0) * (person.is_woman() ? 0.9 : 1.1);
        if (person.is_immigrant()) chance *= 2.3;
        if (person.school.level <= Level::Compulsory) chance *= 1.5;
        if (amounts.wages > 60000 && draws.chance(cap(chance, 0, 0.6))) {
            const double months = 0.4 + 8.0 * draws.uniform() * draws.uniform();
            const double lost = static_cast<double>(amounts.wages) * months / 12.0;
            amounts.wages -= round_to_integer(lost * 0.8);
            amounts.unemployment = round_to_integer(0.62 * lost) + 1000;
        }
        if (draws.chance(person.is_woman() ? 0.10 : 0.06))
            amounts.sickness =
                round_to_integer(0.25 * draws.uniform() * static_cast<double>(amounts.wages));
    }
    if (able && !employed && age >= 20) {
        const bool newcomer = person.is_immigrant() && world.year - person.arrival_year <= 5;
        const bool refugee = person.reason == Reason::Refuge;
        // Work assessment allowance and qualification benefits, in spells of some years.
        Draws spell = world.draws(Stream::Disability, index, 100 + (world.year + index % 4) / 4);
        if (newcomer && refugee) {
            amounts.introduction = round_to_integer(basic * (0.8 + 1.2 * draws.uniform()));
        } else if (!newcomer && spell.chance(age < 62 ? 0.44 : 0.25)) {
            amounts.work_assessment =
                round_to_integer(basic * cap(2.2 + 0.4 * draws.normal(), 0.5, 4));
        }
        const double social = newcomer && refugee           ? 0.45
                              : amounts.work_assessment > 0 ? 0.07
                                                            : 0.23;
        if (draws.chance(social * (age < 30 ? 1.4 : age > 55 ? 0.4 : 0.9)))
            amounts.social_assistance = round_to_integer(
                prices * 1000.0 * (5.0 + 150.0 * draws.uniform() * draws.uniform()));
    } else if (able && draws.chance(age < 30 ? 0.022 : 0.010)) {
        amounts.social_assistance =
            round_to_integer(prices * 1000.0 * (4.0 + 60.0 * draws.uniform() * draws.uniform()));
    }
    if (is_student(person, world.year) && age >= 19 && age <= 34 && draws.chance(0.66))
        amounts.study_grant = round_to_integer(prices * 1000.0 * draws.between(24, 52));
    if (age >= 67 && person.partner == kNobody &&
        static_cast<double>(amounts.old_age_pension) < 2.05 * basic && draws.chance(0.10))
        amounts.housing_allowance += 100 * draws.between(60, 360);
}

void settle_disability(const World& world, LocalIndex index, Person& person) {
    Economy& economy = person.economy;
    if (person.turns(world.year) > 66) return;
    const std::int16_t since = economy.disabled_year;
    economy.disabled_year = 0;
    economy.disability_percent = 0;
    // Who was abroad then starts anew on return.
    if (world.year != kFirstForwardYear || !finds_disabled(world, index, person, world.year))
        return;
    become_disabled(world, index, person, world.year);
    if (since != 0) economy.disabled_year = since;
}

bool is_getting_disabled(const World& world, LocalIndex index, const Person& person, int year) {
    return person.economy.disabled_year == 0 && finds_disabled(world, index, person, year);
}

}  // namespace skjerm::datagen
