// Columns as large as the population, for benchmarks: seeded, in memory, no store needed.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/stats/rows.h"

namespace skjerm::bench {

inline constexpr std::size_t kPersons = 10'215'453;
inline constexpr int kMunicipalities = 356;
inline constexpr std::uint32_t kFamilies = 2'500'000;

/// A column whose rows are make(random, row); each block has a generator of its own.
template <class T, class Make>
column::ColumnPtr random_column(std::size_t rows, std::uint32_t seed, Make make,
                                column::DictionaryPtr dictionary = nullptr) {
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{8} << 30);
    auto builder = column::ColumnBuilder<T>::make(rows, budget).value();
    const auto values = builder.values();
    base::for_each_block(rows, [&](const base::Block& block) {
        std::mt19937_64 random(seed * std::uint64_t{1'000'003} + block.index);
        for (std::size_t row = block.begin; row < block.end; ++row) values[row] = make(random, row);
    });
    return std::move(builder).freeze(std::move(dictionary));
}

inline double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

/// A standard normal number (Box and Muller).
inline double normal(std::mt19937_64& random) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(random)));
    return radius * std::cos(2.0 * 3.14159265358979323846 * uniform(random));
}

/// Sizes of municipalities fall off as in Norway: the largest has an eighth of the people.
inline int municipality(std::mt19937_64& random) {
    const double share = uniform(random);
    return static_cast<int>(static_cast<double>(kMunicipalities) * share * share * share);
}

/// A yearly wage: 35 % missing, 5 % zero, else log-normal.
inline std::int32_t wage(std::mt19937_64& random) {
    const double kind = uniform(random);
    if (kind < 0.35) return column::missing<std::int32_t>();
    if (kind < 0.40) return 0;
    return static_cast<std::int32_t>(std::exp(12.9 + 0.6 * normal(random)));
}

/// The rows of the whole population under a fixed key.
class AllRows {
public:
    explicit AllRows(std::size_t count = kPersons)
        : keys_({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 1),
          units_(column::RowUnits::all(static_cast<std::uint32_t>(count), 1)),
          rows_{.count = count, .units = units_.get(), .keys = &keys_} {}
    AllRows(const AllRows&) = delete;
    AllRows& operator=(const AllRows&) = delete;
    [[nodiscard]] const stats::Rows& rows() const { return rows_; }

private:
    base::UnitKeys keys_;
    column::RowUnitsPtr units_;
    stats::Rows rows_;
};

inline column::ColumnPtr sex_column(std::size_t rows = kPersons) {
    return random_column<std::int8_t>(rows, 1, [](std::mt19937_64& random, std::size_t) {
        return static_cast<std::int8_t>(1 + random() % 2);
    });
}
inline column::ColumnPtr municipality_column(std::size_t rows = kPersons) {
    return random_column<std::int16_t>(rows, 2, [](std::mt19937_64& random, std::size_t) {
        return static_cast<std::int16_t>(301 + municipality(random));
    });
}
inline column::ColumnPtr wage_column(std::size_t rows = kPersons) {
    return random_column<std::int32_t>(
        rows, 3, [](std::mt19937_64& random, std::size_t) { return wage(random); });
}

}  // namespace skjerm::bench
