#include "skjerm/render/plain_markdown.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

#include "skjerm/base/utf8.h"
#include "skjerm/render/text_rows.h"
#include "skjerm/render/wrap.h"

namespace skjerm::render {

namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";

bool is_word(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    const auto c = static_cast<unsigned char>(text[at]);
    return std::isalnum(c) != 0 || c >= 0x80;
}

/// Takes the marks of emphasis, code and links out of a line.
std::string inline_text(std::string_view line) {
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
        const char c = line[at];
        if (c == '\\' && at + 1 < line.size() &&
            std::ispunct(static_cast<unsigned char>(line[at + 1])) != 0) {
            out += line[at + 1];
            at += 2;
            continue;
        }
        if (c == '`') {
            const std::size_t close = line.find('`', at + 1);
            if (close != std::string_view::npos) {
                out += line.substr(at + 1, close - at - 1);
                at = close + 1;
                continue;
            }
        }
        if (c == '*' || c == '_') {
            std::size_t end = at;
            while (end < line.size() && line[end] == c) ++end;
            const bool before = at > 0 && is_word(line, at - 1);
            const bool after = is_word(line, end);
            // Within a word an underscore is a letter; alone between blanks a star is a star.
            const bool blank_before = at == 0 || line[at - 1] == ' ';
            const bool blank_after = end == line.size() || line[end] == ' ';
            const bool mark = !(c == '_' && before && after) && !(blank_before && blank_after);
            if (!mark) out += line.substr(at, end - at);
            at = end;
            continue;
        }
        if (c == '[') {
            const std::size_t middle = line.find("](", at);
            const std::size_t close =
                middle == std::string_view::npos ? middle : line.find(')', middle);
            if (close != std::string_view::npos) {
                out += line.substr(at + 1, middle - at - 1);
                out += " (" + std::string(line.substr(middle + 2, close - middle - 2)) + ")";
                at = close + 1;
                continue;
            }
        }
        out += c;
        ++at;
    }
    return out;
}

std::size_t leading_blanks(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

/// Bytes of a list marker at the start of `line` ("- ", "12. "), or 0.
std::size_t list_marker(std::string_view line) {
    if (line.size() >= 2 && std::string_view("-*+").find(line[0]) != std::string_view::npos &&
        line[1] == ' ')
        return 2;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    const bool numbered = digits > 0 && digits < 10 && line.substr(digits, 2) == ". ";
    return numbered ? digits + 2 : 0;
}

/// The cells of a line that begins with `|`.
std::vector<std::string> table_cells(std::string_view line) {
    std::vector<std::string> cells;
    std::string cell;
    const auto finish = [&] {
        const std::size_t begin = leading_blanks(cell);
        const std::size_t end = cell.find_last_not_of(' ');
        cells.push_back(begin == cell.size() ? std::string() : cell.substr(begin, end + 1 - begin));
        cell.clear();
    };
    for (std::size_t at = 1; at < line.size(); ++at) {
        const bool escaped = line[at] == '\\' && at + 1 < line.size();
        if (escaped) cell += line[at++];
        if (!escaped && line[at] == '|')
            finish();
        else
            cell += line[at];
    }
    if (cell.find_first_not_of(' ') != std::string::npos) finish();
    return cells;
}

/// `|---|:--:|`, which stands below the titles.
bool is_table_rule(const std::vector<std::string>& cells) {
    return !cells.empty() && std::ranges::all_of(cells, [](const std::string& cell) {
        return !cell.empty() && cell.find_first_not_of("-:") == std::string::npos;
    });
}

class Writer {
public:
    explicit Writer(const Style& style) : style_(style) {}

    void line(std::string_view text) {
        const std::size_t indent = leading_blanks(text);
        const std::string_view rest = text.substr(indent);
        if (!fenced_ && indent < 4 && rest.starts_with('|')) {
            finish_paragraph();
            table_.emplace_back(rest);
            return;
        }
        finish_table();
        if (rest.substr(0, 3) == "```") {
            finish_paragraph();
            fenced_ = !fenced_;
        } else if (fenced_ || (indent >= 4 && paragraph_.empty())) {
            raw(fenced_ ? "    " + std::string(text) : std::string(text));
        } else if (rest.empty()) {
            finish_paragraph();
            blank_ = !out_.empty();
        } else if (rest[0] == '#') {
            heading(rest);
        } else if (is_rule(rest)) {
            finish_paragraph();
            raw(repeat(style_.ascii ? "-" : "─", std::min<std::size_t>(style_.width, 40)));
        } else {
            paragraph_line(indent, rest);
        }
    }

    std::string finish() {
        finish_table();
        finish_paragraph();
        return std::move(out_);
    }

private:
    static bool is_rule(std::string_view text) {
        return text.size() >= 3 && (text[0] == '-' || text[0] == '*' || text[0] == '_') &&
               text.find_first_not_of(text[0]) == std::string_view::npos;
    }

    void separate() {
        if (blank_) out_ += '\n';
        blank_ = false;
    }
    void raw(const std::string& text) {
        separate();
        out_ += printable(text) + "\n";
    }

    void heading(std::string_view text) {
        finish_paragraph();
        const std::size_t level = std::min(text.find_first_not_of('#'), text.size());
        text.remove_prefix(level);
        text.remove_prefix(leading_blanks(text));
        const std::string title = printable(inline_text(text));
        blank_ = !out_.empty();
        separate();
        if (style_.colour)
            out_ += std::string(kBold) + title + std::string(kReset) + "\n";
        else
            out_ += title + "\n";
        if (!style_.colour && level <= 2)
            out_ += repeat(level == 1 ? "=" : "-", base::display_width(title)) + "\n";
        blank_ = level <= 2;
    }

    /// Lines between `|`; they are a table when the second one is the rule below the titles.
    void finish_table() {
        if (table_.empty()) return;
        const bool is_table = table_.size() > 1 && is_table_rule(table_cells(table_[1]));
        std::vector<std::vector<std::string>> rows;
        for (std::size_t line = 0; line < table_.size(); ++line) {
            if (!is_table) {
                raw(table_[line]);
            } else if (line != 1) {
                rows.push_back(table_cells(table_[line]));
                for (std::string& cell : rows.back()) cell = printable(inline_text(cell));
            }
        }
        table_.clear();
        if (!is_table) return;
        separate();
        out_ += draw_text_rows(rows, style_);
    }

    void paragraph_line(std::size_t indent, std::string_view text) {
        const std::size_t marker = list_marker(text);
        const bool quote = text[0] == '>';
        if (marker > 0 || quote) {
            finish_paragraph();
            const std::string bullet = style_.ascii ? "- " : "• ";
            first_prefix_ = std::string(indent, ' ');
            if (quote)
                first_prefix_ += style_.ascii ? "| " : "│ ";
            else
                first_prefix_ += marker == 2 ? bullet : std::string(text.substr(0, marker));
            next_prefix_ =
                quote ? first_prefix_ : std::string(base::display_width(first_prefix_), ' ');
            text.remove_prefix(quote ? 1 : marker);
        }
        if (!paragraph_.empty()) paragraph_ += ' ';
        paragraph_ += text;
    }

    void finish_paragraph() {
        if (paragraph_.empty()) return;
        separate();
        const std::size_t used = base::display_width(first_prefix_);
        const std::size_t width = style_.width > used + 20 ? style_.width - used : 20;
        std::string prefix = first_prefix_;
        for (const std::string& wrapped : wrap(printable(inline_text(paragraph_)), width)) {
            out_ += prefix + wrapped + "\n";
            prefix = next_prefix_;
        }
        paragraph_.clear();
        first_prefix_.clear();
        next_prefix_.clear();
    }

    const Style& style_;
    std::string out_;
    std::string paragraph_;
    std::vector<std::string> table_;  ///< lines of a table that may go on
    std::string first_prefix_;
    std::string next_prefix_;
    bool fenced_ = false;
    bool blank_ = false;  ///< an empty line is due before the next text
};

}  // namespace

std::string plain_markdown(std::string_view markdown, const Style& style) {
    Writer writer(style);
    while (!markdown.empty()) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        std::string_view line = markdown.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        writer.line(line);
        markdown.remove_prefix(std::min(markdown.size(), end + 1));
    }
    return writer.finish();
}

}  // namespace skjerm::render
