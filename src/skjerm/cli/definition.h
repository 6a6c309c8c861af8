// The command line of the program as data: commands, flags, their help in both languages, and what
// is not built yet. Parsing, help, shell completion and refusals are read from here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/language.h"

namespace skjerm::cli {

/// Planned: known by name, refused as not yet supported.
enum class Support : std::uint8_t { Built, Planned };

struct FlagDefinition {
    std::string_view name;                 ///< "--datastore"
    base::LocalizedText value = {"", ""};  ///< what follows it: "MAPPE"; empty for a switch
    base::LocalizedText help = {"", ""};
    std::string_view choices = {};  ///< "nb|en": the values it can have; empty: any
    /// Those of `choices` that are not built: "latex|html".
    std::string_view planned_choices = {};
    bool repeatable = false;
    Support support = Support::Built;

    [[nodiscard]] bool is_switch() const { return value.nb.empty(); }
};

struct CommandDefinition {
    std::string_view path;                    ///< "synth generate"
    base::LocalizedText argument = {"", ""};  ///< "SKRIPT|-"; empty for none
    bool argument_optional = false;
    bool argument_repeatable = false;
    base::LocalizedText summary = {"", ""};
    std::span<const FlagDefinition> flags = {};
    Support support = Support::Built;

    [[nodiscard]] const FlagDefinition* find_flag(std::string_view name) const;
};

/// Every command, in the order of the help.
[[nodiscard]] std::span<const CommandDefinition> command_definitions();
/// The command of that path, or null.
[[nodiscard]] const CommandDefinition* find_command_definition(std::string_view path);
/// Flags that may stand anywhere.
[[nodiscard]] std::span<const FlagDefinition> global_flags();
/// A flag of `command` (null: of no command) or a global one; null when there is none.
[[nodiscard]] const FlagDefinition* find_flag(const CommandDefinition* command,
                                              std::string_view name);

/// The help of one command, or of the program (null).
[[nodiscard]] std::string help_text(const CommandDefinition* command, base::Language language);
/// The help of a group of commands: "synth".
[[nodiscard]] std::string group_help_text(std::string_view group, base::Language language);
/// "a|b|c" as its parts.
[[nodiscard]] std::vector<std::string_view> split_choices(std::string_view choices);

}  // namespace skjerm::cli
