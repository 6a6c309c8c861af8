// A released table laid out in lines and columns, before it becomes characters: what stands in the
// stub, in the header and in each cell. Text, Markdown and CSV draw the same grid.
#pragma once

#include <string>
#include <vector>

#include "skjerm/released/result.h"
#include "skjerm/render/document.h"

namespace skjerm::render {

enum class Arrangement {
    Reading,  ///< as people read: several measures stacked within a row, outer labels once
    Flat      ///< one line per combination of rows, one header line, every label repeated
};

struct GridCell {
    released::Number number;
    int decimals = 0;
};

struct GridLine {
    std::vector<std::string> stub;
    std::vector<GridCell> cells;
    bool begins_total = false;  ///< the first line of the total of everything
};

struct Grid {
    std::vector<std::string> stub_titles;
    std::string corner;         ///< the measure, where no column or line names it
    std::string column_titles;  ///< the variables across, where there are any
    /// Levels of header lines, outermost first; one text per column.
    std::vector<std::vector<std::string>> header;
    std::vector<GridLine> lines;

    [[nodiscard]] std::size_t columns() const { return header.empty() ? 0 : header.back().size(); }
};

/// Every text of the grid is printable().
[[nodiscard]] Grid make_grid(const released::Table& table, const Style& style,
                             Arrangement arrangement);

}  // namespace skjerm::render
