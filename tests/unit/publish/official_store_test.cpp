// A directory of the official services, read without writing into it: what we write ourselves, and
// what others write differently.
#include "skjerm/publish/official_store.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/duckdb_session.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using datastore::StorePtr;

class OfficialStoreTest : public ::testing::Test {
protected:
    void SetUp() override { init_store(root_, vault_); }

    void deliver(const std::string& name, const Json& json, const std::vector<Row>& rows) {
        write_delivery(input_, name, json, rows);
        import(root_, input_, name, vault_);
    }

    StorePtr open() {
        auto store = open_official(official_, folder_.path() / "cache");
        EXPECT_TRUE(store.ok()) << message(store.diagnostic());
        return store.ok() ? *store : nullptr;
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path vault_ = folder_.path() / "vault";
    fs::path input_ = folder_.path() / "input";
    fs::path official_ = root_ / "no.ssb.test";
};

/// One line per unit with the values of all variables at all dates, in order of the lines: the same
/// for two stores that number their units differently. A link is told by the value of FAST that it
/// leads to.
std::vector<std::string> by_unit(const datastore::Store& store, const Version& version) {
    const std::vector<std::string> fast = values(store, "FAST", version);
    std::vector<std::string> lines(fast.size());
    for (const datastore::VariablePtr& variable : store.variables()) {
        if (variable->unit_type->id != "PERSON") continue;
        for (const char* date : {"", "1999-12-31", "2000-01-01", "2020-01-01", "2021-01-01"}) {
            const std::optional<base::DayNumber> at =
                *date == '\0' ? std::nullopt : base::parse_iso_date(date);
            if (!store.check_date(*variable, at, {})) continue;
            const auto cells = values(store, variable->name, version, at);
            EXPECT_EQ(cells.size(), lines.size()) << variable->name;
            for (std::size_t unit = 0; unit < lines.size(); ++unit) {
                const std::string& cell = cells.at(unit);
                lines[unit] +=
                    " " +
                    (cell.starts_with('#') ? "->" + fast.at(std::stoul(cell.substr(1))) : cell);
            }
        }
    }
    std::erase_if(lines, [](const std::string& line) {
        return line.find_first_not_of(" .") == std::string::npos;
    });
    std::ranges::sort(lines);
    return lines;
}

TEST_F(OfficialStoreTest, ReadsWhatWeWrite) {
    std::vector<Row> fixed, status, sums, spells, links, dates, places;
    for (int unit = 0; unit < 200; ++unit) {
        const std::string id = "id" + std::to_string(unit * 7919 % 1000);
        fixed.push_back({id, std::to_string(unit - 50), "", "2025-01-01"});
        status.push_back({id, std::to_string(unit % 3), "2020-01-01", "2020-01-01"});
        status.push_back({id, std::to_string(unit % 2), "2021-01-01", "2021-01-01"});
        sums.push_back({id, std::to_string(unit) + ".25", "2020-01-01", "2020-12-31"});
        spells.push_back({id, "1", "1990-01-01", "1999-12-31"});
        if (unit % 2 == 0) spells.push_back({id, "2", "2000-01-01", ""});
        links.push_back(
            {id, "id" + std::to_string((unit + 1) % 200 * 7919 % 1000), "", "2025-01-01"});
        dates.push_back({id, "1850-02-03", "", "2025-01-01"});
        places.push_back({id, unit % 2 == 0 ? "0301" : "1103", "2020-01-01", "2020-01-01"});
    }
    deliver("FAST", metadata("FIXED"), fixed);
    deliver("TVERRSNITT", coded("STATUS", {"0", "1", "2"}), status);
    deliver("SUM", metadata("ACCUMULATED", "DOUBLE"), sums);
    deliver("FORLOP", coded("EVENT", {"1", "2"}), spells);
    deliver("MOR", linked("FIXED", "PERSON"), links);
    deliver("DATO", metadata("FIXED", "DATE"), dates);
    deliver("BOSTED", linked("STATUS", "KOMMUNE"), places);
    Json municipalities = metadata("ACCUMULATED");
    municipalities["identifierVariables"][0]["unitType"] = "KOMMUNE";
    deliver("FOLKETALL", municipalities, {{"0301", "700000", "2020-01-01", "2020-12-31"}});
    release(root_);

    const StorePtr own = *datastore::Store::open(root_);
    const StorePtr official = open();
    ASSERT_NE(official, nullptr);
    const std::vector<std::string> expected = by_unit(*own, {1, 0, 0});
    EXPECT_EQ(expected.size(), 200U);
    EXPECT_EQ(by_unit(*official, {1, 0, 0}), expected);
    EXPECT_EQ(values(*official, "FOLKETALL", {1, 0, 0}, day("2020-05-05")),
              std::vector<std::string>{"700000"});
    EXPECT_EQ(official->databank(), "no.ssb.test");
    const auto labels =
        datastore::code_list_at(*official->find("FORLOP", {1, 0, 0}), day("2000-01-01"));
    ASSERT_NE(labels, nullptr);

    // A version that came later, and data that went: the cache goes on from where it was.
    deliver("FAST", metadata("FIXED"), {{"id0", "77", "", "2025-01-01"}});
    auto steward = Steward::open(root_);
    ASSERT_TRUE((*steward)->remove("DATO", "bort", 1).ok());
    steward->reset();
    EXPECT_EQ(release(root_), (Version{2, 0, 0}));
    const StorePtr later = open();
    EXPECT_EQ(by_unit(*later, {1, 0, 0}).size(), 200U);
    EXPECT_EQ(later->find("DATO", {2, 0, 0}), nullptr);
    const auto now = values(*later, "FAST", {2, 0, 0});
    EXPECT_EQ(std::ranges::count(now, "77"), 1);
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(now, ".")), now.size() - 1);
}

/// Writes a Parquet file as other tools do.
void write_parquet(const fs::path& file, const std::string& rows) {
    fs::create_directories(file.parent_path());
    const auto database = datastore::DuckDbDatabase::open(1);
    datastore::DuckDbConnection connection(*database);
    const auto error = connection.run("COPY (" + rows + ") TO " +
                                      datastore::sql_literal(file.string()) + " (FORMAT parquet)");
    ASSERT_FALSE(error.has_value()) << error->text;
}

TEST_F(OfficialStoreTest, ToleratesWhatOthersWrite) {
    deliver("FAST", metadata("FIXED"), {{"id0", "1", "", "2025-01-01"}});
    deliver("FORLOP", coded("EVENT", {"1", "2"}), {{"id0", "1", "2000-01-01", "2020-01-01"}});
    deliver("BORTE", coded("STATUS", {"1"}), {{"id0", "1", "2020-01-01", "2020-01-01"}});
    release(root_);
    const fs::path copy = folder_.path() / "official";
    fs::copy(official_, copy, fs::copy_options::recursive);
    official_ = copy;
    // 64-bit dates, more columns, units twice: the row that ends last counts, then the greatest.
    write_parquet(
        copy / "data/FAST/FAST__1_0.parquet",
        "SELECT * FROM (VALUES (5::BIGINT, -7::BIGINT, NULL::BIGINT, 20000::BIGINT, 'x'), "
        "(9, 3, NULL, 20000, 'y'), (9, -4, NULL, 20001, 'z'), (9, -5, NULL, 20001, '')) "
        "t(unit_id, value, start_epoch_days, stop_epoch_days, more)");
    // Overlaps: on each day the spell that began last. A spell that ends before it begins is none.
    write_parquet(copy / "data/FORLOP/FORLOP__1_0.parquet",
                  "SELECT * FROM (VALUES (9::BIGINT, '1', 11000::SMALLINT, NULL::SMALLINT), "
                  "(9, '2', 12000, 12010), (5, '2', 12000, 11000), (5, '1', NULL, 12000)) "
                  "t(unit_id, value, start_epoch_days, stop_epoch_days)");
    fs::remove_all(copy / "data/BORTE/BORTE__1_0");
    const StorePtr store = open();
    ASSERT_NE(store, nullptr);
    const Version version{1, 0, 0};
    EXPECT_EQ(values(*store, "FAST", version), (std::vector<std::string>{"-7", "-4"}));
    using Cells = std::vector<std::string>;
    EXPECT_EQ(values(*store, "FORLOP", version, 11999), (Cells{".", "1"}));
    EXPECT_EQ(values(*store, "FORLOP", version, 12000), (Cells{".", "2"}));
    EXPECT_EQ(values(*store, "FORLOP", version, 12010), (Cells{".", "2"}));
    EXPECT_EQ(values(*store, "FORLOP", version, 12011), (Cells{".", "1"}));

    // What is not there is said to be missing; the rest works.
    const auto column = store->read_all(*store->find("BORTE", version), {day("2020-01-01")},
                                        std::make_shared<base::MemoryBudget>(1U << 20U), {});
    ASSERT_FALSE(column.ok());
    EXPECT_EQ(column.diagnostic().code, Code::DatastoreFileMissing);
}

TEST_F(OfficialStoreTest, RefusesDocumentsItCannotRead) {
    deliver("FAST", metadata("FIXED"), {{"id0", "1", "", "2025-01-01"}});
    release(root_);
    EXPECT_TRUE(is_official_directory(official_));
    EXPECT_FALSE(is_official_directory(root_));
    for (const char* file :
         {"metadata_all__1_0_0.json", "data_versions__1_0.json", "datastore_versions.json"}) {
        const fs::path path = official_ / "datastore" / file;
        const std::string whole = skjerm::testing::read_text(path.string());
        for (const std::string& text : {std::string(), whole.substr(0, whole.size() / 2)}) {
            std::ofstream(path) << text;
            fs::remove_all(folder_.path() / "cache");
            const auto store = open_official(official_, folder_.path() / "cache");
            ASSERT_FALSE(store.ok()) << file;
            EXPECT_EQ(store.diagnostic().code, Code::DatastoreFileDamaged) << file;
        }
        std::ofstream(path) << whole;
    }
    EXPECT_NE(open(), nullptr);
}

}  // namespace
}  // namespace skjerm::publish::testing
