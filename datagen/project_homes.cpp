// Households and their homes on 1 January: what the population register and the register of
// housing say of them. A household is a family.
#include <algorithm>
#include <string>
#include <vector>

#include "datagen/project.h"

namespace skjerm::datagen {

using column::Code16;
using column::Code8;
using column::UnitIndex;

namespace {

// Codes of HOUSEHOLD_TYPE in the order of kFamilyTypes.
constexpr std::array<std::string_view, kFamilyTypes.size()> kHouseholdTypes = {
    "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2.1", "1.2.2", "1.2.3", "1.2.4",
    "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.3.1", "1.4.1", "1.7.1", "1.3.2",
    "1.4.2", "1.7.2", "1.5.1", "1.6.1", "1.7.3", "1.5.2", "1.6.2", "1.7.4"};

// Towns with districts, by the municipality codes that they have had.
struct Town {
    std::string_view code;
    int districts;
};
constexpr Town kTowns[] = {{"0301", 17}, {"1201", 8}, {"4601", 8},
                           {"1103", 9},  {"1601", 4}, {"5001", 4}};

enum class Crowding : std::uint8_t { Crowded, Somewhat, Neither, Roomy };

Crowding crowding_of(const Dwelling& home, int persons) {
    const bool few_rooms = home.rooms < persons;
    const bool small = home.area < 25 * persons;
    if (few_rooms && small) return Crowding::Crowded;
    if (few_rooms || small) return Crowding::Somewhat;
    return home.rooms >= persons + 3 && home.area >= 50 * persons ? Crowding::Roomy
                                                                  : Crowding::Neither;
}

bool share_a_parent(const Person& one, const Person& other, bool both) {
    const bool mother = one.mother != kNobody && one.mother == other.mother;
    const bool father = one.father != kNobody && one.father == other.father;
    return both ? mother && father : mother || father;
}

}  // namespace

void Registrar::look_up_home_codes() {
    const Catalogue& catalogue = model_.catalogue;
    HomeCodes& codes = home_codes_;
    const auto code = [&](std::string_view list, std::string_view text) {
        return static_cast<std::uint8_t>(catalogue.code(list, text));
    };
    for (std::size_t at = 0; at < kHouseholdTypes.size(); ++at)
        codes.household[at] = code("HOUSEHOLD_TYPE", kHouseholdTypes[at]);
    for (std::size_t at = 0; at < 6; ++at)
        codes.parents[at] = code("FORELDREKODE", std::to_string(at + 1));
    codes.siblings = {code("SOSKENKODE", "1"), code("SOSKENKODE", "2"), code("SOSKENKODE", "3"),
                      code("SOSKENKODE", "9")};
    codes.urban = {code("URBAN", "S"), code("URBAN", "T")};
    for (const Town& town : kTowns)
        codes.towns.emplace_back(
            static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", town.code)), town.districts);
    codes.household_kind = {code("HUSHTYPE_COARSE", "P"), code("HUSHTYPE_COARSE", "A")};
    codes.link = {code("BOLIG_HUSH", "HMB"), code("BOLIG_HUSH", "HUB"), code("BOLIG_HUSH", "AND")};
    codes.unit = {code("BRUKSENHET", "B"), code("BRUKSENHET", "A"), code("BRUKSENHET", "S")};
    for (std::size_t at = 0; at < kBuildingTypes.size(); ++at)
        codes.building[at] = code("BUILDING_TYPE", kBuildingTypes[at]);
    for (std::size_t at = 0; at < 6; ++at)
        codes.building_coarse[at] = code("BUILDING_TYPE_AGGR", "0" + std::to_string(at + 1));
    codes.tenure = {code("TENURE", "1"), code("TENURE", "2"), code("TENURE", "3")};
    for (std::size_t at = 0; at < 4; ++at)
        codes.crowded[at] = code("CROWDED", std::to_string(at + 1));
}

void Registrar::project_households(const World& world) {
    const int year = world.year;
    auto* const id = columns_.values<UnitIndex>(Column::Household, year);
    auto* const type = columns_.values<Code8>(Column::HouseholdType, year);
    auto* const size = columns_.values<std::int8_t>(Column::HouseholdSize, year);
    auto* const minors = columns_.values<std::int8_t>(Column::HouseholdMinors, year);
    auto* const adults = columns_.values<std::int8_t>(Column::HouseholdAdults, year);
    auto* const oldest = columns_.values<std::int8_t>(Column::HouseholdOldest, year);
    auto* const youngest = columns_.values<std::int8_t>(Column::HouseholdYoungest, year);
    if (!id) return;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const LocalIndex reference = families_.reference[at];
        if (reference == kNobody) continue;
        const std::size_t row = offset_ + at;
        const Family& family = families_.by_reference[reference];
        id[row] = static_cast<UnitIndex>(world.first_unit + reference);
        type[row] = Code8{home_codes_.household[family_type(family, world.people[reference])]};
        size[row] = static_cast<std::int8_t>(family.persons);
        minors[row] = static_cast<std::int8_t>(family.children_under_18);
        adults[row] = static_cast<std::int8_t>(family.persons - family.children_under_18);
        oldest[row] = static_cast<std::int8_t>(family.oldest);
        youngest[row] = static_cast<std::int8_t>(family.youngest);
    }
    project_siblings(world);
}

void Registrar::project_siblings(const World& world) {
    const int year = world.year;
    auto* const count = columns_.values<std::int8_t>(Column::Siblings, year);
    auto* const parents = columns_.values<Code8>(Column::ParentsCode, year);
    auto* const kinds = columns_.values<Code8>(Column::SiblingsCode, year);
    // Children by family, as lists linked through the persons.
    std::vector<LocalIndex> first(world.people.size(), kNobody);
    std::vector<LocalIndex> next(world.people.size(), kNobody);
    for (std::size_t at = world.people.size(); at-- > 0;) {
        const LocalIndex reference = families_.reference[at];
        if (reference == kNobody || !lives_with_parent(world, world.people[at])) continue;
        next[at] = first[reference];
        first[reference] = static_cast<LocalIndex>(at);
    }
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const LocalIndex reference = families_.reference[at];
        const Person& child = world.people[at];
        if (reference == kNobody || !lives_with_parent(world, child)) continue;
        const std::size_t row = offset_ + at;
        int full = 0, half = 0, step = 0;
        for (LocalIndex other = first[reference]; other != kNobody; other = next[other]) {
            if (other == at) continue;
            const Person& sibling = world.people[other];
            (share_a_parent(child, sibling, true)    ? full
             : share_a_parent(child, sibling, false) ? half
                                                     : step) += 1;
        }
        count[row] = static_cast<std::int8_t>(std::min(full + half + step, 12));
        kinds[row] = Code8{home_codes_.siblings[step > 0 ? 2 : half > 0 ? 1 : full > 0 ? 0 : 3]};
        const Person& parent = world.people[child.home];
        const bool with_mother = child.home == child.mother;
        std::size_t kind = with_mother ? 4 : 5;
        if (parent.partner != kNobody) {
            const bool both = parent.partner == child.mother || parent.partner == child.father;
            kind = both ? (parent.lives_married() ? 0 : 1) : with_mother ? 2 : 3;
        }
        parents[row] = Code8{home_codes_.parents[kind]};
    }
}

void Registrar::project_neighbourhoods(const World& world) {
    const int year = world.year;
    auto* const district = columns_.values<Code8>(Column::District, year);
    auto* const settlement = columns_.values<Code16>(Column::UrbanSettlement, year);
    auto* const urban = columns_.values<Code8>(Column::Urban, year);
    if (!district && !settlement && !urban) return;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        if (families_.reference[at] == kNobody) continue;
        const Dwelling& home = dwellings_.of(static_cast<LocalIndex>(at));
        const std::size_t row = offset_ + at;
        const bool in_settlement = home.settlement != 0;
        if (urban) urban[row] = Code8{home_codes_.urban[in_settlement ? 1 : 0]};
        // Dictionary codes ascend with the settlements' numbers.
        if (settlement && in_settlement)
            settlement[row] =
                Code16{static_cast<std::uint16_t>(home.settlement - kFirstSettlement + 1)};
        if (!district) continue;
        const std::uint16_t municipality = model_.places.code(home.place, world.year_start());
        for (const auto& [code, districts] : home_codes_.towns)
            if (code == municipality)
                district[row] =
                    Code8{static_cast<std::uint8_t>(1 + (home.district - 1) % districts)};
    }
}

void Registrar::project_housing(const World& world) {
    const int year = world.year;
    auto* const kind = columns_.values<Code8>(Column::DwellingHouseholdType, year);
    auto* const link = columns_.values<Code8>(Column::DwellingLink, year);
    auto* const unit = columns_.values<Code8>(Column::DwellingUnitType, year);
    auto* const building = columns_.values<Code8>(Column::BuildingType, year);
    auto* const coarse = columns_.values<Code8>(Column::BuildingTypeCoarse, year);
    auto* const built = columns_.values<std::int16_t>(Column::BuildingYear, year);
    auto* const area = columns_.values<std::int16_t>(Column::DwellingArea, year);
    auto* const rooms = columns_.values<std::int8_t>(Column::Rooms, year);
    auto* const bathrooms = columns_.values<std::int8_t>(Column::Bathrooms, year);
    auto* const floors = columns_.values<std::int8_t>(Column::Floors, year);
    auto* const tenure = columns_.values<Code8>(Column::Tenure, year);
    auto* const crowded = columns_.values<Code8>(Column::Crowded, year);
    if (!kind) return;
    std::vector<bool> owned(world.people.size(), false);
    for (std::size_t at = 0; at < world.people.size(); ++at)
        if (families_.reference[at] != kNobody && owns_home_[at])
            owned[families_.reference[at]] = true;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const LocalIndex reference = families_.reference[at];
        if (reference == kNobody) continue;
        const std::size_t row = offset_ + at;
        const Dwelling& home = dwellings_.of(static_cast<LocalIndex>(at));
        const Family& family = families_.by_reference[reference];
        const bool institution =
            building_of(home.type) == Building::Communal && family.oldest >= 86;
        kind[row] = Code8{home_codes_.household_kind[institution ? 1 : 0]};
        link[row] = Code8{home_codes_.link[institution ? 2 : home.is_linked ? 0 : 1]};
        unit[row] = Code8{home_codes_.unit[institution              ? 1
                                           : home.is_dwelling       ? 0
                                           : home.district % 2 == 0 ? 1
                                                                    : 2]};
        building[row] = Code8{home_codes_.building[home.type]};
        coarse[row] =
            Code8{home_codes_.building_coarse[static_cast<std::size_t>(building_of(home.type))]};
        if (institution) continue;
        built[row] = home.built;
        area[row] = home.area;
        rooms[row] = static_cast<std::int8_t>(home.rooms);
        bathrooms[row] = static_cast<std::int8_t>(home.bathrooms);
        floors[row] = static_cast<std::int8_t>(home.floors);
        tenure[row] = Code8{home_codes_.tenure[!owned[reference] ? 2 : home.cooperative ? 1 : 0]};
        crowded[row] =
            Code8{home_codes_.crowded[static_cast<std::size_t>(crowding_of(home, family.persons))]};
    }
}

}  // namespace skjerm::datagen
