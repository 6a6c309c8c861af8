#include "skjerm/command/population.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include "skjerm/base/mix64.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/anchored.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/expr/truth_parts.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/selection.h"
#include "skjerm/stats/unit_rows.h"

namespace skjerm::command {

namespace {

stats::Rows rows_of(const dataset::Dataset& dataset, const column::Column* mask,
                    const base::UnitKeys& keys) {
    return {.count = dataset.rows(),
            .selected = mask ? mask->values<std::int8_t>() : std::span<const std::int8_t>(),
            .units = dataset.units().get(),
            .keys = &keys,
            .behind = dataset.behind() ? std::span<const base::Evidence>(*dataset.behind())
                                       : std::span<const base::Evidence>(),
            .times = dataset.row_times()};
}

/// The carriers of the conditions that chose the rows of a dataset, and how many rows they have.
std::optional<disclosure::RawCarriers> carriers_of(const Context& context,
                                                   const dataset::Dataset& dataset) {
    if (dataset.chosen_by().empty()) return std::nullopt;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const stats::Rows rows = rows_of(dataset, nullptr, keys);
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    const stats::GroupedRows grouped{
        .rows = rows, .table = everything, .group_of_cell = first, .groups = 1};
    const disclosure::CarrierSet carriers(context.gate(), rows, dataset.chosen_by());
    const auto spreads = carriers.spreads(grouped);
    return disclosure::RawCarriers{spreads[0], carriers.rows_of_carriers(grouped, spreads)[0]};
}

/// The numbers of the rows where `mask` is 1, ascending.
std::vector<std::uint32_t> row_numbers(std::span<const std::int8_t> mask) {
    const auto stays = [&](std::size_t row) { return mask[row] == 1; };
    std::vector<std::size_t> starts(base::block_count(mask.size()) + 1, 0);
    base::for_each_block(mask.size(), [&](const base::Block& block) {
        std::size_t staying = 0;
        for (std::size_t row = block.begin; row < block.end; ++row) staying += stays(row) ? 1U : 0U;
        starts[block.index + 1] = staying;
    });
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<std::uint32_t> result(starts.back());
    base::for_each_block(mask.size(), [&](const base::Block& block) {
        // Every number is written, and stays if the row does: no branch that nothing foretells.
        constexpr std::size_t kChunk = 1024;
        std::array<std::uint32_t, kChunk> staying;
        auto next = result.begin() + static_cast<std::ptrdiff_t>(starts[block.index]);
        for (std::size_t begin = block.begin; begin < block.end; begin += kChunk) {
            const std::size_t end = std::min(block.end, begin + kChunk);
            std::size_t count = 0;
            for (std::size_t row = begin; row < end; ++row) {
                staying[count] = static_cast<std::uint32_t>(row);
                count += stays(row) ? 1U : 0U;
            }
            next = std::copy_n(staying.begin(), count, next);
        }
    });
    return result;
}

/// All zero: what a condition becomes that selects too few.
base::Result<column::ColumnPtr> nothing_selected(std::size_t rows,
                                                 const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(rows, budget));
    std::fill(builder.values().begin(), builder.values().end(), std::int8_t{0});
    return std::move(builder).freeze();
}

/// The verdict on a condition on values that were brought from other units: whether enough of these
/// are on both sides, whatever the number of rows that each of them has.
base::Result<disclosure::Snap> verdict_on_carriers(const Context& context,
                                                   const dataset::Dataset& dataset,
                                                   const column::ColumnPtr& mask,
                                                   const dataset::Carriers& carriers,
                                                   base::Span where) {
    disclosure::Snap verdict = disclosure::Snap::Keep;
    if (carriers.empty()) return verdict;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const stats::Rows rows = rows_of(dataset, nullptr, keys);
    const stats::FactorSpec sides{mask};
    const auto counted = stats::count_crosstab(rows, std::span(&sides, 1), {});
    const auto& table = std::get<stats::Crosstab>(counted);
    std::vector<std::uint32_t> selected;
    for (std::size_t level = 0; level < table.cells.size(); ++level)
        selected.push_back(table.factors[0].value(level) == stats::LevelValue(std::int64_t{1}) ? 1
                                                                                               : 0);
    const std::vector<disclosure::CarrierSpreads> spreads =
        disclosure::CarrierSet(context.gate(), rows, carriers)
            .spreads({.rows = rows, .table = table, .group_of_cell = selected, .groups = 2});
    for (std::size_t carrier = 0; carrier < carriers.size(); ++carrier) {
        SKJERM_TRY_ASSIGN(
            const disclosure::Snap one,
            context.gate().snap(spreads[1][carrier].carriers, spreads[0][carrier].carriers, where));
        if (one == disclosure::Snap::SelectNone) return one;
        if (one == disclosure::Snap::SelectAll) verdict = one;
    }
    return verdict;
}

/// Of the selected rows of a dataset whose rows were chosen by values of carriers.
struct ChosenRows {
    disclosure::RawRows number;  ///< made of the carriers: a family comes and goes as one
    std::uint64_t largest = 0;   ///< how many of them one carrier has at most
};

std::optional<ChosenRows> chosen_rows(const Context& context, const dataset::Dataset& dataset,
                                      std::span<const std::int8_t> selected) {
    if (dataset.chosen_by().empty()) return std::nullopt;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    stats::Rows rows = rows_of(dataset, nullptr, keys);
    rows.selected = selected;
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    const stats::GroupedRows grouped{
        .rows = rows, .table = everything, .group_of_cell = first, .groups = 1};
    const disclosure::CarrierSet carriers(context.gate(), rows, dataset.chosen_by());
    const std::vector<disclosure::CarrierSpreads> spreads = carriers.spreads(grouped);
    ChosenRows chosen{.number = carriers.rows_of_carriers(grouped, spreads)[0]};
    for (const stats::CarrierSpread& spread : spreads[0])
        chosen.largest = std::max(chosen.largest, spread.largest);
    return chosen;
}

/// Carriers of what a condition compares.
base::Result<dataset::Carriers> compared_carriers(const dataset::DatasetPtr& dataset,
                                                  const script::Expression& condition) {
    SKJERM_TRY_ASSIGN(const expr::Binding binding,
                      expr::bind_condition(condition, dataset::DatasetScope(dataset)));
    return expression_carriers(*dataset, binding.expression);
}

/// The mask after the gate's verdict on it: none, or all (null), or as it was, but for what makes
/// it identical to one that was nearly so. Reads the rows as often whatever the verdict is.
base::Result<column::ColumnPtr> snapped(const Context& context, const dataset::Dataset& dataset,
                                        column::ColumnPtr mask, base::Span where,
                                        ledger::SetRole role,
                                        const dataset::Carriers& carriers = {}) {
    SKJERM_TRY_ASSIGN(const disclosure::Snap on_carriers,
                      verdict_on_carriers(context, dataset, mask, carriers, where));
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const stats::SelectionEvidence sides =
        stats::selection_evidence(rows_of(dataset, mask.get(), keys));
    SKJERM_TRY_ASSIGN(disclosure::Snap verdict,
                      context.gate().snap(sides.selected, sides.rest, where));
    if (on_carriers != disclosure::Snap::Keep) verdict = on_carriers;
    if (verdict != disclosure::Snap::Keep) pass_over(context, dataset, *mask);
    switch (verdict) {
        case disclosure::Snap::Keep:
            return anchored_rows(context, dataset, std::move(mask), role, sides.selected);
        case disclosure::Snap::SelectAll:
            return column::ColumnPtr();
        case disclosure::Snap::SelectNone:
            break;
    }
    return nothing_selected(dataset.rows(), context.environment.budget);
}

}  // namespace

View::View(const Context& context, Selection selection, disclosure::Permit permit)
    : selection_(std::move(selection)),
      keys_(context.gate().unit_keys(selection_.dataset_->units()->domain())),
      permit_(std::move(permit)) {}

View::View(const Context& context, Selection selection)
    : selection_(std::move(selection)),
      keys_(context.gate().unit_keys(selection_.dataset_->units()->domain())) {}

stats::Rows View::rows() const {
    return rows_of(*selection_.dataset_, selection_.mask_.get(), keys_);
}

std::span<const std::int8_t> View::selected() const { return rows().selected; }

disclosure::Permit View::take_permit() {
    SKJERM_CHECK(permit_.has_value());
    return *std::exchange(permit_, std::nullopt);
}

base::Result<column::ColumnPtr> condition_rows(Context& context, const dataset::DatasetPtr& dataset,
                                               const std::optional<script::Expression>& condition) {
    if (!condition) return column::ColumnPtr();
    SKJERM_TRY_ASSIGN(expr::Binding binding,
                      expr::bind_condition(*condition, dataset::DatasetScope(dataset)));
    for (base::Diagnostic& warning : binding.warnings) context.note(std::move(warning));
    expr::Evaluation evaluation;
    evaluation.rows = dataset->rows();
    evaluation.budget = context.environment.budget;
    return expr::evaluate_condition(binding.expression, evaluation);
}

base::Result<Selection> select_rows(Context& context, const dataset::DatasetPtr& dataset,
                                    const std::optional<script::Expression>& condition) {
    SKJERM_TRY_ASSIGN(column::ColumnPtr mask, condition_rows(context, dataset, condition));
    if (mask) {
        SKJERM_TRY_ASSIGN(const dataset::Carriers carriers, compared_carriers(dataset, *condition));
        SKJERM_TRY_ASSIGN(mask, snapped(context, *dataset, std::move(mask), condition->span,
                                        ledger::SetRole::Selected, carriers));
        context.note(context.gate().condition_note(condition->span));
    }
    return Selection(dataset, std::move(mask));
}

base::Result<Selection> select_others(Context& context, const dataset::DatasetPtr& dataset,
                                      const script::Expression& condition) {
    SKJERM_TRY_ASSIGN(const column::ColumnPtr mask, condition_rows(context, dataset, condition));
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(
                                        dataset->rows(), context.environment.budget));
    const std::span<const std::int8_t> dropped = mask->values<std::int8_t>();
    const std::span<std::int8_t> stays = builder.values();
    base::for_each_block(stays.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row)
            stays[row] = dropped[row] == 1 ? 0 : 1;
    });
    SKJERM_TRY_ASSIGN(const dataset::Carriers carriers, compared_carriers(dataset, condition));
    SKJERM_TRY_ASSIGN(column::ColumnPtr rest,
                      snapped(context, *dataset, std::move(builder).freeze(), condition.span,
                              ledger::SetRole::Selected, carriers));
    context.note(context.gate().condition_note(condition.span));
    return Selection(dataset, std::move(rest));
}

base::Result<Selection> select_changes(Context& context, const dataset::DatasetPtr& dataset,
                                       column::ColumnPtr changes, base::Span where) {
    SKJERM_TRY_ASSIGN(column::ColumnPtr mask, snapped(context, *dataset, std::move(changes), where,
                                                      ledger::SetRole::Changed));
    context.note(context.gate().condition_note(where));
    return Selection(dataset, std::move(mask));
}

base::Result<expr::BoundExpression> snapped_truths(Context& context,
                                                   const dataset::Dataset& dataset,
                                                   const expr::BoundExpression& value,
                                                   const expr::Evaluation& evaluation) {
    const std::vector<expr::TruthPart> parts = expr::truth_parts(value);
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    std::vector<std::optional<bool>> constants;
    for (const expr::TruthPart& part : parts) {
        SKJERM_TRY_ASSIGN(const expr::Evaluated holds, expr::evaluate(part.expression, evaluation));
        const stats::SelectionEvidence sides =
            stats::selection_evidence(rows_of(dataset, holds.column.get(), keys));
        SKJERM_TRY_ASSIGN(const disclosure::Snap verdict,
                          context.gate().snap(sides.selected, sides.rest, part.span));
        constants.push_back(verdict == disclosure::Snap::Keep
                                ? std::nullopt
                                : std::optional(verdict == disclosure::Snap::SelectAll));
    }
    if (!parts.empty()) context.note(context.gate().condition_note(parts.front().span));
    return expr::with_constant_truths(value, constants);
}

base::Result<std::vector<disclosure::Snap>> snap_changes(const Context& context,
                                                         const dataset::Dataset& dataset,
                                                         const stats::FillClasses& class_of,
                                                         std::span<const base::Span> where) {
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const std::vector<stats::SelectionEvidence> sides =
        stats::class_evidence(rows_of(dataset, nullptr, keys), where.size(), class_of);
    std::vector<disclosure::Snap> verdicts;
    for (std::size_t change = 0; change < where.size(); ++change) {
        SKJERM_TRY_ASSIGN(
            const disclosure::Snap verdict,
            context.gate().snap(sides[change].selected, sides[change].rest, where[change]));
        verdicts.push_back(verdict);
    }
    return verdicts;
}

base::Evidence rows_evidence(const Context& context, const dataset::Dataset& dataset,
                             const stats::FillClasses& class_of) {
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    return stats::class_evidence(rows_of(dataset, nullptr, keys), 1, class_of).front().selected;
}

base::Result<View> admit_view(Context& context, const dataset::DatasetPtr& dataset,
                              const script::Command& command) {
    SKJERM_TRY_ASSIGN(Selection selection, select_rows(context, dataset, command.condition));
    SKJERM_TRY_ASSIGN(disclosure::Permit permit,
                      context.gate().admit(dataset->population(), command.span));
    return View(context, std::move(selection), std::move(permit));
}

base::Result<dataset::DatasetPtr> kept_rows(const Context& context,
                                            const dataset::DatasetPtr& dataset,
                                            std::span<const std::int8_t> mask, base::Span where) {
    const std::optional<ChosenRows> chosen = chosen_rows(context, *dataset, mask);
    const base::UnitKeys keys = context.gate().unit_keys(dataset->units()->domain());
    stats::Rows rows = rows_of(*dataset, nullptr, keys);
    rows.selected = mask;
    const stats::SelectionEvidence sides = stats::selection_evidence(rows);
    const base::Evidence& population = sides.selected;
    SKJERM_TRY(context.gate().admit_population(population, where));
    if (chosen) SKJERM_TRY(context.gate().admit_rows(chosen->number, chosen->largest, where));
    if (mask.empty()) return dataset;
    const std::vector<std::uint32_t> left = row_numbers(mask);
    if (left.size() == dataset->rows()) return dataset;
    return dataset->with_rows(left, population, context.environment.budget);
}

base::Evidence selected_units(const View& view) {
    if (view.selected().empty()) return view.dataset().population();
    return stats::selection_evidence(view.rows()).selected;
}

std::uint64_t rows_key(const Context& context, const dataset::Dataset& dataset,
                       std::span<const std::int8_t> selected) {
    const std::uint64_t population =
        base::mix64(dataset.population().key_sum, std::uint64_t{dataset.rows()});
    if (dataset.structure() == dataset::Structure::Wide && selected.empty()) return population;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    stats::Rows rows = rows_of(dataset, nullptr, keys);
    rows.selected = selected;
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    return base::mix64(
        population,
        stats::row_key_sums(
            {.rows = rows, .table = everything, .group_of_cell = first, .groups = 1})[0]);
}

base::Evidence evidence_of(const Context& context, const column::RowUnits& units) {
    const base::UnitKeys keys = context.gate().unit_keys(units.domain());
    return stats::population_evidence(
        {.count = units.size(), .selected = {}, .units = &units, .keys = &keys});
}

base::Result<Outcome> commit_dataset(Context& context, dataset::DatasetPtr changed) {
    released::DatasetSummary summary;
    summary.name = changed->name();
    summary.unit_type = {changed->unit_type()->label.nb, changed->unit_type()->label.en};
    for (const dataset::Variable& variable : changed->variables())
        summary.variables.push_back(variable.name);
    // Of categories, these are counted, not the units behind them.
    const base::Evidence population =
        changed->category() ? evidence_of(context, *changed->units()) : changed->population();
    const std::optional<disclosure::RawCarriers> carriers = carriers_of(context, *changed);
    const std::string name = changed->name();
    context.workspace.replace(name, std::move(changed));
    return outcome_of(context.gate().release_dataset(std::move(summary), &population, {},
                                                     context.provenance(),
                                                     carriers ? &*carriers : nullptr));
}

}  // namespace skjerm::command
