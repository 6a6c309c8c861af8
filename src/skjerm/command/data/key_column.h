// The key of a dataset's rows by name: the units themselves, or a variable. What `by()` and `on`
// may name.
#pragma once

#include <optional>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"
#include "skjerm/stats/join.h"

namespace skjerm::command {

struct KeyColumn {
    std::string name;
    /// The key is the unit of each row (PERSONID_1, or the by-variable after collapse).
    bool is_identifier = false;
    column::ColumnPtr column;          ///< null where rows are units of the register
    datastore::UnitTypePtr unit_type;  ///< what it refers to; null: no units of the register
    const dataset::Variable* variable = nullptr;  ///< null where it is the identifier

    [[nodiscard]] bool refers_to_units() const {
        return column == nullptr || column->kind() == column::Kind::Unit;
    }
    [[nodiscard]] column::UnitDomain domain(const dataset::Dataset& dataset) const {
        return column != nullptr ? column->domain() : dataset.units()->domain();
    }
    [[nodiscard]] stats::JoinKeys join_keys(const dataset::Dataset& dataset) const {
        return {.units = column == nullptr ? dataset.units().get() : nullptr,
                .column = column.get()};
    }
};

/// The key of that name; nothing when the dataset has none.
[[nodiscard]] std::optional<KeyColumn> find_key(const dataset::Dataset& dataset,
                                                std::string_view name);
/// The units of the dataset as a key.
[[nodiscard]] KeyColumn identifier_of(const dataset::Dataset& dataset);

}  // namespace skjerm::command
