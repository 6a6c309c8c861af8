// Panels: interleaving agrees with a plain loop over units and times, and reading one time of a
// panel gives back the values it was made of.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "skjerm/dataset/panel_rows.h"
#include "support/cells.h"
#include "support/columns.h"

namespace skjerm::testing {
namespace {

using column::ColumnPtr;

const auto kBudget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);

enum class Sort : std::uint8_t { Numbers, Texts, Keys };

class RandomColumns {
public:
    explicit RandomColumns(std::uint64_t seed) : generator_(seed) {}

    std::size_t below(std::size_t n) { return generator_() % n; }

    ColumnPtr column(Sort sort, std::size_t rows) {
        if (sort == Sort::Keys) {
            std::vector<column::UnitIndex> keys(rows);
            for (column::UnitIndex& key : keys)
                key = below(5) == 0 ? column::missing<column::UnitIndex>()
                                    : column::UnitIndex{static_cast<std::uint32_t>(below(1000))};
            return make_column(keys);
        }
        if (sort == Sort::Texts) {
            const int first = 'a' + static_cast<int>(below(20));
            std::vector<std::string> texts(rows);
            for (std::string& text : texts)
                if (below(5) != 0)
                    text = std::string(1, static_cast<char>(first + static_cast<int>(below(4))));
            return text_column(texts);
        }
        switch (below(5)) {
            case 0:
                return integers<std::int8_t>(rows);
            case 1:
                return integers<std::int16_t>(rows);
            case 2:
                return integers<std::int32_t>(rows);
            case 3:
                return integers<std::int64_t>(rows);
            default: {
                std::vector<double> values(rows);
                for (double& value : values)
                    value = below(5) == 0 ? std::nan("") : static_cast<double>(below(99)) / 8;
                return make_column(values);
            }
        }
    }

private:
    template <class T>
    ColumnPtr integers(std::size_t rows) {
        std::vector<T> values(rows);
        for (T& value : values)
            value = below(5) == 0 ? column::missing<T>() : static_cast<T>(below(100));
        return make_column(values);
    }

    std::mt19937_64 generator_;
};

RC_GTEST_PROP(Reshape, InterleavesAndGivesBackEveryTime, (std::uint64_t seed)) {
    RandomColumns random(seed);
    const std::size_t units = random.below(2000);
    const std::size_t times = 1 + random.below(6);
    const auto sort = static_cast<Sort>(random.below(3));
    std::vector<ColumnPtr> columns;
    for (std::size_t time = 0; time < times; ++time)
        columns.push_back(time > 0 && random.below(5) == 0 ? nullptr : random.column(sort, units));

    const ColumnPtr panel = dataset::interleave(columns, units, kBudget).value();
    RC_ASSERT(panel->size() == units * times);
    const std::vector<Cell> cells = cells_of(*panel);
    for (std::size_t time = 0; time < times; ++time) {
        const std::vector<Cell> expected =
            columns[time] == nullptr ? std::vector<Cell>(units) : cells_of(*columns[time]);
        for (std::size_t unit = 0; unit < units; ++unit)
            RC_ASSERT(cells[unit * times + time] == expected[unit]);
    }

    const auto everyone = column::RowUnits::all(static_cast<std::uint32_t>(units), 0);
    const auto rows = dataset::repeat_units(*everyone, times, kBudget).value();
    std::vector<std::uint32_t> time_of_row(units * times);
    for (std::size_t row = 0; row < time_of_row.size(); ++row)
        time_of_row[row] = static_cast<std::uint32_t>(row % times);
    const dataset::PanelIndex index = dataset::index_panel(*rows, time_of_row, times);
    RC_ASSERT(index.units.size() == units);
    for (std::size_t time = 0; time < times; ++time) {
        const ColumnPtr back = column::gather(*panel, index.rows[time], kBudget).value();
        RC_ASSERT(cells_of(*back) ==
                  (columns[time] == nullptr ? std::vector<Cell>(units) : cells_of(*columns[time])));
    }
}

RC_GTEST_PROP(Reshape, FindsTheRowOfEveryUnitAndTime, (std::uint64_t seed)) {
    RandomColumns random(seed);
    const std::size_t times = 1 + random.below(5);
    std::vector<std::uint32_t> units;
    std::vector<std::uint32_t> time_of_row;
    std::map<std::pair<std::uint32_t, std::size_t>, std::uint32_t> expected;
    std::vector<std::uint32_t> distinct;
    const std::size_t count = random.below(500);
    for (std::uint32_t unit = 0; unit < count; ++unit) {
        for (std::size_t time = 0; time <= times; ++time) {
            if (random.below(3) == 0) continue;
            if (distinct.empty() || distinct.back() != unit) distinct.push_back(unit);
            if (time < times) expected[{unit, time}] = static_cast<std::uint32_t>(units.size());
            units.push_back(unit);
            time_of_row.push_back(static_cast<std::uint32_t>(time));
        }
    }
    const auto rows = column::RowUnits::of(units, 0, kBudget).value();
    const dataset::PanelIndex index = dataset::index_panel(*rows, time_of_row, times);
    RC_ASSERT(index.units == distinct);
    for (std::size_t time = 0; time < times; ++time)
        for (std::size_t i = 0; i < distinct.size(); ++i) {
            const auto at = expected.find({distinct[i], time});
            RC_ASSERT(index.rows[time][i] ==
                      (at == expected.end() ? column::kMissingRow : at->second));
        }
}

RC_GTEST_PROP(Reshape, RepeatsRowsAndNamesTimes, (std::uint64_t seed)) {
    RandomColumns random(seed);
    const std::size_t units = random.below(500);
    const std::size_t times = 1 + random.below(5);
    const ColumnPtr fixed = random.column(static_cast<Sort>(random.below(3)), units);
    const std::vector<Cell> before = cells_of(*fixed);
    const std::vector<Cell> after = cells_of(*dataset::repeat_rows(*fixed, times, kBudget).value());
    std::vector<column::CodeValue> numbers;
    std::vector<column::CodeValue> texts;
    for (std::size_t time = 0; time < times; ++time) {
        numbers.emplace_back(static_cast<std::int64_t>(time * 400) - 300);
        texts.emplace_back("2020_" + std::to_string(time));
    }
    const auto column_of = [&](const std::vector<column::CodeValue>& values) {
        return dataset::time_variable(values, units, expr::Format::Plain, kBudget).value().column;
    };
    const std::vector<Cell> number_cells = cells_of(*column_of(numbers));
    const std::vector<Cell> text_cells = cells_of(*column_of(texts));
    RC_ASSERT(after.size() == units * times);
    RC_ASSERT(number_cells.size() == after.size() && text_cells.size() == after.size());
    for (std::size_t row = 0; row < after.size(); ++row) {
        RC_ASSERT(after[row] == before[row / times]);
        RC_ASSERT(number_cells[row].number ==
                  static_cast<long double>(std::get<std::int64_t>(numbers[row % times])));
        RC_ASSERT(text_cells[row].text == std::get<std::string>(texts[row % times]));
    }
}

}  // namespace
}  // namespace skjerm::testing
