#include "skjerm/session/complete.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "skjerm/session/session.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::session {
namespace {

using testing::PolicyKind;
using Words = std::vector<std::string>;

class Silent : public EventSink {
public:
    void command_started(const CommandEvent&) override {}
    void result_released(const CommandEvent&, const released::Result&) override {}
    void diagnosed(const CommandEvent*, const base::Diagnostic&) override {}
    void command_finished(const CommandEvent&, bool) override {}
};

/// A session in which there is something to complete with.
std::unique_ptr<Session> prepared(const std::string& script) {
    static testing::SmallNorway stores;
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &testing::test_gate(PolicyKind::Plain);
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U);
    auto session = std::make_unique<Session>(environment);
    Silent events;
    EXPECT_EQ(session->run(script, {}, events), Ending::Completed);
    return session;
}

constexpr const char* kScript =
    "require no.ssb.test:2 as db\n"
    "create-dataset jobber\n"
    "import db/T_YRKE as yrke\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjønn\n"
    "import db/T_KOMMUNE 2020-01-01 as kommune\n"
    "import db/T_LONN 2020-12-31 as lønn\n"
    "define-labels grupper 1 Lav 2 Høy\n"
    "generate gruppe = lønn > 300000\n"
    "assign-labels gruppe grupper\n"
    "let år = 2020\n"
    "let navn = lønn\n";

struct Case {
    const char* name;
    std::string text;  ///< `|` is the cursor
    Words among;       ///< these are candidates
    Words not_among;
    std::string replaced;  ///< what stands there now
};

class Completing : public ::testing::Test {
protected:
    static Completion completion(const std::string& with_cursor) {
        static const std::unique_ptr<Session> session = prepared(kScript);
        std::string text = with_cursor;
        const std::size_t cursor = text.find('|');
        text.erase(cursor, 1);
        return complete(text, cursor,
                        {.workspace = session->workspace(),
                         .bindings = session->bindings(),
                         .datastores = {"no.ssb.test:2"},
                         .language = base::Language::English});
    }
};

Words texts(const Completion& completion) {
    Words list;
    for (const Candidate& candidate : completion.candidates) list.push_back(candidate.text);
    return list;
}

TEST_F(Completing, KnowsWhatMayStandAtTheCursor) {
    const Case cases[] = {
        {"commands", "ta|", {"tabulate"}, {"summarize", "tabulate-panel"}, "ta"},
        {"nothing written", "|", {"tabulate", "for", "textblock"}, {"kjønn"}, ""},
        {"in a loop body", "for i in 1 : 3\n    gen|", {"generate"}, {"tabulate"}, "gen"},
        {"hyphens", "create-d|", {"create-dataset"}, {}, "create-d"},
        {"variables", "tabulate k|", {"kjønn", "kommune"}, {"lønn", "yrke"}, "k"},
        {"letters beyond ASCII", "summarize lø|", {"lønn"}, {}, "lø"},
        {"another case", "summarize LØ|", {"lønn"}, {}, "LØ"},
        {"second variable", "tabulate kjønn |", {"kommune", "if"}, {"tabulate"}, ""},
        {"continued line", "tabulate kjønn \\\n    ko|", {"kommune"}, {"kjønn"}, "ko"},
        {"options", "tabulate kjønn, |", {"missing", "summarize("}, {"kjønn"}, ""},
        {"used options", "tabulate kjønn, missing m|", {"mean"}, {"missing"}, "m"},
        {"in an option", "tabulate kjønn, summarize(l|", {"lønn"}, {"kjønn"}, "l"},
        {"condition", "tabulate kjønn if s|", {"sysmiss(", "substr("}, {"summarize"}, "s"},
        {"expression", "generate x = lø|", {"lønn"}, {}, "lø"},
        {"new name", "generate l|", {}, {"lønn"}, "l"},
        {"replace", "replace g|", {"gruppe"}, {}, "g"},
        {"codes of text", "keep if kommune == |", {"'0301'", "'4601'"}, {"kjønn"}, ""},
        {"codes begun", "keep if kommune == '03|", {"'0301'"}, {"'4601'"}, "'03"},
        {"other quotes", "keep if kommune == \"03|", {"\"0301\""}, {}, "\"03"},
        {"codes of numbers", "keep if gruppe == |", {"1", "2"}, {"kjønn"}, ""},
        {"codes in inlist", "keep if inlist(kommune, '0301', |", {"'1103'"}, {"kjønn"}, ""},
        {"codes in recode", "recode kommune ('03|", {"'0301'"}, {"'1103'"}, "'03"},
        {"within a text", "textblock '|", {}, {"tabulate", "kjønn"}, "'"},
        {"bindings", "use $|", {"$år", "$navn"}, {}, "$"},
        {"aliases", "import |", {"db/"}, {"kjønn"}, ""},
        {"registers", "import db/T_K|", {"db/T_KJONN", "db/T_KOMMUNE"}, {"db/T_LONN"}, "db/T_K"},
        {"status dates", "import db/T_KOMMUNE |", {"2020-01-01", "as"}, {"db/T_KOMMUNE"}, ""},
        {"dates begun", "import db/T_KOMMUNE 2020-0|", {"2020-01-01"}, {"2019-01-01"}, "2020-0"},
        {"ends of periods", "import db/T_LONN 2|", {"2019-12-31", "2020-12-31"}, {}, "2"},
        {"no starts of periods", "import db/T_LONN |", {}, {"2020-01-01"}, ""},
        {"no dates of what is fixed", "import db/T_KJONN |", {"as"}, {"2020-01-01"}, ""},
        {"behind a date", "import db/T_KOMMUNE 2020-01-01 |", {"as"}, {"2020-01-01"}, ""},
        {"new name of an import", "import db/T_KOMMUNE 2020-01-01 as |", {}, {"kommune"}, ""},
        {"the last date used",
         "import db/T_KOMMUNE 2020-01-01\nimport db/T_SIVSTAND |",
         {"2020-01-01"},
         {"2019-01-01"},
         ""},
        {"of an interval", "import-event db/T_SIVSTAND 2019-02-03 |", {"to"}, {"as"}, ""},
        {"end of an interval",
         "import-event db/T_SIVSTAND 2019-02-03 to |",
         {"2019-02-03"},
         {"to"},
         ""},
        {"times of a panel",
         "import-panel db/T_KOMMUNE 2019-01-01 20|",
         {"2020-01-01"},
         {"db/T_KJONN"},
         "20"},
        {"variables of a panel", "import-panel db/T_KOMMUNE |", {"db/", "2020-01-01"}, {}, ""},
        {"unknown register", "import db/T_NOE |", {"as"}, {"2020-01-01"}, ""},
        {"datasets", "use |", {"folk", "jobber"}, {"kjønn"}, ""},
        {"new dataset", "create-dataset |", {}, {"folk"}, ""},
        {"merge", "merge lønn into |", {"jobber"}, {"lønn"}, ""},
        {"merge on", "merge lønn into jobber on |", {"yrke"}, {"lønn"}, ""},
        {"code lists", "assign-labels lønn |", {"grupper"}, {"lønn"}, ""},
        {"datastores", "require no|", {"no.ssb.test:2"}, {}, "no"},
        {"help", "help sum|", {"summarize"}, {"for"}, "sum"},
        {"help on functions", "help-function sub|", {"substr"}, {"substr("}, "sub"},
        {"settings", "configure noc|", {"nocache"}, {}, "noc"},
        {"comment", "tabulate kjønn // k|", {}, {"kjønn", "kommune"}, ""},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        const Completion found = completion(each.text);
        const Words list = texts(found);
        for (const std::string& text : each.among)
            EXPECT_TRUE(std::ranges::find(list, text) != list.end())
                << text << " is not among " << ::testing::PrintToString(list);
        for (const std::string& text : each.not_among)
            EXPECT_TRUE(std::ranges::find(list, text) == list.end()) << text;
        EXPECT_TRUE(std::ranges::is_sorted(list));
        if (list.empty()) continue;
        std::string text = each.text;
        text.erase(text.find('|'), 1);
        EXPECT_EQ(text.substr(found.begin, found.end - found.begin), each.replaced);
    }
}

TEST_F(Completing, SaysWhatACandidateIs) {
    const Completion commands = completion("tabul|");
    ASSERT_FALSE(commands.candidates.empty());
    EXPECT_EQ(commands.candidates.front().kind, Candidate::Kind::Command);
    EXPECT_FALSE(commands.candidates.front().detail.empty());
    const Completion codes = completion("keep if kjønn == '1|");
    ASSERT_EQ(codes.candidates.size(), 1U);
    EXPECT_EQ(codes.candidates.front().kind, Candidate::Kind::Code);
    EXPECT_FALSE(codes.candidates.front().detail.empty());
}

TEST_F(Completing, TakesAnyTextAndCursor) {
    const std::unique_ptr<Session> session = prepared(kScript);
    const CompletionScope scope{.workspace = session->workspace(), .bindings = session->bindings()};
    const std::string text = "tabulate kjønn if 'a\xff(\\\n, '\"$ db/ == ))((\n\\";
    for (std::size_t length = 0; length <= text.size(); ++length)
        for (std::size_t cursor = 0; cursor <= text.size() + 1; ++cursor) {
            const Completion found = complete(text.substr(0, length), cursor, scope);
            EXPECT_LE(found.begin, found.end);
            EXPECT_LE(found.end, length);
        }
}

TEST(IsUnfinished, CountsBlocksAndContinuations) {
    for (const char* text :
         {"for i in 1 : 3\n", "for i in 1 : 3\n  use d\n", "for i in 1\nfor j in 2\nend\n",
          "textblock\n", "textblock\nfor\nend\n", "tabulate a \\\n", "use d \\  \n",
          "for i in 1 \\\n 2\nuse d\n", "tabulate a \\\n// remark\n"})
        EXPECT_TRUE(is_unfinished(text)) << text;
    for (const char* text :
         {"", "use d\n", "for i in 1 : 3\nuse d\nend\n", "textblock\nfor i\nendblock\n", "end\n",
          "tabulate a \\\n b\n", "tabulate a \\\n\n", "use d // remark \\\n", "// for i in 1\n",
          "forbid\n", "# for i\n", "endblock\n"})
        EXPECT_FALSE(is_unfinished(text)) << text;
}

}  // namespace
}  // namespace skjerm::session
