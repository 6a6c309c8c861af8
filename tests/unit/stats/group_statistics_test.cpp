#include "skjerm/stats/group_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>

#include "skjerm/stats/exact_sum.h"
#include "support/columns.h"
#include "support/reference.h"

namespace skjerm::stats {
namespace {

std::vector<std::uint32_t> list(const ScratchArray<std::uint32_t>& numbers) {
    return {numbers.begin(), numbers.end()};
}

using column::ColumnPtr;
using column::UnitIndex;
using testing::make_column;
using testing::WithThreads;

constexpr UnitIndex kNoUnit = column::missing<UnitIndex>();

const std::map<std::string, GroupStatistic>& statistics() {
    static const std::map<std::string, GroupStatistic> all{
        {"count", GroupStatistic::Count},
        {"percent", GroupStatistic::Percent},
        {"sum", GroupStatistic::Sum},
        {"mean", GroupStatistic::Mean},
        {"min", GroupStatistic::Minimum},
        {"max", GroupStatistic::Maximum},
        {"median", GroupStatistic::Median},
        {"iqr", GroupStatistic::InterquartileRange},
        {"sd", GroupStatistic::StandardDeviation},
        {"semean", GroupStatistic::StandardError},
        {"sebinomial", GroupStatistic::BinomialError},
        {"gini", GroupStatistic::Gini}};
    return all;
}

std::vector<double> numbers(const column::Column& column) {
    return column::visit(column, [](auto values) {
        std::vector<double> result;
        for (const auto value : values)
            result.push_back(column::is_missing(value) ? std::nan("") : static_cast<double>(value));
        return result;
    });
}

ColumnPtr computed(const GroupOrder& order, const ColumnPtr& values, GroupStatistic statistic) {
    return group_statistic(order, *values, statistic, nullptr).value();
}

/// `statistic` of one group of numbers.
double of(const std::string& statistic, const std::vector<double>& values) {
    const std::vector<UnitIndex> units(values.size(), UnitIndex{5});
    const GroupOrder order = GroupOrder::by_references(*make_column(units));
    return numbers(*computed(order, make_column(values), statistics().at(statistic))).at(0);
}

TEST(GroupStatistics, ValuesOfTheSpecification) {
    EXPECT_NEAR(of("gini", {0, 100, 200, 300, 400}), 0.4, 1e-15);
    EXPECT_NEAR(of("semean", {0, 100, 200, 300, 400}), 70.7106781187, 1e-10);
    EXPECT_EQ(of("median", {0, 100, 200, 300, 400}), 200);
    EXPECT_EQ(of("iqr", {1, 2, 3, 4, 10}), 2);
    EXPECT_NEAR(of("sebinomial", {1, 1, 1, 0, 0}), 0.219089023002, 1e-12);
}

TEST(GroupStatistics, NoAndOneValue) {
    const double missing = std::nan("");
    for (const auto& [name, statistic] : statistics()) {
        const double nothing = of(name, {missing, missing});
        if (name == "count" || name == "sum" || name == "percent")
            EXPECT_EQ(nothing, 0) << name;
        else
            EXPECT_TRUE(std::isnan(nothing)) << name;
    }
    for (const char* name : {"sd", "semean"}) EXPECT_TRUE(std::isnan(of(name, {3}))) << name;
    for (const char* name : {"mean", "min", "max", "median", "sum"}) EXPECT_EQ(of(name, {3}), 3);
    EXPECT_EQ(of("iqr", {3}), 0);
    EXPECT_TRUE(std::isnan(of("sebinomial", {3})));
    EXPECT_TRUE(std::isnan(of("gini", {2, -2})));
}

TEST(GroupStatistics, MatchR) {
    const auto cases = testing::reference_input("collapse");
    std::map<std::string, std::size_t> group_of_case;
    std::vector<std::pair<UnitIndex, double>> rows;
    for (const auto& [name, values] : cases) {
        const std::size_t group = group_of_case.size();
        group_of_case[name] = group;
        for (const double value : values)
            rows.emplace_back(UnitIndex{static_cast<std::uint32_t>(7 * group)}, value);
    }
    std::mt19937_64 random(1);
    std::shuffle(rows.begin(), rows.end(), random);
    std::vector<UnitIndex> units;
    std::vector<double> values;
    for (const auto& [unit, value] : rows) {
        units.push_back(unit);
        values.push_back(value);
    }
    const GroupOrder order = GroupOrder::by_references(*make_column(units));
    ASSERT_EQ(order.groups(), cases.size());
    std::map<std::string, std::vector<double>> found;
    for (const auto& [name, statistic] : statistics())
        found[name] = numbers(*computed(order, make_column(values), statistic));
    for (const testing::CsvLine& line :
         testing::read_csv(testing::reference_file("collapse", "expected.csv"))) {
        const std::vector<double>& input = cases.at(line.at(0));
        double largest = 0;
        for (const double value : input)
            if (!std::isnan(value)) largest = std::max(largest, std::fabs(value));
        // Where R itself cancels digits, or is 0, the size of the values counts.
        const double floor = line.at(1) == "sum" ? largest : 0;
        testing::expect_reference(found.at(line.at(1)).at(group_of_case.at(line.at(0))),
                                  testing::number_of(line.at(2)), floor,
                                  line.at(0) + " " + line.at(1));
    }
}

TEST(GroupStatistics, IntegersStayIntegers) {
    const ColumnPtr units = make_column<UnitIndex>({UnitIndex{1}, UnitIndex{1}, UnitIndex{0}});
    const GroupOrder order = GroupOrder::by_references(*units);
    const ColumnPtr small = make_column<std::int8_t>({100, 100, -3});
    EXPECT_EQ(computed(order, small, GroupStatistic::Sum)->storage(), column::Storage::Int16);
    EXPECT_EQ(numbers(*computed(order, small, GroupStatistic::Sum)),
              (std::vector<double>{-3, 200}));
    EXPECT_EQ(computed(order, small, GroupStatistic::Maximum)->storage(), column::Storage::Int8);
    EXPECT_EQ(computed(order, small, GroupStatistic::Mean)->kind(), column::Kind::Float);
    for (const auto& [name, statistic] : statistics())
        EXPECT_EQ(computed(order, small, statistic)->kind(),
                  result_kind(statistic, column::Kind::Integer))
            << name;
}

TEST(GroupStatistics, SumsThatDoNotFitBecomeReal) {
    constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max() - 1;
    const ColumnPtr units = make_column<UnitIndex>({UnitIndex{0}, UnitIndex{0}, UnitIndex{3}});
    const GroupOrder order = GroupOrder::by_references(*units);
    const ColumnPtr sums =
        computed(order, make_column<std::int64_t>({kHuge, kHuge, 5}), GroupStatistic::Sum);
    EXPECT_EQ(sums->kind(), column::Kind::Float);
    EXPECT_EQ(numbers(*sums), (std::vector<double>{0x1p64, 5}));
}

TEST(GroupStatistics, CountsTextAndNothingElse) {
    const ColumnPtr units = make_column<UnitIndex>({UnitIndex{2}, UnitIndex{2}, kNoUnit});
    const GroupOrder order = GroupOrder::by_references(*units);
    const ColumnPtr text = testing::text_column({"a", "", "b"});
    EXPECT_EQ(numbers(*computed(order, text, GroupStatistic::Count)), std::vector<double>{1});
    // Of the valid values in the whole column, grouped or not.
    EXPECT_EQ(numbers(*computed(order, text, GroupStatistic::Percent)), std::vector<double>{50});
}

/// Rows of random size and groups; few or many units, many missing.
struct RandomRows {
    std::vector<UnitIndex> units;
    std::vector<double> values;
    explicit RandomRows(std::uint64_t seed) {
        std::mt19937_64 random(seed);
        const std::size_t rows = random() % (seed % 50 == 0 ? 200'000 : 300);
        const std::uint32_t span = 1U << random() % 24;
        for (std::size_t row = 0; row < rows; ++row) {
            units.push_back(random() % 9 == 0
                                ? kNoUnit
                                : UnitIndex{static_cast<std::uint32_t>(random() % span)});
            const auto number = static_cast<double>(random() % 1000) - 300;
            values.push_back(random() % 7 == 0 ? std::nan("") : number / (row % 3 == 0 ? 8 : 3));
        }
    }
};

std::size_t random_cases() { return std::getenv("SKJERM_DEEP") == nullptr ? 300 : 10'000; }

TEST(GroupOrder, HoldsEachRowOnceInItsGroup) {
    for (std::uint64_t seed = 0; seed < random_cases(); ++seed) {
        const RandomRows data(seed);
        const GroupOrder order = GroupOrder::by_references(*make_column(data.units));
        std::map<std::uint32_t, std::vector<std::uint32_t>> expected;
        for (std::uint32_t row = 0; row < data.units.size(); ++row)
            if (data.units[row] != kNoUnit)
                expected[static_cast<std::uint32_t>(data.units[row])].push_back(row);
        ASSERT_EQ(order.groups(), expected.size()) << seed;
        std::size_t group = 0;
        std::vector<std::uint32_t> group_of_row(data.units.size(), column::kMissingRow);
        for (const auto& [unit, rows] : expected) {
            ASSERT_EQ(order.units()[group], unit);
            ASSERT_EQ(order.size(group), rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                ASSERT_EQ(order.row(order.start(group) + i), rows[i]);
                group_of_row[rows[i]] = static_cast<std::uint32_t>(group);
            }
            ++group;
        }
        ASSERT_EQ(list(order.group_of_row()), group_of_row);
        // A column of one entry a group goes back to the rows of each.
        std::vector<std::int32_t> by_group(order.groups());
        for (std::size_t i = 0; i < by_group.size(); ++i)
            by_group[i] = static_cast<std::int32_t>(7 * i + 1);
        const auto for_rows = order.for_rows(*make_column(by_group), nullptr).value();
        for (std::size_t row = 0; row < data.units.size(); ++row)
            ASSERT_EQ(for_rows->values<std::int32_t>()[row],
                      group_of_row[row] == column::kMissingRow ? column::missing<std::int32_t>()
                                                               : by_group[group_of_row[row]]);
    }
}

/// More units than buckets of 2^16 each are made for by default.
TEST(GroupOrder, UnitsMayLieFarApart) {
    const std::vector<std::uint32_t> far{4'294'967'294U, 3, 70'000'000U, 70'065'536U,
                                         70'000'000U,    3, 70'000'001U, 0};
    std::vector<UnitIndex> units;
    for (const std::uint32_t number : far) units.push_back(UnitIndex{number});
    units.push_back(kNoUnit);
    const GroupOrder order = GroupOrder::by_references(*make_column(units));
    EXPECT_EQ(
        std::vector(order.units().begin(), order.units().end()),
        (std::vector<std::uint32_t>{0, 3, 70'000'000U, 70'000'001U, 70'065'536U, 4'294'967'294U}));
    const ColumnPtr values = make_column<std::int32_t>({1, 2, 3, 4, 5, 6, 7, 8, 9});
    const ColumnPtr sums = computed(order, values, GroupStatistic::Sum);
    EXPECT_EQ(numbers(*sums), (std::vector<double>{8, 8, 8, 7, 4, 1}));
    EXPECT_EQ(order.row(order.start(1)), 1U);
    EXPECT_EQ(order.row(order.start(1) + 1), 5U);
    EXPECT_EQ(list(order.group_of_row()),
              (std::vector<std::uint32_t>{5, 1, 2, 4, 2, 1, 3, 0, column::kMissingRow}));
}

/// What is kept of one column is not taken for another, not even for one that comes to lie where
/// the first has been.
TEST(GroupOrder, KeepsTheValuesOfTheLastColumnOnly) {
    const ColumnPtr units =
        make_column<UnitIndex>({UnitIndex{1}, UnitIndex{0}, UnitIndex{1}, UnitIndex{0}});
    const GroupOrder order = GroupOrder::by_references(*units);
    for (std::int32_t k = 1; k < 100; ++k) {
        const ColumnPtr one = make_column<std::int32_t>({k, 2 * k, 3 * k, 4 * k});
        const ColumnPtr other = make_column<std::int32_t>({-k, k, -k, k});
        const ColumnPtr real = make_column<double>({0.5, 1.0 * k, 1.5, 3.0 * k});
        EXPECT_EQ(numbers(*computed(order, one, GroupStatistic::Mean)),
                  (std::vector<double>{3.0 * k, 2.0 * k}));
        EXPECT_EQ(numbers(*computed(order, one, GroupStatistic::Sum)),
                  (std::vector<double>{6.0 * k, 4.0 * k}));
        EXPECT_EQ(numbers(*computed(order, other, GroupStatistic::Median)),
                  (std::vector<double>{1.0 * k, -1.0 * k}));
        EXPECT_EQ(numbers(*computed(order, real, GroupStatistic::Mean)),
                  (std::vector<double>{2.0 * k, 1}));
        EXPECT_EQ(numbers(*computed(order, one, GroupStatistic::Maximum)),
                  (std::vector<double>{4.0 * k, 3.0 * k}));
    }
}

TEST(PairSum, IsTheExactSumOrSaysThatItIsNot) {
    std::mt19937_64 random(9);
    std::size_t exact = 0;
    for (int draw = 0; draw < 20'000; ++draw) {
        const int spread = draw % 3 == 0 ? 120 : 30;
        PairSum pair;
        ExactSum sum;
        const std::size_t terms = 1 + random() % 12;
        for (std::size_t i = 0; i < terms; ++i) {
            double term = std::ldexp(static_cast<double>(random()),
                                     static_cast<int>(random() % static_cast<unsigned>(spread)));
            if (random() % 2 == 0) term = -term;
            if (random() % 9 == 0) term = random() % 2 == 0 ? 0.0 : -0.0;
            pair.add(term);
            sum.add(term);
        }
        if (!pair.is_exact()) continue;
        ++exact;
        ASSERT_EQ(std::bit_cast<std::uint64_t>(pair.value()),
                  std::bit_cast<std::uint64_t>(sum.value()))
            << draw;
    }
    EXPECT_GT(exact, 10'000U);
    EXPECT_LT(exact, 20'000U);

    PairSum scattered;
    for (const double term : {0x1p200, 0x1p100, 1.0}) scattered.add(term);
    EXPECT_FALSE(scattered.is_exact());
    PairSum infinite;
    infinite.add(std::numeric_limits<double>::infinity());
    EXPECT_FALSE(infinite.is_exact());
    EXPECT_EQ(of("sum", {0x1p200, 1, 0x1p100, -0x1p200, -0x1p100}), 1);
    EXPECT_TRUE(std::signbit(of("sum", {-0.0, -0.0})));
    EXPECT_FALSE(std::signbit(of("sum", {-0.0, 0.0})));
}

/// Sums are added where they stand, other statistics from values put side by side: both from many
/// blocks and buckets, with units far apart and without.
TEST(GroupStatistics, OfManyBlocksAreThoseOfAWalkOverTheRows) {
    constexpr std::size_t kRows = 200'003;
    for (const std::uint32_t apart : {1U, 97U, 1'000U}) {
        std::mt19937_64 random(apart);
        std::vector<UnitIndex> units(kRows);
        std::vector<std::int32_t> values(kRows);
        std::map<std::uint32_t, std::int64_t> sums;
        std::map<std::uint32_t, std::int64_t> lowest;
        for (std::size_t row = 0; row < kRows; ++row) {
            const auto unit = static_cast<std::uint32_t>(random() % 50'000) * apart;
            units[row] = random() % 11 == 0 ? kNoUnit : UnitIndex{unit};
            values[row] = random() % 5 == 0 ? column::missing<std::int32_t>()
                                            : static_cast<std::int32_t>(random());
            if (units[row] == kNoUnit) continue;
            sums.try_emplace(unit, 0);
            lowest.try_emplace(unit, column::missing<std::int64_t>());
            if (column::is_missing(values[row])) continue;
            sums[unit] += values[row];
            if (column::is_missing(lowest[unit]) || values[row] < lowest[unit])
                lowest[unit] = values[row];
        }
        for (const int threads : {1, 2, 3}) {
            const WithThreads with(threads);
            const GroupOrder order = GroupOrder::by_references(*make_column(units));
            ASSERT_EQ(order.groups(), sums.size());
            const auto expect = [&](GroupStatistic statistic, const auto& expected) {
                const ColumnPtr found = computed(order, make_column(values), statistic);
                std::size_t group = 0;
                column::visit(*found, [&](auto numbers) {
                    using T = std::remove_const_t<typename decltype(numbers)::element_type>;
                    if constexpr (std::is_integral_v<T>)
                        for (const auto& [unit, number] : expected) {
                            const bool none = column::is_missing(number);
                            ASSERT_EQ(order.units()[group], unit);
                            ASSERT_EQ(column::is_missing(numbers[group]), none);
                            ASSERT_EQ(none ? number : std::int64_t{numbers[group]}, number);
                            ++group;
                        }
                });
                ASSERT_EQ(group, order.groups());
            };
            expect(GroupStatistic::Sum, sums);
            expect(GroupStatistic::Minimum, lowest);
        }
    }
}

TEST(GroupOrder, UnitsInOrderAreNotMoved) {
    const auto units = column::RowUnits::listed(
        make_column<UnitIndex>({UnitIndex{3}, UnitIndex{3}, UnitIndex{8}, UnitIndex{9}}), 0);
    const GroupOrder order = GroupOrder::by_units(*units);
    EXPECT_EQ(std::vector<std::uint32_t>(order.units().begin(), order.units().end()),
              (std::vector<std::uint32_t>{3, 8, 9}));
    EXPECT_EQ(list(order.group_of_row()), (std::vector<std::uint32_t>{0, 0, 1, 2}));
    EXPECT_EQ(GroupOrder::by_units(*column::RowUnits::all(0, 0)).groups(), 0U);
}

TEST(GroupOrder, ManyUnitsBehindAGroup) {
    std::vector<UnitIndex> firm;
    std::vector<UnitIndex> person;
    for (std::uint32_t i = 0; i < 12; ++i) {  // firm 4: 3 persons with 4 rows each
        firm.push_back(UnitIndex{4});
        person.push_back(UnitIndex{i / 4});
    }
    for (std::uint32_t i = 0; i < 10; ++i) {  // firm 2: 10 persons
        firm.push_back(UnitIndex{2});
        person.push_back(UnitIndex{10 + i});
    }
    const auto units = column::RowUnits::listed(make_column(person), 0);
    const GroupOrder order = GroupOrder::by_references(*make_column(firm));
    EXPECT_EQ(groups_of_many_units(order, *units, 9), (std::vector<std::uint8_t>{1, 0}));
    EXPECT_EQ(groups_of_many_units(order, *units, 10), (std::vector<std::uint8_t>{0, 0}));
    EXPECT_EQ(groups_of_many_units(order, *units, 2), (std::vector<std::uint8_t>{1, 1}));
}

TEST(GroupStatistics, SameBitsForAnyThreadsAndAnyOrderOfRows) {
    const RandomRows data(50);
    ASSERT_GT(data.units.size(), 65536U);
    std::vector<std::size_t> shuffled(data.units.size());
    std::iota(shuffled.begin(), shuffled.end(), 0);
    std::mt19937_64 random(3);
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    RandomRows other(50);
    for (std::size_t row = 0; row < shuffled.size(); ++row) {
        other.units[row] = data.units[shuffled[row]];
        other.values[row] = data.values[shuffled[row]];
    }
    for (const auto& [name, statistic] : statistics()) {
        std::optional<std::vector<double>> first;
        for (const int threads : {1, 2, 5}) {
            const WithThreads with(threads);
            for (const RandomRows* rows : {&data, static_cast<const RandomRows*>(&other)}) {
                const GroupOrder order = GroupOrder::by_references(*make_column(rows->units));
                std::vector<double> found =
                    numbers(*computed(order, make_column(rows->values), statistic));
                // So that missing is equal to itself.
                for (double& value : found)
                    if (std::isnan(value)) value = -12345;
                if (!first) first = found;
                ASSERT_EQ(found, *first) << name;
            }
        }
    }
}

TEST(ExactSum, IsTheNearestDouble) {
    const auto sum = [](const std::vector<double>& terms) {
        ExactSum exact;
        for (const double term : terms) exact.add(term);
        return exact.value();
    };
    EXPECT_EQ(sum({}), 0);
    EXPECT_EQ(sum({1e100, 1, -1e100}), 1);
    EXPECT_EQ(sum({1, 0x1p-53}), 1);                       // half way: to even
    EXPECT_EQ(sum({1, 0x1p-53, 0x1p-200}), 1 + 0x1p-52);   // above half way
    EXPECT_EQ(sum({1 + 0x1p-52, -0x1p-54, -0x1p-54}), 1);  // half way down: to even
    EXPECT_EQ(sum(std::vector<double>(10, 0.1)), 1);
}

TEST(ExactSum, DoesNotDependOnTheOrder) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 200; ++round) {
        std::vector<double> terms;
        for (int i = 0; i < 60; ++i)
            terms.push_back(std::ldexp(static_cast<double>(random() % 2001) - 1000,
                                       static_cast<int>(random() % 160) - 80));
        ExactSum first;
        for (const double term : terms) first.add(term);
        std::shuffle(terms.begin(), terms.end(), random);
        ExactSum second;
        for (const double term : terms) second.add(term);
        ASSERT_EQ(first.value(), second.value());
    }
}

TEST(GroupStatistics, HugeValuesDoNotOverflowOnTheWay) {
    EXPECT_EQ(of("sum", {1e308, 1e308, -1e308, -1e308, 3e300}), 3e300);
    EXPECT_TRUE(std::isnan(of("sum", {1.5e308, 1.5e308})));
}

}  // namespace
}  // namespace skjerm::stats
