// The script as a whole: lines, text blocks, loops and comments, and the list of diagnostics.
#include "skjerm/script/parser.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"
#include "skjerm/script/command_parser.h"
#include "skjerm/script/lexer.h"

namespace skjerm::script {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Severity;
using base::Span;

constexpr std::size_t kMaxScriptBytes = std::size_t{16} << 20U;
constexpr std::size_t kMaxLoopDepth = 8;
/// Errors and warnings are counted apart, so that a page of warnings hides no error.
constexpr std::size_t kMaxOfEachSeverity = 500;

/// Collects diagnostics up to a limit.
class Diagnostics {
public:
    void add(Diagnostic diagnostic) {
        std::size_t& count = diagnostic.severity == Severity::Error ? errors_ : warnings_;
        if (count == kMaxOfEachSeverity) {
            dropped_ = true;
            return;
        }
        ++count;
        all_.push_back(std::move(diagnostic));
    }
    /// True when another error would be dropped: reading on is of no use.
    [[nodiscard]] bool full() const { return errors_ == kMaxOfEachSeverity; }

    /// All in script order, with a note when some were left out.
    std::vector<Diagnostic> finish(bool stopped, std::size_t source_size) {
        std::ranges::stable_sort(
            all_, {}, [](const Diagnostic& diagnostic) { return diagnostic.where.begin; });
        if (dropped_ || stopped) {
            const auto end = static_cast<std::uint32_t>(source_size);
            Diagnostic note = base::error(Code::TooManyMessages, {end, end},
                                          {Argument::fact(static_cast<std::int64_t>(all_.size()))});
            note.severity = Severity::Note;
            all_.push_back(std::move(note));
        }
        return std::move(all_);
    }

private:
    std::vector<Diagnostic> all_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
    bool dropped_ = false;
};

class ScriptParser {
public:
    ScriptParser(std::string_view source, const Grammar& grammar)
        : source_(source), lines_(source), grammar_(grammar) {}

    Parsed parse() {
        while (!lines_.done() && !diagnostics_.full()) {
            const std::string_view trimmed = lines_.trimmed();
            if (trimmed.empty() || trimmed.starts_with("//") || trimmed.starts_with('#')) {
                check_utf8(lines_.line());
                comments_.emplace_back(trimmed);
                lines_.advance();
            } else if (trimmed == "textblock") {
                lines_.advance();
                textblock(span_of(trimmed));
            } else {
                read_command_line(lines_, line_);
                command_line();
            }
        }
        const bool stopped = !lines_.done();
        for (const Frame& frame : open_) {
            diagnostics_.add(base::error(Code::UnclosedFor, frame.keyword));
        }
        Parsed result;
        result.script = {std::move(statements_), std::move(comments_)};
        result.diagnostics = diagnostics_.finish(stopped, source_.size());
        return result;
    }

private:
    /// A `for` whose `end` has not come yet.
    struct Frame {
        ForBlock block;
        Statement statement;  ///< its comments and the start of its span
        Span keyword;
        bool broken = false;  ///< the header has an error: dropped at `end`
    };

    std::vector<Statement>& body() { return open_.empty() ? statements_ : open_.back().block.body; }

    /// Of comments and text blocks; commands are checked by the lexer.
    void check_utf8(const SourceLine& line) {
        const std::string_view bytes = source_.substr(line.begin, line.end - line.begin);
        if (const auto invalid = base::first_invalid_utf8(bytes)) {
            const auto at = static_cast<std::uint32_t>(line.begin + *invalid);
            diagnostics_.add(base::error(Code::InvalidUtf8, {at, at + 1}));
        }
    }

    /// The span of `text`, which is part of the source.
    [[nodiscard]] Span span_of(std::string_view text) const {
        const auto begin = static_cast<std::uint32_t>(text.data() - source_.data());
        return {begin, begin + static_cast<std::uint32_t>(text.size())};
    }

    /// The lines up to `endblock`; `keyword` is where the block begins.
    void textblock(Span keyword) {
        Statement statement;
        statement.comments_before = std::move(comments_);
        comments_.clear();
        TextBlock block;
        while (!lines_.done()) {
            const SourceLine line = lines_.line();
            if (lines_.trimmed() == "endblock") {
                statement.span = cover(keyword, span_of(lines_.trimmed()));
                statement.node = std::move(block);
                body().push_back(std::move(statement));
                lines_.advance();
                return;
            }
            check_utf8(line);
            block.markdown.append(source_.substr(line.begin, line.end - line.begin)).append("\n");
            lines_.advance();
        }
        diagnostics_.add(base::error(Code::UnclosedTextblock, keyword));
    }

    void command_line() {
        if (line_.tokens.front().kind == TokenKind::End && !line_.invalid_utf8) return;
        const Token& first = line_.tokens.front();
        const std::string_view word =
            first.kind == TokenKind::CommandWord ? first.text : std::string_view();
        if (line_.typographic_quotes) diagnostics_.add(*line_.typographic_quotes);
        if (line_.invalid_utf8) diagnostics_.add(*line_.invalid_utf8);

        if (word == "for") {
            begin_loop(first.span);
        } else if (word == "end") {
            end_loop(first.span);
        } else if (word == "textblock") {
            // Alone on its line it would not have come here.
            const Span where =
                line_.tokens[1].kind == TokenKind::End ? first.span : line_.tokens[1].span;
            report(base::error(Code::KeywordNotAlone, where, {Argument::name(word)}));
            textblock(first.span);
        } else if (word == "endblock") {
            report(base::error(Code::StrayEndblock, first.span));
        } else if (!line_.invalid_utf8) {
            base::Result<Command> command = CommandParser(line_, grammar_).command();
            if (!command.ok()) {
                diagnostics_.add(std::move(command).diagnostic());
                take_comments();
                return;
            }
            Statement statement = take_comments();
            statement.span = command->span;
            statement.node = std::move(command).value();
            body().push_back(std::move(statement));
        }
    }

    /// Adds an error, unless the line has one already that explains it.
    void report(base::Status status) {
        if (!status.ok() && !line_.invalid_utf8) diagnostics_.add(std::move(status).diagnostic());
    }

    /// The comments before and behind the command line just read, in a statement without a node.
    Statement take_comments() {
        Statement result;
        result.comments_before = std::move(comments_);
        result.comments_before.insert(result.comments_before.end(),
                                      std::make_move_iterator(line_.comments_inside.begin()),
                                      std::make_move_iterator(line_.comments_inside.end()));
        result.comment_after = std::move(line_.comment_after);
        comments_.clear();
        return result;
    }

    void begin_loop(Span keyword) {
        Frame frame;
        frame.keyword = keyword;
        frame.broken = line_.invalid_utf8.has_value();
        if (open_.size() == kMaxLoopDepth) {
            report(base::error(Code::LoopsTooDeep, keyword,
                               {Argument::fact(std::int64_t{kMaxLoopDepth})}));
        }
        if (open_.size() >= kMaxLoopDepth) frame.broken = true;
        if (!frame.broken) {
            auto levels = CommandParser(line_, grammar_).loop_levels();
            if (levels.ok()) {
                frame.block.levels = std::move(levels).value();
                frame.block.header_span = cover(keyword, frame.block.levels.back().span);
            } else {
                diagnostics_.add(std::move(levels).diagnostic());
                frame.broken = true;
            }
        }
        frame.statement = take_comments();
        open_.push_back(std::move(frame));
    }

    void end_loop(Span keyword) {
        report(CommandParser(line_, grammar_).keyword_alone());
        Statement ending = take_comments();
        if (open_.empty()) {
            report(base::error(Code::StrayEnd, keyword));
            return;
        }
        Frame frame = std::move(open_.back());
        open_.pop_back();
        if (frame.broken) return;
        frame.block.comments_before_end = std::move(ending.comments_before);
        frame.block.comment_after_end = std::move(ending.comment_after);
        frame.statement.span = cover(frame.keyword, keyword);
        frame.statement.node = std::move(frame.block);
        body().push_back(std::move(frame.statement));
    }

    std::string_view source_;
    SourceLines lines_;
    const Grammar& grammar_;
    CommandLine line_;
    Diagnostics diagnostics_;
    std::vector<Statement> statements_;
    std::vector<std::string> comments_;  // before the next statement
    std::vector<Frame> open_;
};

}  // namespace

bool Parsed::has_errors() const {
    return std::ranges::any_of(diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::Error;
    });
}

Parsed parse(std::string_view source, const Grammar& grammar) {
    if (source.size() > kMaxScriptBytes) {
        Parsed result;
        result.diagnostics.push_back(
            base::error(Code::ScriptTooLarge, {0, 0},
                        {Argument::fact(static_cast<std::int64_t>(kMaxScriptBytes >> 20U))}));
        return result;
    }
    return ScriptParser(source, grammar).parse();
}

}  // namespace skjerm::script
