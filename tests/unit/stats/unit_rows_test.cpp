// Numbers of rows per unit, against counting in a map.
#include "skjerm/stats/unit_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::WithThreads;

constexpr std::int8_t kMissing = -128;

/// Rows of random units (one of them longer than a block), a factor of three levels and a value.
struct Sample {
    explicit Sample(std::size_t rows)
        : units(make_units(rows)), data(units), level(rows), value(rows), selected(rows) {
        std::mt19937 random(7);
        for (std::size_t row = 0; row < rows; ++row) {
            level[row] = static_cast<std::int8_t>(random() % 3);
            value[row] = random() % 10 == 0 ? kMissing : static_cast<std::int8_t>(random() % 5);
            selected[row] = random() % 6 == 0 ? std::int8_t{0} : std::int8_t{1};
        }
        data.select(selected);
    }
    static std::vector<std::uint32_t> make_units(std::size_t rows) {
        std::mt19937 random(3);
        std::vector<std::uint32_t> units;
        std::uint32_t unit = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const bool stays = row / 70'000 == 1 || random() % 3 != 0;
            unit += stays ? 0U : 1U + static_cast<std::uint32_t>(random() % 4);
            units.push_back(unit);
        }
        return units;
    }

    std::vector<std::uint32_t> units;
    TestRows data;
    std::vector<std::int8_t> level;
    std::vector<std::int8_t> value;
    std::vector<std::int8_t> selected;
};

constexpr double kAbove = 1;

/// Rows of each unit in each group: levels 0 and 2 are group 1, level 1 is in no group.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> slow_counts(const Sample& sample) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
    for (std::size_t row = 0; row < sample.units.size(); ++row) {
        if (sample.selected[row] != 1 || sample.level[row] == 1) continue;
        if (sample.value[row] == kMissing || sample.value[row] <= kAbove) continue;
        ++counts[{sample.units[row], 1}];
    }
    return counts;
}

TEST(UnitRows, AgreeWithSlowCountForAnyThreads) {
    const Sample sample(150'000);
    const auto level = make_column(sample.level);
    const auto value = make_column(sample.value);
    const std::vector<FactorSpec> specs{{level}};
    const auto table =
        std::get<Crosstab>(count_crosstab(sample.data.rows(), specs, CrosstabOptions{}));
    const std::vector<std::uint32_t> group_of_cell{1, Factor::kNone, 1};
    const GroupedRows grouped{.rows = sample.data.rows(),
                              .table = table,
                              .group_of_cell = group_of_cell,
                              .groups = 2,
                              .valid = value.get(),
                              .above = kAbove};
    const base::KeyedSigns signs(TestRows::key());
    const std::vector<std::uint64_t> set_keys{11, 12345};
    constexpr std::uint32_t kHighest = 6;
    constexpr std::uint32_t kCentre = 2;

    std::vector<std::uint64_t> distribution(kMostUnitRows + 1);
    SignedSums expected;
    for (const auto& [pair, count] : slow_counts(sample)) {
        ++distribution[std::min(count, kMostUnitRows)];
        const std::int64_t q = static_cast<std::int64_t>(std::min(count, kHighest)) - kCentre;
        const ClippedSums one{.count = 1, .sum = q, .magnitude = std::abs(q), .squares = q * q};
        expected.all.merge(one);
        std::uint8_t plus = 0;
        signs.fill(std::span(&pair.first, 1), std::span(&set_keys[1], 1), std::span(&plus, 1));
        if (plus != 0) expected.plus.merge(one);
    }
    ASSERT_GT(expected.all.count, 1000U);
    ASSERT_EQ(distribution[kMostUnitRows], 1U) << "one unit has more rows than are told apart";
    for (const int threads : {1, 2, 3, 8}) {
        const WithThreads with(threads);
        EXPECT_EQ(unit_row_distribution(grouped), distribution);
        const auto sums = unit_row_sums(grouped, kHighest, kCentre, set_keys, signs);
        EXPECT_EQ(sums[0], SignedSums{});
        EXPECT_EQ(sums[1], expected);
    }
}

TEST(UnitRows, KeySumsTellRowsOfTheSameUnitsApart) {
    const TestRows data(std::vector<std::uint32_t>{3, 3, 5, 5, 5});
    const Crosstab everything = one_cell();
    const std::vector<std::uint32_t> first{0};
    const auto dates = make_column<std::int32_t>({100, 200, 100, 200, 300});
    const auto sum = [&](const std::vector<std::int8_t>& selected, const column::Column* times) {
        Rows rows = data.rows();
        rows.selected = selected;
        rows.times = times;
        return row_key_sums(
            {.rows = rows, .table = everything, .group_of_cell = first, .groups = 1})[0];
    };
    const base::UnitKeys& keys = data.keys();
    EXPECT_EQ(sum({}, nullptr), 2 * keys.key(3) + 3 * keys.key(5));
    EXPECT_EQ(sum({1, 0, 1, 0, 0}, nullptr), keys.key(3) + keys.key(5));
    // Without times one row a unit is as good as another; with them it is not.
    EXPECT_EQ(sum({1, 0, 1, 0, 0}, nullptr), sum({0, 1, 1, 0, 0}, nullptr));
    EXPECT_NE(sum({1, 0, 1, 0, 0}, dates.get()), sum({0, 1, 1, 0, 0}, dates.get()));
    EXPECT_NE(sum({1, 0, 0, 1, 0}, dates.get()), sum({0, 1, 1, 0, 0}, dates.get()));
}

TEST(UnitRows, LargestContributionIsThatOfAUnitOverItsRows) {
    const Sample sample(200'000);
    const FactorSpec spec{make_column(sample.level)};
    const auto table =
        std::get<Crosstab>(count_crosstab(sample.data.rows(), std::span(&spec, 1), {}));
    const std::vector<std::uint32_t> groups{1, Factor::kNone, 0};
    std::vector<std::int32_t> values(sample.units.size());
    std::mt19937 random(12);
    for (std::int32_t& value : values)
        value = random() % 9 == 0 ? column::missing<std::int32_t>()
                                  : static_cast<std::int32_t>(random() % 2000) - 1000;
    const auto column = make_column(values);
    const auto scale = ValueScale::integers(-800, 900, 0);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> sums;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const std::int8_t level = sample.level[row];
        if (sample.selected[row] != 1 || level == 1 || column::is_missing(values[row])) continue;
        sums[{level == 0 ? 1U : 0U, sample.units[row]}] +=
            std::abs(std::clamp(values[row], -800, 900));
    }
    std::vector<std::int64_t> expected(2);
    for (const auto& [place, sum] : sums)
        expected[place.first] = std::max(expected[place.first], sum);
    for (const int threads : {1, 3}) {
        const WithThreads with(threads);
        const auto largest = largest_contributions({.rows = sample.data.rows(),
                                                    .table = table,
                                                    .group_of_cell = groups,
                                                    .groups = 2,
                                                    .valid = column.get()},
                                                   *column, scale);
        ASSERT_EQ(largest.size(), 2U);
        EXPECT_EQ(static_cast<std::int64_t>(largest[0]), expected[0]);
        EXPECT_EQ(static_cast<std::int64_t>(largest[1]), expected[1]);
    }
}

/// Evidence of units with their rows: unit u has rows at `times[u]`.
base::Evidence with_rows(const std::vector<std::vector<std::int16_t>>& times) {
    std::vector<std::uint32_t> units;
    std::vector<std::int16_t> of_row;
    for (std::uint32_t unit = 0; unit < times.size(); ++unit)
        for (const std::int16_t time : times[unit]) {
            units.push_back(unit);
            of_row.push_back(time);
        }
    const TestRows data(units);
    const column::ColumnPtr column = make_column(of_row);
    Rows rows = data.rows();
    rows.times = column.get();
    const Crosstab table = one_cell();
    const std::vector<std::uint32_t> first{0};
    return evidence_with_rows(
        {.rows = rows, .table = table, .group_of_cell = first, .groups = 1})[0];
}

int parities_apart(const base::Evidence& a, const base::Evidence& b) {
    return std::popcount(a.parities ^ b.parities);
}

TEST(EvidenceWithRows, TellsRowsOfTheSameUnitsApart) {
    const std::vector<std::vector<std::int16_t>> first(2000, {2019});
    const std::vector<std::vector<std::int16_t>> second(2000, {2020});
    const base::Evidence one = with_rows(first);
    const base::Evidence other = with_rows(second);
    EXPECT_EQ(one.units, 2000U);
    EXPECT_EQ(one.rows, 2000U);
    EXPECT_NE(one.key_sum, other.key_sum);
    EXPECT_EQ(one.key_min, other.key_min) << "that of a unit, whichever rows it has";
    EXPECT_GT(parities_apart(one, other), 14);
    EXPECT_EQ(one, with_rows(first));
}

TEST(EvidenceWithRows, ChangesByTwoParitiesAUnit) {
    std::vector<std::vector<std::int16_t>> rows(70'000, {2018, 2019, 2020});
    const base::Evidence all = with_rows(rows);
    EXPECT_EQ(all.rows, 210'000U);
    rows[5] = {2018, 2020};
    EXPECT_LE(parities_apart(all, with_rows(rows)), 2);
    EXPECT_NE(all.key_sum, with_rows(rows).key_sum);
    rows[66'000].clear();
    EXPECT_LE(parities_apart(all, with_rows(rows)), 3);
    EXPECT_EQ(with_rows(rows).units, 69'999U);
}

TEST(EvidenceWithRows, IsOfEachGroupAndTheSameForAnyNumberOfThreads) {
    const Sample sample(150'000);
    const column::ColumnPtr level = make_column(sample.level);
    const column::ColumnPtr value = make_column(sample.value);
    const FactorSpec spec{level};
    const auto counted = count_crosstab(sample.data.rows(), std::span(&spec, 1), {});
    const auto& table = std::get<Crosstab>(counted);
    const std::vector<std::uint32_t> group_of_cell{1, Factor::kNone, 1};
    const Rows rows = sample.data.rows();
    const GroupedRows grouped{.rows = rows,
                              .table = table,
                              .group_of_cell = group_of_cell,
                              .groups = 2,
                              .valid = value.get(),
                              .above = kAbove};
    std::uint64_t units = 0;
    std::uint64_t of_rows = 0;
    for (const auto& [unit, count] : slow_counts(sample)) {
        ++units;
        of_rows += count;
    }
    const std::vector<base::Evidence> all = evidence_with_rows(grouped);
    EXPECT_EQ(all[0], base::Evidence{});
    EXPECT_EQ(all[1].units, units);
    EXPECT_EQ(all[1].rows, of_rows);
    for (const int threads : {1, 3, 8}) {
        const WithThreads with(threads);
        EXPECT_EQ(evidence_with_rows(grouped), all) << threads;
    }
}

}  // namespace
}  // namespace skjerm::stats
