#include "skjerm/base/source_text.h"

#include <algorithm>
#include <limits>

#include "skjerm/base/check.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

constexpr std::string_view kLineEnds = "\r\n";  ///< LF, CRLF and CR
constexpr std::size_t kTabStop = 4;
constexpr std::size_t kWidestLine = 200;  ///< columns shown without a window
constexpr std::size_t kWindow = 160;      ///< columns of a window
constexpr std::size_t kWindowBeforeCaret = 60;
constexpr std::size_t kGutter = 5;  ///< columns of the line number

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";

std::string_view colour_of(Severity severity) {
    switch (severity) {
        case Severity::Error:
            return "\x1b[1;31m";
        case Severity::Warning:
            return "\x1b[1;33m";
        case Severity::Note:
            return "\x1b[1;36m";
    }
    return kReset;
}

LocalizedText name_of(Severity severity) {
    switch (severity) {
        case Severity::Error:
            return {"feil", "error"};
        case Severity::Warning:
            return {"advarsel", "warning"};
        case Severity::Note:
            return {"merknad", "note"};
    }
    return {};
}

class Painter {
public:
    explicit Painter(bool colour) : colour_(colour) {}
    [[nodiscard]] std::string operator()(std::string_view style, std::string_view text) const {
        if (!colour_ || text.empty()) return std::string(text);
        return std::string(style) + std::string(text) + std::string(kReset);
    }

private:
    bool colour_;
};

/// What one code point of a source line looks like on the terminal.
struct Cell {
    std::size_t byte;    ///< offset in the line
    std::size_t column;  ///< 0-based display column
    std::size_t width;   ///< display columns; 0 for a combining mark
    std::string shown;
};

struct Layout {
    std::vector<Cell> cells;
    std::size_t width = 0;

    /// The display column at which the code point of `byte` begins.
    [[nodiscard]] std::size_t column_of(std::size_t byte) const {
        const auto after = std::ranges::upper_bound(cells, byte, {}, &Cell::byte);
        if (after == cells.end() && (cells.empty() || byte > cells.back().byte)) return width;
        return after == cells.begin() ? 0 : std::prev(after)->column;
    }
};

Layout lay_out(std::string_view line) {
    Layout layout;
    for (std::size_t at = 0; at < line.size();) {
        const CodePoint point = code_point_at(line, at);
        Cell cell{at, layout.width, 1, {}};
        if (point.value == '\t') {
            cell.width = kTabStop - layout.width % kTabStop;
            cell.shown.assign(cell.width, ' ');
        } else if (is_unprintable(point.value)) {
            append_utf8(cell.shown, U'\uFFFD');
        } else {
            cell.width = static_cast<std::size_t>(display_width(point.value));
            append_utf8(cell.shown, point.value);
        }
        layout.width += cell.width;
        at += point.bytes;
        layout.cells.push_back(std::move(cell));
    }
    return layout;
}

/// Display columns [begin, end).
struct Columns {
    std::size_t begin;
    std::size_t end;
};

/// The part of a line of `width` columns to show around a mark that begins at `mark`.
Columns window(std::size_t width, std::size_t mark) {
    if (width <= kWidestLine) return {0, width};
    const std::size_t wanted = mark > kWindowBeforeCaret ? mark - kWindowBeforeCaret : 0;
    const std::size_t begin = std::min(wanted, width - kWindow);
    return {begin, begin + kWindow};
}

std::string right_aligned(std::string_view text, std::size_t width) {
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + std::string(text);
}

/// The source line and the line of carets below it.
struct Excerpt {
    std::string source;
    std::string padding;  ///< blanks before the carets
    std::string carets;
};

Excerpt excerpt(std::string_view line, std::size_t first_byte, std::size_t last_byte) {
    const Layout layout = lay_out(line);
    Columns mark{layout.column_of(first_byte), layout.column_of(last_byte)};
    mark.end = std::max(mark.end, mark.begin + 1);
    const Columns shown = window(layout.width, mark.begin);

    Excerpt result;
    std::size_t first_column = shown.begin;
    bool started = false;
    for (const Cell& cell : layout.cells) {
        if (cell.column < shown.begin || cell.column + cell.width > shown.end) continue;
        if (!started && cell.width == 0 && cell.column > 0) continue;  // its base is cut off
        if (!started) first_column = cell.column;
        started = true;
        result.source += cell.shown;
    }
    const std::string_view cut_before = shown.begin > 0 ? "…" : "";
    if (shown.end < layout.width) result.source += "…";
    result.source.insert(0, cut_before);
    result.padding.assign(mark.begin - first_column + (cut_before.empty() ? 0 : 1), ' ');
    result.carets.assign(std::min(mark.end, std::max(shown.end, mark.begin + 1)) - mark.begin, '^');
    return result;
}

std::string loop_line(const Diagnostic& diagnostic, Language language) {
    std::string text = language == Language::Bokmaal ? "i løkken der " : "in the loop where ";
    for (std::size_t index = 0; index < diagnostic.loop.size(); ++index) {
        if (index > 0) text += ", ";
        text += diagnostic.loop[index].first + " = " + diagnostic.loop[index].second;
    }
    return text;
}

/// The replacement of a fix when it can be read in a line: it stands in for a missing hint.
std::string fix_line(const Diagnostic& diagnostic, Language language) {
    if (!diagnostic.fix || diagnostic.fix->replacement.empty()) return {};
    const std::string shown = Argument::script_text(diagnostic.fix->replacement).text(language);
    return (language == Language::Bokmaal ? "Skriv " : "Write ") + shown + ".";
}

}  // namespace

SourceText::SourceText(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_starts_{0} {
    SKJERM_CHECK(text_.size() < std::numeric_limits<std::uint32_t>::max());
    // A byte order mark stands before the first column.
    if (text_.starts_with("\xEF\xBB\xBF")) line_starts_.front() = 3;
    for (std::size_t at = text_.find_first_of(kLineEnds); at != std::string::npos;
         at = text_.find_first_of(kLineEnds, at + 1)) {
        if (text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n') ++at;
        line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
}

Position SourceText::position(std::uint32_t byte) const {
    byte = std::clamp(byte, line_starts_.front(), static_cast<std::uint32_t>(text_.size()));
    const auto next = std::ranges::upper_bound(line_starts_, byte);
    const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
    const std::uint32_t start = line_starts_[line - 1];
    std::uint32_t column = 1;
    for (std::size_t at = start; at < byte; ++column) {
        at += code_point_at(text_, at).bytes;
        if (at > byte) break;  // `byte` lies within this code point
    }
    return {line, column};
}

std::string_view SourceText::line(std::uint32_t line) const {
    SKJERM_CHECK(line >= 1 && line <= line_starts_.size());
    const std::size_t begin = line_starts_[line - 1];
    const std::string_view rest = std::string_view(text_).substr(begin);
    return rest.substr(0, rest.find_first_of(kLineEnds));
}

std::string SourceText::render(const Diagnostic& diagnostic, Language language, bool colour) const {
    const Painter paint(colour);
    const bool has_place = diagnostic.where != Span{} && !text_.empty();
    std::string out;

    const auto add_place = [&](Span where) {
        if (name_.empty() && where == Span{}) return;
        std::string place = name_;
        if (where != Span{}) {
            const Position at = position(where.begin);
            place += (place.empty() ? "" : ":") + std::to_string(at.line) + ":" +
                     std::to_string(at.column);
        }
        out += paint(kBold, place + ":") + " ";
    };
    const auto add_severity = [&](Severity severity, std::string_view code) {
        std::string label(name_of(severity).in(language));
        if (!code.empty()) label += "[" + std::string(code) + "]";
        out += paint(colour_of(severity), label + ":") + " ";
    };
    const auto add_excerpt = [&](Span where, Severity severity) {
        const std::uint32_t number = position(where.begin).line;
        const std::size_t start = line_starts_[number - 1];
        const std::string_view text = line(number);
        const std::size_t first =
            std::min<std::size_t>(where.begin < start ? 0 : where.begin - start, text.size());
        const std::size_t last =
            std::clamp<std::size_t>(where.end < start ? 0 : where.end - start, first, text.size());
        const Excerpt shown = excerpt(text, first, last);
        const std::string margin = right_aligned(std::to_string(number), kGutter);
        out += paint(kDim, margin + " |") + (shown.source.empty() ? "" : " ") + shown.source + "\n";
        out += paint(kDim, std::string(margin.size(), ' ') + " |") + " " + shown.padding +
               paint(colour_of(severity), shown.carets) + "\n";
    };
    const auto add_line = [&](LocalizedText label, std::string_view text) {
        out += std::string(kGutter + 1, ' ') + paint(kDim, "=") + " ";
        if (!label.nb.empty()) out += paint(kBold, std::string(label.in(language)) + ":") + " ";
        out += std::string(text) + "\n";
    };

    add_place(diagnostic.where);
    add_severity(diagnostic.severity, code_label(diagnostic.code));
    out += message_text(diagnostic, language) + "\n";
    if (has_place) add_excerpt(diagnostic.where, diagnostic.severity);
    for (const Span& place : diagnostic.related) {
        add_place(place);
        add_severity(Severity::Note, {});
        out += language == Language::Bokmaal ? "henger sammen med dette\n" : "related to this\n";
        add_excerpt(place, Severity::Note);
    }
    if (!diagnostic.loop.empty()) add_line({}, loop_line(diagnostic, language));
    const std::string hint = hint_text(diagnostic, language);
    const std::string advice = hint.empty() ? fix_line(diagnostic, language) : hint;
    if (!advice.empty()) add_line({"tips", "hint"}, advice);
    return out;
}

}  // namespace skjerm::base
