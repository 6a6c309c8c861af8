// The derivation of what an expression computes (base/derivation.h): of its operations, its
// constants (bindings are replaced by their values) and the derivations of the variables it reads,
// not of names or of how it is written.
#pragma once

#include <cstdint>

#include "skjerm/base/derivation.h"
#include "skjerm/expr/evaluate.h"

namespace skjerm::expr {

/// A bare variable keeps its derivation; a·y + b stays in the family of y, where y is in one.
/// `population`: what tells the rows of the dataset apart from others; it counts where values
/// depend on all rows (quantile(), truths, which are snapped like conditions).
[[nodiscard]] base::Derivation derivation_of(const BoundExpression& expression,
                                             std::uint64_t population);

}  // namespace skjerm::expr
