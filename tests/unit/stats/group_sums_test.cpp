// Sums by group against a walk over the rows that asks for every sign by itself.
#include "skjerm/stats/group_sums.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
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

/// `q_of`: q of a value that is not missing.
template <class QOf>
void expect_sums(const Data& data, const ValueScale& scale, QOf q_of, const std::string& name) {
    SCOPED_TRACE(name);
    const Rows& rows = data.data.rows();
    const std::vector<FactorSpec> specs{{make_column(data.classes)}};
    const auto table = std::get<Crosstab>(count_crosstab(rows, specs, {}));
    const auto column = make_column(data.values);
    const Groupings groupings;
    const std::vector<Grouping> all = groupings.all();

    using Sums = std::vector<std::vector<SignedSums>>;
    Sums expected;
    for (const Grouping& one : all) expected.emplace_back(one.set_keys.size());
    for (std::size_t row = 0; row < kRows; ++row) {
        if (!rows.selects(row) || column::is_missing(data.classes[row]) ||
            column::is_missing(data.values[row]))
            continue;
        const Int128 q = q_of(data.values[row]);
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
    // The whole by itself, and beside groups that leave a cell out.
    const auto sums_of = [&](const std::vector<Grouping>& some) {
        return group_sums(rows, table, some, keyed_signs(), *column, scale);
    };
    EXPECT_EQ(sums_of({all[2]}), (Sums{expected[2]}));
    EXPECT_EQ(sums_of({all[2], all[1]}), (Sums{expected[2], expected[1]}));
}

void expect_sums(const Data& data, std::int64_t lowest, std::int64_t highest, std::int64_t centre,
                 const std::string& name) {
    expect_sums(
        data, ValueScale::integers(lowest, highest, centre),
        [&](std::int32_t value) {
            return std::clamp<std::int64_t>(value, lowest, highest) - centre;
        },
        name);
}

void expect_sums_between(const Data& data, double lowest, double highest, double centre,
                         bool in_steps, const std::string& name) {
    const auto scale = ValueScale::reals(lowest, highest, centre);
    EXPECT_EQ(scale.steps().has_value(), in_steps) << name;
    expect_sums(
        data, scale,
        [&](std::int32_t value) {
            const double clipped = std::clamp(static_cast<double>(value), lowest, highest);
            return std::llrint((clipped - centre) / scale.unit());
        },
        name);
}

TEST(GroupSums, AgreeWithAWalkOverTheRows) {
    const Data all(kRows);
    expect_sums(all, 1'000, 60'000'000, 30'000'000, "narrow");
    expect_sums(all, 1'000, 80'000'000, -9'000'000, "wide");

    // Means of values as bounds, and as a centre that of one or two.
    expect_sums_between(all, 1'000.3, 30'000'000.7, 15'000'000, true, "whole centre");
    expect_sums_between(all, 1'000.3, 30'000'000.7, 9'999'999.5, true, "centre between two");
    expect_sums_between(all, -7.5, 9'000.25, 3, true, "most clipped");
    expect_sums_between(all, 1'000.3, 60'000'000.7, 15'000'000, false, "too far apart");
    expect_sums_between(all, 1'000.3, 30'000'000.7, 0.25, false, "no half of an integer");
    expect_sums_between(all, 100.2, 100.8, 100.5, false, "no integer between");

    std::vector<std::uint32_t> units(kRows);
    for (std::size_t row = 0; row < kRows; ++row)
        units[row] = static_cast<std::uint32_t>(3 * row / 2);
    const Data listed(units);
    expect_sums_between(listed, 1'000.3, 30'000'000.7, 9'999'999.5, true, "listed, in steps");
    expect_sums(listed, 1'000, 60'000'000, 30'000'000, "listed units");
}

/// Two factors of which one is missing now and then, and a table of the rows with a valid value.
TEST(GroupSums, LeaveOutRowsThatHaveNoCell) {
    const Data data(kRows);
    const Rows& rows = data.data.rows();
    std::vector<std::int16_t> other(kRows);
    for (std::size_t row = 0; row < kRows; ++row)
        other[row] = row % 7 == 0 ? column::missing<std::int16_t>()
                                  : static_cast<std::int16_t>(300 + row % 2);
    const auto column = make_column(data.values);
    const std::vector<FactorSpec> specs{{make_column(data.classes)}, {make_column(other)}};
    for (const bool of_valid : {false, true}) {
        CrosstabOptions options;
        if (of_valid) options.valid_in_any = {column};
        const auto table = std::get<Crosstab>(count_crosstab(rows, specs, options));
        ASSERT_EQ(table.cells.size(), 2U * kClasses);
        std::vector<std::uint32_t> cells(table.cells.size());
        std::vector<std::uint64_t> keys(cells.size());
        for (std::uint32_t cell = 0; cell < cells.size(); ++cell) cells[cell] = cell;
        for (std::size_t cell = 0; cell < cells.size(); ++cell) keys[cell] = 40 + cell;
        const std::vector<std::uint32_t> whole(cells.size(), 0);
        const std::vector<Grouping> all{{cells, keys}, {whole, std::span(keys).first(1)}};
        for (const auto& scale :
             {ValueScale::integers(10, 40'000'000, 20'000'000), ValueScale::reals(10.5, 2e7, 1e7),
              ValueScale::reals(10.5, 2e7, 0.1)}) {
            const auto sums = group_sums(rows, table, all, keyed_signs(), *column, scale);
            ClippedSums together;
            for (const SignedSums& one : sums[0]) together.merge(one.all);
            EXPECT_EQ(together, sums[1][0].all);
            EXPECT_GT(together.count, 0U);
            if (!of_valid) continue;
            for (std::size_t cell = 0; cell < cells.size(); ++cell)
                EXPECT_EQ(sums[0][cell].all.count, table.cells[cell].rows) << cell;
        }
    }
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
