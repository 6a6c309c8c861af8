#include "datagen/dwellings.h"

#include <algorithm>

namespace skjerm::datagen {

namespace {

// Yearly chance to change dwelling within the municipality, by age of the reference person.
constexpr Knot kMoving[] = {{18, 0.11},  {24, 0.09},  {30, 0.05},  {36, 0.03},
                            {45, 0.015}, {60, 0.008}, {75, 0.008}, {90, 0.03}};
// Share of households in blocks of flats, by people in the municipality.
constexpr Knot kBlocks[] = {{1000, 0.03},   {5000, 0.07},   {15000, 0.12},
                            {30000, 0.19},  {60000, 0.26},  {110000, 0.36},
                            {200000, 0.46}, {300000, 0.52}, {690000, 0.79}};
// Share of people in urban settlements.
constexpr Knot kUrban[] = {{500, 0.25},   {2000, 0.42},  {6000, 0.60},   {12000, 0.72},
                           {25000, 0.82}, {60000, 0.90}, {200000, 0.97}, {690000, 0.995}};
// Distribution of building years.
constexpr Knot kBuilt[] = {{0.00, 1900}, {0.12, 1940}, {0.27, 1960}, {0.40, 1970}, {0.58, 1980},
                           {0.73, 1990}, {0.82, 2000}, {0.90, 2010}, {1.00, 2025}};

struct Kind {
    double area, spread, smallest;
};
constexpr Kind kKinds[] = {{165, 52, 50}, {135, 40, 45}, {113, 29, 40},
                           {68, 23, 17},  {48, 16, 16},  {70, 25, 20}};

double cap(double value, double low, double high) { return std::min(std::max(value, low), high); }

Building draw_building(const World& world, const Person& person, const Family& family,
                       Draws& draws) {
    const double people = world.model.places.population(person.place);
    const double by_size = family.children_under_18 > 0 ? 0.72 : family.persons > 1 ? 0.88 : 1.22;
    const double old = family.oldest >= 82 ? 0.13 : family.oldest < 24 ? 0.09 : 0.024;
    const double blocks = cap(interpolate(kBlocks, people) * by_size, 0, 0.85);
    const double at = draws.uniform();
    if (at < old) return Building::Communal;
    if (at < old + 0.006) return Building::Other;
    const double rest = draws.uniform();
    if (rest < blocks) return Building::Block;
    // Of the small houses, rows are found where blocks are.
    const double row = cap(0.08 + 0.5 * interpolate(kBlocks, people), 0, 0.45);
    const double small = (rest - blocks) / (1 - blocks);
    return small < row ? Building::Row : small < row + 0.125 ? Building::Semi : Building::Detached;
}

std::uint8_t draw_type(Building building, Draws& draws) {
    const auto pick = [&](std::initializer_list<double> cumulative, std::uint8_t first) {
        const double at = draws.uniform();
        for (const double end : cumulative) {
            if (at < end) return first;
            ++first;
        }
        return first;
    };
    switch (building) {
        case Building::Detached:
            return pick({0.74, 0.88}, 0);
        case Building::Semi:
            return pick({0.52, 0.97}, 3);
        case Building::Row:
            return pick({0.58, 0.76, 0.82}, 6);
        case Building::Block:
            return pick({0.12, 0.47, 0.68, 0.75, 0.89}, 10);
        case Building::Communal:
            return pick({0.45, 0.8}, 16);
        case Building::Other:
            break;
    }
    return 19;
}

}  // namespace

Building building_of(std::uint8_t type) {
    return type < 3    ? Building::Detached
           : type < 6  ? Building::Semi
           : type < 10 ? Building::Row
           : type < 16 ? Building::Block
           : type < 19 ? Building::Communal
                       : Building::Other;
}

bool Dwellings::can_stay(const World& world, LocalIndex member) const {
    const std::uint32_t at = of_person_[member];
    return at != kNone && dwellings_[at].place == world.people[member].place &&
           dwellings_[at].settled_year != world.year;
}

std::uint32_t Dwellings::build(const World& world, LocalIndex reference, const Family& family) {
    const Person& person = world.people[reference];
    Draws draws = world.draws(Stream::DwellingFacts, reference, world.year);
    Dwelling home;
    home.place = person.place;
    const Building building = draw_building(world, person, family, draws);
    home.type = draw_type(building, draws);
    const Kind& kind = kKinds[static_cast<std::size_t>(building)];
    const double spread = draws.normal();
    // Room for the family, and for its means.
    const double wanted = 1.0 + 0.035 * (std::min<int>(family.persons, 6) - 2) +
                          0.05 * cap(static_cast<double>(person.economy.wealth_effect), -2, 2);
    home.area = static_cast<std::int16_t>(
        round_to_integer(cap(kind.area * wanted + kind.spread * spread, kind.smallest, 420)));
    home.built = static_cast<std::int16_t>(std::min<std::int64_t>(
        round_to_integer(interpolate(kBuilt, draws.uniform())), world.year - 1));
    home.rooms = static_cast<std::uint8_t>(
        std::max<std::int64_t>(1, round_to_integer(home.area / 28.0 + 0.6 * draws.normal())));
    home.bathrooms = static_cast<std::uint8_t>(1 + (home.area > 110 && draws.chance(0.6)) +
                                               (home.area > 200 && draws.chance(0.4)));
    home.floors = static_cast<std::uint8_t>(building == Building::Block ? 1
                                            : home.area < 90            ? 1
                                            : home.area < 190           ? 2
                                                                        : 3);
    home.cooperative = building == Building::Block ? draws.chance(0.52)
                       : building == Building::Row ? draws.chance(0.25)
                                                   : false;
    home.is_dwelling = draws.chance(0.97);
    home.is_linked = draws.chance(0.965);
    const double people = world.model.places.population(person.place);
    const bool urban =
        draws.chance(building == Building::Block ? 0.995 : interpolate(kUrban, people));
    if (urban)
        home.settlement = static_cast<std::int16_t>(kFirstSettlement + 2 * person.place +
                                                    (draws.chance(0.22) ? 1 : 0));
    home.district = static_cast<std::uint8_t>(1 + draws.below(255));
    dwellings_.push_back(home);
    return static_cast<std::uint32_t>(dwellings_.size() - 1);
}

void Dwellings::settle(const World& world, const Families& families) {
    const auto year = static_cast<std::int16_t>(world.year);
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        if (families.reference[at] != index) continue;
        const Person& person = world.people[at];
        Draws draws = world.draws(Stream::Dwelling, index, world.year);
        const bool moves = draws.chance(interpolate(kMoving, age_on_new_year(person, world.year)));
        std::uint32_t home = kNone;
        if (!moves && can_stay(world, index))
            home = of_person_[at];
        else if (!moves && person.partner != kNobody && can_stay(world, person.partner))
            home = of_person_[person.partner];
        if (home == kNone) home = build(world, index, families.by_reference[index]);
        dwellings_[home].settled_year = year;
        of_person_[at] = home;
    }
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const LocalIndex reference = families.reference[at];
        of_person_[at] = reference == kNobody ? kNone : of_person_[reference];
    }
}

}  // namespace skjerm::datagen
