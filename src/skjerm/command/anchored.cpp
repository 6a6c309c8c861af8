#include "skjerm/command/anchored.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "skjerm/base/parallel.h"
#include "skjerm/ledger/unit_set.h"
#include "skjerm/stats/crosstab.h"

namespace skjerm::command {

namespace {

ledger::UnitSet unit_set(const dataset::Dataset& dataset, std::span<const std::int8_t> mask,
                         const base::UnitKeys& keys) {
    return {.rows = dataset.rows(),
            .selected = mask,
            .units = dataset.units()->listed_units(),
            .keys = &keys,
            .domain = dataset.units()->domain()};
}

/// Whether the ledger has anything to do with selections of this dataset.
bool is_watched(const Context& context, const dataset::Dataset& dataset) {
    return context.environment.ledger != nullptr && !dataset.behind();
}

/// Besides the values that enough units have: those of so few in all that they are let pass as
/// strays (fewer than ten, as released, which may be five off).
constexpr std::size_t kStrayValues = 15;
constexpr std::size_t kCountedLevels = kWatchedLevels + kStrayValues;

/// The distinct values of a column, missing left out, ascending; one more than are counted at most.
template <class T>
std::vector<T> distinct_values(std::span<const T> values) {
    return base::fold_exact<std::vector<T>>(
        values.size(), [] { return std::vector<T>(); },
        [&](std::vector<T>& known, const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const T value = values[row];
                if (column::is_missing(value) || known.size() > kCountedLevels) continue;
                const auto at = std::lower_bound(known.begin(), known.end(), value);
                if (at == known.end() || *at != value) known.insert(at, value);
            }
        },
        [](std::vector<T>& into, const std::vector<T>& from) {
            for (const T value : from) {
                const auto at = std::lower_bound(into.begin(), into.end(), value);
                if (at == into.end() || *at != value) into.insert(at, value);
            }
        });
}

/// The values of a column that enough units have, ascending; or none where there are more than
/// kWatchedLevels, or too many strays besides: judged by released counts, since a value of one unit
/// alone must not decide.
template <class T>
std::vector<T> levels_of(const Context& context, const dataset::Dataset& dataset,
                         const column::ColumnPtr& column, const base::UnitKeys& keys) {
    const std::vector<T> values = distinct_values<T>(column->values<T>());
    if (values.empty() || values.size() > kCountedLevels) return {};
    const stats::Rows rows{
        .count = dataset.rows(), .units = dataset.units().get(), .keys = &keys, .behind = {}};
    const stats::FactorSpec spec{column};
    const auto counted =
        stats::count_crosstab(rows, std::span(&spec, 1), {.max_levels = kCountedLevels});
    const auto& table = std::get<stats::Crosstab>(counted);
    const auto is_value = [&](const stats::LevelValue& level, T value) {
        if constexpr (column::kIsCode<T>)
            return std::get<std::string>(level) ==
                   column->dictionary()->text(static_cast<std::uint32_t>(value));
        else if constexpr (std::is_same_v<T, double>)
            return std::get<double>(level) == value;
        else
            return std::get<std::int64_t>(level) == static_cast<std::int64_t>(value);
    };
    const disclosure::CountNoise& noise = context.environment.gate->count_noise();
    const std::uint64_t enough = context.gate().policy().min_affected;
    std::vector<T> levels;
    base::Evidence strays;
    for (const T value : values)
        for (std::size_t level = 0; level < table.cells.size(); ++level) {
            if (!is_value(table.factors[0].value(level), value)) continue;
            if (noise.release(table.cells[level]) >= enough)
                levels.push_back(value);
            else
                strays.merge(table.cells[level]);
        }
    if (levels.size() > kWatchedLevels || noise.release(strays) >= enough) return {};
    return levels;
}

/// 1 where a row has `value`.
template <class T>
base::Result<column::ColumnPtr> rows_with(std::span<const T> values, T value,
                                          const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder,
                      column::ColumnBuilder<std::int8_t>::make(values.size(), budget));
    const std::span<std::int8_t> mask = builder.values();
    base::for_each_block(values.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row)
            mask[row] = values[row] == value ? 1 : 0;
    });
    return std::move(builder).freeze();
}

/// `low` and `high` where `before` and `after` differ.
template <class T>
base::Result<column::ColumnPtr> with_rows_moved(const column::Column& column,
                                                const column::Column& before,
                                                const column::Column& after, T low, T high,
                                                const base::MemoryBudgetPtr& budget) {
    const std::span<const T> values = column.values<T>();
    const auto was = before.values<std::int8_t>();
    const auto is = after.values<std::int8_t>();
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(values.size(), budget));
    const std::span<T> out = builder.values();
    base::for_each_block(values.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row) {
            const T moved = is[row] == 1 ? high : low;
            out[row] = was[row] == is[row] ? values[row] : moved;
        }
    });
    return std::move(builder).freeze(column.dictionary(), 0);
}

/// Of two values, `low` in the rows that lack one, where the gate would let nobody be chosen for
/// that: a level beside which a few are missing would give away who belongs to it.
template <class T>
base::Result<column::ColumnPtr> with_few_missing_filled(const Context& context,
                                                        const dataset::Dataset& dataset,
                                                        column::ColumnPtr values, T low) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const std::span<const T> before = values->values<T>();
    SKJERM_TRY_ASSIGN(auto marks, column::ColumnBuilder<std::int8_t>::make(before.size(), budget));
    const std::span<std::int8_t> missing = marks.values();
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(before.size(), budget));
    const std::span<T> filled = builder.values();
    base::for_each_block(before.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row) {
            missing[row] = column::is_missing(before[row]) ? 1 : 0;
            filled[row] = missing[row] == 1 ? low : before[row];
        }
    });
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const ledger::SetRecord record = ledger::record_of(unit_set(dataset, missing, keys));
    const std::uint64_t released = context.environment.gate->count_noise().release(
        {record.units, record.units, record.key_sum, record.smallest[0]});
    if (released >= context.gate().policy().min_affected) return values;
    return std::move(builder).freeze(values->dictionary(), 0);
}

void note(const Context& context, ledger::SetRole role, const base::Evidence& evidence,
          const ledger::SetRecord& record) {
    // Not through the gate of the command: nothing is released by this.
    const std::uint64_t released = context.environment.gate->count_noise().release(evidence);
    context.environment.ledger->note({role, released, 0, record});
}

/// Whether fewer units than a condition may leave out are not in the set.
bool is_nearly_all(const Context& context, const dataset::Dataset& dataset,
                   const base::Evidence& evidence) {
    const disclosure::CountNoise& noise = context.environment.gate->count_noise();
    return noise.release(evidence) + context.gate().policy().min_affected >
           noise.release(dataset.population());
}

/// `mask`, which selects `set`, or the mask of the anchor that it becomes.
base::Result<column::ColumnPtr> become_anchor(const Context& context,
                                              const dataset::Dataset& dataset,
                                              column::ColumnPtr mask, const ledger::UnitSet& set,
                                              const ledger::SetRecord& record) {
    if (dataset.population().units != dataset.rows()) return mask;
    const std::span<const std::int8_t> rows = mask->values<std::int8_t>();
    SKJERM_TRY_ASSIGN(const std::vector<std::uint32_t> changed,
                      context.environment.ledger->ledger().anchor(set, record));
    if (changed.empty()) return mask;
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(
                                        rows.size(), context.environment.budget));
    std::copy(rows.begin(), rows.end(), builder.values().begin());
    for (const std::uint32_t row : changed)
        builder.values()[row] = static_cast<std::int8_t>(rows[row] == 1 ? 0 : 1);
    return std::move(builder).freeze();
}

}  // namespace

base::Result<column::ColumnPtr> anchored_rows(const Context& context,
                                              const dataset::Dataset& dataset,
                                              column::ColumnPtr mask, ledger::SetRole role,
                                              const base::Evidence& selected) {
    if (!is_watched(context, dataset)) return mask;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const std::span<const std::int8_t> rows = mask->values<std::int8_t>();
    const ledger::UnitSet set = unit_set(dataset, rows, keys);
    const ledger::SetRecord record = ledger::record_of(set);
    note(context, role, selected, record);
    return become_anchor(context, dataset, std::move(mask), set, record);
}

void pass_over(const Context& context, const dataset::Dataset& dataset,
               const column::Column& mask) {
    if (!is_watched(context, dataset)) return;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    const ledger::UnitSet set = unit_set(dataset, mask.values<std::int8_t>(), keys);
    static_cast<void>(ledger::record_of(set));
    static_cast<void>(ledger::rows_in_buckets(set, {}));
}

base::Result<column::RowUnitsPtr> anchored_units(const Context& context,
                                                 const column::RowUnitsPtr& units,
                                                 std::size_t everyone) {
    if (context.environment.ledger == nullptr) return units;
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const base::UnitKeys keys = context.gate().unit_keys(units->domain());
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(everyone, budget));
    const std::span<std::int8_t> mask = builder.values();
    if (units->is_all()) {
        std::fill(mask.begin(), mask.end(), std::int8_t{1});
    } else {
        std::fill(mask.begin(), mask.end(), std::int8_t{0});
        for (const std::uint32_t unit : units->listed_units()) mask[unit] = 1;
    }
    const ledger::UnitSet set{everyone, mask, {}, &keys, units->domain()};
    const ledger::SetRecord record = ledger::record_of(set);
    note(context, ledger::SetRole::Population,
         {record.units, record.units, record.key_sum, record.smallest[0]}, record);
    SKJERM_TRY_ASSIGN(const std::vector<std::uint32_t> changed,
                      context.environment.ledger->ledger().anchor(set, record));
    if (changed.empty()) return units;
    for (const std::uint32_t row : changed) mask[row] = static_cast<std::int8_t>(1 - mask[row]);
    std::vector<std::uint32_t> listed;
    listed.reserve(units->size() + changed.size());
    for (std::size_t unit = 0; unit < everyone; ++unit)
        if (mask[unit] == 1) listed.push_back(static_cast<std::uint32_t>(unit));
    if (listed.size() == everyone)
        return column::RowUnits::all(static_cast<std::uint32_t>(everyone), units->domain());
    return column::RowUnits::of(listed, units->domain(), budget);
}

base::Result<column::ColumnPtr> anchored_levels(const Context& context,
                                                const dataset::Dataset& dataset,
                                                column::ColumnPtr values) {
    if (!is_watched(context, dataset) || values->kind() == column::Kind::Unit) return values;
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const base::UnitKeys keys = context.gate().unit_keys(dataset.units()->domain());
    return column::visit(*values, [&](auto span) -> base::Result<column::ColumnPtr> {
        using T = std::remove_cvref_t<typename decltype(span)::value_type>;
        if constexpr (std::is_same_v<T, column::UnitIndex>) {
            return values;
        } else {
            const std::vector<T> levels = levels_of<T>(context, dataset, values, keys);
            if (levels.empty()) return values;
            const bool is_anchored = levels.size() <= 2;
            if (levels.size() == 2) {
                SKJERM_TRY_ASSIGN(values, with_few_missing_filled<T>(context, dataset,
                                                                     std::move(values), levels[0]));
                span = values->values<T>();
            }
            const T low = levels.size() == 2 ? levels[0] : column::missing<T>();
            for (const T& level : levels) {
                if (is_anchored && &level != &levels.back()) continue;
                SKJERM_TRY_ASSIGN(column::ColumnPtr mask, rows_with<T>(span, level, budget));
                const ledger::SetRecord record =
                    ledger::record_of(unit_set(dataset, mask->values<std::int8_t>(), keys));
                const base::Evidence evidence{record.units, record.units, record.key_sum,
                                              record.smallest[0]};
                if (!is_anchored) {
                    note(context, ledger::SetRole::Level, evidence, record);
                    continue;
                }
                // What all but a few have singles nobody out who would count as exposed, as little
                // as a condition does that is true for them.
                if (!is_nearly_all(context, dataset, evidence))
                    note(context, ledger::SetRole::Level, evidence, record);
                const ledger::UnitSet set = unit_set(dataset, mask->values<std::int8_t>(), keys);
                SKJERM_TRY_ASSIGN(const column::ColumnPtr anchored,
                                  become_anchor(context, dataset, mask, set, record));
                if (anchored == mask) return values;
                return with_rows_moved<T>(*values, *mask, *anchored, low, level, budget);
            }
            return values;
        }
    });
}

}  // namespace skjerm::command
