// Domains whose units are counted while they are written: joined in the order of the blocks that
// bring them, whatever the order in which those are handed over, with links put in their place.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using column::Storage;

constexpr std::uint32_t kPeople = 3 * 65536 + 5;
// Jobs that come with each block of persons: across a block of jobs, none, less than a block.
constexpr std::array<std::uint32_t, 4> kRuns = {50'000, 200'000, 0, 1234};
constexpr std::uint32_t kAllJobs = 251'234;

enum : std::size_t { kAge, kHolder, kSibling, kRate, kContract, kStatus };

VariableToWrite variable(const char* name, Temporality temporality, Calendar calendar,
                         Storage storage, UnitTypePtr unit_type, UnitTypePtr link = nullptr) {
    auto result = std::make_shared<Variable>();
    result->name = name;
    result->register_id = "TEST";
    result->label = {name, name};
    result->unit_type = std::move(unit_type);
    result->link = std::move(link);
    result->temporality = temporality;
    result->calendar = calendar;
    if (temporality == Temporality::Event) {
        result->valid_from = day(2000, 1, 1);
        result->valid_to = day(2030, 1, 1);
    }
    VariableToWrite written{std::move(result), storage, {}, {}};
    if (temporality == Temporality::Status || temporality == Temporality::Accumulated)
        written.segment_days = {day(2020, 1, 1), day(2021, 1, 1)};
    return written;
}

StoreToWrite description(const std::filesystem::path& directory) {
    StoreToWrite store;
    store.directory = directory;
    store.databank = "no.ssb.fdb";
    store.title = {"Prøvelager", "Test store"};
    store.versions = {{1, 0, 0}};
    store.unit_types = {person_type(), job_type()};
    store.unit_counts = {kPeople, kCountedLater};
    store.provenance = "test";
    store.variables = {
        variable("ALDER", Temporality::Fixed, Calendar::None, Storage::Int32, person_type()),
        variable("INNEHAVER", Temporality::Fixed, Calendar::None, Storage::Unit32, job_type(),
                 person_type()),
        variable("SOESTER", Temporality::Fixed, Calendar::None, Storage::Unit32, job_type(),
                 job_type()),
        variable("SATS", Temporality::Status, Calendar::YearlyJanuary1, Storage::Int32, job_type()),
        variable("KONTRAKT", Temporality::Event, Calendar::Spell, Storage::Int32, job_type()),
        variable("STATUS", Temporality::Status, Calendar::YearlyJanuary1, Storage::Int16,
                 job_type())};
    store.variables[kRate].as_changes = true;
    return store;
}

std::uint32_t first_job(std::size_t run) {
    std::uint32_t first = 0;
    for (std::size_t before = 0; before < run; ++before) first += kRuns[before];
    return first;
}

template <class T>
void append(std::vector<std::byte>& bytes, T value) {
    const auto* from = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), from, from + sizeof value);
}

/// Values of the jobs follow from their place among all; only every third has a rate, and only the
/// jobs of run 1 a contract.
StoreBlock person_block(std::size_t index) {
    StoreBlock block{index, {}, {}, kPersons};
    std::vector<std::byte> ages;
    const base::Block units = base::block_at(index, kPeople);
    for (std::size_t unit = units.begin; unit < units.end; ++unit)
        append(ages, static_cast<std::int32_t>(unit % 90));
    block.segments.push_back({kAge, 0, std::move(ages)});

    UnitRun run{kJobs, kRuns[index], {}, {}};
    std::vector<std::byte> holders;
    std::vector<std::byte> sisters;
    std::vector<std::byte> status;
    SpellBlock rates;
    SpellBlock contracts;
    rates.offsets.push_back(0);
    contracts.offsets.push_back(0);
    for (std::uint32_t unit = 0; unit < run.units; ++unit) {
        const std::uint32_t job = first_job(index) + unit;
        append(holders, job % kPeople);
        append(sisters, unit == 0 ? 0xFFFFFFFFU : unit - 1);
        append(status, static_cast<std::int16_t>(job % 1000));
        if (job % 3 == 0) {
            rates.starts.push_back(static_cast<base::DayNumber>(job % 2));
            rates.stops.push_back(1);
            append(rates.values, static_cast<std::int32_t>(job));
        }
        rates.offsets.push_back(static_cast<std::uint32_t>(rates.starts.size()));
        contracts.starts.push_back(day(2010, 1, 1));
        contracts.stops.push_back(SpellBlock::kOpenStop);
        append(contracts.values, static_cast<std::int32_t>(job));
        contracts.offsets.push_back(unit + 1);
    }
    run.segments.push_back({kHolder, 0, std::move(holders)});
    run.segments.push_back({kSibling, 0, std::move(sisters)});
    if (index == 1) run.segments.push_back({kStatus, 1, std::move(status)});
    run.spells.emplace_back(kRate, std::move(rates));
    if (index == 1) run.spells.emplace_back(kContract, std::move(contracts));
    block.runs.push_back(std::move(run));
    return block;
}

StorePtr written_store(const TemporaryFolder& folder, const char* name,
                       const std::array<std::size_t, 4>& order) {
    auto writer = StoreWriter::create(description(folder / name));
    EXPECT_TRUE(writer.ok());
    for (const std::size_t index : order) EXPECT_TRUE((*writer)->put(person_block(index)).ok());
    const base::Status status = (*writer)->commit();
    EXPECT_TRUE(status.ok());
    auto store = Store::open(folder / name);
    EXPECT_TRUE(store.ok());
    return std::move(store).value();
}

TEST(UnitRuns, AreJoinedInTheOrderOfTheirBlocks) {
    const TemporaryFolder folder;
    const StorePtr store = written_store(folder, "store", {0, 1, 2, 3});
    ASSERT_EQ(store->unit_count(kJobs), kAllJobs);
    const auto read = [&](const char* name, std::optional<base::DayNumber> at) {
        auto column = store->read_all(*store->find(name, {1, 0, 0}), {at}, ample_budget(), {});
        EXPECT_TRUE(column.ok()) << name;
        return std::move(column).value();
    };
    const auto holders = read("INNEHAVER", {});
    const auto sisters = read("SOESTER", {});
    const auto rates_2020 = read("SATS", day(2020, 1, 1));
    const auto rates_2021 = read("SATS", day(2021, 1, 1));
    const auto contracts = read("KONTRAKT", day(2015, 5, 5));
    const auto status_2020 = read("STATUS", day(2020, 1, 1));
    const auto status_2021 = read("STATUS", day(2021, 1, 1));
    ASSERT_EQ(holders->size(), kAllJobs);
    for (std::size_t run = 0; run < kRuns.size(); ++run)
        for (std::uint32_t unit = 0; unit < kRuns[run]; ++unit) {
            const std::uint32_t job = first_job(run) + unit;
            const auto link = [&](const column::ColumnPtr& column) {
                return static_cast<std::uint32_t>(column->values<column::UnitIndex>()[job]);
            };
            ASSERT_EQ(link(holders), job % kPeople);
            ASSERT_EQ(link(sisters), unit == 0 ? 0xFFFFFFFFU : job - 1);
            const auto missing = column::missing<std::int32_t>();
            const auto number = static_cast<std::int32_t>(job);
            ASSERT_EQ(rates_2021->values<std::int32_t>()[job], job % 3 == 0 ? number : missing);
            ASSERT_EQ(rates_2020->values<std::int32_t>()[job],
                      job % 3 == 0 && job % 2 == 0 ? number : missing);
            ASSERT_EQ(contracts->values<std::int32_t>()[job], run == 1 ? number : missing);
            ASSERT_EQ(status_2020->values<std::int16_t>()[job], column::missing<std::int16_t>());
            ASSERT_EQ(
                status_2021->values<std::int16_t>()[job],
                run == 1 ? static_cast<std::int16_t>(job % 1000) : column::missing<std::int16_t>());
        }
}

TEST(UnitRuns, GiveTheSameStoreInAnyOrder) {
    const TemporaryFolder folder;
    EXPECT_EQ(written_store(folder, "one", {0, 1, 2, 3})->identity(),
              written_store(folder, "other", {3, 1, 0, 2})->identity());
}

TEST(UnitRuns, MayNotComeAtAll) {
    const TemporaryFolder folder;
    auto writer = StoreWriter::create(description(folder / "store"));
    ASSERT_TRUE(writer.ok());
    for (std::size_t index = 0; index < kRuns.size(); ++index) {
        StoreBlock block = person_block(index);
        block.runs.clear();
        ASSERT_TRUE((*writer)->put(std::move(block)).ok());
    }
    ASSERT_TRUE((*writer)->commit().ok());
    const auto store = Store::open(folder / "store");
    ASSERT_TRUE(store.ok());
    EXPECT_EQ((*store)->unit_count(kJobs), 0U);
    const auto rates = (*store)->read_all(*(*store)->find("SATS", {1, 0, 0}), {day(2020, 1, 1)},
                                          ample_budget(), {});
    ASSERT_TRUE(rates.ok());
    EXPECT_EQ((*rates)->size(), 0U);
}

}  // namespace
}  // namespace skjerm::datastore::testing
