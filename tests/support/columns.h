// Columns and rows for tests of estimators: small arrays with known contents.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/stats/rows.h"

namespace skjerm::testing {

/// A column over a copy of `values`.
template <class T>
column::ColumnPtr make_column(const std::vector<T>& values,
                              column::DictionaryPtr dictionary = nullptr) {
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    auto builder = column::ColumnBuilder<T>::make(values.size(), budget).value();
    std::copy(values.begin(), values.end(), builder.values().begin());
    return std::move(builder).freeze(std::move(dictionary));
}

/// A text column; an empty string is missing.
inline column::ColumnPtr text_column(const std::vector<std::string>& texts) {
    const column::DictionaryWithCodes made = column::make_dictionary(texts);
    std::vector<column::Code16> codes;
    for (const std::uint32_t code : made.codes)
        codes.push_back(column::Code16{static_cast<std::uint16_t>(code)});
    return make_column(codes, made.dictionary);
}

/// Rows with their units and keys. The members of Rows point into it.
class TestRows {
public:
    explicit TestRows(std::size_t count) : TestRows(base::UnitKeys(key(), 7), count) {}
    explicit TestRows(const std::vector<std::uint32_t>& units)
        : TestRows(base::UnitKeys(key(), 7), units) {}
    TestRows(const base::UnitKeys& keys, std::size_t count)
        : keys_(keys), units_(column::RowUnits::all(static_cast<std::uint32_t>(count), 7)) {
        rows_ = {.count = count, .units = units_.get(), .keys = &keys_};
    }
    TestRows(const base::UnitKeys& keys, const std::vector<std::uint32_t>& units)
        : TestRows(keys, units.size()) {
        std::vector<column::UnitIndex> list;
        for (const std::uint32_t unit : units) list.push_back(column::UnitIndex{unit});
        units_ = column::RowUnits::listed(make_column(list), 7);
        rows_.units = units_.get();
    }
    TestRows(const TestRows&) = delete;
    TestRows& operator=(const TestRows&) = delete;

    void select(std::vector<std::int8_t> selected) {
        selected_ = std::move(selected);
        rows_.selected = selected_;
    }
    [[nodiscard]] const stats::Rows& rows() const { return rows_; }
    [[nodiscard]] const base::UnitKeys& keys() const { return keys_; }

    static base::Aes128::Key key() {
        return {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    }

private:
    base::UnitKeys keys_;
    column::RowUnitsPtr units_;
    std::vector<std::int8_t> selected_;
    stats::Rows rows_;
};

/// Runs with `threads` threads for the life of the object.
class WithThreads {
public:
    explicit WithThreads(int threads) : before_(base::thread_limit()) {
        base::set_thread_limit(threads);
    }
    ~WithThreads() { base::set_thread_limit(before_); }
    WithThreads(const WithThreads&) = delete;
    WithThreads& operator=(const WithThreads&) = delete;

private:
    int before_;
};

}  // namespace skjerm::testing
