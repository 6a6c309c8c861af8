// Levels that leave out hardly anybody of their total: the numbers must not tell whether it is
// nobody or one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::axis;
using testing::Levels;
using testing::released_table;
using testing::shown;
using testing::standard_gate;

/// Units first, first + 1, …: the first `few` of them have `levels_of_few`, the others
/// `levels_of_many`.
RawTable split(const Gate& gate, std::vector<RawAxis> axes, std::uint64_t first,
               std::uint32_t units, std::uint32_t few, const Levels& levels_of_few,
               const Levels& levels_of_many) {
    const base::UnitKeys keys = gate.unit_keys(0);
    RawTable table;
    std::size_t cells = 1;
    for (const RawAxis& one : axes) cells *= one.levels.size();
    table.cells.resize(cells);
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        const Levels& levels = unit < few ? levels_of_few : levels_of_many;
        std::size_t cell = 0;
        for (std::size_t at = 0; at < axes.size(); ++at)
            cell = cell * axes[at].levels.size() + levels[at];
        table.cells[cell].add(keys.key(first + unit));
    }
    table.axes = std::move(axes);
    table.statistics = {released::Statistic::Frequency};
    return table;
}

TEST(NearTotals, ALevelDiffersFromItsTotalOnlyWhereTheRestIsShown) {
    const Gate gate = standard_gate();
    constexpr int kTables = 1000;
    for (const std::uint32_t few : {1U, 2U, 5U}) {
        int differs = 0;
        for (int table = 0; table < kTables; ++table) {
            const auto counts =
                shown(released_table(gate, split(gate, {axis("a", 3)},
                                                 10'000 * static_cast<std::uint64_t>(table), 4000,
                                                 few, {0}, {2}))
                          .measures[0]);
            const double rest = counts.size() == 3 ? counts[0] : 0;
            const double many = counts[counts.size() - 2];
            const double total = counts.back();
            if (rest == 0) {
                EXPECT_EQ(many, total);
            }
            differs += many != total ? 1 : 0;
        }
        // At most as often as the rest is released as something; other noise may give the same
        // number. Five standard errors.
        const double shown_rest = few == 1 ? 0.183 : few == 2 ? 0.369 : 0.835;
        const double error = std::sqrt(shown_rest * (1 - shown_rest) / kTables);
        EXPECT_LE(differs / double{kTables}, shown_rest + 5 * error) << few;
        EXPECT_GE(differs / double{kTables}, 0.8 * shown_rest - 5 * error) << few;
    }
}

TEST(NearTotals, LevelsThatLeaveOutMoreHaveNoiseOfTheirOwn) {
    const Gate gate = standard_gate();
    int differs = 0;
    for (std::uint64_t table = 0; table < 500; ++table) {
        const auto counts = shown(
            released_table(gate, split(gate, {axis("a", 2)}, 10'000 * table, 4000, 6, {0}, {1}))
                .measures[0]);
        differs += counts[1] != counts[2] ? 1 : 0;
    }
    EXPECT_GE(differs, 400);  // of 500
}

TEST(NearTotals, TheTotalIsThatOfAllSelectedWhereHardlyAnybodyIsMissing) {
    const Gate gate = standard_gate();
    int differs = 0;
    for (std::uint64_t table = 0; table < 500; ++table) {
        const std::uint64_t first = 10'000 * table;
        RawTable raw = split(gate, {axis("a", 2)}, first, 3000, 1000, {0}, {1});
        raw.selected = testing::evidence(gate, first, 3001);  // one is in no cell
        const auto counts = shown(released_table(gate, std::move(raw)).measures[0]);
        const auto all = gate.count_noise().release(testing::evidence(gate, first, 3001));
        differs += counts.back() != static_cast<double>(all) ? 1 : 0;
    }
    // At most as often as one unit is released as something: 0.183, and five standard errors.
    EXPECT_LE(differs, 500 * (0.183 + 5 * std::sqrt(0.183 * 0.817 / 500)));
}

TEST(NearTotals, CellsStandForTheLargestTotalTheyAlmostAre) {
    const Gate gate = standard_gate();
    for (std::uint64_t table = 0; table < 200; ++table) {
        // All but one are in one cell; the one differs in both variables.
        const auto across = released_table(gate, split(gate, {axis("a", 2), axis("b", 2)},
                                                       10'000 * table, 3000, 1, {0, 0}, {1, 1}));
        const auto turned = released_table(gate, split(gate, {axis("b", 2), axis("a", 2)},
                                                       10'000 * table, 3000, 1, {0, 0}, {1, 1}));
        // Symmetric tables: turning them changes nothing.
        EXPECT_EQ(shown(across.measures[0]), shown(turned.measures[0]));
        if (across.rows[0].categories.size() > 2) continue;  // the one is shown as 5 or 6
        for (const double count : shown(across.measures[0]))
            EXPECT_EQ(count, shown(across.measures[0]).back());
    }
}

}  // namespace
}  // namespace skjerm::disclosure
