#include "skjerm/disclosure/chart_rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

const Policy& policy() { return Policy::standard(); }

TEST(NiceStep, IsTheNextOfFour) {
    for (const auto& [least, step] : std::vector<std::pair<double, double>>{{1, 1},
                                                                            {1.01, 2},
                                                                            {2, 2},
                                                                            {2.1, 2.5},
                                                                            {2.6, 5},
                                                                            {5, 5},
                                                                            {5.1, 10},
                                                                            {0.03, 0.05},
                                                                            {0.002, 0.002},
                                                                            {12'345, 20'000},
                                                                            {9.99, 10}})
        EXPECT_DOUBLE_EQ(nice_step(least), step) << least;
}

TEST(LowCells, AreMoreThanHalf) {
    const auto refuses = [](std::vector<double> counts) {
        return has_too_many_low_cells(counts, policy());
    };
    EXPECT_FALSE(refuses({0, 5, 100, 0}));
    EXPECT_TRUE(refuses({0, 5, 0, 0}));
    EXPECT_FALSE(refuses({}));
}

TEST(Histogram, HasNiceEdgesAroundTheRange) {
    const Bins bins = nice_bins(103'000, 897'000, 1e6, std::nullopt, policy());
    EXPECT_EQ(bins.width, 20'000);
    EXPECT_EQ(bins.first, 100'000);
    EXPECT_EQ(bins.edge(bins.count), 900'000);
    EXPECT_LE(bins.count, 50U);
    EXPECT_EQ(nice_bins(0, 100, 100, std::nullopt, policy()).count, 10U);
    EXPECT_EQ(nice_bins(0, 100, 1e6, 20, policy()).width, 5);
    EXPECT_LE(nice_bins(0, 1000, 1e6, 5000, policy()).count, 100U);
    // Edges that do not fall on the range would add a bin.
    for (const std::size_t asked : {2U, 3U, 7U, 30U})
        EXPECT_LE(nice_bins(17, 98, 1e6, asked, policy()).count, asked);
    // A single value has a bin too.
    const Bins one = nice_bins(7, 7, 1000, std::nullopt, policy());
    EXPECT_LE(one.first, 7);
    EXPECT_GE(one.edge(one.count), 7);
    EXPECT_GE(nice_bins(0, 0, 1000, std::nullopt, policy()).count, 1U);
    EXPECT_GE(nice_bins(0, 10, 0, std::nullopt, policy()).count, 1U);
}

TEST(Histogram, TakesTailsIntoTheOuterBins) {
    const Bins bins{.first = 10, .width = 5, .count = 4};
    EXPECT_EQ(bins.bin_of(-1000), 0U);
    EXPECT_EQ(bins.bin_of(10), 0U);
    EXPECT_EQ(bins.bin_of(14.99), 0U);
    EXPECT_EQ(bins.bin_of(15), 1U);
    EXPECT_EQ(bins.bin_of(30), 3U);
    EXPECT_EQ(bins.bin_of(1e9), 3U);
}

TEST(Histogram, KeepsTheWidthAskedForOrAMultipleOfIt) {
    const Bins exact = bins_of_width(12, 88, 10, policy());
    EXPECT_EQ(exact.first, 10);
    EXPECT_EQ(exact.width, 10);
    EXPECT_EQ(exact.count, 8U);
    const Bins raised = bins_of_width(0.5, 1000, 1, policy());
    EXPECT_LE(raised.count, 100U);
    EXPECT_EQ(std::fmod(raised.width, 1), 0);
    EXPECT_EQ(raised.width, 10);
    // One bin too many because edges are multiples of the width.
    const Bins shifted = bins_of_width(0.5, 100.5, 1, policy());
    EXPECT_EQ(shifted.width, 2);
    EXPECT_LE(shifted.count, 100U);
}

TEST(Histogram, HeightsFollowFromCounts) {
    const std::vector<double> counts{10, 30, 60};
    EXPECT_EQ(bar_heights(counts, BarHeight::Frequency, 5), counts);
    EXPECT_EQ(bar_heights(counts, BarHeight::Fraction, 5), (std::vector<double>{.1, .3, .6}));
    EXPECT_EQ(bar_heights(counts, BarHeight::Percent, 5), (std::vector<double>{10, 30, 60}));
    const auto density = bar_heights(counts, BarHeight::Density, 5);
    EXPECT_NEAR((density[0] + density[1] + density[2]) * 5, 1, 1e-12);
    EXPECT_EQ(bar_heights(std::vector<double>{0, 0}, BarHeight::Percent, 1),
              (std::vector<double>{0, 0}));
}

TEST(Boxplot, IsDrawnFromReleasedPercentiles) {
    ReleasedValue value;
    double number = 1;
    for (released::Number& quantile : value.quantiles)
        quantile = {.value = number++, .state = released::CellState::Shown};
    const auto box = box_of(value);
    ASSERT_TRUE(box.has_value());
    EXPECT_EQ(box->low, 1);
    EXPECT_EQ(box->lower_quartile, 2);
    EXPECT_EQ(box->median, 3);
    EXPECT_EQ(box->upper_quartile, 4);
    EXPECT_EQ(box->high, 5);
    value.quantiles[4].state = released::CellState::Suppressed;
    EXPECT_FALSE(box_of(value).has_value());
}

TEST(Pie, LeavesOutWhatIsNotThere) {
    const auto slices = pie_slices(std::vector<double>{20, 0, 60}, policy());
    ASSERT_EQ(slices.size(), 2U);
    EXPECT_EQ(slices[0].percent, 25);
    EXPECT_EQ(slices[1].category, 2U);
    EXPECT_EQ(slices[1].count, 60);
    EXPECT_TRUE(pie_slices(std::vector<double>{0}, policy()).empty());
}

TEST(Sankey, RefusesAPairOfManySmallFlows) {
    const auto flows = sankey_flows(std::vector<double>{20, 0, 5, 60, 7, 9}, 3, policy());
    ASSERT_TRUE(flows.has_value());
    ASSERT_EQ(flows->size(), 5U);
    EXPECT_EQ((*flows)[1].from, 0U);
    EXPECT_EQ((*flows)[1].to, 2U);
    EXPECT_EQ((*flows)[2].from, 1U);
    EXPECT_EQ((*flows)[2].count, 60);
    EXPECT_FALSE(sankey_flows(std::vector<double>{20, 0, 0, 0}, 2, policy()).has_value());
}

TEST(Hexbin, GivesEveryPointTheNearestHexagon) {
    const HexLattice lattice = hex_lattice(0, 100, 0, 1000, 20, policy());
    EXPECT_EQ(lattice.across.count, 20U);
    EXPECT_EQ(lattice.up.count, 12U);
    EXPECT_DOUBLE_EQ(lattice.right(), 100);
    EXPECT_DOUBLE_EQ(lattice.top(), 1000);
    std::mt19937 random(4);
    const auto draw = [&](double most) { return most * static_cast<double>(random()) * 0x1p-32; };
    const auto distance = [&](double x, double y, HexLattice::Cell cell) {
        const auto centre = lattice.centre_of(cell);
        const double u = (x - centre.x) / lattice.across.width;
        const double v = (y - centre.y) / lattice.up.width;
        return u * u + 3 * v * v;
    };
    for (int trial = 0; trial < 2000; ++trial) {
        const double x = draw(100);
        const double y = draw(1000);
        const double found = distance(x, y, lattice.cell_of(x, y));
        for (int column = 0; column <= 20; ++column)
            for (int row = 0; row <= 12; ++row)
                for (const bool shifted : {false, true})
                    ASSERT_GE(distance(x, y, {column, row, shifted}), found - 1e-9);
    }
}

TEST(Hexbin, TakesOutsidersToTheBorder) {
    const HexLattice lattice = hex_lattice(0, 100, 0, 1000, 20, policy());
    EXPECT_EQ(lattice.cell_of(-5000, 500), lattice.cell_of(0, 500));
    EXPECT_EQ(lattice.cell_of(100, 1e9), lattice.cell_of(100, 1000));
    EXPECT_EQ(hex_lattice(0, 1, 0, 1, 400, policy()).across.count, 25U);
    EXPECT_EQ(hex_lattice(0, 1, 0, 1, 0, policy()).across.count, 1U);
}

TEST(Hexbin, ShowsClassesAndNotCounts) {
    const std::vector<double> counts{0, 4, 5, 50, 500, 5000};
    const HexClasses classes = hex_classes(counts, 3, policy());
    EXPECT_EQ(classes.edges, (std::vector<double>{5, 50, 500, 5000}));
    EXPECT_EQ(classes.class_of, (std::vector<std::uint32_t>{0, 0, 1, 2, 3, 3}));
    EXPECT_LE(hex_classes(counts, 99, policy()).edges.size(), 11U);
    const HexClasses equal = hex_classes(std::vector<double>{9, 9}, 5, policy());
    EXPECT_EQ(equal.edges, (std::vector<double>{9, 9}));
    EXPECT_EQ(equal.class_of, (std::vector<std::uint32_t>{1, 1}));
    EXPECT_TRUE(hex_classes(std::vector<double>{0, 4}, 5, policy()).edges.empty());
}

}  // namespace
}  // namespace skjerm::disclosure
