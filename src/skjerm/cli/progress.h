// Progress on standard error: one line that is redrawn on a terminal, a line for each step
// elsewhere, or JSON lines. It tells what is being done, never anything about the data.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace skjerm::cli {

enum class ProgressMode : std::uint8_t { Off, Line, Steps, Json };

class Progress {
public:
    explicit Progress(ProgressMode mode);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    /// A step of a known number of steps begins: `[12/57] tabulate kjonn`.
    void step(std::size_t number, std::size_t of, const std::string& what);
    /// A part of one long step is done: `[37 %] …`. Steps mode tells every tenth.
    void part(std::size_t done, std::size_t of, const std::string& what);
    /// Takes the line away, so that something else can be written; the next step brings it back.
    void hide();

private:
    void redraw();
    void show(std::string text);
    void clear_line();

    ProgressMode mode_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    bool drawn_ = false;
    std::string text_;  ///< empty: nothing to show
    std::chrono::steady_clock::time_point since_;
    std::size_t last_tenth_ = 0;
    std::thread thread_;
};

}  // namespace skjerm::cli
