// Variables with the same values share one file, and nobody who reads them can tell.
#include <gtest/gtest.h>

#include <fstream>

#include "skjerm/datastore/catalogue.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using column::Storage;

constexpr std::uint32_t kUnits = 65536 + 700;
const std::vector<base::DayNumber> kYears = {day(2005, 1, 1), day(2006, 1, 1)};

/// FIRST and SECOND are equal in 2005 alone; THIRD is equal to FIRST in both years, and so is LINK,
/// whose numbers are units; NOBODY has no values.
class SharedFiles : public ::testing::Test {
protected:
    SharedFiles() {
        StoreToWrite store;
        store.directory = folder_ / "store";
        store.databank = "no.ssb.fdb";
        store.versions = {{1, 0, 0}};
        store.unit_types = {person_type()};
        store.unit_counts = {kUnits};
        for (const char* name : {"THIRD", "SECOND", "FIRST", "NOBODY", "NOBODY_ELSE"})
            store.variables.push_back(yearly(name, Storage::Int32));
        store.variables.push_back(yearly("LINK", Storage::Unit32));
        auto writer = StoreWriter::create(std::move(store));
        EXPECT_TRUE(writer.ok());
        for (std::size_t index = 0; index < base::block_count(kUnits); ++index)
            EXPECT_TRUE((*writer)->put(block(index)).ok());
        EXPECT_TRUE((*writer)->commit().ok());
    }

    static VariableToWrite yearly(const char* name, Storage storage) {
        return plan({.name = name,
                     .temporality = Temporality::Status,
                     .calendar = Calendar::YearlyJanuary1,
                     .storage = storage,
                     .days = kYears})
            .written;
    }
    static std::uint64_t bits_of(std::size_t variable, std::size_t year, std::uint32_t unit) {
        const std::uint64_t stream = variable == 1 && year == 1 ? 99 : year;
        const std::uint64_t word = hash(stream, unit);
        if (variable == 3 || variable == 4 || word % 2 == 0)
            return missing_bits(variable == 5 ? Storage::Unit32 : Storage::Int32);
        return word % 60'000;
    }
    static StoreBlock block(std::size_t index) {
        StoreBlock result{index, {}, {}};
        const base::Block units = base::block_at(index, kUnits);
        for (std::size_t variable = 0; variable < 6; ++variable) {
            for (std::size_t year = 0; year < 2; ++year) {
                SegmentBlock segment{variable, year, {}};
                for (std::size_t unit = units.begin; unit < units.end; ++unit)
                    append_bits(segment.values, variable == 5 ? Storage::Unit32 : Storage::Int32,
                                bits_of(variable, year, static_cast<std::uint32_t>(unit)));
                result.segments.push_back(std::move(segment));
            }
        }
        return result;
    }
    [[nodiscard]] bool exists(const std::string& name) const {
        return std::filesystem::exists(folder_ / "store" / ("native/" + name + ".skc"));
    }

    TemporaryFolder folder_;
};

TEST_F(SharedFiles, AreWrittenOnceUnderTheFirstName) {
    EXPECT_TRUE(exists("FIRST/2005-01-01") && exists("FIRST/2006-01-01"));
    EXPECT_FALSE(exists("SECOND/2005-01-01"));
    EXPECT_TRUE(exists("SECOND/2006-01-01"));
    EXPECT_FALSE(exists("THIRD/2005-01-01") || exists("THIRD/2006-01-01"));
    EXPECT_TRUE(exists("LINK/2005-01-01") && exists("LINK/2006-01-01"));
    EXPECT_TRUE(exists("NOBODY/2005-01-01") && exists("NOBODY_ELSE/2005-01-01"));
    const auto catalogue = load_catalogue(folder_ / "store");
    ASSERT_TRUE(catalogue.ok());
    for (const StoredVariable& stored : catalogue->variables) {
        const std::string& name = stored.variable->name;
        EXPECT_EQ(stored.segments[0].holder, name == "SECOND" || name == "THIRD" ? "FIRST" : "");
        EXPECT_EQ(stored.segments[1].holder, name == "THIRD" ? "FIRST" : "");
    }
}

TEST_F(SharedFiles, AreReadAsEachVariablesOwn) {
    const auto store = Store::open(folder_ / "store");
    ASSERT_TRUE(store.ok());
    EXPECT_TRUE((*store)->verify().ok());
    const char* const names[] = {"THIRD", "SECOND", "FIRST", "NOBODY", "NOBODY_ELSE", "LINK"};
    for (std::size_t variable = 0; variable < std::size(names); ++variable) {
        const VariablePtr found = (*store)->find(names[variable], {1, 0, 0});
        ASSERT_NE(found, nullptr);
        for (std::size_t year = 0; year < kYears.size(); ++year) {
            const auto column = (*store)->read_all(*found, {kYears[year]}, ample_budget(), {});
            ASSERT_TRUE(column.ok()) << text_of(column.diagnostic());
            std::size_t wrong = 0;
            for (std::uint32_t unit = 0; unit < kUnits; ++unit)
                wrong += bits_at(**column, unit) != bits_of(variable, year, unit) ? 1U : 0U;
            EXPECT_EQ(wrong, 0U) << names[variable];
        }
    }
}

TEST_F(SharedFiles, AreRefusedByTheirNameWhenDamaged) {
    std::filesystem::resize_file(folder_ / "store/native/FIRST/2005-01-01.skc", 5000);
    const auto store = Store::open(folder_ / "store");
    ASSERT_TRUE(store.ok());
    EXPECT_FALSE((*store)->verify().ok());
    for (const char* name : {"FIRST", "SECOND", "THIRD"}) {
        const auto column =
            (*store)->read_all(*(*store)->find(name, {1, 0, 0}), {kYears[0]}, ample_budget(), {});
        ASSERT_FALSE(column.ok());
        EXPECT_NE(text_of(column.diagnostic()).find("native/FIRST/2005-01-01.skc"),
                  std::string::npos);
    }
    const auto other =
        (*store)->read_all(*(*store)->find("SECOND", {1, 0, 0}), {kYears[1]}, ample_budget(), {});
    EXPECT_TRUE(other.ok());
}

}  // namespace
}  // namespace skjerm::datastore::testing
