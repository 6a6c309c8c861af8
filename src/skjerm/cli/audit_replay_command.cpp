// `skjerm audit replay N`: runs again what a record tells of and says whether it gives the same.
// Nothing of what the commands give is shown.
#include <memory>
#include <string>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/audit_text.h"
#include "skjerm/cli/program.h"
#include "skjerm/cli/run_watch.h"
#include "skjerm/session/replay.h"

namespace skjerm::cli {

namespace {

using audit::Json;
using base::Argument;
using base::Code;

base::Result<ExitCode> replay_record(Program& program) {
    const Arguments& arguments = program.arguments;
    SKJERM_TRY(apply_threads(arguments));
    SKJERM_TRY_ASSIGN(const std::uint64_t record,
                      integer_value("N", arguments.words.front(), 1, std::uint64_t{1} << 53U));
    session::InstallationOptions options;
    SKJERM_TRY_ASSIGN(options.datastores, chosen_datastores(arguments));
    options.secret_file = arguments.value("--secret").value_or("");
    if (const auto memory = arguments.value("--memory")) {
        SKJERM_TRY_ASSIGN(options.memory_limit_bytes, size_value("--memory", *memory));
    }
    options.engine_version = std::string(program_version());
    SKJERM_TRY_ASSIGN(const std::unique_ptr<session::Installation> installation,
                      session::Installation::open(options));
    base::current_cancellation().clear();
    const RunWatch watch;
    SKJERM_TRY_ASSIGN(const session::ReplayPlan plan,
                      session::plan_replay(installation->log().folder(), record));
    SKJERM_TRY_ASSIGN(const session::Replayed result, session::replay(*installation, plan));
    const bool same = result.differing.empty();
    if (arguments.value("--format") == "json") {
        const Json json{{"record", record}, {"same", same}, {"differing", result.differing}};
        program.out.write(json.dump() + "\n");
    } else if (same) {
        program.out.write(AuditText(program.language).replayed(record));
    }
    if (same) return ExitCode::Success;
    return program.fail(base::error(Code::AuditReplayDiffers, {},
                                    {Argument::fact(static_cast<std::int64_t>(record))}));
}

}  // namespace

ExitCode audit_replay_command(Program& program) {
    const base::Result<ExitCode> code = replay_record(program);
    return code ? *code : program.fail(code.diagnostic());
}

}  // namespace skjerm::cli
