// Leaving the parents' home, moving between municipalities, leaving the country and coming back.
#include <algorithm>
#include <cmath>

#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

constexpr Knot kLeaving[] = {{16, 0.0},  {17, 0.03}, {18, 0.09}, {19, 0.24}, {20, 0.26},
                             {22, 0.26}, {25, 0.26}, {30, 0.20}, {40, 0.08}, {60, 0.02}};
// Yearly chance that a household moves to another municipality, by age of its head.
constexpr Knot kMoving[] = {{17, 0.03},  {19, 0.07},  {21, 0.095}, {24, 0.110},
                            {28, 0.10},  {32, 0.088}, {36, 0.062}, {42, 0.032},
                            {50, 0.020}, {60, 0.017}, {70, 0.014}, {90, 0.014}};
constexpr double kOsloMoving = 0.62;  // one municipality: moves within it do not count

// Relative chance to leave the country.
double emigration_weight(const World& world, const Person& person) {
    const int age = person.turns(world.year);
    if (!person.is_foreign_born()) {
        const double by_age = age < 20 ? 0.0003 : age < 40 ? 0.0008 : age < 60 ? 0.0002 : 0.0001;
        return person.category == Category::NativeOfImmigrants ? 1.6 * by_age : by_age;
    }
    const int stay = world.year - person.arrival_year;
    if (stay < 1) return 0;
    if (person.short_stay) return stay < 3 ? 0.45 : 0.8;
    const double by_age = age < 45 ? 1.0 : age < 60 ? 0.6 : 0.3;
    const double by_stay = stay <= 3 ? 1.0 : stay <= 6 ? 0.6 : stay <= 12 ? 0.35 : 0.18;
    double level = 0.03;
    switch (world.model.origins.country(person.country).group) {
        case OriginGroup::Nordic:
            level = 0.17;
            break;
        case OriginGroup::West:
            level = 0.16;
            break;
        case OriginGroup::EastEurope:
            level = 0.065;
            break;
        case OriginGroup::Refugee:
            level = 0.016;
            break;
        case OriginGroup::Family:
            level = 0.028;
            break;
        case OriginGroup::Other:
            level = 0.085;
            break;
        case OriginGroup::Norway:
            break;
    }
    if (person.reason == Reason::Education) level *= 2.0;
    if (person.reason == Reason::Family) level *= 0.7;
    return level * by_age * by_stay;
}

// Adults who decide for their family: the one of a couple with the lower index, and everyone grown
// up who is single or lives with parents.
bool is_head(const World& world, LocalIndex index) {
    const Person& person = world.people[index];
    return person.is_alive() && person.is_resident() && person.turns(world.year) >= 18 &&
           (person.partner == kNobody || person.partner > index);
}

std::vector<LocalIndex> unit_of(const World& world, LocalIndex head) {
    if (world.people[head].home != kNobody) return {head};
    return world.family_of(head);
}

}  // namespace

void leave_home(World& world) {
    for (const LocalIndex index : world.residents) {
        Person& person = world.people[index];
        if (person.home == kNobody || !person.is_alive()) continue;
        const int age = person.turns(world.year);
        if (age < 17) continue;
        Draws draws = world.draws(Stream::LeaveHome, index, world.year);
        double chance = interpolate(kLeaving, age) * (person.is_woman() ? 1.12 : 0.92);
        // Students may keep their parents' address.
        if (person.study_to >= world.year && person.study_from <= person.birth_year + 25)
            chance *= 0.06;
        if (!draws.chance(chance)) continue;
        const DayNumber day = world.draw_day(draws, person.busy);
        if (day == kNever) continue;
        person.home = kNobody;
        if (!draws.chance(0.28)) continue;
        world.place_at(
            index, world.model.places.draw_move(person.place, world.year, MoverKind::Young, draws),
            day);
    }
}

void move_within_country(World& world) {
    for (const LocalIndex index : world.residents) {
        if (!is_head(world, index)) continue;
        const Person& person = world.people[index];
        if (person.home != kNobody) continue;
        const int age = person.turns(world.year);
        double chance = interpolate(kMoving, age) * (person.partner != kNobody ? 0.70 : 1.0) *
                        (person.is_immigrant() ? 1.25 : 1.0) *
                        (world.model.places.is_oslo(person.place) ? kOsloMoving : 1.0);
        Draws draws = world.draws(Stream::Move, index, world.year);
        if (draws.uniform() >= chance) continue;
        const MoverKind kind = age <= 27   ? MoverKind::Young
                               : age <= 40 ? MoverKind::Family
                                           : MoverKind::Other;
        const bool back = draws.chance(0.15) && person.previous_place != kAbroad;
        const PlaceIndex place =
            back ? person.previous_place
                 : world.model.places.draw_move(person.place, world.year, kind, draws);
        const std::vector<LocalIndex> family = world.family_of(index);
        const bool all_stay_alive =
            std::all_of(family.begin(), family.end(), [&](LocalIndex member) {
                return world.people[member].is_alive() && world.people[member].is_resident();
            });
        if (all_stay_alive) world.move_family(family, place, draws);
    }
}

std::uint32_t bring_back(World& world) {
    std::uint32_t returned = 0;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        Person& person = world.people[index];
        if (person.is_resident() || person.leader == kNobody) continue;
        // One decision, and one day, for all who left together.
        const Person& leader = world.people[person.leader];
        if (leader.short_stay || leader.turns(world.year) > 75) continue;
        const int years = world.year - person.emigrated_year;
        if (years < 1 || years > 15) continue;
        Draws draws = world.draws(Stream::Return, person.leader, world.year);
        const double level = leader.is_foreign_born() ? 0.022 : 0.22;
        if (!draws.chance(level * (years <= 5 ? 1.0 : 0.3))) continue;
        const DayNumber day = world.draw_day(draws);
        const PlaceIndex former = leader.previous_place;
        const PlaceIndex place = draws.chance(0.5) && former != kAbroad
                                     ? former
                                     : world.model.places.draw_for_immigrant(draws);
        person.leader = kNobody;
        if (person.turns(world.year) > 20) person.home = kNobody;
        world.place_at(index, place, day);
        ++returned;
    }
    return returned;
}

void let_emigrate(World& world, double count) {
    if (count < 0.5) return;
    struct Unit {
        LocalIndex head;
        double weight;
        double persons;
    };
    std::vector<Unit> units;
    double expected = 0;  // persons leaving at unit scale
    for (const LocalIndex index : world.residents) {
        if (!is_head(world, index)) continue;
        const Person& person = world.people[index];
        double weight = emigration_weight(world, person);
        std::size_t persons = 1;
        if (person.home == kNobody) {
            const std::vector<LocalIndex> family = world.family_of(index);
            persons = family.size();
            if (person.partner != kNobody)
                weight =
                    0.5 * std::min(weight, emigration_weight(world, world.people[person.partner])) +
                    0.25 * std::max(weight, emigration_weight(world, world.people[person.partner]));
            if (persons > 2) weight *= 0.6;
            const bool possible = std::all_of(family.begin(), family.end(), [&](LocalIndex member) {
                return world.people[member].is_alive() && world.people[member].is_resident();
            });
            if (!possible) continue;
        }
        if (weight <= 0) continue;
        units.push_back({index, weight, static_cast<double>(persons)});
        expected += weight * static_cast<double>(persons);
    }
    if (units.empty()) return;
    // Systematic sampling with chance proportional to weight: `count` persons in expectation.
    const double step = expected / count;
    Draws draws = world.block_draws(Stream::Emigration);
    double until = step * draws.uniform();
    for (const Unit& unit : units) {
        until -= unit.weight;
        if (until >= 0) continue;
        while (until < 0) until += step;
        const std::vector<LocalIndex> family = unit_of(world, unit.head);
        Draws own = world.draws(Stream::Emigration, unit.head, world.year);
        DayNumber after = kLongAgo;
        for (const LocalIndex member : family) after = std::max(after, world.people[member].busy);
        const DayNumber day = world.draw_day(own, after);
        if (day == kNever) continue;
        for (const LocalIndex member : family) {
            Person& person = world.people[member];
            person.emigrated_year = static_cast<std::int16_t>(world.year);
            person.leader = unit.head;
            if (unit.head == member) person.home = kNobody;
            world.place_at(member, kAbroad, day);
        }
    }
}

}  // namespace skjerm::datagen
