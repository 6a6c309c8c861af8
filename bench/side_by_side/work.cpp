#include "side_by_side/work.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/value_statistics.h"
#include "skjerm/render/document.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/group_sums.h"
#include "skjerm/stats/moments.h"
#include "skjerm/stats/order_statistics.h"
#include "skjerm/stats/selection.h"

namespace skjerm::bench {
namespace {

using disclosure::RawTable;
using released::Statistic;
using Answer = std::vector<std::vector<double>>;

const disclosure::Gate& gate() {
    static const disclosure::Gate gate(disclosure::Policy::standard(),
                                       disclosure::Secret(std::array<std::uint8_t, 32>{1, 2, 3}));
    return gate;
}

/// Releases and writes as JSON; the size keeps the compiler from leaving it out.
template <class Raw>
void release(Raw raw, const base::Evidence& population) {
    auto permit = gate().admit(population, {});
    auto result =
        gate().release(disclosure::RawResult(std::move(permit).value(), std::move(raw)), {});
    if (!result.ok() || render::to_json(*result, {}).empty()) {
        std::fprintf(stderr, "a result was refused\n");
        std::exit(1);
    }
}

std::vector<stats::FactorSpec> specs_of(const std::vector<column::ColumnPtr>& columns) {
    std::vector<stats::FactorSpec> specs;
    for (const column::ColumnPtr& column : columns) specs.push_back({.column = column});
    return specs;
}

stats::Crosstab count(const Population& population, const std::vector<column::ColumnPtr>& columns) {
    return std::get<stats::Crosstab>(
        stats::count_crosstab(population.rows.rows(), specs_of(columns), {}));
}

std::string code_of(const stats::LevelValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    return std::get<std::string>(value);
}

/// A table as tabulate makes it, levels taken to be those of a code list.
RawTable table_of(const stats::Crosstab& counted) {
    RawTable table;
    for (const stats::Factor& factor : counted.factors) {
        disclosure::RawAxis axis{.variable = "variable", .label = {}, .levels = {}};
        for (std::size_t level = 0; level < factor.size(); ++level)
            axis.levels.push_back({.category = {.kind = released::Category::Kind::Value,
                                                .code = code_of(factor.value(level)),
                                                .label = {}},
                                   .label = disclosure::RawLevel::Label::Public});
        table.axes.push_back(std::move(axis));
    }
    table.cells = counted.cells;
    table.statistics = {Statistic::Frequency};
    return table;
}

base::Evidence population_of(const Population& population) {
    static const base::Evidence evidence = stats::population_evidence(population.rows.rows());
    return evidence;
}

Work tabulate(const Population& population, std::string name,
              const std::vector<column::ColumnPtr>& columns, const std::string& names) {
    Work work{.id = "P1",
              .name = std::move(name),
              .sql = "SELECT " + names + ", count(*) AS n FROM person GROUP BY ALL ORDER BY ALL",
              .goal = 0.5,
              .run =
                  [&population, columns] {
                      release(table_of(count(population, columns)), population_of(population));
                  },
              .agrees = {}};
    for (const column::ColumnPtr& column : columns) work.bytes += column->bytes();
    work.agrees = [&population, columns](const Answer& answer) {
        std::vector<std::uint64_t> counts;
        for (const base::Evidence& cell : count(population, columns).cells)
            if (cell.rows > 0) counts.push_back(cell.rows);
        return std::equal(answer.begin(), answer.end(), counts.begin(), counts.end(),
                          [](const std::vector<double>& row, std::uint64_t own) {
                              return row.back() == static_cast<double>(own);
                          });
    };
    return work;
}

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b)); }

Work summarize(const Population& population) {
    return {.id = "P2",
            .name = "summarize wage, clipped, five percentiles",
            .sql =
                "SELECT count(wage), avg(wage), stddev_samp(wage), quantile_cont(wage, 0.01), "
                "quantile_cont(wage, 0.25), quantile_cont(wage, 0.5), quantile_cont(wage, "
                "0.75), quantile_cont(wage, 0.99) FROM person",
            .goal = 0.15,
            .bytes = population.wage->bytes(),
            .run =
                [&population] {
                    disclosure::RawSummary summary;
                    summary.variables.push_back(disclosure::summarize_values(
                        gate(), population.rows.rows(), *population.wage, {.quantiles = true}));
                    release(std::move(summary), population_of(population));
                },
            .agrees =
                [&population](const Answer& answer) {
                    const stats::Rows& rows = population.rows.rows();
                    const stats::Moments moments = stats::moments(rows, *population.wage);
                    const stats::ColumnOrder order(rows, *population.wage);
                    std::vector<stats::RankRange> ranks;
                    for (const double share : disclosure::kQuantileShares)
                        ranks.push_back(stats::type7_ranks(moments.count, share));
                    const stats::WeightedOrder values = order.load(ranks, nullptr);
                    const std::vector<double>& row = answer.at(0);
                    bool same = row[0] == static_cast<double>(moments.count) &&
                                close(row[1], *moments.mean) &&
                                close(row[2], std::sqrt(*moments.variance));
                    for (std::size_t i = 0; i < disclosure::kQuantiles; ++i)
                        same =
                            same && close(row[3 + i], *stats::quantile_type7(
                                                          values, disclosure::kQuantileShares[i]));
                    return same;
                }};
}

/// Mean and standard deviation by group, without protection.
std::vector<stats::WeightedMoments> plain_moments(const Population& population,
                                                  const stats::Crosstab& table) {
    constexpr std::int64_t kNoBound = std::int64_t{1} << 31;
    const auto scale = stats::ValueScale::integers(-kNoBound, kNoBound, 0);
    std::vector<std::uint32_t> group_of_cell(table.cells.size());
    std::iota(group_of_cell.begin(), group_of_cell.end(), 0U);
    const std::vector<std::uint64_t> set_keys(table.cells.size());
    const stats::Grouping cells{group_of_cell, set_keys};
    std::vector<stats::WeightedMoments> moments;
    const auto sums = stats::group_sums(population.rows.rows(), table, std::span(&cells, 1),
                                        gate().keyed_signs(), *population.wage, scale);
    for (const stats::SignedSums& cell : sums[0])
        moments.push_back(stats::weighted_moments({cell.all, {}}, 0, scale));
    return moments;
}

Work mean_by_group(const Population& population) {
    return {.id = "P3",
            .name = "mean and sd of wage in 356 groups",
            .sql =
                "SELECT municipality, avg(wage), stddev_samp(wage) FROM person GROUP BY ALL "
                "ORDER BY ALL",
            .goal = 0.4,
            .bytes = population.wage->bytes() + population.municipality->bytes(),
            .run =
                [&population] {
                    const auto specs = specs_of({population.municipality});
                    const auto counted = std::get<stats::Crosstab>(stats::count_crosstab(
                        population.rows.rows(), specs, {.valid_in_any = {population.wage}}));
                    RawTable table = table_of(counted);
                    table.statistics = {Statistic::Mean, Statistic::StandardDeviation};
                    const disclosure::GroupPlan plan = gate().plan_groups(table).value();
                    table.variables.push_back(disclosure::summarize_groups(
                        gate(), population.rows.rows(), *population.wage, {}, counted, plan));
                    release(std::move(table), population_of(population));
                },
            .agrees =
                [&population](const Answer& answer) {
                    const auto own =
                        plain_moments(population, count(population, {population.municipality}));
                    return std::equal(
                        answer.begin(), answer.end(), own.begin(), own.end(),
                        [](const std::vector<double>& row, const stats::WeightedMoments& one) {
                            return close(row[1], *one.mean) &&
                                   close(row[2], std::sqrt(*one.variance));
                        });
                }};
}

column::ColumnPtr text_of(const column::ColumnPtr& codes) {
    std::vector<std::string> texts;
    for (int code = 301; code < 301 + kMunicipalities; ++code)
        texts.push_back("0" + std::to_string(code));
    const column::DictionaryWithCodes made = column::make_dictionary(texts);
    const auto values = codes->values<std::int16_t>();
    return random_column<column::Code16>(
        codes->size(), 0,
        [&](std::mt19937_64&, std::size_t row) {
            return column::Code16{static_cast<std::uint16_t>(
                made.codes[static_cast<std::size_t>(values[row] - 301)])};
        },
        made.dictionary);
}

column::ColumnPtr permuted(std::size_t rows) {
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0U);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(5));
    return random_column<column::UnitIndex>(
        rows, 0, [&](std::mt19937_64&, std::size_t row) { return column::UnitIndex{order[row]}; });
}

column::ColumnPtr identity(std::size_t rows) {
    return random_column<column::UnitIndex>(rows, 0, [](std::mt19937_64&, std::size_t row) {
        return column::UnitIndex{static_cast<std::uint32_t>(row)};
    });
}

}  // namespace

Population::Population()
    : sex(sex_column()),
      municipality(municipality_column()),
      municipality_text(text_of(municipality)),
      wage(wage_column()),
      family(random_column<std::int32_t>(kPersons, 4,
                                         [](std::mt19937_64& random, std::size_t) {
                                             return static_cast<std::int32_t>(random() % kFamilies);
                                         })),
      link(permuted(kPersons)),
      value(wage_column()) {}

void load(Duck& duck, const Population& population) {
    duck.load("person", {{"sex", population.sex},
                         {"municipality", population.municipality},
                         {"municipality_text", population.municipality_text},
                         {"wage", population.wage},
                         {"family", population.family},
                         {"link", population.link}});
    duck.load("other", {{"person", identity(kPersons)}, {"value", population.value}});
}

std::vector<Work> all_work(const Population& population) {
    std::vector<Work> works{
        tabulate(population, "tabulate sex", {population.sex}, "sex"),
        tabulate(population, "tabulate municipality sex (integers)",
                 {population.municipality, population.sex}, "municipality, sex"),
        tabulate(population, "tabulate municipality sex (text)",
                 {population.municipality_text, population.sex}, "municipality_text, sex"),
        summarize(population), mean_by_group(population)};
    for (Work& work : group_work(population)) works.push_back(std::move(work));
    for (Work& work : rows_work(population)) works.push_back(std::move(work));
    return works;
}

}  // namespace skjerm::bench
