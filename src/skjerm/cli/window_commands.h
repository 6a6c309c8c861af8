// clear, save, load and edit: what only the command window can do, with scripts as files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/cli/program.h"
#include "skjerm/script/ast.h"
#include "skjerm/session/session.h"

namespace skjerm::cli {

/// The command window's own commands. Refers to the program and the session, which outlive it.
class WindowCommands {
public:
    /// Runs a script in the session, as `load` does.
    using RunScript = std::function<void(const std::string& name, const std::string& text)>;

    WindowCommands(Program& program, session::Session& session, RunScript run_script)
        : program_(program), session_(session), run_script_(std::move(run_script)) {}

    /// The command, where `text` is one of these and nothing else.
    [[nodiscard]] static std::optional<script::Command> find(std::string_view text);

    /// Runs the command; a diagnostic says what was done, or what was wrong.
    [[nodiscard]] base::Diagnostic run(const script::Command& command);

    /// Keeps what was run with success, as it was written, for `save`.
    void ran(std::string_view text);

private:
    [[nodiscard]] base::Diagnostic save(const script::Command& command);
    [[nodiscard]] base::Diagnostic edit();
    [[nodiscard]] base::Diagnostic load(const std::string& name);
    [[nodiscard]] base::Diagnostic clear();
    /// Saves a copy under a name with the time in it; nullopt when there is nothing to save.
    [[nodiscard]] base::Result<std::optional<std::string>> save_copy();
    [[nodiscard]] std::string commands_text() const;

    Program& program_;
    session::Session& session_;
    RunScript run_script_;
    std::vector<std::string> entered_;
    std::string active_;  ///< file of the active script; empty for none
};

}  // namespace skjerm::cli
