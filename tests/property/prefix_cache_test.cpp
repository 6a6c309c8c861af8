// Sessions that reuse what they computed before: the same bytes as sessions that do not, whatever
// is changed in the script between two runs.
#include "skjerm/session/prefix_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::testing {
namespace {

using session::Reuse;
using session::Session;

std::string shown(const base::Diagnostic& diagnostic) {
    std::string text = base::code_label(diagnostic.code) + " " +
                       std::to_string(diagnostic.where.begin) + "-" +
                       std::to_string(diagnostic.where.end) + " " +
                       base::message_text(diagnostic, base::Language::English);
    for (const auto& [name, value] : diagnostic.loop) text += " " + name + "=" + value;
    return text + "\n";
}

/// Everything that a run tells, with every place.
class Record : public session::EventSink {
public:
    void command_started(const session::CommandEvent& command) override {
        text_ += std::to_string(command.number) + "/" + std::to_string(command.statement) + "/" +
                 std::to_string(command.statements) + " " + command.dataset + " >> " +
                 command.text + " @" + std::to_string(command.span.begin) + "\n";
    }
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        render::Heading heading;
        heading.index = command.number;
        heading.command = command.text;
        text_ += render::to_json(result, heading) + "\n";
        for (const base::Diagnostic& note : result.notes()) text_ += shown(note);
        if (const auto* notice = std::get_if<released::Notice>(&result.body()))
            text_ += shown(notice->message);
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        text_ += shown(diagnostic);
    }
    void command_finished(const session::CommandEvent&, bool succeeded) override {
        text_ += succeeded ? "done\n" : "failed\n";
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string record(Session& session, const std::string& script) {
    Record events;
    session.run(script, {}, events);
    return events.text();
}

class Sessions {
public:
    explicit Sessions(PolicyKind policy, std::size_t memory = std::size_t{1} << 30U)
        : memory_(memory) {
        environment_.stores = &stores_;
        environment_.gate = &test_gate(policy);
        environment_.engine_version = "test";
    }
    Session open(Reuse reuse) {
        environment_.budget = std::make_shared<base::MemoryBudget>(memory_);
        return Session(environment_, reuse);
    }
    std::string anew(const std::string& script) {
        Session session = open(Reuse::No);
        return record(session, script);
    }

private:
    SmallNorway stores_;
    command::Environment environment_;
    std::size_t memory_;
};

/// What a user may do to a script between two runs.
std::vector<std::string> edits(const std::string& script) {
    std::vector<std::string> lines;
    std::istringstream stream(script);
    for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
    const auto joined = [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += part;
        return text;
    };
    std::vector<std::string> without_last = lines;
    if (!without_last.empty()) without_last.pop_back();
    std::vector<std::string> indented = lines;
    if (!indented.empty()) indented[indented.size() / 2].insert(0, "  ");
    std::vector<std::string> without_middle = lines;
    if (!lines.empty())
        without_middle.erase(without_middle.begin() + static_cast<long>(lines.size() / 2));
    return {script,
            "// a new first line\n\n" + script,
            joined(without_last) + "help use\n",
            script + "create-dataset to_the_end\n",
            joined(indented),
            joined(without_middle),
            script};
}

class ReuseInGolden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(ReuseInGolden, ChangesNoByte) {
    const GoldenFile golden = read_golden(GetParam());
    Sessions sessions(golden.policy);
    Session kept = sessions.open(Reuse::Yes);
    for (const std::string& script : edits(golden.script)) {
        kept.clear();
        EXPECT_EQ(record(kept, script), sessions.anew(script));
    }
}

std::filesystem::path folder() {
    return std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "scripts";
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& info) {
    std::string name = std::filesystem::relative(info.param, folder()).replace_extension().string();
    for (char& character : name)
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Scripts, ReuseInGolden, ::testing::ValuesIn(golden_files(folder())),
                         name_of);

constexpr const char* kScript =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjonn\n"
    "import db/T_LONN 2020-12-31 as lonn\n"
    "keep if lonn > 150000\n"
    "let grense = 200000\n"
    "for i in 1 : 3\n"
    "    generate x ++ $i = lonn > $grense * $i\n"
    "end\n"
    "tabulate kjonn x1\n";

/// Commands of kScript that may be reused: without require and let.
constexpr std::size_t kSteps = 8;

TEST(Reuse, RunsFromTheFirstChangeOn) {
    Sessions sessions(PolicyKind::Standard);
    Session session = sessions.open(Reuse::Yes);
    record(session, kScript);
    EXPECT_EQ(session.reused_steps(), 0U);
    session.clear();
    EXPECT_TRUE(session.workspace().datasets().empty());
    EXPECT_TRUE(session.history().empty());
    record(session, "// moved\n" + std::string(kScript) + "summarize lonn\n");
    EXPECT_EQ(session.reused_steps(), kSteps);

    // What a binding holds counts, not its name: the three generate and the table are new.
    session.clear();
    std::string other = kScript;
    other.replace(other.find("200000"), 6, "210000");
    EXPECT_EQ(record(session, other), sessions.anew(other));
    EXPECT_EQ(session.reused_steps(), kSteps + 4);
}

TEST(Reuse, IsSwitchedOffByConfigure) {
    Sessions sessions(PolicyKind::Standard);
    Session session = sessions.open(Reuse::Yes);
    const std::string none = "configure nocache\n" + std::string(kScript);
    record(session, none);
    session.clear();
    record(session, none);
    EXPECT_EQ(session.reused_steps(), 0U);

    const std::string no_results = "configure nocache result\n" + std::string(kScript);
    session.clear();
    record(session, no_results);
    session.clear();
    record(session, no_results);
    EXPECT_EQ(session.reused_steps(), kSteps - 1);
}

TEST(Reuse, IsForASessionAlone) {
    Sessions sessions(PolicyKind::Standard);
    Session first = sessions.open(Reuse::Yes);
    record(first, kScript);
    Session second = sessions.open(Reuse::Yes);
    record(second, kScript);
    EXPECT_EQ(second.reused_steps(), 0U);
}

TEST(Reuse, GivesMemoryBackToCommandsThatNeedIt) {
    std::string script =
        "require no.ssb.test:2 as db\ncreate-dataset folk\nimport db/T_LONN 2020-12-31 as lonn\n";
    for (int i = 0; i < 40; ++i)
        script += "generate a = lonn / 7\ngenerate b = a * lonn / 3\ndrop a b\n";
    script += "summarize lonn\n";
    // Room for the columns of the script, but not for all that it ever made.
    constexpr std::size_t kTight = 400'000;
    Sessions tight(PolicyKind::Standard, kTight);
    const std::string expected = tight.anew(script);
    ASSERT_EQ(expected.find("failed"), std::string::npos) << expected;
    Session session = tight.open(Reuse::Yes);
    EXPECT_EQ(record(session, script), expected);
    session.clear();
    EXPECT_EQ(record(session, script), expected);
}

/// A step whose workspace has one column of `rows` bytes.
session::CachedStep step_of(std::size_t rows) {
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U);
    dataset::Variable variable;
    variable.name = "x";
    variable.column = column::missing_column(column::Kind::Integer, rows, budget).value();
    session::CachedStep step;
    step.workspace.add(
        dataset::Dataset::of_units("d", nullptr,
                                   column::RowUnits::all(static_cast<std::uint32_t>(rows), 0), {})
            ->with(std::move(variable)));
    return step;
}

TEST(PrefixCache, HoldsWhatFitsAndDropsTheLeastUsed) {
    constexpr std::size_t kColumn = 100'000;
    session::PrefixCache cache(3 * kColumn + kColumn / 2);
    const auto key = [](const char* name) {
        return session::next_key(session::first_key("", ""), name);
    };
    for (const char* name : {"a", "b", "c"}) cache.put(key(name), step_of(kColumn));
    EXPECT_EQ(cache.steps(), 3U);
    EXPECT_NE(cache.find(key("a")), nullptr);
    cache.put(key("d"), step_of(kColumn));
    EXPECT_EQ(cache.find(key("b")), nullptr);
    EXPECT_NE(cache.find(key("a")), nullptr);
    EXPECT_LE(cache.bytes(), 3 * kColumn + kColumn / 2);

    // A column that several steps share takes room once.
    const session::CachedStep shared = *cache.find(key("a"));
    const std::size_t before = cache.bytes();
    cache.put(key("e"), shared);
    EXPECT_EQ(cache.steps(), 4U);
    EXPECT_LT(cache.bytes() - before, kColumn);
    cache.clear();
    EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace skjerm::testing
