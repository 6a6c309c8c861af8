// Values of columns as a user thinks of them, whatever their storage, for comparisons with naive
// reimplementations.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "skjerm/column/column.h"

namespace skjerm::testing {

/// A number (keys too) or a text; neither for missing.
struct Cell {
    std::optional<long double> number{};
    std::optional<std::string> text{};
    friend bool operator==(const Cell&, const Cell&) = default;
};

inline std::vector<Cell> cells_of(const column::Column& column) {
    std::vector<Cell> cells(column.size());
    column::visit(column, [&](auto values) {
        using T = typename decltype(values)::value_type;
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (column::is_missing(values[row])) continue;
            if constexpr (column::kIsCode<T>)
                cells[row].text =
                    std::string(column.dictionary()->text(static_cast<std::uint32_t>(values[row])));
            else
                cells[row].number = static_cast<long double>(values[row]);
        }
    });
    return cells;
}

}  // namespace skjerm::testing
