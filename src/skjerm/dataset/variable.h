// A variable of a dataset: a shared column with what the user knows about it. Cheap to copy.
#pragma once

#include <string>
#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"
#include "skjerm/datastore/variable.h"
#include "skjerm/expr/scope.h"

namespace skjerm::dataset {

struct Variable {
    std::string name;
    column::ColumnPtr column;
    column::CodeListPtr labels;  ///< null: none
    expr::Format format = expr::Format::Plain;
    datastore::Label title;       ///< of the register variable; empty for generated ones
    std::string source;           ///< "db/INNTEKT_WLONN", or empty
    datastore::UnitTypePtr link;  ///< non-null: a key variable, references units of this type
    /// Key columns, as long as the variable, of the units that its values were brought from or
    /// added up over (a family, a firm, a municipality's mean through its key): rows with the same
    /// carrier share what they tell, so a statistic of them needs enough carriers. Union over the
    /// variables of an expression.
    std::vector<column::ColumnPtr> carriers{};
    /// Where the values come from. Every command that makes or changes values says it.
    base::Derivation derivation{};

    [[nodiscard]] bool is_key() const { return column->kind() == column::Kind::Unit; }
    [[nodiscard]] bool is_numeric() const {
        return column->kind() == column::Kind::Integer || column->kind() == column::Kind::Float;
    }
};

/// What the expression binder sees of it.
[[nodiscard]] inline expr::ScopeVariable as_scope_variable(const Variable& variable) {
    return {variable.name,   variable.column->kind(), variable.format,
            variable.labels, variable.column,         variable.derivation};
}

}  // namespace skjerm::dataset
