#include <algorithm>
#include <array>

#include "datagen/fixed_math.h"
#include "datagen/steps.h"
#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

// Shares a block of `size` persons out over founders and the births and immigrations of all years,
// in proportion to the full population. Cumulative rounding from a phase of the block's own makes
// the parts add up exactly, and equal in the mean over blocks.
class Quotas {
public:
    Quotas(const World& world, double phase) : phase_(phase), scale_(world.scale) {}

    std::uint32_t next(double full_count) {
        const std::int64_t before = at(cumulative_);
        cumulative_ += full_count;
        return static_cast<std::uint32_t>(at(cumulative_) - before);
    }

private:
    // Nudged upwards, lest a sum of fractions end just below the whole number that it stands for.
    [[nodiscard]] std::int64_t at(double full_count) const {
        return static_cast<std::int64_t>(full_count * scale_ + phase_ + 1e-6);
    }
    double phase_;
    double scale_;
    double cumulative_ = 0;
};

void list_residents(World& world) {
    world.residents.clear();
    for (std::size_t index = 0; index < world.people.size(); ++index) {
        const Person& person = world.people[index];
        if (person.is_alive() && person.is_resident())
            world.residents.push_back(static_cast<LocalIndex>(index));
    }
}

}  // namespace

void simulate(World& world, Observer& observer) {
    const Demography& demography = world.model.demography;
    world.year = kFirstSimulatedYear;
    Draws phase_draws = world.block_draws(Stream::Block);
    // Below one half: the total must not be rounded up to one too many.
    Quotas quotas(world, 0.999 * phase_draws.uniform());
    add_founders(world, quotas.next(demography.founders()));
    for (int year = kFirstSimulatedYear; year <= kLastSimulatedYear; ++year) {
        world.year = year;
        list_residents(world);
        observer.at_new_year(world);

        let_die(world);
        send_to_school(world);
        dissolve_unions(world);
        form_unions(world);
        leave_home(world);
        const std::uint32_t births = quotas.next(demography.births(year));
        const std::uint32_t born = add_births(world, births);
        move_within_country(world);
        const std::uint32_t returned = bring_back(world);
        const std::uint32_t arriving = quotas.next(demography.immigrants(year)) + (births - born);
        add_immigrants(world, arriving);
        // Whoever is then too many leaves: the number of residents follows the published one.
        const double present =
            static_cast<double>(world.residents.size()) - world.deaths + born + returned + arriving;
        let_emigrate(world, present - demography.residents(year + 1) * world.scale);

        observer.at_year_end(world);
    }
    SKJERM_CHECK(world.people.size() == world.size);
}

}  // namespace skjerm::datagen
