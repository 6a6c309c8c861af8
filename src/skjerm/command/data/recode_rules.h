// The rules of recode, compiled for one column: which rule would change the value of a row, and
// the column after the changes.
//
// A rule is the first that matches a value; later ones do not see it. What a value becomes depends
// on the value alone, so the rules are compiled into a table over values: one entry for each code
// of a dictionary or each value of a narrow integer, otherwise the sorted bounds between which all
// values share a rule. A value that its rule would leave as it is counts as not matched.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// Bounds between which all values have one class: value v has classes[number of bounds <= v].
template <class T>
struct ValueClasses {
    std::vector<T> bounds;  ///< ascending
    std::vector<std::uint32_t> classes;
    std::uint32_t missing = 0;
};

/// The class of every row of a column: the number of the rule that would change it, or the number
/// of rules where none would.
class RecodeClasses {
public:
    /// `rules` fit the kind of `column`: their values are numbers for numbers, strings for text.
    /// `column` must outlive the result.
    RecodeClasses(std::span<const script::RecodeRule> rules, const column::Column& column);

    /// The number of rules, and the class of rows that no rule changes.
    [[nodiscard]] std::uint32_t none() const { return none_; }
    /// Classes of the rows from `begin` on. Rows that `mask` leaves out (not empty: 1 = taken) have
    /// class none().
    void fill(std::size_t begin, std::span<const std::int8_t> mask,
              std::span<std::uint32_t> out) const;
    /// The class of a code of the column's dictionary, 0 for missing. Only for text.
    [[nodiscard]] std::uint32_t of_code(std::uint32_t code) const;

private:
    /// One entry for each value of a narrow type, in the order of its unsigned counterpart.
    using Table = std::vector<std::uint32_t>;

    const column::Column* column_;
    std::uint32_t none_;
    std::variant<Table, ValueClasses<std::int32_t>, ValueClasses<std::int64_t>,
                 ValueClasses<double>>
        classes_;
};

/// The value of a literal that is a whole number in the range of integer columns.
[[nodiscard]] std::optional<std::int64_t> whole_number(const script::Expression& literal);

/// The rule whose result each class gets; none() for classes that stay as they are.
using RuleOfClass = std::vector<std::uint32_t>;

/// Whether numbers of `kind` recoded by `rules` become floats: a property of the rules, not of the
/// rows they match.
[[nodiscard]] bool becomes_float(column::Kind kind, std::span<const script::RecodeRule> rules);

/// The column after recoding. `rule_of_class` has an entry for each rule and one for none().
[[nodiscard]] base::Result<column::ColumnPtr> recoded(const column::Column& column,
                                                      std::span<const script::RecodeRule> rules,
                                                      const RecodeClasses& classes,
                                                      const RuleOfClass& rule_of_class,
                                                      std::span<const std::int8_t> mask,
                                                      const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::command
