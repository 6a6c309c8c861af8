// What the user wrote on the command line, checked against the definition: the command exists and
// is built, its flags are its own, choices are among those allowed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/cli/definition.h"

namespace skjerm::cli {

struct Arguments {
    const CommandDefinition* command = nullptr;  ///< null: none was named
    std::string group;                           ///< "synth" when only the group was named
    std::vector<std::string> words;              ///< arguments that are not flags
    std::map<std::string, std::vector<std::string>, std::less<>>
        flags;  ///< values; none for a switch

    [[nodiscard]] bool has(std::string_view flag) const { return flags.contains(flag); }
    /// The value of a flag given once; nullopt when not given.
    [[nodiscard]] std::optional<std::string> value(std::string_view flag) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view flag) const;
};

/// The arguments of main(), without the program's name.
[[nodiscard]] base::Result<Arguments> parse_arguments(const std::vector<std::string>& words);

/// The words and flags as they were said, flags with their values.
[[nodiscard]] std::vector<std::string> said_with(const Arguments& arguments);

// Values of flags; the diagnostic names the flag and says what it can be.

/// An integer from `low` to `high`.
[[nodiscard]] base::Result<std::uint64_t> integer_value(std::string_view flag,
                                                        std::string_view value, std::uint64_t low,
                                                        std::uint64_t high);
/// Of a flag that the command cannot do without; one of blanks alone is none.
[[nodiscard]] base::Result<std::string> needed_value(const Arguments& arguments,
                                                     std::string_view flag);
/// Bytes: "512M", "2G", "1073741824".
[[nodiscard]] base::Result<std::uint64_t> size_value(std::string_view flag, std::string_view value);
/// Milliseconds: "90", "90s", "5m", "1h", "250ms".
[[nodiscard]] base::Result<std::uint64_t> duration_value(std::string_view flag,
                                                         std::string_view value);
[[nodiscard]] base::Diagnostic invalid_value(std::string_view flag, std::string_view value,
                                             base::LocalizedText allowed);

}  // namespace skjerm::cli
