#include "skjerm/cli/progress.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "skjerm/base/utf8.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/render/document.h"

namespace skjerm::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kRedraw{100};
/// What is done sooner than this is not worth a flicker.
constexpr std::chrono::milliseconds kPatience{150};
constexpr std::string_view kClearLine = "\r\x1b[K";

/// Progress is a courtesy: where it cannot be written, nothing else suffers.
void write_error_stream(std::string_view text) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string minutes_and_seconds(Clock::duration elapsed) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(elapsed).count();
    const std::string rest = std::to_string(seconds % 60);
    return std::to_string(seconds / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

/// The first `width` columns of `text`.
std::string cut(std::string_view text, std::size_t width) {
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const base::CodePoint point = base::code_point_at(text, at);
        used += static_cast<std::size_t>(base::display_width(point.value));
        if (used > width) return std::string(text.substr(0, at));
        at += point.bytes;
    }
    return std::string(text);
}

}  // namespace

Progress::Progress(ProgressMode mode) : mode_(mode) {
    if (mode_ != ProgressMode::Line) return;
    // The thread inherits this mask: signals are for the run, not for its progress line.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { redraw(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Progress::~Progress() {
    hide();
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Progress::redraw() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kRedraw, [this] { return ending_; })) {
        const Clock::duration elapsed = Clock::now() - since_;
        if (text_.empty() || elapsed < kPatience) continue;
        const std::string time = " " + minutes_and_seconds(elapsed);
        const std::size_t width = terminal_width(STDERR_FILENO) - 1 - time.size();
        write_error_stream(std::string(kClearLine) + cut(text_, width) + time);
        drawn_ = true;
    }
}

void Progress::clear_line() {
    if (drawn_) write_error_stream(kClearLine);
    drawn_ = false;
}

void Progress::show(std::string text) {
    const std::lock_guard lock(mutex_);
    if (text_.empty()) since_ = Clock::now();
    text_ = std::move(text);
}

void Progress::hide() {
    const std::lock_guard lock(mutex_);
    clear_line();
    text_.clear();
}

void Progress::step(std::size_t number, std::size_t of, const std::string& what) {
    const std::string text =
        "[" + std::to_string(number) + "/" + std::to_string(of) + "] " + render::printable(what);
    switch (mode_) {
        case ProgressMode::Off:
            return;
        case ProgressMode::Line:
            hide();
            return show(text + " …");
        case ProgressMode::Steps:
            return write_error_stream(text + "\n");
        case ProgressMode::Json: {
            const nlohmann::ordered_json json = {
                {"event", "progress"}, {"step", number}, {"of", of}, {"what", what}};
            return write_error_stream(
                json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
        }
    }
}

void Progress::part(std::size_t done, std::size_t of, const std::string& what) {
    if (of == 0) return;
    const std::size_t percent = 100 * done / of;
    const std::string text = "[" + std::to_string(percent) + " %] " + what;
    if (mode_ == ProgressMode::Off) return;
    if (mode_ == ProgressMode::Line) return show(text);
    if (percent / 10 <= last_tenth_) return;
    last_tenth_ = percent / 10;
    if (mode_ == ProgressMode::Steps) return write_error_stream(text + "\n");
    const nlohmann::ordered_json json = {
        {"event", "progress"}, {"done", done}, {"of", of}, {"what", what}};
    write_error_stream(json.dump() + "\n");
}

}  // namespace skjerm::cli
