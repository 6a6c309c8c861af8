#include "skjerm/stats/carrier_spread.h"

#include <gtest/gtest.h>

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
                        *carrier, data.keys());
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
                                         *carrier, data.keys());
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
                const auto spreads = carrier_spreads({.rows = data.rows(),
                                                      .table = table,
                                                      .group_of_cell = groups,
                                                      .groups = groups.size()},
                                                     *carrier, data.keys());
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

}  // namespace
}  // namespace skjerm::stats
