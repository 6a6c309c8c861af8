// The steps of a simulated year, in the order in which they run. Each acts on a World whose `year`
// is set and whose residents are listed; events of a person get days in the order of the steps
// (Person::busy), so a life reads in order of days too.
#pragma once

#include "datagen/world.h"

namespace skjerm::datagen {

/// The census population of 1960: ages, couples, parents, homes, schooling. Returns nothing; adds
/// `count` persons.
void add_founders(World& world, std::uint32_t count);

/// Deaths of the year, and what follows for survivors.
void let_die(World& world);
/// Those who turn 16: their way through school.
void send_to_school(World& world);
/// Break-ups of cohabitants, separations, divorces that were under way.
void dissolve_unions(World& world);
/// New couples, and marriages of couples.
void form_unions(World& world);
void leave_home(World& world);
/// Adds up to `count` children, fewer when no mothers are left; returns how many.
std::uint32_t add_births(World& world, std::uint32_t count);
/// Moves between municipalities of whole families.
void move_within_country(World& world);
/// Emigrants who come back; returns how many persons.
std::uint32_t bring_back(World& world);
/// Adds exactly `count` immigrants.
void add_immigrants(World& world, std::uint32_t count);
/// Lets about `count` residents leave.
void let_emigrate(World& world, double count);

/// Looks at the world at the moments that registers describe.
class Observer {
public:
    virtual ~Observer() = default;
    /// 1 January of `world.year`, before anything has happened in it; all years from 1960 on.
    virtual void at_new_year(const World& world) = 0;
    /// All events of `world.year` have happened. May advance the economies of the persons.
    virtual void at_year_end(World& world) = 0;
};

/// Runs the block from 1960 to the end of the frame.
void simulate(World& world, Observer& observer);

}  // namespace skjerm::datagen
