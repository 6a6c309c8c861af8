#include <algorithm>
#include <string>
#include <utility>

#include "skjerm/cli/about_run.h"
#include "skjerm/cli/messages.h"
#include "skjerm/cli/result_writer.h"

namespace skjerm::cli {

namespace {

constexpr std::string_view kTextBlock = "textblock";

bool is_one_line(const released::Result& result) {
    return std::holds_alternative<released::DatasetSummary>(result.body()) ||
           std::holds_alternative<released::Notice>(result.body());
}

/// Each command behind its prompt, its results below it; what the protections mean at the end.
class TextWriter : public ResultWriter {
public:
    TextWriter(const WriterSetup& setup, Output& output) : style_(setup.style), output_(output) {
        style_.notes = render::Notes::Marker;
    }

    void command_started(const session::CommandEvent& command) override {
        if (command.name == kTextBlock) return;
        space(false);
        output_.write(prompt(command));
        output_.flush();
    }
    void result(const session::CommandEvent&, const released::Result& result) override {
        about_.add(result);
        const bool one_line = is_one_line(result);
        if (!one_line) space(true);
        output_.write(render::to_text(result, style_));
        after_block_ = !one_line;
        output_.flush();
    }
    bool diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (!is_constant_note(diagnostic)) return false;
        about_.add(diagnostic);
        return true;
    }
    void command_finished(const session::CommandEvent&, bool) override {}
    void end(const RunOutcome&) override {
        if (about_.empty()) return;
        output_.write("\n" + about_.text(style_));
        output_.flush();
    }

private:
    /// `personer >> tabulate kjonn`; a command of several lines keeps them.
    std::string prompt(const session::CommandEvent& command) const {
        std::string lines;
        std::string_view rest = command.text;
        do {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            std::string shown = render::printable(line);
            if (lines.empty())
                shown = render::printable(command.dataset) +
                        (command.dataset.empty() ? ">> " : " >> ") + shown;
            lines += style_.colour ? "\x1b[2m" + shown + "\x1b[0m\n" : shown + "\n";
        } while (!rest.empty());
        return lines;
    }

    /// An empty line around what takes more than one.
    void space(bool before_block) {
        if (written_ && (before_block || after_block_)) output_.write("\n");
        written_ = true;
        after_block_ = false;
    }

    render::Style style_;
    Output& output_;
    AboutRun about_;
    bool written_ = false;
    bool after_block_ = false;
};

/// A report: text blocks, results and, if wanted, the commands. A table is copied elsewhere and
/// keeps its notes; what stands below results of one line comes once, at the end.
class MarkdownWriter : public ResultWriter {
public:
    MarkdownWriter(const WriterSetup& setup, Output& output)
        : style_(setup.style), echo_(setup.echo), output_(output) {}

    void command_started(const session::CommandEvent& command) override {
        if (!echo_ || command.name == kTextBlock) return;
        std::string fence = "```";
        while (command.text.find(fence) != std::string::npos) fence += '`';
        block(fence + "\n" + command.text + "\n" + fence + "\n");
    }
    void result(const session::CommandEvent&, const released::Result& result) override {
        render::Style style = style_;
        if (is_one_line(result)) {
            style.notes = render::Notes::Marker;
            about_.add(result);
        }
        block(render::to_markdown(result, style));
    }
    bool diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (!is_constant_note(diagnostic)) return false;
        about_.add(diagnostic);
        return true;
    }
    void command_finished(const session::CommandEvent&, bool) override {}
    void end(const RunOutcome&) override {
        if (!about_.empty()) block(about_.markdown(style_));
    }

private:
    void block(const std::string& text) {
        if (std::exchange(written_, true)) output_.write("\n");
        output_.write(text);
        output_.flush();
    }

    const render::Style& style_;
    bool echo_;
    Output& output_;
    AboutRun about_;
    bool written_ = false;
};

}  // namespace

std::unique_ptr<ResultWriter> make_text_writer(const WriterSetup& setup, Output& output) {
    return std::make_unique<TextWriter>(setup, output);
}

std::unique_ptr<ResultWriter> make_markdown_writer(const WriterSetup& setup, Output& output) {
    return std::make_unique<MarkdownWriter>(setup, output);
}

bool is_constant_note(const base::Diagnostic& diagnostic) {
    const auto code = static_cast<unsigned>(diagnostic.code);
    return diagnostic.severity == base::Severity::Note && code >= 5000 && code < 6000;
}

render::Heading heading_of(const session::CommandEvent& command, const base::SourceText& source) {
    const EditorPosition first = editor_position(source, command.span.begin);
    const EditorPosition last = editor_position(source, command.span.end);
    return {.index = command.number,
            .command = command.text,
            .name = command.name,
            .dataset = command.dataset,
            .first_line = first.line,
            .first_column = first.column,
            .last_line = last.line,
            .last_column = last.column};
}

}  // namespace skjerm::cli
