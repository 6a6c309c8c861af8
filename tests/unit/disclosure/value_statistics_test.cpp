// Value statistics against the slow way: sort everything, weigh every row.
#include "skjerm/disclosure/value_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "skjerm/base/parallel.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/same_bits.h"

namespace skjerm::disclosure {
namespace {

using stats::Rows;
using testing::make_column;
using testing::plain_gate;
using testing::same_bits;
using testing::standard_gate;
using testing::TestRows;
using testing::weights_only_gate;
using testing::WithThreads;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr ValueRequest kEverything{.quantiles = true, .gini = true};

/// What one row contributes to a set.
struct Entry {
    double value;
    double weight;
};

bool is_plus(const Gate& gate, std::uint32_t unit, std::uint64_t set_key) {
    const base::Word128 bits = gate.keyed_signs().group_bits(unit / 128, set_key);
    return ((unit % 128 < 64 ? bits.low : bits.high) >> (unit % 64) & 1U) != 0;
}

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

double slow_tau(const Policy& policy, const std::vector<double>& clipped, double median) {
    double magnitude = 0;
    double squares = 0;
    for (const double value : clipped) {
        magnitude += std::abs(value - median);
        squares += (value - median) * (value - median);
    }
    double effective = static_cast<double>(clipped.size());
    if (squares > 0) effective = std::min(effective, magnitude * magnitude / squares);
    const double power = std::exp2(std::floor(std::log2(effective * (1 + 1e-12))));
    return std::clamp(policy.weight_inflation / std::sqrt(2 * power), policy.weight_tau_min,
                      policy.weight_tau_max);
}

/// What values are clipped to; `sorted` ascends.
std::pair<double, double> slow_bounds(const Policy& policy, const std::vector<double>& sorted) {
    const std::size_t count = sorted.size();
    const auto hundredth =
        static_cast<std::size_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    const std::size_t tail = std::min<std::size_t>(
        std::max<std::size_t>(hundredth, policy.winsor_min_tail), (count - 1) / 2);
    const std::size_t inner = std::clamp<std::size_t>(2 * tail, tail + 1, (count + 1) / 2);
    const auto mean_of = [&](std::size_t first, std::size_t last) {
        return std::accumulate(sorted.begin() + static_cast<std::ptrdiff_t>(first),
                               sorted.begin() + static_cast<std::ptrdiff_t>(last), 0.0) /
               static_cast<double>(last - first);
    };
    const double median = median_of(sorted);
    const double lowest =
        std::max(mean_of(tail, inner), median - policy.winsor_reach * (median - sorted[inner - 1]));
    const double highest =
        std::min(mean_of(count - inner, count - tail),
                 median + policy.winsor_reach * (sorted[count - inner] - median));
    return {lowest, highest};
}

double slow_quantile(const Policy& policy, std::vector<std::pair<double, bool>> sorted, double tau,
                     double share) {
    std::sort(sorted.begin(), sorted.end());
    const auto count = static_cast<std::int64_t>(sorted.size());
    double total = 0;
    for (const auto& one : sorted) total += one.second ? 1 + tau : 1 - tau;
    double before = 0;
    std::int64_t rank = 0;
    const double target = share * (total - 1);
    const auto weight = [&](std::int64_t at) {
        return sorted[static_cast<std::size_t>(at)].second ? 1 + tau : 1 - tau;
    };
    while (rank + 1 < count && before + weight(rank) <= target + 1e-9) before += weight(rank++);
    const auto half = std::max<std::int64_t>(
        std::clamp(static_cast<std::int64_t>(
                       std::ceil(policy.quantile_window_share * static_cast<double>(count))),
                   static_cast<std::int64_t>(policy.quantile_window_min),
                   static_cast<std::int64_t>(policy.quantile_window_max)),
        static_cast<std::int64_t>(policy.quantile_min_values / 2));
    const auto window = [&](std::int64_t centre) {
        const std::int64_t size = std::min(count, 2 * half + 1);
        const std::int64_t margin =
            std::min(static_cast<std::int64_t>(policy.winsor_min_tail), (count - size) / 2);
        const std::int64_t first =
            std::clamp<std::int64_t>(centre - half, margin, count - size - margin);
        double sum = 0;
        for (std::int64_t at = first; at < first + size; ++at)
            sum += sorted[static_cast<std::size_t>(at)].first;
        return sum / static_cast<double>(size);
    };
    const double fraction = std::clamp((target - before) / weight(rank), 0.0, 1.0);
    return window(rank) + fraction * (window(std::min(rank + 1, count - 1)) - window(rank));
}

double slow_gini(std::vector<Entry> entries) {
    for (Entry& entry : entries) entry.value = std::max(0.0, entry.value);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.value < b.value; });
    double weight = 0;
    double total = 0;
    double doubled = 0;
    for (const Entry& entry : entries) {
        doubled += entry.weight * entry.value * (2 * weight + entry.weight);
        weight += entry.weight;
        total += entry.weight * entry.value;
    }
    // Ties: the weights of equal values change places, which changes nothing but rounding.
    return doubled / (weight * total) - 1;
}

/// One group of rows, the slow way.
RawValue slow_value(const Gate& gate, const TestRows& data, const std::vector<double>& values,
                    const std::vector<std::size_t>& rows, double lowest, double highest,
                    double median) {
    RawValue result;
    std::vector<double> clipped;
    for (const std::size_t row : rows) {
        result.valid.add(data.keys().key(data.rows().units->unit(row)));
        clipped.push_back(std::clamp(values[row], lowest, highest));
    }
    if (rows.empty()) return result;
    const double tau = slow_tau(gate.policy(), clipped, median);
    std::vector<Entry> entries;
    std::vector<std::pair<double, bool>> signed_values;
    double weight = 0;
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool plus = is_plus(gate, data.rows().units->unit(rows[i]), result.valid.key_sum);
        entries.push_back({clipped[i], plus ? 1 + tau : 1 - tau});
        signed_values.emplace_back(values[rows[i]], plus);
        weight += entries.back().weight;
        sum += entries.back().weight * clipped[i];
    }
    result.mean = sum / weight;
    double deviations = 0;
    for (const Entry& entry : entries)
        deviations += entry.weight * (entry.value - *result.mean) * (entry.value - *result.mean);
    if (rows.size() > 1) result.standard_deviation = std::sqrt(deviations / (weight - 1));
    for (std::size_t i = 0; i < kQuantiles; ++i)
        result.quantiles[i] = slow_quantile(gate.policy(), signed_values, tau, kQuantileShares[i]);
    result.gini = slow_gini(entries);
    return result;
}

void expect_near(const std::optional<double>& actual, const std::optional<double>& expected,
                 const char* what) {
    ASSERT_EQ(actual.has_value(), expected.has_value()) << what;
    if (expected) {
        EXPECT_NEAR(*actual, *expected, 1e-11 * (1 + std::abs(*expected))) << what;
    }
}

void expect_equal(const RawValue& actual, const RawValue& expected) {
    EXPECT_EQ(actual.valid, expected.valid);
    expect_near(actual.mean, expected.mean, "mean");
    expect_near(actual.standard_deviation, expected.standard_deviation, "sd");
    expect_near(actual.gini, expected.gini, "gini");
    for (std::size_t i = 0; i < kQuantiles; ++i)
        expect_near(actual.quantiles[i], expected.quantiles[i], "quantile");
}

/// Wages as text-book skewed data, some missing, in int32 and (divided by 3) in double.
struct Wages {
    explicit Wages(std::size_t count, bool real) : reals(count) {
        std::mt19937_64 random(count);
        std::vector<std::int32_t> integers(count);
        for (std::size_t row = 0; row < count; ++row) {
            const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
            const bool none = random() % 6 == 0;
            const bool zero = random() % 9 == 0;
            integers[row] =
                none   ? column::missing<std::int32_t>()
                : zero ? 0
                       : static_cast<std::int32_t>(3e5 / std::sqrt(uniform + 1e-4)) - 290'000;
            reals[row] = none ? kMissing : real ? integers[row] / 3.0 : integers[row];
        }
        column = real ? make_column(reals) : make_column(integers);
    }
    std::vector<double> reals;
    column::ColumnPtr column;
};

struct Case {
    const char* name;
    std::size_t count;
    bool real;
    bool plain;
};

class Summary : public ::testing::TestWithParam<Case> {};

TEST_P(Summary, AgreesWithTheSlowWay) {
    const Case& c = GetParam();
    const Gate gate = c.plain ? plain_gate() : weights_only_gate();
    const Wages wages(c.count, c.real);
    TestRows data(gate.unit_keys(1), c.count);
    std::vector<std::int8_t> selected(c.count);
    for (std::size_t row = 0; row < c.count; ++row)
        selected[row] = static_cast<std::int8_t>(row % 7 != 0 ? 1 : 0);
    data.select(selected);

    std::vector<std::size_t> rows;
    std::vector<double> valid;
    for (std::size_t row = 0; row < c.count; ++row)
        if (selected[row] == 1 && !std::isnan(wages.reals[row])) {
            rows.push_back(row);
            valid.push_back(wages.reals[row]);
        }
    std::sort(valid.begin(), valid.end());
    const double median = median_of(valid);
    const auto [lowest, highest] = slow_bounds(gate.policy(), valid);

    const RawVariable one = summarize_values(gate, data.rows(), *wages.column, kEverything);
    ASSERT_EQ(one.groups.size(), 1U);
    EXPECT_EQ(one.two_values, std::nullopt);
    expect_equal(one.groups[0], slow_value(gate, data, wages.reals, rows, lowest, highest, median));

    // Three groups, and their total in a second layer.
    std::vector<std::int8_t> class_of(c.count);
    for (std::size_t row = 0; row < c.count; ++row)
        class_of[row] = static_cast<std::int8_t>(row * row % 3 + (row % 11 == 0 ? 1 : 0));
    const std::vector<stats::FactorSpec> specs{{make_column(class_of)}};
    const auto table = std::get<stats::Crosstab>(stats::count_crosstab(data.rows(), specs, {}));
    GroupPlan plan{.group_count = table.cells.size() + 1, .group_of_cell = {}};
    plan.group_of_cell.resize(2);
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        plan.group_of_cell[0].push_back(static_cast<std::uint32_t>(cell));
        plan.group_of_cell[1].push_back(static_cast<std::uint32_t>(table.cells.size()));
    }
    const RawVariable groups =
        summarize_groups(gate, data.rows(), *wages.column, kEverything, table, plan);
    ASSERT_EQ(groups.groups.size(), plan.group_count);
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        const auto value = std::get<std::int64_t>(table.factors[0].value(cell));
        std::vector<std::size_t> members;
        for (const std::size_t row : rows)
            if (class_of[row] == value) members.push_back(row);
        expect_equal(groups.groups[cell],
                     slow_value(gate, data, wages.reals, members, lowest, highest, median));
    }
    expect_equal(groups.groups.back(), one.groups[0]);
}

INSTANTIATE_TEST_SUITE_P(All, Summary,
                         ::testing::Values(Case{"integers_plain", 3000, false, true},
                                           Case{"reals_plain", 3000, true, true},
                                           Case{"integers", 3000, false, false},
                                           Case{"reals", 3000, true, false},
                                           Case{"small", 60, false, false},
                                           Case{"many", 200'000, false, false}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ValueStatistics, SameBitsForAnyThreadsAndAnyOrderOfRows) {
    const Gate gate = standard_gate();
    for (const bool real : {false, true}) {
        const std::size_t count = 150'000;
        const Wages wages(count, real);
        std::vector<std::uint32_t> order(count);
        std::iota(order.begin(), order.end(), 0U);
        const ValueRequest request{.quantiles = true, .gini = true, .unit_is_person = false};
        std::optional<RawValue> first;
        for (const int threads : {1, 2, 3, 8}) {
            const WithThreads with(threads);
            std::vector<double> values;
            for (const std::uint32_t unit : order) values.push_back(wages.reals[unit]);
            const TestRows data(gate.unit_keys(1), order);
            const RawVariable variable =
                summarize_values(gate, data.rows(), *make_column(values), request);
            if (!first) first = variable.groups[0];
            EXPECT_TRUE(same_bits(variable.groups[0], *first)) << threads;
            std::shuffle(order.begin(), order.end(), std::mt19937(static_cast<unsigned>(threads)));
        }
    }
}

TEST(ValueStatistics, ShiftAndScaleGoThrough) {
    const Gate gate = standard_gate();
    const Wages wages(5000, true);
    const TestRows data(gate.unit_keys(1), 5000);
    std::vector<double> changed;
    for (const double value : wages.reals) changed.push_back(8 * value + 1024);
    const RawValue plain =
        summarize_values(gate, data.rows(), *wages.column, kEverything).groups[0];
    const RawValue after =
        summarize_values(gate, data.rows(), *make_column(changed), kEverything).groups[0];
    EXPECT_NEAR(*after.mean, 8 * *plain.mean + 1024, 1e-6);
    EXPECT_NEAR(*after.standard_deviation, 8 * *plain.standard_deviation, 1e-6);
    for (std::size_t i = 0; i < kQuantiles; ++i)
        EXPECT_NEAR(*after.quantiles[i], 8 * *plain.quantiles[i] + 1024, 1e-6);
}

TEST(ValueStatistics, TwoValuesAreCounted) {
    const Gate gate = standard_gate();
    std::vector<std::int8_t> dummy(2000);
    for (std::size_t row = 0; row < dummy.size(); ++row)
        dummy[row] = row % 100 == 3 ? std::int8_t{5} : std::int8_t{1};
    const TestRows data(gate.unit_keys(1), dummy.size());
    const RawVariable variable =
        summarize_values(gate, data.rows(), *make_column(dummy), kEverything);
    ASSERT_TRUE(variable.two_values.has_value());
    EXPECT_EQ(*variable.two_values, (std::array<double, 2>{1, 5}));
    base::Evidence high;
    for (std::size_t row = 3; row < dummy.size(); row += 100) high.add(data.keys().key(row));
    EXPECT_EQ(variable.groups[0].high.units, high);
    EXPECT_GT(*variable.groups[0].mean, 1.0) << "not clipped away";
}

TEST(ValueStatistics, FewIntegersAreClippedToReleasedOnes) {
    const Gate gate = standard_gate();
    std::vector<std::int16_t> children(3000);
    for (std::size_t row = 0; row < children.size(); ++row)
        children[row] = static_cast<std::int16_t>(row % 3);
    for (std::size_t row = 0; row < 15; ++row) children[row] = 7;  // under 1 %, yet kept
    children[15] = 12;                                             // one unit
    const TestRows data(gate.unit_keys(1), children.size());
    const RawVariable variable =
        summarize_values(gate, data.rows(), *make_column(children), kEverything);
    double sum = 0;
    for (const std::int16_t one : children) sum += one;
    sum -= 12 - 7;  // clipped, whatever its released count
    EXPECT_EQ(variable.two_values, std::nullopt);
    EXPECT_NEAR(*variable.groups[0].mean, sum / 3000, 0.05);
    EXPECT_NEAR(*variable.groups[0].mean, sum / 3000,
                0.5 * *variable.groups[0].standard_deviation / std::sqrt(3000.0));
}

TEST(ValueStatistics, OneContributorDominates) {
    const Gate gate = plain_gate();
    std::vector<std::int32_t> turnover(50, 10);
    turnover[20] = -1500;
    const TestRows data(gate.unit_keys(1), turnover.size());
    const auto share = [&](bool person) {
        return summarize_values(gate, data.rows(), *make_column(turnover),
                                {.unit_is_person = person})
            .groups[0]
            .largest_share;
    };
    EXPECT_DOUBLE_EQ(share(false), 1500.0 / (1500 + 490));
    EXPECT_EQ(share(true), 0.0);
}

TEST(ValueStatistics, DegenerateColumns) {
    const Gate gate = weights_only_gate();
    const auto summarize = [&](const std::vector<double>& values) {
        const TestRows data(gate.unit_keys(1), values.size());
        return summarize_values(gate, data.rows(), *make_column(values), kEverything).groups[0];
    };
    const RawValue none = summarize({});
    EXPECT_EQ(none.valid, base::Evidence{});
    EXPECT_EQ(none.mean, std::nullopt);
    EXPECT_EQ(none.quantiles[2], std::nullopt);
    EXPECT_EQ(summarize({kMissing, kMissing}).valid.rows, 0U);

    const RawValue one = summarize({3.25});
    EXPECT_EQ(one.mean, 3.25);
    EXPECT_EQ(one.standard_deviation, std::nullopt);
    EXPECT_EQ(one.quantiles[4], 3.25);
    EXPECT_EQ(one.gini, 0.0);

    const RawValue two = summarize({1.0, 2.0});
    EXPECT_EQ(two.valid.rows, 2U);
    EXPECT_EQ(two.quantiles[0], 1.5);

    const RawValue constant = summarize(std::vector<double>(500, -7.5));
    EXPECT_EQ(constant.mean, -7.5);
    EXPECT_EQ(constant.standard_deviation, 0.0);
    EXPECT_EQ(constant.quantiles[1], -7.5);
    EXPECT_EQ(constant.gini, std::nullopt) << "negative values count as 0";
}

/// 3000 persons in families of three, who share their family's income.
struct Families {
    explicit Families(const Gate& gate) : data(gate.unit_keys(0), kPersons) {
        std::mt19937 random(5);
        std::vector<column::UnitIndex> of_row;
        for (std::uint32_t one = 0; one < kPersons / 3; ++one) {
            const auto amount = static_cast<std::int32_t>(random() % 900'000);
            for (int member = 0; member < 3; ++member) {
                incomes.push_back(amount);
                of_row.push_back(column::UnitIndex{one});
            }
        }
        family = make_column(of_row);
        income = make_column(incomes);
    }
    static constexpr std::uint32_t kPersons = 3000;
    TestRows data;
    std::vector<std::int32_t> incomes;
    column::ColumnPtr family;
    column::ColumnPtr income;
};

TEST(ValueStatistics, OfCarriersHaveTheWeightsOfCarriers) {
    const Gate gate = weights_only_gate();
    const Families families(gate);
    ValueRequest request = kEverything;
    request.carriers = {families.family};
    const RawValue value =
        summarize_values(gate, families.data.rows(), *families.income, request).groups[0];
    ASSERT_EQ(value.carriers.size(), 1U);
    EXPECT_EQ(value.carriers[0].carriers.units, 1000U);

    // The slow way: one sign a family, of the set of all rows by family.
    std::uint64_t set_key = 0;
    const base::UnitKeys keys = gate.unit_keys(families.family->domain());
    for (std::uint64_t family = 0; family < 1000; ++family) set_key += 3 * keys.key(family);
    std::vector<double> clipped(families.incomes.begin(), families.incomes.end());
    std::vector<double> sorted = clipped;
    std::sort(sorted.begin(), sorted.end());
    double magnitude = 0;
    double squares = 0;
    const auto [lowest, highest] = slow_bounds(gate.policy(), sorted);
    for (double& one : clipped) one = std::clamp(one, lowest, highest);
    const double median = median_of(clipped);
    for (std::size_t row = 0; row < clipped.size(); row += 3) {
        magnitude += 3 * std::abs(clipped[row] - median);
        squares += 9 * (clipped[row] - median) * (clipped[row] - median);
    }
    const double power = std::exp2(std::floor(std::log2(magnitude * magnitude / squares)));
    const Policy& policy = gate.policy();
    const double tau = std::clamp(policy.weight_inflation / std::sqrt(2 * power),
                                  policy.weight_tau_min, policy.weight_tau_max);
    double weight = 0;
    double sum = 0;
    for (std::size_t row = 0; row < clipped.size(); ++row) {
        const auto place = static_cast<std::uint32_t>(keys.key(row / 3));
        const double one = is_plus(gate, place, set_key) ? 1 + tau : 1 - tau;
        weight += one;
        sum += one * clipped[row];
    }
    EXPECT_NEAR(*value.mean, sum / weight, 1e-9 * sum / weight);
}

TEST(ValueStatistics, OneRowLessOfACarrierIsAnotherSet) {
    // Otherwise the difference of two sums were the value of the family that lost a member.
    const Gate gate = standard_gate();
    const Families families(gate);
    ValueRequest request = kEverything;
    request.carriers = {families.family};
    const auto total = [&](std::vector<std::int8_t> selected) {
        TestRows data(gate.unit_keys(0), Families::kPersons);
        data.select(std::move(selected));
        const RawValue value =
            summarize_values(gate, data.rows(), *families.income, request).groups[0];
        return *value.mean * static_cast<double>(value.valid.rows);
    };
    std::vector<std::int8_t> all(Families::kPersons, 1);
    const double everybody = total(all);
    double squares = 0;
    for (std::uint32_t row = 0; row < 60; ++row) {
        all[row] = 0;
        const double difference = everybody - total(all);
        all[row] = 1;
        squares += std::pow((difference - families.incomes[row]) / 259'800.0, 2);
    }
    EXPECT_GT(std::sqrt(squares / 60), 1.5) << "in standard deviations of income";
}

TEST(ValueStatistics, OneRowLessOfAUnitIsAnotherSet) {
    const Gate gate = standard_gate();
    std::vector<std::uint32_t> units;
    std::vector<std::int32_t> values;
    std::vector<std::int32_t> dates;
    std::mt19937 random(9);
    for (std::uint32_t unit = 0; unit < 500; ++unit)
        for (std::int32_t date = 0; date < 4; ++date) {
            units.push_back(unit);
            dates.push_back(date);
            values.push_back(static_cast<std::int32_t>(random() % 1000));
        }
    const TestRows data(gate.unit_keys(0), units);
    const auto column = make_column(values);
    const auto times = make_column(dates);
    const auto mean_of = [&](const std::vector<std::int8_t>& selected) {
        stats::Rows rows = data.rows();
        rows.selected = selected;
        rows.times = times.get();
        return *summarize_values(gate, rows, *column, {}).groups[0].mean;
    };
    std::vector<std::int8_t> selected(units.size(), 1);
    for (std::size_t row = 3; row < selected.size(); row += 4) selected[row] = 0;
    const double before = mean_of(selected);
    // Unit 0 gives its third row for its fourth: the same units, as many rows each.
    double squares = 0;
    for (std::size_t unit = 0; unit < 50; ++unit) {
        std::vector<std::int8_t> other = selected;
        other[4 * unit + 2] = 0;
        other[4 * unit + 3] = 1;
        const double moved = (mean_of(other) - before) * 1500;
        const double truth = values[4 * unit + 3] - values[4 * unit + 2];
        squares += std::pow((moved - truth) / 288.7, 2);
    }
    EXPECT_GT(std::sqrt(squares / 50), 1.5) << "in standard deviations of the values";
}

TEST(ValueStatistics, PercentilesOfCarriersAreOfSeveral) {
    // Twenty firms of a hundred rows each: any five neighbouring ranks are of one firm, or two.
    const Gate gate = weights_only_gate();
    std::vector<double> values;
    std::vector<column::UnitIndex> firms;
    for (std::uint32_t firm = 0; firm < 20; ++firm)
        for (int row = 0; row < 100; ++row) {
            values.push_back(1000.0 * (firm + 1) + 0.5);
            firms.push_back(column::UnitIndex{firm});
        }
    const TestRows data(gate.unit_keys(0), values.size());
    ValueRequest request = kEverything;
    request.carriers = {make_column(firms)};
    const auto column = make_column(values);
    const RawValue value = summarize_values(gate, data.rows(), *column, request).groups[0];
    const auto of = [&](Quantile quantile) {
        return *value.quantiles[static_cast<std::size_t>(quantile)];
    };
    // The mean of five firms each; at the ends of the five outermost.
    EXPECT_EQ(of(Quantile::P1), 3000.5);
    EXPECT_EQ(of(Quantile::P99), 18'000.5);
    EXPECT_NEAR(of(Quantile::P50), 10'500, 2500);
    for (const std::optional<double>& quantile : value.quantiles) {
        // Multiples of 200 would be means of five different firms that follow each other.
        EXPECT_GE(*quantile, 3000.5);
        EXPECT_LE(*quantile, 18'000.5);
    }
    // Without carriers the percentile is a firm's own value.
    const RawValue plain = summarize_values(gate, data.rows(), *column, kEverything).groups[0];
    EXPECT_EQ(*plain.quantiles[static_cast<std::size_t>(Quantile::P1)], 1000.5);
}

TEST(ValueStatistics, DominanceIsThatOfAUnitOverItsRows) {
    const Gate gate = standard_gate();
    std::vector<std::uint32_t> units;
    std::vector<double> values;
    for (std::uint32_t unit = 0; unit < 300; ++unit)
        for (int row = 0; row < (unit == 7 ? 40 : 2); ++row) {
            units.push_back(unit);
            values.push_back(100.0 + (unit == 7 ? 0 : static_cast<double>(unit) / 300));
        }
    const TestRows data(gate.unit_keys(0), units);
    const RawValue value =
        summarize_values(gate, data.rows(), *make_column(values), {.unit_is_person = false})
            .groups[0];
    EXPECT_NEAR(value.largest_share, 40.0 / (40 + 598), 0.01);
}

}  // namespace
}  // namespace skjerm::disclosure
