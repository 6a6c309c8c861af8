// Courses: the steps of everyone's schooling, with the years that lead to them, what was begun and
// given up, and the short courses that adults take. A course is one unit with one spell; a
// completed education has a course that ends, completed, in the month in which the education is
// completed.
#include <algorithm>
#include <string>

#include "datagen/education.h"
#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

constexpr int kFirstCourseYear = 1974;
constexpr int kLastCourseYear = 2024;

enum class School : std::uint8_t {
    Compulsory,
    UpperSecondary,
    Apprentice,
    OtherUpper,
    Vocational,  ///< vocational college
    College,
    University,
    Specialised,  ///< private or scientific
    Market,       ///< labour market courses
    Folk,         ///< folk high schools
    UpperAbroad,
    TertiaryAbroad
};
enum class Outcome : std::uint8_t { Ongoing, GivenUp, Failed, Completed };

struct Course {
    DayNumber start = 0;
    DayNumber stop = 0;
    std::uint8_t nus = 0;
    School school = School::UpperSecondary;
    Outcome outcome = Outcome::Completed;
    std::uint8_t competence = 0;  ///< 1-5, VGS_KOMP; 0: none
    std::uint8_t group = 0;       ///< dictionary code of UHGRUPPE; 0: none
    bool part_time = false;
    CountryIndex country = 0;
};

DayNumber month_start(MonthNumber month) {
    return base::days_from_civil({year_of_month(month), month % 12 + 1, 1});
}
DayNumber month_last(MonthNumber month) {
    return month_start(static_cast<MonthNumber>(month + 1)) - 1;
}

/// Dictionary codes looked up once for a block.
struct CourseCodes {
    explicit CourseCodes(const Catalogue& catalogue) : catalogue_(catalogue) {
        const char* const schools[] = {"100", "211", "212", "220", "710", "311",
                                       "411", "313", "520", "510", "610", "620"};
        for (std::size_t at = 0; at < school.size(); ++at)
            school[at] = code("SCHOOL_TYPE", schools[at]);
        const char* const outcomes[] = {"1", "3", "4", "8"};
        for (std::size_t at = 0; at < outcome.size(); ++at)
            outcome[at] = code("COURSE_OUTCOME", outcomes[at]);
        for (std::size_t at = 1; at < 6; ++at)
            competence[at] = code("VGS_KOMP", std::to_string(at));
        for (std::size_t at = 1; at < 6; ++at)
            teaching[at] = code("TEACHING_MODE", std::to_string(at));
        for (std::size_t at = 1; at < 4; ++at) owner[at] = code("SCHOOL_OWNER", std::to_string(at));
        full = code("FULL_PART", "1");
        part = code("FULL_PART", "2");
        const auto& educations = catalogue.codes("NUS2000");
        groups.resize(educations.size() + 1);
        for (std::size_t at = 0; at < educations.size(); ++at)
            groups[at + 1] = group_of(educations[at]);
        first_year = nus("301111");
        second_year = nus("301118");
        vocational_years = {nus("355101"), nus("357101"), nus("361101"), nus("341101")};
        adult = {nus("661101"), nus("622101"), nus("621101"), nus("642101"), nus("662101"),
                 nus("699999"), nus("541101"), nus("499999"), nus("599999")};
        further = {static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "20")),
                   static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "18")),
                   static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "19")),
                   static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "66")),
                   static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "22")),
                   static_cast<std::uint8_t>(catalogue.code("UHGRUPPE", "68")),
                   0,
                   0,
                   0};
    }
    Code8 code(std::string_view list, const std::string& text) const {
        return Code8{static_cast<std::uint8_t>(catalogue_.code(list, text))};
    }
    std::uint8_t nus(std::string_view text) const {
        return static_cast<std::uint8_t>(catalogue_.code("NUS2000", text));
    }
    /// Group of higher education by field; 0 below that level.
    std::uint8_t group_of(const std::string& nus_code) const {
        struct Rule {
            std::string_view nus, group;
        };
        static constexpr Rule kRules[] = {
            {"661", "13B"}, {"66", "96B"}, {"61", "30B"},  {"621", "36B"}, {"622", "35B"},
            {"62", "35B"},  {"63", "31B"}, {"64", "32B"},  {"651", "34B"}, {"65", "33B"},
            {"67", "97B"},  {"68", "98B"}, {"6", "99B"},   {"736", "52"},  {"737", "51"},
            {"73", "41M"},  {"74", "42M"}, {"751", "44M"}, {"752", "44M"}, {"753", "44M"},
            {"75", "43M"},  {"763", "50"}, {"764", "53"},  {"767", "53"},  {"76", "46M"},
            {"72", "45M"},  {"7", "40M"},  {"8", "90"}};
        std::string_view group;
        std::size_t length = 0;
        for (const Rule& rule : kRules)
            if (rule.nus.size() > length && nus_code.starts_with(rule.nus)) {
                group = rule.group;
                length = rule.nus.size();
            }
        return group.empty() ? std::uint8_t{0}
                             : static_cast<std::uint8_t>(catalogue_.code("UHGRUPPE", group));
    }

    std::array<Code8, 12> school{};
    std::array<Code8, 4> outcome{};
    std::array<Code8, 6> competence{}, teaching{};
    std::array<Code8, 4> owner{};
    Code8 full{}, part{};
    std::vector<std::uint8_t> groups;  // by code of NUS2000
    std::uint8_t first_year, second_year;
    std::array<std::uint8_t, 4> vocational_years;
    std::array<std::uint8_t, 9> adult, further;

private:
    const Catalogue& catalogue_;
};

class CourseProjection {
public:
    CourseProjection(const Lives& lives, UnitColumns& columns)
        : lives_(lives), columns_(columns), model_(lives.world.model), codes_(model_.catalogue) {}

    void project() {
        for (std::size_t at = 0; at < lives_.world.people.size(); ++at) {
            const auto index = static_cast<LocalIndex>(at);
            const Person& person = lives_.world.people[at];
            courses_.clear();
            Draws draws = lives_.world.draws(Stream::Course, index);
            if (person.school.in_norway) {
                go_to_school(person, draws);
            } else {
                bring_along(person);
                learn_after_arrival(person, draws);
            }
            take_adult_courses(index, person);
            std::stable_sort(
                courses_.begin(), courses_.end(),
                [](const Course& one, const Course& other) { return one.start < other.start; });
            Draws facts = lives_.world.draws(Stream::Course, index, 1);
            for (Course& course : courses_) write(index, person, course, facts);
        }
    }

private:
    void add(const Course& course) { courses_.push_back(course); }

    Course school_year(int start_year, std::uint8_t nus, School school) const {
        Course course;
        course.start = base::days_from_civil({start_year, 8, 1});
        course.stop = base::days_from_civil({start_year + 1, 6, 30});
        course.nus = nus;
        course.school = school;
        return course;
    }

    void go_to_school(const Person& person, Draws& draws) {
        const Schooling& school = person.school;
        const SchoolStep& compulsory = school.step(Step::Compulsory);
        const int done16 = year_of_month(compulsory.month);
        Course tenth = school_year(done16 - 1, compulsory.code, School::Compulsory);
        tenth.start = std::max(tenth.start, base::days_from_civil({person.birth_year + 14, 8, 1}));
        tenth.stop = month_last(compulsory.month);
        add(tenth);
        go_to_upper_secondary(school, done16, draws);
        if (const SchoolStep& college = school.step(Step::College); college.month != 0) {
            Course course =
                school_year(year_of_month(college.month) - 2, college.code, School::Vocational);
            course.stop = month_last(college.month);
            add(course);
        }
        study(school, draws);
    }

    void go_to_upper_secondary(const Schooling& school, int done16, Draws& draws) {
        const SchoolStep& done = school.step(Step::UpperSecondary);
        const std::uint8_t second = codes_.vocational_years[draws.below(4)];
        if (done.month == 0) {
            // Nearly all begin; those without a completed education gave up.
            if (!draws.chance(done16 < 1994 ? 0.35 : 0.93)) return;
            Course first = school_year(done16, codes_.first_year, School::UpperSecondary);
            first.outcome = draws.chance(0.55) ? Outcome::Completed : Outcome::GivenUp;
            first.competence = 4;
            add(first);
            if (first.outcome != Outcome::Completed || !draws.chance(0.7)) return;
            Course next = school_year(done16 + 1, second, School::UpperSecondary);
            next.outcome = draws.chance(0.25) ? Outcome::Failed : Outcome::GivenUp;
            if (next.outcome == Outcome::GivenUp)
                next.stop = base::days_from_civil({done16 + 1, 12, 31});
            add(next);
            return;
        }
        const int year = year_of_month(done.month);
        // The years that lead to the completed one, from the autumn after compulsory school on.
        const int years = std::max(1, year - done16);
        const int apprentice = school.vocational ? std::min(2, years - 1) : 0;
        const int classes = std::min(years - apprentice, school.vocational ? 2 : 3);
        for (int at = 0; at < classes; ++at) {
            const bool last = at + 1 == classes && apprentice == 0;
            Course course = school_year(done16 + at,
                                        last                ? done.code
                                        : at == 0           ? codes_.first_year
                                        : school.vocational ? second
                                                            : codes_.second_year,
                                        School::UpperSecondary);
            if (last) {
                course.start = base::days_from_civil({year - 1, 8, 1});
                course.stop = month_last(done.month);
                course.competence = school.vocational ? 3 : 1;
            } else {
                course.competence = school.vocational ? 4 : 0;
            }
            add(course);
        }
        if (apprentice == 0) return;
        Course trade = school_year(year - apprentice, done.code, School::Apprentice);
        trade.stop = month_last(done.month);
        trade.competence = apprentice == 2 ? 2 : 5;
        add(trade);
    }

    void study(const Schooling& school, Draws& draws) {
        MonthNumber from = school.tertiary_start;
        const bool began = from != 0;
        const SchoolStep& upper_secondary = school.step(Step::UpperSecondary);
        // A year at a folk high school before the studies, or in place of them.
        const int after = year_of_month(upper_secondary.month);
        const bool free_year = !began || year_of_month(from) > after;
        if (upper_secondary.month != 0 && !school.vocational && free_year && draws.chance(0.22))
            add(school_year(after, codes_.second_year, School::Folk));
        for (const Step which : {Step::Bachelor, Step::Master, Step::Doctorate}) {
            const SchoolStep& step = school.step(which);
            if (step.month == 0 || !began) continue;
            Course course;
            course.start = month_start(from);
            course.stop = month_last(step.month);
            course.nus = step.code;
            course.group = codes_.groups[step.code];
            const double place = draws.uniform();
            course.school = which != Step::Bachelor || model_.nus->of_university[step.code]
                                ? School::University
                            : place < 0.14 ? School::Specialised
                                           : School::College;
            add(course);
            // The next one begins in August or January.
            const int year = year_of_month(step.month);
            from = step.month % 12 < 8 ? month_number(year, 8) : month_number(year + 1, 1);
        }
        const bool upper = school.level == Level::UpperSecondary || school.level == Level::College;
        if (began || !upper || !draws.chance(school.vocational ? 0.10 : 0.55)) return;
        // Began to study, and gave up.
        const int year =
            year_of_month(school.step(Step::UpperSecondary).month) + 1 + draws.between(0, 3);
        Course course = school_year(
            year,
            NusCodes::draw(model_.nus->bachelor, draws.chance(0.5) ? Sex::Man : Sex::Woman, draws),
            draws.chance(0.5) ? School::University : School::College);
        course.group = codes_.groups[course.nus];
        course.outcome = Outcome::GivenUp;
        if (draws.chance(0.4)) course.stop = base::days_from_civil({year, 12, 31});
        if (draws.chance(0.3)) course.stop = base::days_from_civil({year + 2, 6, 30});
        add(course);
    }

    /// Those who come young go to school here for some years, whatever they reach.
    void learn_after_arrival(const Person& person, Draws& draws) {
        const int age = person.arrival_year - person.birth_year;
        if (person.arrival_year == 0 || age < 15 || age > 25) return;
        if (person.school.tertiary_start != 0 || !draws.chance(age < 20 ? 0.85 : 0.45)) return;
        const int years = draws.between(1, age < 20 ? 4 : 2);
        for (int year = person.arrival_year; year < person.arrival_year + years; ++year) {
            Course course = school_year(
                year, year == person.arrival_year ? codes_.first_year : codes_.second_year,
                age < 20 ? School::UpperSecondary : School::OtherUpper);
            if (year == person.arrival_year)
                course.start = std::max(course.start, person.first_day);
            course.outcome = draws.chance(0.7) ? Outcome::Completed : Outcome::GivenUp;
            course.competence = 4;
            add(course);
        }
    }

    /// Educations from abroad stand with the month in which they were recorded; later ones were
    /// taken here.
    void bring_along(const Person& person) {
        MonthNumber before = 0;
        for (std::size_t at = 0; at < person.school.steps.size(); ++at) {
            const SchoolStep& step = person.school.steps[at];
            if (step.month == 0) continue;
            const auto which = static_cast<Step>(at);
            const bool here =
                person.school.tertiary_start != 0 && step.month > person.school.tertiary_start;
            Course course;
            course.nus = step.code;
            course.stop = month_last(step.month);
            course.start = month_start(step.month);
            if (here) course.start = month_start(std::max(person.school.tertiary_start, before));
            course.group = codes_.groups[step.code];
            course.school = which < Step::College    ? School::UpperAbroad
                            : which == Step::College ? School::Vocational
                            : here                   ? School::University
                                                     : School::TertiaryAbroad;
            if (!here) course.country = person.country;
            add(course);
            before = static_cast<MonthNumber>(step.month + 1);
        }
    }

    /// Further education and labour market courses: some take many, most none.
    void take_adult_courses(LocalIndex index, const Person& person) {
        Draws lasting = lives_.world.draws(Stream::Course, index, 2);
        const double taste = lasting.uniform();
        const int first = std::max(person.birth_year + 25, 1990);
        const int last = std::min(person.birth_year + 66, kLastCourseYear - 1);
        if (first > last) return;
        const Level level = person.school.level;
        const double education = level >= Level::Short && level != Level::Unknown ? 1.6
                                 : level >= Level::UpperSecondary                 ? 0.9
                                                                                  : 0.55;
        const double share = 0.135 * education * (person.is_woman() ? 1.15 : 0.85) *
                             (taste < 0.35  ? 2.1
                              : taste < 0.7 ? 0.7
                                            : 0.1);
        Draws draws = lives_.world.draws(Stream::Course, index, 3);
        for (int year = first; year <= last; ++year) {
            const double when = static_cast<double>(year - 1990) / 20.0;
            const int age = year - person.birth_year;
            const double chance = share * std::min(1.0, 0.3 + 0.7 * when) *
                                  (age < 40   ? 1.3
                                   : age < 55 ? 1.0
                                              : 0.5);
            if (!draws.chance(chance)) continue;
            const bool higher = level >= Level::Short && level != Level::Unknown;
            const std::size_t kind = higher && draws.chance(0.42) ? draws.below(6)
                                     : draws.chance(0.62)         ? 7
                                                                  : 6 + draws.below(3);
            Course course;
            const bool spring = draws.chance(0.42);
            course.start = base::days_from_civil({year, spring ? 1 : 8, 1});
            course.stop = base::days_from_civil({spring              ? year
                                                 : draws.chance(0.5) ? year + 1
                                                                     : year,
                                                 6, 30});
            if (course.stop < course.start) course.stop = base::days_from_civil({year, 12, 31});
            course.nus = codes_.adult[kind];
            course.group = codes_.further[kind];
            course.part_time = true;
            course.school = kind < 6    ? (draws.chance(0.5) ? School::College : School::University)
                            : kind == 7 ? (draws.chance(0.4) ? School::Market : School::OtherUpper)
                                        : School::Vocational;
            const double how = draws.uniform();
            course.outcome = how < 0.84   ? Outcome::Completed
                             : how < 0.95 ? Outcome::GivenUp
                                          : Outcome::Failed;
            add(course);
        }
    }

    void write(LocalIndex index, const Person& person, Course& course, Draws& facts) {
        const double owner = facts.uniform();
        const double teaching = facts.uniform();
        const double abroad = facts.uniform();
        // The register begins and ends with its years, and knows those who lived here alone.
        const DayNumber last = base::days_from_civil({kLastCourseYear, 9, 1});
        if (course.start > last || course.stop < base::days_from_civil({kFirstCourseYear, 9, 1}) ||
            !lives_.stays.covers(index, course.start))
            return;
        if (!lives_.stays.covers(index, course.stop)) {
            course.stop = end_of_stay(index, course.start);
            course.outcome = Outcome::GivenUp;
        }
        if (course.stop < course.start) return;
        if (course.stop > last) course.outcome = Outcome::Ongoing;

        const std::uint32_t unit = columns_.begin_unit(Domain::Course);
        columns_.set(UnitColumn::CoursePerson, lives_.unit(index));
        columns_.set(UnitColumn::CourseSerial, static_cast<column::UnitIndex>(unit));
        const auto add = [&](UnitColumn column, auto value) {
            columns_.add_spell(column, course.start, course.stop, value);
        };
        const bool tertiary =
            course.school >= School::College && course.school <= School::Specialised;
        const bool foreign = course.school >= School::UpperAbroad;
        add(UnitColumn::CourseNus, Code8{course.nus});
        add(UnitColumn::CourseFullPart, course.part_time ? codes_.part : codes_.full);
        add(UnitColumn::CourseOutcome, codes_.outcome[static_cast<std::size_t>(course.outcome)]);
        if (course.competence != 0)
            add(UnitColumn::CourseCompetence, codes_.competence[course.competence]);
        add(UnitColumn::CourseSchoolType, codes_.school[static_cast<std::size_t>(course.school)]);
        if (course.group != 0) add(UnitColumn::CourseGroup, Code8{course.group});
        const double private_share = course.school == School::Specialised  ? 1.0
                                     : course.school == School::Vocational ? 0.35
                                     : course.part_time                    ? 0.10
                                     : tertiary                            ? 0.05
                                                                           : 0.06;
        if (!foreign)
            add(UnitColumn::CourseOwner, codes_.owner[owner < private_share ? 3
                                                      : tertiary            ? 1
                                                                            : 2]);
        if (tertiary) {
            const double online = course.part_time ? 0.22 : 0.07;
            const std::size_t mode = teaching < online * 0.4    ? 3
                                     : teaching < online * 0.8  ? 4
                                     : teaching < online        ? 5
                                     : teaching < online + 0.05 ? 2
                                                                : 1;
            add(UnitColumn::CourseTeaching, codes_.teaching[mode]);
        }
        write_place(index, person, course, tertiary, foreign, abroad);
    }

    void write_place(LocalIndex index, const Person& person, const Course& course, bool tertiary,
                     bool foreign, double abroad) {
        const bool completed = course.outcome == Outcome::Completed;
        if (foreign || (tertiary && completed && !course.part_time && abroad < 0.03)) {
            static constexpr std::string_view kStudyCountries[] = {"101", "106", "139", "144"};
            const CountryIndex country =
                foreign ? course.country
                        : model_.origins.find(
                              kStudyCountries[static_cast<std::size_t>(abroad / 0.03 * 4.0)]);
            columns_.add_spell(
                UnitColumn::CourseCountry, course.start, course.stop,
                Code8{static_cast<std::uint8_t>(model_.origins.country(country).code)});
            return;
        }
        if (completed)
            columns_.add_spell(UnitColumn::CourseCountry, course.start, course.stop,
                               Code8{static_cast<std::uint8_t>(model_.origins.country(0).code)});
        const PlaceIndex home = lives_.place_on(index, course.start);
        PlaceIndex place = home;
        if (tertiary && person.study_place != kAbroad && !course.part_time)
            place = person.study_place;
        else if (tertiary || course.school == School::Vocational)
            place = model_.places.centre(model_.places.county(home));
        columns_.add_spell(UnitColumn::CourseMunicipality, course.start, course.stop,
                           Code16{model_.places.code(place, course.start)});
    }

    DayNumber end_of_stay(LocalIndex index, DayNumber from) const {
        DayNumber end = from;
        for (const Stay& stay : lives_.stays_of(index))
            if (stay.from <= end + 1 && end <= stay.to) end = stay.to;
        return end;
    }

    const Lives& lives_;
    UnitColumns& columns_;
    const Model& model_;
    CourseCodes codes_;
    std::vector<Course> courses_;
};

}  // namespace

void project_courses(const Lives& lives, UnitColumns& columns) {
    CourseProjection(lives, columns).project();
}

}  // namespace skjerm::datagen
