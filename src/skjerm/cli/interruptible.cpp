#include "skjerm/cli/interruptible.h"

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/run_watch.h"

namespace skjerm::cli {

ExitCode interruptible(Program& program, const std::function<base::Result<ExitCode>()>& work) {
    base::current_cancellation().clear();
    const RunWatch watch;  // before any thread that could get the signals
    try {
        const base::Result<ExitCode> done = work();
        program.progress.hide();
        return done ? *done : program.fail(done.diagnostic());
    } catch (const base::Cancelled&) {
        program.progress.hide();
        program.messages.tell(base::error(base::Code::RunInterrupted, {}));
        return watch.stopped_by() == Stop::Terminate ? ExitCode::Terminated : ExitCode::Interrupted;
    }
}

}  // namespace skjerm::cli
