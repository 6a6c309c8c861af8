// Helpers that bindings.cpp and substitute.cpp share. Private to the module.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/expr/bindings.h"

namespace skjerm::expr {

/// Letters, digits and underscores, no digit first, 1-64 code points, not the word `if`.
[[nodiscard]] bool is_valid_name(std::string_view name);

/// The name a value stands for where the grammar needs one: a symbol, or a string that is a name.
[[nodiscard]] base::Result<std::string> name_of(const BindingValue& value, base::Span span);

/// `a ++ b` within a data expression: like evaluate_binding, but an operand that depends on data
/// is refused as such.
[[nodiscard]] base::Result<BindingValue> evaluate_concatenation(
    const script::Expression& expression, const Bindings& bindings);

}  // namespace skjerm::expr
