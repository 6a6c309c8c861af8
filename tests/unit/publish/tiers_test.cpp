// The three tiers of a store with a vault: the same values in each, and each made again from the
// one below it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/publish/signature.h"
#include "skjerm/publish/vault.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using datastore::Store;

/// A dataset of each temporality and type, with rows in no order.
class TiersTest : public ::testing::Test {
protected:
    void SetUp() override {
        init_store(root_, vault_);
        std::vector<Row> fixed, status, sums, spells, links, jobs;
        for (int unit = 0; unit < 300; ++unit) {
            const std::string id = "id " + std::to_string(unit * 7919 % 1000);
            fixed.push_back({id, std::to_string(unit % 3), "", "2025-01-01"});
            links.push_back({id, "id " + std::to_string(unit), "", "2025-01-01"});
            for (const char* year : {"2019", "2020"}) {
                const std::string january = std::string(year) + "-01-01";
                status.push_back({id, std::to_string(unit * 1000), january, january});
                sums.push_back(
                    {id, std::to_string(unit) + ".5", january, std::string(year) + "-12-31"});
            }
            spells.push_back({id, "1", "1990-01-01", "1999-12-31"});
            if (unit % 2 == 0) spells.push_back({id, "2", "2000-01-01", ""});
            jobs.push_back({std::to_string(unit % 9) + "301", "7", "2020-01-01", "2020-12-31"});
        }
        jobs.resize(9);
        std::mt19937 order(1);
        const auto deliver = [&](const std::string& name, const Json& json,
                                 std::vector<Row>& rows) {
            std::ranges::shuffle(rows, order);
            write_delivery(input_, name, json, rows);
            import(root_, input_, name, vault_);
        };
        deliver("FAST", coded("FIXED", {"0", "1", "2"}), fixed);
        deliver("TVERRSNITT", metadata("STATUS"), status);
        deliver("SUM", metadata("ACCUMULATED", "DOUBLE"), sums);
        deliver("FORLOP", coded("EVENT", {"1", "2"}), spells);
        deliver("MOR", linked("FIXED", "PERSON"), links);
        Json municipalities = metadata("ACCUMULATED");
        municipalities["identifierVariables"][0]["unitType"] = "KOMMUNE";
        deliver("KOMMUNETALL", municipalities, jobs);
        release(root_);
    }

    /// Everything the store holds, as text.
    std::string content() {
        const auto store = Store::open(root_);
        EXPECT_TRUE(store.ok());
        std::string text;
        for (const datastore::VariablePtr& variable : (*store)->variables())
            for (const char* date : {"", "1999-12-31", "2000-01-01", "2019-01-01", "2020-01-01"}) {
                const std::optional<base::DayNumber> at =
                    *date == '\0' ? std::nullopt : base::parse_iso_date(date);
                if (!(*store)->check_date(*variable, at, {})) continue;
                text += variable->name + " " + date + ":";
                for (const std::string& cell : values(**store, variable->name, {1, 0, 0}, at))
                    text += " " + cell;
                text += "\n";
            }
        return text;
    }

    std::vector<std::string> verify(bool repair) {
        auto steward = Steward::open(root_);
        auto damaged = (*steward)->verify({.repair = repair});
        EXPECT_TRUE(damaged.ok()) << message(damaged.diagnostic());
        return damaged.ok() ? *damaged : std::vector<std::string>{"?"};
    }

    std::vector<fs::path> files_below(const fs::path& folder) const {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(root_ / folder))
            if (entry.is_regular_file()) files.push_back(entry.path());
        std::ranges::sort(files);
        return files;
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path vault_ = folder_.path() / "vault";
    fs::path input_ = folder_.path() / "input";
};

TEST_F(TiersTest, HoldTheSameValues) {
    const std::string native = content();
    ASSERT_GT(native.size(), 10'000U);
    fs::remove_all(root_ / "native");
    EXPECT_EQ(content(), native) << "tier 2";

    // Tier 1 is enough to make both again, byte for byte.
    fs::remove_all(root_ / "indexed");
    EXPECT_FALSE(verify(true).empty());
    EXPECT_TRUE(verify(false).empty());
    EXPECT_EQ(content(), native) << "made again from tier 1";
}

TEST_F(TiersTest, AreMadeAgainWhenDamaged) {
    const std::string before = content();
    for (const char* tier : {"native", "indexed"}) {
        for (const fs::path& file : files_below(tier)) {
            const std::string whole = skjerm::testing::read_text(file.string());
            std::string damaged = whole;
            damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 1);
            std::ofstream(file, std::ios::binary) << damaged;
            EXPECT_EQ(verify(true).size(), 1U) << file;
            EXPECT_EQ(skjerm::testing::read_text(file.string()), whole) << file;
        }
    }
    EXPECT_EQ(content(), before);
}

TEST_F(TiersTest, AreNotMadeFromDamagedFiles) {
    const fs::path archive = root_ / "no.ssb.test/data/FAST/FAST__1_0.parquet";
    std::string bytes = skjerm::testing::read_text(archive.string());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(archive, std::ios::binary) << bytes;
    EXPECT_EQ(verify(false), std::vector<std::string>{"no.ssb.test/data/FAST/FAST__1_0.parquet"});
    const std::string before = content();
    EXPECT_EQ(content(), before);  // what is whole is read as ever
    fs::remove_all(root_ / "native" / "FAST");
    auto steward = Steward::open(root_);
    const auto repaired = (*steward)->verify({.repair = true});
    ASSERT_FALSE(repaired.ok());
    EXPECT_EQ(repaired.diagnostic().code, Code::DataUnavailable);
    EXPECT_TRUE(fs::exists(root_ / "indexed" / "FAST"));
}

/// A bit of any file: it is named by verify, or keeps the datastore closed, or is put right as the
/// datastore is opened; and no value ever differs.
TEST_F(TiersTest, KeepDamageOfAnyFileFromGoingUnseen) {
    ASSERT_TRUE(make_signing_keys(folder_.path() / "keys").ok());
    ASSERT_TRUE(
        (*Steward::open(root_))->sign({1, 0, 0}, folder_.path() / "keys" / kSigningKeyFile).ok());
    const std::string before = content();
    std::set<std::string> kinds;
    for (const fs::path& file : files_below("")) {
        const std::string whole = skjerm::testing::read_text(file.string());
        const std::string name = fs::relative(file, root_).string();
        if (whole.empty()) continue;
        kinds.insert(name.substr(0, name.find('/')) + file.extension().string());
        std::string damaged = whole;
        damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 4);
        std::ofstream(file, std::ios::binary) << damaged;
        {
            const auto store = Store::open(root_);
            if (store.ok()) {
                EXPECT_EQ(content(), before) << name << ": read from another tier, or not at all";
            }
        }
        const auto steward = Steward::open(root_);
        if (steward.ok()) {
            const auto found = (*steward)->verify({});
            const bool is_named = !found.ok() || std::ranges::find(*found, name) != found->end() ||
                                  !check_signatures(root_, (*steward)->state(), {}).ok();
            EXPECT_TRUE(is_named || skjerm::testing::read_text(file.string()) == whole) << name;
        } else {
            EXPECT_TRUE(datastore::is_file_fault(steward.diagnostic()) ||
                        steward.diagnostic().code == Code::DatastoreCatalogueInvalid)
                << name << ": " << message(steward.diagnostic());
        }
        std::ofstream(file, std::ios::binary) << whole;
    }
    EXPECT_TRUE(verify(false).empty());
    for (const char* kind :
         {"catalogues.json", "records.json", "dictionaries.sku", "dictionaries.skd", "native.skc",
          "native.skd", "indexed.parquet", "no.ssb.test.parquet", "no.ssb.test.json",
          "signatures.json", "datastore.json.json"})
        EXPECT_TRUE(kinds.contains(kind)) << kind;
}

TEST_F(TiersTest, HaveTheirDocumentsMadeAgain) {
    const std::string name = "no.ssb.test/datastore/metadata_all__1_0_0.json";
    const std::string whole = skjerm::testing::read_text((root_ / name).string());
    std::ofstream(root_ / name) << "{}";
    EXPECT_EQ(verify(false), std::vector<std::string>{name});
    EXPECT_EQ(verify(true), std::vector<std::string>{name});
    EXPECT_EQ(skjerm::testing::read_text((root_ / name).string()), whole);
    EXPECT_TRUE(verify(false).empty());
}

/// A damaged archive keeps nothing else from being repaired.
TEST_F(TiersTest, AreMadeAgainBesideWhatCannotBe) {
    fs::remove_all(root_ / "native" / "FAST");
    fs::remove_all(root_ / "no.ssb.test" / "data" / "FAST");
    fs::remove_all(root_ / "native" / "SUM");
    const auto repaired = (*Steward::open(root_))->verify({.repair = true});
    ASSERT_FALSE(repaired.ok());
    EXPECT_EQ(repaired.diagnostic().code, Code::DataUnavailable);
    EXPECT_TRUE(fs::exists(root_ / "native" / "SUM"));
    EXPECT_FALSE(fs::exists(root_ / "native" / "FAST"));
}

/// Nightly checks of a part each find everything once.
TEST_F(TiersTest, AreCheckedInParts) {
    for (const fs::path& file : files_below("native")) fs::remove(file);
    const std::vector<std::string> all = verify(false);
    ASSERT_GT(all.size(), 6U);
    std::vector<std::string> found;
    auto steward = Steward::open(root_);
    for (std::uint32_t part = 0; part < 4; ++part) {
        const auto some = (*steward)->verify({.repair = true, .part = part, .parts = 4});
        ASSERT_TRUE(some.ok());
        EXPECT_LT(some->size(), all.size());
        found.insert(found.end(), some->begin(), some->end());
    }
    std::ranges::sort(found);
    std::vector<std::string> expected = all;
    std::ranges::sort(expected);
    EXPECT_EQ(found, expected);
    steward->reset();
    EXPECT_TRUE(verify(false).empty());
}

/// Asks DuckDB, as any tool can.
std::vector<std::string> ask(const std::string& sql) {
    const auto database = datastore::DuckDbDatabase::open(1);
    datastore::DuckDbConnection connection(*database);
    std::vector<std::string> cells;
    const auto error =
        connection.query(sql, {DUCKDB_TYPE_VARCHAR}, [&](duckdb_data_chunk chunk, idx_t rows) {
            auto* texts = static_cast<duckdb_string_t*>(
                duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
            for (idx_t row = 0; row < rows; ++row)
                cells.emplace_back(duckdb_string_t_data(&texts[row]),
                                   duckdb_string_t_length(texts[row]));
            return true;
        });
    EXPECT_FALSE(error.has_value()) << error->text;
    return cells;
}

TEST_F(TiersTest, KeepTheOfficialLayout) {
    const fs::path data = root_ / "no.ssb.test/data";
    const std::string types =
        "SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE SELECT * FROM "
        "read_parquet('";
    EXPECT_EQ(ask(types + (data / "FAST/FAST__1_0.parquet").string() + "'))"),
              (std::vector<std::string>{"unit_id BIGINT, value VARCHAR, start_epoch_days SMALLINT, "
                                        "stop_epoch_days SMALLINT"}));
    EXPECT_EQ(
        ask(types + (data / "KOMMUNETALL/KOMMUNETALL__1_0/start_year=2020/*.parquet").string() +
            "', hive_partitioning = false))"),
        (std::vector<std::string>{"unit_id VARCHAR, value BIGINT, start_epoch_days SMALLINT, "
                                  "stop_epoch_days SMALLINT"}));
    EXPECT_EQ(ask("SELECT string_agg(DISTINCT start_year::VARCHAR, ' ' ORDER BY "
                  "start_year::VARCHAR) FROM read_parquet('" +
                  (data / "TVERRSNITT/TVERRSNITT__1_0/*/*.parquet").string() +
                  "', hive_partitioning = true)"),
              (std::vector<std::string>{"2019 2020"}));
    // Links lead to the pseudonyms of the units.
    EXPECT_EQ(ask("SELECT count(*)::VARCHAR FROM read_parquet('" +
                  (data / "MOR/MOR__1_0.parquet").string() + "') a JOIN read_parquet('" +
                  (data / "FAST/FAST__1_0.parquet").string() + "') b ON a.value = b.unit_id"),
              ask("SELECT count(*)::VARCHAR FROM read_parquet('" +
                  (data / "MOR/MOR__1_0.parquet").string() +
                  "') a WHERE a.value IN (SELECT "
                  "unit_id FROM read_parquet('" +
                  (data / "FAST/FAST__1_0.parquet").string() + "'))"));
    const fs::path documents = root_ / "no.ssb.test/datastore";
    const auto read = [&](const char* name) {
        return Json::parse(skjerm::testing::read_text((documents / name).string()));
    };
    EXPECT_EQ(read("datastore_versions.json")["versions"][0]["version"], "1.0.0.0");
    EXPECT_EQ(read("data_versions__1_0.json"), (Json{{"FAST", "FAST__1_0.parquet"},
                                                     {"FORLOP", "FORLOP__1_0.parquet"},
                                                     {"KOMMUNETALL", "KOMMUNETALL__1_0"},
                                                     {"MOR", "MOR__1_0.parquet"},
                                                     {"SUM", "SUM__1_0"},
                                                     {"TVERRSNITT", "TVERRSNITT__1_0"}}));
    const Json all = read("metadata_all__1_0_0.json");
    ASSERT_EQ(all["dataStructures"].size(), 6U);
    const Json& fast = all["dataStructures"][0];
    EXPECT_EQ(fast["temporality"], "FIXED");
    EXPECT_EQ(fast["temporalCoverage"]["start"], -25567);
    EXPECT_EQ(fast["identifierVariables"][0]["format"], "RandomUInt48");
    EXPECT_EQ(fast["measureVariable"]["dataType"], "String");
    EXPECT_EQ(fast["measureVariable"]["representedVariables"][0]["valueDomain"]["codeList"][1],
              (Json{{"category", "Kode 1"}, {"code", "1"}}));
    EXPECT_EQ(read("draft_version.json")["dataStructureUpdates"].size(), 0U);
}

TEST_F(TiersTest, NeedTheVaultTheyWereMadeWith) {
    write_delivery(input_, "NY", metadata("FIXED"), {{"id 1", "1", "", "2025-01-01"}});
    auto steward = Steward::open(root_);
    const auto without = (*steward)->import({input_, "NY", false, {}}, 1);
    ASSERT_FALSE(without.ok());
    EXPECT_EQ(without.diagnostic().code, Code::VaultRequired);
    ASSERT_TRUE(Vault::open(folder_.path() / "other", true).ok());
    EXPECT_EQ((*steward)->use_vault(folder_.path() / "other").diagnostic().code,
              Code::VaultOfAnother);
    // No identifier stands in any file of the store.
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
        if (!entry.is_regular_file()) continue;
        const std::string bytes = skjerm::testing::read_text(entry.path().string());
        EXPECT_EQ(bytes.find("id 42"), std::string::npos) << entry.path();
    }
}

}  // namespace
}  // namespace skjerm::publish::testing
