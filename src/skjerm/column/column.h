// A column: an immutable, shared, typed array with one value per row. Commands are functions from
// columns to columns; clone, rename and drop never touch the array.
//
// The array is owned by the heap or is a view into a memory-mapped store file (then `owner` keeps
// the mapping alive).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "skjerm/base/check.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/dictionary.h"
#include "skjerm/column/types.h"

namespace skjerm::column {

/// Identifier domain of unit references: two columns can be joined only when they share it. PERSON,
/// FAMILIE, HUSHOLDNING and SOESKEN share one (see datastore/unit_type.h).
using UnitDomain = std::uint16_t;

class Column;
using ColumnPtr = std::shared_ptr<const Column>;

class Column {
public:
    /// A column over memory kept alive by `owner`. `data` is aligned to 64 bytes.
    Column(Storage storage, std::size_t rows, const void* data, std::shared_ptr<const void> owner,
           DictionaryPtr dictionary = nullptr, UnitDomain domain = 0);

    [[nodiscard]] Storage storage() const { return storage_; }
    [[nodiscard]] Kind kind() const { return kind_of(storage_); }
    [[nodiscard]] std::size_t size() const { return rows_; }
    [[nodiscard]] std::size_t bytes() const { return rows_ * width_of(storage_); }
    /// Only for text columns.
    [[nodiscard]] const DictionaryPtr& dictionary() const { return dictionary_; }
    /// Only for unit columns.
    [[nodiscard]] UnitDomain domain() const { return domain_; }

    /// The values; T must be the type of storage().
    template <class T>
    [[nodiscard]] std::span<const T> values() const {
        SKJERM_CHECK(storage_of<T>() == storage_);
        return {static_cast<const T*>(data_), rows_};
    }

private:
    Storage storage_;
    std::size_t rows_;
    const void* data_;
    std::shared_ptr<const void> owner_;
    DictionaryPtr dictionary_;
    UnitDomain domain_;
};

/// Calls `f(std::span<const T>)` with the column's own type.
template <class F>
decltype(auto) visit(const Column& column, F&& f) {
    switch (column.storage()) {
        case Storage::Int8:
            return f(column.values<std::int8_t>());
        case Storage::Int16:
            return f(column.values<std::int16_t>());
        case Storage::Int32:
            return f(column.values<std::int32_t>());
        case Storage::Int64:
            return f(column.values<std::int64_t>());
        case Storage::Float64:
            return f(column.values<double>());
        case Storage::Code8:
            return f(column.values<Code8>());
        case Storage::Code16:
            return f(column.values<Code16>());
        case Storage::Code32:
            return f(column.values<Code32>());
        case Storage::Unit32:
            return f(column.values<UnitIndex>());
    }
    SKJERM_CHECK(false);
    base::fail_check("unreachable storage", __FILE__, __LINE__);
}

/// Memory for a column under construction, drawn from the session's budget, 64-byte aligned, zeroed
/// pages for large sizes. Not copyable; becomes a Column by freeze().
template <class T>
class ColumnBuilder {
public:
    /// Fails with the budget's diagnostic when the memory may not be taken.
    static base::Result<ColumnBuilder> make(std::size_t rows, const base::MemoryBudgetPtr& budget);

    [[nodiscard]] std::span<T> values() { return {data_, rows_}; }
    [[nodiscard]] std::size_t size() const { return rows_; }

    [[nodiscard]] ColumnPtr freeze(DictionaryPtr dictionary = nullptr, UnitDomain domain = 0) &&;

private:
    ColumnBuilder(std::shared_ptr<void> owner, T* data, std::size_t rows)
        : owner_(std::move(owner)), data_(data), rows_(rows) {}
    std::shared_ptr<void> owner_;
    T* data_;
    std::size_t rows_;
};

/// A column of `rows` copies of missing, in the narrowest storage of `kind`.
[[nodiscard]] base::Result<ColumnPtr> missing_column(Kind kind, std::size_t rows,
                                                     const base::MemoryBudgetPtr& budget);

/// A row index that stands for no row.
inline constexpr std::uint32_t kMissingRow = 0xFFFFFFFFU;

/// out[i] = column[rows[i]]; kMissingRow gives missing.
[[nodiscard]] base::Result<ColumnPtr> gather(const Column& column,
                                             std::span<const std::uint32_t> rows,
                                             const base::MemoryBudgetPtr& budget);

/// The column in the narrowest integer storage that holds its values; other kinds unchanged.
[[nodiscard]] base::Result<ColumnPtr> narrow(const ColumnPtr& column,
                                             const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::column
