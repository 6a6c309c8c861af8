// db/INNTEKT_WLONN: the connection behind the alias and the variable of its version.
#pragma once

#include <span>
#include <string_view>

#include "skjerm/base/derivation.h"
#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

struct RegisterVariable {
    const dataset::Connection* connection;  ///< of the context's workspace
    datastore::VariablePtr variable;
};

/// Where its values come from: of one variable at these dates (of a span of time: its ends), in
/// whatever version of the databank, so that a new version draws no new noise. `filter`: what an
/// option leaves out, or empty.
[[nodiscard]] base::Derivation register_derivation(const RegisterVariable& source,
                                                   std::span<const datastore::At> times,
                                                   std::string_view filter = {});

[[nodiscard]] base::Result<RegisterVariable> find_register_variable(
    const Context& context, const script::RegisterReference& reference);

}  // namespace skjerm::command
