// collapse, aggregate and merge: the kernels under the commands, which release nothing here.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "side_by_side/work.h"
#include "skjerm/stats/group_statistics.h"
#include "skjerm/stats/join.h"

namespace skjerm::bench {
namespace {

using column::ColumnPtr;
using stats::GroupOrder;
using stats::GroupStatistic;
using Answer = std::vector<std::vector<double>>;

const base::MemoryBudgetPtr& budget() {
    static const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{8} << 30);
    return budget;
}

/// The family of each person as a reference.
const ColumnPtr& families(const Population& population) {
    static const ColumnPtr references = [&] {
        const auto family = population.family->values<std::int32_t>();
        return random_column<column::UnitIndex>(
            kPersons, 0, [&](std::mt19937_64&, std::size_t row) {
                return column::UnitIndex{static_cast<std::uint32_t>(family[row])};
            });
    }();
    return references;
}

/// Sum of all values of a column, and how many rows it has.
std::vector<double> total_of(const column::Column& column) {
    return column::visit(column, [](auto values) {
        double sum = 0;
        for (const auto value : values)
            if (!column::is_missing(value)) sum += static_cast<double>(value);
        return std::vector<double>{static_cast<double>(values.size()), sum};
    });
}

bool is_close(double a, double b) { return std::fabs(a - b) <= 1e-9 * std::fabs(b); }

bool agrees_with(const Answer& answer, const std::vector<ColumnPtr>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::vector<double> total = total_of(*columns[i]);
        if (answer.at(0).at(0) != total[0] || !is_close(total[1], answer.at(0).at(1 + i)))
            return false;
    }
    return true;
}

std::vector<ColumnPtr> collapsed(const Population& population,
                                 std::initializer_list<GroupStatistic> statistics) {
    const GroupOrder order = GroupOrder::by_references(*families(population));
    std::vector<ColumnPtr> results;
    for (const GroupStatistic statistic : statistics)
        results.push_back(
            stats::group_statistic(order, *population.wage, statistic, budget()).value());
    return results;
}

std::vector<ColumnPtr> aggregated(const Population& population) {
    const GroupOrder order = GroupOrder::by_references(*families(population));
    const ColumnPtr sums =
        stats::group_statistic(order, *population.wage, GroupStatistic::Sum, budget()).value();
    return {order.for_rows(*sums, budget()).value()};
}

std::vector<ColumnPtr> merged(const Population& population) {
    const stats::Join join =
        stats::join_rows({.column = population.link.get()}, {.units = population.rows.rows().units},
                         population.rows.rows());
    return {column::gather(*population.value, *join.source_rows, budget()).value()};
}

}  // namespace

std::vector<Work> group_work(const Population& population) {
    const std::size_t bytes = population.family->bytes() + population.wage->bytes();
    return {
        {.id = "P4",
         .name = "collapse sum of wage to 2.5 M families",
         .sql = "SELECT CAST(count(*) AS BIGINT), CAST(sum(s) AS BIGINT) FROM (SELECT family, "
                "sum(wage) AS s FROM person GROUP BY family)",
         .goal = 0.15,
         .bytes = bytes,
         .run = [&population] { (void)collapsed(population, {GroupStatistic::Sum}); },
         .agrees =
             [&population](const Answer& answer) {
                 return agrees_with(answer, collapsed(population, {GroupStatistic::Sum}));
             }},
        {.id = "P4",
         .name = "collapse mean, sd and median of wage to 2.5 M families",
         .sql = "SELECT CAST(count(*) AS BIGINT), sum(m), sum(s), sum(q) FROM (SELECT family, "
                "avg(wage) AS m, stddev_samp(wage) AS s, quantile_cont(wage, 0.5) AS q FROM person "
                "GROUP BY family)",
         .goal = 0.15,
         .bytes = bytes,
         .run =
             [&population] {
                 (void)collapsed(population,
                                 {GroupStatistic::Mean, GroupStatistic::StandardDeviation,
                                  GroupStatistic::Median});
             },
         .agrees =
             [&population](const Answer& answer) {
                 return agrees_with(
                     answer,
                     collapsed(population, {GroupStatistic::Mean, GroupStatistic::StandardDeviation,
                                            GroupStatistic::Median}));
             }},
        {.id = "P4",
         .name = "aggregate sum of wage by family",
         .sql = "SELECT CAST(count(*) AS BIGINT), CAST(sum(s) AS BIGINT) FROM (SELECT sum(wage) "
                "OVER (PARTITION BY family) AS s FROM person)",
         .goal = 0.15,
         .bytes = bytes,
         .run = [&population] { (void)aggregated(population); },
         .agrees =
             [&population](const Answer& answer) {
                 return agrees_with(answer, aggregated(population));
             }},
        {.id = "P5",
         .name = "merge one column over a link, keys resolved",
         .sql = "SELECT CAST(count(*) AS BIGINT), CAST(sum(other.value) AS BIGINT) FROM person "
                "JOIN other ON person.link = other.person",
         .goal = 0.12,
         .bytes = population.link->bytes() + 2 * population.value->bytes(),
         .run = [&population] { (void)merged(population); },
         .agrees = [&population](
                       const Answer& answer) { return agrees_with(answer, merged(population)); }}};
}

}  // namespace skjerm::bench
