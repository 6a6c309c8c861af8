// Which rows a command works on: conditions evaluated, snapped by the gate (small sides become
// nothing or everything), populations admitted. The only way from a condition to readable rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/ledger/command_record.h"
#include "skjerm/script/ast.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/selection.h"

namespace skjerm::command {

/// Rows chosen by `if`, after snapping. Knows which, tells nobody: a View reads them.
class Selection {
public:
    [[nodiscard]] const dataset::DatasetPtr& dataset() const { return dataset_; }

private:
    friend class View;
    friend base::Result<Selection> select_rows(Context&, const dataset::DatasetPtr&,
                                               const std::optional<script::Expression>&);
    friend base::Result<Selection> select_others(Context&, const dataset::DatasetPtr&,
                                                 const script::Expression&);
    friend base::Result<Selection> select_changes(Context&, const dataset::DatasetPtr&,
                                                  column::ColumnPtr, base::Span);
    Selection(dataset::DatasetPtr dataset, column::ColumnPtr mask)
        : dataset_(std::move(dataset)), mask_(std::move(mask)) {}

    dataset::DatasetPtr dataset_;
    column::ColumnPtr mask_;  ///< Int8, 1 = selected; null: all rows
};

/// Rows and columns that an estimator may read.
class View {
public:
    /// For commands that compute statistics: needs the gate's permit, which it keeps.
    View(const Context& context, Selection selection, disclosure::Permit permit);
    /// For commands that transform data and release nothing but the dataset's size.
    View(const Context& context, Selection selection);

    [[nodiscard]] const dataset::Dataset& dataset() const { return *selection_.dataset_; }
    [[nodiscard]] stats::Rows rows() const;
    /// One entry a row, 1 = selected; empty: all.
    [[nodiscard]] std::span<const std::int8_t> selected() const;
    /// Gives the permit up, to be sealed into the raw result.
    [[nodiscard]] disclosure::Permit take_permit();

private:
    Selection selection_;
    base::UnitKeys keys_;
    std::optional<disclosure::Permit> permit_;
};

/// The rows where `condition` holds, before any snapping (Int8, 1 = holds); null without a
/// condition. Only for commands that hand the result to select_changes().
[[nodiscard]] base::Result<column::ColumnPtr> condition_rows(
    Context& context, const dataset::DatasetPtr& dataset,
    const std::optional<script::Expression>& condition);

/// Evaluates `condition` (none: all rows) over `dataset`, and snaps it. Adds the constant note of
/// conditions to the context.
[[nodiscard]] base::Result<Selection> select_rows(
    Context& context, const dataset::DatasetPtr& dataset,
    const std::optional<script::Expression>& condition);

/// The rows that stay when those of `condition` are dropped: selected like any others, so that a
/// dataset is the same whichever way it was put.
[[nodiscard]] base::Result<Selection> select_others(Context& context,
                                                    const dataset::DatasetPtr& dataset,
                                                    const script::Expression& condition);

/// Snaps the rows that a change would touch (`changes`: Int8, 1 = would change).
[[nodiscard]] base::Result<Selection> select_changes(Context& context,
                                                     const dataset::DatasetPtr& dataset,
                                                     column::ColumnPtr changes, base::Span where);

/// The expression of a new value, with those parts that are true or false made constant that the
/// gate does not let pass as conditions: true for fewer units than a condition may single out, or
/// for all but so few. Adds the constant note of conditions when there is any such part.
[[nodiscard]] base::Result<expr::BoundExpression> snapped_truths(
    Context& context, const dataset::Dataset& dataset, const expr::BoundExpression& value,
    const expr::Evaluation& evaluation);

/// What the gate says to each of several changes that share no row.
[[nodiscard]] base::Result<std::vector<disclosure::Snap>> snap_changes(
    const Context& context, const dataset::Dataset& dataset, const stats::FillClasses& class_of,
    std::span<const base::Span> where);

/// Evidence of the rows that are of class 0, all others being of class 1.
[[nodiscard]] base::Evidence rows_evidence(const Context& context, const dataset::Dataset& dataset,
                                           const stats::FillClasses& class_of);

/// The rows of `condition`, with leave to analyse them.
[[nodiscard]] base::Result<View> admit_view(Context& context, const dataset::DatasetPtr& dataset,
                                            const script::Command& command);

/// The dataset with the rows where `mask` (empty: 1 everywhere) is 1, when the gate admits them as
/// a population.
[[nodiscard]] base::Result<dataset::DatasetPtr> kept_rows(const Context& context,
                                                          const dataset::DatasetPtr& dataset,
                                                          std::span<const std::int8_t> mask,
                                                          base::Span where);

/// Evidence of the units of the selected rows.
[[nodiscard]] base::Evidence selected_units(const View& view);

/// A hash of the selected rows (`selected` empty: all) of a dataset: of their units and, where
/// these have several rows, of which these are. As secret as evidence.
[[nodiscard]] std::uint64_t rows_key(const Context& context, const dataset::Dataset& dataset,
                                     std::span<const std::int8_t> selected = {});

/// Evidence of all units of a row set.
[[nodiscard]] base::Evidence evidence_of(const Context& context, const column::RowUnits& units);

/// Puts `changed` in the place of the active dataset and reports its released size.
[[nodiscard]] base::Result<Outcome> commit_dataset(Context& context, dataset::DatasetPtr changed);

}  // namespace skjerm::command
