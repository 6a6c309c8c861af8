// `skjerm datastore validate|keygen|pack|unpack` as a process: exit codes, reports, and the way of
// a dataset from a steward to a datastore.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "unit/cli/program_fixture.h"

namespace skjerm::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kMetadata = R"({
  "temporalityType": "ACCUMULATED",
  "sensitivityLevel": "PERSON_GENERAL",
  "populationDescription": [{"languageCode": "no", "value": "Alle"}],
  "subjectFields": [[{"languageCode": "no", "value": "Inntekt"}]],
  "dataRevision": {"description": [{"languageCode": "no", "value": "Ny"}]},
  "identifierVariables": [{"unitType": "PERSON"}],
  "measureVariables": [{
    "name": [{"languageCode": "no", "value": "Lønn"}],
    "description": [{"languageCode": "no", "value": "Sum lønn"}],
    "dataType": "LONG",
    "valueDomain": {"description": [{"languageCode": "no", "value": "Kroner"}]}
  }]
}
)";
constexpr const char* kRows =
    "01017012345;512300;2022-01-01;2022-12-31;\n01017012345;530000;2023-01-01;2023-12-31;\n";

/// A folder with the dataset LONN.
class PackageProgram : public Program {
protected:
    PackageProgram() {
        fs::create_directories(work_.path() / "input/LONN");
        put("input/LONN/LONN.json", kMetadata);
        put("input/LONN/LONN.csv", kRows);
    }
    std::string at(const std::string& name) const { return work_.file(name); }
    std::string put(const std::string& name, const std::string& text) const {
        return work_.write(name, text);
    }
    static Finished validate(Words more) {
        more.insert(more.begin(), {"datastore", "validate"});
        return run(std::move(more));
    }
    TemporaryFolder work_;
};

TEST_F(PackageProgram, AcceptedDatasetsInBothLanguages) {
    const Finished en = validate({at("input")});
    EXPECT_EQ(en.exit_code, 0) << en.error;
    EXPECT_EQ(en.out, "LONN: accepted, 2 rows, 2022-01-01 – 2023-12-31\n");
    EXPECT_EQ(en.error, "");
    const Finished nb = validate({at("input"), "--lang", "nb"});
    EXPECT_EQ(nb.out, "LONN: godtatt, 2 rader, 2022-01-01 – 2023-12-31\n");
    // The folder of one dataset, with and without a slash, and a dataset by name.
    for (const Words& words :
         {Words{at("input/LONN")}, Words{at("input/LONN/")}, Words{at("input"), "--name", "LONN"}})
        EXPECT_EQ(validate(words).out, en.out);
}

TEST_F(PackageProgram, RefusedDatasetsAreReportedByField) {
    std::string metadata = kMetadata;
    metadata.replace(metadata.find("\"LONG\""), 6, "\"TALL\"");
    put("input/LONN/LONN.json", metadata);
    const Finished done = validate({at("input")});
    EXPECT_EQ(done.exit_code, 5);
    EXPECT_EQ(
        done.out,
        "LONN/LONN.json:11: error M2 SKJ-4106, measureVariables[0].dataType\n"
        "    The value of `measureVariables[0].dataType` is not among those that can be used. "
        "Use one of these: STRING, LONG, DOUBLE, DATE.\n"
        "LONN: refused, 1 error\n");

    put("input/LONN/LONN.json", kMetadata);
    put("input/LONN/LONN.csv", std::string("\n") + kRows + "01017012345;\x1b[1m;;;\n");
    const Finished cell = validate({at("input")});
    EXPECT_EQ(cell.exit_code, 5);
    EXPECT_TRUE(contains(cell.out, "LONN/LONN.csv:4: error C3 SKJ-4124, column 1, value `"));
    EXPECT_FALSE(contains(cell.out, "\x1b"));
}

TEST_F(PackageProgram, TheReportAsJson) {
    fs::create_directories(at("input/OTHER"));
    put("input/LONN/LONN.csv", std::string(kRows) + "01017012345;1;2023-12-31;2024-12-31;\n");
    const Finished done = validate({at("input"), "--format", "json"});
    EXPECT_EQ(done.exit_code, 5) << done.error;
    const json document = json::parse(done.out);
    EXPECT_EQ(document["accepted"], false);
    ASSERT_EQ(document["datasets"].size(), 2U);
    const json& finding = document["datasets"][0]["findings"][0];
    EXPECT_EQ(finding["rule"], "D12");
    EXPECT_EQ(finding["severity"], "error");
    EXPECT_EQ(finding["code"], "SKJ-4140");
    EXPECT_EQ(finding["file"], "LONN/LONN.csv");
    EXPECT_EQ(finding["line"], 3);
    EXPECT_EQ(finding["related_line"], 2);
    EXPECT_EQ(finding["identifier"], "01017012345");
    EXPECT_EQ(finding["text"]["nb"], "to rader med samme identifikator overlapper i tid");
    EXPECT_TRUE(finding["hint"]["en"].is_string());
    EXPECT_EQ(document["datasets"][1]["findings"].size(), 2U);  // neither file is there
    EXPECT_EQ(
        validate({at("input"), "--name", "LONN", "--format", "json", "--metadata-only"}).exit_code,
        0);
}

TEST_F(PackageProgram, EnrichedMetadataOnRequest) {
    EXPECT_EQ(validate({at("input")}).exit_code, 0);
    EXPECT_FALSE(fs::exists(at("input/LONN/LONN.enriched.json")));
    EXPECT_EQ(validate({at("input"), "--write-enriched"}).exit_code, 0);
    const json enriched = json::parse(testing::read_text(at("input/LONN/LONN.enriched.json")));
    EXPECT_EQ(enriched["shortName"], "LONN");
    EXPECT_EQ(enriched["dataRevision"]["temporalCoverageLatest"], "2023-12-31");
}

TEST_F(PackageProgram, FromTheStewardToTheDatastore) {
    const Finished keys = run({"datastore", "keygen", at("keys")});
    EXPECT_EQ(keys.exit_code, 0) << keys.error;
    EXPECT_EQ(run({"datastore", "keygen", at("keys")}).exit_code, 6);
    const std::string open = at("keys/microdata_public_key.pem");
    const std::string secret = at("keys/microdata_private_key.pem");
    const Words pack{"datastore", "pack", at("input/LONN"), "--key", open, "--out", at("LONN.tar")};
    EXPECT_EQ(run(pack).exit_code, 0);
    EXPECT_EQ(run(pack).exit_code, 6);  // never overwritten

    const Finished accepted = validate({at("LONN.tar"), "--key", secret});
    EXPECT_EQ(accepted.exit_code, 0) << accepted.error;
    EXPECT_EQ(accepted.out, "LONN: accepted, 2 rows, 2022-01-01 – 2023-12-31\n");
    EXPECT_EQ(validate({at("LONN.tar"), "--metadata-only"}).exit_code, 0);
    EXPECT_EQ(validate({at("LONN.tar")}).exit_code, 2);  // needs the key
    EXPECT_EQ(validate({at("LONN.tar"), "--key", secret, "--name", "LONN"}).exit_code, 2);
    EXPECT_EQ(validate({at("LONN.tar"), "--key", secret, "--write-enriched"}).exit_code, 2);
    EXPECT_EQ(validate({at("input"), "--key", secret}).exit_code, 2);
    EXPECT_EQ(validate({at("LONN.tar"), "--key", open}).exit_code, 6);

    const Words unpack{"datastore", "unpack", at("LONN.tar"), "--key", secret, "--out", at("out")};
    EXPECT_EQ(run(unpack).exit_code, 0);
    EXPECT_EQ(testing::read_text(at("out/LONN/LONN.csv")), kRows);
    EXPECT_EQ(testing::read_text(at("out/LONN/LONN.json")), kMetadata);
    EXPECT_EQ(run(unpack).exit_code, 6);

    // A limit on what a package may hold.
    std::string rows;
    for (int row = 0; row < 1000; ++row) rows += kRows;
    put("input/LONN/LONN.csv", rows);
    fs::create_directories(at("large"));
    const Words pack_large{"datastore", "pack",  at("input/LONN"),    "--key",
                           open,        "--out", at("large/LONN.tar")};
    EXPECT_EQ(run(pack_large).exit_code, 0);
    const Finished large = validate({at("large/LONN.tar"), "--data-limit", "1K"});
    EXPECT_EQ(large.exit_code, 5);
    EXPECT_TRUE(contains(large.error, "SKJ-4169")) << large.error;

    std::string damaged = testing::read_text(at("LONN.tar"));
    damaged[damaged.rfind("gAAAA") + 90] ^= 1;
    fs::create_directories(at("damaged"));
    const Finished refused = validate({put("damaged/LONN.tar", damaged), "--key", secret});
    EXPECT_EQ(refused.exit_code, 5);
    EXPECT_TRUE(contains(refused.error, "SKJ-4166")) << refused.error;
    EXPECT_EQ(refused.out, "");
}

TEST_F(PackageProgram, UsageAndMissingThings) {
    EXPECT_EQ(run({"datastore", "validate"}).exit_code, 2);
    EXPECT_EQ(run({"datastore", "pack", at("input/LONN")}).exit_code, 2);
    EXPECT_EQ(run({"datastore", "unpack", at("none.tar")}).exit_code, 2);
    EXPECT_EQ(validate({at("input"), "--format", "csv"}).exit_code, 2);
    EXPECT_EQ(validate({at("input"), "--memory", "much"}).exit_code, 2);
    const Finished nothing = validate({at("nothing")});
    EXPECT_EQ(nothing.exit_code, 5);
    EXPECT_TRUE(contains(nothing.error, "SKJ-4174")) << nothing.error;
    EXPECT_EQ(validate({at("input"), "--name", "lower"}).exit_code, 5);
    EXPECT_EQ(run({"datastore", "pack", at("input/LONN"), "--key", at("none.pem"), "--out",
                   at("LONN.tar")})
                  .exit_code,
              6);
}

}  // namespace
}  // namespace skjerm::cli
