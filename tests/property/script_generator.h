// Random syntax trees that the parser could have made: its forms, its limits and its signs.
#pragma once

#include <cstdint>

#include "skjerm/script/ast.h"

namespace skjerm::tests {

/// A script of a few statements; the same seed gives the same tree.
[[nodiscard]] script::Script random_script(std::uint64_t seed);

/// An expression as `generate x = …` takes it.
[[nodiscard]] script::Expression random_expression(std::uint64_t seed);

}  // namespace skjerm::tests
