// Checks of a function call that bindings and data expressions share.
#pragma once

#include <cstddef>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/expr/kernel.h"

namespace skjerm::expr {

/// The function of this name, or the diagnostic.
[[nodiscard]] base::Result<const FunctionSpec*> find_called_function(std::string_view name,
                                                                     base::Span span);

/// `span`: the whole call.
[[nodiscard]] base::Status check_argument_count(const FunctionSpec& function, std::size_t count,
                                                base::Span span);

[[nodiscard]] ArgumentType argument_type(const FunctionKernel& kernel, std::size_t position);

/// A constant argument outside the domain of the function is refused.
[[nodiscard]] base::Status check_domain(const FunctionSpec& function, std::size_t position,
                                        const Value& argument, base::Span span);

}  // namespace skjerm::expr
