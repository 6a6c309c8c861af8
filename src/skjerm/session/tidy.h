// The text of a script in its usual layout, as `skjerm fmt` and editors write it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"

namespace skjerm::session {

struct Tidied {
    std::string text;  ///< empty when the script has errors
    std::vector<base::Diagnostic> errors;
};

/// Lays `source` out: comments, blank lines, the kind of line ends (that of the first line) and a
/// byte order mark stay. Laying out twice changes nothing more. A script with errors is not laid
/// out.
[[nodiscard]] Tidied tidy(std::string_view source);

}  // namespace skjerm::session
