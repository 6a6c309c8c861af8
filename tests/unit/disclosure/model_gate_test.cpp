// Which models are admitted, who is left out of them, and what their weights depend on.
#include "skjerm/disclosure/model_gate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::evidence;
using testing::standard_gate;
using testing::TestRows;

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

/// Columns of a design that is held.
struct Columns {
    std::vector<std::vector<double>> columns;

    [[nodiscard]] stats::Design design() const {
        return {.rows = columns.front().size(),
                .columns = columns.size(),
                .fill = [this](std::size_t begin, std::span<double> out) {
                    for (std::size_t i = 0; i < out.size(); ++i)
                        out[i] = columns[i % columns.size()][begin + i / columns.size()];
                }};
    }
};

/// A constant, a year and a dummy for the first `ones` of `rows`.
Columns with_dummy(std::size_t rows, std::size_t ones) {
    Columns result{{std::vector<double>(rows, 1.0), {}, {}}};
    std::mt19937 random(3);
    for (std::size_t row = 0; row < rows; ++row) {
        result.columns[1].push_back(1940.0 + static_cast<double>(random() % 60));
        result.columns[2].push_back(row < ones ? 1 : 0);
    }
    return result;
}

base::Result<AdmittedModel> admit(const Columns& columns, const stats::Rows& rows,
                                  const Gate& with = gate(), bool counts = false) {
    const stats::Design design = columns.design();
    return admit_model(with, {.rows = rows, .design = design, .dependent_counts = counts}, {});
}

void expect_refused(const base::Result<AdmittedModel>& result) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.diagnostic().code, base::Code::ModelTooFewUnits);
}

TEST(ModelGate, AdmitsAnOrdinaryModel) {
    const TestRows data(gate().unit_keys(0), 4000);
    const auto admitted = admit(with_dummy(4000, 1000), data.rows());
    ASSERT_TRUE(admitted.ok());
    EXPECT_EQ(admitted->columns, (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(admitted->units.units, 4000U);
    ASSERT_EQ(admitted->supports.size(), 1U);
    EXPECT_EQ(admitted->supports[0], evidence(gate(), 0, 1000));
    // The smallest support has 1000 units, of which 512 enter.
    EXPECT_DOUBLE_EQ(admitted->tau, gate().policy().weight_inflation / std::sqrt(2.0 * 512));
    EXPECT_EQ(admitted->sign_set, admitted->units.key_sum ^ admitted->space);
}

TEST(ModelGate, LeavesOutUnitsThatDetermineATerm) {
    const TestRows data(gate().unit_keys(0), 4000);
    const auto few = admit(with_dummy(4000, 4), data.rows());
    ASSERT_TRUE(few.ok());
    EXPECT_EQ(few->units.units, 3996U);
    EXPECT_EQ(few->kept[3], 0);
    EXPECT_EQ(few->kept[4], 1);
    EXPECT_EQ(few->columns, (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(few->supports.empty());
    const auto enough = admit(with_dummy(4000, 12), data.rows());
    ASSERT_TRUE(enough.ok());
    EXPECT_EQ(enough->units.units, 4000U);
    EXPECT_EQ(enough->columns.size(), 3U);
}

TEST(ModelGate, LooksThroughTermsThatAreEachOrdinary) {
    // Two dummies of a thousand units each, which differ by a single one.
    const TestRows data(gate().unit_keys(0), 4000);
    Columns columns = with_dummy(4000, 1000);
    columns.columns.push_back(columns.columns[2]);
    columns.columns[3][1000] = 1;
    const auto admitted = admit(columns, data.rows());
    ASSERT_TRUE(admitted.ok());
    EXPECT_EQ(admitted->kept[1000], 0);
    EXPECT_EQ(admitted->units.units, 3999U);
    EXPECT_EQ(admitted->columns, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(ModelGate, LeavesOutAllRowsOfAUnit) {
    std::vector<std::uint32_t> units;
    for (std::uint32_t unit = 0; unit < 1000; ++unit) units.insert(units.end(), 3, unit);
    const TestRows data(gate().unit_keys(0), units);
    Columns columns = with_dummy(3000, 0);
    // Six rows of two units: no row has a leverage above a tenth by much, each unit has a half.
    for (std::size_t row = 300; row < 306; ++row) columns.columns[2][row] = 1;
    const auto admitted = admit(columns, data.rows());
    ASSERT_TRUE(admitted.ok());
    EXPECT_EQ(admitted->units.units, 998U);
    EXPECT_EQ(admitted->units.rows, 2994U);
    for (std::size_t row = 300; row < 306; ++row) EXPECT_EQ(admitted->kept[row], 0);
    // Rows of a unit are told apart: the signs are not those of the units alone.
    EXPECT_NE(admitted->sign_set, admitted->units.key_sum ^ admitted->space);
}

TEST(ModelGate, RefusesWhatFewUnitsAreBehind) {
    const TestRows few(gate().unit_keys(0), 40);
    expect_refused(admit({{std::vector<double>(40, 1.0)}}, few.rows()));
    // 70 units, 62 columns: hardly any degree of freedom is left, whoever is left out.
    const TestRows data(gate().unit_keys(0), 70);
    Columns columns{std::vector<std::vector<double>>(62, std::vector<double>(70))};
    std::mt19937 random(5);
    for (auto& column : columns.columns)
        for (double& x : column) x = static_cast<double>(random() % 1000);
    expect_refused(admit(columns, data.rows()));
    TestRows nobody(gate().unit_keys(0), 100);
    nobody.select(std::vector<std::int8_t>(100, 0));
    expect_refused(admit({{std::vector<double>(100, 1.0)}}, nobody.rows()));
}

TEST(ModelGate, RefusesWhenManyWouldBeLeftOut) {
    // Twelve dummies of four units each single out 48 of 1000.
    const TestRows data(gate().unit_keys(0), 1000);
    Columns columns{{std::vector<double>(1000, 1.0)}};
    for (std::size_t dummy = 0; dummy < 12; ++dummy) {
        auto& column = columns.columns.emplace_back(1000, 0.0);
        for (std::size_t row = 4 * dummy; row < 4 * dummy + 4; ++row) column[row] = 1;
    }
    expect_refused(admit(columns, data.rows()));
}

TEST(ModelGate, RefusesWhatDoesNotSettle) {
    // Powers of two: whoever is largest determines the line, however many have been left out.
    const TestRows data(gate().unit_keys(0), 3000);
    Columns columns{{std::vector<double>(3000, 1.0), std::vector<double>(3000, 0.0)}};
    for (std::size_t row = 0; row < 60; ++row)
        columns.columns[1][row] = std::ldexp(1.0, static_cast<int>(row));
    expect_refused(admit(columns, data.rows()));
}

TEST(ModelGate, RefusesTooManyColumns) {
    const TestRows data(gate().unit_keys(0), 60);
    expect_refused(
        admit({std::vector<std::vector<double>>(501, std::vector<double>(60, 1.0))}, data.rows()));
}

TEST(ModelGate, WeightsDependOnTheSpaceAndNotOnItsColumns) {
    const TestRows data(gate().unit_keys(0), 3000);
    const Columns columns = with_dummy(3000, 500);
    Columns other = columns;
    for (std::size_t row = 0; row < 3000; ++row) {
        other.columns[2][row] = 1 - columns.columns[2][row];
        other.columns[1][row] = (columns.columns[1][row] - 1970) / 10 + columns.columns[2][row];
    }
    const auto one = admit(columns, data.rows());
    const auto two = admit(other, data.rows());
    ASSERT_TRUE(one.ok() && two.ok());
    EXPECT_EQ(one->space, two->space);
    EXPECT_EQ(one->sign_set, two->sign_set);
    EXPECT_EQ(one->tau, two->tau);
    const auto larger = admit(with_dummy(3000, 501), data.rows());
    ASSERT_TRUE(larger.ok());
    EXPECT_NE(one->space, larger->space);
}

TEST(ModelGate, WorkingWeightsAreNoPartOfTheSpace) {
    const TestRows data(gate().unit_keys(0), 3000);
    const Columns columns = with_dummy(3000, 500);
    std::vector<double> weights(3000);
    for (std::size_t row = 0; row < 3000; ++row)
        weights[row] = 0.05 + 0.01 * static_cast<double>(row % 20);
    stats::Design design = columns.design();
    const auto plain = admit_model(gate(), {.rows = data.rows(), .design = design}, {});
    design.weights = weights;
    const auto weighted = admit_model(gate(), {.rows = data.rows(), .design = design}, {});
    ASSERT_TRUE(plain.ok() && weighted.ok());
    EXPECT_EQ(plain->space, weighted->space);
}

TEST(ModelGate, SmallSetsMakeStrongWeights) {
    const TestRows data(gate().unit_keys(0), 3000);
    const Columns columns = with_dummy(3000, 20);
    EXPECT_DOUBLE_EQ(admit(columns, data.rows())->tau, 0.2);
    EXPECT_DOUBLE_EQ(admit(columns, data.rows(), gate(), true)->tau,
                     gate().policy().weight_inflation / std::sqrt(2.0 * 16));
    // A reference level of 100 units, or one of all but 100: the smaller side counts.
    const Columns plain = with_dummy(3000, 0);
    const stats::Design without = plain.design();
    for (const std::uint64_t size : {100U, 2900U}) {
        const base::Evidence level = evidence(gate(), 0, size);
        const auto admitted = admit_model(
            gate(), {.rows = data.rows(), .design = without, .supports = std::span(&level, 1)}, {});
        EXPECT_DOUBLE_EQ(admitted->tau, gate().policy().weight_inflation / std::sqrt(2.0 * 64));
    }
    const auto all = admit(plain, data.rows());
    EXPECT_DOUBLE_EQ(all->tau, gate().policy().weight_inflation / std::sqrt(2.0 * 2048));
}

TEST(ModelGate, ExactModelsHaveNoWeights) {
    Policy policy = Policy::standard();
    policy.model_exact = true;
    const Gate exact(policy, testing::test_secret());
    const TestRows data(exact.unit_keys(0), 3000);
    EXPECT_EQ(admit(with_dummy(3000, 500), data.rows(), exact)->tau, 0);
}

TEST(ModelGate, RefusesExactFits) {
    const Policy& policy = Policy::standard();
    EXPECT_TRUE(admit_fit(policy, 0.9, false, {}).ok());
    EXPECT_TRUE(admit_fit(policy, 0.999999, false, {}).ok());
    EXPECT_FALSE(admit_fit(policy, 0.9999995, false, {}).ok());
    EXPECT_FALSE(admit_fit(policy, 0.2, true, {}).ok());
    EXPECT_FALSE(admit_fit(policy, std::nan(""), false, {}).ok());
    EXPECT_EQ(admit_fit(policy, 1, false, {}).diagnostic().code, base::Code::ModelTooFewUnits);
}

TEST(ModelGate, PartsAndGroupsNeedUnits) {
    EXPECT_TRUE(admit_part(gate(), evidence(gate(), 0, 60), 50, {}).ok());
    EXPECT_FALSE(admit_part(gate(), evidence(gate(), 0, 40), 50, {}).ok());
    EXPECT_TRUE(admit_groups(gate(), evidence(gate(), 0, 16), true, {}).ok());
    EXPECT_FALSE(admit_groups(gate(), evidence(gate(), 0, 4), true, {}).ok());
    EXPECT_TRUE(admit_groups(gate(), evidence(gate(), 0, 2), false, {}).ok());
    EXPECT_FALSE(admit_groups(gate(), evidence(gate(), 0, 1), false, {}).ok());
}

TEST(ModelGate, MergesSmallLevels) {
    const std::vector<base::Evidence> levels{evidence(gate(), 0, 200), evidence(gate(), 1000, 4),
                                             evidence(gate(), 2000, 800),
                                             evidence(gate(), 3000, 3)};
    constexpr std::uint32_t kOther = FactorLevels::kOther;
    const FactorLevels kept = merge_small_levels(gate(), levels, 0);
    EXPECT_EQ(kept.merged, (std::vector<std::uint32_t>{0, kOther, 2, kOther}));
    EXPECT_EQ(kept.reference, 0U);
    // The reference was merged: the largest takes its place.
    EXPECT_EQ(merge_small_levels(gate(), levels, 3).reference, 2U);
    const std::vector<base::Evidence> small{levels[1], levels[3]};
    EXPECT_EQ(merge_small_levels(gate(), small, 0).reference, kOther);
}

}  // namespace
}  // namespace skjerm::disclosure
