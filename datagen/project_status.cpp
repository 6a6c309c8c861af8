// Yearly variables of the population register, on 1 January.
#include <algorithm>
#include <string>

#include "datagen/project.h"

namespace skjerm::datagen {

using column::Code16;
using column::Code8;
using column::UnitIndex;

Registrar::Registrar(const Model& model, BlockColumns& columns, std::size_t offset,
                     WorkHistory& work)
    : model_(model),
      columns_(columns),
      offset_(offset),
      work_(work),
      past_economies_(kLineageBlock),
      dwellings_(kLineageBlock),
      benefits_(kLineageBlock),
      child_benefits_(kLineageBlock),
      owns_home_(kLineageBlock) {
    look_up_home_codes();
    look_up_benefit_codes();
    const Catalogue& catalogue = model.catalogue;
    const auto code = [&](std::string_view list, std::string_view text) {
        return static_cast<std::uint8_t>(catalogue.code(list, text));
    };
    codes_.yes_no = {code("YES_NO_10", "0"), code("YES_NO_10", "1")};
    codes_.sex = {0, code("SEX", "1"), code("SEX", "2")};
    const char* const categories[] = {"A", "B", "C", "E", "F", "G"};
    for (std::size_t at = 0; at < 6; ++at) codes_.category[at] = code("INVKAT", categories[at]);
    const char* const reasons[] = {"UKJ", "ARB", "FAM", "FLU", "UTD", "ANN"};
    for (std::size_t at = 0; at < 6; ++at) codes_.reason[at] = code("INNGRUNN", reasons[at]);
    for (std::size_t at = 0; at < 10; ++at)
        codes_.civil[at] = code("CIVIL_STATUS", std::to_string(at));
    codes_.social.fill(code("SOSBAK", "9"));
    const auto social = [&](Level level, const char* text) {
        codes_.social[static_cast<std::size_t>(level)] = code("SOSBAK", text);
    };
    social(Level::Doctorate, "1");
    social(Level::Long, "1");
    social(Level::Short, "2");
    social(Level::College, "3");
    social(Level::UpperSecondary, "3");
    social(Level::Basic, "3");
    social(Level::Compulsory, "4");
    for (std::size_t at = 1; at <= 6; ++at) codes_.grade[at] = code("GRADE", std::to_string(at));
    codes_.grade_marks = {code("GRADE", "IV"), code("GRADE", "F"), code("GRADE", "D")};
    codes_.abroad_at_16 = static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", "2580"));
    codes_.resident = code("REGISTRATION_STATUS", "1");
    codes_.emigrated = code("REGISTRATION_STATUS", "3");
    codes_.dead = code("REGISTRATION_STATUS", "5");
    for (std::size_t at = 0; at < 9; ++at)
        if (at != 4) codes_.couple[at] = code("PARSTATUS", std::to_string(at));
    for (std::size_t at = 0; at < kFamilyTypes.size(); ++at)
        codes_.family[at] = code("FAMILY_TYPE", kFamilyTypes[at]);
    for (std::size_t at = 1; at < 4; ++at) codes_.role[at] = code("PERSONKODE", std::to_string(at));
}

void Registrar::at_new_year(const World& world) {
    const int year = world.year;
    const base::DayNumber today = world.year_start();
    auto* const status = columns_.values<Code8>(Column::Status, year);
    auto* const registered = columns_.values<Code16>(Column::RegisteredMunicipality, year);
    auto* const actual = columns_.values<Code16>(Column::ActualMunicipality, year);
    auto* const spouse = columns_.values<UnitIndex>(Column::Spouse, year);
    auto* const cohabitant = columns_.values<UnitIndex>(Column::Cohabitant, year);
    auto* const couple = columns_.values<Code8>(Column::CoupleStatus, year);
    auto* const family_id = columns_.values<UnitIndex>(Column::Family, year);
    auto* const type = columns_.values<Code8>(Column::FamilyType, year);
    auto* const role = columns_.values<Code8>(Column::FamilyRole, year);
    auto* const size = columns_.values<std::int8_t>(Column::FamilySize, year);
    auto* const minors = columns_.values<std::int8_t>(Column::FamilyChildren, year);
    auto* const children = columns_.values<std::int8_t>(Column::FamilyChildrenAll, year);
    auto* const oldest = columns_.values<std::int8_t>(Column::FamilyOldest, year);
    auto* const youngest = columns_.values<std::int8_t>(Column::FamilyYoungest, year);
    auto* const household = columns_.values<std::int8_t>(Column::HouseholdChildren, year);
    if (families_year_ != year) families_ = families_of(world, year);
    const auto unit = [&](LocalIndex index) {
        return static_cast<UnitIndex>(world.first_unit + index);
    };

    if (year >= kFirstDwellingYear) dwellings_.settle(world, families_);
    project_households(world);
    project_neighbourhoods(world);
    project_housing(world);
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        const std::size_t row = offset_ + at;
        const bool resident = person.is_alive() && person.is_resident();
        if (status)
            status[row] = Code8{!person.is_alive() ? codes_.dead
                                : resident         ? codes_.resident
                                                   : codes_.emigrated};
        if (!resident) continue;
        const std::uint16_t formal = model_.places.code(person.place, today);
        if (registered) registered[row] = Code16{formal};
        const bool with_parents = lives_with_parent(world, person);
        if (actual) {
            const bool away = year >= person.study_from && year <= person.study_to &&
                              with_parents && person.civil == Civil::Never &&
                              person.study_place != kAbroad;
            actual[row] = Code16{away ? model_.places.code(person.study_place, today) : formal};
        }
        if (spouse && person.spouse != kNobody && world.people[person.spouse].is_resident())
            spouse[row] = unit(person.spouse);
        const bool in_couple = person.partner != kNobody;
        if (cohabitant && in_couple && person.partner != person.spouse)
            cohabitant[row] = unit(person.partner);
        if (!family_id) continue;

        const LocalIndex reference = families_.reference[at];
        const Family& family = families_.by_reference[reference];
        family_id[row] = unit(reference);
        std::size_t relation = 0;
        if (with_parents) {
            relation = family.couple ? 8 : 0;
        } else if (in_couple && person.lives_married()) {
            relation = world.people[person.partner].sex == person.sex ? 2 : 1;
        } else if (in_couple) {
            relation = have_common_child(world, index, person.partner)                  ? 3
                       : person.partner_since < base::days_from_civil({year - 1, 1, 1}) ? 5
                       : person.separate_homes_before                                   ? 7
                                                                                        : 6;
        }
        couple[row] = Code8{codes_.couple[relation]};
        type[row] = Code8{codes_.family[family_type(family, world.people[reference])]};
        role[row] = Code8{codes_.role[with_parents ? 3 : index == reference ? 1 : 2]};
        size[row] = static_cast<std::int8_t>(family.persons);
        minors[row] = static_cast<std::int8_t>(family.children_under_18);
        children[row] = static_cast<std::int8_t>(family.children);
        oldest[row] = static_cast<std::int8_t>(family.oldest);
        youngest[row] = static_cast<std::int8_t>(family.youngest);
        household[row] = static_cast<std::int8_t>(family.children_under_18);
    }
}

}  // namespace skjerm::datagen
