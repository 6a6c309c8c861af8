// Expressions over a whole population: 10.2 million rows, all cores. `memcpy` is the measure of the
// machine in the same run.
#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "skjerm/base/check.h"
#include "support/expressions.h"

namespace {

using namespace skjerm;

constexpr std::size_t kRows = 10'215'453;

template <class T, class Make>
column::ColumnPtr made(Make make, column::DictionaryPtr dictionary = nullptr) {
    auto builder = column::ColumnBuilder<T>::make(kRows, tests::large_budget());
    for (T& value : builder->values()) value = make();
    return std::move(builder).value().freeze(std::move(dictionary));
}

const tests::TestScope& population() {
    static const tests::TestScope kScope = [] {
        std::mt19937_64 random(1);
        const auto below = [&](std::uint64_t limit) { return random() % limit; };
        tests::TestScope scope;
        scope.add("faarmnd", made<std::int32_t>([&] {
                      return static_cast<std::int32_t>((1900 + below(122)) * 100 + 1 + below(12));
                  }));
        scope.add("alder", made<std::int8_t>([&] { return static_cast<std::int8_t>(below(105)); }));
        scope.add("lonn", made<std::int32_t>([&] {
                      return below(3) == 0 ? column::missing<std::int32_t>()
                                           : static_cast<std::int32_t>(below(2'000'000));
                  }));
        scope.add("kvote", made<double>([&] { return static_cast<double>(below(1000)) / 8; }));
        std::vector<std::string> codes;
        for (int code = 0; code < 356; ++code) codes.push_back(std::to_string(1000 + code * 25));
        scope.add("kommune",
                  made<column::Code16>(
                      [&] { return column::Code16{static_cast<std::uint16_t>(1 + below(356))}; },
                      std::make_shared<const column::Dictionary>(codes)));
        scope.add(
            "kjonn",
            made<column::Code8>(
                [&] { return column::Code8{static_cast<std::uint8_t>(1 + below(2))}; },
                std::make_shared<const column::Dictionary>(std::vector<std::string>{"1", "2"})));
        return scope;
    }();
    return kScope;
}

void evaluate(benchmark::State& state, const std::string& text) {
    const tests::TestScope& scope = population();
    const auto bound = tests::bind_text(text, scope);
    SKJERM_CHECK(bound.ok());
    const expr::Evaluation evaluation = tests::evaluation_of(kRows);
    for (auto _ : state) {
        const auto result = expr::evaluate(bound->expression, evaluation);
        SKJERM_CHECK(result.ok());
        benchmark::DoNotOptimize(result->column.get());
    }
}

void copy_memory(benchmark::State& state) {
    const std::vector<std::int32_t> from(kRows, 1);
    std::vector<std::int32_t> to(kRows);
    for (auto _ : state) {
        std::memcpy(to.data(), from.data(), kRows * sizeof(std::int32_t));
        benchmark::ClobberMemory();
    }
}

const bool kRegistered = [] {
    benchmark::RegisterBenchmark("memcpy of 40 MB", copy_memory)->Unit(benchmark::kMillisecond);
    for (const char* text : {"alder > 66",
                             "lonn > 800000",
                             "faarmnd == 199001",
                             "kvote < 0.5",
                             "kommune == '3500'",
                             "2021 - int(faarmnd / 100)",
                             "alder + 1",
                             "lonn * 2",
                             "lonn / 1000",
                             "alder",
                             "inrange(alder, 18, 66) & kjonn == '2'",
                             "inlist(kommune, '1000', '1025', '2500')",
                             "inlist(alder, 1, 5, 9, 30)",
                             "substr(kommune, 1, 2)",
                             "string(alder)",
                             "rowconcat(kommune, '-', kjonn)",
                             "ln(lonn)",
                             "year(alder * 100)",
                             "rowtotal(lonn, alder)",
                             "round(kvote, 0.1)"})
        benchmark::RegisterBenchmark(text, evaluate, std::string(text))
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    return true;
}();

}  // namespace
