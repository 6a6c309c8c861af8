#include "skjerm/stats/draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::TestRows;
using testing::WithThreads;

const auto kBudget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 28);

/// Scores that are the keys of the units themselves.
void keys_as_scores(std::span<const std::uint64_t> keys, std::span<std::uint64_t> out) {
    std::copy(keys.begin(), keys.end(), out.begin());
}

std::vector<std::int8_t> drawn(const Rows& rows, std::uint64_t units,
                               const FillScores& scores = keys_as_scores) {
    const column::ColumnPtr mask = draw_units(rows, units, scores, kBudget).value();
    const auto values = mask->values<std::int8_t>();
    return {values.begin(), values.end()};
}

/// The units with the smallest keys, by sorting.
std::set<std::uint32_t> smallest(const TestRows& data, std::vector<std::uint32_t> units,
                                 std::size_t count) {
    std::sort(units.begin(), units.end(), [&](std::uint32_t a, std::uint32_t b) {
        return data.keys().key(a) < data.keys().key(b);
    });
    return {units.begin(), units.begin() + static_cast<std::ptrdiff_t>(count)};
}

TEST(DrawUnits, takes_those_with_the_smallest_scores) {
    constexpr std::size_t kRows = 3 * base::kBlockRows + 77;
    const TestRows data(kRows);
    std::vector<std::uint32_t> units(kRows);
    std::iota(units.begin(), units.end(), 0U);
    for (const std::size_t count : {std::size_t{1}, std::size_t{999}, kRows / 2, kRows - 1}) {
        const std::set<std::uint32_t> expected = smallest(data, units, count);
        const std::vector<std::int8_t> mask = drawn(data.rows(), count);
        for (std::uint32_t row = 0; row < kRows; ++row)
            ASSERT_EQ(mask[row] == 1, expected.contains(row)) << count << " " << row;
    }
}

TEST(DrawUnits, counts_units_and_takes_all_their_rows) {
    std::vector<std::uint32_t> units;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t unit = 0; unit < 40'000; ++unit) {
        units.push_back(5 * unit);
        for (std::uint32_t row = 0; row <= unit % 4; ++row) rows.push_back(5 * unit);
    }
    const TestRows data(rows);
    const std::set<std::uint32_t> expected = smallest(data, units, 12'345);
    const std::vector<std::int8_t> mask = drawn(data.rows(), 12'345);
    for (std::size_t row = 0; row < rows.size(); ++row)
        ASSERT_EQ(mask[row] == 1, expected.contains(rows[row])) << row;
}

TEST(DrawUnits, none_and_more_than_there_are) {
    const TestRows data(100);
    EXPECT_EQ(drawn(data.rows(), 0), std::vector<std::int8_t>(100, 0));
    EXPECT_EQ(drawn(data.rows(), 100), std::vector<std::int8_t>(100, 1));
    EXPECT_EQ(drawn(data.rows(), 5000), std::vector<std::int8_t>(100, 1));
    const TestRows nobody(0);
    EXPECT_TRUE(drawn(nobody.rows(), 3).empty());
}

TEST(DrawUnits, equal_scores_are_drawn_together) {
    const TestRows data(1000);
    const auto two_scores = [](std::span<const std::uint64_t> keys, std::span<std::uint64_t> out) {
        for (std::size_t i = 0; i < keys.size(); ++i) out[i] = keys[i] % 2;
    };
    const std::vector<std::int8_t> mask = drawn(data.rows(), 1, two_scores);
    for (std::uint32_t row = 0; row < 1000; ++row)
        EXPECT_EQ(mask[row] == 1, data.keys().key(row) % 2 == 0);
}

TEST(DrawUnits, any_thread_count_draws_the_same) {
    const TestRows data(5 * base::kBlockRows + 1);
    const auto with = [&](int threads) {
        const WithThreads limit(threads);
        return drawn(data.rows(), 100'000);
    };
    EXPECT_EQ(with(1), with(4));
}

}  // namespace
}  // namespace skjerm::stats
