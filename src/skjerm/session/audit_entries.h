// What is entered in the audit log besides commands: who looked at it, and who accepted a clock.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"

namespace skjerm::session {

/// Enters that the local account is about to see something of the audit log or the ledger: `what`
/// (the subcommand) and its words and flags. What cannot be entered must not be shown. An empty
/// `secret_file` is the default one.
[[nodiscard]] base::Status enter_look(const std::filesystem::path& secret_file,
                                      std::string_view what, const std::vector<std::string>& words);

/// Lets the log go on although the clock is behind it (audit::Log::accept_clock).
[[nodiscard]] base::Status accept_clock(const std::filesystem::path& secret_file,
                                        const std::string& by, const std::string& second);

}  // namespace skjerm::session
