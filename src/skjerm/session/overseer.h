// Who watches over a session: the audit log, the ledger. An overseer may refuse a command before it
// runs, and hears of every command afterwards, before anything of it is told; when it cannot take
// note of a command, nothing of that command is told and the session stays as it was. A session
// without an overseer (library tests) runs as if there were none of this.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/result.h"
#include "skjerm/dataset/workspace.h"
#include "skjerm/disclosure/trace.h"
#include "skjerm/released/result.h"
#include "skjerm/script/ast.h"
#include "skjerm/session/ending.h"
#include "skjerm/session/events.h"

namespace skjerm::session {

/// A script that is about to run.
struct RunFacts {
    std::string_view script;       ///< the whole text
    std::uint32_t first_line = 0;  ///< only statements that start on these lines; 0: no bound
    std::uint32_t last_line = 0;
    bool keep_going = false;  ///< goes on after refusals
};

/// A command that is about to run.
struct CommandFacts {
    const CommandEvent& event;
    /// Its bindings substituted; null for a text block, or where a binding could not be.
    const script::Command* command = nullptr;
    const dataset::Workspace& workspace;  ///< before it
};

/// How it went.
struct CommandEnd {
    const dataset::Workspace& workspace;  ///< after it; as before when it failed
    /// Why it failed or was refused; null when it succeeded.
    const base::Diagnostic* failure = nullptr;
    std::span<const base::Diagnostic> notes = {};
    std::span<const released::Result> results = {};
    /// The sets of units that it counted; null when it did not run.
    const disclosure::Trace* trace = nullptr;
    bool reused = false;  ///< answered from what the session kept of an equal command
};

class Overseer {
public:
    virtual ~Overseer() = default;

    /// Called before the first command of a run. An error ends the run.
    [[nodiscard]] virtual base::Status run_started(const RunFacts& facts) = 0;
    /// An error is told instead of running the command, and goes to after() like any other.
    [[nodiscard]] virtual base::Status before(const CommandFacts& facts) = 0;
    /// An error is told instead of all that the command gave, and the session stays as it was.
    [[nodiscard]] virtual base::Status after(const CommandFacts& facts, const CommandEnd& end) = 0;
    /// Called after the last command of a run, whether it succeeded or not. `reason`: a message
    /// that belongs to no command (a loop too long, a run interrupted), or null.
    [[nodiscard]] virtual base::Status run_ended(Ending ending, const base::Diagnostic* reason) = 0;
    /// The session forgot all that it had built up.
    virtual void session_cleared() {}
};

}  // namespace skjerm::session
