// Clipped statistics and the test of tables against R (tests/reference/*/make.R), through a gate
// that changes nothing else.
#include "support/reference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::CsvLine;
using testing::expect_reference;
using testing::number_of;
using testing::read_csv;
using testing::reference_file;
using testing::reference_input;

/// No protection but clipping.
Gate clipping_gate() {
    const Policy& standard = Policy::standard();
    Policy policy = testing::plain_policy();
    policy.winsor_share = standard.winsor_share;
    policy.winsor_min_tail = standard.winsor_min_tail;
    return PlainNoise::gate(policy, testing::test_secret());
}

TEST(Reference, WinsorisedMoments) {
    const Gate gate = clipping_gate();
    const auto cases = reference_input("winsorised");
    for (const CsvLine& line : read_csv(reference_file("winsorised", "expected.csv"))) {
        const std::vector<double>& values = cases.at(line.at(0));
        const testing::TestRows data(gate.unit_keys(1), values.size());
        const RawVariable variable =
            summarize_values(gate, data.rows(), *testing::make_column(values), {.gini = true});
        const RawValue& value = variable.groups.at(0);
        const std::string& statistic = line.at(1);
        const std::optional<double> actual = statistic == "mean" ? value.mean
                                             : statistic == "sd" ? value.standard_deviation
                                                                 : value.gini;
        // Two values are never clipped, and their mean is derived from counts.
        if (variable.two_values) continue;
        const bool index = statistic == "gini";
        expect_reference(actual.value_or(std::nan("")), number_of(line.at(2)), index ? 1 : 0,
                         line.at(0) + " " + statistic);
    }
}

TEST(Reference, PearsonTest) {
    (void)reference_input("chisq");
    std::map<std::string, std::map<std::pair<int, int>, std::uint64_t>> tables;
    for (const CsvLine& line : read_csv(reference_file("chisq", "input.csv")))
        tables[line.at(0)][{std::stoi(line.at(1)), std::stoi(line.at(2))}] =
            std::stoull(line.at(3));
    const Gate gate = testing::plain_gate();
    for (const CsvLine& line : read_csv(reference_file("chisq", "expected.csv"))) {
        const auto& cells = tables.at(line.at(0));
        const auto [rows, columns] = cells.rbegin()->first;
        RawTable table;
        table.axes = {testing::axis("row", static_cast<std::uint32_t>(rows)),
                      testing::axis("column", static_cast<std::uint32_t>(columns))};
        std::uint64_t key = 0;
        for (const auto& [place, count] : cells) table.cells.push_back({count, count, ++key, key});
        table.statistics = {released::Statistic::Frequency};
        table.chi2 = true;
        base::Evidence population{1'000'000, 1'000'000, 1, 1};
        auto released =
            gate.release(RawResult(gate.admit(population, {}).value(), std::move(table)), {});
        ASSERT_TRUE(released.ok());
        const auto& test = std::get<released::Table>(released->body()).tests.at(0);
        expect_reference(test.statistic, number_of(line.at(1)), 0, line.at(0));
        EXPECT_EQ(test.degrees_of_freedom, number_of(line.at(2))) << line.at(0);
        // R and Boost compute the incomplete gamma function in different ways.
        EXPECT_NEAR(test.p_value, number_of(line.at(3)), 1e-10 * number_of(line.at(3)) + 1e-300)
            << line.at(0);
    }
}

}  // namespace
}  // namespace skjerm::disclosure
