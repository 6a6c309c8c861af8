// Binding helpers that the commands share: names in the active dataset, names that must be free,
// options. Every diagnostic about a name is made here, so all commands say it alike.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// The plain name of a name expression; substitution has made it one.
[[nodiscard]] const std::string& name_of(const script::NameExpression& expression);
[[nodiscard]] std::vector<std::string> names_of(const std::vector<script::NameExpression>& list);

/// The active dataset, or "no active dataset".
[[nodiscard]] base::Result<dataset::DatasetPtr> active_dataset(const Context& context,
                                                               base::Span where);
/// The active dataset, which must have units.
[[nodiscard]] base::Result<dataset::DatasetPtr> populated_dataset(const Context& context,
                                                                  base::Span where);
/// Success when `dataset` has at most one row a unit; "not in event and panel data" for `command`.
[[nodiscard]] base::Status cross_section_only(const dataset::Dataset& dataset,
                                              std::string_view command, base::Span where);
/// The dataset of that name, or "does not exist" with near names.
[[nodiscard]] base::Result<dataset::DatasetPtr> existing_dataset(
    const Context& context, const script::NameExpression& name);
/// Success when a dataset may get that name and none has it.
[[nodiscard]] base::Status free_dataset_name(const Context& context,
                                             const script::NameExpression& name);

/// The variable of `dataset`; the diagnostic names near ones, or the dataset that has it.
[[nodiscard]] base::Result<const dataset::Variable*> existing_variable(
    const Context& context, const dataset::Dataset& dataset, const script::NameExpression& name);
/// Likewise, and not a key variable.
[[nodiscard]] base::Result<const dataset::Variable*> analysable_variable(
    const Context& context, const dataset::Dataset& dataset, const script::NameExpression& name);
/// Likewise, and numeric, as `command` needs.
[[nodiscard]] base::Result<const dataset::Variable*> numeric_variable(
    const Context& context, const dataset::Dataset& dataset, const script::NameExpression& name,
    std::string_view command);
/// An analysable variable that is not the time of a panel, which stays as it is.
[[nodiscard]] base::Result<const dataset::Variable*> changeable_variable(
    const Context& context, const dataset::Dataset& dataset, const script::NameExpression& name);
/// Success when `dataset` has no variable (nor identifier) of that name.
[[nodiscard]] base::Status free_variable_name(const dataset::Dataset& dataset,
                                              const script::NameExpression& name);
/// Success when a user may give something that name: names with `@` are the system's own.
[[nodiscard]] base::Status valid_new_name(const script::NameExpression& name);
/// Both: a name for a new variable.
[[nodiscard]] base::Status new_variable_name(const dataset::Dataset& dataset,
                                             const script::NameExpression& name);

/// The name of a variable made from `source`: valid and free, or the diagnostic that says why not.
[[nodiscard]] base::Result<std::string> derived_name(const dataset::Dataset& dataset,
                                                     const script::NameExpression& source,
                                                     const std::string& prefix,
                                                     const std::string& suffix = {});

/// Confirms that variables were changed, or made (`are_new`). Says nothing when there are none.
[[nodiscard]] Outcome changes_notice(const Context& context, const std::vector<std::string>& names,
                                     bool are_new, base::Span where);

/// "alphanumeric" or "numeric".
[[nodiscard]] base::LocalizedText kind_text(bool is_text);

/// The option of that name, or null.
[[nodiscard]] const script::Option* find_option(const script::Command& command,
                                                std::string_view name);
[[nodiscard]] bool has_option(const script::Command& command, std::string_view name);
/// Fails with "not yet supported" when the command has the option.
[[nodiscard]] base::Status refuse_unbuilt_option(const script::Command& command,
                                                 std::string_view name);
/// Names in the parentheses of an option (OptionArguments::Variables).
[[nodiscard]] std::vector<script::NameExpression> option_names(const script::Option& option);
/// The text of an option with one word or string (OptionArguments::Text), or nullopt when absent.
[[nodiscard]] std::optional<std::string> option_text(const script::Command& command,
                                                     std::string_view name);

/// The integer of an option, which must lie in [lowest, highest].
[[nodiscard]] base::Result<std::int64_t> option_integer(const script::Option& option,
                                                        std::int64_t lowest, std::int64_t highest);
/// A code in the parentheses of an option, as a table spells it.
[[nodiscard]] std::string argument_text(
    const std::variant<script::Term, script::Expression>& argument);
/// The names of terms that are plain variables; factor notation is refused for `command`.
[[nodiscard]] base::Result<std::vector<script::NameExpression>> plain_names(
    const std::vector<script::Term>& terms, std::string_view command);

}  // namespace skjerm::command
