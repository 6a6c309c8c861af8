// From identifiers to pseudonyms: numbers below 2^48 that say nothing about whom they stand for.
// The same identifier of the same domain always gets the same one, and no two share one.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"

namespace skjerm::publish {

inline constexpr std::uint64_t kPseudonymLimit = std::uint64_t{1} << 48U;

class PseudonymBackend {
public:
    virtual ~PseudonymBackend() = default;

    /// The pseudonyms of `identifiers`, in their order. `domain` is a unit id type: "FNR".
    [[nodiscard]] virtual base::Result<std::vector<std::uint64_t>> map(
        std::string_view domain, std::span<const std::string_view> identifiers) = 0;

    /// Makes the pseudonyms given so far durable. Nothing that holds them may be kept before.
    [[nodiscard]] virtual base::Status commit() = 0;
};

}  // namespace skjerm::publish
