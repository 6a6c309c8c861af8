// `skjerm repl`: with commands from a file, and on a pseudo-terminal as a user has it.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "unit/cli/program_fixture.h"

namespace skjerm::cli {
namespace {

using testing::read_text;

class Repl : public Program {
protected:
    /// The command window on the small store, in a folder of its own, fed with `input`.
    static Finished feed(const std::string& input, const TemporaryFolder& folder) {
        ChildProcess::Options how = options();
        how.input = folder.write("input", input);
        how.folder = folder.path().string();
        return run({"repl", "--datastore", store(), "--lang", "en"}, how);
    }
};

TEST_F(Repl, RunsWhatIsPipedIn) {
    const TemporaryFolder folder;
    const Finished done = feed(std::string(kImports) +
                                   "for i in 1 : 2\n"
                                   "    generate x ++ $i = lonn \\\n"
                                   "        > 100000 * $i\n"
                                   "end\n"
                                   "textblock\n# Heading\nendblock\n"
                                   "tabulate kjonn x1\n"
                                   "history\n",
                               folder);
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_TRUE(contains(done.out, "folk >> generate x2 = lonn > 100000 * 2\n")) << done.out;
    EXPECT_TRUE(contains(done.out, "Heading"));
    EXPECT_TRUE(contains(done.out, "folk >> tabulate kjonn x1\n"));
    EXPECT_TRUE(contains(done.out, "About the numbers\n"));
    EXPECT_FALSE(contains(done.out, "\x1b"));
    EXPECT_EQ(done.error, "");
}

TEST_F(Repl, GoesOnAfterAnErrorAndRemembersItInTheExitCode) {
    const TemporaryFolder folder;
    const Finished done =
        feed(std::string(kImports) + "tabulate borte\ntabulate (\ntabulate kjonn\n", folder);
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_TRUE(contains(done.error, "input:1:10: error[SKJ-2003]")) << done.error;
    EXPECT_TRUE(contains(done.error, "SKJ-1")) << done.error;
    EXPECT_TRUE(contains(done.out, "folk >> tabulate kjonn\n")) << done.out;
    const Finished inside = feed("for i in 1\nsave x\nend\n", folder);
    EXPECT_TRUE(contains(inside.error, "SKJ-7136")) << inside.error;
    const Finished open = feed("for i in 1 : 2\n", folder);
    EXPECT_EQ(open.exit_code, 3);
    EXPECT_TRUE(contains(open.error, "SKJ-1013")) << open.error;
}

TEST_F(Repl, SavesAndLoadsScripts) {
    const TemporaryFolder folder;
    const std::string body = "for i in 1 : 2\n    generate x ++ $i = $i\nend\n";
    const Finished saved = feed(
        std::string(kImports) + body + "tabulate borte\nhelp use\nsave min\nsave min\n", folder);
    EXPECT_EQ(saved.exit_code, 1);
    EXPECT_TRUE(contains(saved.error, "SKJ-7130")) << saved.error;
    EXPECT_TRUE(contains(saved.error, "SKJ-7131")) << saved.error;
    // What failed and what only shows help is no part of the script.
    EXPECT_EQ(read_text(folder.file("min.skjerm")), std::string(kImports) + body);

    const Finished loaded = feed("create-dataset annet\nload 'min'\ntabulate kjonn\n", folder);
    EXPECT_EQ(loaded.exit_code, 0) << loaded.error;
    EXPECT_TRUE(contains(loaded.error, "SKJ-7133")) << loaded.error;
    EXPECT_TRUE(contains(loaded.out, "folk >> tabulate kjonn")) << loaded.out;
    int copies = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        if (entry.path().filename().string().starts_with("Copy of command line session (")) {
            ++copies;
            EXPECT_EQ(read_text(entry.path().string()), "create-dataset annet\n");
        }
    EXPECT_EQ(copies, 1);
    EXPECT_EQ(feed("load 'ingen'\n", folder).exit_code, 6);
    EXPECT_TRUE(contains(feed("save\n", folder).error, "SKJ-7132"));
}

TEST_F(Repl, EditsTheActiveScript) {
    const TemporaryFolder folder;
    const std::string editor = folder.write("editor", "#!/bin/sh\necho '// seen' >> \"$1\"\n");
    ::chmod(editor.c_str(), 0700);
    ChildProcess::Options how = options({"EDITOR=" + editor});
    how.input = folder.write("input", "create-dataset d\nsave mitt\nuse d\nedit\n");
    how.folder = folder.path().string();
    const Finished done = run({"repl", "--datastore", store(), "--lang", "en"}, how);
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_EQ(read_text(folder.file("mitt.skjerm")), "create-dataset d\nuse d\n// seen\n");

    ChildProcess::Options without = options({"EDITOR=/no/such/editor"});
    without.input = how.input;
    const TemporaryFolder other;
    without.folder = other.path().string();
    const Finished failed = run({"repl", "--datastore", store(), "--lang", "en"}, without);
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_TRUE(contains(failed.error, "SKJ-7135")) << failed.error;
}

TEST_F(Repl, ClearsTheSession) {
    const TemporaryFolder folder;
    const Finished done = feed("create-dataset d\nclear\nuse d\nclear\n", folder);
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_TRUE(contains(done.error, "SKJ-7133")) << done.error;
    EXPECT_TRUE(contains(done.error, "SKJ-2103")) << done.error;
    EXPECT_TRUE(contains(done.error, "SKJ-7134")) << done.error;
}

TEST_F(Repl, WritesResultsInTheFormatThatIsSet) {
    const TemporaryFolder folder;
    const Finished done =
        feed(std::string(kImports) +
                 ":set format csv\ntabulate kjonn\n:set format md\ntabulate kjonn\n"
                 ":set format text\ntabulate kjonn\n",
             folder);
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_TRUE(contains(done.out, "Male;")) << done.out;
    EXPECT_TRUE(contains(done.out, "| Male |")) << done.out;
    EXPECT_TRUE(contains(done.out, "folk >> tabulate kjonn\n\n")) << done.out;
    for (const char* wrong : {":set format xml\n", ":set colour red\n", ":help\n"}) {
        const Finished refused = feed(wrong, folder);
        EXPECT_EQ(refused.exit_code, 1) << wrong << refused.error;
        EXPECT_TRUE(contains(refused.error, "SKJ-7137")) << refused.error;
    }
}

/// The program on a terminal of its own.
class Terminal {
public:
    explicit Terminal(const Words& words, const std::vector<std::string>& environment) {
        winsize size{.ws_row = 40, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
        child_ = ::forkpty(&descriptor_, nullptr, nullptr, &size);
        if (child_ == 0) {
            ::clearenv();
            for (const std::string& variable : environment)
                ::putenv(const_cast<char*>(variable.c_str()));
            std::vector<char*> arguments;
            for (const std::string& word : words)
                arguments.push_back(const_cast<char*>(word.c_str()));
            arguments.push_back(nullptr);
            ::execv(arguments.front(), arguments.data());
            ::_exit(127);
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        ::close(descriptor_);
    }

    void type(std::string_view text) {
        EXPECT_EQ(::write(descriptor_, text.data(), text.size()),
                  static_cast<ssize_t>(text.size()));
    }
    /// Reads until `text` has come since the last call; false when that takes too long.
    bool wait_for(std::string_view text,
                  std::chrono::milliseconds patience = std::chrono::seconds(30)) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < deadline) {
            const std::size_t found = seen_.find(text, from_);
            if (found != std::string::npos) {
                from_ = found + text.size();
                return true;
            }
            pollfd wait{.fd = descriptor_, .events = POLLIN, .revents = 0};
            if (::poll(&wait, 1, 100) <= 0) continue;
            char chunk[4096];
            const ssize_t got = ::read(descriptor_, chunk, sizeof chunk);
            if (got <= 0) return seen_.find(text, from_) != std::string::npos;
            seen_.append(chunk, static_cast<std::size_t>(got));
        }
        return false;
    }
    /// Types `key`, again and again, until `text` has come: a control key typed before the editor
    /// has the terminal is taken by the terminal.
    bool press(std::string_view key, std::string_view text) {
        for (int times = 0; times < 30; ++times) {
            type(key);
            if (wait_for(text, std::chrono::seconds(1))) return true;
        }
        return false;
    }
    /// The exit code of the program, which `key` ends, typed again until it does (empty: which ends
    /// by itself).
    int exit_code(std::string_view key = {}) {
        int status = 0;
        for (int times = 0; times < 300; ++times) {
            if (!key.empty() && times % 10 == 0) type(key);
            wait_for("\x04nothing writes this", std::chrono::milliseconds(100));
            if (::waitpid(child_, &status, WNOHANG) == child_) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (times == 299) return -1;
        }
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    [[nodiscard]] const std::string& seen() const { return seen_; }

private:
    pid_t child_ = -1;
    int descriptor_ = -1;
    std::string seen_;
    std::size_t from_ = 0;
};

TEST_F(Repl, EditsLinesOnATerminal) {
    const TemporaryFolder folder;
    Terminal terminal(words({"repl", "--datastore", store(), "--lang", "en", "--color", "never"}),
                      {"TERM=xterm", "LANG=C.UTF-8", "PATH=/usr/bin:/bin",
                       "XDG_STATE_HOME=" + folder.path().string()});
    ASSERT_TRUE(terminal.wait_for(">> ")) << terminal.seen();
    terminal.type("create-d\tfolk\n");  // completed
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("require no.\tas db\n");
    ASSERT_TRUE(terminal.wait_for("db` is connected")) << terminal.seen();
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("import db/T_KJ\tas kjønm\x7fn\n");  // one letter taken back
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("tabulate kj\t\n");
    ASSERT_TRUE(terminal.wait_for("Male")) << terminal.seen();
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("for i in 1 : 2\n");
    ASSERT_TRUE(terminal.wait_for("folk .. ")) << terminal.seen();
    ASSERT_TRUE(terminal.press("\x03", "folk >> ")) << terminal.seen();  // forgets the block
    terminal.type("use borte\n");
    ASSERT_TRUE(terminal.wait_for("SKJ-2103")) << terminal.seen();
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("\x1b[A\x1b[A");  // back to the line before the last
    ASSERT_TRUE(terminal.wait_for("for i in 1 : 2")) << terminal.seen();
    ASSERT_TRUE(terminal.press("\x03", "folk >> ")) << terminal.seen();
    EXPECT_EQ(terminal.exit_code("\x15\x04"), 0);

    const std::string history = folder.file("skjerm/history");
    struct stat known {};
    ASSERT_EQ(::stat(history.c_str(), &known), 0);
    EXPECT_EQ(known.st_mode & 0777U, 0600U);
    EXPECT_TRUE(contains(read_text(history), "borte"));
}

TEST_F(Repl, ShowsByThePageWhatTheScreenCannotHold) {
    const TemporaryFolder folder;
    const std::string pager = folder.write("pager", "#!/bin/sh\necho \"paged $(wc -l)\"\n");
    ::chmod(pager.c_str(), 0700);
    Terminal terminal(words({"repl", "--datastore", store(), "--lang", "en"}),
                      {"TERM=xterm", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "PAGER=" + pager,
                       "XDG_STATE_HOME=" + folder.path().string()});
    ASSERT_TRUE(terminal.wait_for(">> ")) << terminal.seen();
    terminal.type("create-dataset folk\n");  // short: as it is
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    EXPECT_FALSE(contains(terminal.seen(), "paged")) << terminal.seen();
    terminal.type("help\n");
    ASSERT_TRUE(terminal.wait_for("paged ")) << terminal.seen();
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type(":quit\n");
    EXPECT_EQ(terminal.exit_code(), 0);

    Terminal without(words({"repl", "--datastore", store(), "--lang", "en"}),
                     {"TERM=xterm", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "PAGER=/no/such/pager",
                      "XDG_STATE_HOME=" + folder.path().string()});
    ASSERT_TRUE(without.wait_for(">> ")) << without.seen();
    without.type("help\n");
    ASSERT_TRUE(without.wait_for("tabulate")) << without.seen();
    without.type(":quit\n");
    EXPECT_EQ(without.exit_code(), 0);
}

TEST_F(Repl, CtrlCStopsTheCommandAndNotTheWindow) {
    const TemporaryFolder folder;
    std::string script = kImports;
    script += "for i in 1 : 9000\n";
    for (int line = 0; line < 20; ++line) script += "summarize lonn\n";
    script += "end\n";
    Terminal terminal(words({"repl", "--datastore", store(), "--lang", "en"}),
                      {"TERM=xterm", "LANG=C.UTF-8", "PATH=/usr/bin:/bin",
                       "XDG_STATE_HOME=" + folder.path().string()});
    ASSERT_TRUE(terminal.wait_for(">> ")) << terminal.seen();
    terminal.type("load '" + folder_->write("endless.skjerm", script) + "'\n");
    ASSERT_TRUE(terminal.wait_for("summarize lonn")) << terminal.seen();
    ASSERT_TRUE(terminal.press("\x03", "SKJ-7120")) << terminal.seen();
    ASSERT_TRUE(terminal.wait_for("folk >> ")) << terminal.seen();
    terminal.type("generate x = lonn\n");
    ASSERT_TRUE(terminal.wait_for("`x` is made")) << terminal.seen();
    terminal.type(":quit\n");
    EXPECT_EQ(terminal.exit_code(), 0);
}

}  // namespace
}  // namespace skjerm::cli
