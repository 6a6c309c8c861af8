// Economies before 2000. The lasting part of an economy is simulated forward from 2000 on; its
// stationary, autocorrelated parts are continued backward from there by the same process reversed
// in time, so that a panel across 2000 sees no break and the years after do not depend on how far
// back one looks.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "datagen/world.h"

namespace skjerm::datagen {

inline constexpr int kFirstEconomyYear = 1967;  ///< the National Insurance began
inline constexpr int kFirstForwardYear = 2000;

/// The autocorrelated parts in a year before kFirstForwardYear.
struct PastState {
    float employment_before = 0;  ///< of the year before
    float employment = 0;
    float wage_shock = 0;
    float wealth_shock = 0;
};

class PastEconomies {
public:
    explicit PastEconomies(std::size_t persons) : paths_(persons) {}

    [[nodiscard]] bool knows(LocalIndex index) const { return paths_[index] != nullptr; }
    /// State of a person whose economy at the turn of the year 2000 is `later`. world.year
    /// is from kFirstEconomyYear to kFirstForwardYear - 1. `later` matters at the first call alone.
    [[nodiscard]] PastState at(const World& world, LocalIndex index, const Economy& later);

private:
    static constexpr std::size_t kYears = kFirstForwardYear - kFirstEconomyYear + 1;
    struct Path {
        std::array<float, kYears> employment, wage_shock, wealth_shock;
    };
    std::vector<std::unique_ptr<Path>> paths_;
};

}  // namespace skjerm::datagen
