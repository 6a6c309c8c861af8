// Births: the number is given, the mothers are drawn.
#include <algorithm>

#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

constexpr double kTwins = 0.008;  // of deliveries
constexpr double kBoys = 0.514;
constexpr int kMinimumSpacingDays = 300;  // between deliveries

Category category_of_native(const Person& mother, const Person* father) {
    const bool foreign_mother = mother.is_foreign_born();
    const bool foreign_father = father == nullptr ? foreign_mother : father->is_foreign_born();
    if (foreign_mother && foreign_father) return Category::NativeOfImmigrants;
    if (foreign_mother || foreign_father) return Category::NativeOneForeign;
    return Category::Native;
}

// A father for the child of a single woman: a man of suitable age from the block, rarely married.
LocalIndex find_father(const World& world, LocalIndex mother, Draws& draws) {
    const double gap = 2.8 + 4.5 * draws.normal();
    for (int attempt = 0; attempt < 40; ++attempt) {
        const LocalIndex candidate =
            world.residents[draws.below(static_cast<std::uint32_t>(world.residents.size()))];
        const Person& man = world.people[candidate];
        if (man.is_woman() || !man.is_alive() || !man.is_resident()) continue;
        const int age = man.turns(world.year);
        if (age < 18 || age > 65) continue;
        const double older = static_cast<double>(world.people[mother].birth - man.birth) / 365.25;
        if (older < gap - 4 || older > gap + 4 || world.are_kin(mother, candidate)) continue;
        if (man.partner != kNobody && attempt < 30) continue;
        return candidate;
    }
    return kNobody;
}

void bear(World& world, LocalIndex mother_index, LocalIndex father_index, DayNumber day) {
    const LocalIndex index = world.add_person();
    Person& child = world.people[index];
    Person& mother = world.people[mother_index];
    Draws draws = world.draws(Stream::Newborn, index);
    child.birth = child.first_day = day;
    child.birth_year = static_cast<std::int16_t>(world.year);
    child.sex = draws.chance(kBoys) ? Sex::Man : Sex::Woman;
    const Person* father = father_index == kNobody ? nullptr : &world.people[father_index];
    child.category = category_of_native(mother, father);
    const double inherited = 0.5 * (static_cast<double>(mother.ability) +
                                    (father == nullptr ? static_cast<double>(mother.ability)
                                                       : static_cast<double>(father->ability)));
    child.ability = static_cast<float>(0.45 * inherited + 0.94 * draws.normal());
    child.health = static_cast<float>(draws.normal());
    child.same_sex = draws.chance(0.012);
    world.set_parents(index, mother_index, father_index);
    child.home = mother_index;
    const double known_mother = world.year < 1980 ? 0.955 : 0.992;
    child.mother_known = draws.chance(known_mother);
    child.father_known = father != nullptr && draws.chance(known_mother - 0.012);

    // The mother may have moved earlier in the run of the steps but later in the year.
    const bool before_move = mother.moved_day > day;
    const PlaceIndex born_at = before_move ? mother.previous_place : mother.place;
    world.place_at(index, born_at, day);
    world.civil_events.push_back({day, index, Civil::Never});
    child.birth_place = born_at;
    if (before_move && mother.place != born_at)
        world.place_at(index, mother.place, mother.moved_day);

    const double infant = world.model.demography.death_probability(child.sex, 0, world.year);
    if (draws.chance(infant)) {
        const DayNumber death = std::max(child.busy, day) + draws.between(0, 60);
        if (death <= world.year_end()) {
            child.death = death;
            ++world.deaths;
        }
    }
    ++mother.children;
    if (father_index != kNobody) ++world.people[father_index].children;
}

}  // namespace

std::uint32_t add_births(World& world, std::uint32_t count) {
    struct Candidate {
        LocalIndex woman;
        double weight;
    };
    std::vector<Candidate> candidates;
    double total = 0;
    for (const LocalIndex index : world.residents) {
        const Person& woman = world.people[index];
        if (!woman.is_woman() || !woman.is_alive()) continue;
        const bool couple = woman.partner != kNobody;
        double weight = world.model.demography.birth_weight(
            world.year, woman.turns(world.year), woman.children, world.year - woman.last_birth_year,
            couple, woman.lives_married());
        if (weight <= 0) continue;
        if (couple && world.people[woman.partner].is_woman()) weight *= 0.4;
        if (woman.is_immigrant() && woman.children >= 2) weight *= 1.35;
        const int stay = world.year - woman.arrival_year;
        if (woman.short_stay || (woman.is_immigrant() && stay < 1)) weight *= 0.3;
        candidates.push_back({index, weight});
        total += weight;
    }
    if (candidates.empty() || count == 0) return 0;

    Draws draws = world.block_draws(Stream::Birth);
    const auto twins =
        static_cast<std::uint32_t>(kTwins * static_cast<double>(count) + draws.uniform());
    const std::uint32_t deliveries = count > 2 * twins ? count - twins : count;
    const double step = total / static_cast<double>(deliveries);
    double until = step * draws.uniform();
    const DayNumber frame_end = world.year == kLastSimulatedYear
                                    ? base::days_from_civil({world.year, 9, 30})
                                    : world.year_end();
    std::uint32_t born = 0;
    std::uint32_t twins_left = deliveries < count ? twins : 0;
    for (const Candidate& candidate : candidates) {
        until -= candidate.weight;
        while (until < 0 && born < count) {
            until += step;
            Person& woman = world.people[candidate.woman];
            Draws own = world.draws(Stream::Birth, candidate.woman, world.year);
            DayNumber earliest = world.year_start();
            for (LocalIndex child = woman.first_child; child != kNobody;
                 child = world.people[child].next_of_mother)
                earliest = std::max(earliest, world.people[child].birth + kMinimumSpacingDays);
            earliest = std::max(earliest, woman.birth + 15 * 366);
            if (earliest + 1 > frame_end) continue;  // a second draw of a heavy weight
            const DayNumber day = own.between(earliest + 1, frame_end);
            LocalIndex father = woman.partner;
            if (father != kNobody && world.people[father].is_woman())
                father = kNobody;
            else if (father == kNobody)
                father = find_father(world, candidate.woman, own);
            if (father != kNobody && (day - world.people[father].birth < 16 * 366 ||
                                      world.people[father].first_day >= day))
                father = kNobody;
            if (woman.first_day >= day) continue;
            bear(world, candidate.woman, father, day);
            ++born;
            if (twins_left > 0 && born < count && own.chance(0.5)) {
                bear(world, candidate.woman, father, day);
                ++born;
                --twins_left;
            }
            Person& mother = world.people[candidate.woman];
            mother.last_birth_year = static_cast<std::int16_t>(world.year);
            mother.busy = std::max(mother.busy, day);
            if (mother.home != kNobody) mother.home = kNobody;
        }
    }
    return born;
}

}  // namespace skjerm::datagen
