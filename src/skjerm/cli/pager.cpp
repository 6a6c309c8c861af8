#include "skjerm/cli/pager.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "skjerm/cli/terminal.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace skjerm::cli {

namespace {

/// What a shell gives for a command that is not there.
constexpr int kNoSuchCommand = 127;

std::string pager_command() {
    const char* chosen = std::getenv("PAGER");
    return chosen != nullptr ? chosen : "less";
}

/// Starts the pager with the reading end of a pipe as its input; -1 when that fails.
pid_t start(const std::string& command, const std::array<int, 2>& pipe) {
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, pipe[0], STDIN_FILENO);
    std::array<const char*, 4> words{"sh", "-c", command.c_str(), nullptr};
    pid_t child = -1;
    if (::posix_spawnp(&child, "sh", &files, nullptr, const_cast<char* const*>(words.data()),
                       environ) != 0)
        child = -1;
    ::posix_spawn_file_actions_destroy(&files);
    return child;
}

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return;  // the reader has seen enough
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Whether a pager has shown the text.
bool shown_by(const std::string& command, std::string_view text) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return false;
    const pid_t child = start(command, pipe);
    ::close(pipe[0]);
    if (child > 0) write_all(pipe[1], text);
    ::close(pipe[1]);
    if (child < 0) return false;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return !WIFEXITED(status) || WEXITSTATUS(status) != kNoSuchCommand;
}

}  // namespace

void show_by_page(std::string_view text, Output& output) {
    output.flush();
    ::setenv("LESS", "FRX", /*overwrite=*/0);  // colours, and nothing left behind on the screen
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    const std::string command = pager_command();
    if (lines < terminal_height(STDOUT_FILENO) || command.empty() || !shown_by(command, text))
        output.write(text);
}

}  // namespace skjerm::cli
