// Imports of whole variables for the full population, warm: each encoding of the native files, a
// selection of units, spells at a date, and the same from the Parquet copies alone. Cold ones open
// the store anew, with none of its files in the page cache, and compare checksums. `memcpy` gives
// the bandwidth of the very run to compare with.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/store.h"
#include "skjerm/datastore/store_writer.h"

namespace {

using namespace skjerm;

constexpr std::uint32_t kPersons = 10'215'453;
constexpr base::DayNumber kFirstDay = base::days_from_civil({1990, 1, 1});

std::uint64_t mix(std::uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31);
}

enum Variables : std::size_t {
    kDense,
    kBitmap,
    kBitmapByte,
    kBitmapDouble,
    kSparse,
    kText,
    kSpells,
    kTextSpells
};

datastore::VariableToWrite variable(const char* name, column::Storage storage,
                                    datastore::Temporality temporality, datastore::DataType type) {
    static const auto person = std::make_shared<datastore::UnitType>(
        datastore::UnitType{"PERSON", {"Person", "Person"}, "PERSONID_1", 0});
    auto result = std::make_shared<datastore::Variable>();
    result->name = name;
    result->unit_type = person;
    result->temporality = temporality;
    result->data_type = type;
    const bool is_event = temporality == datastore::Temporality::Event;
    if (is_event) result->calendar = datastore::Calendar::Spell;
    datastore::VariableToWrite written{std::move(result), storage, {}, {}};
    if (type == datastore::DataType::String)
        for (int code = 0; code < 200; ++code)
            written.dictionary.push_back(std::to_string(1000 + code));
    return written;
}

/// Values of a block of which `per_mille` of a thousand units have one.
template <class T>
std::vector<std::byte> values(const base::Block& units, std::uint64_t per_mille, T missing) {
    std::vector<std::byte> bytes(units.size() * sizeof(T));
    for (std::size_t unit = units.begin; unit < units.end; ++unit) {
        const std::uint64_t word = mix(unit);
        const T value = word % 1000 < per_mille ? static_cast<T>(1 + (word >> 32) % 100) : missing;
        std::memcpy(bytes.data() + (unit - units.begin) * sizeof(T), &value, sizeof(T));
    }
    return bytes;
}

/// Three spells a unit, each with a value of 1 to 5 or, with `texts`, one of 200 texts.
datastore::SpellBlock spells(const base::Block& units, bool texts) {
    datastore::SpellBlock block;
    block.offsets.push_back(0);
    for (std::size_t unit = units.begin; unit < units.end; ++unit) {
        base::DayNumber at = kFirstDay + static_cast<base::DayNumber>(mix(unit) % 3000);
        for (std::uint64_t spell = 0; spell < mix(unit + 1) % 6; ++spell) {
            const auto days = static_cast<base::DayNumber>(mix(unit * 7 + spell) % 2500);
            block.starts.push_back(at);
            block.stops.push_back(at + days);
            block.values.push_back(
                static_cast<std::byte>(1 + (texts ? mix(unit * 11 + spell) % 200 : spell)));
            at += days + 1;
        }
        block.offsets.push_back(static_cast<std::uint32_t>(block.starts.size()));
    }
    return block;
}

constexpr const char* kNative = "store";
constexpr const char* kCopies = "copy";  // the same without the native files

class Population {
public:
    Population() {
        std::string pattern = (std::filesystem::temp_directory_path() / "skjerm-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        const base::Status status = write();
        if (!status.ok()) {
            std::fputs(base::message_text(status.diagnostic(), base::Language::English).c_str(),
                       stderr);
            std::exit(1);
        }
        native_ = open(kNative);
        std::filesystem::create_directory(folder_ / kCopies);
        for (const char* name : {"catalogue.json", "catalogue.sha256", "indexed"})
            std::filesystem::create_symlink(folder_ / kNative / name, folder_ / kCopies / name);
        copies_ = open(kCopies);
    }
    ~Population() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] const datastore::Store& native() const { return *native_; }
    [[nodiscard]] const datastore::Store& copies() const { return *copies_; }
    [[nodiscard]] datastore::StorePtr open(const char* store) const {
        return datastore::Store::open(folder_ / store).value();
    }

    /// Takes the files out of the page cache. They are on the disk since the commit.
    void forget_files() const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / kNative)) {
            if (!entry.is_regular_file()) continue;
            const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
            ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
            ::close(file);
        }
    }

private:
    base::Status write() {
        using column::Storage;
        using datastore::DataType;
        using datastore::Temporality;
        datastore::StoreToWrite store;
        store.directory = folder_ / kNative;
        store.databank = "no.ssb.fdb";
        store.versions = {{1, 0, 0}};
        store.unit_counts = {kPersons};
        store.variables = {
            variable("DENSE", Storage::Int32, Temporality::Fixed, DataType::Long),
            variable("BITMAP", Storage::Int32, Temporality::Fixed, DataType::Long),
            variable("BITMAP_BYTE", Storage::Int8, Temporality::Fixed, DataType::Long),
            variable("BITMAP_DOUBLE", Storage::Float64, Temporality::Fixed, DataType::Double),
            variable("SPARSE", Storage::Int32, Temporality::Fixed, DataType::Long),
            variable("TEXT", Storage::Code8, Temporality::Fixed, DataType::String),
            variable("SPELLS", Storage::Int8, Temporality::Event, DataType::Long),
            variable("TEXT_SPELLS", Storage::Code8, Temporality::Event, DataType::String)};
        store.unit_types = {store.variables[0].variable->unit_type};
        store.write_indexed_parquet = true;
        SKJERM_TRY_ASSIGN(const auto writer, datastore::StoreWriter::create(std::move(store)));
        for (std::size_t index = 0; index < base::block_count(kPersons); ++index) {
            const base::Block units = base::block_at(index, kPersons);
            constexpr std::int32_t kMissing = column::missing<std::int32_t>();
            datastore::StoreBlock block{index, {}, {}};
            block.segments.push_back({kDense, 0, values<std::int32_t>(units, 960, kMissing)});
            block.segments.push_back({kBitmap, 0, values<std::int32_t>(units, 430, kMissing)});
            block.segments.push_back({kBitmapByte, 0, values<std::int8_t>(units, 430, -128)});
            block.segments.push_back(
                {kBitmapDouble, 0, values<double>(units, 430, column::missing<double>())});
            block.segments.push_back({kSparse, 0, values<std::int32_t>(units, 20, kMissing)});
            block.segments.push_back({kText, 0, values<std::uint8_t>(units, 960, 0)});
            block.spells.emplace_back(kSpells, spells(units, /*texts=*/false));
            block.spells.emplace_back(kTextSpells, spells(units, /*texts=*/true));
            SKJERM_TRY(writer->put(std::move(block)));
        }
        return writer->commit();
    }

    std::filesystem::path folder_;
    datastore::StorePtr native_;
    datastore::StorePtr copies_;
};

const Population& population() {
    static const Population made;
    return made;
}

void import_whole(benchmark::State& state, const datastore::Store& store, const char* name,
                  int threads, std::optional<base::DayNumber> day = std::nullopt) {
    base::set_thread_limit(threads);
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 33);
    const datastore::VariablePtr wanted = store.find(name, {1, 0, 0});
    // The first touch compares checksums; a warm import is what is measured.
    if (!store.read_all(*wanted, {day}, budget, {}).ok()) return state.SkipWithError("refused");
    for (auto _ : state) {
        auto column = store.read_all(*wanted, {day}, budget, {});
        if (!column.ok()) state.SkipWithError("refused");
        benchmark::DoNotOptimize(column);
    }
    base::set_thread_limit(0);
}

void import_cold(benchmark::State& state, const char* store, const char* name,
                 std::optional<base::DayNumber> day) {
    base::set_thread_limit(2);
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 33);
    for (auto _ : state) {
        state.PauseTiming();
        population().forget_files();
        state.ResumeTiming();
        const datastore::StorePtr opened = population().open(store);
        auto column = opened->read_all(*opened->find(name, {1, 0, 0}), {day}, budget, {});
        if (!column.ok()) state.SkipWithError("refused");
        benchmark::DoNotOptimize(column);
    }
    base::set_thread_limit(0);
}

/// Every other unit: the population of a dataset after a `keep`.
void import_selection(benchmark::State& state, const char* name,
                      std::optional<base::DayNumber> day = std::nullopt) {
    std::vector<std::uint32_t> units;
    for (std::uint32_t unit = 0; unit < kPersons; unit += 1 + unit % 3) units.push_back(unit);
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 33);
    const datastore::Store& store = population().native();
    const datastore::VariablePtr wanted = store.find(name, {1, 0, 0});
    base::set_thread_limit(1);
    for (auto _ : state) {
        auto column = store.read_units(*wanted, {day}, units, budget, {});
        if (!column.ok()) state.SkipWithError("refused");
        benchmark::DoNotOptimize(column);
    }
    base::set_thread_limit(0);
}

void copy_memory(benchmark::State& state) {
    const std::vector<std::int32_t> from(kPersons, 1);
    std::vector<std::int32_t> to(kPersons);
    for (auto _ : state) {
        std::memcpy(to.data(), from.data(), kPersons * sizeof(std::int32_t));
        benchmark::ClobberMemory();
    }
}

constexpr base::DayNumber kDay = base::days_from_civil({2000, 6, 1});

void register_all() {
    const auto add = [](const std::string& name, auto run) {
        benchmark::RegisterBenchmark(name.c_str(), run)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    };
    add("memcpy", copy_memory);
    for (const int threads : {1, 2}) {
        const std::string suffix = "/threads:" + std::to_string(threads);
        for (const char* name :
             {"DENSE", "BITMAP", "BITMAP_BYTE", "BITMAP_DOUBLE", "SPARSE", "TEXT"})
            add(std::string("native/") + name + suffix, [=](benchmark::State& state) {
                import_whole(state, population().native(), name, threads);
            });
        add("native/SPELLS" + suffix, [=](benchmark::State& state) {
            import_whole(state, population().native(), "SPELLS", threads, kDay);
        });
    }
    for (const char* name : {"DENSE", "BITMAP", "SPARSE"})
        add(std::string("selection/") + name + "/threads:1",
            [=](benchmark::State& state) { import_selection(state, name); });
    add("selection/SPELLS/threads:1",
        [](benchmark::State& state) { import_selection(state, "SPELLS", kDay); });
    for (const char* name : {"DENSE", "BITMAP", "BITMAP_DOUBLE", "TEXT", "SPELLS", "TEXT_SPELLS"}) {
        const auto day =
            std::string_view(name).ends_with("SPELLS") ? std::optional(kDay) : std::nullopt;
        add(std::string("parquet/") + name + "/threads:2", [=](benchmark::State& state) {
            import_whole(state, population().copies(), name, 2, day);
        });
        add(std::string("cold/native/") + name + "/threads:2",
            [=](benchmark::State& state) { import_cold(state, kNative, name, day); });
        add(std::string("cold/parquet/") + name + "/threads:2",
            [=](benchmark::State& state) { import_cold(state, kCopies, name, day); });
    }
}

[[maybe_unused]] const bool kRegistered = (register_all(), true);

}  // namespace
