// Runs the program as a user does, in a process of its own, and keeps what it wrote.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace skjerm::testing {

/// A folder of its own, removed at the end.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "skjerm-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string file(const std::string& name) const {
        return (path_ / name).string();
    }
    /// Writes a file and gives its name.
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return file(name);
    }

private:
    std::filesystem::path path_;
};

[[nodiscard]] inline std::string read_text(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

struct Finished {
    int exit_code = -1;  ///< 128 + signal when a signal ended it
    std::string out;
    std::string error;
};

/// A started program. Its environment holds PATH and `environment` alone.
class ChildProcess {
public:
    struct Options {
        std::vector<std::string> environment = {};
        std::string input = "/dev/null";  ///< file for standard input
        std::string output = {};          ///< file for standard output; empty: kept
        std::string error = {};           ///< file or terminal for standard error; empty: kept
        std::string folder = {};          ///< to run in; empty: where the test runs
    };

    ChildProcess(std::vector<std::string> words, const Options& options)
        : out_(options.output.empty() ? folder_.file("out") : options.output) {
        std::vector<std::string> environment = options.environment;
        environment.push_back("PATH=/usr/bin:/bin");
        const std::vector<char*> arguments = pointers(words);
        const std::vector<char*> variables = pointers(environment);
        const std::string error = options.error.empty() ? folder_.file("error") : options.error;
        id_ = ::fork();
        if (id_ != 0) return;
        redirect(options.input, O_RDONLY, STDIN_FILENO);
        redirect(out_, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
        redirect(error, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY, STDERR_FILENO);
        if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
        ::execve(arguments[0], arguments.data(), variables.data());
        ::_exit(127);
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }

    void send(int signal) const { ::kill(id_, signal); }

    /// Waits until standard output holds `text`; false after ten seconds.
    [[nodiscard]] bool wait_for_output(const std::string& text) const {
        for (int turn = 0; turn < 1000; ++turn) {
            if (read_text(out_).find(text) != std::string::npos) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }

    Finished wait() {
        int status = 0;
        ::waitpid(std::exchange(id_, -1), &status, 0);
        Finished finished;
        finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (std::filesystem::is_regular_file(out_)) finished.out = read_text(out_);
        finished.error = read_text(folder_.file("error"));  // empty when it went elsewhere
        return finished;
    }

private:
    static std::vector<char*> pointers(std::vector<std::string>& texts) {
        std::vector<char*> list;
        for (std::string& text : texts) list.push_back(text.data());
        list.push_back(nullptr);
        return list;
    }
    static void redirect(const std::string& file, int flags, int descriptor) {
        const int opened = ::open(file.c_str(), flags, 0600);
        if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
    }

    TemporaryFolder folder_;
    std::string out_;
    pid_t id_ = -1;
};

}  // namespace skjerm::testing
