// The declaration of a command: the single source for parsing, help in both languages, completion,
// the reference manual, the disclosure matrix and the coverage list of the tests. One file per
// command holds its declaration and its `run`; command/registry.cpp lists them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "skjerm/base/language.h"
#include "skjerm/command/context.h"
#include "skjerm/script/syntax.h"

namespace skjerm::command {

/// A field that cannot be left out: no default, only from a value.
template <class T>
class Required {
public:
    consteval Required(T value) : value_(value) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] constexpr const T& get() const { return value_; }

private:
    T value_;
};

enum class Group : std::uint8_t {
    Session,
    Datasets,
    Import,
    Transformation,
    Labels,
    Statistics,
    Graphics,
    Regression,
    Survival,
    Panel,
    Support
};
[[nodiscard]] base::LocalizedText group_title(Group group);

/// How the values a command reads are treated before anything is computed from them.
enum class Treatment : std::uint8_t { NoData, AsTheyAre, Winsorised };
/// What a command may release, and hence which rules the gate applies to it.
enum class Release : std::uint8_t {
    Nothing,      ///< confirmations and catalogue text
    DatasetSize,  ///< the perturbed number of units
    Table,        ///< perturbed counts, low-cell rule
    Descriptive,  ///< perturbed counts, keyed and coarsened value statistics
    Chart,        ///< as Table or Descriptive, drawn
    Model         ///< protected estimates
};
struct DisclosureRow {
    Treatment inputs;
    Release outputs;
};

struct Example {
    std::string_view script;
    base::LocalizedText says;
};

/// Runs one command on the context's workspace. The workspace is a copy: when the result is a
/// diagnostic, nothing that was changed is kept.
using Run = base::Result<Outcome> (*)(Context& context, const script::Command& command);

struct CommandSpec {
    Required<script::CommandSyntax> syntax;
    Required<Group> group;
    Required<base::LocalizedText> summary;  ///< one sentence
    base::LocalizedText details = {};       ///< further paragraphs of help
    Required<DisclosureRow> disclosure;
    std::span<const Example> examples = {};
    Run run = nullptr;  ///< null: part of the language, refused by name as not yet built

    [[nodiscard]] std::string_view name() const { return syntax.get().name; }
};

}  // namespace skjerm::command
