// A session: runs scripts, keeps the workspace and the bindings between them. A command that fails,
// is refused, cancelled or breaks an invariant leaves everything as it was before it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/command/context.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/session/events.h"

namespace skjerm::session {

/// How a run ended.
enum class Ending : std::uint8_t {
    Completed,
    StaticErrors,  ///< the script does not parse; nothing was run
    CommandFailed,
    Refused,  ///< by disclosure control
    DatastoreProblem,
    ResourceLimit,
    InputOutput,
    Cancelled,
    InternalFault
};

struct RunOptions {
    /// Goes on after commands that disclosure control refused.
    bool keep_going = false;
    /// Only the statements that start on these lines (1-based, inclusive); 0: no bound.
    std::uint32_t first_line = 0;
    std::uint32_t last_line = 0;
    /// Only parses and reports.
    bool check_only = false;
};

class Session {
public:
    explicit Session(command::Environment environment);
    ~Session();

    /// Runs `source`; events arrive on the calling thread. The worst ending is returned.
    Ending run(std::string_view source, const RunOptions& options, EventSink& events);

    [[nodiscard]] const dataset::Workspace& workspace() const;

private:
    class Run;
    struct State;
    std::unique_ptr<State> state_;
};

/// The ending that a diagnostic of this code means.
[[nodiscard]] Ending ending_of(base::Code code);

}  // namespace skjerm::session
