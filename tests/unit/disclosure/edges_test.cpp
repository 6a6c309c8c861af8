// Edges of the rules: what is shown where there is hardly anything to show.
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/chart_rules.h"
#include "skjerm/disclosure/survival_steps.h"
#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::CellState;
using released::Statistic;
using testing::evidence;
using testing::make_column;
using testing::plain_gate;
using testing::standard_gate;
using testing::TestRows;

RawTable table_of(const Gate& gate, const std::vector<std::uint32_t>& levels,
                  const std::vector<std::uint32_t>& counts) {
    std::vector<RawAxis> axes;
    for (std::size_t at = 0; at < levels.size(); ++at)
        axes.push_back(testing::axis(std::string(1, static_cast<char>('a' + at)), levels[at]));
    return testing::count(gate, std::move(axes), testing::units_of_counts(levels, counts));
}

TEST(Edges, PercentagesOfNothingAreNotDefined) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {2, 2}, {0, 0, 0, 0});
    raw.statistics = {Statistic::CellPercent};
    raw.chi2 = true;
    const auto table = testing::released_table(gate, std::move(raw));
    for (const released::Number& number : table.measures[0].cells)
        EXPECT_EQ(number.state, CellState::NotDefined);
    ASSERT_EQ(table.tests.size(), 1U);
    EXPECT_EQ(table.tests[0].degrees_of_freedom, 0);
}

TEST(Edges, ATestNeedsTwoRowsAndTwoColumns) {
    const Gate gate = plain_gate();
    for (const auto& counts : {std::vector<std::uint32_t>{10, 20, 0, 0}, {10, 0, 20, 0}}) {
        RawTable raw = table_of(gate, {2, 2}, counts);
        raw.chi2 = true;
        EXPECT_EQ(testing::released_table(gate, std::move(raw)).tests[0].degrees_of_freedom, 0);
    }
    RawTable raw = table_of(gate, {2, 2}, {10, 20, 20, 10});
    raw.chi2 = true;
    const auto table = testing::released_table(gate, std::move(raw));
    EXPECT_EQ(table.tests[0].degrees_of_freedom, 1);
    EXPECT_NEAR(table.tests[0].statistic, 60 * 300.0 * 300 / (30.0 * 30 * 30 * 30), 1e-9);
}

TEST(Edges, SortingNamesWhatIsNotThere) {
    const Gate gate = plain_gate();
    for (const auto& codes : {std::vector<std::string>{"9"}, {"1", "1"}}) {
        for (const bool rows : {true, false}) {
            RawTable raw = table_of(gate, {2, 2}, {10, 20, 30, 40});
            (rows ? raw.row_sort : raw.column_sort) = SortBy{.codes = codes, .where = {}};
            const auto result = testing::release(gate, std::move(raw));
            // One variable stands on each side: a second code has nothing to name.
            EXPECT_EQ(result.ok(), codes.size() == 2);
            EXPECT_TRUE(result.ok() || result.diagnostic().code == base::Code::SortValueNotShown);
        }
    }
}

TEST(Edges, SortsAndCutsFromEitherEnd) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {4}, {40, 10, 30, 20});
    raw.row_sort = SortBy{};
    raw.cut = Cut{.end = Cut::End::Bottom, .rows = 2};
    EXPECT_EQ(testing::shown(testing::released_table(gate, std::move(raw)).measures[0]),
              (std::vector<double>{30, 40, 100}));
    RawTable top = table_of(gate, {4}, {40, 10, 30, 20});
    top.cut = Cut{.end = Cut::End::Top, .rows = 3};
    EXPECT_EQ(testing::shown(testing::released_table(gate, std::move(top)).measures[0]),
              (std::vector<double>{40, 10, 30, 100}));
}

TEST(Edges, ValuesWithoutPercentilesOrIncome) {
    const Gate gate = standard_gate();
    const TestRows data(gate.unit_keys(0), 500);
    const auto losses = make_column(std::vector<std::int32_t>(500, -7));
    const RawVariable same =
        summarize_values(gate, data.rows(), *losses, {.quantiles = true, .gini = true});
    const ReleasedValue value =
        release_value(same, same.groups[0], false, gate.policy(), gate.count_noise());
    EXPECT_EQ(value.mean.value, -7);
    EXPECT_EQ(value.gini.state, CellState::NotDefined);
    EXPECT_EQ(value.interquartile_range.value, 0);
    std::vector<std::int32_t> two(500, -7);
    std::fill_n(two.begin(), 200, -5);
    const RawVariable negative = summarize_values(gate, data.rows(), *make_column(two), {});
    ASSERT_TRUE(negative.two_values.has_value());
    const ReleasedValue loss =
        release_value(negative, negative.groups[0], false, gate.policy(), gate.count_noise());
    EXPECT_EQ(loss.gini.state, CellState::NotDefined);
    EXPECT_EQ(loss.quantiles[0].state, CellState::NotDefined);
    EXPECT_NEAR(loss.mean.value, -6.2, 0.1);
    EXPECT_EQ(value_measure(Statistic::Gini, "x", std::span(&loss, 1), gate.policy()).decimals,
              gate.policy().gini_decimals);
}

TEST(Edges, HistogramsWidenUntilTheirEdgesFit) {
    const Policy& policy = Policy::standard();
    // Steps of 50 would need three bins around 95 to 152.
    const Bins bins = nice_bins(95, 152, 1e6, 2, policy);
    EXPECT_LE(bins.count, 2U);
    EXPECT_LE(bins.first, 95);
    EXPECT_GE(bins.edge(bins.count), 152);
}

TEST(Edges, StepsInOneCellOfTheGridAreOne) {
    const Gate gate = plain_gate();
    // Ten events at every day of 4000: the grid has steps of ten days.
    std::vector<SurvivalTime> times;
    for (std::uint64_t day = 1; day <= 4000; ++day) {
        const base::Evidence leaving = evidence(gate, 10 * day, 10);
        times.push_back({.time = static_cast<double>(day),
                         .leaving = leaving,
                         .events = day <= 150 ? leaving : base::Evidence{},
                         .leaving_weight = 10,
                         .events_weight = day <= 150 ? 10.0 : 0.0});
    }
    const auto curve = draw_survival(times, true, 1.96, Policy::standard(), gate.count_noise());
    ASSERT_TRUE(curve.has_value());
    ASSERT_EQ(curve->steps.size(), 15U);
    for (std::size_t i = 0; i < 15; ++i)
        EXPECT_EQ(curve->steps[i].time, 10.0 * static_cast<double>(i + 1));
    EXPECT_NEAR(curve->steps.back().survival, 3850.0 / 4000, 0.001);
    EXPECT_FALSE(curve->median.has_value());
}

}  // namespace
}  // namespace skjerm::disclosure
