// Typed expressions over columns: bind (names and types checked, constants folded), then evaluate
// over all rows, in blocks, on all cores. Row-wise and order-independent; the same bits for any
// number of threads.
//
// Semantics of missing values, types and precedence: docs (language reference) and the tables of
// tests/unit/expr. Work on text is done on dictionaries, once per distinct code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"
#include "skjerm/expr/scope.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

struct BoundNode;  // expr/bound.h: private to the module

/// An expression whose names, types and arities are right. Immutable; cheap to copy.
class BoundExpression {
public:
    explicit BoundExpression(std::shared_ptr<const BoundNode> root) : root_(std::move(root)) {}
    [[nodiscard]] column::Kind kind() const;
    [[nodiscard]] Format format() const;
    [[nodiscard]] const BoundNode& root() const { return *root_; }
    [[nodiscard]] const std::shared_ptr<const BoundNode>& shared_root() const { return root_; }

private:
    std::shared_ptr<const BoundNode> root_;
};

struct Binding {
    BoundExpression expression;
    std::vector<base::Diagnostic> warnings;
};

/// Binds the right-hand side of generate or replace. Expects substituted bindings.
[[nodiscard]] base::Result<Binding> bind_value(const script::Expression& expression,
                                               const Scope& scope);
/// Binds a condition: numeric, and without functions of the whole population.
[[nodiscard]] base::Result<Binding> bind_condition(const script::Expression& expression,
                                                   const Scope& scope);

/// Cut points c_1..c_(k-1) of quantile(x, k): type-7 quantiles of the selected valid values of x.
/// Supplied by the command layer, which knows disclosure control; an empty answer makes the result
/// missing.
using QuantileCuts = std::function<base::Result<std::vector<double>>(
    const BoundExpression& x, const column::Column& values, std::span<const std::int8_t> selected,
    int groups)>;

struct Evaluation {
    std::size_t rows = 0;
    base::MemoryBudgetPtr budget;
    std::span<const std::int8_t> selected{};  ///< what `if` selected; empty: all
    QuantileCuts quantile_cuts;
};

struct Evaluated {
    column::ColumnPtr column;    ///< in the narrowest storage
    column::CodeListPtr labels;  ///< of a bare copy of a variable; otherwise null
    Format format = Format::Plain;
};

/// The values of all rows (also of unselected ones: the caller combines with `selected`).
[[nodiscard]] base::Result<Evaluated> evaluate(const BoundExpression& expression,
                                               const Evaluation& evaluation);

/// One entry a row: 1 where the condition holds, 0 elsewhere (also where it is missing).
[[nodiscard]] base::Result<column::ColumnPtr> evaluate_condition(const BoundExpression& condition,
                                                                 const Evaluation& evaluation);

}  // namespace skjerm::expr
