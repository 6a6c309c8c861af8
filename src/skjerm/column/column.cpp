#include "skjerm/column/column.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <type_traits>
#include <utility>

#include "skjerm/base/parallel.h"
#include "skjerm/column/column_memory.h"
#include "skjerm/column/value_range.h"

namespace skjerm::column {
namespace {

constexpr std::uintptr_t kAlignment = 64;

template <class T>
base::Result<ColumnPtr> filled_with_missing(std::size_t rows, const base::MemoryBudgetPtr& budget,
                                            DictionaryPtr dictionary = nullptr) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(rows, budget));
    const std::span<T> out = builder.values();
    base::for_each_block(rows, [&](const base::Block& block) {
        std::ranges::fill(out.subspan(block.begin, block.size()), missing<T>());
    });
    return std::move(builder).freeze(std::move(dictionary));
}

template <class T>
base::Result<ColumnPtr> gather_values(const Column& column, std::span<const T> values,
                                      std::span<const std::uint32_t> rows,
                                      const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(rows.size(), budget));
    const std::span<T> out = builder.values();
    std::atomic<bool> outside{false};
    base::for_each_block(rows.size(), [&](const base::Block& block) {
        bool block_outside = false;
        for (std::size_t i = block.begin; i < block.end; ++i) {
            const std::uint32_t row = rows[i];
            if (row < values.size()) {
                out[i] = values[row];
            } else {
                out[i] = missing<T>();
                block_outside |= row != kMissingRow;
            }
        }
        if (block_outside) outside.store(true, std::memory_order_relaxed);
    });
    SKJERM_CHECK(!outside.load());
    return std::move(builder).freeze(column.dictionary(), column.domain());
}

template <class To, class From>
base::Result<ColumnPtr> convert(std::span<const From> values, const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<To>::make(values.size(), budget));
    const std::span<To> out = builder.values();
    base::for_each_block(values.size(), [&](const base::Block& block) {
        const From* from = values.data();
        To* to = out.data();
        for (std::size_t row = block.begin; row < block.end; ++row)
            to[row] = is_missing(from[row]) ? missing<To>() : static_cast<To>(from[row]);
    });
    return std::move(builder).freeze();
}

template <class T>
base::Result<ColumnPtr> narrow_values(const ColumnPtr& column, std::span<const T> values,
                                      const base::MemoryBudgetPtr& budget) {
    const ValueRange<T> range = value_range(values);
    const bool all_missing = range.highest == missing<T>();
    const Storage storage =
        all_missing ? Storage::Int8 : narrowest_integer(range.lowest, range.highest);
    if (width_of(storage) >= sizeof(T)) return column;
    switch (storage) {
        case Storage::Int8:
            return convert<std::int8_t>(values, budget);
        case Storage::Int16:
            return convert<std::int16_t>(values, budget);
        default:
            return convert<std::int32_t>(values, budget);
    }
}

}  // namespace

Column::Column(Storage storage, std::size_t rows, const void* data,
               std::shared_ptr<const void> owner, DictionaryPtr dictionary, UnitDomain domain)
    : storage_(storage),
      rows_(rows),
      data_(data),
      owner_(std::move(owner)),
      dictionary_(std::move(dictionary)),
      domain_(domain) {
    SKJERM_CHECK(reinterpret_cast<std::uintptr_t>(data_) % kAlignment == 0);
    SKJERM_CHECK(rows_ == 0 || data_ != nullptr);
    SKJERM_CHECK((dictionary_ != nullptr) == (kind() == Kind::Text));
}

template <class T>
base::Result<ColumnBuilder<T>> ColumnBuilder<T>::make(std::size_t rows,
                                                      const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(rows <= std::numeric_limits<std::size_t>::max() / sizeof(T) / 2);
    SKJERM_TRY_ASSIGN(std::shared_ptr<void> owner, allocate(rows * sizeof(T), budget));
    T* data = static_cast<T*>(owner.get());
    return ColumnBuilder(std::move(owner), data, rows);
}

template <class T>
ColumnPtr ColumnBuilder<T>::freeze(DictionaryPtr dictionary, UnitDomain domain) && {
    return std::make_shared<const Column>(storage_of<T>(), rows_, data_, std::move(owner_),
                                          std::move(dictionary), domain);
}

template class ColumnBuilder<std::int8_t>;
template class ColumnBuilder<std::int16_t>;
template class ColumnBuilder<std::int32_t>;
template class ColumnBuilder<std::int64_t>;
template class ColumnBuilder<double>;
template class ColumnBuilder<Code8>;
template class ColumnBuilder<Code16>;
template class ColumnBuilder<Code32>;
template class ColumnBuilder<UnitIndex>;

base::Result<ColumnPtr> missing_column(Kind kind, std::size_t rows,
                                       const base::MemoryBudgetPtr& budget) {
    switch (kind) {
        case Kind::Integer:
            return filled_with_missing<std::int8_t>(rows, budget);
        case Kind::Float:
            return filled_with_missing<double>(rows, budget);
        case Kind::Text: {
            auto no_entries = std::make_shared<const Dictionary>(std::vector<std::string>{});
            return filled_with_missing<Code8>(rows, budget, std::move(no_entries));
        }
        case Kind::Unit:
            return filled_with_missing<UnitIndex>(rows, budget);
    }
    base::fail_check("unreachable kind", __FILE__, __LINE__);
}

base::Result<ColumnPtr> gather(const Column& column, std::span<const std::uint32_t> rows,
                               const base::MemoryBudgetPtr& budget) {
    return visit(column, [&](auto values) { return gather_values(column, values, rows, budget); });
}

base::Result<ColumnPtr> narrow(const ColumnPtr& column, const base::MemoryBudgetPtr& budget) {
    switch (column->storage()) {
        case Storage::Int16:
            return narrow_values(column, column->values<std::int16_t>(), budget);
        case Storage::Int32:
            return narrow_values(column, column->values<std::int32_t>(), budget);
        case Storage::Int64:
            return narrow_values(column, column->values<std::int64_t>(), budget);
        default:
            return column;
    }
}

}  // namespace skjerm::column
