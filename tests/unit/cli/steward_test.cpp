// A data steward at the command line: from an empty datastore to scripts that run on its versions.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "ddi_structure.h"
#include "program_fixture.h"
#include "support/text_file.h"

namespace skjerm::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class Steward : public ::testing::Test {
protected:
    /// A package of one FIXED measure of made-up persons.
    void deliver(const std::string& name, int first, int persons,
                 const std::string& successor = {}) {
        const auto text = [](const char* value) {
            return Json::array({{{"languageCode", "no"}, {"value", value}}});
        };
        Json json = {{"temporalityType", "FIXED"},
                     {"sensitivityLevel", "PUBLIC"},
                     {"populationDescription", text("Alle")},
                     {"subjectFields", Json::array({text("Prøve")})},
                     {"dataRevision", {{"description", text("Utgave")}}},
                     {"identifierVariables", Json::array({{{"unitType", "PERSON"}}})},
                     {"measureVariables",
                      Json::array({{{"name", text("Et tall")},
                                    {"description", text("Et tall om hver")},
                                    {"dataType", "LONG"},
                                    {"valueDomain", {{"description", text("Tall")}}}}})}};
        if (!successor.empty())
            json["dataRevision"]["temporalEnd"] = {{"description", text("Erstattet")},
                                                   {"successors", Json::array({successor})}};
        std::string rows;
        for (int person = 0; person < persons; ++person) {
            const std::string number = std::to_string(person);
            rows += "99" + std::string(9 - number.size(), '0') + number + ";" +
                    std::to_string(first + person % 5) + ";;2025-01-01;\n";
        }
        fs::create_directories(folder_.path() / "input" / name);
        folder_.write("input/" + name + "/" + name + ".json", json.dump());
        folder_.write("input/" + name + "/" + name + ".csv", rows);
    }

    /// `error`: the file that gets standard error, if any.
    ChildProcess start(Words words, const std::string& error = {}) {
        words.insert(words.begin(), SKJERM_PROGRAM);
        return ChildProcess(words, {.environment = {"XDG_STATE_HOME=" + folder_.file("state"),
                                                    "XDG_CACHE_HOME=" + folder_.file("cache"),
                                                    "SKJERM_DATASTORE=" + folder_.file("store"),
                                                    "LANG=en_US.UTF-8"},
                                    .error = error});
    }
    Finished run(Words words) { return start(std::move(words)).wait(); }
    /// Expected to succeed; what it wrote.
    std::string say(const Words& words) {
        const Finished done = run(words);
        EXPECT_EQ(done.exit_code, 0) << done.out << done.error;
        return done.out;
    }
    Finished script(const std::string& text) {
        return run({"run", folder_.write("script.skjerm", text)});
    }

    void make_three_versions() {
        deliver("FORST", 10, 2000, "SIST");
        say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
             "--synthetic"});
        say({"datastore", "import", folder_.file("input")});
        say({"datastore", "draft", "release", "FORST"});
        say({"datastore", "bump", "-m", "Første"});
        deliver("SIST", 20, 2000);
        say({"datastore", "import", folder_.file("input/SIST")});
        say({"datastore", "draft", "release", "SIST"});
        say({"datastore", "bump", "--message", "Andre"});
        say({"datastore", "remove", "FORST", "-m", "Erstattet"});
        say({"datastore", "bump", "-m", "Tredje"});
    }

    testing::TemporaryFolder folder_;
};

TEST_F(Steward, interrupts_an_import_in_order) {
    deliver("STOR", 10, 2'000'000);
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    const std::string told = folder_.write("told", "");
    ChildProcess child =
        start({"datastore", "import", folder_.file("input"), "--progress", "json"}, told);
    for (int turn = 0; turn < 6000 && fs::file_size(told) == 0; ++turn)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    child.send(SIGINT);
    EXPECT_EQ(child.wait().exit_code, 130);
    EXPECT_NE(testing::read_text(told).find("SKJ-7252"), std::string::npos);
    EXPECT_EQ(say({"datastore", "draft", "show"}), "the draft is empty\n");
}

TEST_F(Steward, releases_versions_that_scripts_can_use) {
    make_three_versions();
    const Json versions = Json::parse(say({"datastore", "versions", "--format", "json"}));
    ASSERT_EQ(versions.size(), 3U);
    EXPECT_EQ(versions[0]["version"], "1.0.0");
    EXPECT_EQ(versions[1]["version"], "1.1.0");
    EXPECT_EQ(versions[1]["level"], "MINOR");
    EXPECT_EQ(versions[2]["version"], "2.0.0");
    EXPECT_EQ(versions[2]["updates"][0]["operation"], "REMOVE");
    EXPECT_TRUE(contains(say({"datastore", "versions"}), "Andre"));
    EXPECT_TRUE(contains(say({"datastore", "info"}), "1.0.0, 1.1.0, 2.0.0"));
    EXPECT_TRUE(contains(say({"datastore", "verify", "--deep"}), "all files are whole"));

    const std::string imports = "create-dataset d\nimport db/FORST as x\nsummarize x\n";
    const Finished works = script("require no.ssb.test:1 as db\n" + imports);
    EXPECT_EQ(works.exit_code, 0) << works.out << works.error;

    // A variable that is in other versions than the one asked for.
    const Finished later =
        script("require no.ssb.test:1.0 as db\ncreate-dataset d\nimport db/SIST as x\n");
    EXPECT_TRUE(contains(later.error, "SKJ-4202")) << later.error;
    EXPECT_TRUE(contains(later.error, "came in version 1.1.0 and is in versions up to 2.0.0"));
    const Finished replaced = script("require no.ssb.test:2 as db\n" + imports);
    EXPECT_TRUE(contains(replaced.error, "SKJ-4203")) << replaced.error;
    EXPECT_TRUE(contains(replaced.error, "replaced by `SIST`")) << replaced.error;

    // A version that was forgotten, in full, and that there is not.
    const Finished forgotten = script("require no.ssb.test as db\n");
    EXPECT_TRUE(contains(forgotten.error, "SKJ-4010")) << forgotten.error;
    EXPECT_TRUE(contains(forgotten.error, "the newest is 2.0.0")) << forgotten.error;
    EXPECT_TRUE(contains(script("require no.ssb.test:1.0.0.0 as db\n").out, "no.ssb.test:1.0.0"));
    EXPECT_TRUE(contains(script("require no.ssb.test:1.0.0.7 as db\n").error, "SKJ-4011"));
    EXPECT_TRUE(contains(script("require no.ssb.test:0 as db\n").error, "SKJ-4012"));

    say({"datastore", "withdraw", "2.0.0", "--reason", "a mistake"});
    const Finished withdrawn = script("require no.ssb.test:2 as db\n" + imports);
    EXPECT_TRUE(contains(withdrawn.error, "SKJ-4201")) << withdrawn.error;
    EXPECT_TRUE(contains(withdrawn.error, "a mistake")) << withdrawn.error;
    EXPECT_TRUE(contains(say({"datastore", "versions"}), "(withdrawn: a mistake)"));
}

TEST_F(Steward, tries_a_draft_in_a_script) {
    deliver("FORST", 10, 2000);
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    say({"datastore", "import", folder_.file("input")});
    EXPECT_EQ(say({"datastore", "list"}).substr(0, 17), "no.ssb.test:DRAFT");
    const std::string text =
        "require no.ssb.test:DRAFT as db\ncreate-dataset d\nimport db/FORST as x\nsummarize x\n";
    const Finished tried = script(text);
    EXPECT_EQ(tried.exit_code, 0) << tried.out << tried.error;
    EXPECT_TRUE(contains(tried.out + tried.error, "SKJ-7119")) << tried.out << tried.error;
    EXPECT_TRUE(contains(tried.out + tried.error, "no.ssb.test:DRAFT is a draft that may change"))
        << tried.out << tried.error;
    EXPECT_TRUE(contains(tried.out, "Source: no.ssb.test:DRAFT")) << tried.out;

    say({"datastore", "draft", "release", "FORST"});
    say({"datastore", "bump", "-m", "Første"});
    EXPECT_TRUE(contains(say({"datastore", "list"}), "no.ssb.test:1.0.0"));
    const Finished released =
        script("require no.ssb.test:1 as db\ncreate-dataset d\nimport db/FORST as x\n");
    EXPECT_FALSE(contains(released.out + released.error, "SKJ-7119"));
}

TEST_F(Steward, signs_versions) {
    make_three_versions();
    const std::string told = say({"datastore", "keygen", "--signing", folder_.file("keys")});
    EXPECT_TRUE(contains(told, "is the data owner's alone"));
    const std::string key = folder_.file("keys/skjerm_signing_key");
    const std::string trusted = folder_.file("keys/skjerm_signing_key.pub");
    const Finished unsigned_yet = run({"datastore", "verify", "--signed-by", trusted});
    EXPECT_EQ(unsigned_yet.exit_code, 5);
    EXPECT_TRUE(contains(unsigned_yet.error, "SKJ-4242")) << unsigned_yet.error;
    for (const char* version : {"1.0.0", "1.1.0", "2.0.0"})
        EXPECT_EQ(say({"datastore", "sign", version, "--key", key}),
                  std::string("no.ssb.test:") + version + " is signed\n");
    EXPECT_EQ(say({"datastore", "verify", "--signed-by", trusted}),
              "no.ssb.test: all files are whole\n");
    EXPECT_EQ(run({"datastore", "sign", "7.0.0", "--key", key}).exit_code, 5);
    EXPECT_EQ(run({"datastore", "sign", "1.0.0"}).exit_code, 2);
    EXPECT_EQ(run({"datastore", "sign", "1.0.0", "--key", trusted}).exit_code, 5);
}

TEST_F(Steward, checks_a_part_each_night) {
    make_three_versions();
    folder_.write("store/native/SIST/2/fixed.skc", "damaged");
    int found = 0;
    for (const char* part : {"1/2", "2/2"})
        found += run({"datastore", "verify", "--part", part}).exit_code == 10 ? 1 : 0;
    EXPECT_EQ(found, 1);
    say({"datastore", "verify", "--part", "1/2", "--repair"});
    say({"datastore", "verify", "--part", "2/2", "--repair"});
    say({"datastore", "verify", "--deep"});
    for (const char* part : {"0/2", "3/2", "1", "/", "1/0", "x/2"})
        EXPECT_EQ(run({"datastore", "verify", "--part", part}).exit_code, 2) << part;
}

TEST_F(Steward, exports_metadata) {
    make_three_versions();
    const Json json = Json::parse(say({"datastore", "export-metadata"}));
    EXPECT_EQ(json["databank"], "no.ssb.test");
    EXPECT_EQ(json["version"], "2.0.0");
    EXPECT_EQ(json["unit_types"][0]["id"], "PERSON");
    ASSERT_EQ(json["variables"].size(), 1U);
    EXPECT_EQ(json["variables"][0]["name"], "SIST");
    EXPECT_EQ(json["variables"][0]["delivered"]["populationDescription"][0]["value"], "Alle");
    const Json older = Json::parse(say({"datastore", "export-metadata", "--of-version", "1"}));
    EXPECT_EQ(older["version"], "1.1.0");
    EXPECT_EQ(older["variables"].size(), 2U);

    const std::string file = folder_.file("ddi.xml");
    say({"datastore", "export-metadata", "--format", "ddi", "--of-version", "1.0.0", "--out",
         file});
    const std::string ddi = testing::read_text(file);
    EXPECT_TRUE(contains(ddi, "<IDNo>no.ssb.test:1.0.0</IDNo>")) << ddi;
    EXPECT_TRUE(contains(ddi, "name=\"FORST\"")) << ddi;
    EXPECT_TRUE(contains(ddi, "<universe xml:lang=\"no\">Alle</universe>")) << ddi;
    EXPECT_EQ(ddi_problems(folder_, ddi), "");
    EXPECT_EQ(run({"datastore", "export-metadata", "--of-version", "9"}).exit_code, 5);
    EXPECT_EQ(run({"datastore", "export-metadata", "--out", "/nowhere/x"}).exit_code, 6);
}

TEST_F(Steward, lists_as_csv) {
    make_three_versions();
    const std::string versions = say({"datastore", "versions", "--format", "csv"});
    EXPECT_TRUE(
        versions.starts_with("version,released,level,description,withdrawn,updates\r\n1.0.0,"))
        << versions;
    EXPECT_TRUE(contains(say({"datastore", "variables", "--format", "csv"}),
                         "\r\nSIST,Prøve,Et tall,Et tall,PERSON,fixed,integer,"));
    EXPECT_EQ(run({"datastore", "diff", "1.0.0", "1.1.0", "--format", "csv"}).out,
              "name,operation\r\nSIST,ADD\r\n");
}

TEST_F(Steward, takes_unit_types_of_the_administrator) {
    deliver("SKOLER", 10, 30);
    const std::string metadata = folder_.file("input/SKOLER/SKOLER.json");
    Json json = Json::parse(testing::read_text(metadata));
    json["identifierVariables"][0]["unitType"] = "SKOLE";
    folder_.write("input/SKOLER/SKOLER.json", json.dump());
    const std::string types = folder_.write("types.json", R"({"unit_types": [{"name": "SKOLE",
        "label": {"nb": "Skole", "en": "School"}, "identifier": "SKOLE_ID", "domain": "SKOLENR",
        "type": "STRING", "pseudonymised": true}],
        "municipality_codes": [{"code": "0199", "title": "Gamleby", "valid_until": "1963-12-31"}]})");
    const Words validate{"datastore", "validate", folder_.file("input")};
    EXPECT_EQ(run(validate).exit_code, 5);
    Words with = validate;
    with.insert(with.end(), {"--unit-types", types});
    EXPECT_EQ(run(with).exit_code, 0) << run(with).out;

    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--vault", folder_.file("vault")});
    const Words import{"datastore", "import", folder_.file("input"), "--vault",
                       folder_.file("vault")};
    EXPECT_EQ(run(import).exit_code, 5);
    fs::copy_file(types, folder_.path() / "store" / "unit_types.json");
    say(import);
    say({"datastore", "draft", "release", "SKOLER"});
    say({"datastore", "bump", "-m", "Skoler"});
    EXPECT_TRUE(contains(say({"datastore", "info"}), "School"));
    folder_.write("store/unit_types.json", "{}}");
    EXPECT_TRUE(contains(run(import).error, "SKJ-4245"));
}

TEST_F(Steward, reads_the_folder_of_the_official_services) {
    make_three_versions();
    const Finished done = run({"run",
                               folder_.write("script.skjerm",
                                             "require no.ssb.test:1 as db\n"
                                             "create-dataset d\n"
                                             "import db/FORST as x\n"
                                             "summarize x\n"),
                               "--datastore", folder_.file("store/no.ssb.test")});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.error;
    EXPECT_TRUE(fs::exists(folder_.path() / "cache" / "skjerm" / "official"));
}

TEST_F(Steward, compares_versions) {
    make_three_versions();
    const Finished same = run({"datastore", "diff", "1.0.0", "1.0.0"});
    EXPECT_EQ(same.exit_code, 0);
    const Finished added = run({"datastore", "diff", "1.0.0", "1.1.0"});
    EXPECT_EQ(added.exit_code, 10);
    EXPECT_EQ(added.out, "SIST  new\n");
    const Finished removed = run({"datastore", "diff", "1.1.0", "2.0.0", "--format", "json"});
    EXPECT_EQ(Json::parse(removed.out)[0]["operation"], "REMOVE");
    EXPECT_EQ(run({"datastore", "diff", "1.0.0", "9.0.0"}).exit_code, 5);
    // Versions are named as in scripts; the draft is the next one.
    EXPECT_EQ(run({"datastore", "diff", "1.0", "1"}).out, "SIST  new\n");
    EXPECT_EQ(run({"datastore", "diff", "2", "DRAFT"}).exit_code, 0);
    say({"datastore", "remove", "SIST", "-m", "Slutt"});
    EXPECT_EQ(run({"datastore", "diff", "2", "DRAFT"}).out, "SIST  removed\n");
    say({"datastore", "withdraw", "1.0.0", "--reason", "a mistake"});
    EXPECT_EQ(run({"datastore", "diff", "1.0", "1.1"}).out, "SIST  new\n") << "withdrawn ones, too";
    EXPECT_EQ(run({"datastore", "diff", "1.0.0"}).exit_code, 2);
}

TEST_F(Steward, shows_and_changes_the_draft) {
    deliver("FORST", 10, 50);
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    EXPECT_EQ(say({"datastore", "draft", "show"}), "the draft is empty\n");
    EXPECT_EQ(say({"datastore", "versions"}), "no versions\n");
    say({"datastore", "import", folder_.file("input")});
    EXPECT_TRUE(contains(say({"datastore", "draft", "show"}), "FORST  new  in work"));
    say({"datastore", "draft", "release", "FORST"});
    const Json draft = Json::parse(say({"datastore", "draft", "show", "--format", "json"}));
    EXPECT_EQ(draft["updates"][0]["status"], "PENDING_RELEASE");
    say({"datastore", "draft", "hold", "FORST"});
    EXPECT_EQ(run({"datastore", "bump", "-m", "x"}).exit_code, 5);
    say({"datastore", "draft", "release", "FORST"});
    EXPECT_EQ(run({"datastore", "bump", "-m", "x", "--manifest", "seen before"}).exit_code, 5);
    EXPECT_EQ(say({"datastore", "bump", "-m", "x", "--manifest", draft["manifest"]}),
              "no.ssb.test:1.0.0\n");
    EXPECT_EQ(run({"datastore", "bump"}).exit_code, 2);
    EXPECT_EQ(run({"datastore", "bump", "-m", " "}).exit_code, 2) << "users see the description";
    EXPECT_EQ(run({"datastore", "info", "--datastore", folder_.file("input")}).exit_code, 5);
}

TEST_F(Steward, is_told_what_is_wrong_with_a_package) {
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    deliver("FEIL", 10, 5);
    folder_.write("input/FEIL/FEIL.csv", "99000000001;ten;;2025-01-01;\n");
    const Finished refused = run({"datastore", "import", folder_.file("input/FEIL")});
    EXPECT_EQ(refused.exit_code, 5);
    EXPECT_TRUE(contains(refused.error, "FEIL.csv")) << refused.error;
    EXPECT_TRUE(contains(refused.error, "SKJ-4230")) << refused.error;
    EXPECT_EQ(say({"datastore", "draft", "show"}), "the draft is empty\n");
    EXPECT_EQ(run({"datastore", "import", folder_.file("nowhere")}).exit_code, 5);

    // The others are taken in all the same, and what many rows have in common is said once.
    folder_.write("input/FEIL/FEIL.csv", ";1;;2025-01-01;\n;2;;2025-01-01;\n");
    deliver("ANNEN", 10, 5);
    deliver("GOD", 10, 5);
    const Finished some = run({"datastore", "import", folder_.file("input")});
    EXPECT_EQ(some.exit_code, 5);
    EXPECT_EQ(some.out, "ANNEN: new, in the draft\nGOD: new, in the draft\n");
    const std::size_t once = some.error.find("SKJ-4130");
    EXPECT_TRUE(contains(some.error, "FEIL.csv:1 [D1]\nFEIL/FEIL.csv:2 [D1]")) << some.error;
    EXPECT_NE(once, std::string::npos) << some.error;
    EXPECT_EQ(some.error.find("SKJ-4130", once + 1), std::string::npos) << some.error;
}

TEST_F(Steward, takes_packages_in_without_unpacking_them) {
    deliver("FORST", 10, 2000);
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    say({"datastore", "keygen", folder_.file("keys")});
    const std::string secret = folder_.file("keys/microdata_private_key.pem");
    const std::string package = folder_.file("FORST.tar");
    say({"datastore", "pack", folder_.file("input/FORST"), "--key",
         folder_.file("keys/microdata_public_key.pem"), "--out", package});
    fs::rename(folder_.path() / "input/FORST", folder_.path() / "as_folder");

    const Finished closed = run({"datastore", "import", package});
    EXPECT_EQ(closed.exit_code, 2);
    EXPECT_TRUE(contains(closed.error, "--key")) << closed.error;
    say({"datastore", "keygen", folder_.file("others")});
    EXPECT_EQ(run({"datastore", "import", package, "--key",
                   folder_.file("others/microdata_private_key.pem")})
                  .exit_code,
              5);
    EXPECT_EQ(run({"datastore", "import", package, "--key", secret, "--data-limit", "1"}).exit_code,
              5);
    EXPECT_EQ(say({"datastore", "draft", "show"}), "the draft is empty\n");

    const Words import{"datastore", "import", package, "--key", secret};
    EXPECT_EQ(say(import), "FORST: new, in the draft\n");
    EXPECT_EQ(say(import), "FORST: is in the draft already\n");
    EXPECT_TRUE(fs::is_empty(folder_.path() / "store/no.ssb.test_working"));
    say({"datastore", "draft", "release", "FORST"});
    say({"datastore", "bump", "-m", "Første"});

    // The same data, however they were delivered, are the same bytes.
    const std::string file = "native/FORST/1/fixed.skc";
    fs::rename(folder_.path() / "store", folder_.path() / "packed");
    fs::create_directories(folder_.path() / "input");
    fs::rename(folder_.path() / "as_folder", folder_.path() / "input/FORST");
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    say({"datastore", "import", folder_.file("input")});
    EXPECT_EQ(testing::read_text(folder_.file("store/" + file)),
              testing::read_text(folder_.file("packed/" + file)));

    // The flags of packages are for packages.
    EXPECT_EQ(run({"datastore", "import", folder_.file("input"), "--key", secret}).exit_code, 2);

    // Metadata alone: of a package that has no more, or that has data, too. No key is needed.
    say({"datastore", "draft", "release", "FORST"});
    say({"datastore", "bump", "-m", "Første"});
    EXPECT_EQ(say({"datastore", "import", package, "--metadata-only"}),
              "FORST: new metadata, in the draft\n");
    say({"datastore", "draft", "remove", "FORST"});
    fs::remove(folder_.path() / "input/FORST/FORST.csv");
    const std::string texts = folder_.file("texts/FORST.tar");
    fs::create_directories(folder_.path() / "texts");
    say({"datastore", "pack", folder_.file("input/FORST"), "--key",
         folder_.file("keys/microdata_public_key.pem"), "--out", texts});
    EXPECT_TRUE(contains(run({"datastore", "import", texts}).error, "[N3]"));
    EXPECT_EQ(say({"datastore", "import", texts, "--metadata-only"}),
              "FORST: new metadata, in the draft\n");
}

TEST_F(Steward, reads_what_was_delivered_with_a_variable) {
    deliver("FORST", 10, 50);
    deliver("STATUS", 10, 50);
    Json json = Json::parse(testing::read_text(folder_.file("input/STATUS/STATUS.json")));
    json["temporalityType"] = "STATUS";
    json["populationDescription"].push_back({{"languageCode", "en"}, {"value", "Everyone"}});
    folder_.write("input/STATUS/STATUS.json", json.dump());
    folder_.write("input/STATUS/STATUS.csv",
                  "99000000001;1;2020-01-01;2020-01-01;\n99000000001;2;2021-03-05;2021-03-05;\n");
    say({"datastore", "init", folder_.file("store"), "--rdn", "no.ssb.test", "--label", "Prøve",
         "--synthetic"});
    say({"datastore", "import", folder_.file("input")});
    say({"datastore", "draft", "release", "FORST", "STATUS"});
    say({"datastore", "bump", "-m", "Første"});

    const std::string fixed = say({"datastore", "variable", "FORST"});
    EXPECT_TRUE(contains(fixed, "description  Et tall om hver\n")) << fixed;
    EXPECT_TRUE(contains(fixed, "population   Alle\n")) << fixed;
    EXPECT_TRUE(contains(fixed, "extracted    2025-01-01\n")) << fixed;
    const std::string status = say({"datastore", "variable", "STATUS"});
    EXPECT_TRUE(contains(status, "valid        2020-01-01 – 2021-03-05\n")) << status;
    EXPECT_TRUE(contains(status, "dates        2020-01-01, 2021-03-05\n")) << status;
    EXPECT_TRUE(contains(status, "population   Everyone\n")) << status;
    EXPECT_TRUE(
        contains(say({"datastore", "variable", "STATUS", "--lang", "nb"}), "populasjon   Alle\n"));
    const Json whole = Json::parse(say({"datastore", "variable", "STATUS", "--format", "json"}));
    EXPECT_EQ(whole["delivered"]["dataRevision"]["temporalStatusDates"].size(), 2U);
}

TEST_F(Steward, makes_damaged_files_again) {
    make_three_versions();
    folder_.write("store/native/SIST/2/fixed.skc", "damaged");
    const Finished found = run({"datastore", "verify", "--deep"});
    EXPECT_EQ(found.exit_code, 10);
    EXPECT_TRUE(contains(found.out, "native/SIST/2/fixed.skc: damaged or gone"));
    EXPECT_TRUE(
        contains(say({"datastore", "verify", "--repair"}), "everything has been made again"));
    say({"datastore", "verify", "--deep"});
    EXPECT_EQ(say({"datastore", "verify"}), "no.ssb.test: all files are whole\n");
}

}  // namespace
}  // namespace skjerm::cli
