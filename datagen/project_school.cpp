// Schooling as the education database has it: first completions, school marks, national tests.
#include <algorithm>

#include "datagen/education.h"
#include "datagen/project.h"

namespace skjerm::datagen {

using column::Code16;
using column::Code8;

namespace {

constexpr int kFirstMarksYear = 2002;  // leavers of compulsory school whose marks are registered
constexpr int kLastSchoolYear = 2024;
// Since 1994 the young have had a right to upper secondary school.
constexpr int kFirstRightYear = 1994;
constexpr int kFirstUpperMarksYear = 2009;

double clamp_points(double points) { return std::min(std::max(points, 10.0), 60.0); }

// Semesters begun from the start to the completion.
std::int8_t semesters(MonthNumber start, MonthNumber done, int most) {
    return static_cast<std::int8_t>(std::clamp((done - start + 5) / 6, 1, most));
}

// August of the year in which compulsory school was completed; nearly all begin then, those who
// complete nothing later included. 0: never.
MonthNumber upper_secondary_start(const Person& person) {
    const MonthNumber compulsory = person.school.step(Step::Compulsory).month;
    if (compulsory == 0) return 0;
    // One in thirty of those without any completion never began.
    const bool never = person.school.level == Level::Compulsory && person.school.never_began;
    return never ? MonthNumber{0} : month_number(year_of_month(compulsory), 8);
}

// Where a master's degree is built on a lower one it begins in August after that; an integrated one
// begins with the first term.
MonthNumber master_start(const Schooling& school) {
    if (school.step(Step::Master).month == 0) return 0;
    const MonthNumber lower = school.step(Step::Bachelor).month;
    if (lower == 0) return school.tertiary_start;
    const int year = year_of_month(lower) + (lower % 12 + 1 > 8 ? 1 : 0);
    return month_number(year, 8);
}

}  // namespace

void Registrar::project_school(const World& world) {
    auto* const social = columns_.values<Code8>(Column::SocialBackground);
    auto* const mother = columns_.values<Code8>(Column::MotherEducation16);
    auto* const father = columns_.values<Code8>(Column::FatherEducation16);
    auto* const place = columns_.values<Code16>(Column::Municipality16);
    auto* const compulsory = columns_.values<std::int16_t>(Column::CompulsoryDone);
    auto* const upper = columns_.values<std::int32_t>(Column::UpperSecondaryDone);
    auto* const general = columns_.values<std::int32_t>(Column::GeneralDone);
    auto* const vocational = columns_.values<std::int32_t>(Column::VocationalDone);
    auto* const college = columns_.values<std::int32_t>(Column::CollegeDone);
    auto* const cand_mag = columns_.values<std::int32_t>(Column::CandMagDone);
    auto* const bachelor = columns_.values<std::int32_t>(Column::BachelorDone);
    auto* const master = columns_.values<std::int32_t>(Column::MasterDone);
    auto* const doctorate = columns_.values<std::int32_t>(Column::DoctorateDone);
    auto* const tertiary = columns_.values<std::int32_t>(Column::FirstTertiary);
    const Stays stays = stays_of(world);
    project_tests(world, stays);
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        const Schooling& school = person.school;
        const std::size_t row = offset_ + at;
        // A completion counts when it happened here, within the years that the register covers.
        const auto happened = [&](MonthNumber month) {
            if (month == 0 || yyyymm(month) < 197011 || yyyymm(month) > kLastSchoolYear * 100 + 8)
                return false;
            return stays.covers(index,
                                base::days_from_civil({year_of_month(month), month % 12 + 1, 28}));
        };
        const auto put = [&](std::int32_t* values, MonthNumber month) {
            if (happened(month)) values[row] = yyyymm(month);
        };
        if (person.place_16 != kAbroad && school.in_norway) {
            const int year_16 = person.birth_year + 16;
            if (year_16 >= 1970 && year_16 <= kLastSchoolYear) {
                social[row] = Code8{codes_.social[static_cast<std::size_t>(school.parents_at_16)]};
                if (school.mother_code_16 != 0) mother[row] = Code8{school.mother_code_16};
                if (school.father_code_16 != 0) father[row] = Code8{school.father_code_16};
                place[row] = Code16{
                    model_.places.code(person.place_16, base::days_from_civil({year_16, 10, 1}))};
            }
            const MonthNumber done = school.step(Step::Compulsory).month;
            if (happened(done)) {
                compulsory[row] = static_cast<std::int16_t>(year_of_month(done));
                if (year_of_month(done) >= kFirstMarksYear) project_marks(world, index);
            }
            const SchoolStep& second = school.step(Step::UpperSecondary);
            if (school.level != Level::Basic) {
                put(upper, second.month);
                put(school.vocational ? vocational : general, second.month);
            }
            project_upper_secondary(person, row, happened(upper_secondary_start(person)),
                                    upper[row] != column::missing<std::int32_t>());
            if (general[row] != column::missing<std::int32_t>() ||
                vocational[row] != column::missing<std::int32_t>())
                project_upper_marks(world, index);
        } else if (person.is_immigrant() && school.tertiary_start != 0) {
            place[row] = Code16{codes_.abroad_at_16};
        }
        if (school.tertiary_start == 0) continue;
        put(tertiary, school.tertiary_start);
        if (happened(school.tertiary_start))
            columns_.values<std::int8_t>(Column::FirstTertiaryAge)[row] = static_cast<std::int8_t>(
                std::clamp(year_of_month(school.tertiary_start) - person.birth_year, 16, 90));
        const SchoolStep& first = school.step(Step::Bachelor);
        if (happened(first.month)) {
            auto* const values = year_of_month(first.month) >= 2003      ? bachelor
                                 : model_.nus->of_university[first.code] ? cand_mag
                                                                         : college;
            values[row] = yyyymm(first.month);
        }
        put(master, school.step(Step::Master).month);
        put(doctorate, school.step(Step::Doctorate).month);
        if (const MonthNumber start = master_start(school); happened(start))
            columns_.values<std::int32_t>(Column::FirstMaster)[row] = yyyymm(start);
        if (!happened(school.tertiary_start)) continue;
        const auto count = [&](Column column, Step step) {
            const MonthNumber month = school.step(step).month;
            if (happened(month))
                columns_.values<std::int8_t>(column)[row] =
                    semesters(school.tertiary_start, month, 60);
        };
        if (bachelor[row] != column::missing<std::int32_t>())
            count(Column::SemestersBachelor, Step::Bachelor);
        count(Column::SemestersMaster, Step::Master);
        count(Column::SemestersDoctorate, Step::Doctorate);
    }
}

void Registrar::project_marks(const World& world, LocalIndex index) {
    const Person& person = world.people[index];
    const std::size_t row = offset_ + index;
    Draws draws = world.draws(Stream::Marks, index);
    // School points: mean 41.9, standard deviation 8.3; ability, sex and parents' education.
    const Level parents = person.school.parents_at_16;
    const double background = parents == Level::Long || parents == Level::Doctorate ? 3.2
                              : parents == Level::Short                             ? 1.1
                              : parents <= Level::Compulsory                        ? -3.4
                                                                                    : -1.2;
    const double expected = 41.3 + 5.9 * static_cast<double>(person.ability) + background +
                            (person.is_woman() ? 2.1 : -2.1);
    const double points = clamp_points(expected + 4.4 * draws.normal());
    columns_.values<double>(Column::SchoolPoints)[row] =
        static_cast<double>(round_to_integer(points * 10.0)) / 10.0;
    const auto give = [&](Column column, double shift, double spread) {
        give_mark(column, row, points, shift, spread, draws);
    };
    give(Column::GradeNorwegianWritten, person.is_woman() ? 0.12 : -0.12, 0.5);
    give(Column::GradeNorwegianOral, person.is_woman() ? 0.30 : 0.10, 0.55);
    give(Column::GradeMathematics, person.is_woman() ? -0.30 : -0.10, 0.65);
    give(Column::GradeEnglish, 0.05, 0.55);
    give(Column::GradeScience, 0.12, 0.5);
    give(Column::GradeGym, 0.60, 0.65);
    Draws more = world.draws(Stream::MoreMarks, index);
    give_mark(Column::GradeNorwegianSecond, row, points, person.is_woman() ? 0.02 : -0.22, 0.55,
              more);
    give_mark(Column::GradeEnglishOral, row, points, 0.18, 0.55, more);
    give_mark(Column::GradeSocialScience, row, points, 0.20, 0.5, more);
}

void Registrar::project_upper_secondary(const Person& person, std::size_t row, bool started,
                                        bool completed) {
    const Schooling& school = person.school;
    const MonthNumber start = upper_secondary_start(person);
    if (!started) return;
    columns_.values<std::int32_t>(Column::UpperSecondaryStart)[row] = yyyymm(start);
    const bool by_right = year_of_month(start) >= kFirstRightYear;
    if (by_right)
        columns_.values<std::int32_t>(Column::UpperSecondaryStartByRight)[row] = yyyymm(start);
    if (!completed) return;
    const MonthNumber done = school.step(Step::UpperSecondary).month;
    const std::int8_t count = semesters(start, done, 30);
    columns_.values<std::int8_t>(Column::SemestersUpperSecondary)[row] = count;
    if (!by_right) return;
    columns_.values<std::int32_t>(Column::UpperSecondaryDoneByRight)[row] = yyyymm(done);
    columns_.values<std::int8_t>(Column::SemestersUpperSecondaryByRight)[row] = count;
    columns_.values<std::int32_t>(school.vocational ? Column::VocationalDoneByRight
                                                    : Column::GeneralDoneByRight)[row] =
        yyyymm(done);
    columns_.values<std::int8_t>(school.vocational ? Column::SemestersVocationalByRight
                                                   : Column::SemestersGeneralByRight)[row] = count;
}

void Registrar::give_mark(Column column, std::size_t row, double points, double shift,
                          double spread, Draws& draws) {
    const double mark = points / 10.0 - 0.42 + shift + spread * draws.normal();
    const double special = draws.uniform();
    const auto rounded =
        static_cast<std::size_t>(std::clamp<std::int64_t>(round_to_integer(mark), 1, 6));
    columns_.values<Code8>(column)[row] = Code8{special < 0.015   ? codes_.grade_marks[0]
                                                : special < 0.027 ? codes_.grade_marks[1]
                                                : special < 0.030 ? codes_.grade_marks[2]
                                                                  : codes_.grade[rounded]};
}

void Registrar::project_upper_marks(const World& world, LocalIndex index) {
    const Person& person = world.people[index];
    const std::size_t row = offset_ + index;
    const Schooling& school = person.school;
    const int year = year_of_month(school.step(Step::UpperSecondary).month);
    Draws draws = world.draws(Stream::MoreMarks, index, 1);
    const bool tertiary = school.tertiary_start != 0;
    const double points = clamp_points(41.0 + 5.2 * static_cast<double>(person.ability) +
                                       (person.is_woman() ? 1.4 : -1.4) + (tertiary ? 1.2 : -1.5) +
                                       4.6 * draws.normal());
    // Points to compete with for admission: of those who leave a general course in June.
    if (!school.vocational)
        if (auto* const values = columns_.values<double>(Column::UpperSecondaryPoints, year))
            values[row] = static_cast<double>(round_to_integer(points * 10.0)) / 10.0;
    if (year < kFirstUpperMarksYear) return;
    const double shift = person.is_woman() ? 0.12 : -0.12;
    if (!school.vocational) {
        give_mark(Column::UpperGradeNorwegian, row, points, shift - 0.15, 0.6, draws);
        const bool scientific = static_cast<double>(person.ability) + 0.8 * draws.normal() >
                                (person.is_woman() ? 0.85 : 0.55);
        give_mark(scientific ? Column::UpperGradeMathematicsR2 : Column::UpperGradeMathematics2P,
                  row, points, scientific ? -0.35 : -0.55, 0.75, draws);
    }
    // The bridge to studies: vocational courses with a year on top, and those who left a course.
    if (school.vocational ? tertiary || draws.chance(0.3) : draws.chance(0.12))
        give_mark(Column::UpperGradeNorwegianBridge, row, points, shift - 0.55, 0.65, draws);
}

void Registrar::project_tests(const World& world, const Stays& stays) {
    struct Test {
        Column column;
        int grade_age;  // turned in the year of the test
        int first_year;
        double women, mean;
    };
    constexpr Test kTests[] = {
        {Column::TestReading5, 10, 2008, 1.5, 50},   {Column::TestNumeracy5, 10, 2008, -2.0, 50},
        {Column::TestEnglish5, 10, 2008, 0.0, 50},   {Column::TestReading8, 13, 2007, 1.5, 50},
        {Column::TestNumeracy8, 13, 2007, -2.0, 50}, {Column::TestEnglish8, 13, 2007, 0.0, 50},
        {Column::TestReading9, 14, 2010, 1.5, 53.5}, {Column::TestNumeracy9, 14, 2010, -2.0, 53.5}};
    std::array<double*, std::size(kTests)> values{};
    for (std::size_t test = 0; test < std::size(kTests); ++test)
        values[test] = columns_.values<double>(kTests[test].column);
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        if (person.birth_year + 14 < 2007 || person.birth_year + 10 > kLastSchoolYear) continue;
        Draws draws = world.draws(Stream::Tests, index);
        // Reading, numeracy and English have something in common beyond ability.
        const double common = 0.75 * static_cast<double>(person.ability) + 0.35 * draws.normal();
        for (std::size_t test = 0; test < std::size(kTests); ++test) {
            const double noise = draws.normal();
            const bool takes_part = draws.chance(0.955);
            const int year = person.birth_year + kTests[test].grade_age;
            if (year < kTests[test].first_year || year > kLastSchoolYear || !takes_part) continue;
            if (!stays.covers(index, base::days_from_civil({year, 9, 15}))) continue;
            const double score = kTests[test].mean +
                                 (person.is_woman() ? 0.5 : -0.5) * kTests[test].women +
                                 10.0 * (common + 0.56 * noise);
            values[test][offset_ + at] =
                static_cast<double>(round_to_integer(10.0 * std::clamp(score, 15.0, 85.0))) / 10.0;
        }
    }
}

}  // namespace skjerm::datagen
