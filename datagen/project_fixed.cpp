// Variables that do not change: birth, death, origin, parents, schooling.
#include <algorithm>
#include <vector>

#include "datagen/education.h"
#include "datagen/project.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;
using column::UnitIndex;

namespace {

std::int32_t yyyymmdd(DayNumber day) {
    const base::CivilDate date = base::civil_from_days(day);
    return date.year * 10000 + date.month * 100 + date.day;
}

constexpr int kFirstMarksYear = 2002;  // leavers of compulsory school whose marks are registered
constexpr int kLastSchoolYear = 2024;

double clamp_points(double points) { return std::min(std::max(points, 10.0), 60.0); }

}  // namespace

void Registrar::at_end(const World& world) {
    project_persons(world);
    project_links(world);
    project_school(world);
    project_spells(world);
}

void Registrar::project_persons(const World& world) {
    auto* const sex = columns_.values<Code8>(Column::Sex);
    auto* const birth = columns_.values<std::int32_t>(Column::BirthMonth);
    auto* const death = columns_.values<std::int32_t>(Column::DeathDate);
    auto* const country = columns_.values<Code8>(Column::BirthCountry);
    auto* const birthplace = columns_.values<Code16>(Column::BirthMunicipality);
    auto* const background = columns_.values<Code8>(Column::Background);
    auto* const category = columns_.values<Code8>(Column::ImmigrantCategory);
    auto* const reason = columns_.values<Code8>(Column::ImmigrationReason);
    auto* const arrival_age = columns_.values<std::int8_t>(Column::ImmigrationAge);
    auto* const first = columns_.values<std::int32_t>(Column::FirstResidence);
    const auto country_code = [&](CountryIndex index) {
        return Code8{static_cast<std::uint8_t>(model_.origins.country(index).code)};
    };
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const Person& person = world.people[at];
        const std::size_t row = offset_ + at;
        const base::CivilDate born = base::civil_from_days(person.birth);
        sex[row] = Code8{codes_.sex[static_cast<std::size_t>(person.sex)]};
        birth[row] = born.year * 100 + born.month;
        if (!person.is_alive()) death[row] = yyyymmdd(person.death);
        country[row] = country_code(person.country);
        if (person.birth_place != kAbroad)
            birthplace[row] = Code16{model_.places.code(person.birth_place, person.birth)};
        CountryIndex origin = person.country;
        for (const LocalIndex parent : {person.mother, person.father})
            if (origin == 0 && parent != kNobody) origin = world.people[parent].country;
        background[row] = country_code(origin);
        category[row] = Code8{codes_.category[static_cast<std::size_t>(person.category)]};
        first[row] = yyyymmdd(person.first_day);
        if (!person.is_foreign_born()) continue;
        const base::CivilDate arrived = base::civil_from_days(person.first_day);
        const bool before_birthday =
            arrived.month != born.month ? arrived.month < born.month : arrived.day < born.day;
        arrival_age[row] =
            static_cast<std::int8_t>(arrived.year - born.year - (before_birthday ? 1 : 0));
        const bool nordic = model_.origins.country(person.country).group == OriginGroup::Nordic;
        if (arrived.year >= 1990 && !nordic)
            reason[row] = Code8{codes_.reason[static_cast<std::size_t>(person.reason)]};
    }
}

void Registrar::project_links(const World& world) {
    const auto mother_of = [&](LocalIndex index) {
        return index != kNobody && world.people[index].mother_known ? world.people[index].mother
                                                                    : kNobody;
    };
    const auto father_of = [&](LocalIndex index) {
        return index != kNobody && world.people[index].father_known ? world.people[index].father
                                                                    : kNobody;
    };
    struct Link {
        UnitIndex* values;
        LocalIndex index;
    };
    auto* const mothers = columns_.values<UnitIndex>(Column::Mother);
    auto* const fathers = columns_.values<UnitIndex>(Column::Father);
    auto* const mothers_mothers = columns_.values<UnitIndex>(Column::MothersMother);
    auto* const mothers_fathers = columns_.values<UnitIndex>(Column::MothersFather);
    auto* const fathers_mothers = columns_.values<UnitIndex>(Column::FathersMother);
    auto* const fathers_fathers = columns_.values<UnitIndex>(Column::FathersFather);
    auto* const siblings = columns_.values<UnitIndex>(Column::SiblingGroup);
    auto* const order = columns_.values<std::int8_t>(Column::BirthOrder);
    std::vector<LocalIndex> children;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const std::size_t row = offset_ + at;
        const LocalIndex mother = mother_of(index);
        const LocalIndex father = father_of(index);
        for (const Link& link :
             {Link{mothers, mother}, Link{fathers, father},
              Link{mothers_mothers, mother_of(mother)}, Link{mothers_fathers, father_of(mother)},
              Link{fathers_mothers, mother_of(father)}, Link{fathers_fathers, father_of(father)}})
            if (link.index != kNobody)
                link.values[row] = static_cast<UnitIndex>(world.first_unit + link.index);
        if (mother != kNobody && father != kNobody) {
            // The group is named after its member of lowest index.
            LocalIndex representative = index;
            world.for_each_child(mother, [&](LocalIndex child) {
                if (mother_of(child) == mother && father_of(child) == father)
                    representative = std::min(representative, child);
            });
            siblings[row] = static_cast<UnitIndex>(world.first_unit + representative);
        }
        // Birth order among the children registered on a woman.
        if (!world.people[at].is_woman() || world.people[at].first_child == kNobody) continue;
        children.clear();
        world.for_each_child(index, [&](LocalIndex child) {
            if (mother_of(child) == index) children.push_back(child);
        });
        std::sort(children.begin(), children.end(), [&](LocalIndex left, LocalIndex right) {
            const DayNumber a = world.people[left].birth;
            const DayNumber b = world.people[right].birth;
            return a != b ? a < b : left < right;
        });
        for (std::size_t place = 0; place < children.size(); ++place)
            order[offset_ + children[place]] =
                static_cast<std::int8_t>(std::min<std::size_t>(place + 1, 15));
    }
}

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
        } else if (person.is_immigrant() && school.tertiary_start != 0) {
            place[row] = Code16{codes_.abroad_at_16};
        }
        if (school.tertiary_start == 0) continue;
        put(tertiary, school.tertiary_start);
        const SchoolStep& first = school.step(Step::Bachelor);
        if (happened(first.month)) {
            auto* const values = year_of_month(first.month) >= 2003      ? bachelor
                                 : model_.nus->of_university[first.code] ? cand_mag
                                                                         : college;
            values[row] = yyyymm(first.month);
        }
        put(master, school.step(Step::Master).month);
        put(doctorate, school.step(Step::Doctorate).month);
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
        const double mark = points / 10.0 - 0.42 + shift + spread * draws.normal();
        const double special = draws.uniform();
        const auto rounded =
            static_cast<std::size_t>(std::clamp<std::int64_t>(round_to_integer(mark), 1, 6));
        columns_.values<Code8>(column)[row] = Code8{special < 0.015   ? codes_.grade_marks[0]
                                                    : special < 0.027 ? codes_.grade_marks[1]
                                                    : special < 0.030 ? codes_.grade_marks[2]
                                                                      : codes_.grade[rounded]};
    };
    give(Column::GradeNorwegianWritten, person.is_woman() ? 0.12 : -0.12, 0.5);
    give(Column::GradeNorwegianOral, person.is_woman() ? 0.30 : 0.10, 0.55);
    give(Column::GradeMathematics, person.is_woman() ? -0.30 : -0.10, 0.65);
    give(Column::GradeEnglish, 0.05, 0.55);
    give(Column::GradeScience, 0.12, 0.5);
    give(Column::GradeGym, 0.60, 0.65);
}

}  // namespace skjerm::datagen
