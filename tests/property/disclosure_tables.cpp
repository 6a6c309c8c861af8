// Invariants of released tables: the same numbers whatever the orientation, order of variables,
// labels and sorting (I1, I8-I10); no small number anywhere (I4).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::Category;
using released::Statistic;
using testing::Levels;

const Gate& gate() {
    static const Gate made = testing::standard_gate();
    return made;
}

/// Random units over variables with `levels` levels; low levels are more common.
std::vector<Levels> random_units(std::size_t count, const std::vector<std::uint32_t>& levels) {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    base::Aes128 random(base::Aes128::Key{5});
    std::vector<Levels> units;
    for (std::size_t unit = 0; unit < count; ++unit) {
        const base::Word128 word = random.encrypt({unit, seed});
        Levels place;
        for (std::size_t at = 0; at < levels.size(); ++at) {
            const auto draw = static_cast<double>(word.low >> (16 * at) & 0xFFFFU) / 65536.0;
            place.push_back(static_cast<std::uint32_t>(draw * draw * levels[at]));
        }
        units.push_back(std::move(place));
    }
    return units;
}

/// A cell named by "variable=code" of all its variables, in alphabetical order.
std::map<std::vector<std::string>, released::Number> by_name(const released::Table& table,
                                                             std::size_t measure) {
    const auto name = [](const std::vector<released::Axis>& axes,
                         const std::vector<std::uint32_t>& line, std::vector<std::string>& parts) {
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            const Category& category = axes[axis].categories[line[axis]];
            if (category.kind == Category::Kind::Total) continue;
            const bool other = category.kind == Category::Kind::OtherValues;
            parts.push_back(axes[axis].variable + "=" + (other ? "other" : category.code));
        }
    };
    std::map<std::vector<std::string>, released::Number> cells;
    for (std::size_t row = 0; row < table.row_index.size(); ++row) {
        for (std::size_t column = 0; column < table.column_index.size(); ++column) {
            std::vector<std::string> parts;
            name(table.rows, table.row_index[row], parts);
            name(table.columns, table.column_index[column], parts);
            std::sort(parts.begin(), parts.end());
            cells[parts] = table.measures[measure].cells[row * table.column_index.size() + column];
        }
    }
    return cells;
}

RawTable counted(const std::vector<std::uint32_t>& levels, const std::vector<std::size_t>& order,
                 const std::vector<Levels>& units, RawLevel::Label label) {
    std::vector<RawAxis> axes;
    for (const std::size_t at : order)
        axes.push_back(testing::axis("v" + std::to_string(at), levels[at], label));
    std::vector<Levels> reordered;
    for (const Levels& unit : units) {
        Levels place;
        for (const std::size_t at : order) place.push_back(unit[at]);
        reordered.push_back(std::move(place));
    }
    return testing::count(gate(), std::move(axes), reordered);
}

RC_GTEST_PROP(Tables, HaveTheSameNumbersInAnyOrientation, ()) {
    const auto variables = *rc::gen::inRange<std::size_t>(2, 5);
    std::vector<std::uint32_t> levels;
    for (std::size_t at = 0; at < variables; ++at)
        levels.push_back(*rc::gen::inRange<std::uint32_t>(1, 4));
    const auto label = *rc::gen::element(RawLevel::Label::Public, RawLevel::Label::Data);
    const std::vector<Levels> units = random_units(2000, levels);
    std::vector<std::size_t> order(variables);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto first = testing::release(gate(), counted(levels, order, units, label));

    const std::vector<std::size_t> other = *rc::gen::map(
        rc::gen::container<std::vector<int>>(variables, rc::gen::arbitrary<int>()),
        [order](const std::vector<int>& keys) {  // outlives the case when it is shrunk
            std::vector<std::size_t> shuffled = order;
            std::sort(shuffled.begin(), shuffled.end(), [&](std::size_t a, std::size_t b) {
                return std::pair(keys[a], a) < std::pair(keys[b], b);
            });
            return shuffled;
        });
    RawTable turned = counted(levels, other, units, label);
    turned.show_codes = *rc::gen::arbitrary<bool>();
    turned.flatten = *rc::gen::arbitrary<bool>();
    const auto second = testing::release(gate(), std::move(turned));

    RC_ASSERT(first.ok() == second.ok());
    if (!first.ok()) return;
    const auto one = by_name(std::get<released::Table>(first->body()), 0);
    const auto two = by_name(std::get<released::Table>(second->body()), 0);
    // Which subtotals are shown depends on the layout; every cell that both show is the same.
    std::size_t common = 0;
    for (const auto& [name, number] : one) {
        const auto found = two.find(name);
        if (found == two.end()) continue;
        ++common;
        RC_ASSERT(found->second == number);
    }
    std::size_t inner = 0;
    for (const auto& [name, number] : one) inner += name.size() == variables ? 1U : 0U;
    RC_ASSERT(common >= inner);
}

RC_GTEST_PROP(Tables, ShowNoSmallCount, ()) {
    const std::vector<std::uint32_t> levels{*rc::gen::inRange<std::uint32_t>(1, 6),
                                            *rc::gen::inRange<std::uint32_t>(1, 6)};
    const auto size = *rc::gen::inRange<std::size_t>(0, 400);
    const auto label = *rc::gen::element(RawLevel::Label::Public, RawLevel::Label::Data);
    const auto result =
        testing::release(gate(), counted(levels, {0, 1}, random_units(size, levels), label));
    if (!result.ok()) {
        RC_ASSERT(result.diagnostic().code == base::Code::TooManySmallCells);
        return;
    }
    const auto& table = std::get<released::Table>(result->body());
    for (const released::Number& number : table.measures[0].cells)
        RC_ASSERT(number.value == 0 || number.value >= 5);
    // A label known from the data alone stands for ten released units at least. Where these are
    // nearly all, the number beside it is that of all, which has noise of its own.
    if (label == RawLevel::Label::Data) {
        const double all = table.measures[0].cells.back().value;
        for (const auto& [name, number] : by_name(table, 0)) {
            if (name.size() == 1 && name[0].find("other") == std::string::npos)
                RC_ASSERT(number.value >= 10 || number.value == all);
        }
    }
}

RC_GTEST_PROP(Tables, AreSortedByReleasedNumbers, ()) {
    const std::vector<std::uint32_t> levels{6, 3};
    const std::vector<Levels> units = random_units(3000, levels);
    RawTable raw = counted(levels, {0, 1}, units, RawLevel::Label::Public);
    raw.row_sort = SortBy{};
    const auto plain =
        testing::released_table(gate(), counted(levels, {0, 1}, units, RawLevel::Label::Public));
    const auto sorted = testing::released_table(gate(), std::move(raw));
    RC_ASSERT(by_name(plain, 0).size() == by_name(sorted, 0).size());
    RC_ASSERT(by_name(plain, 0) == by_name(sorted, 0));
    const std::size_t columns = sorted.column_index.size();
    for (std::size_t row = 2; row < sorted.row_index.size(); ++row) {
        const auto& cells = sorted.measures[0].cells;
        RC_ASSERT(cells[(row - 1) * columns - 1].value <=
                  (row + 1 == sorted.row_index.size() ? INFINITY : cells[row * columns - 1].value));
    }
}

/// A code list with an unused code, against one where that code has 1 to 4 units: refusal, notes
/// and protections are the same; only the count itself, which is noisy, may tell.
RC_GTEST_PROP(Tables, HaveNotesThatTellNothing, ()) {
    const auto few = *rc::gen::inRange<std::uint32_t>(0, 5);
    const auto first = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 30);
    RawTable raw;
    raw.axes = {testing::axis("a", 3, RawLevel::Label::Data)};
    raw.cells = {testing::evidence(gate(), 1ULL << 31, 300), testing::evidence(gate(), first, few),
                 testing::evidence(gate(), 3ULL << 30, 400)};
    raw.statistics = {Statistic::Frequency};
    const auto result = testing::release(gate(), std::move(raw));
    RC_ASSERT(result.ok());
    RC_ASSERT(result->notes().size() == 1U);
    RC_ASSERT(result->notes()[0].code == base::Code::SmallCategoriesMerged);
    RC_ASSERT(result->protections().size() == 1U);
}

/// Sum = mean x count, as shown, within the rounding of six digits.
RC_GTEST_PROP(Tables, ShowSumsThatAgreeWithMeans, ()) {
    const auto count = *rc::gen::inRange<std::uint64_t>(20, 5000);
    const double mean = *rc::gen::inRange<int>(-1'000'000, 1'000'000) / 7.0;
    RawSummary unused;
    RawTable raw;
    raw.axes = {testing::axis("a", 1)};
    raw.cells = {testing::evidence(gate(), 0, count)};
    raw.statistics = {Statistic::Mean, Statistic::Sum, Statistic::Frequency};
    RawValue value{.valid = raw.cells[0],
                   .number = {raw.cells[0], 1},
                   .mean = mean,
                   .standard_deviation = {},
                   .gini = {},
                   .quantiles = {},
                   .largest_share = 0,
                   .high = {}};
    raw.variables = {{.name = "x",
                      .label = {},
                      .unit_is_person = true,
                      .two_values = {},
                      .yardstick = {},
                      .groups = {value, value}}};
    const auto table = testing::released_table(gate(), std::move(raw));
    const double product = table.measures[0].cells[0].value * table.measures[2].cells[0].value;
    RC_ASSERT(std::abs(table.measures[1].cells[0].value - product) <= 5e-6 * std::abs(product));
}

}  // namespace
}  // namespace skjerm::disclosure
