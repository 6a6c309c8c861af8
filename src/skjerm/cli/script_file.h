// Reading a script from a file or from standard input.
#pragma once

#include <string>

#include "skjerm/base/result.h"

namespace skjerm::cli {

/// The text of `path`, or of standard input for "-". Refuses what is missing, a folder, unreadable,
/// larger than 16 MiB or holds NUL bytes.
[[nodiscard]] base::Result<std::string> read_script(const std::string& path);

}  // namespace skjerm::cli
