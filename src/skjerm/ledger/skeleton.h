// The skeleton of a command: what is left of it when constants and names are taken away. Commands
// of one skeleton ask the same question of other groups.
//
// Made from the canonical text of the command (its bindings substituted), so spacing, comments and
// spelling of operators do not count. Numbers, texts and dates are constants. Names of datasets and
// of generated variables are constants as well, for they can be changed at will; a variable of the
// register stands for where it came from, whatever it is called. Functions, statistics and options
// with arguments stay.
//
// No skeleton survives somebody who rewrites a condition by hand each time; the limit on small
// selections and the recognition of near duplicates do not depend on it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace skjerm::ledger {

struct Skeleton {
    std::string text;
    std::uint64_t hash = 0;       ///< of the text
    std::uint64_t constants = 0;  ///< hash of what was taken away, in order
};

/// Where a name of the command comes from: "db/INNTEKT_WLONN" for a variable of the register, empty
/// for anything else.
using OriginOf = std::function<std::string(std::string_view name)>;

[[nodiscard]] Skeleton skeleton_of(std::string_view command, const OriginOf& origin_of);

/// 64 bits of SHA-256.
[[nodiscard]] std::uint64_t hash64(std::string_view text);

}  // namespace skjerm::ledger
