// Cost of disclosure control: unit keys and signs per unit, and the release of whole tables. Time /
// items is the figure.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "skjerm/disclosure/gate.h"

namespace {

using namespace skjerm;

const disclosure::Gate& gate() {
    static const disclosure::Gate made(disclosure::Policy::standard(),
                                       disclosure::Secret(std::array<std::uint8_t, 32>{1, 2, 3}));
    return made;
}

constexpr std::size_t kUnits = 1 << 16;

void unit_keys_range(benchmark::State& state) {
    const base::UnitKeys keys = gate().unit_keys(0);
    std::vector<std::uint64_t> out(kUnits);
    for (auto _ : state) {
        keys.fill_range(12345, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kUnits));
}
BENCHMARK(unit_keys_range);

/// Every `stride`-th unit: a selection of the population.
void unit_keys_list(benchmark::State& state) {
    const base::UnitKeys keys = gate().unit_keys(0);
    std::vector<std::uint32_t> units(kUnits);
    for (std::uint32_t i = 0; i < kUnits; ++i)
        units[i] = i * static_cast<std::uint32_t>(state.range(0));
    std::vector<std::uint64_t> out(kUnits);
    for (auto _ : state) {
        keys.fill(units, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kUnits));
}
BENCHMARK(unit_keys_list)->Arg(1)->Arg(7);

/// Signs of units that are spread over `sets` cells.
void signs_list(benchmark::State& state) {
    const base::KeyedSigns signs = gate().keyed_signs();
    std::vector<std::uint32_t> units(kUnits);
    std::iota(units.begin(), units.end(), 0U);
    std::vector<std::uint64_t> sets(kUnits);
    for (std::size_t i = 0; i < kUnits; ++i)
        sets[i] = (i * 2654435761U >> 7) % static_cast<std::size_t>(state.range(0));
    std::vector<std::uint8_t> out(kUnits);
    for (auto _ : state) {
        signs.fill(units, sets, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kUnits));
}
BENCHMARK(signs_list)->Arg(1)->Arg(1000);

/// A two-way table of frequencies and row percentages, `down` x `across` cells.
void release_table(benchmark::State& state) {
    const auto down = static_cast<std::size_t>(state.range(0));
    const auto across = static_cast<std::size_t>(state.range(1));
    disclosure::RawTable table;
    for (const std::size_t levels : {down, across}) {
        disclosure::RawAxis axis;
        for (std::size_t level = 0; level < levels; ++level)
            axis.levels.push_back({.category = {.kind = released::Category::Kind::Value,
                                                .code = std::to_string(level),
                                                .label = {}}});
        table.axes.push_back(std::move(axis));
    }
    const base::UnitKeys keys = gate().unit_keys(0);
    base::Evidence population;
    table.cells.resize(down * across);
    for (std::uint64_t unit = 0; unit < 20 * table.cells.size() + 2000; ++unit) {
        table.cells[unit % table.cells.size()].add(keys.key(unit));
        population.add(keys.key(unit));
    }
    table.statistics = {released::Statistic::Frequency, released::Statistic::RowPercent};
    for (auto _ : state) {
        auto result =
            gate().release(disclosure::RawResult(gate().admit(population, {}).value(), table), {});
        benchmark::DoNotOptimize(result);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.cells.size()));
}
BENCHMARK(release_table)->Args({50, 20})->Args({2000, 25})->Unit(benchmark::kMicrosecond);

}  // namespace
