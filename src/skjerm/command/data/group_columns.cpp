#include "skjerm/command/data/group_columns.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "skjerm/base/parallel.h"

namespace skjerm::command {

namespace {

using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;

std::int64_t whole(double number) {
    return std::isnan(number) || std::fabs(number) >= 0x1p63 ? column::missing<std::int64_t>()
                                                             : std::llround(number);
}

template <class T, class At>
base::Result<ColumnPtr> filled(std::size_t size, const base::MemoryBudgetPtr& budget, At at) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(size, budget));
    const std::span<T> out = builder.values();
    for (std::size_t i = 0; i < size; ++i) out[i] = at(i);
    return column::narrow(std::move(builder).freeze(), budget);
}

}  // namespace

std::vector<column::CodeValue> missing_codes_of(const dataset::Variable& variable) {
    std::vector<column::CodeValue> codes;
    if (!variable.labels) return codes;
    for (const column::CodeEntry& entry : variable.labels->entries())
        if (entry.is_missing) codes.push_back(entry.code);
    return codes;
}

base::Result<LargeGroups> large_groups(const stats::GroupOrder& order,
                                       std::span<const std::uint8_t> many,
                                       const base::MemoryBudgetPtr& budget) {
    LargeGroups large;
    std::vector<std::int32_t> number(order.groups(), column::missing<std::int32_t>());
    for (std::uint32_t group = 0; group < order.groups(); ++group) {
        if (many[group] == 0) continue;
        number[group] = static_cast<std::int32_t>(large.groups.size());
        large.groups.push_back(group);
    }
    if (large.groups.empty()) return large;
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<std::int32_t>::make(order.rows(), budget));
    const std::span<std::int32_t> out = builder.values();
    std::fill(out.begin(), out.end(), column::missing<std::int32_t>());
    order.for_each_stretch([&](std::size_t first, std::size_t last) {
        for (std::size_t group = first; group < last; ++group)
            for (std::size_t place = order.start(group); place < order.start(group + 1); ++place)
                out[order.row(place)] = number[group];
    });
    large.number_of_row = std::move(builder).freeze();
    return large;
}

base::Result<ColumnPtr> with_protected(const Column& exact, std::span<const std::uint32_t> groups,
                                       std::span<const double> numbers,
                                       const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(groups.size() == numbers.size());
    if (exact.kind() == column::Kind::Integer) {
        SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<std::int64_t>::make(exact.size(), budget));
        const std::span<std::int64_t> out = builder.values();
        column::visit(exact, [&](auto values) {
            using T = std::remove_const_t<typename decltype(values)::element_type>;
            if constexpr (std::is_integral_v<T>)
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = column::is_missing(values[i]) ? column::missing<std::int64_t>()
                                                           : std::int64_t{values[i]};
        });
        for (std::size_t i = 0; i < groups.size(); ++i) out[groups[i]] = whole(numbers[i]);
        return column::narrow(std::move(builder).freeze(), budget);
    }
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<double>::make(exact.size(), budget));
    const std::span<double> out = builder.values();
    const std::span<const double> before = exact.values<double>();
    std::copy(before.begin(), before.end(), out.begin());
    for (std::size_t i = 0; i < groups.size(); ++i) out[groups[i]] = numbers[i];
    return std::move(builder).freeze();
}

base::Result<ColumnPtr> column_of(std::span<const double> numbers,
                                  std::span<const std::uint32_t> chosen, column::Kind kind,
                                  const base::MemoryBudgetPtr& budget) {
    if (kind == column::Kind::Integer)
        return filled<std::int64_t>(chosen.size(), budget,
                                    [&](std::size_t i) { return whole(numbers[chosen[i]]); });
    return filled<double>(chosen.size(), budget, [&](std::size_t i) { return numbers[chosen[i]]; });
}

base::Result<dataset::Carriers> group_carriers(const stats::GroupOrder& order,
                                               const dataset::Carriers& source,
                                               const Column& values,
                                               const base::MemoryBudgetPtr& budget) {
    if (source.empty()) return dataset::Carriers{};
    std::vector<std::uint32_t> rows(order.groups(), column::kMissingRow);
    column::visit(values, [&](auto span) {
        order.for_each_stretch([&](std::size_t first, std::size_t last) {
            for (std::size_t group = first; group < last; ++group) {
                const std::size_t end = order.start(group + 1);
                for (std::size_t place = order.start(group); place < end; ++place) {
                    if (column::is_missing(span[order.row(place)])) continue;
                    rows[group] = order.row(place);
                    break;
                }
            }
        });
    });
    dataset::Carriers carriers;
    for (const ColumnPtr& carrier : source) {
        SKJERM_TRY_ASSIGN(ColumnPtr gathered, column::gather(*carrier, rows, budget));
        carriers.push_back(std::move(gathered));
    }
    return carriers;
}

}  // namespace skjerm::command
