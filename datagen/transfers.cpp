// Pensions, benefits, grants and tax.
#include <algorithm>

#include "datagen/economy.h"
#include "datagen/education.h"

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
constexpr Knot kUnemployment[] = {{1993, 5.5}, {2000, 2.7}, {2003, 4.0}, {2005, 3.5}, {2008, 1.7},
                                  {2010, 2.9}, {2014, 2.8}, {2016, 3.0}, {2019, 2.2}, {2020, 5.0},
                                  {2021, 3.1}, {2022, 1.8}, {2025, 2.0}};
// Child benefit per child and month; since 2021 there has been a higher rate below six.
constexpr Knot kChildBenefit[] = {{2000, 930},  {2003, 972},  {2018, 970},  {2019, 1030},
                                  {2020, 1054}, {2022, 1054}, {2023, 1300}, {2024, 1550}};
constexpr Knot kYoungChildBenefit[] = {{2019, 1030}, {2020, 1054}, {2021, 1250},
                                       {2022, 1676}, {2023, 1745}, {2024, 1766}};

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

void advance_disability(const World& world, LocalIndex index, Person& person, int age) {
    Economy& economy = person.economy;
    if (economy.disabled_year != 0) {
        if (age > 67) economy.disability_percent = 0;
        return;
    }
    if (age < 18 || age > 66) return;
    Draws draws = world.draws(Stream::Disability, index, world.year);
    const bool looks_back = world.year == world.model.first_year && age > 18;
    const double base = interpolate(
        looks_back ? std::span<const Knot>(kDisabled) : std::span<const Knot>(kBecomesDisabled),
        age);
    const double chance = draws.uniform();
    if (chance >= base * 8.0 || chance >= cap(base * disability_risk(world, person), 0, 0.9))
        return;
    economy.disabled_year = static_cast<std::int16_t>(world.year);
    const double degree = draws.uniform();
    economy.disability_percent = degree < 0.82 ? 100
                                 : degree < 0.91
                                     ? 50
                                     : static_cast<std::uint8_t>(10 * draws.between(2, 9));
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
        if (draws.chance(0.14)) amounts.other_tax_free += 100 * draws.between(80, 220);
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
            amounts.other_taxable =
                round_to_integer(0.25 * draws.uniform() * static_cast<double>(amounts.wages));
    }
    if (able && !employed && age >= 20) {
        const bool newcomer = person.is_immigrant() && world.year - person.arrival_year <= 5;
        const bool refugee = person.reason == Reason::Refuge;
        // Work assessment allowance and qualification benefits, in spells of some years.
        Draws spell = world.draws(Stream::Disability, index, 100 + (world.year + index % 4) / 4);
        if (newcomer && refugee) {
            amounts.other_taxable = round_to_integer(basic * (0.8 + 1.2 * draws.uniform()));
        } else if (!newcomer && spell.chance(age < 62 ? 0.44 : 0.25)) {
            amounts.other_taxable =
                round_to_integer(basic * cap(2.2 + 0.4 * draws.normal(), 0.5, 4));
        }
        const double social = newcomer && refugee ? 0.45 : amounts.other_taxable > 0 ? 0.07 : 0.23;
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
        amounts.other_tax_free += 100 * draws.between(60, 360);
}

std::int64_t child_benefit_for(const World& world, const Person& child) {
    const int age = child.turns(world.year);
    const auto& rates =
        age < 6 ? std::span<const Knot>(kYoungChildBenefit) : std::span<const Knot>(kChildBenefit);
    const double rate =
        world.year < 2019 ? interpolate(kChildBenefit, world.year) : interpolate(rates, world.year);
    const base::CivilDate born = base::civil_from_days(child.birth);
    int months = 12;
    if (age == 0)
        months = 12 - born.month;
    else if (age == 18)
        months = born.month;
    if (child.arrival_year == world.year)
        months = std::min(months, 12 - base::civil_from_days(child.first_day).month);
    return round_to_integer(rate) * months;
}

std::int64_t tax_on(const Amounts& amounts, int year) {
    const double basic = basic_amount(year);
    const double earned =
        static_cast<double>(std::max<std::int64_t>(0, amounts.work_income()) +
                            amounts.unemployment + amounts.other_taxable + amounts.disability);
    const double pensions =
        static_cast<double>(amounts.old_age_pension + amounts.occupational_pension);
    const double capital = static_cast<double>(std::max<std::int64_t>(0, amounts.capital_income()));
    const double personal = earned + pensions;
    if (personal + capital < basic) return 0;
    const double interest = 0.035 * static_cast<double>(amounts.debt);
    const double deduction = std::min(0.46 * earned, 1.0 * basic) +
                             std::min(0.37 * pensions, 0.85 * basic) + 0.52 * basic + interest;
    double tax = 0.22 * std::max(0.0, personal + capital - deduction);
    tax += 0.080 * earned + 0.051 * pensions;
    // Surtax in steps of the basic amount.
    constexpr double kSteps[][2] = {{1.8, 0.017}, {2.5, 0.023}, {6.2, 0.092}, {9.4, 0.03}};
    for (const auto& [from, rate] : kSteps) tax += rate * std::max(0.0, personal - from * basic);
    // Pensioners with little more than the minimum pay nothing.
    if (pensions > 0.7 * personal)
        tax -= std::max(0.0, 0.34 * basic - 0.12 * (personal - 1.9 * basic));
    return std::max<std::int64_t>(0, round_to_integer(tax));
}

}  // namespace skjerm::datagen
