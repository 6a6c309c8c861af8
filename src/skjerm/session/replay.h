// Runs again what the audit log tells of, and compares: the recorded scripts of the session up to a
// command, with the recorded versions of the stores. Nothing that the commands give is shown; all
// that leaves is whether it is the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "skjerm/audit/chain.h"
#include "skjerm/base/language.h"
#include "skjerm/base/result.h"
#include "skjerm/session/installation.h"

namespace skjerm::session {

/// What the log says about one command and all that led to it.
struct ReplayPlan {
    struct Run {
        std::string name;
        std::string script;
        RunOptions options;
    };
    std::uint64_t record = 0;
    std::vector<Run> runs;   ///< of the session, in order, the last one with the command
    audit::Json run_record;  ///< of the last run
    audit::Json command;     ///< the record to compare with
    /// Records of all commands of these runs, by run and place.
    std::map<std::pair<std::string, std::uint64_t>, audit::Json> commands;
};

/// Reads a plan from the log in `folder`. An error: the log is broken, there is no such record
/// (AuditRecordUnknown), it is not of a command, or a script is no longer kept
/// (AuditReplayImpossible).
[[nodiscard]] base::Result<ReplayPlan> plan_replay(const std::filesystem::path& folder,
                                                   std::uint64_t record);

struct Replayed {
    /// Members of the record that are other now: "outcome", "code", "outputs", "messages".
    std::vector<std::string> differing;
};

/// An error: AuditReplayImpossible, with the reason.
[[nodiscard]] base::Result<Replayed> replay(const Installation& installation,
                                            const ReplayPlan& plan);

}  // namespace skjerm::session
