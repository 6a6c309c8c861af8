#include "skjerm/stats/carrier_spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "skjerm/stats/clipped_sums.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using column::ColumnPtr;
using column::UnitIndex;
using testing::make_column;
using testing::TestRows;

Crosstab by(const TestRows& data, const ColumnPtr& column) {
    const FactorSpec spec{column};
    return std::get<Crosstab>(count_crosstab(data.rows(), std::span(&spec, 1), {}));
}

TEST(CarrierSpread, CountsEachCarrierOnceAndItsRows) {
    const TestRows data(6);
    const Crosstab table = by(data, make_column<std::int8_t>({0, 0, 0, 1, 1, 1}));
    const auto carrier =
        make_column<UnitIndex>({UnitIndex{4}, UnitIndex{4}, UnitIndex{9}, UnitIndex{4},
                                column::missing<UnitIndex>(), column::missing<UnitIndex>()});
    const std::vector<std::uint32_t> groups{0, 1};
    const auto spreads =
        carrier_spreads({.rows = data.rows(), .table = table, .group_of_cell = groups, .groups = 2},
                        CarrierIndex(data.rows(), *carrier, data.keys()));
    EXPECT_EQ(spreads[0].carriers.units, 2U);
    EXPECT_EQ(spreads[0].rows, 3U);
    EXPECT_EQ(spreads[0].largest, 2U);
    // Rows without a carrier stand for themselves.
    EXPECT_EQ(spreads[1].carriers.units, 3U);
    EXPECT_EQ(spreads[1].rows, 3U);
    EXPECT_EQ(spreads[1].largest, 1U);
}

TEST(CarrierSpread, OnlyRowsWithAValue) {
    const TestRows data(3);
    const Crosstab everything = one_cell();
    const std::vector<std::uint32_t> first{0};
    const auto valid = make_column<double>({1, std::nan(""), 2});
    const auto carrier = testing::text_column({"a", "b", "a"});
    const auto spreads = carrier_spreads({.rows = data.rows(),
                                          .table = everything,
                                          .group_of_cell = first,
                                          .groups = 1,
                                          .valid = valid.get()},
                                         CarrierIndex(data.rows(), *carrier, data.keys()));
    EXPECT_EQ(spreads[0].carriers.units, 1U);
    EXPECT_EQ(spreads[0].rows, 2U);
    EXPECT_EQ(spreads[0].largest, 2U);
}

TEST(CarrierSpread, MatchesANaiveCountForEveryTypeAndAnyThreads) {
    std::mt19937_64 random(4);
    for (int round = 0; round < 40; ++round) {
        const std::size_t rows = round == 0 ? 150'000 : random() % 500;
        std::vector<std::int8_t> level;
        std::vector<std::int32_t> integer;
        std::vector<double> real;
        std::vector<std::string> text;
        for (std::size_t row = 0; row < rows; ++row) {
            level.push_back(static_cast<std::int8_t>(random() % 4));
            const auto carrier = static_cast<std::int32_t>(random() % 37);
            integer.push_back(1'000'000 * carrier);
            real.push_back(carrier / 4.0);
            text.push_back("k" + std::to_string(carrier));
        }
        const TestRows data(rows);
        const Crosstab table = by(data, make_column(level));
        std::vector<std::uint32_t> groups;
        std::map<int, std::map<std::int32_t, std::uint64_t>> expected;
        for (std::size_t row = 0; row < rows; ++row) ++expected[level[row]][integer[row]];
        for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) groups.push_back(cell);
        for (const ColumnPtr& carrier :
             {make_column(integer), make_column(real), testing::text_column(text)}) {
            for (const int threads : {1, 3}) {
                const testing::WithThreads with(threads);
                const CarrierIndex index(data.rows(), *carrier, data.keys());
                const auto spreads =
                    carrier_spreads({.rows = data.rows(),
                                     .table = table,
                                     .group_of_cell = groups,
                                     .groups = groups.size()},
                                    CarrierIndex(data.rows(), *carrier, data.keys()));
                std::size_t group = 0;
                for (const auto& [name, counts] : expected) {
                    std::uint64_t largest = 0;
                    for (const auto& [one, count] : counts) largest = std::max(largest, count);
                    ASSERT_EQ(spreads[group].carriers.units, counts.size());
                    ASSERT_EQ(spreads[group].largest, largest);
                    ++group;
                }
            }
        }
    }
}

/// 60 rows: carrier c = row / 3 for the first 45, no carrier for the rest; two groups by parity.
struct Carried {
    Carried() : data(60) {
        for (std::uint32_t row = 0; row < 60; ++row) {
            of_row.push_back(row < 45 ? UnitIndex{row / 3} : column::missing<UnitIndex>());
            level.push_back(static_cast<std::int8_t>(row % 2));
            value.push_back(static_cast<std::int32_t>((row * 37) % 100));
        }
    }
    TestRows data;
    std::vector<UnitIndex> of_row;
    std::vector<std::int8_t> level;
    std::vector<std::int32_t> value;
};

TEST(CarrierIndex, GivesRowsOfACarrierOneKeyAndOneSign) {
    const Carried carried;
    const CarrierIndex index(carried.data.rows(), *make_column(carried.of_row),
                             carried.data.keys());
    EXPECT_EQ(index.order().groups(), 15U + 15U);
    EXPECT_EQ(index.key(4), carried.data.keys().key(4));
    // A row without a carrier is one of its own, with the key of its unit.
    EXPECT_EQ(index.key(15), carried.data.keys().key(45));
    for (std::uint32_t row = 0; row < 60; ++row) {
        const std::uint32_t carrier = row < 45 ? row / 3 : row;
        EXPECT_EQ(index.sign_places()[row],
                  static_cast<std::uint32_t>(carried.data.keys().key(carrier)));
    }
}

TEST(CarrierIndex, KnowsTextsByWhatTheySay) {
    // The same places in two datasets whose dictionaries number them differently.
    const TestRows data(3);
    const CarrierIndex first(data.rows(), *testing::text_column({"b", "c", "b"}), data.keys());
    const CarrierIndex second(data.rows(), *testing::text_column({"b", "c", "a"}), data.keys());
    EXPECT_EQ(first.sign_places()[0], second.sign_places()[0]);
    EXPECT_EQ(first.sign_places()[1], second.sign_places()[1]);
    EXPECT_NE(second.sign_places()[0], second.sign_places()[2]);
}

TEST(CarrierIndex, CountsAndSumsAgreeWithTheSlowWay) {
    const Carried carried;
    const CarrierIndex index(carried.data.rows(), *make_column(carried.of_row),
                             carried.data.keys());
    const Crosstab table = by(carried.data, make_column(carried.level));
    const std::vector<std::uint32_t> groups{0, 1};
    const auto values = make_column(carried.value);
    const GroupedRows grouped{.rows = carried.data.rows(),
                              .table = table,
                              .group_of_cell = groups,
                              .groups = 2,
                              .valid = values.get(),
                              .above = 9};
    // What is counted: rows with a value above 9, by group and carrier.
    std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::uint32_t>> rows;
    for (std::uint32_t row = 0; row < 60; ++row)
        if (carried.value[row] > 9)
            rows[{static_cast<std::size_t>(carried.level[row]), row < 45 ? row / 3 : row}]
                .push_back(row);

    std::vector<std::uint32_t> expected_counts;
    std::array<std::uint64_t, 2> key_sums{};
    for (const auto& [pair, one] : rows) {
        expected_counts.push_back(static_cast<std::uint32_t>(one.size()));
        key_sums[pair.first] += one.size() * carried.data.keys().key(pair.second);
    }
    std::vector<std::uint32_t> counts = carrier_row_counts(grouped, index);
    std::sort(counts.begin(), counts.end());
    std::sort(expected_counts.begin(), expected_counts.end());
    EXPECT_EQ(counts, expected_counts);

    const auto spreads = carrier_spreads(grouped, index);
    const base::KeyedSigns signs(TestRows::key());
    const std::vector<std::uint64_t> set_keys{spreads[0].row_key_sum, spreads[1].row_key_sum};
    EXPECT_EQ(set_keys[0], key_sums[0]);
    EXPECT_EQ(set_keys[1], key_sums[1]);
    const auto sums = carrier_row_sums(grouped, index, 2, 1, set_keys, signs);
    const auto scale = ValueScale::integers(20, 90, 50);
    const std::vector<Int128> magnitudes = [&] {
        std::vector<Int128> result(2);
        for (const auto& [pair, one] : rows)
            for (const std::uint32_t row : one)
                result[pair.first] += std::abs(std::clamp(carried.value[row], 20, 90) - 50);
        return result;
    }();
    const auto effective = effective_carriers(grouped, index, *values, scale, magnitudes);
    for (std::size_t group = 0; group < 2; ++group) {
        std::int64_t sum = 0;
        std::int64_t plus_sum = 0;
        std::uint64_t count = 0;
        double squares = 0;
        for (const auto& [pair, one] : rows) {
            if (pair.first != group) continue;
            const std::int64_t q = std::min<std::int64_t>(std::ssize(one), 2) - 1;
            const auto place = static_cast<std::uint32_t>(carried.data.keys().key(pair.second));
            const base::Word128 bits = signs.group_bits(place / 128, set_keys[group]);
            const std::uint64_t word = place % 128 < 64 ? bits.low : bits.high;
            ++count;
            sum += q;
            if ((word >> (place % 64) & 1U) != 0) plus_sum += q;
            double magnitude = 0;
            for (const std::uint32_t row : one)
                magnitude += std::abs(std::clamp(carried.value[row], 20, 90) - 50);
            squares += magnitude * magnitude;
        }
        EXPECT_EQ(sums[group].all.count, count);
        EXPECT_EQ(static_cast<std::int64_t>(sums[group].all.sum), sum);
        EXPECT_EQ(static_cast<std::int64_t>(sums[group].plus.sum), plus_sum);
        const auto total = static_cast<double>(magnitudes[group]);
        EXPECT_NEAR(effective[group], total * total / squares, 1e-6 * effective[group]);
    }
}

TEST(CarrierIndex, NothingDeviatesWhereAllAreAlike) {
    const TestRows data(4);
    const CarrierIndex index(data.rows(), *make_column<std::int32_t>({1, 1, 2, 2}), data.keys());
    const Crosstab everything = one_cell();
    const std::vector<std::uint32_t> first{0};
    const auto values = make_column<std::int32_t>({5, 5, 5, 5});
    const GroupedRows grouped{
        .rows = data.rows(), .table = everything, .group_of_cell = first, .groups = 1};
    const std::vector<Int128> nothing{0};
    EXPECT_EQ(
        effective_carriers(grouped, index, *values, ValueScale::integers(5, 5, 5), nothing)[0],
        0.0);
}

}  // namespace
}  // namespace skjerm::stats
