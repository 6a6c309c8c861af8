#include "skjerm/render/text_rows.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>

#include "skjerm/base/utf8.h"
#include "skjerm/render/wrap.h"

namespace skjerm::render {

namespace {

constexpr std::string_view kGap = "  ";

using Rows = std::vector<std::vector<std::string>>;

std::size_t longest_word(std::string_view text) {
    std::size_t longest = 1;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        longest = std::max(longest, base::display_width(text.substr(0, end)));
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    return longest;
}

std::vector<std::size_t> widths_of(const Rows& rows, std::size_t room) {
    std::vector<std::size_t> widths;
    std::vector<std::size_t> narrowest;
    for (const std::vector<std::string>& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 1);
        narrowest.resize(widths.size(), 1);
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::size_t width = base::display_width(row[column]);
            widths[column] = std::max(widths[column], width);
            narrowest[column] =
                std::max(narrowest[column], column == 0 ? width : longest_word(row[column]));
        }
    }
    // The bar behind the first column is one wider than a gap.
    const std::size_t between = kGap.size() * (widths.size() - 1) + 1;
    if (std::accumulate(narrowest.begin(), narrowest.end(), between) > room) return widths;
    while (std::accumulate(widths.begin(), widths.end(), between) > room) {
        std::size_t* widest = nullptr;
        for (std::size_t column = 0; column < widths.size(); ++column)
            if (widths[column] > narrowest[column] &&
                (widest == nullptr || widths[column] > *widest))
                widest = &widths[column];
        --*widest;
    }
    return widths;
}

std::string without_trailing_blanks(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

/// One row, over as many lines as its longest cell takes.
std::string draw_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                     std::string_view bar) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t column = 0; column < widths.size(); ++column) {
        cells.push_back(wrap(column < row.size() ? row[column] : std::string(), widths[column]));
        height = std::max(height, cells.back().size());
    }
    std::string out;
    for (std::size_t at = 0; at < height; ++at) {
        std::string line;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            if (column == 1) line.append(" ").append(bar).append(" ");
            if (column > 1) line += kGap;
            const std::vector<std::string>& cell = cells[column];
            line += pad_right(at < cell.size() ? cell[at] : std::string(), widths[column]);
        }
        out += without_trailing_blanks(std::move(line)) + "\n";
    }
    return out;
}

}  // namespace

std::string draw_text_rows(const Rows& rows, const Style& style) {
    const std::vector<std::size_t> widths = widths_of(rows, style.width);
    const std::string_view bar = style.ascii ? "|" : "│";
    const std::string_view across = style.ascii ? "-" : "─";
    std::string out;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        out += draw_row(rows[row], widths, bar);
        if (row > 0) continue;
        std::size_t behind = 1;
        for (std::size_t column = 1; column < widths.size(); ++column)
            behind += widths[column] + (column > 1 ? kGap.size() : 0);
        out += repeat(across, widths[0]);
        if (widths.size() > 1)
            out += repeat(across, 1) + (style.ascii ? "+" : "┼") + repeat(across, behind);
        out += '\n';
    }
    return out;
}

}  // namespace skjerm::render
