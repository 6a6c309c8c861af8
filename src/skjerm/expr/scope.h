// What an expression can see: the variables of the active dataset by name, with their types, labels
// and columns. Binding needs only names and types, so it works before any data is there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"

namespace skjerm::expr {

/// How a number is shown and read.
enum class Format : std::uint8_t {
    Plain,
    Date,         ///< day number, shown as YYYY-MM-DD
    YearMonth,    ///< integer YYYYMM of a register (year() of it is a mistake worth a warning)
    YearMonthDay  ///< integer YYYYMMDD likewise
};

struct ScopeVariable {
    std::string name;
    column::Kind kind = column::Kind::Integer;  ///< Unit: a key variable
    Format format = Format::Plain;
    column::CodeListPtr labels;  ///< may be null
    column::ColumnPtr column;    ///< null while only types are known
    base::Derivation derivation{};
};

class Scope {
public:
    virtual ~Scope() = default;
    /// Null when there is no such variable.
    [[nodiscard]] virtual const ScopeVariable* find(std::string_view name) const = 0;
    /// Names for "did you mean".
    [[nodiscard]] virtual std::vector<std::string_view> names() const = 0;
    /// Name of the dataset, for messages.
    [[nodiscard]] virtual std::string_view dataset_name() const = 0;
};

}  // namespace skjerm::expr
