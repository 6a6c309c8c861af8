// What the ledger costs: the record of a population, finding rows again, looking sets up among
// 100 000 stored ones, and the cells of a table among a million that were shown.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <random>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/ledger/anchoring.h"
#include "skjerm/ledger/precedents.h"

namespace {

using namespace skjerm;
using namespace skjerm::ledger;

constexpr std::size_t kPersons = 10'215'453;
constexpr std::size_t kSets = 100'000;

const base::UnitKeys& keys() {
    static const base::UnitKeys keys(base::Aes128::Key{1, 2, 3}, 0);
    return keys;
}

const std::vector<std::int8_t>& third() {
    static const std::vector<std::int8_t> mask = [] {
        std::mt19937 random(1);
        std::vector<std::int8_t> rows(kPersons);
        for (std::int8_t& row : rows) row = random() % 3 == 0 ? 1 : 0;
        return rows;
    }();
    return mask;
}

UnitSet selection() { return {kPersons, third(), {}, &keys(), 0}; }

void record_of_selection(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(record_of(selection()));
}
BENCHMARK(record_of_selection)->Unit(benchmark::kMillisecond)->UseRealTime();

void record_of_everyone(benchmark::State& state) {
    const UnitSet set{kPersons, {}, {}, &keys(), 0};
    for (auto _ : state) benchmark::DoNotOptimize(record_of(set));
}
BENCHMARK(record_of_everyone)->Unit(benchmark::kMillisecond)->UseRealTime();

void find_rows(benchmark::State& state) {
    std::vector<std::uint32_t> buckets(static_cast<std::size_t>(state.range(0)));
    for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] = static_cast<std::uint32_t>(i);
    for (auto _ : state) benchmark::DoNotOptimize(rows_in_buckets(selection(), buckets));
}
BENCHMARK(find_rows)->Arg(0)->Arg(1)->Arg(9)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Sets of about half of 2000 units, the worst case: each smallest key is shared by half of them.
class Store {
public:
    Store() {
        std::string name = (std::filesystem::temp_directory_path() / "skjerm-XXXXXX").string();
        SKJERM_CHECK(::mkdtemp(name.data()) != nullptr);
        path_ = name;
        SKJERM_CHECK(Folder::open(path_ / "ledger").ok());
        auto file = RecordFile::open(this->file(), identity());
        SKJERM_CHECK(file.ok());
        std::vector<RecordFile::Entry> entries;
        for (std::size_t i = 0; i < kSets; ++i) {
            ByteWriter out;
            write_set(out, random_set());
            entries.push_back({1, out.take()});
            if (entries.size() < 1000) continue;
            SKJERM_CHECK(file->append(entries, RecordFile::Durable::No).ok());
            entries.clear();
        }
    }
    ~Store() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] std::filesystem::path file() const { return path_ / "ledger" / "anchors"; }
    static RecordFile::Identity identity() {
        return {AnchorStore::kFileKind, 2, base::Aes128::Key{4}};
    }
    SetRecord random_set() {
        SetAccumulator gathered;
        for (std::uint64_t unit = 0; unit < 2000; ++unit)
            if (random_() % 2 == 0) gathered.add(keys().key(unit));
        return gathered.finish(0);
    }

private:
    std::filesystem::path path_;
    std::mt19937_64 random_{3};
};

Store& store() {
    static Store stored;
    return stored;
}

void open_store(benchmark::State& state) {
    const std::filesystem::path file = store().file();
    for (auto _ : state) {
        const auto opened = AnchorStore::open(file, Store::identity());
        SKJERM_CHECK(opened.ok());
        state.counters["index_MB"] = static_cast<double>(opened->bytes()) / 1e6;
    }
}
BENCHMARK(open_store)->Unit(benchmark::kMillisecond)->UseRealTime();

void look_up(benchmark::State& state) {
    const auto opened = AnchorStore::open(store().file(), Store::identity());
    SKJERM_CHECK(opened.ok());
    for (auto _ : state) {
        state.PauseTiming();
        const SetRecord set = store().random_set();
        state.ResumeTiming();
        benchmark::DoNotOptimize(opened->near(set, 9, opened->size()));
    }
}
BENCHMARK(look_up)->Unit(benchmark::kMillisecond)->UseRealTime();

/// With the wait for the disk.
void add_anchor(benchmark::State& state) {
    auto opened = AnchorStore::open(store().file(), Store::identity());
    SKJERM_CHECK(opened.ok());
    for (auto _ : state) {
        state.PauseTiming();
        const SetRecord set = store().random_set();
        state.ResumeTiming();
        SKJERM_CHECK(opened->add(set).ok());
    }
}
BENCHMARK(add_anchor)->Unit(benchmark::kMillisecond)->UseRealTime();

// ---- cells -------------------------------------------------------------------------------------

constexpr std::size_t kShownSets = 1'000'000;
constexpr std::size_t kCells = 1000;

ShownSet random_cell(std::mt19937_64& random) {
    return {1 + random() % 5000, random(), random(), random()};
}

class ShownSets {
public:
    ShownSets() {
        PrecedentBook many(2 * kShownSets);
        std::mt19937_64 random(1);
        for (std::size_t at = 0; at < kShownSets; ++at) many.add(random_cell(random));
        auto opened = PrecedentStore::open(file(), Store::identity(), 2 * kShownSets);
        SKJERM_CHECK(opened.ok());
        SKJERM_CHECK(opened->keep(many).ok());
    }
    static std::filesystem::path file() { return store().file().parent_path() / "precedents"; }
};

const ShownSets& shown_sets() {
    static const ShownSets shown;
    return shown;
}

void open_shown_sets(benchmark::State& state) {
    static_cast<void>(shown_sets());
    for (auto _ : state) {
        const auto opened =
            PrecedentStore::open(ShownSets::file(), Store::identity(), 2 * kShownSets);
        SKJERM_CHECK(opened.ok());
        state.counters["book_MB"] = static_cast<double>(opened->book().bytes()) / 1e6;
    }
}
BENCHMARK(open_shown_sets)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A table of a thousand new cells, each counted three times, and the record of them.
void bind_a_table(benchmark::State& state) {
    static_cast<void>(shown_sets());
    auto opened = PrecedentStore::open(ShownSets::file(), Store::identity(), 2 * kShownSets);
    SKJERM_CHECK(opened.ok());
    const Nearness nearness(base::Aes128::Key{1, 2, 3}, disclosure::Policy::standard());
    std::mt19937_64 random(2);
    for (auto _ : state) {
        CommandPrecedents command(opened->book(), nearness);
        for (std::size_t cell = 0; cell < kCells; ++cell) {
            const ShownSet set = random_cell(random);
            const base::Evidence evidence{set.units, set.units, set.key_sum, set.key_min,
                                          set.parities};
            for (int times = 0; times < 3; ++times)
                benchmark::DoNotOptimize(command.set_shown_for(evidence));
        }
        SKJERM_CHECK(opened->keep(command.added()).ok());
    }
}
BENCHMARK(bind_a_table)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
