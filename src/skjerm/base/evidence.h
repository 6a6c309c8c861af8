// Evidence: what a pass over rows collects about the set of units behind a number, so that
// disclosure control can key its noise on the set (spec: same set, same noise) without a second
// pass. Estimators fill it in; only disclosure reads meaning into it. It is as secret as the data.
//
// Keys are 64 bits wide. The set hash is the sum of the keys modulo 2^64, so two different sets of
// one epoch agree by chance with probability 2^-64 per pair: among the 10^7 sets that a busy year
// releases, 3 in a million that any two collide, and a collision only makes two unrelated cells
// share their noise. Nobody can search for one without the key. The smallest key of the set serves
// the sticky layer; both are used only as input of a PRF under different keys, so sharing the key
// stream between them gives nothing away. (docs/decisions/0002-narrow-unit-keys.md)
//
// 64 parities tell how near two sets are to each other: those of two sets that differ in d units
// differ in at most d bits, those of two that have nothing to do with each other in about 32.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::base {

/// Exactly associative and commutative: any order of add and merge gives the same bits.
struct Evidence {
    std::uint64_t rows = 0;     ///< rows in the set
    std::uint64_t units = 0;    ///< distinct units; equals rows where each unit has one row
    std::uint64_t key_sum = 0;  ///< sum of the keys of the distinct units, modulo 2^64
    std::uint64_t key_min = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t parities = 0;  ///< of how many keys turn over each bit

    /// The bit that a unit turns over.
    [[nodiscard]] static constexpr std::uint64_t parity_bit(std::uint64_t unit_key) {
        return std::uint64_t{1} << (unit_key % 64);
    }
    /// One row of a unit that has exactly one row.
    void add(std::uint64_t unit_key) {
        ++rows;
        ++units;
        key_sum += unit_key;
        key_min = unit_key < key_min ? unit_key : key_min;
        parities ^= parity_bit(unit_key);
    }
    void merge(const Evidence& other) {
        rows += other.rows;
        units += other.units;
        key_sum += other.key_sum;
        key_min = other.key_min < key_min ? other.key_min : key_min;
        parities ^= other.parities;
    }
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// Per-unit secret keys: key(u) = half (u mod 2) of AES(K_rec, (u div 2, unit domain)). One AES
/// block serves two units. Computed on the fly: cheaper than reading stored keys from memory.
class UnitKeys {
public:
    UnitKeys(const Aes128::Key& record_key, std::uint16_t domain);

    /// out[i] = key of unit first_unit + i.
    void fill_range(std::uint64_t first_unit, std::span<std::uint64_t> out) const;
    /// out[i] = key of units[i].
    void fill(std::span<const std::uint32_t> units, std::span<std::uint64_t> out) const;
    [[nodiscard]] std::uint64_t key(std::uint64_t unit) const;

private:
    Aes128 cipher_;
    std::uint16_t domain_;
};

/// Keyed signs eps(u) = ±1 of the units of one set: bit (u mod 128) of
/// AES(K_wgt, (u div 128, set hash xor phi)). One AES block serves 128 units of the same set.
class KeyedSigns {
public:
    explicit KeyedSigns(const Aes128::Key& weight_key) : cipher_(weight_key) {}

    /// Bits of 128 units [128 × group, …) of the set `key`; bit 1 means +1.
    [[nodiscard]] Word128 group_bits(std::uint64_t group, std::uint64_t set_key) const {
        return cipher_.encrypt({group, set_key});
    }
    /// Bits of consecutive groups of one set.
    void fill_groups(std::uint64_t first_group, std::uint64_t set_key,
                     std::span<Word128> out) const {
        cipher_.encrypt_counters(first_group, set_key, out);
    }
    /// plus[i] = 1 (for +1) or 0 (for -1) of unit units[i] within the set set_keys[i].
    void fill(std::span<const std::uint32_t> units, std::span<const std::uint64_t> set_keys,
              std::span<std::uint8_t> plus) const {
        cipher_.encrypt_bits(units, set_keys, plus);
    }

private:
    Aes128 cipher_;
};

}  // namespace skjerm::base
