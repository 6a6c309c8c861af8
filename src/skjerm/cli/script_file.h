// Reading a script from a file or from standard input.
#pragma once

#include <string>

#include "skjerm/base/result.h"

namespace skjerm::cli {

/// The text of `path`, or of standard input for "-". Refuses what is missing, a folder, unreadable,
/// larger than 16 MiB or holds NUL bytes.
[[nodiscard]] base::Result<std::string> read_script(const std::string& path);

/// Puts `text` in the place of the file, all of it or none: written aside, with the permissions of
/// the file that is there, and renamed. A link keeps pointing to its file.
[[nodiscard]] base::Status replace_script(const std::string& path, std::string_view text);
/// The name of a script in messages.
[[nodiscard]] std::string shown_name(const std::string& path);

}  // namespace skjerm::cli
