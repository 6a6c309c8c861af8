// Nanoseconds per AES block of every implementation this CPU can run. Time / items is the figure.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "skjerm/base/aes.h"

namespace {

using skjerm::base::Word128;
namespace aes = skjerm::base::aes;

constexpr std::size_t kBlocks = 1024;  // 16 kB: within the first-level cache

void counters(benchmark::State& state, const aes::Backend* backend) {
    const aes::RoundKeys keys = aes::expand_key({1, 2, 3});
    std::vector<Word128> out(kBlocks);
    for (auto _ : state) {
        backend->encrypt_counters(keys, 7, 9, out.data(), out.size());
        benchmark::DoNotOptimize(out.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBlocks));
}

void single(benchmark::State& state, const aes::Backend* backend) {
    const aes::RoundKeys keys = aes::expand_key({1, 2, 3});
    Word128 block{1, 2};
    for (auto _ : state) backend->encrypt_many(keys, &block, &block, 1);  // each waits for the last
    benchmark::DoNotOptimize(block);
    state.SetItemsProcessed(state.iterations());
}

const bool kRegistered = [] {
    for (const aes::Backend* backend : {&aes::portable(), aes::aes_ni(), aes::vector_aes()}) {
        if (backend == nullptr) continue;
        const std::string name(backend->name);
        benchmark::RegisterBenchmark(("counters/" + name).c_str(), counters, backend);
        benchmark::RegisterBenchmark(("single/" + name).c_str(), single, backend);
    }
    return true;
}();

}  // namespace
