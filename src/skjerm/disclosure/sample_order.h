// The secret order in which samples are drawn: a sample is the units that come first in it.
//
// order(u) = low 64 bits of AES(AES(K_smp, h(parent) ‖ class), rkey(u)), where the class is one of
// a few that the seed chooses. So nobody can foretell who is in a sample, a population has only a
// few different samples of a size, and those of one order contain each other.
#pragma once

#include <cstdint>
#include <span>

#include "skjerm/base/evidence.h"
#include "skjerm/base/keyed_hash.h"

namespace skjerm::disclosure {

class SampleOrder {
public:
    /// `orders`: how many there are for a population.
    SampleOrder(const base::Aes128::Key& sample_key, const base::Evidence& parent,
                std::uint64_t seed, std::uint64_t orders);

    /// Places in the order of the units with these keys (base::UnitKeys); the lowest come first.
    void fill(std::span<const std::uint64_t> unit_keys, std::span<std::uint64_t> out) const;

private:
    base::Aes128 cipher_;
};

/// A share in (0, 1) to two significant digits; 0 when it is too small for any population.
[[nodiscard]] double two_digits(double share);

}  // namespace skjerm::disclosure
