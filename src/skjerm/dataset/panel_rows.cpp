#include "skjerm/dataset/panel_rows.h"

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "skjerm/base/parallel.h"

namespace skjerm::dataset {

namespace {

using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;
using column::Kind;
using column::Storage;

/// Units whose rows are written together: the rows of all times stay in the second-level cache.
constexpr std::size_t kChunkUnits = 512;

/// The union of the dictionaries of several columns, and the code in it of each of their codes.
struct UnitedDictionaries {
    column::DictionaryPtr dictionary;
    std::vector<std::vector<std::uint32_t>> code_of;  ///< [column][own code]
};

UnitedDictionaries unite(std::span<const ColumnPtr> columns) {
    std::vector<std::string> entries;
    const column::Dictionary* last = nullptr;
    for (const ColumnPtr& column : columns) {
        if (column == nullptr || column->dictionary().get() == last) continue;
        last = column->dictionary().get();
        entries.insert(entries.end(), last->entries().begin(), last->entries().end());
    }
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    UnitedDictionaries united;
    united.dictionary = std::make_shared<const column::Dictionary>(std::move(entries));
    for (const ColumnPtr& column : columns) {
        std::vector<std::uint32_t>& codes = united.code_of.emplace_back();
        if (column == nullptr) continue;
        codes.push_back(0);
        for (const std::string& text : column->dictionary()->entries())
            codes.push_back(*united.dictionary->code(text));
    }
    return united;
}

/// out[unit * T + time] = value(time, unit) through `value_of(time)`, which gives a function of the
/// unit; nothing is called for null columns.
template <class Out, class Write>
void for_times(std::span<const ColumnPtr> columns, std::size_t units, std::span<Out> out,
               const Write& write) {
    const std::size_t times = columns.size();
    base::for_each_block(units, [&](const base::Block& block) {
        for (std::size_t begin = block.begin; begin < block.end; begin += kChunkUnits) {
            const std::size_t end = std::min(block.end, begin + kChunkUnits);
            for (std::size_t time = 0; time < times; ++time) {
                Out* to = out.data() + time;
                if (columns[time] == nullptr) {
                    for (std::size_t unit = begin; unit < end; ++unit)
                        to[unit * times] = column::missing<Out>();
                } else {
                    write(time, begin, end, to);
                }
            }
        }
    });
}

template <class Out>
base::Result<ColumnPtr> interleave_numbers(std::span<const ColumnPtr> columns, std::size_t units,
                                           const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(units * columns.size(), budget));
    for_times<Out>(columns, units, builder.values(),
                   [&](std::size_t time, std::size_t begin, std::size_t end, Out* to) {
                       column::visit(*columns[time], [&](auto values) {
                           using In = typename decltype(values)::value_type;
                           if constexpr (std::is_arithmetic_v<In> == std::is_arithmetic_v<Out> &&
                                         !column::kIsCode<In>) {
                               for (std::size_t unit = begin; unit < end; ++unit)
                                   to[unit * columns.size()] = column::is_missing(values[unit])
                                                                   ? column::missing<Out>()
                                                                   : static_cast<Out>(values[unit]);
                           } else {
                               base::fail_check("interleave of two kinds", __FILE__, __LINE__);
                           }
                       });
                   });
    column::UnitDomain domain = 0;
    for (const ColumnPtr& column : columns)
        if (column != nullptr) domain = column->domain();
    return std::move(builder).freeze(nullptr, domain);
}

template <class Out>
base::Result<ColumnPtr> interleave_text(std::span<const ColumnPtr> columns, std::size_t units,
                                        const UnitedDictionaries& united,
                                        const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(units * columns.size(), budget));
    for_times<Out>(columns, units, builder.values(),
                   [&](std::size_t time, std::size_t begin, std::size_t end, Out* to) {
                       const std::uint32_t* code_of = united.code_of[time].data();
                       column::visit(*columns[time], [&](auto values) {
                           using In = typename decltype(values)::value_type;
                           if constexpr (column::kIsCode<In>) {
                               for (std::size_t unit = begin; unit < end; ++unit)
                                   to[unit * columns.size()] = static_cast<Out>(
                                       code_of[static_cast<std::size_t>(values[unit])]);
                           } else {
                               base::fail_check("interleave of two kinds", __FILE__, __LINE__);
                           }
                       });
                   });
    return std::move(builder).freeze(united.dictionary);
}

/// The rows of `column` again and again, `copies` times.
base::Result<ColumnPtr> tile(const Column& column, std::size_t copies,
                             const base::MemoryBudgetPtr& budget) {
    return column::visit(column, [&](auto values) -> base::Result<ColumnPtr> {
        using T = typename decltype(values)::value_type;
        SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(values.size() * copies, budget));
        T* const out = builder.values().data();
        base::for_each_block(copies, [&](const base::Block& block) {
            for (std::size_t copy = block.begin; copy < block.end; ++copy)
                std::copy(values.begin(), values.end(), out + copy * values.size());
        });
        return std::move(builder).freeze(column.dictionary(), column.domain());
    });
}

}  // namespace

base::Result<ColumnPtr> interleave(std::span<const ColumnPtr> columns, std::size_t units,
                                   const base::MemoryBudgetPtr& budget) {
    Storage widest = Storage::Int8;
    bool is_text = false;
    for (const ColumnPtr& column : columns) {
        if (column == nullptr) continue;
        SKJERM_CHECK(column->size() == units);
        is_text = column->kind() == Kind::Text;
        widest = std::max(widest, column->storage());
    }
    if (is_text) {
        const UnitedDictionaries united = unite(columns);
        switch (column::narrowest_code(united.dictionary->size())) {
            case Storage::Code8:
                return interleave_text<column::Code8>(columns, units, united, budget);
            case Storage::Code16:
                return interleave_text<column::Code16>(columns, units, united, budget);
            default:
                return interleave_text<column::Code32>(columns, units, united, budget);
        }
    }
    switch (widest) {  // integers before floats before keys
        case Storage::Int8:
            return interleave_numbers<std::int8_t>(columns, units, budget);
        case Storage::Int16:
            return interleave_numbers<std::int16_t>(columns, units, budget);
        case Storage::Int32:
            return interleave_numbers<std::int32_t>(columns, units, budget);
        case Storage::Int64:
            return interleave_numbers<std::int64_t>(columns, units, budget);
        case Storage::Float64:
            return interleave_numbers<double>(columns, units, budget);
        default:
            return interleave_numbers<column::UnitIndex>(columns, units, budget);
    }
}

base::Result<ColumnPtr> repeat_rows(const Column& column, std::size_t times,
                                    const base::MemoryBudgetPtr& budget) {
    return column::visit(column, [&](auto values) -> base::Result<ColumnPtr> {
        using T = typename decltype(values)::value_type;
        SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(column.size() * times, budget));
        T* const out = builder.values().data();
        base::for_each_block(column.size(), [&](const base::Block& block) {
            for (std::size_t unit = block.begin; unit < block.end; ++unit)
                std::fill_n(out + unit * times, times, values[unit]);
        });
        return std::move(builder).freeze(column.dictionary(), column.domain());
    });
}

base::Result<column::RowUnitsPtr> repeat_units(const column::RowUnits& units, std::size_t times,
                                               const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder,
                      ColumnBuilder<column::UnitIndex>::make(units.size() * times, budget));
    column::UnitIndex* const out = builder.values().data();
    base::for_each_block(units.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row)
            std::fill_n(out + row * times, times, column::UnitIndex{units.unit(row)});
    });
    return column::RowUnits::listed(std::move(builder).freeze(nullptr, units.domain()),
                                    units.domain());
}

base::Result<DatasetPtr> panel_without_variables(const Dataset& wide,
                                                 const std::vector<column::CodeValue>& times,
                                                 const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(wide.structure() == Structure::Wide && !wide.category());
    // Rows are numbered with 32 bits, which a panel that fits into memory stays below.
    if (budget != nullptr && wide.rows() * times.size() >= column::kMissingRow)
        return base::out_of_memory_budget(*budget);
    SKJERM_TRY_ASSIGN(const column::RowUnitsPtr rows,
                      repeat_units(*wide.units(), times.size(), budget));
    DatasetPtr panel =
        Dataset::of_rows(wide.name(), Structure::Panel, wide.unit_type(), rows, wide.population())
            ->at_times(times);
    if (wide.is_sampled()) panel = panel->sampled_from(wide.unsampled_population());
    if (wide.has_given_identifier()) panel = panel->identified_as(std::string(wide.identifier()));
    return panel;
}

base::Result<Variable> time_variable(std::span<const column::CodeValue> times, std::size_t units,
                                     expr::Format format, const base::MemoryBudgetPtr& budget) {
    // A column of one unit, repeated for all of them.
    std::vector<ColumnPtr> columns;
    std::vector<std::string> texts;
    for (const column::CodeValue& time : times)
        if (const auto* text = std::get_if<std::string>(&time)) texts.push_back(*text);
    const auto dictionary = std::make_shared<const column::Dictionary>(texts);
    SKJERM_TRY_ASSIGN(auto numbers, ColumnBuilder<std::int64_t>::make(times.size(), budget));
    SKJERM_TRY_ASSIGN(auto codes, ColumnBuilder<column::Code32>::make(times.size(), budget));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto* number = std::get_if<std::int64_t>(&times[i]);
        numbers.values()[i] = number == nullptr ? 0 : *number;
        codes.values()[i] = static_cast<column::Code32>(i + 1);
    }
    base::DerivationMaker derivation("panel times");
    for (const column::CodeValue& time : times) {
        if (const auto* text = std::get_if<std::string>(&time))
            derivation.add(std::string_view(*text));
        else
            derivation.add(static_cast<std::uint64_t>(std::get<std::int64_t>(time)));
    }
    Variable variable;
    variable.name = std::string(kPanelDate);
    variable.format = format;
    variable.derivation = derivation.make();
    ColumnPtr one_unit;
    if (texts.empty()) {
        SKJERM_TRY_ASSIGN(one_unit, column::narrow(std::move(numbers).freeze(), budget));
    } else {
        one_unit = std::move(codes).freeze(dictionary);
    }
    SKJERM_TRY_ASSIGN(variable.column, tile(*one_unit, units, budget));
    return variable;
}

PanelIndex index_panel(const column::RowUnits& units, std::span<const std::uint32_t> time_of_row,
                       std::size_t times) {
    PanelIndex index;
    for (std::size_t row = 0; row < units.size(); ++row)
        if (row == 0 || units.unit(row) != units.unit(row - 1))
            index.units.push_back(units.unit(row));
    index.rows.assign(times, std::vector<std::uint32_t>(index.units.size(), column::kMissingRow));
    std::size_t unit = 0;
    for (std::size_t row = 0; row < units.size(); ++row) {
        if (units.unit(row) != index.units[unit]) ++unit;
        if (time_of_row[row] < times)
            index.rows[time_of_row[row]][unit] = static_cast<std::uint32_t>(row);
    }
    return index;
}

}  // namespace skjerm::dataset
