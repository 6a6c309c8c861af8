// Mortality, and what a death means for those who lived with the deceased.
#include <algorithm>

#include "datagen/past_economy.h"
#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

// Lives depend on the economies of these years alone, not on how far back one looks for registers.
bool is_known_disabled(const World& world, const Person& person) {
    constexpr int kLastYear = 2023;
    return world.year > kFirstForwardYear && person.economy.disabled_year != 0 &&
           person.economy.disabled_year <= kLastYear;
}

// Relative hazard: education counts at 45-79 (1.35 for compulsory alone, 0.75 for long tertiary),
// health at all ages, immigrants live a little longer.
double relative_hazard(const World& world, const Person& person, int age) {
    double hazard = fixed_exp(-0.15 * static_cast<double>(person.health) - 0.011);
    if (age >= 45 && age < 80) {
        const Level level = person.school.level;
        if (level == Level::Compulsory || level == Level::None)
            hazard *= 1.27;
        else if (level == Level::Long || level == Level::Doctorate)
            hazard *= 0.72;
        else if (level == Level::Short)
            hazard *= 0.80;
        else
            hazard *= 0.97;
    }
    if (person.is_immigrant()) hazard *= 0.85;
    if (is_known_disabled(world, person) && age < 67) hazard *= 1.8;
    return hazard;
}

// Who is left without the parent lived with goes to the other one, when that is possible.
void rehome_children(World& world, LocalIndex dead, DayNumber day) {
    world.for_each_child(dead, [&](LocalIndex child) {
        Person& orphan = world.people[child];
        if (orphan.home != dead || !orphan.is_alive()) return;
        const LocalIndex other = orphan.mother == dead ? orphan.father : orphan.mother;
        const bool possible = other != kNobody && world.people[other].is_alive() &&
                              world.people[other].is_resident() && orphan.turns(world.year) < 20;
        orphan.home = possible ? other : kNobody;
        if (possible) world.people[other].home = kNobody;
        if (possible && orphan.place != world.people[other].place) {
            const DayNumber move = std::max(day, orphan.busy + 1);
            if (move <= world.year_end())
                world.place_at(child, world.people[other].place, move);
            else
                orphan.home = kNobody;
        }
    });
}

void bury(World& world, LocalIndex dead) {
    Person& person = world.people[dead];
    const DayNumber day = person.death;
    if (person.spouse != kNobody) {
        const LocalIndex survivor = person.spouse;
        Person& other = world.people[survivor];
        // Of two who die in one year only the later one is widowed.
        if (other.is_alive() || other.death > day) {
            const bool partnership =
                person.civil == Civil::Partner || person.civil == Civil::SeparatedPartner;
            if (other.is_resident())
                world.set_civil(survivor, partnership ? Civil::SurvivingPartner : Civil::Widowed,
                                day);
            else
                other.civil = partnership ? Civil::SurvivingPartner : Civil::Widowed;
        }
        other.spouse = kNobody;
        other.divorce_day = kNever;
        person.spouse = kNobody;
    }
    world.part(dead);
    rehome_children(world, dead, day);
}

}  // namespace

void let_die(World& world) {
    std::vector<LocalIndex> dying;
    for (const LocalIndex index : world.residents) {
        Person& person = world.people[index];
        const int age = person.turns(world.year);
        const double base = world.model.demography.death_probability(person.sex, age, world.year);
        Draws draws = world.draws(Stream::Death, index, world.year);
        // Almost nobody dies in a year: decide on the bound before computing the hazard.
        const double chance = draws.uniform();
        if (chance >= base * 6.0 || chance >= base * relative_hazard(world, person, age)) continue;
        const DayNumber day = world.draw_day(draws, person.busy);
        if (day == kNever) continue;
        person.death = day;
        dying.push_back(index);
    }
    std::sort(dying.begin(), dying.end(), [&](LocalIndex left, LocalIndex right) {
        const DayNumber left_day = world.people[left].death;
        const DayNumber right_day = world.people[right].death;
        return left_day != right_day ? left_day < right_day : left < right;
    });
    for (const LocalIndex dead : dying) bury(world, dead);
    world.deaths = static_cast<std::uint32_t>(dying.size());
}

}  // namespace skjerm::datagen
