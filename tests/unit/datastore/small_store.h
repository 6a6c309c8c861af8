// A small store with a variable of every temporality, storage and encoding, whose values are known
// without reading it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/store.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datastore::testing {

/// A folder that is gone when the test is over; in memory where the machine has such a place, as
/// thousands of small files are written and synced.
class TemporaryFolder {
public:
    TemporaryFolder() {
        const std::filesystem::path memory = "/dev/shm";
        const std::filesystem::path parent =
            ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (parent / "skjerm-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

inline base::DayNumber day(int year, int month, int day_of_month) {
    return base::days_from_civil({year, month, day_of_month});
}

/// A well-mixed number for (stream, unit): the values of the store.
inline std::uint64_t hash(std::uint64_t stream, std::uint64_t unit) {
    std::uint64_t word = stream * 0x9E3779B97F4A7C15ULL + unit + 1;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31);
}

constexpr column::UnitDomain kPersons = 0;
constexpr column::UnitDomain kJobs = 1;

inline UnitTypePtr person_type() {
    static const UnitTypePtr type = std::make_shared<UnitType>(
        UnitType{"PERSON", {"Person", "Person"}, "PERSONID_1", kPersons});
    return type;
}
inline UnitTypePtr job_type() {
    static const UnitTypePtr type =
        std::make_shared<UnitType>(UnitType{"JOBB", {"Jobb", "Job"}, "JOBBID_1", kJobs});
    return type;
}

/// A variable and how full it is.
struct Plan {
    VariableToWrite written;
    double fill = 1.0;      ///< share of units with a value
    bool by_block = false;  ///< odd blocks have no values at all
    bool cents = false;     ///< decimals with two places
};

struct PlanOptions {
    std::string name;
    Temporality temporality = Temporality::Fixed;
    Calendar calendar = Calendar::None;
    column::Storage storage = column::Storage::Int32;
    double fill = 1.0;
    std::vector<base::DayNumber> days = {};
    bool by_block = false;
    UnitTypePtr unit_type = person_type();
    bool as_changes = false;
    bool cents = false;
};

inline Plan plan(PlanOptions options) {
    auto variable = std::make_shared<Variable>();
    variable->name = options.name;
    variable->register_id = "TEST";
    variable->label = {"Navn på " + options.name, "Label of " + options.name};
    variable->unit_type = options.unit_type;
    variable->temporality = options.temporality;
    variable->calendar = options.calendar;
    if (options.temporality == Temporality::Event) {
        variable->valid_from = day(1990, 1, 1);
        variable->valid_to = day(2024, 12, 31);
    }
    Plan result{{nullptr, options.storage, {}, options.days, options.as_changes},
                options.fill,
                options.by_block,
                options.cents};
    switch (column::kind_of(options.storage)) {
        case column::Kind::Float:
            variable->data_type = DataType::Double;
            break;
        case column::Kind::Unit:
            variable->link = person_type();
            break;
        case column::Kind::Integer:
            break;
        case column::Kind::Text: {
            variable->data_type = DataType::String;
            const int entries = options.storage == column::Storage::Code8 ? 9 : 300;
            for (int entry = 0; entry < entries; ++entry)
                result.written.dictionary.push_back(std::to_string(1000 + entry));
            break;
        }
    }
    result.written.variable = std::move(variable);
    return result;
}

inline std::vector<Plan> every_kind() {
    using column::Storage;
    const std::vector<base::DayNumber> januaries = {day(2005, 1, 1), day(2006, 1, 1),
                                                    day(2008, 1, 1)};
    std::vector<Plan> plans;
    const std::pair<Storage, const char*> storages[] = {
        {Storage::Int8, "INT8"},     {Storage::Int16, "INT16"},   {Storage::Int32, "INT32"},
        {Storage::Int64, "INT64"},   {Storage::Float64, "FLOAT"}, {Storage::Code8, "CODE8"},
        {Storage::Code16, "CODE16"}, {Storage::Code32, "CODE32"}, {Storage::Unit32, "UNIT"}};
    const std::pair<double, const char*> fills[] = {
        {1.0, "FULL"}, {0.8, "DENSE"}, {0.4, "BITMAP"}, {0.01, "SPARSE"}, {0.0, "EMPTY"}};
    for (const auto& [storage, storage_name] : storages) {
        for (const auto& [fill, fill_name] : fills)
            plans.push_back(plan({.name = std::string("FIXED_") + storage_name + "_" + fill_name,
                                  .storage = storage,
                                  .fill = fill}));
        plans.push_back(plan({.name = std::string("STATUS_") + storage_name,
                              .temporality = Temporality::Status,
                              .calendar = Calendar::YearlyJanuary1,
                              .storage = storage,
                              .fill = 0.5,
                              .days = januaries}));
        plans.push_back(plan({.name = std::string("SUM_") + storage_name,
                              .temporality = Temporality::Accumulated,
                              .calendar = Calendar::CalendarYear,
                              .storage = storage,
                              .fill = 0.9,
                              .days = januaries}));
        plans.push_back(plan({.name = std::string("EVENT_") + storage_name,
                              .temporality = Temporality::Event,
                              .calendar = Calendar::Spell,
                              .storage = storage,
                              .fill = 0.6}));
    }
    std::vector<base::DayNumber> months;
    for (int month = 0; month < 300; ++month)
        months.push_back(day(2000 + month / 12, month % 12 + 1, 1));
    for (const auto& [storage, storage_name] : storages) {
        plans.push_back(plan({.name = std::string("CHANGES_") + storage_name,
                              .temporality = Temporality::Accumulated,
                              .calendar = Calendar::CalendarYear,
                              .storage = storage,
                              .fill = 0.4,
                              .days = januaries,
                              .as_changes = true}));
    }
    for (const auto& [fill, fill_name] : fills)
        plans.push_back(plan({.name = std::string("CENTS_") + fill_name,
                              .storage = Storage::Float64,
                              .fill = fill,
                              .cents = true}));
    plans.push_back(plan({.name = "CHANGES_CENTS",
                          .temporality = Temporality::Accumulated,
                          .calendar = Calendar::CalendarMonth,
                          .storage = Storage::Float64,
                          .fill = 0.3,
                          .days = {months.begin(), months.begin() + 7},
                          .as_changes = true,
                          .cents = true}));
    plans.push_back(plan({.name = "CHANGES_MANY_DATES",
                          .temporality = Temporality::Accumulated,
                          .calendar = Calendar::CalendarMonth,
                          .storage = Storage::Float64,
                          .fill = 0.01,
                          .days = months,
                          .as_changes = true,
                          .cents = true}));
    plans.push_back(plan({.name = "HALF_EMPTY", .fill = 1.0, .by_block = true}));
    plans.push_back(plan({.name = "EVENT_OLD_DAYS",
                          .temporality = Temporality::Event,
                          .calendar = Calendar::Spell,
                          .fill = 0.9,
                          .by_block = true}));
    plans.push_back(plan({.name = "JOB_FIXED", .fill = 0.7, .unit_type = job_type()}));
    return plans;
}

/// The bits of the value of `unit` in a segment; missing where it has none.
inline std::uint64_t value_bits(const Plan& plan, std::size_t variable, std::size_t segment,
                                std::uint32_t unit, std::uint32_t persons) {
    const column::Storage storage = plan.written.storage;
    // Of what is stored as changes a value lasts for two dates.
    const std::size_t version = plan.written.as_changes ? (segment + 1) / 2 : segment;
    const std::uint64_t word = hash(variable * 1000 + version, unit);
    const bool absent = static_cast<double>(word % 1000) >= plan.fill * 1000.0 ||
                        (plan.by_block && unit / base::kBlockRows % 2 == 1);
    if (absent) return missing_bits(storage);
    const std::uint64_t number = word >> 20;
    switch (storage) {
        case column::Storage::Int8:
            return number % 128;
        case column::Storage::Int16:
            return number % 32768;
        case column::Storage::Int32:
            return number % 2'000'000'000;
        case column::Storage::Int64:
            return number;
        case column::Storage::Float64: {
            const double value =
                static_cast<double>(number % 1'000'000) / (plan.cents ? 100.0 : 8.0);
            std::uint64_t bits;
            std::memcpy(&bits, &value, sizeof bits);
            return bits;
        }
        case column::Storage::Code8:
            return number % 9 + 1;
        case column::Storage::Code16:
        case column::Storage::Code32:
            return number % 300 + 1;
        case column::Storage::Unit32:
            return number % persons;
    }
    return 0;
}

/// Spells of a unit: none, or some that ascend with gaps; the last may be open.
struct Spell {
    base::DayNumber start;
    base::DayNumber stop;
    std::uint64_t bits;
};
inline std::vector<Spell> spells_of(const Plan& plan, std::size_t variable, std::uint32_t unit,
                                    std::uint32_t persons) {
    std::vector<Spell> spells;
    const std::uint64_t word = hash(variable + 77, unit);
    if (static_cast<double>(word % 1000) >= plan.fill * 1000.0) return spells;
    base::DayNumber at = day(1990, 1, 1) + static_cast<base::DayNumber>(word >> 10 & 1023);
    if (plan.by_block) at = day(1850, 1, 1);  // before int16 days begin
    for (std::uint64_t index = 0; index < (word >> 32) % 5; ++index) {
        const std::uint64_t length = hash(variable + 99 + index, unit);
        const auto days = static_cast<base::DayNumber>(length % 2000);
        std::uint64_t bits = value_bits(plan, variable, index, unit, persons);
        if (bits == missing_bits(plan.written.storage)) bits = 1;
        spells.push_back({at, at + days, bits});
        at += days + 1 + static_cast<base::DayNumber>((length >> 40) % 2 * 30);
    }
    if (!spells.empty() && word >> 63 != 0) spells.back().stop = SpellBlock::kOpenStop;
    return spells;
}

inline void append_bits(std::vector<std::byte>& out, column::Storage storage, std::uint64_t bits) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&bits);
    out.insert(out.end(), bytes, bytes + column::width_of(storage));
}

/// The store as blocks, for any domain.
class SmallStore {
public:
    SmallStore(std::vector<Plan> plans, std::uint32_t persons, std::uint32_t jobs = 1000)
        : plans_(std::move(plans)), counts_{persons, jobs} {}

    [[nodiscard]] const std::vector<Plan>& plans() const { return plans_; }
    [[nodiscard]] std::uint32_t count(column::UnitDomain domain) const { return counts_[domain]; }
    [[nodiscard]] std::uint32_t persons() const { return counts_[kPersons]; }

    [[nodiscard]] StoreToWrite to_write(const std::filesystem::path& directory) const {
        StoreToWrite store;
        store.directory = directory;
        store.databank = "no.ssb.fdb";
        store.title = {"Prøvelager", "Test store"};
        store.versions = {{12, 0, 0}, {45, 0, 0}, {45, 1, 0}, {45, 1, 2}};
        store.unit_types = {person_type(), job_type()};
        store.unit_counts = counts_;
        store.provenance = "test";
        for (const Plan& each : plans_) store.variables.push_back(each.written);
        return store;
    }

    [[nodiscard]] StoreBlock block(std::size_t index, column::UnitDomain domain) const {
        StoreBlock result{index, {}, {}, domain};
        const base::Block units = base::block_at(index, counts_[domain]);
        for (std::size_t variable = 0; variable < plans_.size(); ++variable) {
            const Plan& each = plans_[variable];
            if (each.written.variable->unit_type->domain != domain) continue;
            if (each.written.as_changes)
                result.spells.emplace_back(variable, change_block(variable, units));
            else if (each.written.variable->temporality == Temporality::Event)
                result.spells.emplace_back(variable, spell_block(variable, units));
            else
                add_segments(result, variable, units);
        }
        return result;
    }

    /// Writes it all; the diagnostic of what failed.
    [[nodiscard]] base::Status write(const std::filesystem::path& directory,
                                     FileSystem& files = posix_file_system(),
                                     bool indexed = false) const {
        StoreToWrite store = to_write(directory);
        store.write_indexed_parquet = indexed;
        SKJERM_TRY_ASSIGN(auto writer, StoreWriter::create(std::move(store), files));
        for (column::UnitDomain domain = 0; domain < counts_.size(); ++domain)
            for (std::size_t index = 0; index < base::block_count(counts_[domain]); ++index)
                SKJERM_TRY(writer->put(block(index, domain)));
        return writer->commit();
    }

    /// What reading `variable` must give for `unit`, as bits.
    [[nodiscard]] std::uint64_t expected(std::size_t variable, std::size_t segment,
                                         std::optional<base::DayNumber> at,
                                         std::uint32_t unit) const {
        const Plan& each = plans_[variable];
        if (each.written.variable->temporality != Temporality::Event)
            return value_bits(each, variable, segment, unit, persons());
        for (const Spell& spell : spells_of(each, variable, unit, persons()))
            if (spell.start <= *at && *at <= spell.stop) return spell.bits;
        return missing_bits(each.written.storage);
    }

private:
    void add_segments(StoreBlock& result, std::size_t variable, const base::Block& units) const {
        const Plan& each = plans_[variable];
        const std::size_t segments = std::max<std::size_t>(1, each.written.segment_days.size());
        for (std::size_t segment = 0; segment < segments; ++segment) {
            std::vector<std::byte> values;
            for (std::size_t unit = units.begin; unit < units.end; ++unit)
                append_bits(values, each.written.storage,
                            value_bits(each, variable, segment, static_cast<std::uint32_t>(unit),
                                       persons()));
            result.segments.push_back({variable, segment, std::move(values)});
        }
    }

    [[nodiscard]] SpellBlock spell_block(std::size_t variable, const base::Block& units) const {
        SpellBlock block;
        block.offsets.push_back(0);
        for (std::size_t unit = units.begin; unit < units.end; ++unit) {
            for (const Spell& spell : spells_of(plans_[variable], variable,
                                                static_cast<std::uint32_t>(unit), persons())) {
                block.starts.push_back(spell.start);
                block.stops.push_back(spell.stop);
                append_bits(block.values, plans_[variable].written.storage, spell.bits);
            }
            block.offsets.push_back(static_cast<std::uint32_t>(block.starts.size()));
        }
        return block;
    }

    [[nodiscard]] SpellBlock change_block(std::size_t variable, const base::Block& units) const {
        const Plan& each = plans_[variable];
        const column::Storage storage = each.written.storage;
        SpellBlock block;
        block.offsets.push_back(0);
        for (std::size_t unit = units.begin; unit < units.end; ++unit) {
            std::uint64_t before = missing_bits(storage);
            for (std::size_t date = 0; date < each.written.segment_days.size(); ++date) {
                const std::uint64_t bits =
                    value_bits(each, variable, date, static_cast<std::uint32_t>(unit), persons());
                const auto place = static_cast<base::DayNumber>(date);
                if (bits != missing_bits(storage) && bits == before) {
                    block.stops.back() = place;
                } else if (bits != missing_bits(storage)) {
                    block.starts.push_back(place);
                    block.stops.push_back(place);
                    append_bits(block.values, storage, bits);
                }
                before = bits;
            }
            block.offsets.push_back(static_cast<std::uint32_t>(block.starts.size()));
        }
        return block;
    }

    std::vector<Plan> plans_;
    std::vector<std::uint32_t> counts_;
};

/// The bits of row `row` of a column.
inline std::uint64_t bits_at(const column::Column& column, std::size_t row) {
    return column::visit(column, [&](auto values) -> std::uint64_t {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &values[row], sizeof values[row]);
        return bits;
    });
}

inline base::MemoryBudgetPtr ample_budget() {
    return std::make_shared<base::MemoryBudget>(std::size_t{1} << 32);
}

inline std::string text_of(const base::Diagnostic& diagnostic) {
    return base::message_text(diagnostic, base::Language::English);
}

}  // namespace skjerm::datastore::testing
