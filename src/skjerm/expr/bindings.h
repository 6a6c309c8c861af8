// Bindings (`let`, loop iterators) and their substitution into commands. A binding holds one scalar
// that never depends on data: a number, a string, or a symbol (a name). Substitution is by value:
// a string stays a string and cannot inject syntax.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

struct Symbol {
    std::string name;
    friend bool operator==(const Symbol&, const Symbol&) = default;
};
using BindingValue = std::variant<std::int64_t, double, std::string, Symbol>;

/// As `++` and messages show it: integers without point, shortest round-trip decimals.
[[nodiscard]] std::string binding_text(const BindingValue& value);

/// Name → value. A plain value type: a loop iteration works on a copy or restores what it set.
class Bindings {
public:
    [[nodiscard]] const BindingValue* find(std::string_view name) const;
    void set(std::string name, BindingValue value);
    void erase(std::string_view name);
    [[nodiscard]] const std::map<std::string, BindingValue, std::less<>>& all() const {
        return values_;
    }

private:
    std::map<std::string, BindingValue, std::less<>> values_;
};

/// Evaluates a binding expression: names are symbols, no data is touched.
[[nodiscard]] base::Result<BindingValue> evaluate_binding(const script::Expression& expression,
                                                          const Bindings& bindings);

/// The command with every `$name`, `++` and binding-only call replaced: name positions become plain
/// NameReferences, values become literals or names, times become DateLiterals. Spans stay those of
/// the script.
[[nodiscard]] base::Result<script::Command> substitute(const script::Command& command,
                                                       const Bindings& bindings);

/// The values of the elements of one loop list, ranges expanded.
[[nodiscard]] base::Result<std::vector<BindingValue>> loop_values(const script::LoopList& list,
                                                                  const Bindings& bindings);

}  // namespace skjerm::expr
