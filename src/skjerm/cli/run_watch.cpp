#include "skjerm/cli/run_watch.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/exit_code.h"

namespace skjerm::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// A second interrupt within this time means it.
constexpr std::chrono::seconds kSecondInterrupt{2};

sigset_t watched_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

int milliseconds_until(std::optional<Clock::time_point> deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    constexpr std::int64_t kLongest = 3'600'000;
    return static_cast<int>(left < 0 ? 0 : left > kLongest ? kLongest : left);
}

}  // namespace

RunWatch::RunWatch(std::optional<std::chrono::milliseconds> timeout) {
    const sigset_t signals = watched_signals();
    SKJERM_CHECK(::pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
    signals_ = ::signalfd(-1, &signals, SFD_CLOEXEC);
    done_ = ::eventfd(0, EFD_CLOEXEC);
    SKJERM_CHECK(signals_ >= 0 && done_ >= 0);
    std::optional<Clock::time_point> deadline;
    if (timeout) deadline = Clock::now() + *timeout;
    thread_ = std::thread([this, deadline] { watch(deadline); });
}

RunWatch::~RunWatch() {
    const std::uint64_t one = 1;
    SKJERM_CHECK(::write(done_, &one, sizeof one) == sizeof one);
    thread_.join();
    ::close(signals_);
    ::close(done_);
    const sigset_t signals = watched_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void RunWatch::request(Stop why) {
    Stop none = Stop::None;
    stop_.compare_exchange_strong(none, why);
    base::current_cancellation().request();
}

void RunWatch::watch(std::optional<Clock::time_point> deadline) {
    std::optional<Clock::time_point> last_signal;
    while (true) {
        std::array<pollfd, 2> waits{{{.fd = signals_, .events = POLLIN, .revents = 0},
                                     {.fd = done_, .events = POLLIN, .revents = 0}}};
        const int ready = ::poll(waits.data(), waits.size(), milliseconds_until(deadline));
        if (waits[1].revents != 0) return;
        if (deadline && Clock::now() >= *deadline) {
            deadline.reset();
            request(Stop::Timeout);
        }
        if (ready <= 0 || waits[0].revents == 0) continue;

        signalfd_siginfo info{};
        if (::read(signals_, &info, sizeof info) != sizeof info) continue;
        const bool interrupt = info.ssi_signo == SIGINT;
        const Clock::time_point now = Clock::now();
        if (last_signal && now - *last_signal <= kSecondInterrupt)
            ::_exit(number(interrupt ? ExitCode::Interrupted : ExitCode::Terminated));
        last_signal = now;
        request(interrupt ? Stop::Interrupt : Stop::Terminate);
    }
}

}  // namespace skjerm::cli
