// The official interfaces as their clients see them: requests in, answers out.
#include "skjerm/official/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "skjerm/official/arrow_stream.h"
#include "support/child_process.h"
#include "unit/official/arrow_reader.h"
#include "unit/official/official_folder.h"

namespace skjerm::official {
namespace {

using Rows = std::vector<std::string>;

class OfficialInterfaces : public ::testing::Test {
protected:
    static const OfficialFolder& folder() {
        static const OfficialFolder kFolder;
        return kFolder;
    }
    static Settings settings() {
        return {.datastores = {{"no.ssb.test", folder().path()}},
                .default_datastore = "no.ssb.test",
                .may_read_data = [](std::string_view token) { return token == "key"; },
                .working_folder = folder().path()};
    }
    static Response get(const std::string& path, std::map<std::string, std::string> query = {}) {
        return Interfaces(settings())
            .answer({.method = "GET",
                     .path = path,
                     .query = std::move(query),
                     .accept = {},
                     .bearer = {},
                     .body = {}});
    }
    static Response post(const std::string& path, const std::string& body,
                         const std::string& bearer = "key", const std::string& accept = "") {
        return Interfaces(settings())
            .answer({.method = "POST",
                     .path = path,
                     .query = {},
                     .accept = accept,
                     .bearer = bearer,
                     .body = body});
    }
    static Json json(const Response& response) { return Json::parse(response.body); }

    /// The rows of an answer as texts, sorted; columns as they stand.
    static Rows rows(const Response& response) {
        if (response.status != 200 || response.file == nullptr)
            return {std::to_string(response.status) + " " + response.body};
        const auto database = datastore::DuckDbDatabase::open(1);
        datastore::DuckDbConnection connection(*database);
        Rows result;
        const auto failed = connection.query(
            "SELECT CAST(t AS VARCHAR) FROM read_parquet(" +
                datastore::sql_literal(response.file->path().string()) + ") t",
            {DUCKDB_TYPE_VARCHAR}, [&](duckdb_data_chunk chunk, idx_t count) {
                auto* texts = static_cast<duckdb_string_t*>(
                    duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
                for (idx_t row = 0; row < count; ++row)
                    result.emplace_back(duckdb_string_t_data(&texts[row]),
                                        duckdb_string_t_length(texts[row]));
                return true;
            });
        if (failed) return {failed->text};
        std::sort(result.begin(), result.end());
        return result;
    }
    static std::string body(const std::string& name, const std::string& version,
                            const std::string& more = "") {
        return R"({"dataStructureName":")" + name + R"(","version":")" + version + '"' +
               (more.empty() ? "" : ",") + more + "}";
    }
};

TEST_F(OfficialInterfaces, ListVersionsWithTheDraftFirst) {
    const Response response = get("/metadata/data-store");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_language, "no");
    Rows versions;
    const Json document = json(response);
    for (const Json& version : document["versions"])
        versions.push_back(version["version"].get<std::string>());
    EXPECT_EQ(versions, (Rows{"0.0.0.1234", "10.0.0.0", "9.0.0.0", "1.0.0.0"}));
}

TEST_F(OfficialInterfaces, TakeAPrefixOrTheDefaultDatastore) {
    const Response with = get("/datastores/no.ssb.test/metadata/data-store");
    EXPECT_EQ(with.body, get("/metadata/data-store").body);
    EXPECT_EQ(get("/datastores/no.ssb.other/metadata/data-store").status, 404);
    EXPECT_EQ(get("/datastores").status, 404);
    EXPECT_EQ(get("/datastoresx/no.ssb.test/metadata/data-store").status, 404);
    Settings without = settings();
    without.default_datastore.clear();
    Request request;
    request.path = "/metadata/data-store";
    EXPECT_EQ(Interfaces(without).answer(request).status, 404);
}

TEST_F(OfficialInterfaces, GiveStructuresByNameAndVersion) {
    const auto names = [](const Response& response) {
        Rows result;
        const Json list = json(response);
        for (const Json& one : list) result.push_back(one["name"].get<std::string>());
        return result;
    };
    EXPECT_EQ(names(get("/metadata/data-structures", {{"version", "1.0.0.0"}})),
              (Rows{"TEST_PERSON_INCOME", "TEST_FIXED_DATASET"}));
    EXPECT_EQ(names(get("/metadata/data-structures",
                        {{"version", "1.0.0.0"}, {"names", "NO_SUCH, TEST_FIXED_DATASET"}})),
              (Rows{"TEST_FIXED_DATASET"}));
    EXPECT_EQ(names(get("/metadata/data-structures", {{"version", "0.0.0.0"}})),
              (Rows{"TEST_FIXED_DATASET"}));
    EXPECT_EQ(names(get("/metadata/data-structures", {{"version", "0.0.0.1234"}})),
              (Rows{"TEST_FIXED_DATASET"}));
}

TEST_F(OfficialInterfaces, RefuseVersionsByWhatIsWrongWithThem) {
    const auto status = [](const std::string& version) {
        return get("/metadata/data-structures", {{"version", version}}).status;
    };
    for (const char* malformed : {"", "1", "1.0.0", "1.0.0.0.0", "1.0.0.x", "a.b.c.d", "1.0.0.-1",
                                  " 1.0.0.0", "99999999999999999999.0.0.0"})
        EXPECT_EQ(status(malformed), 400) << malformed;
    EXPECT_EQ(get("/metadata/data-structures").status, 400);
    EXPECT_EQ(status("2.0.0.0"), 404);
    EXPECT_EQ(status("1.0.0.5"), 404);
    const Response stale = get("/metadata/all", {{"version", "0.0.0.1"}});
    EXPECT_EQ(stale.status, 404);
    EXPECT_NE(json(stale)["message"], "Not found");
    EXPECT_EQ(json(get("/metadata/all", {{"version", "2.0.0.0"}}))["message"], "Not found");
}

TEST_F(OfficialInterfaces, LeaveOutAttributesAndCodeListsOnRequest) {
    const Json whole = json(get("/metadata/data-structures", {{"version", "1.0.0.0"}}))[0];
    EXPECT_TRUE(whole.contains("attributeVariables"));
    const Json without = json(get(
        "/metadata/data-structures",
        {{"version", "1.0.0.0"}, {"include_attributes", "false"}, {"skip_code_lists", "True"}}))[0];
    EXPECT_FALSE(without.contains("attributeVariables"));
    const Json& domain = without["measureVariable"]["representedVariables"][0]["valueDomain"];
    EXPECT_EQ(domain["codeList"], Json::array());
    EXPECT_EQ(domain["missingValues"], Json::array());
    const Json all =
        json(get("/metadata/all", {{"version", "1.0.0.0"}, {"skip_code_lists", "true"}}));
    EXPECT_EQ(all["languages"][0]["code"], "no");
    EXPECT_EQ(all["dataStructures"][0]["measureVariable"]["representedVariables"][0]["valueDomain"]
                 ["codeList"],
              Json::array());
    EXPECT_EQ(get("/metadata/all", {{"version", "1.0.0.0"}, {"skip_code_lists", "maybe"}}).status,
              400);
}

TEST_F(OfficialInterfaces, KnowEveryNameThatEverOccurred) {
    EXPECT_EQ(json(get("/metadata/all-data-structures")),
              (Json{"TEST_FIXED_DATASET", "TEST_PERSON_INCOME", "TEST_STUDIEPOENG"}));
}

TEST_F(OfficialInterfaces, TellTheNewestStatusOfEachName) {
    const Json found = json(get("/metadata/data-structures/status",
                                {{"names", "TEST_STUDIEPOENG,TEST_PERSON_INCOME,NO_SUCH"}}));
    EXPECT_EQ(found["TEST_STUDIEPOENG"],
              (Json{{"operation", "REMOVE"}, {"releaseTime", 1000}, {"releaseStatus", "DELETED"}}));
    EXPECT_EQ(found["TEST_PERSON_INCOME"]["operation"], "CHANGE");
    EXPECT_EQ(found["TEST_PERSON_INCOME"]["releaseTime"], 1234);
    EXPECT_TRUE(found["NO_SUCH"].is_null());
    EXPECT_EQ(json(post("/metadata/data-structures/status", R"({"names":"TEST_STUDIEPOENG"})")),
              (Json{{"TEST_STUDIEPOENG", found["TEST_STUDIEPOENG"]}}));
    EXPECT_EQ(get("/metadata/data-structures/status").status, 400);
    EXPECT_EQ(post("/metadata/data-structures/status", "[]").status, 400);
}

TEST_F(OfficialInterfaces, AnswerLanguagesAndHealth) {
    EXPECT_EQ(json(get("/languages")), (Json::parse(R"([{"code":"no","label":"Norsk"}])")));
    EXPECT_TRUE(json(get("/health/alive")).is_string());
    EXPECT_TRUE(json(get("/health/ready")).is_string());
    EXPECT_EQ(get("/nowhere").status, 404);
    EXPECT_EQ(post("/metadata/all", "{}").status, 405);
}

TEST_F(OfficialInterfaces, GiveRowsInForceOnADay) {
    EXPECT_EQ(
        rows(post("/data/status/stream", body("TEST_PERSON_INCOME", "1.0.0.0", R"("date":199)"))),
        (Rows{"{'unit_id': 11, 'value': 1}"}));
    EXPECT_EQ(rows(post("/data/status/stream", body("TEST_PERSON_INCOME", "9.0.0.0",
                                                    R"("date":200,"includeAttributes":true)"))),
              (Rows{"{'unit_id': 11, 'value': 2, 'start_epoch_days': 200, 'stop_epoch_days': "
                    "NULL}"}));
    EXPECT_EQ(
        rows(post("/data/status/stream", body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":18262)"))),
        (Rows{"{'unit_id': 11, 'value': 50}", "{'unit_id': 12, 'value': 20}"}));
    EXPECT_EQ(
        rows(post("/data/status/stream", body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":17896)"))),
        Rows{});
    EXPECT_EQ(rows(post("/data/status/stream",
                        body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":9000000000)"))),
              Rows{});
}

TEST_F(OfficialInterfaces, GiveSpellsThatTouchAnInterval) {
    const auto values = [&](int first, int last) {
        return rows(post("/data/event/stream", body("TEST_PERSON_INCOME", "1.0.0.0",
                                                    "\"startDate\":" + std::to_string(first) +
                                                        ",\"stopDate\":" + std::to_string(last))));
    };
    const std::string first = "{'unit_id': 11, 'value': 1}";
    const std::string second = "{'unit_id': 11, 'value': 2}";
    const std::string third = "{'unit_id': 12, 'value': 21}";
    const std::string fourth = "{'unit_id': 14, 'value': 213}";
    EXPECT_EQ(values(0, 99), Rows{});
    EXPECT_EQ(values(0, 100), (Rows{first}));
    EXPECT_EQ(values(150, 150), (Rows{first, third}));
    EXPECT_EQ(values(199, 200), (Rows{first, second}));
    EXPECT_EQ(values(200, 300), (Rows{second, fourth}));
    EXPECT_EQ(values(401, 500), (Rows{second}));
}

TEST_F(OfficialInterfaces, GiveFixedRowsAndUnitsThatAreTexts) {
    EXPECT_EQ(rows(post("/data/fixed/stream",
                        body("TEST_FIXED_DATASET", "1.0.0.0", R"("population":["1103","9999"])"))),
              (Rows{"{'unit_id': 1103, 'value': 2.5}"}));
    EXPECT_EQ(rows(post("/data/fixed/stream", body("TEST_PERSON_INCOME", "1.0.0.0"))).size(), 5U);
}

TEST_F(OfficialInterfaces, FilterByUnitsAndValues) {
    const auto filtered = [&](const std::string& more) {
        return rows(post("/data/fixed/stream", body("TEST_PERSON_INCOME", "1.0.0.0", more)));
    };
    EXPECT_EQ(filtered(R"("population":[12,14,99])").size(), 2U);
    EXPECT_EQ(filtered(R"("population":[],"values":[])").size(), 5U);
    EXPECT_EQ(filtered(R"("values":["2*"])").size(), 3U);
    EXPECT_EQ(filtered(R"("values":["21*","1"],"population":[11,14])"),
              (Rows{"{'unit_id': 11, 'value': 1}", "{'unit_id': 14, 'value': 213}"}));
    EXPECT_EQ(rows(post("/data/status/stream",
                        body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":17900,"values":[30])"))),
              (Rows{"{'unit_id': 12, 'value': 30}"}));
}

TEST_F(OfficialInterfaces, ReadTheDraftAndFallBackOnWhatIsReleased) {
    EXPECT_EQ(rows(post("/data/fixed/stream", body("TEST_PERSON_INCOME", "0.0.0.0"))),
              (Rows{"{'unit_id': 99, 'value': 9}"}));
    EXPECT_EQ(rows(post("/data/fixed/stream", body("TEST_FIXED_DATASET", "0.0.0.1234"))).size(),
              2U);
    // Version 10 is newer than 9: the variable that it removed is not in the draft either.
    EXPECT_EQ(post("/data/fixed/stream", body("TEST_STUDIEPOENG", "0.0.0.0")).status, 404);
    EXPECT_EQ(post("/data/fixed/stream", body("TEST_PERSON_INCOME", "0.0.0.7")).status, 404);
}

TEST_F(OfficialInterfaces, RefuseBodiesByWhatIsWrongWithThem) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"status", "no JSON"},
        {"status", "[]"},
        {"status", body("TEST_PERSON_INCOME", "1.0.0.0")},
        {"status", body("TEST_PERSON_INCOME", "1.0", R"("date":1)")},
        {"status", body("../x", "1.0.0.0", R"("date":1)")},
        {"status", body("", "1.0.0.0", R"("date":1)")},
        {"status", body("TEST_PERSON_INCOME", "1.0.0.0", R"("date":"1")")},
        {"status", body("TEST_PERSON_INCOME", "1.0.0.0", R"("date":1.5)")},
        {"event", body("TEST_PERSON_INCOME", "1.0.0.0", R"("startDate":2,"stopDate":1)")},
        {"event", body("TEST_PERSON_INCOME", "1.0.0.0", R"("startDate":2)")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("values":["1",2])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("values":["*"])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("values":["a*b"])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("values":[1])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("population":["11"])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("population":11)")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("population":[18446744073709551615])")},
        {"fixed", body("TEST_FIXED_DATASET", "1.0.0.0", R"("values":["1*"])")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("includeAttributes":"yes")")}};
    for (const auto& [kind, text] : cases) {
        const Response response = post("/data/" + kind + "/stream", text);
        EXPECT_EQ(response.status, 400) << text;
        EXPECT_EQ(json(response)["message"], "Bad Request") << text;
        EXPECT_FALSE(json(response)["details"].empty()) << text;
    }
}

TEST_F(OfficialInterfaces, GiveNoDataToStrangers) {
    const std::string asked = body("TEST_PERSON_INCOME", "1.0.0.0");
    EXPECT_EQ(post("/data/fixed/stream", asked, "").status, 401);
    EXPECT_EQ(post("/data/fixed/stream", asked, "other").status, 401);
    EXPECT_EQ(json(post("/data/fixed/stream", asked, "other"))["message"], "Unauthorized");
    Settings closed = settings();
    closed.may_read_data = nullptr;
    Request request;
    request.method = "POST";
    request.path = "/data/fixed/stream";
    request.bearer = "key";
    request.body = asked;
    EXPECT_EQ(Interfaces(closed).answer(request).status, 401);
}

TEST_F(OfficialInterfaces, SayWhatIsMissingOnlyAsNotFound) {
    for (const char* name : {"NO_SUCH", "TEST_LOST"})
        EXPECT_EQ(post("/data/fixed/stream", body(name, "10.0.0.0")).status, 404) << name;
    // A document that leads out of the variable's folder is damaged, not followed.
    EXPECT_EQ(post("/data/fixed/stream", body("TEST_OUT", "10.0.0.0")).status, 500);
    EXPECT_EQ(post("/data/other/stream", body("TEST_PERSON_INCOME", "1.0.0.0")).status, 404);
    EXPECT_EQ(get("/data/fixed/stream").status, 405);
}

/// The same rows in both forms: texts, whole numbers and decimals, units that are texts, with and
/// without days, none at all.
TEST_F(OfficialInterfaces, SendTheSameRowsAsAnArrowStream) {
    const std::vector<std::pair<std::string, std::string>> queries = {
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("includeAttributes":true)")},
        {"fixed", body("TEST_FIXED_DATASET", "1.0.0.0")},
        {"fixed", body("TEST_FIXED_DATASET", "1.0.0.0", R"("includeAttributes":true)")},
        {"status", body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":18262)")},
        {"status", body("TEST_STUDIEPOENG", "9.0.0.0", R"("date":17896)")},
        {"fixed", body("TEST_PERSON_INCOME", "1.0.0.0", R"("values":["2*"])")}};
    for (const auto& [kind, text] : queries) {
        const std::string path = "/data/" + kind + "/stream";
        const Rows expected = rows(post(path, text));
        const Response response = post(path, text, "key", std::string(arrow_stream_type()));
        ASSERT_EQ(response.status, 200) << text;
        const ArrowReader stream(skjerm::testing::read_text(response.file->path().string()));
        EXPECT_EQ(stream.rows, expected) << text;
        EXPECT_EQ(stream.batches, expected.empty() ? 0U : 1U);
    }
}

TEST(ArrowStream, ComesInBatches) {
    const skjerm::testing::TemporaryFolder folder;
    ArrowStreamWriter writer(folder.path() / "stream",
                             {{"a", ArrowType::Int64}, {"b", ArrowType::Text}});
    Rows expected;
    for (std::int64_t row = 0; row < 150'000; ++row) {
        writer.columns()[0].add(row);
        if (row % 3 == 0)
            writer.columns()[1].add_null();
        else
            writer.columns()[1].add_text(std::string(static_cast<std::size_t>(row % 5), 'x'));
        writer.end_row();
        expected.push_back("{'a': " + std::to_string(row) + ", 'b': " +
                           (row % 3 == 0 ? std::string("NULL")
                                         : std::string(static_cast<std::size_t>(row % 5), 'x')) +
                           "}");
    }
    ASSERT_TRUE(writer.finish());
    std::sort(expected.begin(), expected.end());
    const ArrowReader stream(skjerm::testing::read_text(folder.file("stream")));
    EXPECT_EQ(stream.rows, expected);
    EXPECT_EQ(stream.batches, 3U);
    ArrowStreamWriter nowhere(folder.path() / "no" / "folder", {{"a", ArrowType::Int64}});
    EXPECT_FALSE(nowhere.finish());
}

TEST_F(OfficialInterfaces, NameTheTypeOfWhatTheySend) {
    const std::string asked = body("TEST_PERSON_INCOME", "1.0.0.0");
    EXPECT_EQ(post("/data/fixed/stream", asked).content_type, parquet_type());
    EXPECT_EQ(post("/data/fixed/stream", asked, "key", "text/plain").content_type, "text/plain");
    EXPECT_EQ(
        post("/data/fixed/stream", asked, "key", std::string(arrow_stream_type())).content_type,
        arrow_stream_type());
    std::filesystem::path path;
    {
        const Response response = post("/data/fixed/stream", asked);
        path = response.file->path();
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(OfficialInterfaces, AnswerDamagedFilesWithoutSayingMore) {
    const OfficialFolder damaged;
    damaged.write_text("data/TEST_PERSON_INCOME/TEST_PERSON_INCOME__1_0.parquet", "PAR1 no PAR1");
    damaged.write_text("datastore/metadata_all__9_0_0.json", "{");
    damaged.write_text("datastore/data_versions__9_0.json", "[]");
    Settings changed = settings();
    changed.datastores["no.ssb.test"] = damaged.path();
    const Interfaces interfaces(changed);
    Request request;
    request.method = "POST";
    request.path = "/data/fixed/stream";
    request.bearer = "key";
    for (const char* version : {"1.0.0.0", "9.0.0.0"}) {
        request.body = body("TEST_PERSON_INCOME", version);
        const Response response = interfaces.answer(request);
        EXPECT_EQ(response.status, 500) << version;
        EXPECT_EQ(json(response), (Json{{"message", "Internal Server Error"}}));
    }
    request = {};
    request.path = "/metadata/all";
    request.query = {{"version", "9.0.0.0"}};
    EXPECT_EQ(interfaces.answer(request).status, 500);
}

TEST_F(OfficialInterfaces, AnswerDocumentsWithMembersOfOtherTypes) {
    const OfficialFolder damaged;
    damaged.write_text("datastore/datastore_versions.json",
                       R"({"versions":[{"version":7,"dataStructureUpdates":[{"name":8}]}]})");
    damaged.write_text("datastore/metadata_all__9_0_0.json", R"({"dataStructures":[{"name":9}]})");
    damaged.write_text("datastore/draft_version.json", R"({"version":0})");
    Settings changed = settings();
    changed.datastores["no.ssb.test"] = damaged.path();
    const Interfaces interfaces(changed);
    Request request;
    request.path = "/metadata/data-structures";
    request.query = {{"version", "9.0.0.0"}, {"names", "A"}};
    EXPECT_EQ(interfaces.answer(request).status, 500);
    request.query = {{"version", "0.0.0.7"}};
    EXPECT_EQ(interfaces.answer(request).status, 500);
    request.path = "/metadata/data-structures/status";
    request.query = {{"names", "A"}};
    EXPECT_EQ(interfaces.answer(request).status, 500);
}

}  // namespace
}  // namespace skjerm::official
