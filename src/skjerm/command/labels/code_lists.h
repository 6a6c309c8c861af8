// Code lists of the session by name.
#pragma once

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// The list of that name, or "cannot find the code list" with near names.
[[nodiscard]] base::Result<column::CodeListPtr> existing_code_list(
    const Context& context, const script::NameExpression& name);

}  // namespace skjerm::command
