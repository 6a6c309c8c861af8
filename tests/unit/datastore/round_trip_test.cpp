// What is written is read: every temporality, storage and encoding, whole columns and chosen units,
// whatever the order of the blocks and the number of threads.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

constexpr std::uint32_t kUnits = 2 * 65536 + 777;  // two whole blocks and a short one

struct Reading {
    std::size_t variable;
    std::size_t segment;
    std::optional<base::DayNumber> day;
};

std::vector<Reading> readings(const SmallStore& small) {
    std::vector<Reading> result;
    for (std::size_t variable = 0; variable < small.plans().size(); ++variable) {
        const VariableToWrite& written = small.plans()[variable].written;
        switch (written.variable->temporality) {
            case Temporality::Fixed:
                result.push_back({variable, 0, std::nullopt});
                break;
            case Temporality::Event:
                for (const base::DayNumber at :
                     {day(1990, 1, 1), day(1993, 7, 9), day(2024, 12, 31)})
                    result.push_back({variable, 0, at});
                break;
            default:
                for (std::size_t segment = 0; segment < written.segment_days.size(); ++segment)
                    result.push_back({variable, segment, written.segment_days[segment]});
        }
    }
    return result;
}

class RoundTrip : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder();
        small_ = new SmallStore(every_kind(), kUnits);
        const base::Status written = small_->write(*folder_ / "store");
        ASSERT_TRUE(written.ok()) << text_of(written.diagnostic());
        auto opened = Store::open(*folder_ / "store");
        ASSERT_TRUE(opened.ok()) << text_of(opened.diagnostic());
        store_ = std::move(opened).value();
    }
    static void TearDownTestSuite() {
        store_.reset();
        delete small_;
        delete folder_;
    }

    static const Variable& variable(const Reading& reading) {
        return *small_->plans()[reading.variable].written.variable;
    }

    static inline TemporaryFolder* folder_ = nullptr;
    static inline SmallStore* small_ = nullptr;
    static inline StorePtr store_;
};

TEST_F(RoundTrip, KeepsTheCatalogue) {
    EXPECT_EQ(store_->databank(), "no.ssb.fdb");
    EXPECT_EQ(store_->title().en, "Test store");
    EXPECT_TRUE(store_->is_synthetic());
    EXPECT_EQ(store_->versions().size(), 4U);
    EXPECT_EQ(store_->unit_count(kPersons), kUnits);
    EXPECT_EQ(store_->unit_types().size(), 2U);
    EXPECT_EQ(store_->variables().size(), small_->plans().size());
    const VariablePtr found = store_->find("STATUS_CODE8", {45, 1, 2});
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->calendar, Calendar::YearlyJanuary1);
    EXPECT_EQ(found->label.nb, "Navn på STATUS_CODE8");
    EXPECT_EQ(found->unit_type->key_name, "PERSONID_1");
    EXPECT_EQ(store_->find("STATUS_CODE8", {45, 7, 0}), nullptr);
    EXPECT_EQ(store_->find("NO_SUCH", {45, 1, 2}), nullptr);
}

TEST_F(RoundTrip, GivesEveryValueOfWholeColumns) {
    for (const Reading& reading : readings(*small_)) {
        const auto column = store_->read_all(variable(reading), {reading.day}, ample_budget(), {});
        ASSERT_TRUE(column.ok()) << text_of(column.diagnostic());
        const std::uint32_t rows = small_->count(variable(reading).unit_type->domain);
        ASSERT_EQ((*column)->size(), rows);
        ASSERT_EQ((*column)->storage(), small_->plans()[reading.variable].written.storage);
        std::size_t wrong = 0;
        for (std::uint32_t unit = 0; unit < rows; ++unit)
            wrong += bits_at(**column, unit) !=
                     small_->expected(reading.variable, reading.segment, reading.day, unit);
        EXPECT_EQ(wrong, 0U) << variable(reading).name;
    }
}

TEST_F(RoundTrip, GivesTheUnitsAskedForAscendingOrNot) {
    for (const Reading& reading : readings(*small_)) {
        const std::uint32_t count = small_->count(variable(reading).unit_type->domain);
        std::vector<std::uint32_t> units;
        for (std::uint32_t row = 0; row < 3000; ++row)
            units.push_back(static_cast<std::uint32_t>(hash(5, row) % count));
        for (const bool ascending : {false, true}) {
            if (ascending) std::sort(units.begin(), units.end());
            const auto column =
                store_->read_units(variable(reading), {reading.day}, units, ample_budget(), {});
            ASSERT_TRUE(column.ok()) << text_of(column.diagnostic());
            ASSERT_EQ((*column)->size(), units.size());
            std::size_t wrong = 0;
            for (std::size_t row = 0; row < units.size(); ++row)
                wrong +=
                    bits_at(**column, row) !=
                    small_->expected(reading.variable, reading.segment, reading.day, units[row]);
            EXPECT_EQ(wrong, 0U) << variable(reading).name << (ascending ? " ascending" : "");
        }
    }
}

TEST_F(RoundTrip, GivesEverySpellThatOverlapsAnInterval) {
    const std::pair<base::DayNumber, base::DayNumber> intervals[] = {
        {day(1990, 1, 1), day(2024, 12, 31)},
        {day(1993, 7, 9), day(1993, 7, 9)},
        {day(1950, 1, 1), day(1991, 1, 1)},
        {day(2020, 1, 1), day(2050, 1, 1)}};
    for (std::size_t index = 0; index < small_->plans().size(); ++index) {
        const Plan& each = small_->plans()[index];
        const Variable& tested = *each.written.variable;
        if (tested.temporality != Temporality::Event) continue;
        for (const auto& [first, last] : intervals) {
            const auto spells = store_->read_spells(tested, first, last, ample_budget(), {});
            ASSERT_TRUE(spells.ok()) << text_of(spells.diagnostic());
            std::size_t row = 0;
            std::size_t wrong = 0;
            for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
                for (const Spell& spell : spells_of(each, index, unit, kUnits)) {
                    if (spell.start > last || spell.stop < first) continue;
                    ASSERT_LT(row, spells->units->size());
                    const std::int32_t stop = spell.stop == SpellBlock::kOpenStop
                                                  ? column::missing<std::int32_t>()
                                                  : spell.stop;
                    wrong += bits_at(*spells->units, row) != unit;
                    wrong += bits_at(*spells->values, row) != spell.bits;
                    wrong += spells->starts->values<std::int32_t>()[row] != spell.start;
                    wrong += spells->stops->values<std::int32_t>()[row] != stop;
                    ++row;
                }
            }
            EXPECT_EQ(wrong, 0U) << tested.name;
            EXPECT_EQ(row, spells->units->size()) << tested.name;
            EXPECT_EQ(spells->units->domain(), kPersons);
        }
    }
}

TEST_F(RoundTrip, RefusesAnIntervalOutsideTheValidity) {
    const Variable& tested = *store_->find("EVENT_INT8", {45, 1, 2});
    for (const auto& [first, last] : {std::pair{day(1980, 1, 1), day(1989, 12, 31)},
                                      std::pair{day(2025, 1, 1), day(2026, 1, 1)}}) {
        const auto spells = store_->read_spells(tested, first, last, ample_budget(), {3, 4});
        ASSERT_FALSE(spells.ok());
        EXPECT_EQ(spells.diagnostic().code, base::Code::DateOutsideValidity);
    }
}

TEST_F(RoundTrip, GivesDictionariesAndDomains) {
    const auto text =
        store_->read_all(*store_->find("FIXED_CODE16_FULL", {45, 1, 2}), {}, ample_budget(), {});
    ASSERT_TRUE(text.ok());
    ASSERT_NE((*text)->dictionary(), nullptr);
    EXPECT_EQ((*text)->dictionary()->size(), 300U);
    EXPECT_EQ((*text)->dictionary()->text(1), "1000");
    const auto link =
        store_->read_all(*store_->find("FIXED_UNIT_FULL", {45, 1, 2}), {}, ample_budget(), {});
    ASSERT_TRUE(link.ok());
    EXPECT_EQ((*link)->domain(), kPersons);
}

TEST_F(RoundTrip, GivesFullColumnsWithoutACopy) {
    const auto budget = ample_budget();
    const auto first =
        store_->read_all(*store_->find("FIXED_INT32_DENSE", {45, 1, 2}), {}, budget, {});
    const auto second =
        store_->read_all(*store_->find("FIXED_INT32_DENSE", {45, 1, 2}), {}, budget, {});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(budget->used_bytes(), 0U);
    EXPECT_EQ((*first)->values<std::int32_t>().data(), (*second)->values<std::int32_t>().data());
    const auto copied =
        store_->read_all(*store_->find("FIXED_INT32_BITMAP", {45, 1, 2}), {}, budget, {});
    ASSERT_TRUE(copied.ok());
    EXPECT_GE(budget->used_bytes(), kUnits * sizeof(std::int32_t));
}

TEST_F(RoundTrip, RefusesWhatTheBudgetDoesNotHold) {
    const auto budget = std::make_shared<base::MemoryBudget>(1000);
    const auto column =
        store_->read_all(*store_->find("FIXED_INT32_BITMAP", {45, 1, 2}), {}, budget, {3, 9});
    EXPECT_FALSE(column.ok());
    EXPECT_EQ(budget->used_bytes(), 0U);
}

TEST_F(RoundTrip, HoldsWhenVerified) {
    const base::Status status = store_->verify();
    EXPECT_TRUE(status.ok()) << text_of(status.diagnostic());
}

std::map<std::string, std::string> contents(const std::filesystem::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        std::ostringstream text;
        text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        files[std::filesystem::relative(entry.path(), directory).string()] = text.str();
    }
    return files;
}

TEST(StoreWriterOrder, GivesTheSameBytesForAnyThreadsAndOrder) {
    std::vector<Plan> plans;
    for (const Plan& each : every_kind())
        if (each.written.variable->name.find("INT16") != std::string::npos ||
            each.written.variable->name.find("CODE8") != std::string::npos)
            plans.push_back(each);
    constexpr std::uint32_t kBlocks = 7;
    const SmallStore small(plans, (kBlocks - 1) * 65536 + 5, 0);
    const TemporaryFolder folder;
    ASSERT_TRUE(small.write(folder / "one").ok());

    auto writer = StoreWriter::create(small.to_write(folder / "three"));
    ASSERT_TRUE(writer.ok());
    // Each thread starts elsewhere, within the window that may be pending.
    const std::vector<std::vector<std::size_t>> orders = {{2, 0, 5}, {3, 6}, {1, 4}};
    std::vector<std::thread> threads;
    for (const auto& order : orders)
        threads.emplace_back([&] {
            for (const std::size_t index : order)
                EXPECT_TRUE((*writer)->put(small.block(index, kPersons)).ok());
        });
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE((*writer)->commit().ok());
    EXPECT_EQ(contents(folder / "one"), contents(folder / "three"));
}

TEST(StoreWriterOrder, DoesNotWaitForABlockThatWillNotCome) {
    const SmallStore small({plan({.name = "A", .storage = column::Storage::Int8})}, 6 * 65536, 0);
    const TemporaryFolder folder;
    for (const bool cancelled : {false, true}) {
        auto writer = StoreWriter::create(small.to_write(folder / "store"));
        ASSERT_TRUE(writer.ok());
        std::thread waiting([&] {
            if (cancelled)
                EXPECT_THROW((void)(*writer)->put(small.block(5, kPersons)), base::Cancelled);
            else
                EXPECT_THROW((void)(*writer)->put(small.block(5, kPersons)), base::InternalError);
        });
        if (cancelled) {
            base::current_cancellation().request();
        } else {
            StoreBlock broken = small.block(0, kPersons);
            broken.segments[0].values.pop_back();
            EXPECT_THROW((void)(*writer)->put(std::move(broken)), base::InternalError);
        }
        waiting.join();
        base::current_cancellation().clear();
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StoreWriterTarget, LeavesAFolderThatIsNotEmptyAlone) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "store");
    std::ofstream(folder / "store" / "mine") << "kept";
    const SmallStore small({plan({.name = "A"})}, 10, 0);
    const base::Status status = small.write(folder / "store");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.diagnostic().code, base::Code::DatastoreTargetExists);
    EXPECT_TRUE(std::filesystem::exists(folder / "store" / "mine"));
}

TEST(StoreWriterTarget, TakesThePlaceOfAnEmptyFolder) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "store");
    const SmallStore small({plan({.name = "A"})}, 10, 0);
    ASSERT_TRUE(small.write(folder / "store/").ok());
    EXPECT_TRUE(Store::open(folder / "store").ok());
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(StoreWriterTarget, LeavesNothingWithoutCommit) {
    const TemporaryFolder folder;
    const SmallStore small({plan({.name = "A"})}, 10, 0);
    {
        auto writer = StoreWriter::create(small.to_write(folder / "store"));
        ASSERT_TRUE(writer.ok());
        ASSERT_TRUE((*writer)->put(small.block(0, kPersons)).ok());
        EXPECT_FALSE(std::filesystem::is_empty(folder.path()));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StoreWriterTarget, RemovesWhatAKilledWriterLeft) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "store.partial-4711-0" / "native");
    std::ofstream(folder / "store.partial-4711-0" / "catalogue.json") << "half";
    const std::vector<std::string> others = {"store.partial-mine", "store.partial-1",
                                             "other.partial-4711-0", "store.partial-1-2-3"};
    for (const std::string& other : others) std::filesystem::create_directories(folder / other);
    const SmallStore small({plan({.name = "A"})}, 10, 0);
    const auto at_work = StoreWriter::create(small.to_write(folder / "store"));
    ASSERT_TRUE(at_work.ok());
    EXPECT_FALSE(std::filesystem::exists(folder / "store.partial-4711-0"));
    for (const std::string& other : others)
        EXPECT_TRUE(std::filesystem::exists(folder / other)) << other;
    ASSERT_TRUE(small.write(folder / "store").ok());  // a second writer leaves the first alone
    ASSERT_TRUE((*at_work)->put(small.block(0, kPersons)).ok());
}

}  // namespace
}  // namespace skjerm::datastore::testing
