// The progress line on a real terminal, and what a population that is not finished leaves behind.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/child_process.h"

namespace skjerm::cli {
namespace {

using testing::ChildProcess;
using testing::Finished;
using testing::TemporaryFolder;

constexpr unsigned short kColumns = 50;

/// A pseudo-terminal, seen from the side of the screen.
class Terminal {
public:
    Terminal() : screen_(::posix_openpt(O_RDWR | O_NOCTTY)) {
        if (screen_ < 0 || ::grantpt(screen_) != 0 || ::unlockpt(screen_) != 0)
            throw std::runtime_error("no pseudo-terminal");
        device_ = ::ptsname(screen_);
        keep_open_ = ::open(device_.c_str(), O_RDWR | O_NOCTTY);
        const winsize size{24, kColumns, 0, 0};
        ::ioctl(screen_, TIOCSWINSZ, &size);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        ::close(keep_open_);
        ::close(screen_);
    }

    [[nodiscard]] const std::string& device() const { return device_; }

    /// Reads until the terminal has been sent `text`; false after `patience`, which is long because
    /// tests may run on a busy machine.
    bool wait_for(std::string_view text,
                  std::chrono::milliseconds patience = std::chrono::minutes(5)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (sent_.find(text) == std::string::npos) {
            if (std::chrono::steady_clock::now() > until) return false;
            take();
        }
        return true;
    }
    /// All that was sent so far.
    const std::string& sent() {
        while (take()) continue;
        return sent_;
    }

private:
    bool take() {
        pollfd ready{screen_, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) return false;
        std::array<char, 4096> chunk;
        const ssize_t got = ::read(screen_, chunk.data(), chunk.size());
        if (got <= 0) return false;
        sent_.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    }

    int screen_;
    int keep_open_ = -1;  // a terminal that nobody has open loses what is in it
    std::string device_;
    std::string sent_;
};

class MakingAPopulation : public ::testing::Test {
protected:
    /// Standard error goes to `terminal`, if there is one.
    [[nodiscard]] ChildProcess start(const std::string& persons, const std::string& terminal = {}) {
        return ChildProcess(
            {SKJERM_PROGRAM, "synth", "generate", "--persons", persons, "--out",
             folder_.file("store"), "--lang", "nb", "--threads", "1", "--from", "2025"},
            {.environment = {"TERM=xterm", "XDG_STATE_HOME=" + state_.file("state")},
             .error = terminal});
    }
    /// The store, and what lies beside it.
    [[nodiscard]] std::vector<std::string> stores() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            names.push_back(entry.path().filename().string());
        return names;
    }
    /// Waits until the program writes; false after ten seconds.
    [[nodiscard]] bool wait_for_partial_folder() const {
        for (int turn = 0; turn < 1000 && stores().empty(); ++turn)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return stores().size() == 1 && stores().front().starts_with("store.partial-");
    }

    TemporaryFolder folder_;
    TemporaryFolder state_;
};

TEST_F(MakingAPopulation, ShowsProgressOnOneLineThatGoesAway) {
    Terminal terminal;
    ChildProcess child = start("140000", terminal.device());
    ASSERT_TRUE(terminal.wait_for(" %] Lager befolkningen"));
    EXPECT_EQ(child.wait().exit_code, 0);
    const std::string& sent = terminal.sent();
    EXPECT_TRUE(sent.starts_with("\r\x1b[K[")) << sent;
    EXPECT_TRUE(sent.ends_with("\r\x1b[K")) << sent;
    EXPECT_EQ(sent.find('\n'), std::string::npos) << sent;
    EXPECT_EQ(stores(), std::vector<std::string>{"store"});
}

TEST_F(MakingAPopulation, LeavesNothingWhenInterrupted) {
    ChildProcess child = start("500000");
    ASSERT_TRUE(wait_for_partial_folder());
    child.send(SIGINT);
    const Finished done = child.wait();
    EXPECT_EQ(done.exit_code, 130);
    EXPECT_NE(done.error.find("SKJ-7252"), std::string::npos) << done.error;
    EXPECT_EQ(stores(), std::vector<std::string>{});
}

TEST_F(MakingAPopulation, RemovesWhatAKilledRunLeft) {
    ChildProcess killed = start("500000");
    ASSERT_TRUE(wait_for_partial_folder());
    killed.send(SIGKILL);
    EXPECT_EQ(killed.wait().exit_code, 128 + SIGKILL);
    ASSERT_EQ(stores().size(), 1U);
    EXPECT_EQ(start("20000").wait().exit_code, 0);
    EXPECT_EQ(stores(), std::vector<std::string>{"store"});
}

}  // namespace
}  // namespace skjerm::cli
