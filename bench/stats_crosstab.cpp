// Counting tables of the whole population, with evidence.
#include <benchmark/benchmark.h>

#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/selection.h"
#include "synthetic.h"

namespace skjerm::bench {
namespace {

void keys_alone(benchmark::State& state) {
    const AllRows all;
    for (auto _ : state) {
        const auto sum = base::fold_exact<std::uint64_t>(
            kPersons, [] { return std::uint64_t{0}; },
            [&](std::uint64_t& into, const base::Block& block) {
                std::array<std::uint64_t, 1024> keys;
                for (std::size_t row = block.begin; row < block.end; row += 1024) {
                    const std::size_t n = std::min<std::size_t>(1024, block.end - row);
                    all.rows().keys->fill_range(row, {keys.data(), n});
                    into += keys[0];
                }
            },
            [](std::uint64_t& into, std::uint64_t from) { into += from; });
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(keys_alone)->Unit(benchmark::kMillisecond)->UseRealTime();

void one_way(benchmark::State& state) {
    const AllRows all;
    const std::vector<stats::FactorSpec> factors{{sex_column()}};
    for (auto _ : state) benchmark::DoNotOptimize(stats::count_crosstab(all.rows(), factors, {}));
}
BENCHMARK(one_way)->Unit(benchmark::kMillisecond)->UseRealTime();

void two_way(benchmark::State& state) {
    const AllRows all;
    const std::vector<stats::FactorSpec> factors{{municipality_column()}, {sex_column()}};
    for (auto _ : state) benchmark::DoNotOptimize(stats::count_crosstab(all.rows(), factors, {}));
}
BENCHMARK(two_way)->Unit(benchmark::kMillisecond)->UseRealTime();

void two_way_of_a_tenth(benchmark::State& state) {
    const AllRows all;
    const std::vector<stats::FactorSpec> factors{{municipality_column()}, {sex_column()}};
    const auto selected =
        random_column<std::int8_t>(kPersons, 9, [](std::mt19937_64& random, std::size_t) {
            return static_cast<std::int8_t>(random() % 10 == 0 ? 1 : 0);
        });
    stats::Rows rows = all.rows();
    rows.selected = selected->values<std::int8_t>();
    for (auto _ : state) benchmark::DoNotOptimize(stats::count_crosstab(rows, factors, {}));
}
BENCHMARK(two_way_of_a_tenth)->Unit(benchmark::kMillisecond)->UseRealTime();

void selection(benchmark::State& state) {
    const AllRows all;
    const auto selected =
        random_column<std::int8_t>(kPersons, 9, [](std::mt19937_64& random, std::size_t) {
            return static_cast<std::int8_t>(random() % 10 == 0 ? 1 : 0);
        });
    stats::Rows rows = all.rows();
    rows.selected = selected->values<std::int8_t>();
    for (auto _ : state) benchmark::DoNotOptimize(stats::selection_evidence(rows));
}
BENCHMARK(selection)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace skjerm::bench
