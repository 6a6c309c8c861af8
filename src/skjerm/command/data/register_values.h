// What the import commands share: reading a register variable for given units, which units have a
// record, and whether a variable belongs in a dataset.
#pragma once

#include "skjerm/command/data/register_variable.h"

namespace skjerm::command {

/// How the values of a register variable are written.
[[nodiscard]] expr::Format register_format(const datastore::Variable& variable);

/// Success when the units of `target` are of the variable's type, or not decided yet.
[[nodiscard]] base::Status check_unit_type(const dataset::Dataset& target,
                                           const datastore::Variable& variable, base::Span where);

/// Success when `name`, given to the variable, is not that of the unit identifier which `target`
/// has or gets with it.
[[nodiscard]] base::Status check_not_identifier(const dataset::Dataset& target,
                                                const datastore::Variable& variable,
                                                const script::NameExpression& name);

/// Success when `target` has no variables and so can become spells or a panel: new, or with the
/// units of another dataset. `command` is named when it has some.
[[nodiscard]] base::Status check_no_variables(const dataset::Dataset& target,
                                              std::string_view command, base::Span where);

/// The day of a date as written: a date token or a text that spells one.
[[nodiscard]] base::DayNumber day_of(const script::Expression& time);

/// The values of a register variable for `units`, one row each.
[[nodiscard]] base::Result<column::ColumnPtr> read_values(const Context& context,
                                                          const RegisterVariable& source,
                                                          const datastore::At& at,
                                                          const column::RowUnits& units,
                                                          base::Span where);

/// The units with a value in `values` (one entry per unit of the domain), ascending. All of them:
/// the identity, nothing stored.
[[nodiscard]] base::Result<column::RowUnitsPtr> units_with_record(
    const column::Column& values, column::UnitDomain domain, const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::command
