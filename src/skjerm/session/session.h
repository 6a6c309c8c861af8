// A session: runs scripts, keeps the workspace and the bindings between them. A command that fails,
// is refused, cancelled or breaks an invariant leaves everything as it was before it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/command/context.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/session/ending.h"
#include "skjerm/session/events.h"
#include "skjerm/session/overseer.h"

namespace skjerm::session {

struct RunOptions {
    /// Goes on after commands that disclosure control refused.
    bool keep_going = false;
    /// Only the statements that start on these lines (1-based, inclusive); 0: no bound.
    std::uint32_t first_line = 0;
    std::uint32_t last_line = 0;
};

/// Whether a session keeps what its commands gave, to run a changed script from the first change
/// on (session/prefix_cache.h). It takes memory, so only sessions that run more than once do it.
enum class Reuse : std::uint8_t { No, Yes };

/// In the order in which they are asked and told.
using Overseers = std::vector<std::unique_ptr<Overseer>>;

class Session {
public:
    explicit Session(command::Environment environment, Reuse reuse = Reuse::No,
                     Overseers overseers = {});
    Session(Session&& other) noexcept;
    ~Session();

    /// Runs `source`; events arrive on the calling thread. The worst ending is returned.
    Ending run(std::string_view source, const RunOptions& options, EventSink& events);

    /// Forgets datasets, bindings, code lists, aliases, settings and history. What can be reused is
    /// kept, so running the same commands again costs little.
    void clear();

    [[nodiscard]] const dataset::Workspace& workspace() const;
    [[nodiscard]] const expr::Bindings& bindings() const;
    /// Commands that were tried, as text, oldest first.
    [[nodiscard]] const std::vector<std::string>& history() const;
    /// Commands that were answered without being run, since the session began.
    [[nodiscard]] std::size_t reused_steps() const;

private:
    class Run;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace skjerm::session
