// Which records an import brings: values('a', 'b') and values_from(dataset). Both single out units,
// so the gate snaps them like any condition.
#pragma once

#include <string>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/command/data/register_variable.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// The filters of one import, checked against its variable.
class ImportFilters {
public:
    /// `labels`: the code list of the variable at the date of the import, or null.
    [[nodiscard]] static base::Result<ImportFilters> of(Context& context,
                                                        const script::Command& command,
                                                        const datastore::Variable& variable,
                                                        const column::CodeListPtr& labels);

    /// `values`, one for each of `units`, with missing where a filter leaves the record out.
    [[nodiscard]] base::Result<column::ColumnPtr> apply(const Context& context,
                                                        column::ColumnPtr values,
                                                        const column::RowUnits& units) const;

    /// What the filters are, for the derivation of the values; empty without any.
    [[nodiscard]] std::string description() const;

    /// The dataset of values_from, or null.
    [[nodiscard]] const dataset::DatasetPtr& from() const { return from_; }

private:
    std::optional<script::RecodeRule> listed_;  ///< its elements are the codes of values()
    base::Span listed_where_;
    dataset::DatasetPtr from_;
    base::Span from_where_;
};

}  // namespace skjerm::command
