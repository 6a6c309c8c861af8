#include "skjerm/cli/line_editor.h"

#include <fcntl.h>
#include <histedit.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "skjerm/base/check.h"
#include "skjerm/base/utf8.h"
#include "skjerm/cli/terminal.h"

namespace skjerm::cli {

namespace {

constexpr int kHistoryLines = 10'000;
/// More candidates than this are counted, not listed.
constexpr std::size_t kMostListed = 200;

class PlainReader : public LineEditor {
public:
    Input read(const std::string&, std::string& line) override {
        if (!std::getline(std::cin, line)) return Input::End;
        if (line.ends_with('\r')) line.pop_back();
        return Input::Line;
    }
    void remember(const std::string&) override {}
    bool is_terminal() const override { return false; }
};

/// The longest text that all candidates begin with.
std::string common_start(const std::vector<session::Candidate>& candidates) {
    std::string common = candidates.front().text;
    for (const session::Candidate& candidate : candidates) {
        std::size_t length = 0;
        while (length < common.size() && length < candidate.text.size() &&
               common[length] == candidate.text[length])
            ++length;
        common.resize(length);
    }
    // Not in the middle of a letter.
    while (!common.empty() && base::first_invalid_utf8(common)) common.pop_back();
    return common;
}

/// Candidates in columns as wide as the terminal.
std::string listing(const std::vector<session::Candidate>& candidates, std::size_t width) {
    if (candidates.size() > kMostListed) return "(" + std::to_string(candidates.size()) + ")\n";
    std::size_t widest = 0;
    for (const session::Candidate& candidate : candidates)
        widest = std::max(widest, base::display_width(candidate.text));
    const std::size_t columns = std::max<std::size_t>(1, width / (widest + 2));
    std::string text;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        text += candidates[i].text;
        const bool last = (i + 1) % columns == 0 || i + 1 == candidates.size();
        const std::size_t used = base::display_width(candidates[i].text);
        text += last ? std::string("\n") : std::string(widest + 2 - used, ' ');
    }
    return text;
}

class TerminalEditor : public LineEditor {
public:
    TerminalEditor(std::filesystem::path history_file, Complete complete)
        : history_file_(std::move(history_file)), complete_(std::move(complete)) {
        // libedit reads and draws letters as the locale says; nothing else of it is used.
        if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1)
            std::setlocale(LC_CTYPE, "C.UTF-8");
        // Between two lines the terminal makes a signal of Ctrl-C, which must not end the window.
        struct sigaction nothing {};
        nothing.sa_handler = [](int) {};
        nothing.sa_flags = SA_RESTART;
        ::sigaction(SIGINT, &nothing, &interrupt_before_);
        history_ = ::history_init();
        editor_ = ::el_init("skjerm", stdin, stdout, stderr);
        SKJERM_CHECK(history_ != nullptr && editor_ != nullptr);
        HistEvent event;
        ::history(history_, &event, H_SETSIZE, kHistoryLines);
        ::history(history_, &event, H_SETUNIQUE, 1);
        ::history(history_, &event, H_LOAD, history_file_.c_str());
        ::el_set(editor_, EL_CLIENTDATA, this);
        ::el_set(editor_, EL_PROMPT, &TerminalEditor::prompt_of);
        ::el_set(editor_, EL_EDITOR, "emacs");
        ::el_set(editor_, EL_SIGNAL, 1);
        ::el_set(editor_, EL_HIST, ::history, history_);
        // Ctrl-C is a key like others while a line is edited.
        ::el_set(editor_, EL_SETTY, "-d", "-isig", nullptr);
        ::el_set(editor_, EL_ADDFN, "skjerm-complete", "Complete", &TerminalEditor::on_complete);
        ::el_set(editor_, EL_ADDFN, "skjerm-interrupt", "Leave", &TerminalEditor::on_interrupt);
        ::el_set(editor_, EL_BIND, "^I", "skjerm-complete", nullptr);
        ::el_set(editor_, EL_BIND, "^C", "skjerm-interrupt", nullptr);
        ::el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
        ::el_set(editor_, EL_BIND, "\033[A", "ed-prev-history", nullptr);
    }
    TerminalEditor(const TerminalEditor&) = delete;
    TerminalEditor& operator=(const TerminalEditor&) = delete;
    ~TerminalEditor() override {
        ::el_end(editor_);
        ::history_end(history_);
        ::sigaction(SIGINT, &interrupt_before_, nullptr);
    }

    Input read(const std::string& prompt, std::string& line) override {
        prompt_ = prompt;
        interrupted_ = false;
        int count = 0;
        const char* text = ::el_gets(editor_, &count);
        if (interrupted_) return Input::Interrupted;
        if (text == nullptr || count <= 0) return Input::End;
        line.assign(text, static_cast<std::size_t>(count));
        while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
        return Input::Line;
    }

    void remember(const std::string& line) override {
        if (line.find_first_not_of(" \t") == std::string::npos) return;
        HistEvent event;
        ::history(history_, &event, H_ENTER, line.c_str());
        save_history();
    }

    bool is_terminal() const override { return true; }

private:
    static TerminalEditor& self(EditLine* editor) {
        void* data = nullptr;
        ::el_get(editor, EL_CLIENTDATA, &data);
        return *static_cast<TerminalEditor*>(data);
    }
    static char* prompt_of(EditLine* editor) { return self(editor).prompt_.data(); }
    static unsigned char on_complete(EditLine* editor, int) { return self(editor).completed(); }
    static unsigned char on_interrupt(EditLine* editor, int) {
        self(editor).interrupted_ = true;
        std::fputs("^C\n", stdout);
        return CC_EOF;
    }

    unsigned char completed() {
        const LineInfo* info = ::el_line(editor_);
        const std::string line(info->buffer, info->lastchar);
        const auto cursor = static_cast<std::size_t>(info->cursor - info->buffer);
        const session::Completion completion = complete_(line, cursor);
        if (completion.candidates.empty()) return CC_REFRESH_BEEP;
        const std::string written = line.substr(completion.begin, cursor - completion.begin);
        const std::string common = common_start(completion.candidates);
        const bool one = completion.candidates.size() == 1;
        // A common start in other letters' case must not shorten what is written.
        if (common != written && common.size() >= written.size()) {
            ::el_deletestr(editor_, static_cast<int>(base::code_point_count(written)));
            const bool open = common.ends_with('(') || common.ends_with('/');
            ::el_insertstr(editor_, (one && !open ? common + " " : common).c_str());
            return CC_REFRESH;
        }
        if (one) return CC_REFRESH;
        std::fputc('\n', stdout);
        std::fputs(listing(completion.candidates, terminal_width(STDOUT_FILENO)).c_str(), stdout);
        return CC_REDISPLAY;
    }

    /// A history that cannot be written is no reason to stop working.
    void save_history() {
        std::error_code ignored;
        std::filesystem::create_directories(history_file_.parent_path().parent_path(), ignored);
        ::mkdir(history_file_.parent_path().c_str(), 0700);
        const int file = ::open(history_file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) return;
        const bool is_private = ::fchmod(file, 0600) == 0;
        ::close(file);
        HistEvent event;
        if (is_private) ::history(history_, &event, H_SAVE, history_file_.c_str());
    }

    std::filesystem::path history_file_;
    Complete complete_;
    History* history_ = nullptr;
    EditLine* editor_ = nullptr;
    std::string prompt_;
    bool interrupted_ = false;
    struct sigaction interrupt_before_ {};
};

}  // namespace

std::unique_ptr<LineEditor> make_terminal_editor(const std::filesystem::path& history_file,
                                                 LineEditor::Complete complete) {
    return std::make_unique<TerminalEditor>(history_file, std::move(complete));
}

std::unique_ptr<LineEditor> make_plain_reader() { return std::make_unique<PlainReader>(); }

}  // namespace skjerm::cli
