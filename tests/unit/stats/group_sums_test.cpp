// Sums by group against a walk over the rows that asks for every sign by itself.
#include "skjerm/stats/group_sums.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::WithThreads;

const base::KeyedSigns& keyed_signs() {
    static const base::KeyedSigns signs(TestRows::key());
    return signs;
}

bool is_plus(std::uint32_t unit, std::uint64_t set_key) {
    const base::Word128 bits = keyed_signs().group_bits(unit / 128, set_key);
    return ((unit % 128 < 64 ? bits.low : bits.high) >> (unit % 64) & 1U) != 0;
}

void add(ClippedSums& sums, Int128 q) { sums.merge({1, q, q < 0 ? -q : q, q * q}); }

constexpr std::size_t kRows = 150'000;
constexpr int kClasses = 9;

/// Rows of nine classes and missing; values of which some are missing.
struct Data {
    template <class Units>
    explicit Data(const Units& units) : data(units) {
        std::mt19937_64 random(31);
        std::vector<std::int8_t> selected(kRows);
        for (std::size_t row = 0; row < kRows; ++row) {
            classes.push_back(random() % 20 == 0 ? column::missing<std::int8_t>()
                                                 : static_cast<std::int8_t>(random() % kClasses));
            values.push_back(random() % 3 == 0 ? column::missing<std::int32_t>()
                                               : static_cast<std::int32_t>(random() % 90'000'000));
            selected[row] = static_cast<std::int8_t>(random() % 5 == 0 ? 0 : 1);
        }
        data.select(selected);
    }
    TestRows data;
    std::vector<std::int8_t> classes;
    std::vector<std::int32_t> values;
};

/// A table of nine cells, gathered as cells, in pairs with one cell left out, and as a whole.
struct Groupings {
    std::vector<std::uint32_t> cells{0, 1, 2, 3, 4, 5, 6, 7, 8};
    std::vector<std::uint32_t> pairs{0, 0, 1, 1, Factor::kNone, 2, 2, 3, 3};
    std::vector<std::uint32_t> whole = std::vector<std::uint32_t>(kClasses, 0);
    std::vector<std::uint32_t> rest{Factor::kNone, 0, 0, 0, 0, 0, 0, 0, 0};
    std::vector<std::uint64_t> keys{11, 12, 13, 14, 15, 16, 17, 18, 19};

    std::vector<Grouping> all() const {
        const std::span<const std::uint64_t> set_keys(keys);
        return {{cells, set_keys},
                {pairs, set_keys.subspan(1, 4)},
                {whole, set_keys.first(1)},
                {rest, set_keys.subspan(5, 1)}};
    }
};

void expect_sums(const Data& data, std::int64_t lowest, std::int64_t highest, std::int64_t centre,
                 const std::string& name) {
    SCOPED_TRACE(name);
    const Rows& rows = data.data.rows();
    const auto scale = ValueScale::integers(lowest, highest, centre);
    const std::vector<FactorSpec> specs{{make_column(data.classes)}};
    const auto table = std::get<Crosstab>(count_crosstab(rows, specs, {}));
    const auto column = make_column(data.values);
    const Groupings groupings;
    const std::vector<Grouping> all = groupings.all();

    std::vector<std::vector<SignedSums>> expected;
    for (const Grouping& one : all) expected.emplace_back(one.set_keys.size());
    for (std::size_t row = 0; row < kRows; ++row) {
        if (!rows.selects(row) || column::is_missing(data.classes[row]) ||
            column::is_missing(data.values[row]))
            continue;
        const Int128 q = std::clamp<std::int64_t>(data.values[row], lowest, highest) - centre;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const std::uint32_t group =
                all[at].group_of_cell[static_cast<std::size_t>(data.classes[row])];
            if (group == Factor::kNone) continue;
            add(expected[at][group].all, q);
            if (is_plus(rows.units->unit(row), all[at].set_keys[group]))
                add(expected[at][group].plus, q);
        }
    }
    for (const int threads : {1, 2, 3}) {
        const WithThreads with(threads);
        EXPECT_EQ(group_sums(rows, table, all, keyed_signs(), *column, scale), expected)
            << threads << " threads";
    }
}

TEST(GroupSums, AgreeWithAWalkOverTheRows) {
    const Data all(kRows);
    expect_sums(all, 1'000, 60'000'000, 30'000'000, "narrow");
    expect_sums(all, 1'000, 80'000'000, -9'000'000, "wide");

    std::vector<std::uint32_t> units(kRows);
    for (std::size_t row = 0; row < kRows; ++row)
        units[row] = static_cast<std::uint32_t>(3 * row / 2);
    const Data listed(units);
    expect_sums(listed, 1'000, 60'000'000, 30'000'000, "listed units");
}

TEST(GroupSums, OfNoRowsAreZero) {
    const TestRows data(0);
    const std::vector<FactorSpec> specs{{make_column(std::vector<std::int8_t>{})}};
    const auto table = std::get<Crosstab>(count_crosstab(data.rows(), specs, {}));
    const std::vector<Grouping> none{{{}, {}}};
    const auto sums =
        group_sums(data.rows(), table, none, keyed_signs(),
                   *make_column(std::vector<std::int32_t>{}), ValueScale::integers(0, 1, 0));
    ASSERT_EQ(sums.size(), 1U);
    EXPECT_TRUE(sums[0].empty());
}

}  // namespace
}  // namespace skjerm::stats
