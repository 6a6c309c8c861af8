#include "skjerm/command/data/register_values.h"

#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using column::UnitIndex;

expr::Format register_format(const datastore::Variable& variable) {
    if (variable.data_type == datastore::DataType::Date) return expr::Format::Date;
    if (variable.format == datastore::ValueFormat::YearMonth) return expr::Format::YearMonth;
    if (variable.format == datastore::ValueFormat::YearMonthDay) return expr::Format::YearMonthDay;
    return expr::Format::Plain;
}

base::Status check_unit_type(const dataset::Dataset& target, const datastore::Variable& variable,
                             base::Span where) {
    if (!target.has_units()) return base::ok();
    if (!target.category() && target.unit_type()->id == variable.unit_type->id) return base::ok();
    return base::error(Code::UnitTypesDiffer, where,
                       {Argument::name(target.name()),
                        Argument::fact(base::LocalizedText{target.unit_type()->label.nb,
                                                           target.unit_type()->label.en}),
                        Argument::name(variable.name),
                        Argument::fact(base::LocalizedText{variable.unit_type->label.nb,
                                                           variable.unit_type->label.en})});
}

base::Status check_not_identifier(const dataset::Dataset& target,
                                  const datastore::Variable& variable,
                                  const script::NameExpression& name) {
    if (name_of(name) != variable.unit_type->key_name) return base::ok();
    return base::error(Code::VariableExists, name.span,
                       {Argument::name(name_of(name)), Argument::name(target.name())});
}

base::Status check_no_variables(const dataset::Dataset& target, std::string_view command,
                                base::Span where) {
    const bool is_wide = target.structure() == dataset::Structure::Wide;
    if (is_wide && target.variables().empty() && !target.category()) return base::ok();
    return base::error(Code::DatasetMustBeEmpty, where,
                       {Argument::name(command), Argument::name(target.name())});
}

base::DayNumber day_of(const script::Expression& time) {
    const auto* date = std::get_if<script::DateLiteral>(&time.node);
    SKJERM_CHECK(date != nullptr);
    return date->days;
}

base::Result<ColumnPtr> read_values(const Context& context, const RegisterVariable& source,
                                    const datastore::At& at, const column::RowUnits& units,
                                    base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const datastore::Store& store = *source.connection->store;
    if (units.is_all() && units.size() == store.unit_count(units.domain()))
        return store.read_all(*source.variable, at, budget, where);
    if (units.is_all()) {
        std::vector<std::uint32_t> listed(units.size());
        for (std::size_t row = 0; row < listed.size(); ++row)
            listed[row] = static_cast<std::uint32_t>(row);
        return store.read_units(*source.variable, at, listed, budget, where);
    }
    return store.read_units(*source.variable, at, units.listed_units(), budget, where);
}

base::Result<column::RowUnitsPtr> units_with_record(const column::Column& values,
                                                    column::UnitDomain domain,
                                                    const base::MemoryBudgetPtr& budget) {
    const std::size_t rows = values.size();
    std::vector<std::size_t> starts(base::block_count(rows) + 1, 0);
    column::visit(values, [&](auto span) {
        base::for_each_block(rows, [&](const base::Block& block) {
            std::size_t present = 0;
            for (std::size_t row = block.begin; row < block.end; ++row)
                if (!column::is_missing(span[row])) ++present;
            starts[block.index + 1] = present;
        });
    });
    for (std::size_t block = 1; block < starts.size(); ++block) starts[block] += starts[block - 1];
    const std::size_t total = starts.back();
    if (total == rows) return column::RowUnits::all(static_cast<std::uint32_t>(rows), domain);
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<UnitIndex>::make(total, budget));
    const std::span<UnitIndex> units = builder.values();
    column::visit(values, [&](auto span) {
        base::for_each_block(rows, [&](const base::Block& block) {
            std::size_t next = starts[block.index];
            for (std::size_t row = block.begin; row < block.end; ++row)
                if (!column::is_missing(span[row]))
                    units[next++] = UnitIndex{static_cast<std::uint32_t>(row)};
        });
    });
    return column::RowUnits::listed(std::move(builder).freeze(nullptr, domain), domain);
}

}  // namespace skjerm::command
