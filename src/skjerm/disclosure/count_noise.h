// Released counts: the true number of units plus noise that depends on the set of units and on the
// cell key alone. Integers only, so every machine, compiler and thread count gives the same bits.
//
// Two layers are mixed. One is keyed on the whole set (its key sum): any other set has other noise.
// The other is keyed on the smallest unit key of the set: of the parts into which a group is split,
// one always keeps it, so the noise of many splits does not average out. After Fraser & Wooton
// (2005) and Giessing (2016); docs/disclosure-policy.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/result.h"

namespace skjerm::disclosure {

/// Largest change of a count.
inline constexpr int kNoiseBound = 5;

/// The perturbation table: for true counts 0..10 (the last row serves all larger ones) cumulative
/// probabilities of the changes -5..+5 in units of 2^-16, and 65 536 normal quantiles.
class NoiseTable {
public:
    static constexpr std::size_t kRows = 2 * kNoiseBound + 1;
    static constexpr std::size_t kChanges = 2 * kNoiseBound + 1;
    static constexpr std::size_t kQuantiles = 65536;

    /// The table shipped with the program (policy/perturbation_table.bin), its SHA-256 checked.
    [[nodiscard]] static const NoiseTable& standard();

    /// SHA-256 of the file, in hexadecimal.
    [[nodiscard]] const std::string& digest() const { return digest_; }
    /// P(change = change) of a count of `count`, in units of 2^-16.
    [[nodiscard]] std::uint32_t weight(std::uint64_t count, int change) const;
    /// The change of `count` at the normal score `score` (in units of 2^-20).
    [[nodiscard]] int change(std::uint64_t count, std::int64_t score) const;
    /// Normal quantile of (k + 1/2) / 65536 in units of 2^-20.
    [[nodiscard]] std::int32_t normal(std::uint16_t k) const { return normal_[k]; }

private:
    friend struct PlainNoise;  // tests/support/plain_policy.cpp
    NoiseTable() = default;
    static NoiseTable read(std::span<const std::uint8_t> bytes);

    std::string digest_;
    std::vector<std::uint32_t> cumulative_;  // kRows x kChanges
    std::vector<std::int32_t> normal_;       // kQuantiles, ascending
};

class CountNoise {
public:
    /// `sticky_share`: share of the sticky layer in the variance of the score, 0..1.
    CountNoise(const base::Aes128::Key& cell_key, double sticky_share, const NoiseTable& table);

    /// The released number of units of a set: 0 for the empty set, never 1..4, never more than 5
    /// off. Each unit must have one row in the set.
    [[nodiscard]] std::uint64_t release(const base::Evidence& set) const;

private:
    base::Aes128 set_cipher_;
    base::Aes128 sticky_cipher_;
    std::int64_t sticky_factor_;  // round(2^15 sqrt(sticky_share))
    std::int64_t set_factor_;     // round(2^15 sqrt(1 - sticky_share))
    const NoiseTable* table_;
};

}  // namespace skjerm::disclosure
