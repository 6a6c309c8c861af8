// `skjerm check` and `skjerm fmt`: exit codes, forms of the answer, what is written where.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "unit/cli/program_fixture.h"

namespace skjerm::cli {
namespace {

using nlohmann::json;
using testing::read_text;

constexpr const char* kFaulty =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjønn\n"
    "generate x = kjønn + 1\n"
    "generate y = x * 2\n"
    "tabulate kjønn ukjent\n"
    "for i in 1 : 3\n"
    "    generate v ++ $i = finnes_ikke\n"
    "end\n"
    "import db/T_LONN 2050-01-01 as lonn\n";

TEST_F(Program, CheckTellsAllErrorsAndNothingThatFollows) {
    const Finished done =
        run({"check", script("a.skjerm", kFaulty), "--datastore", store(), "--lang", "en"});
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_EQ(done.error, "");
    std::vector<std::string> places;
    for (std::size_t at = done.out.find("a.skjerm:"); at != std::string::npos;
         at = done.out.find("a.skjerm:", at + 1))
        places.push_back(done.out.substr(at + 9, done.out.find(": ", at) - at - 9));
    EXPECT_EQ(places, (Words{"4:14", "6:16", "8:24", "10:18"})) << done.out;
    EXPECT_TRUE(contains(done.out, "SKJ-3001")) << done.out;
    EXPECT_TRUE(contains(done.out, "^^^^^")) << done.out;
    EXPECT_TRUE(contains(done.out, "i = 1")) << done.out;
}

TEST_F(Program, CheckNeedsNoDataAndNoSecret) {
    const std::string bare = folder_->file("bare");
    std::filesystem::create_directories(bare);
    for (const char* file : {"/catalogue.json", "/catalogue.sha256"})
        std::filesystem::copy_file(store() + file, bare + file,
                                   std::filesystem::copy_options::overwrite_existing);
    ChildProcess::Options how = options();
    how.environment = {"XDG_STATE_HOME=" + folder_->file("nothing_here")};
    const std::string good = std::string(kImports) + "keep if lonn > 0\ntabulate kjonn\n";
    const Finished done = run({"check", script("good.skjerm", good), "--datastore", bare}, how);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.error;
    EXPECT_EQ(done.out, "");
    EXPECT_FALSE(std::filesystem::exists(folder_->file("nothing_here") + "/skjerm/secret.key"));
}

TEST_F(Program, CheckWithoutStoresTakesRegistersOnTrust) {
    ChildProcess::Options how = options();
    how.folder = folder_->path().string();
    const std::string text = std::string(kImports) +
                             "generate x = lonn + 1\n"
                             "generate y = substr(lonn, 1, 2)\n"
                             "generate z = nosuch(x)\n"
                             "use borte\n";
    const Finished done = run({"check", script("trust.skjerm", text), "--lang", "en"}, how);
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_TRUE(contains(done.error, "SKJ-7244")) << done.error;
    EXPECT_TRUE(contains(done.out, "7:14: error[SKJ-2002]")) << done.out;
    EXPECT_TRUE(contains(done.out, "8:5: error[SKJ-2103]")) << done.out;
    EXPECT_FALSE(contains(done.out, "trust.skjerm:5")) << done.out;
    EXPECT_FALSE(contains(done.out, "trust.skjerm:6")) << done.out;
}

TEST_F(Program, CheckAnswersAsJsonAndSarif) {
    const std::string good = script("good.skjerm", kImports);
    const std::string bad = script("bad.skjerm", kFaulty);
    const Finished as_json = run({"check", good, bad, "--datastore", store(), "--format", "json"});
    EXPECT_EQ(as_json.exit_code, 3);
    const json document = json::parse(as_json.out);
    EXPECT_EQ(document["errors"], 4);
    EXPECT_EQ(document["files"][0]["diagnostics"].size(), 0U);
    EXPECT_EQ(document["files"][1]["diagnostics"][0]["code"], "SKJ-3001");
    EXPECT_EQ(document["files"][1]["diagnostics"][0]["range"]["from"]["line"], 4);

    const json sarif =
        json::parse(run({"check", bad, "--datastore", store(), "--format", "sarif"}).out);
    EXPECT_EQ(sarif["version"], "2.1.0");
    const json& first = sarif["runs"][0]["results"][0];
    EXPECT_EQ(first["ruleId"], "SKJ-3001");
    EXPECT_EQ(first["level"], "error");
    const json& place = first["locations"][0]["physicalLocation"];
    EXPECT_EQ(place["artifactLocation"]["uri"], bad);
    EXPECT_EQ(place["region"]["startLine"], 4);
    EXPECT_EQ(place["region"]["startColumn"], 14);
}

TEST_F(Program, CheckTellsOfFilesItCannotRead) {
    const Finished done = run({"check", folder_->file("missing.skjerm"), "--datastore", store()});
    EXPECT_EQ(done.exit_code, 6);
    EXPECT_TRUE(contains(done.error, "SKJ-7221"));
    EXPECT_EQ(run({"check"}).exit_code, 2);
    EXPECT_EQ(run({"check", "a", "--format", "xml"}).exit_code, 2);
}

constexpr const char* kUntidy = "// top\r\n\r\nuse   folk // here\r\ntabulate  a   b\r\n";
constexpr const char* kTidy = "// top\r\n\r\nuse folk // here\r\ntabulate a b\r\n";

TEST_F(Program, FmtWritesTheUsualLayout) {
    const std::string file = script("untidy.skjerm", kUntidy);
    const Finished shown = run({"fmt", file});
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_EQ(shown.out, kTidy);
    EXPECT_EQ(read_text(file), kUntidy);
    const std::string tidy = script("tidy.skjerm", kTidy);
    EXPECT_EQ(run({"fmt", tidy}).out, kTidy);

    ChildProcess::Options how = options();
    how.input = file;
    EXPECT_EQ(run({"fmt", "-"}, how).out, kTidy);
}

TEST_F(Program, FmtCheckNamesTheFilesThatWouldChange) {
    const std::string untidy = script("untidy.skjerm", kUntidy);
    const std::string tidy = script("tidy.skjerm", kTidy);
    const Finished done = run({"fmt", "--check", tidy, untidy});
    EXPECT_EQ(done.exit_code, 10);
    EXPECT_EQ(done.out, untidy + "\n");
    EXPECT_EQ(run({"fmt", "--check", tidy}).exit_code, 0);
}

TEST_F(Program, FmtRewritesInPlaceAndLeavesFaultyScriptsAlone) {
    const std::string untidy = script("untidy.skjerm", kUntidy);
    const std::string link = folder_->file("link.skjerm");
    std::filesystem::remove(link);
    std::filesystem::create_symlink(untidy, link);
    ::chmod(untidy.c_str(), 0640);
    const std::string faulty = script("faulty.skjerm", "use   folk\ntabulate (\n");
    const Finished done = run({"fmt", "--write", link, faulty});
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_TRUE(contains(done.error, "faulty.skjerm:2:")) << done.error;
    EXPECT_EQ(read_text(untidy), kTidy);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    struct stat known {};
    ASSERT_EQ(::stat(untidy.c_str(), &known), 0);
    EXPECT_EQ(known.st_mode & 0777U, 0640U);
    EXPECT_EQ(read_text(faulty), "use   folk\ntabulate (\n");
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path()))
        EXPECT_FALSE(contains(entry.path().filename().string(), ".skjerm.")) << entry;
}

TEST_F(Program, FmtSaysWhatItCannotDo) {
    const std::string tidy = script("tidy.skjerm", kTidy);
    EXPECT_EQ(run({"fmt", "--check", "--write", tidy}).exit_code, 2);
    EXPECT_EQ(run({"fmt", "--write", "-"}).exit_code, 2);
    EXPECT_EQ(run({"fmt", folder_->file("missing.skjerm")}).exit_code, 6);
    if (::geteuid() == 0) return;  // nothing is closed to root
    const std::string closed = folder_->file("closed");
    std::filesystem::create_directories(closed);
    const std::string file = folder_->write("closed/untidy.skjerm", kUntidy);
    ::chmod(closed.c_str(), 0500);
    EXPECT_EQ(run({"fmt", "--write", file}).exit_code, 6);
    EXPECT_EQ(read_text(file), kUntidy);
    ::chmod(closed.c_str(), 0700);
}

}  // namespace
}  // namespace skjerm::cli
