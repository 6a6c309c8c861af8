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

}  // namespace

void Registrar::at_end(const World& world) {
    project_persons(world);
    project_links(world);
    project_school(world);
    project_spells(world);
    project_benefits(world);
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
    auto* const birth_number = columns_.values<Code8>(Column::HasBirthNumber);
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
        // Some of those who came for a season had a temporary number alone.
        Draws draws = world.draws(Stream::Links, static_cast<LocalIndex>(at), 1);
        const bool temporary = person.short_stay && draws.chance(0.3);
        birth_number[row] = Code8{codes_.yes_no[temporary ? 0 : 1]};
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

}  // namespace skjerm::datagen
