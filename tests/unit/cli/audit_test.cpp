// The audit log as users of the program meet it: written before anything is shown, verified,
// listed, replayed.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <nlohmann/json.hpp>

#include "program_fixture.h"
#include "skjerm/audit/chain.h"

namespace skjerm::cli {
namespace {

using Json = nlohmann::json;
using std::filesystem::perms;

/// Each test with a state folder, and so a log, of its own.
class Audit : public Program {
protected:
    [[nodiscard]] ChildProcess::Options options() const {
        return {.environment = {"XDG_STATE_HOME=" + state_.path().string(), "LANG=en_US.UTF-8"}};
    }
    Finished run(Words more) const { return Program::run(std::move(more), options()); }
    Finished run_script(const std::string& text, Words flags = {}) const {
        return Program::run_script(text, std::move(flags), options());
    }
    [[nodiscard]] std::filesystem::path log() const {
        for (const auto& entry : std::filesystem::directory_iterator(state_.path() / "skjerm"))
            if (entry.path().filename().string().starts_with("epoch-"))
                return entry.path() / "audit";
        return {};
    }
    [[nodiscard]] std::string segment() const { return (log() / "segment-000001.jsonl").string(); }
    [[nodiscard]] std::vector<Json> records() const {
        std::vector<Json> all;
        std::istringstream text(testing::read_text(segment()));
        for (std::string line; std::getline(text, line);)
            all.push_back(Json::parse(line)["record"]);
        return all;
    }
    /// The number of the newest record of a command of this name.
    [[nodiscard]] std::string number_of(const std::string& name) const {
        std::string number;
        for (const Json& record : records())
            if (record.value("name", "") == name) number = record["seq"].dump();
        return number;
    }

    testing::TemporaryFolder state_;
};

const std::string kTable = std::string(kImports) + "tabulate kjonn\n";

TEST_F(Audit, EntersEveryCommandOfARun) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const std::vector<Json> all = records();
    ASSERT_EQ(all.size(), 9U);
    EXPECT_EQ(all[0]["kind"], "begin");
    EXPECT_EQ(all[1]["kind"], "owner");
    EXPECT_EQ(all[2]["kind"], "run");
    EXPECT_EQ(all[2]["script_bytes"], kTable.size());
    EXPECT_EQ(all[2]["account"]["institution"], "local");
    EXPECT_EQ(
        testing::read_text((log() / "scripts" / all[2]["script"].get<std::string>()).string()),
        kTable);
    const Json& table = all[7];
    EXPECT_EQ(table["text"], "tabulate kjonn");
    EXPECT_EQ(table["outcome"], "released");
    EXPECT_EQ(table["outputs"][0]["kind"], "table");
    EXPECT_EQ(table["outputs"][0]["payload"].get<std::string>().size(), 64U);
    EXPECT_EQ(table["stores"][0]["version"], "2.1.0");
    EXPECT_EQ(all[8]["kind"], "end");
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Audit, EntersRefusalsAndFailures) {
    EXPECT_EQ(run_script(std::string(kImports) + "keep if lonn > 599000\n").exit_code, 4);
    EXPECT_EQ(run_script("use nobody\n").exit_code, 1);
    const Finished refused = run({"audit", "list", "--refused"});
    EXPECT_EQ(refused.exit_code, 0);
    EXPECT_TRUE(contains(refused.out, "refused    keep if lonn > 599000\n")) << refused.out;
    EXPECT_FALSE(contains(refused.out, "use nobody"));
    const Finished all = run({"audit", "list"});
    EXPECT_TRUE(contains(all.out, "failed     use nobody\n"));
    EXPECT_TRUE(contains(all.out, "released   create-dataset folk\n"));
    // A script that does not parse has run nothing.
    const std::size_t before = records().size();
    EXPECT_EQ(run_script("tabulate (\n").exit_code, 3);
    EXPECT_EQ(records().size(), before);
}

TEST_F(Audit, ShowsNothingThatItCannotEnter) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const auto expect_silence = [&](const std::string& part) {
        const Finished finished = run_script(kTable);
        EXPECT_EQ(finished.exit_code, 6);
        EXPECT_FALSE(contains(finished.out, "Mann")) << finished.out;
        EXPECT_TRUE(contains(finished.error, part)) << finished.error;
    };
    std::filesystem::permissions(log(), perms(0755));
    expect_silence("by others than its owner");
    std::filesystem::permissions(log(), perms(0700));
    std::filesystem::permissions(log() / "owner.pub", perms(0644));
    expect_silence("by others than its owner");
    std::filesystem::permissions(log() / "owner.pub", perms(0600));
    std::filesystem::rename(log() / "owner.pub", log() / "aside");
    expect_silence("key");
    std::filesystem::rename(log() / "aside", log() / "owner.pub");
    EXPECT_EQ(run_script(kTable).exit_code, 0);

    std::string text = testing::read_text(segment());
    text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
    std::ofstream(segment(), std::ios::trunc) << text;
    const Finished damaged = run_script(kTable);
    EXPECT_EQ(damaged.exit_code, 10);
    EXPECT_FALSE(contains(damaged.out, "Mann"));
    EXPECT_TRUE(contains(damaged.error, "the chain is broken"));
}

TEST_F(Audit, ShowsNothingWhenTheDiskIsFull) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const std::size_t before = records().size();
    const auto size = std::filesystem::file_size(segment());
    rlimit old{};
    ::getrlimit(RLIMIT_FSIZE, &old);
    // Room for a few records and no more; what the program writes to its output is shorter.
    const rlimit small{.rlim_cur = size + 4000, .rlim_max = old.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Finished full = run_script(kTable);
    ::setrlimit(RLIMIT_FSIZE, &old);
    EXPECT_EQ(full.exit_code, 6);
    EXPECT_TRUE(contains(full.error, "SKJ-7401")) << full.error;
    EXPECT_FALSE(contains(full.out, "Mann"));
    EXPECT_GT(records().size(), before);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Audit, VerifiesWithCheckpoints) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const std::string point = state_.file("point");
    EXPECT_EQ(run({"audit", "checkpoint", "--out", point}).exit_code, 0);
    EXPECT_EQ(run({"audit", "verify", "--checkpoint", point}).exit_code, 0);
    EXPECT_EQ(records().back()["kind"], "signer");
    std::string forged = testing::read_text(point);
    forged.replace(forged.find("\"records\":") + 10, 1, "9");
    std::ofstream(state_.file("forged")) << forged;
    EXPECT_TRUE(contains(run({"audit", "verify", "--checkpoint", state_.file("forged")}).error,
                         "SKJ-7425"));
    const std::string text = testing::read_text(segment());
    std::ofstream(segment(), std::ios::trunc)
        << text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
    const Finished cut = run({"audit", "verify", "--checkpoint", point, "--format", "json"});
    EXPECT_EQ(cut.exit_code, 10);
    EXPECT_EQ(Json::parse(cut.out)["breach"], 7414);
    EXPECT_EQ(run({"audit", "verify", "--checkpoint", segment()}).exit_code, 6);

    std::string changed = text;
    changed[300] = static_cast<char>(changed[300] ^ 1);
    std::ofstream(segment(), std::ios::trunc) << changed;
    for (const Words& words : {Words{"audit", "verify"}, Words{"audit", "verify", log().string()},
                               Words{"audit", "list"}, Words{"audit", "checkpoint"}}) {
        const Finished broken = run(words);
        EXPECT_EQ(broken.exit_code, 10);
        EXPECT_TRUE(contains(broken.error, "SKJ-7410")) << broken.error;
    }
    EXPECT_EQ(run({"audit", "verify", state_.file("nothing")}).exit_code, 6);
}

TEST_F(Audit, EntersLooksAtItself) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const std::string number = number_of("tabulate");
    for (const Words& words :
         {Words{"audit", "list", "--refused"}, Words{"audit", "show", number},
          Words{"audit", "export", "--from", "2026-01-01"}, Words{"audit", "ledger"}}) {
        EXPECT_EQ(run(words).exit_code, 0);
        const Json record = records().back();
        EXPECT_EQ(record["kind"], "look");
        EXPECT_EQ(record["what"], words[1]);
        EXPECT_FALSE(record["account"]["id"].get<std::string>().empty());
        EXPECT_EQ(record["words"].size(), words.size() - 2);
    }
    EXPECT_EQ(records().back()["words"], Json::array());
    // Of a copy nothing is entered, and verifying shows nothing of the log.
    const std::size_t before = records().size();
    EXPECT_EQ(run({"audit", "list", "--log", log().string()}).exit_code, 0);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
    EXPECT_EQ(records().size(), before);
    // What cannot be entered is not shown.
    std::filesystem::permissions(log(), perms(0755));
    const Finished refused = run({"audit", "list"});
    std::filesystem::permissions(log(), perms(0700));
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_FALSE(contains(refused.out, "tabulate"));
}

TEST_F(Audit, LetsNobodyRunBeforeItsTime) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    // A record of the future, as a clock that went wrong would have left it.
    const std::vector<Json> all = records();
    std::istringstream text(testing::read_text(segment()));
    std::string last;
    for (std::string line; std::getline(text, line);) last = line;
    Json record{{"kind", "note"}, {"at", "2099-01-01T00:00:00.000Z"}, {"seq", all.size() + 1}};
    record["prev"] = Json::parse(last)["hash"];
    const std::string canonical = audit::canonical(record);
    std::ofstream(segment(), std::ios::app) << audit::line_of(
        canonical,
        audit::next_hash(*audit::hash_from_hex(record["prev"].get<std::string>()), canonical));
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
    const Finished refused = run_script(kTable);
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_TRUE(contains(refused.error, "SKJ-7426")) << refused.error;
    EXPECT_FALSE(contains(refused.out, "Mann"));
    EXPECT_TRUE(
        contains(run({"audit", "clock", "--by", "kari", "--second", "kari"}).error, "SKJ-7427"));
    EXPECT_EQ(run({"audit", "clock", "--by", "kari", "--second", "ola"}).exit_code, 0);
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Audit, ListsAndExportsAPeriod) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const Json list = Json::parse(run({"audit", "list", "--format", "json"}).out);
    EXPECT_EQ(list.size(), 5U);
    const std::string account = list[0]["account"]["id"];
    EXPECT_EQ(Json::parse(run({"audit", "list", "--format", "json", "--account", account}).out),
              list);
    EXPECT_EQ(run({"audit", "list", "--format", "json", "--account", "nobody"}).out, "[]\n");
    EXPECT_EQ(run({"audit", "list", "--to", "2020-01-01"}).out, "");
    EXPECT_EQ(run({"audit", "list", "--from", "2099-01-01T12:00"}).out, "");
    const Finished unclear = run({"audit", "list", "--from", "yesterday"});
    EXPECT_EQ(unclear.exit_code, 2);
    EXPECT_TRUE(contains(unclear.error, "SKJ-7432"));

    const std::string file = state_.file("export.jsonl");
    EXPECT_EQ(run({"audit", "export", "--from", "2020-01-01", "--out", file}).exit_code, 0);
    EXPECT_EQ(testing::read_text(file), testing::read_text(segment()));
    EXPECT_EQ(run({"audit", "verify", file}).exit_code, 0);
    EXPECT_EQ(run({"audit", "list", "--log", file}).out, run({"audit", "list"}).out);
    const std::string exported = run({"audit", "export"}).out;  // which enters the look first
    EXPECT_EQ(exported, testing::read_text(segment()));
}

TEST_F(Audit, ShowsTrueCountsToTheDataOwnerAlone) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const std::string number = number_of("tabulate");
    const Finished without = run({"audit", "show", number});
    EXPECT_EQ(without.exit_code, 0);
    EXPECT_TRUE(contains(without.out, "sealed for the data owner"));
    EXPECT_FALSE(contains(without.out, "released    true"));
    const std::string key = (log() / "owner.key").string();
    const Finished with = run({"audit", "show", number, "--owner-key", key});
    EXPECT_TRUE(contains(with.out, "cell        ")) << with.out;
    EXPECT_TRUE(contains(with.out, "3000"));
    const Json json =
        Json::parse(run({"audit", "show", number, "--owner-key", key, "--format", "json"}).out);
    std::vector<std::uint64_t> cells;
    for (const Json& set : json["counts"]["sets"])
        if (set["role"] == "cell") cells.push_back(set["units"]);
    EXPECT_EQ(cells, (std::vector<std::uint64_t>{3000, 3000}));

    // A run has a script and nothing sealed.
    EXPECT_TRUE(contains(run({"audit", "show", "3", "--owner-key", key}).out, "tabulate kjonn\n"));
    EXPECT_EQ(run({"audit", "show", "99"}).exit_code, 2);
    EXPECT_EQ(run({"audit", "show", "x"}).exit_code, 2);

    EXPECT_EQ(run({"audit", "keygen", state_.file("owner")}).exit_code, 0);
    EXPECT_EQ(run({"audit", "keygen", state_.file("owner")}).exit_code, 6);
    const std::string other = state_.file("owner/owner.key");
    const Finished wrong = run({"audit", "show", number, "--owner-key", other});
    EXPECT_TRUE(contains(wrong.error, "SKJ-7423")) << wrong.error;
    EXPECT_EQ(run({"audit", "owner-key", state_.file("owner/owner.pub")}).exit_code, 0);
    EXPECT_EQ(run({"audit", "owner-key", state_.file("owner/none")}).exit_code, 6);
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    EXPECT_TRUE(
        contains(run({"audit", "show", number_of("tabulate"), "--owner-key", other}).out, "3000"));
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);

    std::filesystem::permissions(other, perms(0644));
    EXPECT_TRUE(contains(run({"audit", "show", number, "--owner-key", other}).error, "SKJ-7403"));
    std::filesystem::permissions(other, perms(0600));
    std::ofstream(other, std::ios::trunc) << "no key\n";
    EXPECT_TRUE(contains(run({"audit", "show", number, "--owner-key", other}).error, "SKJ-7422"));
}

TEST_F(Audit, ReplaysWhatWasReleased) {
    EXPECT_EQ(run_script(kTable + "summarize lonn if kjonn == '1'\n").exit_code, 0);
    EXPECT_EQ(run_script(std::string(kImports) + "keep if lonn > 599000\n").exit_code, 4);
    const auto replay = [&](const std::string& number) {
        return run({"audit", "replay", number, "--datastore", store()});
    };
    const std::size_t before = records().size();
    for (const char* name : {"tabulate", "summarize", "keep", "import"}) {
        const Finished same = replay(number_of(name));
        EXPECT_EQ(same.exit_code, 0) << name << same.error;
        EXPECT_TRUE(contains(same.out, "gives the same now"));
        EXPECT_FALSE(contains(same.out, "Mann"));
    }
    EXPECT_EQ(records().size(), before);
    EXPECT_EQ(replay("3").exit_code, 1);  // a run, not a command
    EXPECT_EQ(replay("999").exit_code, 2);

    for (const auto& entry : std::filesystem::directory_iterator(log() / "scripts"))
        std::filesystem::remove(entry.path());
    const Finished gone = replay(number_of("tabulate"));
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_TRUE(contains(gone.error, "SKJ-7430")) << gone.error;
    EXPECT_TRUE(contains(gone.error, "no longer kept"));
}

TEST_F(Audit, ReplaysACommandWindow) {
    const std::string input = Program::script("typed", kTable + "clear\n" + kTable);
    ChildProcess::Options how = options();
    how.input = input;
    how.folder = state_.path().string();  // where `clear` saves what it forgets
    EXPECT_EQ(Program::run({"repl", "--datastore", store()}, how).exit_code, 0);
    // What the window kept is recorded like what it computes, and replay computes it.
    std::size_t reused = 0;
    for (const Json& record : records()) reused += record.value("reused", false) ? 1U : 0U;
    EXPECT_GE(reused, 2U);
    const Finished same =
        run({"audit", "replay", number_of("tabulate"), "--datastore", store(), "--format", "json"});
    EXPECT_EQ(same.exit_code, 0) << same.error;
    EXPECT_TRUE(Json::parse(same.out)["same"]);
}

TEST_F(Audit, TellsWhenAReplayDiffers) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    // A log written by one who claims another result, chain and all.
    const std::string number = number_of("tabulate");
    const std::string forger = state_.file("forge.py");
    std::ofstream(forger) << R"(
import hashlib, json, sys
lines, head = [], bytes(32)
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)["record"]
    if record.get("name") == "tabulate":
        record["outputs"][0]["payload"] = "0" * 64
    record["prev"] = head.hex()
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head = hashlib.blake2b(head + text.encode(), digest_size=32).digest()
    lines.append('{"bytes":%d,"hash":"%s","record":%s}\n' % (len(text.encode()), head.hex(), text))
open(sys.argv[1], "w", encoding="utf-8").write("".join(lines))
)";
    const std::string command = "python3 " + forger + " " + segment();
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
    const Finished differs = run({"audit", "replay", number, "--datastore", store()});
    EXPECT_EQ(differs.exit_code, 10) << differs.error;
    EXPECT_TRUE(contains(differs.error, "SKJ-7431"));
}

TEST_F(Audit, SaysWhenThereIsNoLog) {
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 6);  // no secret, hence no epoch
    EXPECT_EQ(run({"audit", "verify", state_.path().string()}).exit_code, 6);
    EXPECT_TRUE(std::filesystem::is_empty(state_.path()));
    EXPECT_EQ(run({"audit", "ledger"}).exit_code, 6);
}

TEST_F(Audit, ShowsTheLedgerAndReinstatesAFrozenAccount) {
    // Below: the same few more or less, twelve times.
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    const Json before = Json::parse(run({"audit", "ledger", "--format", "json"}).out);
    ASSERT_EQ(before["accounts"].size(), 1U);
    EXPECT_EQ(before["accounts"][0]["level"], "none");
    EXPECT_EQ(before["institutions"][0]["institution"], "local");
    EXPECT_TRUE(contains(run({"audit", "ledger"}).out, "open"));

    const std::string account = before["accounts"][0]["account"];
    const Finished one = run({"audit", "reinstate", account, "--by", "kari", "--second", "kari"});
    EXPECT_EQ(one.exit_code, 4) << one.error;
    EXPECT_TRUE(contains(one.error, "SKJ-5037")) << one.error;
    const Finished open = run({"audit", "reinstate", account, "--by", "kari", "--second", "ola"});
    EXPECT_TRUE(contains(open.error, "SKJ-5038")) << open.error;
    EXPECT_EQ(run({"audit", "reinstate", account, "--by", "kari"}).exit_code, 2);

    std::string script = kImports;
    for (int base = 0; base < 12; ++base)
        for (const char* more : {"", " | lonn == 102000"})
            script += "tabulate kjonn if inrange(lonn, " + std::to_string(200000 + 9000 * base) +
                      ", 590000)" + more + "\n";
    const Finished watched = run_script(script, {"--keep-going"});
    const Json after = Json::parse(run({"audit", "ledger", "--format", "json"}).out);
    ASSERT_EQ(after["accounts"][0]["level"], "frozen") << watched.out << watched.error << after;
    EXPECT_TRUE(contains(watched.error + run_script(kTable).error, "SKJ-5030"));
    const Finished done = run({"audit", "reinstate", account, "--by", "kari", "--second", "ola"});
    EXPECT_EQ(done.exit_code, 0) << done.error;
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    std::vector<std::string> outcomes;
    for (const Json& record : records())
        if (record["kind"] == "reinstate") outcomes.push_back(record["outcome"]);
    EXPECT_EQ(outcomes,
              (std::vector<std::string>{"asked", "refused", "asked", "refused", "asked", "done"}));
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Audit, SpeaksNorwegian) {
    EXPECT_EQ(run_script(kTable).exit_code, 0);
    EXPECT_TRUE(contains(run({"--lang", "nb", "audit", "verify"}).out, "kjeden"));
    EXPECT_TRUE(contains(run({"--lang", "nb", "audit", "list"}).out, "vist"));
}

}  // namespace
}  // namespace skjerm::cli
