// The program as a process: exit codes for every class of failure, what goes to which stream,
// signals, broken outputs, formats.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "skjerm/datastore/catalogue.h"
#include "support/child_process.h"
#include "support/json_schema.h"
#include "support/small_norway.h"
#include "unit/cli/program_fixture.h"

namespace skjerm::cli {
namespace {

using nlohmann::json;
using testing::ChildProcess;
using testing::Finished;
using testing::TemporaryFolder;

TEST_F(Program, TextGoesToStandardOutputWithoutColour) {
    const Finished done = run_script(std::string(kImports) + "tabulate kjonn\n");
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_TRUE(contains(done.out, ">> require no.ssb.test:2 as db\n")) << done.out;
    EXPECT_TRUE(contains(done.out, "folk >> tabulate kjonn\n\n")) << done.out;
    EXPECT_TRUE(contains(done.out, "counts perturbed · synthetic data\n")) << done.out;
    EXPECT_TRUE(contains(done.out, "About the numbers\n")) << done.out;
    EXPECT_FALSE(contains(done.out, "\x1b"));
    EXPECT_EQ(done.error, "");
}

TEST_F(Program, TheSameRunGivesTheSameBytesForAnyThreads) {
    const std::string text = std::string(kImports) + "tabulate kjonn\nsummarize lonn\n";
    const Finished one = run_script(text, {"--format", "json", "--stable", "--threads", "1"});
    const Finished two = run_script(text, {"--format", "json", "--stable", "--threads", "2"});
    EXPECT_EQ(one.exit_code, 0) << one.error;
    EXPECT_EQ(one.out, two.out);
    EXPECT_FALSE(contains(one.out, "\"at\""));
    EXPECT_TRUE(contains(run_script(text, {"--format", "json"}).out, "\"at\""));
}

struct ExitCase {
    const char* name;
    Words words;
    int exit_code;
    const char* says;
};

TEST_F(Program, ExitCodesOfTheCommandLineAndFiles) {
    const std::string good = script("good.skjerm", kImports);
    const std::string binary = script("binary.skjerm", std::string("a\0b", 3));
    const std::string large = script("large.skjerm", std::string((16 << 20) + 1, '\n'));
    const std::string missing = folder_->file("missing.skjerm");
    const std::string loop = folder_->file("loop.skjerm");
    std::filesystem::remove(loop);
    std::filesystem::create_symlink(loop, loop);
    const std::string damaged = folder_->file("damaged");
    std::filesystem::create_directories(damaged);
    std::ofstream(damaged + "/catalogue.json") << "{ not json";
    const ExitCase cases[] = {
        {"nothing to do", {}, 2, "Usage"},
        {"unknown flag", {"run", good, "--nope"}, 2, "SKJ-7202"},
        {"planned flag", {"run", good, "--policy", "x"}, 2, "SKJ-7204"},
        {"planned command", {"serve"}, 2, "SKJ-7203"},
        {"flag without use", {"run", good, "--sep", "tab"}, 2, "SKJ-7211"},
        {"flags that exclude", {"run", good, "--fail-fast", "--keep-going"}, 2, "SKJ-7210"},
        {"line numbers", {"run", good, "--from", "5", "--to", "2"}, 2, "SKJ-7207"},
        {"missing script", {"run", missing}, 6, "SKJ-7221"},
        {"a link to itself", {"run", loop}, 6, "SKJ-7223"},
        {"a folder", {"run", folder_->path().string()}, 6, "SKJ-7222"},
        {"binary", {"run", binary}, 6, "SKJ-7225"},
        {"too large", {"run", large}, 6, "SKJ-7224"},
        {"no datastore", {"run", good}, 5, "SKJ-7241"},
        {"missing store", {"run", good, "--datastore", missing}, 5, "SKJ-4"},
        {"damaged store", {"run", good, "--datastore", damaged}, 5, "SKJ-4"},
        {"the same store twice",
         {"run", good, "--datastore", store(), "--datastore", store()},
         5,
         "SKJ-7242"},
        {"output in a missing folder",
         {"run", good, "--datastore", store(), "--out", folder_->file("no/such")},
         6,
         "SKJ-7231"},
        {"a secret that is a folder",
         {"run", good, "--datastore", store(), "--secret", folder_->path().string()},
         6,
         "SKJ-731"},
        {"unknown variable",
         {"datastore", "variable", "T_KJON", "--datastore", store()},
         5,
         "SKJ-7243"},
        {"unknown help", {"help-command", "tabulat"}, 2, "tabulate"},
        {"synth without folder", {"synth", "generate", "--persons", "tiny"}, 2, "SKJ-7209"},
        {"synth with an unknown register",
         {"synth", "generate", "--persons", "tiny", "--out", "x", "--registers", "FREG,XYZ"},
         2,
         "`XYZ`"},
        {"synth too small", {"synth", "generate", "--persons", "5", "--out", "x"}, 2, "20000"},
        {"registry as text", {"registry"}, 2, "SKJ-7209"},
        {"unknown shell", {"completion", "csh"}, 2, "`fish`"},
    };
    for (const ExitCase& one : cases) {
        ChildProcess::Options how = options();
        how.folder = folder_->path().string();
        const Finished done = run(one.words, how);
        EXPECT_EQ(done.exit_code, one.exit_code) << one.name << ": " << done.error;
        EXPECT_TRUE(contains(done.error, one.says)) << one.name << ": " << done.error;
        EXPECT_EQ(done.out, "") << one.name;
    }
}

TEST_F(Program, ChecksSyntheticDataAloneAndPassesOverWhatIsMissing) {
    // Small Norway holds none of the variables of the checks.
    const Finished done = run({"synth", "check", store()});
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_TRUE(contains(done.out, "not in the datastore\n")) << done.out;
    const json rows = json::parse(run({"synth", "check", store(), "--format", "json"}).out);
    ASSERT_GT(rows.size(), 100U);
    EXPECT_EQ(rows[0]["kind"], "rule");
    EXPECT_EQ(rows[0]["checked"], false);

    // The same store, said to be real.
    const std::filesystem::path real = folder_->file("real");
    std::filesystem::copy(store(), real, std::filesystem::copy_options::recursive);
    std::ostringstream text;
    text << std::ifstream(real / "catalogue.json", std::ios::binary).rdbuf();
    std::string catalogue = text.str();
    const std::string flag = "\"synthetic\": true";
    const std::size_t at = catalogue.find(flag);
    ASSERT_NE(at, std::string::npos);
    catalogue.replace(at, flag.size(), "\"synthetic\": false");
    std::ofstream(real / "catalogue.json", std::ios::binary) << catalogue;
    std::ofstream(real / "catalogue.sha256", std::ios::binary)
        << datastore::catalogue_digest(catalogue);
    const Finished refused = run({"synth", "check", real.string()});
    EXPECT_EQ(refused.exit_code, 5) << refused.out;
    EXPECT_TRUE(contains(refused.error, "SKJ-4300")) << refused.error;
    EXPECT_EQ(refused.out, "");
}

TEST_F(Program, ExitCodesOfRuns) {
    const ExitCase cases[] = {
        {"syntax", {"tabulate (\n"}, 3, "script.skjerm:1:"},
        {"fails at run time", {std::string(kImports) + "tabulate nowhere\n"}, 1, "nowhere"},
        {"refused", {std::string(kImports) + "keep if lonn < 100001\n"}, 4, "SKJ-5001"},
        {"unknown version", {"require no.ssb.test:99 as db\n"}, 5, "SKJ-4"},
        {"unknown databank", {"require no.ssb.other:2 as db\n"}, 5, "no.ssb.test"},
    };
    for (const ExitCase& one : cases) {
        const Finished done = run_script(one.words[0]);
        EXPECT_EQ(done.exit_code, one.exit_code) << one.name << ": " << done.error;
        EXPECT_TRUE(contains(done.error, one.says)) << one.name << ": " << done.error;
    }
    const Finished tight =
        run_script(std::string(kImports) + "generate dobbel = lonn * 2\n", {"--memory", "100"});
    EXPECT_EQ(tight.exit_code, 8) << tight.error;
}

TEST_F(Program, KeepGoingRunsOnAfterARefusal) {
    const std::string text = std::string(kImports) + "keep if lonn < 100001\ntabulate kjonn\n";
    const Finished stopped = run_script(text);
    EXPECT_FALSE(contains(stopped.out, "tabulate"));
    const Finished done = run_script(text, {"--keep-going"});
    EXPECT_EQ(done.exit_code, 4);
    EXPECT_TRUE(contains(done.out, "folk >> tabulate kjonn")) << done.out;
}

TEST_F(Program, CheckRunsNothingAndNeedsNoStore) {
    const std::string good = script("good.skjerm", kImports);
    // Elsewhere, where `make run` cannot have left a population.
    ChildProcess::Options elsewhere = options();
    elsewhere.folder = std::filesystem::path(good).parent_path().string();
    const Finished fine = run({"run", good, "--check"}, elsewhere);
    EXPECT_EQ(fine.exit_code, 0) << fine.error;
    EXPECT_EQ(fine.out, "");
    EXPECT_EQ(run({"run", script("bad.skjerm", "tabulate (\n"), "--check"}).exit_code, 3);
}

TEST_F(Program, LinesChooseStatements) {
    const Finished done =
        run_script(std::string(kImports) + "tabulate kjonn\n", {"--from", "1", "--to", "2"});
    EXPECT_TRUE(contains(done.out, "create-dataset"));
    EXPECT_FALSE(contains(done.out, "import"));
}

TEST_F(Program, ReadsStandardInput) {
    ChildProcess::Options how = options();
    how.input = script("input.skjerm", "tabulate (\n");
    const Finished done = run({"run", "-", "--datastore", store()}, how);
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_TRUE(contains(done.error, "stdin:1:")) << done.error;
}

/// A script that works for a long time.
std::string endless() {
    std::string text = std::string(kImports) + "for i in 1 : 9000\n";
    for (int line = 0; line < 20; ++line) text += "summarize lonn\n";
    return text + "end\n";
}

TEST_F(Program, SaysWhichFileWasCutShortWhileInUse) {
    const std::string cut = folder_->file("cut");
    testing::write_small_norway(cut);
    const std::string text = std::string(kImports) + "for i in 1 : 9000\n" + "tabulate kjonn\n" +
                             "tabulate kjonn\ntabulate kjonn\nend\n";
    ChildProcess child(words({"run", script("cut.skjerm", text), "--datastore", cut}), options());
    ASSERT_TRUE(child.wait_for_output("tabulate"));
    std::filesystem::resize_file(cut + "/native/T_KJONN/fixed.skc", 0);
    const Finished done = child.wait();
    EXPECT_EQ(done.exit_code, 5);
    EXPECT_TRUE(contains(done.error, "SKJ-4007")) << done.error;
    EXPECT_TRUE(contains(done.error, "native/T_KJONN/fixed.skc")) << done.error;
}

TEST_F(Program, AnInterruptCancelsInOrder) {
    ChildProcess child(words({"run", script("endless.skjerm", endless()), "--datastore", store()}),
                       options());
    ASSERT_TRUE(child.wait_for_output("summarize"));
    child.send(SIGINT);
    const Finished done = child.wait();
    EXPECT_EQ(done.exit_code, 130);
    EXPECT_TRUE(contains(done.error, "SKJ-7120")) << done.error;
    EXPECT_TRUE(contains(done.out, "About the numbers")) << "the end of the document is missing";
}

TEST_F(Program, TerminationCancelsInOrder) {
    ChildProcess child(words({"run", script("endless.skjerm", endless()), "--datastore", store(),
                              "--format", "ndjson"}),
                       options());
    ASSERT_TRUE(child.wait_for_output("summarize"));
    child.send(SIGTERM);
    const Finished done = child.wait();
    EXPECT_EQ(done.exit_code, 143);
    EXPECT_TRUE(contains(done.out, "\"state\":\"cancelled\",\"exit_code\":143}\n"));
}

TEST_F(Program, ATimeLimitEndsTheRun) {
    const Finished done = run_script(endless(), {"--timeout", "300ms"});
    EXPECT_EQ(done.exit_code, 8);
    EXPECT_TRUE(contains(done.error, "SKJ-7251")) << done.error;
    EXPECT_TRUE(contains(done.error, "300ms")) << done.error;
}

TEST_F(Program, AFullDiskIsToldAndABrokenPipeIsNot) {
    ChildProcess::Options full = options();
    full.output = "/dev/full";
    const Finished disk = run_script(endless(), {}, full);
    EXPECT_EQ(disk.exit_code, 6);
    EXPECT_TRUE(contains(disk.error, "SKJ-7231")) << disk.error;

    const std::string command = std::string(SKJERM_PROGRAM) + " run " +
                                script("endless.skjerm", endless()) + " --datastore " + store() +
                                " | head -1; echo ${PIPESTATUS[0]}";
    const Finished pipe = ChildProcess({"/bin/bash", "-c", command}, options()).wait();
    EXPECT_TRUE(contains(pipe.out, "\n6\n")) << pipe.out;
    EXPECT_EQ(pipe.error, "");
}

TEST_F(Program, JsonHoldsResultsDiagnosticsAndOutcome) {
    const Finished done =
        run_script(std::string(kImports) + "tabulate kjonn if lonn > 200000\ntabulate nå\n",
                   {"--format", "json"});
    EXPECT_EQ(done.exit_code, 1);
    const json document = json::parse(done.out);
    EXPECT_EQ(document["schema"], "skjerm.run/1");
    EXPECT_EQ(document["script"]["sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(document["provenance"]["datastores"], json({"no.ssb.test:2.1.0"}));
    EXPECT_EQ(document["provenance"]["synthetic"], true);
    EXPECT_EQ(document["outcome"], (json{{"state", "failed"}, {"exit_code", 1}, {"commands", 6}}));
    const json& last = document["diagnostics"].back();
    EXPECT_EQ(last["index"], 6);
    EXPECT_EQ(last["diagnostic"]["severity"], "error");
    EXPECT_EQ(last["diagnostic"]["range"]["from"], (json{{"line", 6}, {"col", 10}}));
    EXPECT_EQ(last["diagnostic"]["text"].size(), 2U);

    const testing::JsonSchema schema(
        json::parse(std::ifstream(SKJERM_SOURCE_DIR "/docs/format/result-1.schema.json")));
    EXPECT_GE(document["results"].size(), 4U);
    for (const json& result : document["results"])
        for (const std::string& fault : schema.faults(result)) ADD_FAILURE() << fault;
}

TEST_F(Program, NdjsonIsOneEventPerLineInOrder) {
    const Finished done =
        run_script(std::string(kImports) + "tabulate kjonn\n", {"--format", "ndjson", "--stable"});
    std::istringstream lines(done.out);
    std::vector<std::string> events;
    for (std::string line; std::getline(lines, line);) {
        const json event = json::parse(line);
        EXPECT_EQ(event["v"], 1);
        events.push_back(event["event"].get<std::string>() + " " + event.value("state", ""));
    }
    ASSERT_GE(events.size(), 5U);
    EXPECT_EQ(events.front(), "run.state running");
    EXPECT_EQ(events[1], "command.state running");
    EXPECT_EQ(events[2], "command.result ");
    EXPECT_EQ(events[3], "command.state succeeded");
    EXPECT_EQ(events.back(), "run.state completed");
}

TEST_F(Program, CsvIsOneFilePerTable) {
    const std::string out = folder_->file("tables");
    const std::string text = std::string(kImports) + "tabulate kjonn\nsummarize lonn\n";
    const Finished done = run_script(text, {"--format", "csv", "--out", out, "--lang", "nb"});
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_EQ(done.out, "");
    const std::string table = testing::read_text(out + "/005-tabulate.csv");
    EXPECT_TRUE(table.starts_with("\xEF\xBB\xBFkjonn;Antall\r\nMann;")) << table;
    EXPECT_TRUE(std::filesystem::exists(out + "/006-summarize.csv"));
    EXPECT_FALSE(std::filesystem::exists(out + "/003-import.csv"));
    EXPECT_TRUE(
        contains(run_script(text, {"--format", "csv", "--sep", "comma"}).out, "kjonn,Count\r\n"));
}

TEST_F(Program, OnlyTablesLeavesTheRestOut) {
    const std::string text =
        std::string(kImports) + "textblock\n# Heading\nendblock\ntabulate kjonn\n";
    const Finished tables = run_script(text, {"--only", "tables"});
    EXPECT_TRUE(tables.out.starts_with("folk >> tabulate kjonn\n")) << tables.out;
    EXPECT_FALSE(contains(tables.out, "Heading"));
    const Finished texts = run_script(text, {"--only", "text"});
    EXPECT_TRUE(contains(texts.out, "Heading"));
    EXPECT_FALSE(contains(texts.out, "tabulate"));
}

TEST_F(Program, MarkdownExplainsResultsOfOneLineOnceAtTheEnd) {
    const Finished imports = run_script(kImports, {"--format", "md"});
    EXPECT_EQ(imports.exit_code, 0) << imports.error;
    const std::size_t first = imports.out.find("Source: ");
    EXPECT_NE(first, std::string::npos) << imports.out;
    EXPECT_EQ(imports.out.find("Source: ", first + 1), std::string::npos) << imports.out;
    // A table keeps its own: it may be copied elsewhere.
    const Finished table =
        run_script(std::string(kImports) + "tabulate kjonn\n", {"--format", "md"});
    const std::size_t of_table = table.out.find("Source: ");
    EXPECT_NE(table.out.find("Source: ", of_table + 1), std::string::npos) << table.out;
}

TEST_F(Program, TwoRunsAgree) {
    const Finished done =
        run_script(std::string(kImports) + "tabulate kjonn\nsummarize lonn\n", {"--seed-check"});
    EXPECT_EQ(done.exit_code, 0) << done.error;
}

TEST_F(Program, TimesAreOnTheGrid) {
    const Finished done = run_script(kImports, {"--time", "--threads", "1"});
    std::istringstream lines(done.error);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const double seconds = std::stod(line);
        EXPECT_NEAR(seconds * 20, std::round(seconds * 20), 1e-9) << line;
        EXPECT_GT(seconds, 0);
    }
    EXPECT_EQ(count, 4U);
}

TEST_F(Program, ColourOnlyWhereItIsWanted) {
    const std::string text = std::string(kImports) + "tabulate kjonn\n";
    EXPECT_TRUE(contains(run_script(text, {"--color", "always"}).out, "\x1b[2m"));
    EXPECT_FALSE(
        contains(run_script(text, {"--color", "auto"}, options({"NO_COLOR=1"})).out, "\x1b"));
}

TEST_F(Program, LanguageFollowsFlagThenLocale) {
    struct Case {
        Words flags;
        std::vector<std::string> environment;
        const char* says;
    };
    const Case cases[] = {{{}, {}, "Kommandoer"},
                          {{}, {"LANG=nn_NO.UTF-8"}, "Kommandoer"},
                          {{}, {"LANG=de_DE.UTF-8"}, "Commands"},
                          {{}, {"LANG=nb_NO.UTF-8", "LC_ALL=en_GB.UTF-8"}, "Commands"},
                          {{"--lang", "nb"}, {"LANG=en_GB.UTF-8"}, "Kommandoer"}};
    for (const Case& one : cases) {
        Words more{"--help"};
        more.insert(more.end(), one.flags.begin(), one.flags.end());
        const Finished done = ChildProcess(words(more), {.environment = one.environment}).wait();
        EXPECT_EQ(done.exit_code, 0);
        EXPECT_TRUE(contains(done.out, one.says)) << done.out;
    }
}

TEST_F(Program, TerminalsWithoutUtf8GetAscii) {
    const Finished done =
        run_script(std::string(kImports) + "tabulate kjonn\n", {}, options({"LC_ALL=C"}));
    EXPECT_TRUE(contains(done.out, "-+-")) << done.out;
    EXPECT_FALSE(contains(done.out, "│"));
}

TEST_F(Program, MessagesAsJsonAndProgressAsJson) {
    const Finished done = run_script(std::string(kImports) + "tabulate nowhere\n",
                                     {"--log-format", "json", "--progress", "json"});
    std::istringstream lines(done.error);
    std::size_t steps = 0;
    json last;
    for (std::string line; std::getline(lines, line);) {
        last = json::parse(line);
        if (last.value("event", "") == "progress") ++steps;
    }
    EXPECT_EQ(steps, 5U);
    EXPECT_EQ(last["severity"], "error");
}

TEST_F(Program, QuietLeavesNotesOut) {
    EXPECT_EQ(run_script(kImports, {"--quiet", "--time"}).error, "");
    EXPECT_TRUE(contains(run_script(kImports, {"--verbose"}).error, "no.ssb.test:2.1.0"));
}

TEST_F(Program, TheSecretIsPrivate) {
    run_script(kImports);
    struct stat about {};
    ASSERT_EQ(::stat(folder_->file("state/skjerm").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat(folder_->file("state/skjerm/secret.key").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(Program, VersionHelpRegistryAndCompletion) {
    EXPECT_TRUE(run({"--version"}).out.starts_with("skjerm "));
    const json version = json::parse(run({"--version", "--json"}).out);
    EXPECT_TRUE(version.contains("commit") && version.contains("policy"));
    EXPECT_TRUE(contains(run({"help-command", "tabulate"}).out, "rowpct"));
    EXPECT_TRUE(contains(run({"help-function", "round"}).out, "round("));

    const json registry = json::parse(run({"registry", "--json"}).out);
    EXPECT_EQ(registry["schema"], "skjerm.registry/1");
    bool found = false;
    for (const json& command : registry["commands"]) {
        EXPECT_FALSE(command["summary"]["nb"].get<std::string>().empty()) << command["name"];
        found = found || (command["name"] == "tabulate" && command["built"] == true);
    }
    EXPECT_TRUE(found);
    EXPECT_FALSE(registry["functions"].empty());

    const std::string bash = folder_->write("complete.bash", run({"completion", "bash"}).out);
    const std::string ask = "source " + bash +
                            "; COMP_WORDS=(skjerm run --fo); COMP_CWORD=2; _skjerm; "
                            "echo ${COMPREPLY[@]}; COMP_WORDS=(skjerm synth g); _skjerm; "
                            "echo ${COMPREPLY[@]}; COMP_WORDS=(skjerm run --format m); "
                            "COMP_CWORD=3; _skjerm; echo ${COMPREPLY[@]}";
    const Finished completed = ChildProcess({"/bin/bash", "-c", ask}, options()).wait();
    EXPECT_EQ(completed.out, "--format\ngenerate\nmd\n") << completed.error;
    EXPECT_TRUE(contains(run({"completion", "zsh"}).out, "#compdef skjerm"));
    EXPECT_TRUE(contains(run({"completion", "fish"}).out, "-l datastore -r"));
}

TEST_F(Program, DatastoresAreDescribedByTheirCatalogue) {
    const std::string at = store();
    EXPECT_TRUE(contains(run({"datastore", "list", "--datastore", at}).out, "no.ssb.test:2.1.0"));
    const Finished info = run({"datastore", "info", "--datastore", at});
    EXPECT_TRUE(contains(info.out, "synthetic data")) << info.out;
    EXPECT_FALSE(contains(info.out, "6000") || contains(info.out, "6 000"));
    EXPECT_TRUE(contains(run({"datastore", "variables", "--datastore", at}).out, "T_KOMMUNE"));
    const json variable = json::parse(
        run({"datastore", "variable", "T_KJONN", "--datastore", at, "--format", "json"}).out);
    EXPECT_EQ(variable["codes"][1]["label"]["nb"], "Kvinne");
    EXPECT_EQ(run({"datastore", "verify", "--datastore", at}).exit_code, 0);
}

}  // namespace
}  // namespace skjerm::cli
