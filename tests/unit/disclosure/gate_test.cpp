// Admission, snapping, and what is released besides tables.
#include "skjerm/disclosure/gate.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "skjerm/base/diagnostic_codes.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::evidence;
using testing::standard_gate;

/// What a gate does with `selected` and `rest` follows from their released counts alone.
TEST(Snap, FollowsReleasedCounts) {
    const Gate gate = standard_gate();
    for (std::uint64_t selected = 0; selected <= 20; ++selected) {
        for (std::uint64_t start = 0; start < 50; ++start) {
            const base::Evidence small = evidence(gate, 1000 * start, selected);
            const base::Evidence large = evidence(gate, 100'000 * (start + 1), 5000);
            const bool few = gate.count_noise().release(small) < 10;
            EXPECT_EQ(gate.snap(small, large, {}).value(), few ? Snap::SelectNone : Snap::Keep);
            EXPECT_EQ(gate.snap(large, small, {}).value(), few ? Snap::SelectAll : Snap::Keep);
        }
    }
}

TEST(Snap, NeverTellsNobodyFromAFew) {
    const Gate gate = standard_gate();
    const base::Evidence rest = evidence(gate, 100'000, 5000);
    for (std::uint64_t selected = 0; selected <= 4; ++selected)
        for (std::uint64_t start = 0; start < 200; ++start)
            EXPECT_EQ(gate.snap(evidence(gate, 1000 * start, selected), rest, {}).value(),
                      Snap::SelectNone);
}

TEST(Snap, SelectsNothingOfNothing) {
    const Gate gate = standard_gate();
    EXPECT_EQ(gate.snap({}, {}, {}).value(), Snap::SelectNone);
    EXPECT_EQ(gate.snap(evidence(gate, 0, 5000), {}, {}).value(), Snap::SelectAll);
}

TEST(Snap, RefusesInRefuseModeAlsoTrueNobodyAndTrueEverybody) {
    Policy policy = Policy::standard();
    policy.small_change_mode = SmallChangeMode::Refuse;
    const Gate gate(policy, testing::test_secret());
    const base::Evidence many = evidence(gate, 0, 5000);
    for (const std::uint64_t few : {0U, 1U, 4U}) {
        const base::Evidence small = evidence(gate, 100'000, few);
        for (const auto& result :
             {gate.snap(small, many, {4, 9}), gate.snap(many, small, {4, 9})}) {
            ASSERT_FALSE(result.ok());
            EXPECT_EQ(result.diagnostic().code, base::Code::ChangeTooSmall);
            EXPECT_EQ(result.diagnostic().where, (base::Span{4, 9}));
        }
    }
    EXPECT_EQ(gate.snap(many, evidence(gate, 100'000, 200), {}).value(), Snap::Keep);
}

TEST(Admission, NeedsAReleasedThousand) {
    const Gate gate = standard_gate();
    for (std::uint64_t count = 990; count <= 1010; ++count) {
        for (std::uint64_t start = 0; start < 20; ++start) {
            const base::Evidence population = evidence(gate, 10'000 * start, count);
            const bool enough = gate.count_noise().release(population) >= 1000;
            EXPECT_EQ(gate.admit_population(population, {}).ok(), enough);
            const auto permit = gate.admit(population, {2, 3});
            EXPECT_EQ(permit.ok(), enough);
            if (!enough) {
                EXPECT_EQ(permit.diagnostic().code, base::Code::PopulationTooSmall);
            }
        }
    }
    EXPECT_FALSE(gate.admit_population(evidence(gate, 0, 994), {}).ok());
    EXPECT_TRUE(gate.admit_population(evidence(gate, 0, 1005), {}).ok());
}

TEST(Dataset, HasAReleasedSize) {
    const Gate gate = standard_gate();
    const base::Evidence population = evidence(gate, 0, 4321);
    const auto result = gate.release_dataset(
        {.name = "d", .unit_type = {"person", "person"}, .units = 4321, .variables = {"x"}},
        &population, {}, {});
    const auto& summary = std::get<released::DatasetSummary>(result.body());
    EXPECT_EQ(summary.units, static_cast<double>(gate.count_noise().release(population)));
    EXPECT_EQ(result.protections(), std::vector{released::Protection::CountNoise});
}

TEST(Dataset, HasNoSizeBeforeTheFirstImport) {
    const Gate gate = standard_gate();
    // A size that somebody filled in by mistake does not pass.
    const auto result = gate.release_dataset(
        {.name = "d", .unit_type = {}, .units = 17, .variables = {}}, nullptr, {}, {});
    EXPECT_FALSE(std::get<released::DatasetSummary>(result.body()).units.has_value());
    EXPECT_TRUE(result.protections().empty());
}

TEST(Text, PassesUnchanged) {
    const Gate gate = standard_gate();
    const auto result = gate.release_document(
        {.format = released::Document::Format::Markdown, .text = {"hei", "hi"}}, {});
    EXPECT_EQ(std::get<released::Document>(result.body()).text.nb, "hei");
    EXPECT_EQ(result.provenance().policy, "sdc-2026-12");
    const auto notice = gate.release_notice(base::error(base::Code::SmallConditionSnapped, {}), {});
    EXPECT_EQ(std::get<released::Notice>(notice.body()).message.code,
              base::Code::SmallConditionSnapped);
}

TEST(Datasets, ChosenByCarriersAreCountedThroughThem) {
    const Gate gate = standard_gate();
    const base::Evidence population = testing::evidence(gate, 0, 4000);
    stats::CarrierSpread spread{
        .carriers = testing::evidence(gate, 0, 400), .rows = 4000, .largest = 10};
    RawCarriers carriers{{spread}, {spread.carriers, 10}};
    const auto count = [&] {
        const auto result = gate.release_dataset({}, &population, {}, {}, &carriers);
        return std::get<released::DatasetSummary>(result.body()).units;
    };
    EXPECT_EQ(count(), 10.0 * static_cast<double>(gate.count_noise().release(spread.carriers)));
    // Few carriers, or one with more than half of the rows: the number would be theirs.
    carriers.spreads[0].largest = 2001;
    EXPECT_EQ(count(), std::nullopt);
    carriers.spreads[0] = {
        .carriers = testing::evidence(gate, 0, 4), .rows = 4000, .largest = 1000};
    EXPECT_EQ(count(), std::nullopt);
}

}  // namespace
}  // namespace skjerm::disclosure
