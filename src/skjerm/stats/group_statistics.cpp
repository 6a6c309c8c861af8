#include "skjerm/stats/group_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/exact_sum.h"
#include "skjerm/stats/wide_integer.h"

namespace skjerm::stats {

namespace {

using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;

/// Values from here on are made smaller before they are summed, so that no sum overflows on the
/// way to a result that does not.
constexpr double kScaledFrom = 0x1p900;
constexpr int kScaleBits = 128;

/// A value of a small integer type, 0 where it is missing. By a product, as a branch would be
/// mispredicted wherever missing values are strewn about.
template <class T>
std::int64_t or_zero(T value) {
    static_assert(std::is_integral_v<T> && sizeof(T) <= 4);
    return std::int64_t{value} * (column::is_missing(value) ? 0 : 1);
}

/// The values of one group in one thread, and what their sums need.
struct Scratch {
    std::span<double> values;
    std::optional<double> known_sum;  ///< of the values, where it costs nothing
    ExactSum sum;

    /// Holds the values of `group` that are not missing.
    template <class T>
    void hold(std::span<const T> group) {
        if (room_.size() < group.size() + kFew) room_.resize(2 * group.size() + kFew);
        constexpr bool kIsSmall = std::is_integral_v<T> && sizeof(T) <= 4;
        std::size_t count = 0;
        std::int64_t small_sum = 0;
        for (const T value : group) {
            room_[count] = static_cast<double>(value);
            count += column::is_missing(value) ? 0U : 1U;
            if constexpr (kIsSmall) small_sum += or_zero(value);
        }
        values = {room_.data(), count};
        // Fewer than 2^32 of them stay within 64 bits, of which the nearest double is the sum.
        if constexpr (kIsSmall) known_sum = static_cast<double>(small_sum);
    }
    /// Puts the values in ascending order.
    void sort() {
        if (values.size() > kFew)
            std::sort(values.begin(), values.end());
        else
            sort_few();
    }

private:
    static constexpr std::size_t kFew = 8;

    /// Sorts at most kFew values by Batcher's network: most groups are small, and their sizes and
    /// orders nothing to foretell a branch by.
    void sort_few() {
        constexpr std::uint8_t kPairs[][2] = {
            {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 1}, {2, 3},
            {4, 5}, {6, 7}, {2, 4}, {3, 5}, {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6}};
        std::array<double, kFew> sorted;
        for (std::size_t i = 0; i < kFew; ++i) {
            const double value = room_[i];
            sorted[i] = i < values.size() ? value : std::numeric_limits<double>::infinity();
        }
#pragma GCC unroll 19
        for (const auto& [front, back] : kPairs) {
            const double a = sorted[front];
            const double b = sorted[back];
            sorted[front] = b < a ? b : a;
            sorted[back] = b < a ? a : b;
        }
        std::copy(sorted.begin(), sorted.end(), room_.begin());
    }

    std::vector<double> room_;  // at least kFew more than there are values
};

double finite_or_missing(double value) {
    return std::isfinite(value) ? value : column::missing<double>();
}

bool is_settled(const PairSum& sum) { return sum.is_exact() && sum.largest() < kScaledFrom; }

/// Sum of term(i) for i = 0..count-1, at least one.
template <class Term>
double exact_sum(Scratch& scratch, std::size_t count, Term term) {
    PairSum quick;
    for (std::size_t i = 0; i < count; ++i) quick.add(term(i));
    if (is_settled(quick)) return quick.value();
    scratch.sum.clear();
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::fabs(term(i)));
    if (largest < kScaledFrom) {
        for (std::size_t i = 0; i < count; ++i) scratch.sum.add(term(i));
        return scratch.sum.value();
    }
    if (!std::isfinite(largest)) return largest;
    for (std::size_t i = 0; i < count; ++i) scratch.sum.add(std::ldexp(term(i), -kScaleBits));
    return std::ldexp(scratch.sum.value(), kScaleBits);
}

double sum_of(Scratch& scratch) {
    if (scratch.known_sum) return *scratch.known_sum;
    const std::span<const double> x = scratch.values;
    return exact_sum(scratch, x.size(), [&](std::size_t i) { return x[i]; });
}

/// Sum of squared deviations from the mean over n - 1; at least two values.
double variance_of(Scratch& scratch) {
    const std::span<const double> x = scratch.values;
    const auto count = static_cast<double>(x.size());
    const double mean = sum_of(scratch) / count;
    const auto apart = [&](std::size_t i) { return x[i] - mean; };
    const auto square = [&](std::size_t i) { return apart(i) * apart(i); };
    PairSum quick_squares;
    PairSum quick_left;
    for (std::size_t i = 0; i < x.size(); ++i) {
        quick_squares.add(square(i));
        quick_left.add(apart(i));
    }
    const double squares =
        is_settled(quick_squares) ? quick_squares.value() : exact_sum(scratch, x.size(), square);
    // The mean is rounded: what is left of the deviations takes that back.
    const double left =
        is_settled(quick_left) ? quick_left.value() : exact_sum(scratch, x.size(), apart);
    return std::max(0.0, (squares - left * left / count) / (count - 1));
}

/// Quantile of type 7 of sorted values.
double quantile_of(std::span<const double> sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double low = sorted[below];
    const double high = sorted[std::min(below + 1, sorted.size() - 1)];
    return low + (place - static_cast<double>(below)) * (high - low);
}

double gini_of(Scratch& scratch) {
    scratch.sort();
    const std::span<const double> x = scratch.values;
    const double total = sum_of(scratch);
    if (total == 0) return column::missing<double>();
    const double ranked = exact_sum(
        scratch, x.size(), [&](std::size_t i) { return static_cast<double>(i + 1) * x[i]; });
    const auto count = static_cast<double>(x.size());
    return 2 * ranked / (count * total) - (count + 1) / count;
}

/// A statistic of the values in `scratch`, of which there is at least one; their order is lost.
double statistic_of(GroupStatistic statistic, Scratch& scratch) {
    const std::span<const double> x = scratch.values;
    const auto count = static_cast<double>(x.size());
    switch (statistic) {
        case GroupStatistic::Sum:
            return sum_of(scratch);
        case GroupStatistic::Mean:
            return sum_of(scratch) / count;
        case GroupStatistic::Minimum:
            return *std::min_element(x.begin(), x.end());
        case GroupStatistic::Maximum:
            return *std::max_element(x.begin(), x.end());
        case GroupStatistic::Median:
            scratch.sort();
            return quantile_of(x, 0.5);
        case GroupStatistic::InterquartileRange:
            scratch.sort();
            return quantile_of(x, 0.75) - quantile_of(x, 0.25);
        case GroupStatistic::StandardDeviation:
            return x.size() > 1 ? std::sqrt(variance_of(scratch)) : column::missing<double>();
        case GroupStatistic::StandardError:
            return x.size() > 1 ? std::sqrt(variance_of(scratch) / count)
                                : column::missing<double>();
        case GroupStatistic::BinomialError: {
            const double share = sum_of(scratch) / count;
            return share >= 0 && share <= 1 ? std::sqrt(share * (1 - share) / count)
                                            : column::missing<double>();
        }
        case GroupStatistic::Gini:
            return gini_of(scratch);
        case GroupStatistic::Count:
        case GroupStatistic::Percent:
            break;
    }
    SKJERM_CHECK(false);
    return column::missing<double>();
}

/// summary(values of the group, in row order, missing included) of every group as a new column of
/// R. The column is of type T. A summary that takes one gets a Scratch too.
template <class R, class T, class Summary>
base::Result<ColumnPtr> by_group(const GroupOrder& order, const Column& column,
                                 const base::MemoryBudgetPtr& budget, Summary summary) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<R>::make(order.groups(), budget));
    const std::span<R> out = builder.values();
    order.for_each_stretch_of<T>(
        column, [&](std::size_t first, std::size_t last, std::span<const T> local) {
            const std::size_t begin = order.start(first);
            Scratch scratch;
            for (std::size_t group = first; group < last; ++group) {
                const auto values = local.subspan(order.start(group) - begin, order.size(group));
                if constexpr (std::is_invocable_v<Summary, std::span<const T>, Scratch&>)
                    out[group] = summary(values, scratch);
                else
                    out[group] = summary(values);
            }
        });
    return column::narrow(std::move(builder).freeze(), budget);
}

/// Sums of integers of at most 32 bits: fewer than 2^32 of them stay within 64, and no group needs
/// its values side by side.
template <class T>
base::Result<ColumnPtr> small_sums(const GroupOrder& order, const Column& column,
                                   const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<std::int64_t>::make(order.groups(), budget));
    const std::span<std::int64_t> out = builder.values();
    base::for_each_block(out.size(), [&](const base::Block& block) {
        std::ranges::fill(out.subspan(block.begin, block.size()), 0);
    });
    order.for_each_value<T>(column,
                            [&](std::size_t group, T value) { out[group] += or_zero(value); });
    return column::narrow(std::move(builder).freeze(), budget);
}

template <class T>
std::int64_t count_valid(std::span<const T> values) {
    std::int64_t count = 0;
    for (const T value : values) count += column::is_missing(value) ? 0 : 1;
    return count;
}

template <class T>
base::Result<ColumnPtr> percents(const GroupOrder& order, const Column& column,
                                 const base::MemoryBudgetPtr& budget) {
    const std::span<const T> values = column.values<T>();
    const auto total = base::fold_exact<std::int64_t>(
        values.size(), [] { return std::int64_t{0}; },
        [&](std::int64_t& count, const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row)
                count += column::is_missing(values[row]) ? 0 : 1;
        },
        [](std::int64_t& into, const std::int64_t& from) { into += from; });
    return by_group<double, T>(order, column, budget, [&](std::span<const T> group) {
        const auto count = static_cast<double>(count_valid(group));
        return count == 0 ? 0.0 : 100 * count / static_cast<double>(total);
    });
}

/// Integer statistics of integers; nullopt when a sum does not fit.
template <class T>
std::optional<base::Result<ColumnPtr>> integer_statistic(const GroupOrder& order,
                                                         const Column& column,
                                                         GroupStatistic statistic,
                                                         const base::MemoryBudgetPtr& budget) {
    constexpr std::int64_t kMissing = column::missing<std::int64_t>();
    if constexpr (sizeof(T) <= 4)
        if (statistic == GroupStatistic::Sum) return small_sums<T>(order, column, budget);
    if (statistic == GroupStatistic::Sum) {
        std::vector<std::uint8_t> overflows(base::worker_slots(), 0);
        auto sums = by_group<std::int64_t, T>(order, column, budget, [&](std::span<const T> group) {
            Int128 sum = 0;
            for (const T value : group) sum += column::is_missing(value) ? T{0} : value;
            // The smallest integer stands for missing.
            if (sum <= kMissing || sum > std::numeric_limits<std::int64_t>::max()) {
                overflows[base::worker_slot()] = 1;
                return std::int64_t{0};
            }
            return static_cast<std::int64_t>(sum);
        });
        const bool fits = std::find(overflows.begin(), overflows.end(), 1) == overflows.end();
        if (!fits && sums.ok()) return std::nullopt;
        return sums;
    }
    const bool lowest = statistic == GroupStatistic::Minimum;
    return by_group<std::int64_t, T>(order, column, budget, [&](std::span<const T> group) {
        bool any = false;
        T extreme = 0;
        for (const T value : group) {
            if (column::is_missing(value)) continue;
            extreme = !any || (lowest ? value < extreme : value > extreme) ? value : extreme;
            any = true;
        }
        return any ? std::int64_t{extreme} : kMissing;
    });
}

template <class T>
base::Result<ColumnPtr> real_statistic(const GroupOrder& order, const Column& column,
                                       GroupStatistic statistic,
                                       const base::MemoryBudgetPtr& budget) {
    return by_group<double, T>(
        order, column, budget, [&](std::span<const T> group, Scratch& scratch) {
            scratch.hold(group);
            if (scratch.values.empty())
                return statistic == GroupStatistic::Sum ? 0.0 : column::missing<double>();
            return finite_or_missing(statistic_of(statistic, scratch));
        });
}

}  // namespace

column::Kind result_kind(GroupStatistic statistic, column::Kind values) {
    switch (statistic) {
        case GroupStatistic::Count:
            return column::Kind::Integer;
        case GroupStatistic::Sum:
        case GroupStatistic::Minimum:
        case GroupStatistic::Maximum:
            return values;
        default:
            return column::Kind::Float;
    }
}

base::Result<ColumnPtr> group_statistic(const GroupOrder& order, const Column& column,
                                        GroupStatistic statistic,
                                        const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(column.size() == order.rows());
    return column::visit(column, [&](auto values) -> base::Result<ColumnPtr> {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if (statistic == GroupStatistic::Count)
            return by_group<std::int64_t, T>(order, column, budget,
                                             [](auto group) { return count_valid(group); });
        if (statistic == GroupStatistic::Percent) return percents<T>(order, column, budget);
        if constexpr (std::is_integral_v<T>) {
            if (result_kind(statistic, column.kind()) == column::Kind::Integer) {
                auto exact = integer_statistic<T>(order, column, statistic, budget);
                if (exact) return *std::move(exact);
            }
        }
        if constexpr (std::is_integral_v<T> || std::is_same_v<T, double>) {
            return real_statistic<T>(order, column, statistic, budget);
        } else {
            base::fail_check("statistics of values are of numbers", __FILE__, __LINE__);
            return ColumnPtr();
        }
    });
}

}  // namespace skjerm::stats
