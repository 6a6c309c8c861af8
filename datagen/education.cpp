#include "datagen/education.h"

#include <algorithm>
#include <array>

#include "datagen/generate.h"
#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

// Shares of the levels compulsory, upper secondary, vocational college, short and long tertiary
// that a cohort ends with.
struct CohortShares {
    int cohort;
    std::array<double, 5> men, women;
};
constexpr CohortShares kCohorts[] = {
    {1880, {.82, .14, .01, .02, .01}, {.90, .085, .005, .009, .001}},
    {1910, {.62, .30, .01, .04, .03}, {.72, .24, .005, .03, .005}},
    {1935, {.31, .46, .03, .13, .07}, {.45, .44, .01, .09, .01}},
    {1955, {.24, .44, .05, .17, .10}, {.28, .42, .01, .25, .04}},
    {1975, {.22, .34, .06, .23, .15}, {.18, .23, .02, .42, .15}},
    {1989, {.21, .27, .04, .30, .18}, {.15, .14, .02, .48, .21}},
    {2010, {.20, .27, .04, .30, .19}, {.14, .14, .02, .48, .22}}};

// What adults bring along, by group of origin.
constexpr std::array<double, 5> kForeignShares[] = {{.12, .30, .04, .30, .24},   // Norway: not used
                                                    {.12, .33, .04, .30, .21},   // Nordic
                                                    {.10, .27, .04, .32, .27},   // West
                                                    {.17, .50, .04, .18, .11},   // East Europe
                                                    {.47, .25, .02, .18, .08},   // Refugee
                                                    {.33, .29, .02, .24, .12},   // Family
                                                    {.16, .25, .02, .29, .28}};  // Other

// Effect of the parents' education on the latent one, and the mean of that effect in a cohort.
double parental_effect(Level level) {
    switch (level) {
        case Level::Long:
        case Level::Doctorate:
            return 0.80;
        case Level::Short:
        case Level::College:
            return 0.42;
        case Level::UpperSecondary:
        case Level::Basic:
            return 0.0;
        case Level::Compulsory:
            return -0.40;
        default:
            return -0.12;
    }
}
constexpr Knot kMeanParentalEffect[] = {{1900, -0.15}, {1935, -0.18}, {1950, -0.14}, {1960, -0.10},
                                        {1975, 0.03},  {1990, 0.20},  {2005, 0.33},  {2012, 0.38}};
// Of those who end with compulsory school alone, who never began anything else, by cohort.
constexpr Knot kNeverBegan[] = {{1950, 0.8}, {1965, 0.45}, {1978, 0.12}, {2000, 0.09}};
constexpr double kAbilityLoading = 0.60;
constexpr double kResidual = 0.66;

std::array<double, 5> shares_of(int cohort, Sex sex) {
    const auto* right = std::begin(kCohorts);
    while (right != std::end(kCohorts) && right->cohort < cohort) ++right;
    const auto pick = [&](const CohortShares& entry) {
        return sex == Sex::Man ? entry.men : entry.women;
    };
    if (right == std::begin(kCohorts)) return pick(*right);
    if (right == std::end(kCohorts)) return pick(*(right - 1));
    const CohortShares& left = *(right - 1);
    const double part = static_cast<double>(cohort - left.cohort) / (right->cohort - left.cohort);
    std::array<double, 5> shares{};
    for (std::size_t level = 0; level < shares.size(); ++level)
        shares[level] = (1 - part) * pick(left)[level] + part * pick(*right)[level];
    return shares;
}

Level level_at_quantile(const std::array<double, 5>& shares, double quantile, Draws& draws) {
    constexpr Level kLevels[] = {Level::Compulsory, Level::UpperSecondary, Level::College,
                                 Level::Short, Level::Long};
    std::size_t level = 0;
    while (level < 4 && quantile >= shares[level]) quantile -= shares[level++];
    if (kLevels[level] == Level::UpperSecondary && draws.chance(0.07)) return Level::Basic;
    if (kLevels[level] == Level::Long && draws.chance(0.075)) return Level::Doctorate;
    return kLevels[level];
}

// Distribution function of the standard normal by its quantile: bisection is exact enough, and
// needs no further function. Eleven steps give 1/2048.
double normal_share(double x) {
    double low = 0;
    double high = 1;
    for (int step = 0; step < 11; ++step) {
        const double middle = 0.5 * (low + high);
        (normal_quantile(middle) < x ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

// Years beyond the regular time: none for most, then fewer and fewer.
int delay(Draws& draws, double none, double on) {
    if (draws.chance(none)) return 0;
    int years = 1;
    while (years < 14 && draws.chance(on)) ++years;
    return years;
}

void plan_tertiary(const NusCodes& nus, Person& person, int start_year, Draws& draws) {
    Schooling& school = person.school;
    school.tertiary_start = month_number(start_year, 8);
    const auto completion = [&](int year) {
        return month_number(year, draws.chance(0.82) ? 6 : 12);
    };
    int year = start_year;
    if (school.level == Level::Short) {
        year += 3 + delay(draws, 0.52, 0.42);
        school.step(Step::Bachelor) = {completion(year),
                                       NusCodes::draw(nus.bachelor, person.sex, draws)};
        return;
    }
    const std::uint8_t master = NusCodes::draw(nus.master, person.sex, draws);
    if (nus.integrated[master]) {
        year += 5 + delay(draws, 0.55, 0.35);
    } else {
        year += 3 + delay(draws, 0.6, 0.4);
        school.step(Step::Bachelor) = {completion(year),
                                       NusCodes::draw(nus.bachelor, person.sex, draws)};
        year += 2 + delay(draws, 0.5, 0.45);
    }
    school.step(Step::Master) = {completion(year), master};
    if (school.level == Level::Doctorate) {
        year += 4 + delay(draws, 0.25, 0.6);
        school.step(Step::Doctorate) = {completion(year),
                                        NusCodes::draw(nus.doctorate, person.sex, draws)};
    }
}

// Some strata are wanted by analyses that need a thousand persons of them. In populations too small
// to have so many, others of the same kind are put there.
constexpr double kWantedInStratum = 1450;
constexpr std::uint32_t kFewestForStrata = 100'000;
constexpr std::uint32_t kMostForStrata = 8'000'000;

// Chance that one of `others` is put into a stratum; both counts are those of the full population.
double stratum_chance(const World& world, double in_stratum, double others) {
    const std::uint32_t persons = world.model.persons;
    if (persons < kFewestForStrata || persons >= kMostForStrata) return 0;
    const double scale = static_cast<double>(persons) / kFullPopulation;
    return std::clamp((kWantedInStratum / scale - in_stratum) / others, 0.0, 1.0);
}

// Pupils of Trøndelag who completed compulsory school in 2018.
void move_to_trondelag(const World& world, LocalIndex index, Person& person) {
    constexpr std::size_t kTrondelag = 12;  // county 50 among those of 2024
    const MonthNumber done = person.school.step(Step::Compulsory).month;
    if (done == 0 || year_of_month(done) != 2018 || person.birth_year != 2002) return;
    if (world.model.places.county(person.place_16) == kTrondelag) return;
    Draws draws = world.draws(Stream::MoreSchool, index, 1);
    if (draws.chance(stratum_chance(world, 5400, 57'000)))
        person.place_16 = world.model.places.draw_in_county(kTrondelag, draws);
}

// Master's degrees of the autumn of 2015.
void gather_masters(const World& world, LocalIndex index, Person& person) {
    Schooling& school = person.school;
    MonthNumber& month = school.step(Step::Master).month;
    constexpr MonthNumber kAutumn = month_number(2015, 12);
    if (month < month_number(2013, 6) || month > month_number(2018, 6)) return;
    const MonthNumber before = std::max(school.step(Step::Bachelor).month, school.tertiary_start);
    if (before > month_number(2014, 6) || (month >= month_number(2015, 8) && month <= kAutumn))
        return;
    Draws draws = world.draws(Stream::MoreSchool, index, 2);
    if (draws.chance(stratum_chance(world, 2600, 62'000))) month = kAutumn;
}

// The whole way of someone who went to school in Norway.
void plan_school(World& world, LocalIndex index, Level parents) {
    const NusCodes& nus = *world.model.nus;
    Person& person = world.people[index];
    Schooling& school = person.school;
    Draws draws = world.draws(Stream::School, index);
    const int cohort = person.birth_year;
    const double latent = kAbilityLoading * static_cast<double>(person.ability) +
                          parental_effect(parents) - interpolate(kMeanParentalEffect, cohort) +
                          kResidual * draws.normal();
    school.parents_at_16 = parents;
    school.level = level_at_quantile(shares_of(cohort, person.sex), normal_share(latent), draws);
    school.in_norway = true;

    const double age_draw = draws.uniform();
    const int done16 = cohort + 16 + (age_draw < 0.015 ? -1 : age_draw > 0.98 ? 1 : 0);
    school.step(Step::Compulsory) = {month_number(done16, 6),
                                     cohort < 1952 ? nus.folk_school : nus.lower_secondary};
    if (school.level == Level::Compulsory) {
        Draws begin = world.draws(Stream::MoreSchool, index);
        school.never_began = begin.chance(interpolate(kNeverBegan, cohort));
        return;
    }
    if (school.level == Level::Basic) {
        const bool old = cohort < 1958;
        school.step(Step::UpperSecondary) = {
            month_number(done16 + 1 + delay(draws, 0.5, 0.3), 6),
            old ? nus.realskole : NusCodes::draw(nus.basic, person.sex, draws)};
        return;
    }
    const bool tertiary = school.level >= Level::Short && school.level <= Level::Doctorate;
    school.vocational = draws.chance(tertiary                         ? 0.10
                                     : school.level == Level::College ? 0.85
                                                                      : 0.74);
    int year = done16;
    if (school.vocational) {
        year += 4 + delay(draws, 0.58, 0.50);
        school.step(Step::UpperSecondary) = {month_number(year, 8),
                                             NusCodes::draw(nus.vocational, person.sex, draws)};
    } else {
        year += 3 + delay(draws, tertiary ? 0.88 : 0.72, 0.40);
        school.step(Step::UpperSecondary) = {month_number(year, 6),
                                             year >= 2009 ? nus.general_new : nus.general_old};
    }
    if (school.level == Level::College) {
        year += 1 + delay(draws, 0.2, 0.72);
        school.step(Step::College) = {month_number(year + 2, 6),
                                      NusCodes::draw(nus.college, person.sex, draws)};
    } else if (tertiary) {
        plan_tertiary(nus, person, year + delay(draws, 0.42, 0.52), draws);
        gather_masters(world, index, person);
    }
}

Level higher(Level one, Level other) {
    const auto rank = [](Level level) {
        return level == Level::Unknown ? 0 : static_cast<int>(level);
    };
    return rank(one) >= rank(other) ? one : other;
}

}  // namespace

std::uint8_t education_code_at(const NusCodes&, const Person& person, MonthNumber month) {
    std::uint8_t code = 0;
    for (const SchoolStep& step : person.school.steps)
        if (step.month != 0 && step.month <= month) code = step.code;
    return code;
}

Level education_level_at(const NusCodes& nus, const Person& person, MonthNumber month) {
    return nus.level_of[education_code_at(nus, person, month)];
}

bool is_student(const Person& person, int year) {
    const Schooling& school = person.school;
    if (school.tertiary_start == 0 || year < year_of_month(school.tertiary_start)) return false;
    const MonthNumber autumn = month_number(year, 9);
    const SchoolStep& last = school.step(Step::Master).month != 0 ? school.step(Step::Master)
                                                                  : school.step(Step::Bachelor);
    return last.month > autumn;
}

void draw_past_schooling(World& world, LocalIndex index) {
    const Person& person = world.people[index];
    Level parents = Level::None;
    const MonthNumber at_16 = month_number(person.birth_year + 16, 12);
    for (const LocalIndex parent : {person.mother, person.father})
        if (parent != kNobody)
            parents =
                higher(parents, education_level_at(*world.model.nus, world.people[parent], at_16));
    plan_school(world, index, parents);
}

void draw_foreign_schooling(World& world, LocalIndex index) {
    const NusCodes& nus = *world.model.nus;
    Person& person = world.people[index];
    if (person.turns(world.year) < 16) return;
    Schooling& school = person.school;
    Draws draws = world.draws(Stream::School, index);
    const auto group = static_cast<std::size_t>(world.model.origins.country(person.country).group);
    const double quantile =
        normal_share(0.7 * static_cast<double>(person.ability) + 0.714 * draws.normal());
    std::array<double, 5> shares = kForeignShares[group];
    if (person.reason == Reason::Education) shares = {.02, .40, .03, .35, .20};
    school.level = level_at_quantile(shares, quantile, draws);
    const int age = person.turns(world.year);
    if (age < 24 && school.level >= Level::Short) school.level = Level::UpperSecondary;
    if (age < 19) school.level = Level::Compulsory;
    const double recorded = draws.uniform();
    const MonthNumber month = month_number(world.year + 1, 9);
    const auto record = [&](Step step, std::uint8_t code) { school.step(step) = {month, code}; };
    if (recorded < 0.05) {
        school.level = Level::Unknown;
        record(Step::Compulsory, nus.unknown);
        return;
    }
    const bool never_recorded = recorded < 0.16;
    switch (school.level) {
        case Level::Compulsory:
            record(Step::Compulsory, nus.lower_secondary);
            break;
        case Level::Basic:
        case Level::UpperSecondary:
            record(Step::UpperSecondary, draws.chance(0.5)
                                             ? nus.unspecified_upper
                                             : NusCodes::draw(nus.vocational, person.sex, draws));
            school.level = Level::UpperSecondary;
            break;
        case Level::College:
            record(Step::College, NusCodes::draw(nus.college, person.sex, draws));
            break;
        case Level::Short:
            record(Step::Bachelor, draws.chance(0.4)
                                       ? nus.unspecified_short
                                       : NusCodes::draw(nus.bachelor, person.sex, draws));
            break;
        default:
            record(Step::Master, draws.chance(0.4) ? nus.unspecified_long
                                                   : NusCodes::draw(nus.master, person.sex, draws));
            if (school.level == Level::Doctorate) {
                const std::uint8_t code = NusCodes::draw(nus.doctorate, person.sex, draws);
                school.step(Step::Master) = {};
                record(Step::Doctorate, code);
            }
            break;
    }
    if (never_recorded) {
        for (SchoolStep& step : school.steps) step = {};
    } else if (person.reason == Reason::Education && school.level < Level::Short &&
               draws.chance(0.45)) {
        // Came to study, and completes it here.
        school.level = draws.chance(0.5) ? Level::Short : Level::Long;
        plan_tertiary(nus, person, world.year + 1, draws);
        gather_masters(world, index, person);
    }
}

void send_to_school(World& world) {
    const NusCodes& nus = *world.model.nus;
    const MonthNumber now = month_number(world.year, 6);
    for (const LocalIndex index : world.residents) {
        Person& person = world.people[index];
        const int age = person.turns(world.year);
        if (age < 16 || person.school.level != Level::None) continue;
        if (person.school.in_norway || person.arrival_year == world.year) continue;
        if (age > 17) {
            // Was abroad at 16 and came back: brings an education along.
            if (person.is_foreign_born()) {
                if (age < 20) draw_foreign_schooling(world, index);
            } else {
                draw_past_schooling(world, index);
                person.school.in_norway = false;
            }
            continue;
        }
        Level parents = Level::None;
        const auto look = [&](LocalIndex parent, bool known, std::uint8_t& code) {
            if (parent == kNobody) return;
            const std::uint8_t found = education_code_at(nus, world.people[parent], now);
            parents = higher(parents, nus.level_of[found]);
            if (known) code = found;
        };
        look(person.mother, person.mother_known, person.school.mother_code_16);
        look(person.father, person.father_known, person.school.father_code_16);
        person.place_16 = person.place;
        plan_school(world, index, parents);
        move_to_trondelag(world, index, person);
        // Students who keep their parents' address: decided with the way through school.
        const Schooling& school = person.school;
        if (school.tertiary_start == 0) continue;
        Draws draws = world.draws(Stream::StudyPlace, index);
        if (!draws.chance(0.85)) continue;
        const MonthNumber end = school.step(Step::Master).month != 0
                                    ? school.step(Step::Master).month
                                    : school.step(Step::Bachelor).month;
        person.study_place = world.model.places.draw_study_place(person.place, draws);
        person.study_from = static_cast<std::int16_t>(year_of_month(school.tertiary_start) + 1);
        person.study_to = static_cast<std::int16_t>(year_of_month(end));
    }
}

}  // namespace skjerm::datagen
