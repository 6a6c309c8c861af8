// Text to tree. Recovers at the next line, so all errors of a script are reported at once, in
// script order. Never throws, never reads outside its input, linear in the input; nesting deeper
// than 200 is an error.
#pragma once

#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/script/ast.h"
#include "skjerm/script/syntax.h"

namespace skjerm::script {

struct Parsed {
    /// The statements that are well-formed. Run it only when has_errors() is false.
    Script script;
    /// Errors and warnings in script order.
    std::vector<base::Diagnostic> diagnostics;
    [[nodiscard]] bool has_errors() const;
};

/// `source` may be any bytes; it must outlive nothing (the tree owns its strings). `grammar` must
/// outlive the result.
[[nodiscard]] Parsed parse(std::string_view source, const Grammar& grammar);

}  // namespace skjerm::script
