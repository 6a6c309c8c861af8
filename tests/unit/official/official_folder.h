// A datastore's folder in the official layout, with variables of every shape: a file, partitions by
// year, a file without starts, units that are texts, a variable changed in the draft.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "skjerm/base/check.h"
#include "skjerm/datastore/duckdb_session.h"

namespace skjerm::official {

namespace fs = std::filesystem;

class OfficialFolder {
public:
    OfficialFolder() {
        std::string pattern = (fs::temp_directory_path() / "skjerm-official-XXXXXX").string();
        SKJERM_CHECK(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
        write_data();
        write_documents();
    }
    ~OfficialFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    OfficialFolder(const OfficialFolder&) = delete;
    OfficialFolder& operator=(const OfficialFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

    void write_text(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    /// Rows as VALUES (unit_id, value, start, stop); `types` of unit_id and value.
    void write_parquet(const std::string& name, const std::string& unit_type,
                       const std::string& value_type, const std::string& rows) const {
        fs::create_directories((path_ / name).parent_path());
        const auto database = datastore::DuckDbDatabase::open(1);
        datastore::DuckDbConnection connection(*database);
        const auto failed = connection.run(
            "COPY (SELECT CAST(a AS " + unit_type + ") AS unit_id, CAST(b AS " + value_type +
            ") AS value, CAST(c AS SMALLINT) AS start_epoch_days, CAST(d AS SMALLINT) AS "
            "stop_epoch_days FROM (VALUES " +
            rows + ") AS t(a, b, c, d)) TO " + datastore::sql_literal((path_ / name).string()) +
            " (FORMAT parquet)");
        SKJERM_CHECK(!failed);
    }

private:
    void write_data() const {
        // Spells: open, closed, without a start; 8-bit values as texts.
        write_parquet("data/TEST_PERSON_INCOME/TEST_PERSON_INCOME__1_0.parquet", "BIGINT",
                      "VARCHAR",
                      "(11, '1', 100, 199), (11, '2', 200, NULL), (12, '21', 150, 150), "
                      "(13, '3', NULL, NULL), (14, '213', 300, 400)");
        write_parquet("data/TEST_PERSON_INCOME/TEST_PERSON_INCOME__DRAFT.parquet", "BIGINT",
                      "VARCHAR", "(99, '9', 1, 2)");
        // 2019: days 17897 to 18261; 2020: 18262; 2021: 18628.
        write_parquet("data/TEST_STUDIEPOENG/TEST_STUDIEPOENG__9_0/start_year=2019/a.parquet",
                      "BIGINT", "BIGINT", "(11, 60, 17897, 18261), (12, 30, 17897, 18261)");
        write_parquet("data/TEST_STUDIEPOENG/TEST_STUDIEPOENG__9_0/start_year=2020/a.parquet",
                      "BIGINT", "BIGINT", "(11, 50, 18262, 18627)");
        write_parquet("data/TEST_STUDIEPOENG/TEST_STUDIEPOENG__9_0/start_year=2020/b.parquet",
                      "BIGINT", "BIGINT", "(12, 20, 18262, 18627)");
        write_parquet("data/TEST_STUDIEPOENG/TEST_STUDIEPOENG__9_0/start_year=2021/a.parquet",
                      "BIGINT", "BIGINT", "(11, 40, 18628, 18992)");
        write_parquet("data/TEST_FIXED_DATASET/TEST_FIXED_DATASET__1_0.parquet", "VARCHAR",
                      "DOUBLE", "('0301', 1.5, NULL, 18000), ('1103', 2.5, NULL, 18000)");
    }
    void write_documents() const {
        write_text("datastore/datastore_versions.json", R"({"name":"no.ssb.test","label":"Test",
            "description":"Test","versions":[
            {"version":"10.0.0.0","description":"tiende","releaseTime":1000,"languageCode":"no",
             "updateType":"MAJOR","dataStructureUpdates":[{"name":"TEST_STUDIEPOENG",
             "description":"","operation":"REMOVE","releaseStatus":"DELETED"}]},
            {"version":"9.0.0.0","description":"niende","releaseTime":900,"languageCode":"no",
             "updateType":"MAJOR","dataStructureUpdates":[{"name":"TEST_STUDIEPOENG",
             "description":"","operation":"ADD","releaseStatus":"RELEASED"}]},
            {"version":"1.0.0.0","description":"første","releaseTime":100,"languageCode":"no",
             "updateType":"MAJOR","dataStructureUpdates":[
             {"name":"TEST_PERSON_INCOME","description":"","operation":"ADD",
              "releaseStatus":"RELEASED"},
             {"name":"TEST_FIXED_DATASET","description":"","operation":"ADD",
              "releaseStatus":"RELEASED"}]}]})");
        write_text("datastore/draft_version.json",
                   R"({"version":"0.0.0.1234","description":"Draft","releaseTime":1234,
            "languageCode":"no","updateType":"","dataStructureUpdates":[
            {"name":"TEST_PERSON_INCOME","description":"","operation":"CHANGE",
             "releaseStatus":"DRAFT"}]})");
        const std::string income = R"({"name":"TEST_PERSON_INCOME","temporality":"EVENT",
            "measureVariable":{"representedVariables":[{"valueDomain":{
            "codeList":[{"category":"En","code":"1"}],"missingValues":["0"]}}]},
            "attributeVariables":[{"name":"START"},{"name":"STOP"}]})";
        const std::string fixed = R"({"name":"TEST_FIXED_DATASET","temporality":"FIXED",
            "attributeVariables":[]})";
        const auto all = [](const std::string& structures) {
            return R"({"dataStore":{"name":"no.ssb.test"},"languages":[{"code":"no"}],)"
                   R"("dataStructures":[)" +
                   structures + "]}";
        };
        write_text("datastore/metadata_all__1_0_0.json", all(income + "," + fixed));
        write_text("datastore/metadata_all__9_0_0.json", all(income));
        write_text("datastore/metadata_all__DRAFT.json", all(fixed));
        const std::string first = R"("TEST_PERSON_INCOME":"TEST_PERSON_INCOME__1_0.parquet",)"
                                  R"("TEST_FIXED_DATASET":"TEST_FIXED_DATASET__1_0.parquet")";
        write_text("datastore/data_versions__1_0.json", "{" + first + "}");
        write_text("datastore/data_versions__9_0.json",
                   "{" + first + R"(,"TEST_STUDIEPOENG":"TEST_STUDIEPOENG__9_0"})");
        write_text("datastore/data_versions__10_0.json",
                   "{" + first + R"(,"TEST_LOST":"TEST_LOST__10_0.parquet","TEST_OUT":"../x"})");
    }

    fs::path path_;
};

}  // namespace skjerm::official
