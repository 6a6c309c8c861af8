// Benefits that depend on who lives with whom, and the small ones that the economy of one person
// alone does not tell.
#include <algorithm>

#include "datagen/benefits.h"
#include "datagen/economy.h"
#include "datagen/families.h"
#include "datagen/past_economy.h"

namespace skjerm::datagen {

namespace {

// Child benefit per child and month; since 2021 there has been a higher rate below six.
constexpr Knot kChildBenefit[] = {{1967, 60},   {1980, 350},  {1993, 850},  {2000, 930},
                                  {2003, 972},  {2018, 970},  {2019, 1030}, {2020, 1054},
                                  {2022, 1054}, {2023, 1300}, {2024, 1550}};
constexpr Knot kYoungChildBenefit[] = {{2019, 1030}, {2020, 1054}, {2021, 1250},
                                       {2022, 1676}, {2023, 1745}, {2024, 1766}};
// Share of families with a child of one year that draw cash for care.
constexpr Knot kCashForCare[] = {{1998, 0.62}, {2005, 0.55}, {2010, 0.40},
                                 {2014, 0.38}, {2018, 0.36}, {2023, 0.27}};
// Lone parents without a job who draw the transitional benefit.
constexpr Knot kLoneParents[] = {{1967, 0.85}, {1998, 0.8}, {2005, 0.7}, {2014, 0.55}, {2023, 0.4}};

// Parental benefit that the office pays to the parent (employers pay wages on to many, and are
// refunded: those stay wages).
void add_parental(const World& world, const Person& child, std::vector<Amounts>& amounts) {
    const int year = world.year;
    const int age = child.turns(year);
    if (age > 1 || child.is_foreign_born()) return;
    const int born = base::civil_from_days(child.birth).month;
    for (const LocalIndex parent : {child.mother, child.father}) {
        if (parent == kNobody || !world.people[parent].is_resident() ||
            !world.people[parent].is_alive())
            continue;
        Amounts& own = amounts[parent];
        const double wages = static_cast<double>(own.wages);
        if (wages < 0.5 * basic_amount(year)) continue;
        const bool is_mother = parent == child.mother;
        Draws draws = world.draws(Stream::Family, parent, child.birth_year);
        if (!draws.chance(is_mother ? 0.97 : 0.90)) continue;
        // The mother's ten months begin at birth; the father's two and a half come a year later.
        double months = is_mother ? (age == 0 ? std::min(10, 13 - born) : std::max(0, born - 3))
                                  : (age == 1 ? 2.5 : 0.0);
        months = std::min(months, 10.0);
        if (months <= 0) continue;
        own.parental += round_to_integer(
            std::min(0.38 * wages * months / 12.0, 6.0 * basic_amount(year) * months / 12.0));
    }
}

void add_cash_for_care(const World& world, const Person& child, std::vector<Amounts>& amounts) {
    const int age = child.turns(world.year);
    if (world.year < 1998 || age < 1 || age > 2) return;
    const LocalIndex receiver = child_benefit_receiver(world, child);
    if (receiver == kNobody) return;
    const Person& parent = world.people[receiver];
    Draws draws = world.draws(Stream::Family, receiver, 10'000 + child.birth_year);
    const double share = interpolate(kCashForCare, world.year) *
                         (amounts[receiver].wages == 0 ? 1.7 : 0.85) *
                         (parent.is_immigrant() ? 1.5 : 0.9);
    if (!draws.chance(share)) return;
    // From 13 to 23 months of age, some of them.
    const int born = base::civil_from_days(child.birth).month;
    const int wanted = 3 + static_cast<int>(draws.below(9));
    const int here = age == 1 ? std::min(wanted, 12 - born) : std::max(0, wanted - (12 - born));
    const std::int64_t rate = world.year < 2017 ? 3303 : 7500;
    amounts[receiver].cash_for_care += rate * std::max(0, here);
}

void add_for_lone_parent(const World& world, LocalIndex index, const Family& family, Amounts& own) {
    if (family.couple || family.children_under_18 == 0 || family.youngest_child > 8) return;
    const Person& person = world.people[index];
    if (static_cast<double>(own.wages) > 2.5 * basic_amount(world.year) || own.disability > 0 ||
        own.work_assessment > 0 || own.introduction > 0 || person.turns(world.year) > 55)
        return;
    Draws draws = world.draws(Stream::Family, index, 20'000 + world.year / 3);
    if (draws.chance(interpolate(kLoneParents, world.year)))
        own.lone_parent = round_to_integer(2.1 * basic_amount(world.year));
}

void add_for_survivor(const World& world, const Person& person, LocalIndex index, Amounts& own) {
    const int age = person.turns(world.year);
    const bool widowed = person.civil == Civil::Widowed || person.civil == Civil::SurvivingPartner;
    if (!widowed || age < 25 || age > 66 || own.disability > 0 || own.work_assessment > 0) return;
    const double basic = basic_amount(world.year);
    if (static_cast<double>(own.wages) > 5 * basic) return;
    Draws draws = world.draws(Stream::Family, index, 30'000);
    if (draws.chance(person.is_woman() ? 0.75 : 0.35))
        own.survivor = round_to_integer(
            std::max(0.35, 1.9 - 0.4 * static_cast<double>(own.wages) / basic) * basic);
}

// AFP: of the public sector as an early pension from 62 to 66; of the private one as a supplement
// for life since 2011.
void add_early_retirement(const World& world, const Person& person, LocalIndex index,
                          Amounts& own) {
    const int age = person.turns(world.year);
    if (age < 62 || world.year < 1989 || person.economy.disabled_year != 0) return;
    const double basic = basic_amount(world.year);
    Draws draws = world.draws(Stream::Family, index, 40'000);
    const bool has_right = draws.chance(person.is_immigrant() ? 0.25 : 0.62);
    const bool is_public = draws.chance(person.is_woman() ? 0.62 : 0.30);
    if (!has_right) return;
    if (world.year < 2011 || is_public) {
        if (age > 66 || static_cast<double>(own.wages) > 1.2 * basic || own.old_age_pension > 0)
            return;
        own.work_assessment = 0;
        own.early_retirement = round_to_integer(basic * (1.9 + 0.5 * draws.uniform()));
    } else if (own.old_age_pension > 0 && person.birth_year >= 1948) {
        own.early_retirement = round_to_integer(basic * (0.45 + 0.25 * draws.uniform()));
    }
}

// On the way to a disability benefit lies, for most, a time of assessment.
void add_assessment(const World& world, const Person& person, LocalIndex index, Amounts& own) {
    const int age = person.turns(world.year);
    const double basic = basic_amount(world.year);
    if (age < 18 || age > 64 || own.work_assessment > 0 || own.disability > 0 ||
        own.early_retirement > 0 || own.unemployment > 0 || own.introduction > 0)
        return;
    if (static_cast<double>(own.wages) > 7.5 * basic) return;
    if (!is_getting_disabled(world, index, person, world.year + 1) &&
        !is_getting_disabled(world, index, person, world.year + 2))
        return;
    Draws draws = world.draws(Stream::Family, index, 50'000);
    if (draws.chance(0.97))
        own.work_assessment = round_to_integer(
            basic * std::max(0.4, 2.3 - 0.45 * static_cast<double>(own.wages) / basic));
}

// The months from the first day of disability benefit on; assessment ended before.
void add_first_disability(const World& world, const Person& person, LocalIndex index,
                          Amounts& own) {
    const int year = world.year;
    // It ends with the month of the 67th birthday, for one who comes home after that too.
    if (person.turns(year) == 67 && person.moved_day >= world.year_start() &&
        base::civil_from_days(person.moved_day).month > base::civil_from_days(person.birth).month &&
        person.emigrated_year != 0)
        own.disability = 0;
    if (person.economy.disabled_year != year || own.disability > 0) return;
    const base::DayNumber start = disability_start(world, index, year);
    if (start > world.year_end()) return;
    const int months = 13 - base::civil_from_days(start).month;
    const double percent = 0.01 * person.economy.disability_percent;
    own.disability = round_to_integer(basic_amount(year) * percent * 2.62 * months / 12.0);
    own.work_assessment = own.work_assessment * (12 - months) / 12;
}

void add_basic_and_housing(const World& world, const Person& person, LocalIndex index,
                           const Family& family, Amounts& own) {
    Draws draws = world.draws(Stream::Family, index, 60'000);
    const double basic_share = draws.uniform();
    const bool needs_help = person.health < -1.9F || (family.children_under_18 > 0 &&
                                                      person.is_woman() && draws.uniform() < 0.022);
    if (own.basic_and_attendance == 0 && (basic_share < 0.009 || needs_help))
        own.basic_and_attendance = 100 * draws.between(80, 260);
    Draws yearly = world.draws(Stream::Family, index, 70'000 + world.year);
    const bool poor = own.work_income() + own.taxable_transfers() <
                      round_to_integer(2.3 * basic_amount(world.year));
    const bool adult = person.turns(world.year) >= 20 && person.home == kNobody;
    if (own.housing_allowance == 0 && own.study_grant == 0 && adult && poor && !family.couple &&
        yearly.chance(own.social_assistance > 0      ? 0.45
                      : family.children_under_18 > 0 ? 0.3
                                                     : 0.07))
        own.housing_allowance = 100 * yearly.between(50, 380);
}

// Assistance for those with little else, beyond what the economy of each alone knows.
void add_assistance(const World& world, const Person& person, LocalIndex index, Amounts& own) {
    const int age = person.turns(world.year);
    if (age < 18 || age > 66 || person.home != kNobody || own.social_assistance > 0) return;
    const double means = static_cast<double>(own.work_income() + own.taxable_transfers());
    const double basic = basic_amount(world.year);
    if (means > 2.6 * basic || own.study_grant > 0) return;
    Draws draws = world.draws(Stream::Family, index, 90'000 + world.year);
    const double chance = (age < 30 ? 0.16 : 0.075) * (person.is_immigrant() ? 1.5 : 1.0) *
                          (person.partner == kNobody ? 1.15 : 0.4);
    if (draws.chance(chance))
        own.social_assistance = round_to_integer(wage_index(world.year) * 1000.0 *
                                                 (6.0 + 190.0 * draws.uniform() * draws.uniform()));
}

// The qualification programme: newcomers after the introduction, and others long on assistance.
void add_qualification(const World& world, const Person& person, LocalIndex index, Amounts& own) {
    if (world.year < 2008 || own.social_assistance == 0) return;
    const int age = person.turns(world.year);
    if (age < 19 || age > 60 || own.wages > 0 || own.work_assessment > 0) return;
    Draws draws = world.draws(Stream::Family, index, 80'000 + world.year / 2);
    if (own.introduction > 0 && world.year - person.arrival_year <= 3) return;
    if (!draws.chance(0.30)) return;
    own.introduction = 0;
    own.qualification = round_to_integer(2.0 * basic_amount(world.year));
}

}  // namespace

std::int64_t child_benefit_rate(const Person& child, int year) {
    const bool young = child.turns(year) < 6 && year >= 2019;
    return round_to_integer(interpolate(
        young ? std::span<const Knot>(kYoungChildBenefit) : std::span<const Knot>(kChildBenefit),
        year));
}

std::uint16_t child_benefit_months(const Person& child, int year) {
    const int age = child.turns(year);
    if (age < 0 || age > 18) return 0;
    const base::CivilDate born = base::civil_from_days(child.birth);
    int first = 1;
    int last = 12;
    if (age == 0) first = born.month + 1;
    if (age == 18) last = born.month;
    if (child.arrival_year == year)
        first = std::max(first, base::civil_from_days(child.first_day).month + 1);
    std::uint16_t months = 0;
    for (int month = first; month <= last; ++month)
        months = static_cast<std::uint16_t>(months | 1U << (month - 1));
    return months;
}

LocalIndex child_benefit_receiver(const World& world, const Person& child) {
    if (!child.is_alive() || !child.is_resident() || !lives_with_parent(world, child))
        return kNobody;
    const LocalIndex partner = world.people[child.home].partner;
    return partner != kNobody && partner == child.mother ? partner : child.home;
}

void add_family_benefits(const World& world, const Families& families,
                         std::vector<Amounts>& amounts) {
    const int year = world.year;
    for (const Person& child : world.people) {
        const int age = child.turns(year);
        if (age < 0 || age > 18) continue;
        const LocalIndex receiver = child_benefit_receiver(world, child);
        if (receiver == kNobody) continue;
        std::int64_t months = 0;
        for (std::uint16_t left = child_benefit_months(child, year); left != 0; left >>= 1)
            months += left & 1;
        amounts[receiver].child_benefit += child_benefit_rate(child, year) * months;
        add_parental(world, child, amounts);
        add_cash_for_care(world, child, amounts);
    }
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        const LocalIndex reference = families.reference[at];
        if (reference == kNobody || person.turns(year) < 15) continue;
        Amounts& own = amounts[at];
        const Family& family = families.by_reference[reference];
        if (reference == index) add_for_lone_parent(world, index, family, own);
        add_for_survivor(world, person, index, own);
        add_early_retirement(world, person, index, own);
        add_assessment(world, person, index, own);
        add_first_disability(world, person, index, own);
        add_assistance(world, person, index, own);
        add_qualification(world, person, index, own);
        add_basic_and_housing(world, person, index, family, own);
        own.tax = tax_on(own, year);
        own.wealth_tax = wealth_tax_on(own, year);
        own.tax += own.wealth_tax;
    }
}

}  // namespace skjerm::datagen
