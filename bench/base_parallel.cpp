// What a parallel loop costs when its tasks do nothing, and what the memory traffic of columns
// costs on 10^7 rows.
#include <benchmark/benchmark.h>

#include <random>

#include "skjerm/base/parallel.h"
#include "skjerm/column/column.h"

namespace {

using namespace skjerm;

constexpr std::size_t kRows = 10'000'000;

void empty_loop(benchmark::State& state) {
    const auto tasks = static_cast<std::size_t>(state.range(0));
    for (auto _ : state)
        base::parallel_for(tasks, [](std::size_t task) { benchmark::DoNotOptimize(task); });
}
BENCHMARK(empty_loop)->Arg(1)->Arg(2)->Arg(153)->Arg(10'000)->UseRealTime();

column::ColumnPtr ages() {
    auto builder = column::ColumnBuilder<std::int32_t>::make(kRows, nullptr);
    for (std::size_t row = 0; row < kRows; ++row)
        builder->values()[row] = static_cast<std::int32_t>(row % 107);
    return std::move(*builder).freeze();
}

void new_column(benchmark::State& state) {
    for (auto _ : state) {
        auto column = column::missing_column(column::Kind::Float, kRows, nullptr);
        benchmark::DoNotOptimize(column);
    }
}
BENCHMARK(new_column)->UseRealTime()->Unit(benchmark::kMillisecond);

void narrow(benchmark::State& state) {
    const column::ColumnPtr column = ages();
    for (auto _ : state) benchmark::DoNotOptimize(column::narrow(column, nullptr));
}
BENCHMARK(narrow)->UseRealTime()->Unit(benchmark::kMillisecond);

void gather(benchmark::State& state, bool shuffled) {
    const column::ColumnPtr column = ages();
    std::vector<std::uint32_t> rows(kRows);
    for (std::uint32_t row = 0; row < kRows; ++row) rows[row] = row;
    if (shuffled) std::shuffle(rows.begin(), rows.end(), std::mt19937(1));
    for (auto _ : state) benchmark::DoNotOptimize(column::gather(*column, rows, nullptr));
}
BENCHMARK_CAPTURE(gather, in_order, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(gather, shuffled, true)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
