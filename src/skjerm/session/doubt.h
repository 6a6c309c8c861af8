// What a check does not know after a command that failed: the things it would have made or changed.
// Errors that merely follow from them are not worth telling. Doubt only ever hides errors, so where
// it is not clear what a command would have done, more is doubted rather than less.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/dataset/workspace.h"
#include "skjerm/script/ast.h"

namespace skjerm::session {

class Doubt {
public:
    /// A variable, dataset, code list, alias or (with its `$`) binding of this name: whether it is
    /// there and what it is cannot be said.
    void add(std::string_view name) { names_.emplace(name); }
    /// Anything may be in the dataset of this name.
    void open(std::string_view dataset) { open_.emplace(dataset); }
    /// A dataset of unknown name may have been made.
    void any_dataset() { any_dataset_ = true; }
    /// A dataset without units that would have had some.
    void units_of(std::string_view dataset) { without_units_.emplace(dataset); }

    /// Nothing is known about registers: whatever is imported has units.
    void no_registers() { without_registers_ = true; }
    [[nodiscard]] bool without_registers() const { return without_registers_; }

    [[nodiscard]] bool about(std::string_view name) const { return names_.contains(name); }
    [[nodiscard]] bool about_any(const std::vector<std::string>& names) const;
    [[nodiscard]] bool is_open(std::string_view dataset) const { return open_.contains(dataset); }

    /// Whether an error or warning of a command, which works on the dataset `active` (empty: none)
    /// and mentions `names`, may merely follow from what is in doubt.
    [[nodiscard]] bool explains(const base::Diagnostic& diagnostic, std::string_view active,
                                const std::vector<std::string>& names) const;

    /// After a command that succeeded but mentions something in doubt: what it made or changed is
    /// in doubt too.
    void spread(const dataset::Workspace& before, const dataset::Workspace& after,
                const std::vector<std::string>& names);

private:
    std::set<std::string, std::less<>> names_;
    std::set<std::string, std::less<>> open_;
    std::set<std::string, std::less<>> without_units_;
    bool any_dataset_ = false;
    bool without_registers_ = false;
};

/// The names in the text of a command, each once: bindings with their `$`; without the command
/// itself, functions, keywords and what is in quotes.
[[nodiscard]] std::vector<std::string> names_in(std::string_view text);

/// What `command`, which failed, would have done, as far as its form tells: what it would have made
/// is put into the workspace where there is room for it, so that the commands after it can be
/// checked, and into doubt.
void suppose(const script::Command& command, dataset::Workspace& workspace, Doubt& doubt);

/// Likewise of a line that could not be read.
void suppose_line(std::string_view line, dataset::Workspace& workspace, Doubt& doubt);

}  // namespace skjerm::session
