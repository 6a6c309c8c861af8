// Invariants of value statistics before release, on columns drawn at random: what must not matter
// (order of rows, threads), what must go through (a change of unit), and every number against the
// definitions, written out without any of the engine's shortcuts.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <vector>

#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/same_bits.h"

namespace skjerm::disclosure {
namespace {

using testing::make_column;
using testing::same_bits;
using testing::standard_gate;
using testing::TestRows;
using testing::WithThreads;

constexpr ValueRequest kEverything{.quantiles = true, .gini = true};

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

/// Values of integer columns; missing where absent.
using Values = std::vector<std::optional<std::int32_t>>;

std::vector<std::int32_t> stored(const Values& values) {
    std::vector<std::int32_t> result;
    for (const auto& value : values)
        result.push_back(value.value_or(column::missing<std::int32_t>()));
    return result;
}

/// Few values, with or without stray ones; many values, with or without a heavy tail.
rc::Gen<Values> any_values() {
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange(0, 600), rc::gen::inRange(0, 5), rc::gen::arbitrary<int>()),
        [](const std::tuple<int, int, int>& drawn) {
            const auto [size, kind, seed] = drawn;
            std::mt19937 random(static_cast<unsigned>(seed));
            Values values;
            for (int row = 0; row < size; ++row) {
                const auto wide = static_cast<std::int32_t>(random() % 1'000'000);
                const auto few = static_cast<std::int32_t>(random() % 4);
                const bool stray = random() % 50 == 0;
                const bool none = random() % 10 == 0;
                std::int32_t value = 0;
                if (kind == 0) value = few % 2;
                if (kind == 1) value = few - 2;
                if (kind == 2) value = stray ? wide : few;
                if (kind == 3) value = wide - 500'000;
                if (kind == 4) value = stray ? wide * 1000 : wide;
                values.push_back(none ? std::nullopt : std::optional(value));
            }
            return values;
        });
}

RawValue summary_of(const Gate& with, const Values& values,
                    const std::vector<std::uint32_t>& units) {
    const TestRows data(with.unit_keys(1), units);
    return summarize_values(with, data.rows(), *make_column(stored(values)), kEverything).groups[0];
}

std::vector<std::uint32_t> first_units(std::size_t count) {
    std::vector<std::uint32_t> units(count);
    std::iota(units.begin(), units.end(), 0U);
    return units;
}

RC_GTEST_PROP(ValueStatistics, DoNotDependOnTheOrderOfRows, ()) {
    const Values values = *any_values();
    const std::vector<std::uint32_t> units = first_units(values.size());
    std::vector<std::uint32_t> order = units;
    std::shuffle(order.begin(), order.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
    Values shuffled;
    for (const std::uint32_t unit : order) shuffled.push_back(values[unit]);
    RC_ASSERT(same_bits(summary_of(gate(), values, units), summary_of(gate(), shuffled, order)));
}

TEST(ValueStatistics, DoNotDependOnThreads) {
    // More rows than a block has, and cells of very different size.
    constexpr std::size_t kRows = 200'000;
    for (const unsigned seed : {1U, 2U, 3U}) {
        std::mt19937 random(seed);
        std::vector<std::int32_t> values(kRows);
        std::vector<std::int16_t> classes(kRows);
        for (std::size_t row = 0; row < kRows; ++row) {
            values[row] = random() % 7 == 0 ? column::missing<std::int32_t>()
                                            : static_cast<std::int32_t>(random() % (10U << seed));
            const double share = static_cast<double>(random()) * 0x1p-32;
            classes[row] = static_cast<std::int16_t>(40 * share * share * share);
        }
        const TestRows data(gate().unit_keys(1), kRows);
        const std::vector<stats::FactorSpec> specs{{make_column(classes)}};
        const auto column = make_column(values);
        std::vector<RawValue> first;
        for (const int threads : {1, 2, 3, 7}) {
            const WithThreads with(threads);
            const auto table =
                std::get<stats::Crosstab>(stats::count_crosstab(data.rows(), specs, {}));
            GroupPlan plan{.group_count = table.cells.size() + 1, .group_of_cell = {{}, {}}};
            for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
                plan.group_of_cell[0].push_back(static_cast<std::uint32_t>(cell));
                plan.group_of_cell[1].push_back(static_cast<std::uint32_t>(table.cells.size()));
            }
            const ValueRequest request{.quantiles = true, .gini = true, .unit_is_person = false};
            std::vector<RawValue> groups =
                summarize_groups(gate(), data.rows(), *column, request, table, plan).groups;
            if (first.empty()) first = groups;
            ASSERT_EQ(groups.size(), first.size());
            for (std::size_t group = 0; group < groups.size(); ++group)
                EXPECT_TRUE(same_bits(groups[group], first[group]))
                    << threads << " threads, group " << group;
        }
    }
}

RC_GTEST_PROP(ValueStatistics, GoThroughAChangeOfUnit, ()) {
    const Values values = *any_values();
    const int scale = *rc::gen::inRange(1, 4);
    const int shift = *rc::gen::inRange(-100'000, 100'000);
    Values changed;
    for (const auto& value : values)
        changed.push_back(value ? std::optional(*value / 1000 * scale + shift) : std::nullopt);
    Values divided;
    for (const auto& value : values)
        divided.push_back(value ? std::optional(*value / 1000) : std::nullopt);

    const std::vector<std::uint32_t> units = first_units(values.size());
    const RawValue before = summary_of(gate(), divided, units);
    const RawValue after = summary_of(gate(), changed, units);
    const auto near = [&](const std::optional<double>& one, const std::optional<double>& other,
                          double moved) {
        if (!one || !other) return one.has_value() == other.has_value();
        const double expected = scale * *one + moved;
        return std::abs(*other - expected) <= 1e-10 * (1e5 + std::abs(expected));
    };
    RC_ASSERT(before.valid == after.valid);
    RC_ASSERT(before.high == after.high);
    RC_ASSERT(near(before.mean, after.mean, shift));
    RC_ASSERT(near(before.standard_deviation, after.standard_deviation, 0));
    for (std::size_t i = 0; i < kQuantiles; ++i)
        RC_ASSERT(near(before.quantiles[i], after.quantiles[i], shift));
}

// ------------------------------------------------------------------------- by the definitions

struct Entry {
    std::uint32_t unit;
    std::int64_t value;
    long double clipped = 0;
};

struct Bounds {
    double lowest;
    double highest;
    bool are_values;  ///< and no means of several
};

std::uint64_t released(const base::Evidence& set) { return gate().count_noise().release(set); }

base::Evidence set_of(const std::vector<Entry>& entries) {
    const base::UnitKeys keys = gate().unit_keys(1);
    base::Evidence set;
    for (const Entry& entry : entries) set.add(keys.key(entry.unit));
    return set;
}

/// Where few values occur, whatever enough units have is kept; else at least a hundredth and five
/// values are clipped at either end.
Bounds bounds_of(const std::vector<Entry>& sorted) {
    const Policy& policy = gate().policy();
    std::map<std::int64_t, std::vector<Entry>> by_value;
    for (const Entry& entry : sorted) by_value[entry.value].push_back(entry);
    std::vector<std::int64_t> kept;
    std::vector<Entry> strays;
    for (const auto& [value, entries] : by_value) {
        if (released(set_of(entries)) >= policy.label_min)
            kept.push_back(value);
        else
            strays.insert(strays.end(), entries.begin(), entries.end());
    }
    if (!kept.empty() && kept.size() <= policy.winsor_few_values &&
        released(set_of(strays)) < policy.min_affected)
        return {static_cast<double>(kept.front()), static_cast<double>(kept.back()), true};
    const std::size_t count = sorted.size();
    const auto hundredth =
        static_cast<std::size_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    const std::size_t tail =
        std::min<std::size_t>(std::max(hundredth, policy.winsor_min_tail), (count - 1) / 2);
    // The mean of as many values next to the tail, not too far from the median.
    const std::size_t inner = std::clamp<std::size_t>(2 * tail, tail + 1, (count + 1) / 2);
    const auto mean_of = [&](std::size_t first, std::size_t last) {
        double sum = 0;
        for (std::size_t at = first; at < last; ++at) sum += static_cast<double>(sorted[at].value);
        return sum / static_cast<double>(last - first);
    };
    const double median = (static_cast<double>(sorted[(count - 1) / 2].value) +
                           static_cast<double>(sorted[count / 2].value)) /
                          2;
    const auto innermost_low = static_cast<double>(sorted[inner - 1].value);
    const auto innermost_high = static_cast<double>(sorted[count - inner].value);
    return {std::max(mean_of(tail, inner), median - policy.winsor_reach * (median - innermost_low)),
            std::min(mean_of(count - inner, count - tail),
                     median + policy.winsor_reach * (innermost_high - median)),
            inner == tail + 1};
}

bool has_sign_plus(std::uint32_t unit, std::uint64_t set_key) {
    const base::Word128 bits = gate().keyed_signs().group_bits(unit / 128, set_key);
    return ((unit % 128 < 64 ? bits.low : bits.high) >> (unit % 64) & 1U) != 0;
}

RC_GTEST_PROP(ValueStatistics, AgreeWithTheirDefinitions, ()) {
    static const Gate weights_only = testing::weights_only_gate();
    const Values values = *any_values();
    std::vector<Entry> entries;
    for (std::size_t row = 0; row < values.size(); ++row)
        if (values[row])
            entries.push_back({.unit = static_cast<std::uint32_t>(row), .value = *values[row]});
    RC_PRE(!entries.empty());
    const RawValue actual = summary_of(weights_only, values, first_units(values.size()));
    const base::Evidence set = set_of(entries);
    RC_ASSERT(actual.valid == set);

    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.value < b.value; });
    const Bounds bounds = bounds_of(entries);
    const std::size_t count = entries.size();
    long double median = (static_cast<long double>(entries[(count - 1) / 2].value) +
                          static_cast<long double>(entries[count / 2].value)) /
                         2;
    if (bounds.are_values) median = std::floor(median);
    long double magnitude = 0;
    long double squares = 0;
    for (Entry& entry : entries) {
        entry.clipped = std::clamp(static_cast<long double>(entry.value),
                                   static_cast<long double>(bounds.lowest),
                                   static_cast<long double>(bounds.highest));
        const long double apart = entry.clipped - median;
        magnitude += std::abs(apart);
        squares += apart * apart;
    }
    auto effective = static_cast<long double>(count);
    if (squares > 0) effective = std::min(effective, magnitude * magnitude / squares);
    const Policy& policy = gate().policy();
    const long double power = std::exp2(std::floor(std::log2(std::max(1.0L, effective))));
    const long double tau =
        std::clamp(static_cast<long double>(policy.weight_inflation) / std::sqrt(2 * power),
                   static_cast<long double>(policy.weight_tau_min),
                   static_cast<long double>(policy.weight_tau_max));

    long double weights = 0;
    long double sum = 0;
    const auto weight = [&](const Entry& entry) {
        return has_sign_plus(entry.unit, set.key_sum) ? 1 + tau : 1 - tau;
    };
    for (const Entry& entry : entries) {
        weights += weight(entry);
        sum += weight(entry) * entry.clipped;
    }
    const long double mean = sum / weights;
    const auto close = [](double one, long double other) {
        return std::abs(one - other) <= 1e-9L * (1 + std::abs(other));
    };
    RC_ASSERT(close(*actual.mean, mean));
    if (count < 2) {
        RC_ASSERT(!actual.standard_deviation.has_value());
        return;
    }
    long double deviations = 0;
    for (const Entry& entry : entries) {
        const long double apart = entry.clipped - mean;
        deviations += weight(entry) * apart * apart;
    }
    RC_ASSERT(close(*actual.standard_deviation, std::sqrt(deviations / (weights - 1))));
}

}  // namespace
}  // namespace skjerm::disclosure
