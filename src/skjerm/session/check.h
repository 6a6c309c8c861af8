// Everything that can be known about a script without data: syntax, names, types, dates, unit
// types, options, bindings, loops. The script is run by the real commands, on datasets without rows
// (datastore/schema_store.h) behind a gate that releases nothing, so a check and a run cannot
// disagree, and a new command is checked for free. What depends on the data is never an error.
#pragma once

#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/command/context.h"

namespace skjerm::session {

/// All errors and warnings of `source` in script order. A check goes on after an error; errors that
/// merely follow from an earlier one are left out, and one inside a loop is told once, with the
/// values of the iterators. With `stores` null nothing is known about registers: every `require` is
/// taken on trust, and what is imported may have any type.
///
/// Needs no secret and of the stores only their catalogues.
[[nodiscard]] std::vector<base::Diagnostic> check(std::string_view source,
                                                  command::StoreDirectory* stores);

}  // namespace skjerm::session
