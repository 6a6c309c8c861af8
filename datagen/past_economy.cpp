#include "datagen/past_economy.h"

#include <cmath>

#include "datagen/economy.h"

namespace skjerm::datagen {

PastState PastEconomies::at(const World& world, LocalIndex index, const Economy& later) {
    std::unique_ptr<Path>& path = paths_[index];
    const Person& person = world.people[index];
    if (!path) {
        path = std::make_unique<Path>();
        Draws draws = world.draws(Stream::PastEconomy, index);
        const auto back = [&](float from, double persistence, double spread) {
            return static_cast<float>(persistence * static_cast<double>(from) +
                                      spread * std::sqrt(1 - persistence * persistence) *
                                          draws.normal());
        };
        // The last entry is the state at the end of 1999.
        path->employment.back() = later.employment;
        path->wage_shock.back() = later.wage_shock;
        path->wealth_shock.back() = later.wealth_shock;
        for (std::size_t entry = kYears - 1; entry-- > 0;) {
            const int year = kFirstEconomyYear - 1 + static_cast<int>(entry);
            if (person.turns(year) < 14) break;
            path->employment[entry] =
                back(path->employment[entry + 1], employment_persistence(person.turns(year)), 1.0);
            path->wage_shock[entry] =
                back(path->wage_shock[entry + 1], kShockPersistence, kShockSpread);
            path->wealth_shock[entry] =
                back(path->wealth_shock[entry + 1], kWealthPersistence, 1.0);
        }
    }
    const auto entry = static_cast<std::size_t>(world.year - kFirstEconomyYear);
    return {path->employment[entry], path->employment[entry + 1], path->wage_shock[entry + 1],
            path->wealth_shock[entry + 1]};
}

}  // namespace skjerm::datagen
