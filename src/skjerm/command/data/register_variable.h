// db/INNTEKT_WLONN: the connection behind the alias and the variable of its version.
#pragma once

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

struct RegisterVariable {
    const dataset::Connection* connection;  ///< of the context's workspace
    datastore::VariablePtr variable;
};

[[nodiscard]] base::Result<RegisterVariable> find_register_variable(
    const Context& context, const script::RegisterReference& reference);

}  // namespace skjerm::command
