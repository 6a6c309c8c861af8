// Jobs as the clients of the official services order them, and what becomes of them: from a package
// that waits to a version that is released.
#include <gtest/gtest.h>

#include "skjerm/official/interfaces.h"
#include "skjerm/official/job_file.h"
#include "skjerm/official/job_runner.h"
#include "skjerm/package/packed.h"
#include "unit/publish/deliveries.h"

namespace skjerm::official {
namespace {

namespace fs = std::filesystem;
using publish::testing::coded;
using publish::testing::metadata;
using publish::testing::Row;
using skjerm::testing::TemporaryFolder;

constexpr std::int64_t kNow = 1'769'868'309;  // 2026-01-31T14:05:09

class OfficialJobs : public ::testing::Test {
protected:
    void SetUp() override {
        publish::testing::init_store(root_);
        fs::create_directories(folder_.path() / "state");
        settings_.datastores = {{"no.ssb.test", root_ / "no.ssb.test"}};
        settings_.default_datastore = "no.ssb.test";
        settings_.working_folder = folder_.path() / "state";
        settings_.stewards = StewardSettings{
            .roots = {{"no.ssb.test", root_}},
            .not_bumped = {},
            .state_folder = folder_.path() / "state",
            .steward = [](const Request& request, std::string_view) -> std::optional<Json> {
                const auto cookie = request.cookies.find("authorization");
                if (cookie == request.cookies.end() || cookie->second != "steward")
                    return std::nullopt;
                return Json{{"userId", "kari"}};
            },
            .is_service = [](std::string_view key) { return key == "key"; },
            .now = [] { return kNow; }};
    }

    Response ask(const std::string& method, const std::string& path, const std::string& body = "",
                 std::map<std::string, std::string> query = {}) {
        return Interfaces(settings_).answer({.method = method,
                                             .path = path,
                                             .query = std::move(query),
                                             .accept = {},
                                             .bearer = {},
                                             .body = body,
                                             .cookies = {{"authorization", "steward"}}});
    }
    Json get(const std::string& path, std::map<std::string, std::string> query = {}) {
        const Response response = ask("GET", path, "", std::move(query));
        EXPECT_EQ(response.status, 200) << path << " " << response.body;
        return Json::parse(response.body, nullptr, false);
    }
    /// The first answer to one order.
    Json order(const Json& parameters) {
        const Response response = ask("POST", "/datastores/no.ssb.test/jobs",
                                      Json{{"jobs", Json::array({parameters})}}.dump());
        EXPECT_EQ(response.status, 200) << response.body;
        const Json answers = Json::parse(response.body, nullptr, false);
        return answers.is_array() && !answers.empty() ? answers[0] : Json();
    }
    RunnerOutcome run() {
        const auto outcome = run_next_job({.root = root_,
                                           .private_keys = folder_.path() / "private",
                                           .prepare = {},
                                           .state_folder = folder_.path() / "state",
                                           .now = [] { return kNow; }});
        EXPECT_TRUE(outcome.ok()) << publish::testing::message(outcome.diagnostic());
        return outcome.ok() ? *outcome : RunnerOutcome::Failed;
    }
    /// Orders a job and does it; its status and last message.
    std::string done(const Json& parameters) {
        const Json answer = order(parameters);
        if (answer.value("status", "") != "queued") return answer.value("msg", "");
        run();
        const Json job = get("/jobs/" + answer.value("job_id", ""));
        return job.value("status", "") + ": " + job["log"].back().value("message", "");
    }

    void put_package(const std::string& name, const std::string& value) {
        const fs::path input = folder_.path() / "deliveries";
        fs::remove_all(input);
        publish::testing::write_delivery(input, name, metadata("FIXED"),
                                         {{"99000000000", value, "", "2025-01-01"}});
        const auto key =
            package::RsaKey::read_public(folder_.path() / "private" / package::kPublicKeyFile);
        ASSERT_TRUE(key.ok());
        const fs::path target = root_ / "no.ssb.test_input" / (name + ".tar");
        const base::Status packed = package::pack(input / name, *key, target, {});
        ASSERT_TRUE(packed.ok()) << publish::testing::message(packed.diagnostic());
    }
    Json draft() { return get("/metadata/data-store")["versions"][0]; }
    Json bump(const std::string& from, const std::string& to) {
        return {{"operation", "BUMP"},      {"target", "DATASTORE"},   {"description", "Ny"},
                {"bumpManifesto", draft()}, {"bumpFromVersion", from}, {"bumpToVersion", to}};
    }
    static Json about(const std::string& operation, const std::string& target) {
        return {{"operation", operation}, {"target", target}};
    }
    static Json status(const std::string& target, const std::string& release_status) {
        return {{"operation", "SET_STATUS"}, {"target", target}, {"releaseStatus", release_status}};
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    Settings settings_;
};

TEST_F(OfficialJobs, BringAPackageToAReleasedVersion) {
    EXPECT_EQ(ask("GET", "/public-key").status, 404);
    EXPECT_EQ(done({{"operation", "GENERATE_RSA_KEYS"}}), "completed: completed");
    const Response key = ask("GET", "/datastores/no.ssb.test/public-key");
    EXPECT_TRUE(key.body.starts_with("-----BEGIN PUBLIC KEY-----")) << key.body;

    put_package("FAST", "7");
    EXPECT_EQ(get("/importable-datasets"), (Json::parse(R"([{"datasetName": "FAST",
        "hasMetadata": true, "hasData": true, "isArchived": false}])")));
    EXPECT_EQ(order(about("ADD", "FAST")),
              (Json{{"status", "queued"}, {"msg", "CREATED"}, {"job_id", "2"}}));
    EXPECT_EQ(order(about("ADD", "FAST"))["status"], "FAILED") << "one at a time";
    EXPECT_EQ(run(), RunnerOutcome::Completed);
    EXPECT_EQ(run(), RunnerOutcome::NothingToDo);
    const Json job = get("/jobs/2");
    EXPECT_EQ(job["status"], "completed");
    EXPECT_EQ(job["createdAt"], "2026-01-31T14:05:09");
    EXPECT_EQ(job["createdBy"]["userId"], "kari");
    EXPECT_EQ(job["datastoreRdn"], "no.ssb.test");
    EXPECT_EQ(job["parameters"], (Json{{"operation", "ADD"}, {"target", "FAST"}}));
    std::string log;
    for (const Json& line : job["log"]) log += line["message"].get<std::string>() + "\n";
    EXPECT_EQ(log,
              "started\ndecrypting\nvalidating\nReading and pseudonymising\n"
              "Writing the archive files\nSorting by unit\ncompleted\n");
    EXPECT_EQ(get("/importable-datasets"), Json::array());

    EXPECT_EQ(done(bump("0.0.0.0", "1.0.0.0")),
              "failed: nothing in the draft is ready for release");
    EXPECT_EQ(done(status("FAST", "PENDING_RELEASE")), "completed: completed");
    Json stale = bump("0.0.0.0", "1.0.0.0");
    stale["bumpManifesto"]["dataStructureUpdates"] = Json::array();
    EXPECT_EQ(done(stale), "failed: the draft has changed since it was seen");
    EXPECT_EQ(done(bump("0.0.0.0", "1.1.0.0")), "failed: the next version would be 1.0.0.0");
    EXPECT_EQ(done(bump("1.0.0.0", "2.0.0.0")), "failed: the newest version is another one");
    EXPECT_EQ(done(bump("0.0.0.0", "1.0.0.0")), "completed: completed");
    EXPECT_EQ(get("/metadata/data-store")["versions"][1]["version"], "1.0.0.0");

    // The next version: new data, then a removal that is taken back.
    EXPECT_EQ(done(about("ADD", "FAST")), "failed: the variable is released already");
    put_package("FAST", "8");
    EXPECT_EQ(done(about("CHANGE", "FAST")), "completed: completed");
    EXPECT_EQ(done(about("ROLLBACK_REMOVE", "FAST")), "failed: the draft is of another kind");
    EXPECT_EQ(done(about("DELETE_DRAFT", "FAST")), "completed: completed");
    Json removal = about("REMOVE", "FAST");
    removal["description"] = "Slutt";
    EXPECT_EQ(done(removal), "completed: completed");
    EXPECT_EQ(done(status("FAST", "PENDING_RELEASE")),
              "failed: this status is not one that the draft can have");
    EXPECT_EQ(done(status("FAST", "PENDING_DELETE")), "completed: completed");
    EXPECT_EQ(done(about("DELETE_DRAFT", "FAST")), "failed: the draft is of another kind");
    EXPECT_EQ(done(about("ROLLBACK_REMOVE", "FAST")), "completed: completed");
}

TEST_F(OfficialJobs, FailWithTheirPackageBackInItsPlace) {
    done({{"operation", "GENERATE_RSA_KEYS"}});
    put_package("FAST", "sju tusen");
    EXPECT_EQ(done(about("ADD", "FAST")), "failed: the package was not accepted");
    const Json job = get("/jobs/2");
    EXPECT_NE(job.dump().find("C3 FAST/FAST.csv:1"), std::string::npos) << job.dump();
    EXPECT_EQ(job.dump().find("sju tusen"), std::string::npos) << "values stay out of logs";
    EXPECT_EQ(job.dump().find("99000000000"), std::string::npos);
    EXPECT_EQ(get("/importable-datasets")[0]["isArchived"], false);
    EXPECT_TRUE(fs::is_empty(root_ / "no.ssb.test_working"));

    EXPECT_EQ(done(about("ADD", "OTHER")), "failed: no package of this name waits");
    EXPECT_EQ(done(about("CHANGE", "FAST")), "failed: the variable is not released");
    // A package for another key.
    fs::remove_all(folder_.path() / "private");
    ASSERT_TRUE(package::generate_keys(folder_.path() / "private").ok());
    EXPECT_TRUE(done(about("ADD", "FAST")).starts_with("failed: "));
    EXPECT_EQ(ask("DELETE", "/importable-datasets/FAST").status, 200);
    EXPECT_EQ(ask("DELETE", "/importable-datasets/FAST").status, 404);
    EXPECT_EQ(ask("DELETE", "/importable-datasets/..%2Fx").status, 404);
}

TEST_F(OfficialJobs, AreFinishedAfterARunnerThatWasStopped) {
    done({{"operation", "GENERATE_RSA_KEYS"}});
    put_package("FAST", "7");
    const JobFile file(root_);
    const fs::path waiting = root_ / "no.ssb.test_input/FAST.tar";
    const fs::path archived = root_ / "no.ssb.test_input/archive/FAST.tar";

    // Before the import was done: the package is given back.
    order(about("ADD", "FAST"));
    ASSERT_TRUE(file.set_status("2", "pseudonymizing", "", kNow).ok());
    fs::rename(waiting, archived);
    EXPECT_EQ(get("/importable-datasets")[0]["isArchived"], true);
    EXPECT_EQ(run(), RunnerOutcome::NothingToDo);
    EXPECT_EQ(get("/jobs/2")["status"], "failed");
    EXPECT_TRUE(fs::exists(waiting));

    // After it: the draft is there.
    EXPECT_EQ(done(about("ADD", "FAST")), "completed: completed");
    put_package("FAST", "7");
    fs::rename(waiting, archived);
    ASSERT_TRUE(file.set_status("3", "importing", "", kNow).ok());
    EXPECT_EQ(run(), RunnerOutcome::NothingToDo);
    EXPECT_EQ(get("/jobs/3")["status"], "completed");
    EXPECT_FALSE(fs::exists(archived));

    // Small work is done again.
    order(status("FAST", "PENDING_RELEASE"));
    ASSERT_TRUE(file.set_status("4", "initiated", "", kNow).ok());
    EXPECT_EQ(run(), RunnerOutcome::Completed);
    EXPECT_EQ(get("/jobs/4")["status"], "completed");

    // A release that has happened is not one that has to be made.
    order(bump("0.0.0.0", "1.0.0.0"));
    EXPECT_EQ(run(), RunnerOutcome::Completed);
    ASSERT_TRUE(file.set_status("5", "initiated", "", kNow).ok());
    EXPECT_EQ(run(), RunnerOutcome::NothingToDo);
    EXPECT_EQ(get("/jobs/5")["status"], "completed");
}

TEST_F(OfficialJobs, AreListedByWhatIsAskedFor) {
    done({{"operation", "GENERATE_RSA_KEYS"}});
    done(about("ADD", "FAST"));
    order(about("DELETE_DRAFT", "SUM"));
    const auto ids = [&](std::map<std::string, std::string> query) {
        std::string text;
        for (const Json& job : get("/jobs", std::move(query)))
            text += job["jobId"].get<std::string>();
        return text;
    };
    EXPECT_EQ(ids({}), "123");
    EXPECT_EQ(ids({{"status", "failed"}}), "2");
    EXPECT_EQ(ids({{"operation", "ADD"}}), "2");
    EXPECT_EQ(ids({{"ignoreCompleted", "true"}}), "3");
    const Json targets = get("/targets");
    ASSERT_EQ(targets.size(), 3U);
    EXPECT_EQ(targets[1]["name"], "FAST");
    EXPECT_EQ(targets[1]["status"], "failed");
    EXPECT_EQ(targets[1]["action"], Json::array({"ADD"}));
    EXPECT_EQ(get("/targets/FAST/jobs").size(), 1U);
    EXPECT_EQ(get("/targets/NOTHING/jobs"), Json::array());
    Json manifesto = {{"dataStructureUpdates", Json::array({{{"name", "FAST"}}})}};
    order({{"operation", "BUMP"},
           {"description", "x"},
           {"bumpManifesto", manifesto},
           {"bumpFromVersion", "0.0.0.0"},
           {"bumpToVersion", "1.0.0.0"}});
    EXPECT_EQ(get("/targets/FAST/jobs").size(), 2U) << "a release concerns what it releases";
    EXPECT_EQ(ask("GET", "/jobs/99").status, 404);
    EXPECT_EQ(ask("GET", "/targets/FAST").status, 404);
}

TEST_F(OfficialJobs, AreRefusedByWhatIsWrongWithThem) {
    const auto details = [&](const std::string& body) {
        const Response response = ask("POST", "/jobs", body);
        EXPECT_EQ(response.status, 400) << body;
        return Json::parse(response.body)["details"].dump();
    };
    for (const char* body : {"", "[]", "{}", R"({"jobs":[]})", R"({"jobs":7})"})
        EXPECT_NE(details(body).find("jobs: a list"), std::string::npos) << body;
    const auto one = [&](const char* job) {
        return details(std::string(R"({"jobs":[)") + job + "]}");
    };
    EXPECT_NE(one("7").find("jobs[0]: an object is expected"), std::string::npos);
    EXPECT_NE(one("{}").find("jobs[0]->operation: field required"), std::string::npos);
    EXPECT_NE(one(R"({"operation":"EAT","target":"X"})").find("not a known"), std::string::npos);
    EXPECT_NE(one(R"({"operation":"ADD"})").find("target: field required"), std::string::npos);
    EXPECT_NE(one(R"({"operation":"ADD","target":"../x"})").find("letters"), std::string::npos);
    EXPECT_NE(one(R"({"operation":"ADD","target":"X","a":1})").find("extra"), std::string::npos);
    EXPECT_NE(one(R"({"operation":"SET_STATUS","target":"X"})").find("releaseStatus: field"),
              std::string::npos);
    EXPECT_NE(one(R"({"operation":"SET_STATUS","target":"X","releaseStatus":"OUT"})")
                  .find("PENDING_RELEASE or"),
              std::string::npos);
    EXPECT_NE(one(R"({"operation":"BUMP","target":"X"})").find("DATASTORE is expected"),
              std::string::npos);
    EXPECT_NE(one(R"({"operation":"BUMP","bumpToVersion":"45"})").find("four numbers"),
              std::string::npos);
    EXPECT_NE(one(R"({"operation":"REMOVE","target":"X"})").find("description: field required"),
              std::string::npos);
    EXPECT_EQ(get("/jobs"), Json::array());

    settings_.stewards->not_bumped = {"no.ssb.test"};
    EXPECT_EQ(order(bump("0.0.0.0", "1.0.0.0"))["status"], "FAILED");
    EXPECT_EQ(get("/datastores/no.ssb.test")["bumpEnabled"], false);
}

TEST_F(OfficialJobs, AreForStewardsAndServices) {
    Request stranger;
    stranger.path = "/jobs";
    const auto answer = [&] { return Interfaces(settings_).answer(stranger).status; };
    for (const char* path : {"/jobs", "/jobs/1", "/importable-datasets", "/targets"}) {
        stranger.path = path;
        EXPECT_EQ(answer(), 401) << path;
    }
    stranger.api_key = "key";
    stranger.path = "/jobs";
    EXPECT_EQ(answer(), 200) << "a service may look";
    stranger.method = "POST";
    stranger.body = R"({"jobs":[{"operation":"DELETE_ARCHIVE"}]})";
    EXPECT_EQ(answer(), 401) << "and not order";
    order({{"operation", "DELETE_ARCHIVE"}});
    stranger.method = "PUT";
    stranger.path = "/jobs/1";
    stranger.body = R"({"status":"built","log":"made elsewhere"})";
    EXPECT_EQ(answer(), 200);
    EXPECT_EQ(get("/jobs/1")["status"], "built");
    EXPECT_EQ(get("/jobs/1")["log"][0]["message"], "made elsewhere");
    stranger.body = R"({"status":"lost"})";
    EXPECT_EQ(answer(), 400);
    EXPECT_EQ(ask("PUT", "/jobs/1", R"({"status":"built"})").status, 401);

    stranger.method = "POST";
    stranger.path = "/public-key";
    stranger.body = "no key";
    EXPECT_EQ(answer(), 400);
    ASSERT_TRUE(package::generate_keys(folder_.path() / "keys").ok());
    stranger.body =
        skjerm::testing::read_text((folder_.path() / "keys" / package::kPublicKeyFile).string());
    EXPECT_EQ(answer(), 200);
    EXPECT_EQ(ask("GET", "/public-key").body, stranger.body);
    stranger.api_key = "";
    EXPECT_EQ(answer(), 401);

    settings_.stewards.reset();
    EXPECT_EQ(ask("GET", "/jobs").status, 404) << "not served unless somebody serves them";
}

TEST_F(OfficialJobs, WaitWhileMaintenanceIsOn) {
    EXPECT_EQ(get("/maintenance-statuses/latest"), (Json{{"msg", ""}, {"paused", false}}));
    const auto set = [&](const char* body) { return ask("POST", "/maintenance-statuses", body); };
    EXPECT_EQ(set("{}").status, 400);
    EXPECT_EQ(set(R"({"msg":"Flytting","paused":true})").status, 200);
    order({{"operation", "DELETE_ARCHIVE"}});
    EXPECT_EQ(run(), RunnerOutcome::Paused);
    EXPECT_EQ(get("/jobs/1")["status"], "queued");
    EXPECT_EQ(set(R"({"msg":"Ferdig","paused":false})").status, 200);
    EXPECT_EQ(run(), RunnerOutcome::Completed);
    const Json history = get("/maintenance-statuses");
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0]["msg"], "Ferdig");
    EXPECT_EQ(history[1]["timestamp"], "2026-01-31T14:05:09");
    EXPECT_EQ(get("/maintenance-statuses/latest")["paused"], false);
    Request stranger;
    stranger.method = "POST";
    stranger.path = "/maintenance-statuses";
    EXPECT_EQ(Interfaces(settings_).answer(stranger).status, 401);
}

TEST_F(OfficialJobs, BelongToDatastores) {
    EXPECT_EQ(get("/datastores/rdns"), Json::array({"no.ssb.test"}));
    EXPECT_EQ(get("/datastores")[0]["name"], "Prøvelager");
    EXPECT_EQ(get("/datastores/no.ssb.test")["bumpEnabled"], true);
    EXPECT_EQ(ask("GET", "/datastores/no.ssb.other").status, 404);
    EXPECT_EQ(ask("GET", "/datastores/no.ssb.other/jobs").status, 404);
    EXPECT_EQ(ask("DELETE", "/datastores/no.ssb.test").status, 405) << "nothing is deleted";
    EXPECT_TRUE(audience_covers("no.ssb.test", "no.ssb.test"));
    EXPECT_TRUE(audience_covers("no.ssb", "no.ssb.test"));
    EXPECT_FALSE(audience_covers("no.ss", "no.ssb.test"));
    EXPECT_FALSE(audience_covers("no.ssb.test.more", "no.ssb.test"));
    EXPECT_FALSE(audience_covers("", "no.ssb.test"));

    // A job that lacks something, or has it in another form, is damage and no crash.
    const Json whole = {{"jobId", "1"},
                        {"status", "queued"},
                        {"parameters", {{"operation", "ADD"}, {"target", "A"}}},
                        {"log", Json::array({{{"at", "2026-01-31T14:05:09"}}})},
                        {"createdAt", "2026-01-31T14:05:09"},
                        {"createdBy", nullptr}};
    const auto status_with = [&](const Json& job) {
        std::ofstream(root_ / "jobs.json")
            << Json{{"skjerm_jobs", 1}, {"jobs", Json::array({job})}}.dump();
        const int status = ask("GET", "/jobs").status;
        EXPECT_EQ(ask("GET", "/targets").status, status);
        return status;
    };
    EXPECT_EQ(status_with(whole), 200);
    for (const auto& [member, value] : whole.items()) {
        Json job = whole;
        job.erase(member);
        EXPECT_EQ(status_with(job), 500) << member;
        if (member == "createdBy") continue;
        job[member] = 7;
        EXPECT_EQ(status_with(job), 500) << member;
    }
    for (const char* parameter : {"operation", "target"}) {
        Json job = whole;
        job["parameters"].erase(parameter);
        EXPECT_EQ(status_with(job), 500) << parameter;
    }
    EXPECT_EQ(status_with(Json("a text")), 500);

    std::ofstream(root_ / "jobs.json") << "{";
    EXPECT_EQ(ask("GET", "/jobs").status, 500);
    EXPECT_EQ(ask("POST", "/jobs", R"({"jobs":[{"operation":"DELETE_ARCHIVE"}]})").status, 500);
}

}  // namespace
}  // namespace skjerm::official
