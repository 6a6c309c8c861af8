#include "skjerm/stats/order_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "skjerm/stats/order_key.h"
#include "skjerm/stats/sign_scatter.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::WithThreads;

const base::KeyedSigns& keyed_signs() {
    static const base::KeyedSigns signs(TestRows::key());
    return signs;
}

bool is_plus(std::uint32_t unit, std::uint64_t set_key) {
    const base::Word128 bits = keyed_signs().group_bits(unit / 128, set_key);
    const std::uint32_t place = unit % 128;
    return ((place < 64 ? bits.low : bits.high) >> (place % 64) & 1U) != 0;
}

/// Valid selected values in order, sign -1 first, the slow way.
template <class T>
std::vector<std::pair<T, bool>> sorted_values(const TestRows& data, const std::vector<T>& values,
                                              std::uint64_t set_key) {
    std::vector<std::pair<T, bool>> sorted;
    for (std::size_t row = 0; row < values.size(); ++row)
        if (data.rows().selects(row) && !column::is_missing(values[row]))
            sorted.emplace_back(values[row], is_plus(data.rows().units->unit(row), set_key));
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

template <class T>
void expect_order(const TestRows& data, const std::vector<T>& values, const std::string& name) {
    SCOPED_TRACE(name);
    const auto column = make_column(values);
    const ColumnOrder order(data.rows(), *column);
    const std::uint64_t set_key = order.valid().key_sum;
    const auto sorted = sorted_values(data, values, set_key);
    ASSERT_EQ(order.valid().rows, sorted.size());
    const std::uint64_t count = sorted.size();
    const SetSigns signs(data.rows(), keyed_signs(), set_key);
    const std::vector<RankRange> everything{{0, count - 1}};
    const WeightedOrder all = order.load(everything, &signs);
    ASSERT_EQ(all.count(), count);
    const std::vector<RankRange> some{{count / 2, count / 2}, {count / 100, count / 100}};
    const WeightedOrder part = order.load(some, nullptr);
    EXPECT_EQ(part.value(count / 2), static_cast<double>(sorted[count / 2].first));
    EXPECT_EQ(part.value(count / 100), static_cast<double>(sorted[count / 100].first));

    const double tau = 0.25;
    std::vector<double> weight{0};
    for (const auto& one : sorted) weight.push_back(weight.back() + 1 + (one.second ? tau : -tau));
    EXPECT_DOUBLE_EQ(all.weight(tau), weight.back());
    for (std::uint64_t rank = 0; rank < count; rank += 1 + count / 500) {
        ASSERT_TRUE(all.has(rank));
        EXPECT_EQ(all.value(rank), static_cast<double>(sorted[rank].first));
        const auto place = all.place_of_weight(weight[rank] + 0.5, tau);
        EXPECT_EQ(place.rank, rank);
        EXPECT_NEAR(place.fraction, 0.5 / (weight[rank + 1] - weight[rank]), 1e-6);
    }
    EXPECT_EQ(all.place_of_weight(weight.back() + 1, tau).rank, count - 1);
}

template <class T, class Make>
std::vector<T> random_values(std::size_t rows, Make make) {
    std::mt19937_64 random(7);
    std::vector<T> values(rows);
    for (T& value : values)
        value = random() % 10 == 0 ? column::missing<T>() : static_cast<T>(make(random));
    return values;
}

TEST(ColumnOrder, AgreesWithSortingForEveryStorage) {
    constexpr std::size_t kRows = 70'000;
    TestRows data(kRows);
    std::vector<std::int8_t> selected(kRows);
    std::mt19937 random(3);
    for (std::int8_t& one : selected) one = static_cast<std::int8_t>(random() % 3 != 0 ? 1 : 0);
    data.select(selected);
    expect_order(data, random_values<std::int8_t>(kRows, [](auto& r) { return r() % 200; }), "8");
    expect_order(data, random_values<std::int16_t>(kRows, [](auto& r) { return r() % 50'000; }),
                 "16");
    expect_order(
        data,
        random_values<std::int32_t>(kRows, [](auto& r) { return static_cast<std::int32_t>(r()); }),
        "32 whole range");
    expect_order(data,
                 random_values<std::int32_t>(
                     kRows, [](auto& r) { return static_cast<std::int64_t>(r() % 5000) - 2500; }),
                 "32 around zero");
    expect_order(data,
                 random_values<std::int64_t>(
                     kRows, [](auto& r) { return static_cast<std::int64_t>(r() >> 3); }),
                 "64");
    expect_order(
        data,
        random_values<double>(
            kRows, [](auto& r) { return std::tan(static_cast<double>(r() % 100'000) - 5e4); }),
        "double");
    expect_order(data,
                 random_values<double>(kRows, [](auto& r) { return r() % 4 == 0 ? -0.0 : 1e-310; }),
                 "denormal");
}

TEST(ColumnOrder, LargeBucketOfOneValueIsNotLoaded) {
    constexpr std::size_t kRows = 400'000;
    const TestRows data(kRows);
    expect_order(data, std::vector<double>(kRows, 412'345.25), "constant");
    auto values = std::vector<double>(kRows, 412'345.25);
    values[5] = 412'345.5;
    expect_order(data, values, "nearly constant");
}

TEST(ColumnOrder, CountsDistinctValuesNoLowerThanTheyAre) {
    const TestRows data(5);
    const auto few = make_column<std::int32_t>({1, 1, 2, 2, 1});
    const auto many = make_column<std::int32_t>({1, 10, 100, 1000, 10'000});
    EXPECT_TRUE(ColumnOrder(data.rows(), *few).may_have_few_values(2));
    EXPECT_FALSE(ColumnOrder(data.rows(), *many).may_have_few_values(4));
}

TEST(ColumnOrder, EvidenceCountsUnitsWithSeveralRowsOnce) {
    const TestRows data(std::vector<std::uint32_t>{1, 1, 5, 9, 9, 9});
    const auto column = make_column<double>({1, 2, std::nan(""), 3, 4, 5});
    const ColumnOrder order(data.rows(), *column);
    EXPECT_EQ(order.valid().rows, 5U);
    EXPECT_EQ(order.valid().units, 2U);
    EXPECT_EQ(order.valid().key_sum, data.keys().key(1) + data.keys().key(9));
}

TEST(ColumnOrder, NothingValid) {
    const TestRows data(3);
    const auto column = make_column<double>(std::vector<double>(3, std::nan("")));
    const ColumnOrder order(data.rows(), *column);
    EXPECT_EQ(order.valid(), base::Evidence{});
    EXPECT_EQ(order.load({}, nullptr).count(), 0U);
    EXPECT_EQ(quantile_type7(order.load({}, nullptr), 0.5), std::nullopt);
}

TEST(OrderGroups, EveryGroupInOrderForAnyThreads) {
    constexpr std::size_t kRows = 200'000;
    std::vector<std::uint32_t> units(kRows);
    std::mt19937 random(5);
    std::uint32_t unit = 0;
    for (std::uint32_t& one : units) one = unit += 1 + static_cast<std::uint32_t>(random() % 4);
    const TestRows data(units);
    std::vector<std::int16_t> group(kRows);
    std::vector<std::int32_t> values(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
        group[row] = static_cast<std::int16_t>(random() % 40);
        values[row] = random() % 20 == 0 ? column::missing<std::int32_t>()
                                         : static_cast<std::int32_t>(random() % 100'000) - 50'000;
    }
    const std::vector<FactorSpec> specs{{make_column(group)}};
    const auto table = std::get<Crosstab>(count_crosstab(data.rows(), specs, {}));
    ASSERT_EQ(table.cells.size(), 40U);
    // Group 0: even cells; group 1: cell 1; the rest in no group.
    std::vector<std::uint32_t> group_of_cell(40, Factor::kNone);
    for (std::size_t cell = 0; cell < 40; cell += 2) group_of_cell[cell] = 0;
    group_of_cell[1] = 1;
    const auto column = make_column(values);
    const auto evidence = evidence_above(data.rows(), table, group_of_cell, 2, *column,
                                         -std::numeric_limits<double>::infinity());
    const std::vector<std::uint64_t> sizes{evidence[0].rows, evidence[1].rows};
    const std::vector<std::uint64_t> set_keys{evidence[0].key_sum, evidence[1].key_sum};
    std::array<std::vector<std::pair<std::int32_t, bool>>, 2> expected;
    for (std::size_t row = 0; row < kRows; ++row) {
        const std::uint32_t to = group_of_cell[static_cast<std::size_t>(group[row])];
        if (to != Factor::kNone && !column::is_missing(values[row]))
            expected[to].emplace_back(values[row], is_plus(units[row], set_keys[to]));
    }
    for (auto& one : expected) std::sort(one.begin(), one.end());
    for (const int threads : {1, 3}) {
        const WithThreads with(threads);
        const auto orders = order_groups(data.rows(), table, group_of_cell, sizes, set_keys,
                                         keyed_signs(), *column);
        for (std::size_t to = 0; to < 2; ++to) {
            ASSERT_EQ(orders[to].count(), expected[to].size());
            for (std::uint64_t rank = 0; rank < orders[to].count(); rank += 97)
                EXPECT_EQ(orders[to].value(rank), expected[to][rank].first);
            const double plus =
                static_cast<double>(std::count_if(expected[to].begin(), expected[to].end(),
                                                  [](const auto& one) { return one.second; }));
            const auto count = static_cast<double>(expected[to].size());
            EXPECT_DOUBLE_EQ(orders[to].weight(0.5), count + 0.5 * (2 * plus - count));
        }
    }
}

TEST(SortKeys, SortsShortAndLongAndEqual) {
    std::mt19937_64 random(11);
    std::vector<std::uint64_t> scratch;
    for (const std::size_t size : {0UL, 1UL, 511UL, 512UL, 20'000UL}) {
        for (const std::uint64_t mask : {~0ULL, 0xFFULL, 0ULL, 0xFFF000ULL}) {
            std::vector<std::uint64_t> keys(size);
            for (std::uint64_t& key : keys) key = random() & mask;
            std::vector<std::uint64_t> expected = keys;
            std::sort(expected.begin(), expected.end());
            detail::sort_keys(keys, scratch);
            EXPECT_EQ(keys, expected);
        }
    }
}

TEST(OrderKey, KeepsOrderAndComesBack) {
    const std::vector<double> reals{
        -std::numeric_limits<double>::max(), -1.5, -1e-310, 0.0, 1e-310, 2.0,
        std::numeric_limits<double>::max()};
    for (std::size_t i = 0; i < reals.size(); ++i) {
        EXPECT_EQ(real_of_key(order_key(reals[i])), reals[i]);
        if (i > 0) {
            EXPECT_LT(order_key(reals[i - 1]), order_key(reals[i]));
        }
    }
    EXPECT_EQ(order_key(-0.0), order_key(0.0));
    EXPECT_LT(order_key(std::int32_t{-5}), order_key(std::int64_t{3}));
    EXPECT_EQ(integer_of_key(order_key(std::int8_t{-7})), -7);
}

}  // namespace
}  // namespace skjerm::stats
