// Estimators against R (tests/reference/*/make.R).
#include "support/reference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>

#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/moments.h"
#include "skjerm/stats/order_statistics.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::CsvLine;
using testing::expect_reference;
using testing::make_column;
using testing::number_of;
using testing::read_csv;
using testing::reference_file;
using testing::reference_input;
using testing::TestRows;

double or_nan(std::optional<double> value) { return value.value_or(std::nan("")); }

TEST(Reference, Moments) {
    const auto cases = reference_input("moments");
    for (const CsvLine& line : read_csv(reference_file("moments", "expected.csv"))) {
        const std::vector<double>& values = cases.at(line.at(0));
        const TestRows data(values.size());
        const Moments found = moments(data.rows(), *make_column(values));
        const std::string& statistic = line.at(1);
        const double actual = statistic == "count"  ? static_cast<double>(found.count)
                              : statistic == "mean" ? or_nan(found.mean)
                                                    : or_nan(found.variance);
        expect_reference(actual, number_of(line.at(2)), 0, line.at(0) + " " + statistic);
    }
}

TEST(Reference, MomentsOfManyBlocksAndAnyThreads) {
    // The cases repeated: mean unchanged, variance by the divisor alone.
    const std::vector<double> once = reference_input("moments").at("debt");
    constexpr std::size_t kTimes = 1000;
    std::vector<double> values;
    for (std::size_t i = 0; i < kTimes; ++i) values.insert(values.end(), once.begin(), once.end());
    const TestRows one_data(once.size());
    const Moments one = moments(one_data.rows(), *make_column(once));
    const TestRows data(values.size());
    const auto n = static_cast<double>(once.size());
    std::optional<Moments> first;
    for (const int threads : {1, 2, 3, 8}) {
        const testing::WithThreads with(threads);
        const Moments many = moments(data.rows(), *make_column(values));
        expect_reference(*many.mean, *one.mean, 0, "mean");
        expect_reference(*many.variance, *one.variance * (n - 1) * kTimes / (n * kTimes - 1), 0,
                         "variance");
        if (!first) first = many;
        EXPECT_EQ(many.mean, first->mean);
        EXPECT_EQ(many.variance, first->variance);
    }
}

TEST(Reference, QuantileOfType7) {
    const auto cases = reference_input("quantile");
    for (const CsvLine& line : read_csv(reference_file("quantile", "expected.csv"))) {
        const std::vector<double>& values = cases.at(line.at(0));
        const TestRows data(values.size());
        const auto column = make_column(values);
        const ColumnOrder order(data.rows(), *column);
        const double share = std::stod(line.at(1));
        std::vector<RankRange> ranks;
        if (order.valid().rows > 0) ranks.push_back(type7_ranks(order.valid().rows, share));
        const double actual = or_nan(quantile_type7(order.load(ranks, nullptr), share));
        expect_reference(actual, number_of(line.at(2)), 0, line.at(0) + " " + line.at(1));
    }
}

TEST(Reference, Gini) {
    const auto cases = reference_input("gini");
    const double infinity = std::numeric_limits<double>::infinity();
    for (const CsvLine& line : read_csv(reference_file("gini", "expected.csv"))) {
        const std::vector<double>& values = cases.at(line.at(0));
        const TestRows data(values.size());
        const auto column = make_column(values);
        const ColumnOrder order(data.rows(), *column);
        std::vector<RankRange> ranks;
        if (order.valid().rows > 0) ranks.push_back({0, order.valid().rows - 1});
        // An index near 0 is a difference of numbers near 1.
        expect_reference(or_nan(order.load(ranks, nullptr).gini(-infinity, infinity, 0)),
                         number_of(line.at(2)), 1, line.at(0));
    }
}

/// Counts of a table by its levels, written as the reference writes them.
std::map<std::string, std::uint64_t> counts_by_levels(const Crosstab& table) {
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        if (table.cells[cell].rows == 0) continue;
        std::string levels;
        std::size_t inner = table.cells.size();
        for (const Factor& factor : table.factors) {
            inner /= factor.size();
            const LevelValue value = factor.value(cell / inner % factor.size());
            if (!levels.empty()) levels += '/';
            if (const auto* text = std::get_if<std::string>(&value))
                levels += *text;
            else if (const auto* integer = std::get_if<std::int64_t>(&value))
                levels += std::to_string(*integer);
            else
                levels += "NA";
        }
        counts[levels] = table.cells[cell].rows;
    }
    return counts;
}

TEST(Reference, Crosstab) {
    (void)reference_input("crosstab");
    std::vector<std::string> region;
    std::vector<std::int16_t> age;
    std::vector<std::int8_t> sex;
    for (const CsvLine& line : read_csv(reference_file("crosstab", "input.csv"))) {
        region.push_back(line.at(0) == "NA" ? "" : line.at(0));
        age.push_back(line.at(1) == "NA" ? column::missing<std::int16_t>()
                                         : static_cast<std::int16_t>(std::stoi(line.at(1))));
        sex.push_back(static_cast<std::int8_t>(std::stoi(line.at(2))));
    }
    const TestRows data(region.size());
    const auto regions = testing::text_column(region);
    const auto ages = make_column(age);
    const auto sexes = make_column(sex);
    const std::map<std::string, std::vector<FactorSpec>> tables{
        {"region", {{regions}}},
        {"region age", {{regions}, {ages}}},
        {"region age sex missing", {{regions, true}, {ages, true}, {sexes, true}}}};
    std::map<std::string, std::map<std::string, std::uint64_t>> expected;
    for (const CsvLine& line : read_csv(reference_file("crosstab", "expected.csv")))
        expected[line.at(0)][line.at(1)] = std::stoull(line.at(2));
    ASSERT_EQ(expected.size(), tables.size());
    for (const auto& [name, specs] : tables) {
        const auto table = std::get<Crosstab>(count_crosstab(data.rows(), specs, {}));
        EXPECT_EQ(counts_by_levels(table), expected.at(name)) << name;
    }
}

}  // namespace
}  // namespace skjerm::stats
