// Random numbers as a function, not a sequence: the n-th draw of a unit in a stream is
// Philox4x32-10 of (unit, period, n) under a key made of (seed, stream). Nothing depends on the
// order in which units are simulated, so any number of threads draws the same numbers.
//
// Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC
// '11.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "datagen/fixed_math.h"

namespace skjerm::datagen {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Ten rounds of Philox4x32.
[[nodiscard]] PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key);

/// The random processes. Numbers are part of the generator's version: append, never renumber.
enum class Stream : std::uint32_t {
    Block,
    Founder,
    Death,
    Ability,
    Birth,
    Newborn,
    UnionSeek,
    UnionMatch,
    Marriage,
    Dissolution,
    LeaveHome,
    Move,
    Emigration,
    Return,
    Immigration,
    ImmigrantPerson,
    School,
    Marks,
    Disability,
    Employment,
    Wage,
    Capital,
    Transfers,
    Wealth,
    Links,
    StudyPlace,
    Adoption,
    PastEconomy,
    Family,
    Benefit,
    Dwelling,
    DwellingFacts,
    MoreSchool,
    MoreMarks,
    Tests,
    // Units other than persons.
    Career = 64,
    CareerYear,
    JobDraw,
    Course,
    Vehicle,
    Meter,
    Accident,
    Count
};

/// Keys of all streams of one population.
class Seeds {
public:
    explicit Seeds(std::uint64_t seed);
    [[nodiscard]] PhiloxKey key(Stream stream) const {
        return keys_[static_cast<std::size_t>(stream)];
    }

private:
    std::array<PhiloxKey, static_cast<std::size_t>(Stream::Count)> keys_{};
};

/// The draws of one unit in one stream and period, from the first on.
class Draws {
public:
    Draws(const Seeds& seeds, Stream stream, std::uint32_t unit, std::uint32_t period = 0)
        : key_(seeds.key(stream)), counter_{0, period, unit, 0} {}

    [[nodiscard]] std::uint32_t bits() {
        if (left_ == 0) refill();
        return words_[4 - left_--];
    }
    /// Uniform in (0, 1): the middle of one of 2^32 equal intervals.
    [[nodiscard]] double uniform() { return (static_cast<double>(bits()) + 0.5) * 0x1p-32; }
    [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
    /// Uniform in {0, ..., count - 1}; count > 0.
    [[nodiscard]] std::uint32_t below(std::uint32_t count) {
        return static_cast<std::uint32_t>((static_cast<std::uint64_t>(bits()) * count) >> 32);
    }
    /// Uniform in {low, ..., high}.
    [[nodiscard]] std::int32_t between(std::int32_t low, std::int32_t high) {
        return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low + 1)));
    }
    [[nodiscard]] double normal() { return normal_quantile(uniform()); }

private:
    void refill();

    PhiloxKey key_;
    PhiloxCounter counter_;
    PhiloxCounter words_{};
    std::uint32_t left_ = 0;
};

}  // namespace skjerm::datagen
