// Watches over a run from a thread of its own: the interrupt key, the request to terminate and the
// time limit. All of them ask the run to cancel itself; a second interrupt soon after ends the
// process at once.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

namespace skjerm::cli {

enum class Stop : std::uint8_t { None, Interrupt, Terminate, Timeout };

class RunWatch {
public:
    /// SIGINT and SIGTERM come here from now on, for the threads that start later too.
    explicit RunWatch(std::optional<std::chrono::milliseconds> timeout = std::nullopt);
    RunWatch(const RunWatch&) = delete;
    RunWatch& operator=(const RunWatch&) = delete;
    ~RunWatch();

    /// Why cancellation was requested first.
    [[nodiscard]] Stop stopped_by() const { return stop_.load(); }

private:
    void watch(std::optional<std::chrono::steady_clock::time_point> deadline);
    void request(Stop why);

    std::atomic<Stop> stop_{Stop::None};
    int signals_ = -1;  ///< readable when a signal is pending
    int done_ = -1;     ///< readable when the watch is to end
    std::thread thread_;
};

}  // namespace skjerm::cli
