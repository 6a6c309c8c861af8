// What every command of the program gets, and the commands themselves.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/cli/arguments.h"
#include "skjerm/cli/exit_code.h"
#include "skjerm/cli/messages.h"
#include "skjerm/cli/output.h"
#include "skjerm/cli/progress.h"
#include "skjerm/render/document.h"

namespace skjerm::cli {

struct Program {
    const Arguments& arguments;
    base::Language language;
    Messages& messages;
    Progress& progress;
    Output& out;  ///< standard output

    /// Tells the diagnostic and gives its exit code.
    [[nodiscard]] ExitCode fail(const base::Diagnostic& diagnostic) const {
        messages.tell(diagnostic);
        return exit_code_of(diagnostic);
    }
    /// How text is to be written to standard output.
    [[nodiscard]] render::Style style() const;
};

[[nodiscard]] ExitCode run_command(Program& program);
[[nodiscard]] ExitCode repl_command(Program& program);
[[nodiscard]] ExitCode check_command(Program& program);
[[nodiscard]] ExitCode fmt_command(Program& program);
[[nodiscard]] ExitCode synth_generate_command(Program& program);
[[nodiscard]] ExitCode synth_check_command(Program& program);
[[nodiscard]] ExitCode datastore_command(Program& program);
/// Those of input packages: validate, keygen, pack, unpack.
[[nodiscard]] ExitCode datastore_package_command(Program& program);
[[nodiscard]] bool is_package_command(std::string_view path);
[[nodiscard]] ExitCode datastore_steward_command(Program& program);
[[nodiscard]] ExitCode datastore_export_command(Program& program);
/// All of `audit` but replay.
[[nodiscard]] ExitCode audit_command(Program& program);
[[nodiscard]] ExitCode audit_replay_command(Program& program);
[[nodiscard]] ExitCode audit_ledger_command(Program& program);
[[nodiscard]] ExitCode help_of_language_command(Program& program);
[[nodiscard]] ExitCode registry_command(Program& program);
[[nodiscard]] ExitCode completion_command(Program& program);

/// The folders of --datastore, else SKJERM_DATASTORE, else data/demo where it exists.
[[nodiscard]] base::Result<std::vector<std::filesystem::path>> chosen_datastores(
    const Arguments& arguments);
/// Applies --threads.
[[nodiscard]] base::Status apply_threads(const Arguments& arguments);

/// Version of the program, "0.1.0", and the commit it was built from.
[[nodiscard]] std::string_view program_version();
[[nodiscard]] std::string_view program_commit();

/// main() of the program; gives the exit code.
[[nodiscard]] int run_program(const std::vector<std::string>& words);

}  // namespace skjerm::cli
