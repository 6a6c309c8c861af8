// A sketch of a set of units in 152 bytes: the sketches of two sets give away the units in which
// they differ, when these are at most nine, and say that they are more otherwise.
//
// Made in two steps, since evidence must not cost more than the statistic. The keys of a set (64
// secret bits a unit) are gathered by exclusive or in 1024 buckets, chosen by ten bits of the key:
// one add a row, within the first-level cache. The buckets are then compressed to the 19 syndromes
// of a Reed-Solomon code over GF(2^64). Two sets that differ in d units differ in at most d
// buckets; nine of them can be found from 18 syndromes, and the 19th says whether nine was enough.
// Where two of the differing units share a bucket (3 % of nine) its value is the exclusive or of
// two keys, which whoever has the rows takes apart (units_behind); three in one bucket (0.008 %)
// count as too many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace skjerm::ledger {

inline constexpr std::size_t kSketchCapacity = 9;
inline constexpr std::size_t kSketchBuckets = 1024;
inline constexpr std::uint64_t kNoKey = std::numeric_limits<std::uint64_t>::max();

[[nodiscard]] constexpr std::uint32_t bucket_of(std::uint64_t key) {
    return static_cast<std::uint32_t>(key % kSketchBuckets);
}

struct SetSketch {
    std::array<std::uint64_t, 2 * kSketchCapacity + 1> syndromes{};

    /// The sketch of the units that are in one of the two sets.
    friend SetSketch operator^(SetSketch a, const SetSketch& b) {
        for (std::size_t i = 0; i < a.syndromes.size(); ++i) a.syndromes[i] ^= b.syndromes[i];
        return a;
    }
    friend bool operator==(const SetSketch&, const SetSketch&) = default;
};

/// What is remembered of a set of units of one identifier domain. As secret as the data.
struct SetRecord {
    std::uint16_t domain = 0;
    std::uint64_t units = 0;
    std::uint64_t key_sum = 0;  ///< as in base::Evidence
    std::array<std::uint64_t, 4> smallest{kNoKey, kNoKey, kNoKey, kNoKey};  ///< keys, ascending
    /// Parities of how many units are in each of 64 groups of buckets: two sets that differ in d
    /// units differ in at most d bits, two that have nothing to do with each other in about 32.
    std::uint64_t parities = 0;
    SetSketch sketch;
    friend bool operator==(const SetRecord&, const SetRecord&) = default;

    [[nodiscard]] bool same_set(const SetRecord& other) const {
        return domain == other.domain && units == other.units && key_sum == other.key_sum;
    }
};

/// A bucket in which two sets differ, and the exclusive or of the keys there that only one of them
/// has: one key nearly always.
struct Residual {
    std::uint32_t bucket = 0;
    std::uint64_t value = 0;
    friend bool operator==(const Residual&, const Residual&) = default;
};

/// The buckets in which two sets differ, ascending, from the sketch of their difference; nullopt
/// when there are more than kSketchCapacity.
[[nodiscard]] std::optional<std::vector<Residual>> decode(const SetSketch& difference);

/// Gathers a set. Merging is exact, in any order; a unit must be added once.
class SetAccumulator {
public:
    /// `keys` of units, those with select[i] == 1 (empty: all).
    void add(std::span<const std::uint64_t> keys, std::span<const std::int8_t> select);
    void add(std::uint64_t key);
    void merge(const SetAccumulator& other);
    [[nodiscard]] SetRecord finish(std::uint16_t domain) const;

private:
    void offer_smallest(std::uint64_t key);

    std::array<std::uint64_t, kSketchBuckets> buckets_{};
    std::array<std::uint64_t, 4> smallest_{kNoKey, kNoKey, kNoKey, kNoKey};
    std::uint64_t units_ = 0;
    std::uint64_t key_sum_ = 0;
};

}  // namespace skjerm::ledger
