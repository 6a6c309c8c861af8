// The Parquet copies give the same columns as the native files, and take their place when those are
// lost or damaged.
#include <gtest/gtest.h>

#include <fstream>

#include "skjerm/datastore/duckdb_session.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

constexpr std::uint32_t kUnits = 65536 + 1234;

std::vector<Plan> one_of_each() {
    std::vector<Plan> plans;
    for (const Plan& each : every_kind()) {
        const std::string& name = each.written.variable->name;
        for (const char* wanted :
             {"STATUS_INT8", "SUM_INT64", "EVENT_CODE8", "EVENT_INT16", "EVENT_OLD_DAYS",
              "FIXED_CODE16_BITMAP", "FIXED_UNIT_SPARSE", "FIXED_FLOAT_FULL", "FIXED_CODE32_EMPTY"})
            if (name == wanted) plans.push_back(each);
    }
    return plans;
}

class IndexedParquet : public ::testing::Test {
protected:
    IndexedParquet() : small_(one_of_each(), kUnits, 0) {
        const base::Status status =
            small_.write(folder_ / "store", posix_file_system(), /*indexed=*/true);
        if (!status.ok()) ADD_FAILURE() << text_of(status.diagnostic());
    }

    [[nodiscard]] std::filesystem::path file(const std::string& name) const {
        return folder_.path() / "store" / name;
    }

    /// Opens the store and compares every variable with what was written.
    void expect_all_values() {
        const auto opened = Store::open(folder_ / "store");
        ASSERT_TRUE(opened.ok()) << text_of(opened.diagnostic());
        const std::vector<std::uint32_t> units = {0, 3, 70, 70, 65536, kUnits - 1};
        for (std::size_t index = 0; index < small_.plans().size(); ++index) {
            const VariableToWrite& written = small_.plans()[index].written;
            std::optional<base::DayNumber> at;
            if (written.variable->temporality == Temporality::Event) at = day(1993, 7, 9);
            if (!written.segment_days.empty()) at = written.segment_days[0];
            const auto all = (*opened)->read_all(*written.variable, {at}, ample_budget(), {});
            ASSERT_TRUE(all.ok()) << text_of(all.diagnostic());
            ASSERT_EQ((*all)->storage(), written.storage);
            std::size_t wrong = 0;
            for (std::uint32_t unit = 0; unit < kUnits; ++unit)
                wrong += bits_at(**all, unit) != small_.expected(index, 0, at, unit);
            EXPECT_EQ(wrong, 0U) << written.variable->name;
            if (!written.dictionary.empty()) {
                EXPECT_EQ((*all)->dictionary()->entries(), written.dictionary);
            }
            const auto some =
                (*opened)->read_units(*written.variable, {at}, units, ample_budget(), {});
            ASSERT_TRUE(some.ok()) << text_of(some.diagnostic());
            for (std::size_t row = 0; row < units.size(); ++row)
                EXPECT_EQ(bits_at(**some, row), small_.expected(index, 0, at, units[row]));
        }
    }

    TemporaryFolder folder_;
    SmallStore small_;
};

TEST_F(IndexedParquet, IsPartOfTheStore) {
    expect_all_values();
    EXPECT_TRUE((*Store::open(folder_ / "store"))->verify().ok());
    EXPECT_TRUE(std::filesystem::exists(file("indexed/STATUS_INT8/2006-01-01.parquet")));
}

TEST_F(IndexedParquet, TakesThePlaceOfLostFiles) {
    std::filesystem::remove_all(file("native"));
    expect_all_values();
}

TEST_F(IndexedParquet, GivesTheSameSpells) {
    const auto whole = Store::open(folder_ / "store").value();
    std::filesystem::copy(file(""), folder_ / "copies", std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(folder_ / "copies" / "native");
    const auto copies = Store::open(folder_ / "copies").value();
    for (const char* name : {"EVENT_CODE8", "EVENT_INT16", "EVENT_OLD_DAYS"}) {
        const Variable& variable = *whole->find(name, {45, 1, 2});
        const auto read = [&](const Store& store) {
            return store.read_spells(variable, day(1992, 5, 1), day(1995, 6, 30), ample_budget(),
                                     {});
        };
        const auto native = read(*whole);
        const auto copy = read(*copies);
        ASSERT_TRUE(native.ok() && copy.ok());
        ASSERT_EQ(native->units->size(), copy->units->size());
        std::size_t wrong = 0;
        for (std::size_t row = 0; row < native->units->size(); ++row)
            for (const auto column : {&Store::Spells::units, &Store::Spells::values,
                                      &Store::Spells::starts, &Store::Spells::stops})
                wrong += bits_at(*((*native).*column), row) != bits_at(*((*copy).*column), row);
        EXPECT_EQ(wrong, 0U) << name;
    }
}

TEST_F(IndexedParquet, TakesThePlaceOfDamagedFiles) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(file("native")))
        if (entry.is_regular_file()) {
            std::fstream stream(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
            stream.put('!').put('?').put('!');
        }
    expect_all_values();
    EXPECT_FALSE((*Store::open(folder_ / "store"))->verify().ok());
}

TEST_F(IndexedParquet, IsNotTrustedWhenDamagedItself) {
    std::filesystem::remove_all(file("native/STATUS_INT8"));
    std::fstream stream(file("indexed/STATUS_INT8/2005-01-01.parquet"),
                        std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(200);
    stream.put('!').put('?').put('!');
    stream.close();
    const auto opened = Store::open(folder_ / "store");
    const auto column = (*opened)->read_all(*(*opened)->find("STATUS_INT8", {45, 1, 2}),
                                            {day(2005, 1, 1)}, ample_budget(), {});
    ASSERT_FALSE(column.ok());
    EXPECT_EQ(text_of(column.diagnostic()),
              "the file `native/STATUS_INT8/2005-01-01.skc` is missing from the datastore");
}

TEST_F(IndexedParquet, HasTheSameBytesEveryTime) {
    ASSERT_TRUE(small_.write(folder_ / "again", posix_file_system(), /*indexed=*/true).ok());
    const auto digest = [](const std::filesystem::path& path) {
        std::string text;
        std::getline(std::ifstream(path), text);
        return text;
    };
    EXPECT_EQ(digest(folder_.path() / "store" / "catalogue.sha256"),
              digest(folder_.path() / "again" / "catalogue.sha256"));
}

TEST_F(IndexedParquet, CanBeReadByAnyTool) {
    const auto database = DuckDbDatabase::open(1);
    DuckDbConnection connection(*database);
    std::size_t groups = 0;
    const auto error = connection.query(
        "SELECT CAST(count(*) AS BIGINT) FROM read_parquet(" +
            sql_literal(file("indexed/EVENT_CODE8/spells.parquet").string()) +
            ") WHERE v >= '1000' AND s < DATE '2000-01-01' AND (e IS NULL OR e >= s)",
        {DUCKDB_TYPE_BIGINT}, [&](duckdb_data_chunk, idx_t) {
            ++groups;
            return true;
        });
    EXPECT_FALSE(error.has_value()) << error->text;
    EXPECT_EQ(groups, 1U);
}

}  // namespace
}  // namespace skjerm::datastore::testing
