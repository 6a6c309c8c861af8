#include "skjerm/expr/call_checks.h"

#include <algorithm>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"

namespace skjerm::expr {

using base::Argument;
using base::Code;

base::Result<const FunctionSpec*> find_called_function(std::string_view name, base::Span span) {
    if (const FunctionSpec* function = find_function(name)) return function;
    std::vector<std::string_view> names;
    for (const FunctionSpec* known : functions()) names.push_back(known->name);
    return base::error(
        Code::UnknownFunction, span,
        {Argument::script_text(name), Argument::names(base::near_names(name, names))});
}

base::Status check_argument_count(const FunctionSpec& function, std::size_t count,
                                  base::Span span) {
    const FunctionKernel& kernel = *function.kernel;
    const bool too_many = kernel.max_arguments != kAnyNumber && count > kernel.max_arguments;
    if (count >= kernel.min_arguments && !too_many) return base::ok();
    return base::error(
        Code::WrongArgumentCount, span,
        {Argument::name(function.name), Argument::fact(static_cast<std::int64_t>(count)),
         Argument::script_text(function.signature)});
}

ArgumentType argument_type(const FunctionKernel& kernel, std::size_t position) {
    SKJERM_CHECK(!kernel.parameters.empty());
    return kernel.parameters[std::min(position, kernel.parameters.size() - 1)];
}

base::Status check_domain(const FunctionSpec& function, std::size_t position, const Value& argument,
                          base::Span span) {
    const auto number = number_of(argument);
    if (!function.kernel->in_domain || !number || function.kernel->in_domain(position, *number))
        return base::ok();
    return base::error(Code::ArgumentOutOfDomain, span,
                       {Argument::name(function.name), Argument::script_text(function.signature)});
}

}  // namespace skjerm::expr
