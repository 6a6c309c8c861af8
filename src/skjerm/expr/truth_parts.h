// The parts of an expression that are true or false: what disclosure control treats like the
// conditions that they could be written as.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/span.h"
#include "skjerm/expr/evaluate.h"

namespace skjerm::expr {

struct TruthPart {
    BoundExpression expression;
    base::Span span;
};

/// The largest parts that are 1 or 0 by row: comparisons, tests for missing, members of lists and
/// ranges, beginnings and ends of text, and what `!`, `&`, `|` and products make of these. In the
/// order of the text.
[[nodiscard]] std::vector<TruthPart> truth_parts(const BoundExpression& expression);

/// The expression with 1 or 0 in place of those parts that have a value here; one entry for each of
/// truth_parts().
[[nodiscard]] BoundExpression with_constant_truths(const BoundExpression& expression,
                                                   std::span<const std::optional<bool>> values);

}  // namespace skjerm::expr
