#include "skjerm/disclosure/table_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::disclosure {

namespace {

using Lines = std::vector<std::vector<std::uint32_t>>;
using Kind = released::Category::Kind;

const released::Category& category_of(const std::vector<released::Axis>& axes,
                                      const std::vector<std::uint32_t>& line, std::size_t axis) {
    return axes[axis].categories[line[axis]];
}

std::size_t totals_in(const std::vector<released::Axis>& axes,
                      const std::vector<std::uint32_t>& line) {
    std::size_t totals = 0;
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
        totals += category_of(axes, line, axis).kind == Kind::Total ? 1U : 0U;
    return totals;
}

/// The line that shows `codes`, one for each axis from the outermost; the rest are totals.
base::Result<std::size_t> find_line(const std::vector<released::Axis>& axes, const Lines& lines,
                                    const SortBy& by) {
    const auto matches = [&](const std::vector<std::uint32_t>& line) {
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            const released::Category& category = category_of(axes, line, axis);
            const bool as_asked = axis < by.codes.size() ? category.kind != Kind::Total &&
                                                               category.code == by.codes[axis]
                                                         : category.kind == Kind::Total;
            if (!as_asked) return false;
        }
        return true;
    };
    for (std::size_t line = 0; line < lines.size(); ++line)
        if (matches(lines[line])) return line;
    // Name the first code that no category has; when all are there, their combination is not.
    for (std::size_t axis = 0; axis < std::min(axes.size(), by.codes.size()); ++axis) {
        const auto has_code = [&](const released::Category& category) {
            return category.kind != Kind::Total && category.code == by.codes[axis];
        };
        const auto& categories = axes[axis].categories;
        if (std::none_of(categories.begin(), categories.end(), has_code)) {
            return base::error(base::Code::SortValueNotShown, by.where,
                               {base::Argument::script_text(by.codes[axis])});
        }
    }
    return base::error(base::Code::SortValueNotShown, by.where, {base::Argument::names(by.codes)});
}

/// Indexes of the lines without subtotals and without the grand total.
std::vector<std::size_t> inner_lines(const std::vector<released::Axis>& axes, const Lines& lines) {
    std::vector<std::size_t> inner;
    for (std::size_t line = 0; line < lines.size(); ++line)
        if (totals_in(axes, lines[line]) == 0) inner.push_back(line);
    return inner;
}

void sort_lines(std::vector<std::size_t>& lines, std::span<const released::Number> keys,
                bool hidden_first) {
    const auto before = [&](std::size_t left, std::size_t right) {
        const bool left_shown = keys[left].state == released::CellState::Shown;
        const bool right_shown = keys[right].state == released::CellState::Shown;
        if (left_shown != right_shown) return left_shown != hidden_first;
        return left_shown && keys[left].value < keys[right].value;
    };
    std::stable_sort(lines.begin(), lines.end(), before);
}

template <class T>
std::vector<T> pick(const std::vector<T>& from, std::span<const std::size_t> indexes) {
    std::vector<T> picked;
    picked.reserve(indexes.size());
    for (const std::size_t index : indexes) picked.push_back(from[index]);
    return picked;
}

std::vector<std::size_t> all_lines(std::size_t count) {
    std::vector<std::size_t> lines(count);
    std::iota(lines.begin(), lines.end(), std::size_t{0});
    return lines;
}

}  // namespace

base::Status order_table(const RawTable& raw, released::Table& table) {
    if (table.measures.empty()) return base::ok();
    const std::vector<released::Number>& cells = table.measures.front().cells;
    const std::size_t columns = table.column_index.size();
    std::vector<std::size_t> row_order = all_lines(table.row_index.size());
    std::vector<std::size_t> column_order = all_lines(columns);

    if (raw.row_sort || raw.cut) {
        const std::size_t grand_total = row_order.back();
        row_order = inner_lines(table.rows, table.row_index);
        const bool from_end = raw.cut && raw.cut->end == Cut::End::Bottom;
        if (raw.row_sort) {
            SKJERM_TRY_ASSIGN(const std::size_t column,
                              find_line(table.columns, table.column_index, *raw.row_sort));
            std::vector<released::Number> keys(table.row_index.size());
            for (std::size_t row = 0; row < keys.size(); ++row)
                keys[row] = cells[row * columns + column];
            sort_lines(row_order, keys, from_end);
        }
        if (raw.cut && row_order.size() > raw.cut->rows) {
            const auto excess = static_cast<std::ptrdiff_t>(row_order.size() - raw.cut->rows);
            if (from_end)
                row_order.erase(row_order.begin(), row_order.begin() + excess);
            else
                row_order.erase(row_order.end() - excess, row_order.end());
        }
        row_order.push_back(grand_total);
    }
    if (raw.column_sort && !table.columns.empty()) {
        const std::size_t grand_total = column_order.back();
        column_order = inner_lines(table.columns, table.column_index);
        SKJERM_TRY_ASSIGN(const std::size_t row,
                          find_line(table.rows, table.row_index, *raw.column_sort));
        const std::span<const released::Number> keys(cells.data() + row * columns, columns);
        sort_lines(column_order, keys, false);
        column_order.push_back(grand_total);
    }

    for (released::Measure& measure : table.measures) {
        std::vector<released::Number> ordered;
        ordered.reserve(row_order.size() * column_order.size());
        for (const std::size_t row : row_order)
            for (const std::size_t column : column_order)
                ordered.push_back(measure.cells[row * columns + column]);
        measure.cells = std::move(ordered);
    }
    table.row_index = pick(table.row_index, row_order);
    table.column_index = pick(table.column_index, column_order);
    return base::ok();
}

}  // namespace skjerm::disclosure
