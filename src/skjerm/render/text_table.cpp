#include "skjerm/render/text_table.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "skjerm/base/utf8.h"
#include "skjerm/render/words.h"
#include "skjerm/render/wrap.h"

namespace skjerm::render {

namespace {

constexpr std::size_t kGap = 2;            ///< blanks between columns
constexpr std::size_t kWidestHeader = 16;  ///< display columns before a header is wrapped
constexpr std::size_t kWidestStub = 40;
constexpr std::size_t kNarrowestStub = 12;

struct Frame {
    std::string_view across;
    std::string_view down;
    std::string_view crossing;
};

constexpr Frame kBoxes{"─", "│", "┼"};
constexpr Frame kAscii{"-", "|", "+"};

std::string without_trailing_blanks(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::size_t widest(const std::vector<std::string>& texts) {
    std::size_t width = 0;
    for (const std::string& text : texts) width = std::max(width, base::display_width(text));
    return width;
}

/// Columns [begin, end) of the grid.
struct ColumnRange {
    std::size_t begin;
    std::size_t end;
};

class Drawing {
public:
    Drawing(const Grid& grid, const Style& style)
        : grid_(grid), style_(style), frame_(style.ascii ? kAscii : kBoxes) {
        measure_stub();
        measure_columns();
        widen_for_spans();
    }

    std::string draw() {
        for (const ColumnRange block : blocks()) {
            if (!out_.empty()) out_ += '\n';
            draw_header(block);
            draw_rule(block);
            for (const GridLine& line : grid_.lines) {
                if (line.begins_total) draw_rule(block);
                draw_line(line, block);
            }
        }
        return std::move(out_);
    }

private:
    void measure_stub() {
        const std::size_t stubs = grid_.stub_titles.size();
        const std::size_t limit =
            std::clamp(style_.width / (stubs + 1), kNarrowestStub, kWidestStub);
        for (std::size_t stub = 0; stub < stubs; ++stub) {
            std::size_t width = base::display_width(grid_.stub_titles[stub]);
            for (const GridLine& line : grid_.lines)
                width = std::max(width, base::display_width(line.stub[stub]));
            stub_widths_.push_back(std::min(width, limit));
        }
        for (const std::size_t width : stub_widths_) stub_width_ += width;
        if (stubs > 1) stub_width_ += kGap * (stubs - 1);
        // The measure stands above the stub titles, across all of them.
        corner_ = wrap(grid_.corner, std::max(limit, stub_width_));
        stub_width_ = std::max(stub_width_, widest(corner_));
    }

    void measure_columns() {
        for (std::size_t column = 0; column < grid_.columns(); ++column) {
            std::vector<std::string> texts;
            for (const GridLine& line : grid_.lines) {
                const GridCell& cell = line.cells[column];
                texts.push_back(format_cell(cell.number, cell.decimals, style_, " "));
            }
            const std::size_t numbers = widest(texts);
            const std::size_t limit = std::max(numbers, kWidestHeader);
            column_widths_.push_back(
                std::max(numbers, widest(wrap(grid_.header.back()[column], limit))));
        }
    }

    /// Outer headers need room too: the last column of a span grows until its text fits.
    void widen_for_spans() {
        for (std::size_t level = 0; level + 1 < grid_.header.size(); ++level) {
            const std::vector<std::string>& texts = grid_.header[level];
            for (std::size_t begin = 0; begin < texts.size();) {
                std::size_t end = begin;
                std::size_t width = 0;
                do width += column_widths_[end++] + kGap;
                while (end < texts.size() && texts[end] == texts[begin]);
                width -= kGap;
                const std::size_t limit = std::max(width, kWidestHeader);
                const std::size_t needed = widest(wrap(texts[begin], limit));
                if (needed > width) column_widths_[end - 1] += needed - width;
                begin = end;
            }
        }
    }

    /// As many columns in each block as the width allows.
    std::vector<ColumnRange> blocks() const {
        std::vector<ColumnRange> blocks;
        const std::size_t before = stub_width_ + 2;  // blank and bar
        for (std::size_t column = 0; column < grid_.columns();) {
            ColumnRange block{column, column};
            std::size_t used = before;
            do used += column_widths_[block.end++] + kGap;
            while (block.end < grid_.columns() &&
                   used + column_widths_[block.end] + kGap <= style_.width + kGap - 1);
            blocks.push_back(block);
            column = block.end;
        }
        if (blocks.empty()) blocks.push_back({0, 0});
        return blocks;
    }

    std::size_t body_width(ColumnRange block) const {
        std::size_t width = 0;
        for (std::size_t column = block.begin; column < block.end; ++column)
            width += column_widths_[column] + kGap;
        return width == 0 ? 0 : width - kGap + 1;
    }

    /// The stub of a line of text, padded, with the bar.
    void start_line(std::string_view stub) {
        out_ += pad_right(stub, stub_width_) + " ";
        out_ += frame_.down;
    }
    void end_line(std::string body) {
        out_ += without_trailing_blanks(std::move(body));
        out_ += '\n';
    }

    /// Header lines are gathered first: the stub titles stand beside the last of them.
    void draw_header(ColumnRange block) {
        std::vector<std::string> lines;
        if (!grid_.column_titles.empty())
            for (const std::string& title : wrap(grid_.column_titles, body_width(block)))
                lines.push_back(" " + title);
        for (std::size_t level = 0; level < grid_.header.size(); ++level) {
            const bool innermost = level + 1 == grid_.header.size();
            const std::vector<std::string> drawn =
                innermost ? column_heads(block) : spans(grid_.header[level], block);
            lines.insert(lines.end(), drawn.begin(), drawn.end());
        }
        const std::size_t above = grid_.corner.empty() ? 0 : corner_.size();
        const std::vector<std::string> titles = stub_title_lines();
        while (lines.size() < above + titles.size()) lines.insert(lines.begin(), std::string());
        for (std::size_t line = 0; line < lines.size(); ++line) {
            const std::size_t first_title = lines.size() - titles.size();
            std::string_view stub;
            if (line >= first_title)
                stub = titles[line - first_title];
            else if (line < above)
                stub = corner_[line];
            start_line(stub);
            end_line(std::move(lines[line]));
        }
    }

    std::vector<std::string> stub_title_lines() const { return stub_lines(grid_.stub_titles); }

    /// Wrapped texts of several stub columns, side by side.
    std::vector<std::string> stub_lines(const std::vector<std::string>& texts) const {
        std::vector<std::vector<std::string>> wrapped;
        std::size_t height = 1;
        for (std::size_t stub = 0; stub < texts.size(); ++stub) {
            wrapped.push_back(wrap(texts[stub], stub_widths_[stub]));
            height = std::max(height, wrapped.back().size());
        }
        std::vector<std::string> lines(height);
        for (std::size_t line = 0; line < height; ++line) {
            for (std::size_t stub = 0; stub < wrapped.size(); ++stub) {
                if (stub > 0) lines[line] += std::string(kGap, ' ');
                const bool has = line < wrapped[stub].size();
                lines[line] += pad_right(has ? wrapped[stub][line] : "", stub_widths_[stub]);
            }
        }
        return lines;
    }

    /// The innermost header: right-aligned over its column, last lines together.
    std::vector<std::string> column_heads(ColumnRange block) const {
        std::vector<std::vector<std::string>> heads;
        std::size_t height = 1;
        for (std::size_t column = block.begin; column < block.end; ++column) {
            heads.push_back(wrap(grid_.header.back()[column], column_widths_[column]));
            height = std::max(height, heads.back().size());
        }
        std::vector<std::string> lines(height);
        for (std::size_t line = 0; line < height; ++line) {
            for (std::size_t head = 0; head < heads.size(); ++head) {
                const std::size_t empty = height - heads[head].size();
                lines[line] += std::string(head == 0 ? 1 : kGap, ' ');
                lines[line] += pad_left(line < empty ? "" : heads[head][line - empty],
                                        column_widths_[block.begin + head]);
            }
        }
        return lines;
    }

    /// An outer header: each text once, above the columns it is about.
    std::vector<std::string> spans(const std::vector<std::string>& texts, ColumnRange block) const {
        std::vector<std::string> lines;
        std::size_t offset = 1;  // display column where the span starts
        for (std::size_t begin = block.begin; begin < block.end;) {
            std::size_t end = begin;
            std::size_t width = 0;
            do width += column_widths_[end++] + kGap;
            while (end < block.end && texts[end] == texts[begin]);
            const std::vector<std::string> wrapped = wrap(texts[begin], width - kGap);
            if (lines.size() < wrapped.size()) lines.resize(wrapped.size());
            for (std::size_t line = 0; line < wrapped.size(); ++line)
                lines[line] =
                    pad_right(lines[line], offset) +
                    (end - begin == 1 ? pad_left(wrapped[line], width - kGap) : wrapped[line]);
            offset += width;
            begin = end;
        }
        return lines;
    }

    void draw_rule(ColumnRange block) {
        out_ += repeat(frame_.across, stub_width_ + 1);
        out_ += frame_.crossing;
        out_ += repeat(frame_.across, body_width(block));
        out_ += '\n';
    }

    void draw_line(const GridLine& line, ColumnRange block) {
        const std::vector<std::string> stub = stub_lines(line.stub);
        std::string body;
        for (std::size_t column = block.begin; column < block.end; ++column) {
            const GridCell& cell = line.cells[column];
            body += std::string(column == block.begin ? 1 : kGap, ' ');
            body += pad_left(format_cell(cell.number, cell.decimals, style_, " "),
                             column_widths_[column]);
        }
        for (std::size_t part = 0; part < stub.size(); ++part) {
            start_line(stub[part]);
            end_line(part == 0 ? body : std::string());
        }
    }

    const Grid& grid_;
    const Style& style_;
    Frame frame_;
    std::vector<std::size_t> stub_widths_;
    std::size_t stub_width_ = 0;
    std::vector<std::string> corner_;
    std::vector<std::size_t> column_widths_;
    std::string out_;
};

}  // namespace

std::string draw_text_table(const Grid& grid, const Style& style) {
    return Drawing(grid, style).draw();
}

std::string align_columns(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], base::display_width(row[column]));
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column)
            line += pad_right(row[column], widths[column] + kGap);
        out += without_trailing_blanks(std::move(line)) + "\n";
    }
    return out;
}

}  // namespace skjerm::render
