#include "skjerm/session/check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/source_text.h"
#include "skjerm/disclosure/gate.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::session {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kPeople =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjonn\n"
    "import db/T_LONN 2020-12-31 as lonn\n";

/// "3:8 SKJ-2003 i=1" for each error and warning. Lines count from behind kPeople.
Words found(const std::string& script, bool with_people = true) {
    testing::SmallNorway stores;
    const std::string whole = with_people ? kPeople + script : script;
    const base::SourceText source("", whole);
    Words list;
    for (const base::Diagnostic& diagnostic : check(whole, &stores)) {
        const base::Position at = source.position(diagnostic.where.begin);
        std::string text = std::to_string(at.line - (with_people ? 4 : 0)) + ":" +
                           std::to_string(at.column) + " " + base::code_label(diagnostic.code);
        for (const auto& [name, value] : diagnostic.loop) text += " " + name + "=" + value;
        list.push_back(text);
    }
    return list;
}

struct Case {
    const char* name;
    const char* script;
    Words errors;
};

TEST(Check, LeavesOutWhatFollowsFromAnEarlierError) {
    const Case cases[] = {
        {"uses of a variable that was not made",
         "generate x = kjonn + 1\nreplace x = 2 if x > 1\ntabulate x\ngenerate y = x\n"
         "generate z = substr(y, 1, 2)\n",
         {"1:14 SKJ-3001"}},
        {"other errors of the same command are told later",
         "generate x = kjonn + 1\ntabulate x borte\n",
         {"1:14 SKJ-3001", "2:12 SKJ-2003"}},
        {"a line that cannot be read",
         "generate x = (lonn\ntabulate x\nsummarize borte\n",
         {"1:14 SKJ-1057", "3:11 SKJ-2003"}},
        {"a dataset that was not made",
         "clone-units borte kopi\nuse kopi\nimport db/T_KJONN as k\ntabulate k\n",
         {"1:13 SKJ-2103"}},
        {"a dataset whose first import failed",
         "create-dataset b\nimport db/T_BORTE as a\ngenerate x = a + 1\nkeep if x > 1\n"
         "import db/T_LONN 2020-12-31 as c\nsummarize c borte\n",
         {"2:11 SKJ-2112", "6:13 SKJ-2003"}},
        {"a binding", "let x = $borte\ngenerate y = $x\n", {"1:9 SKJ-2001"}},
        {"a code list", "define-labels l 1 a '2' b\nassign-labels lonn l\n", {"1:21 SKJ-1092"}},
        {"an alias",
         "require no.ssb.borte:1 as x\nimport x/T_A as a\ntabulate a\n",
         {"1:9 SKJ-4901"}},
        {"a name that is taken",
         "create-dataset folk\ntabulate kjonn\nimport db/T_LONN 2020-12-31 as lonn\n",
         {"1:16 SKJ-2104"}},
        {"a loop without values",
         "for i in $borte\n    generate x ++ $i = 1\n    tabulate feil\nend\ntabulate x1\n",
         {"1:10 SKJ-2001"}},
        {"a loop whose header cannot be read",
         "for i in (1 2)\n    generate v ++ $i = 1\nend\ntabulate v1\n",
         {"1:10 SKJ-1095"}},
        {"not of what an unread line only uses",
         "generate x = (kjonn\nsummarize kjonn\ntabulate (kjonn\nsummarize kjonn, gini\n",
         {"1:14 SKJ-1057", "2:11 SKJ-6106", "3:10 SKJ-1104", "4:11 SKJ-6106"}},
        {"but of what an unread line changes",
         "destring kjonn, prefix(\nsummarize kjonn\n",
         {"1:23 SKJ-1057"}},
        {"not what is wrong in itself",
         "generate x = kjonn + 1\ngenerate y = x + nosuch(1)\n",
         {"1:14 SKJ-3001", "2:18 SKJ-2002"}},
    };
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        EXPECT_EQ(found(each.script), each.errors);
    }
}

TEST(Check, TellsErrorsOfLoopsOnce) {
    EXPECT_EQ(found("for i in 1 : 3\n    for j in a b\n        tabulate borte\n    end\nend\n"),
              (Words{"3:18 SKJ-2003 i=1 j=a"}));
    EXPECT_EQ(found("for i in 1 : 3\n    generate v ++ $i = 1\nend\ntabulate v3 v4\n"),
              (Words{"4:13 SKJ-2003"}));
    // One that comes in a later iteration has its values.
    EXPECT_EQ(found("for i in kjonn borte\n    tabulate $i\nend\n"),
              (Words{"2:14 SKJ-2003 i=borte"}));
}

TEST(Check, NeverRefusesForLackOfUnits) {
    EXPECT_EQ(found("keep if lonn > 1000000000\ntabulate kjonn\nsummarize lonn, gini iqr\n"
                    "generate q = quantile(lonn, 10)\ntabulate q, summarize(lonn) mean\n"),
              Words());
}

TEST(Check, KnowsTheLimitsOfThePolicy) {
    EXPECT_EQ(found("sample 500 1\nsample 2000 1\nsample 0.5 1\n"), (Words{"1:8 SKJ-6150"}));
}

TEST(Check, GoesOnBehindTheFirstErrorOfEachKind) {
    const Words errors = found(
        "tabulate (\nimport db/T_KOMMUNE as k\nimport db/T_KOMMUNE 2020-06-01 as k2\n"
        "import db/T_YRKE as y\nload 'x'\nregress lonn kjonn\nuse ingen\n");
    EXPECT_EQ(errors.size(), 7U) << ::testing::PrintToString(errors);
}

TEST(Check, KeepsTheNamesOfTheSystem) {
    EXPECT_EQ(
        found("generate START@x = 1\nrename kjonn date@panel\n"
              "clone-variables kjonn -> STOP@x\naggregate (mean) lonn -> START@y\n"
              "import db/T_KOMMUNE 2020-01-01 as STOP@z\n"
              "clone-variables PERSONID_1 -> id\n"
              "import db/T_KOMMUNE 2020-01-01 as PERSONID_1\n"
              "define-labels START@l 1 a\ncreate-dataset START@d\n"),
        (Words{"1:10 SKJ-2004", "2:14 SKJ-2004", "3:26 SKJ-2004", "4:26 SKJ-2004", "5:35 SKJ-2004",
               "6:17 SKJ-6103", "7:35 SKJ-2102", "8:15 SKJ-2004", "9:16 SKJ-2004"}));
    EXPECT_EQ(found("collapse (mean) lonn -> STOP@y, by(kjonn)\n"), (Words{"1:25 SKJ-2004"}));
    EXPECT_EQ(found("create-dataset b\n"
                    "import-event db/T_SIVSTAND 2019-01-01 to 2020-01-01 as s\n"
                    "collapse (min) START@s, by(PERSONID_1)\n"),
              Words());
    // Also where the first import decides what the units are.
    EXPECT_EQ(found("create-dataset b\nimport db/T_KJONN as PERSONID_1\n"),
              (Words{"2:22 SKJ-2102"}));
    EXPECT_EQ(found("create-dataset b\n"
                    "import-event db/T_SIVSTAND 2019-01-01 to 2020-01-01 as PERSONID_1\n"
                    "create-dataset c\n"
                    "import-event db/T_SIVSTAND 2019-01-01 to 2020-01-01 as START@x\n"),
              (Words{"2:56 SKJ-2102", "4:56 SKJ-2004"}));
}

TEST(Check, SeesThatAnOptionLacksItsComma) {
    EXPECT_EQ(found("tabulate kjonn missing\nsummarize lonn gini\ntabulate kjonn mising\n"
                    "summarize lonn if missing\n"),
              (Words{"1:16 SKJ-1076", "2:16 SKJ-1076", "3:16 SKJ-2003", "4:19 SKJ-2003"}));
}

TEST(Check, GivesWarningsToo) {
    EXPECT_EQ(found("require no.ssb.test:1 as db\n", false), (Words{"1:21 SKJ-7102"}));
    EXPECT_EQ(found("import db/T_KJONN 2020-01-01 as k\n"), (Words{"1:19 SKJ-4021"}));
}

TEST(CheckingGate, ReleasesNothing) {
    const disclosure::Gate gate = disclosure::Gate::checking();
    base::Evidence everybody;
    for (std::uint64_t unit = 0; unit < 6000; ++unit) everybody.add(unit * 7919);
    const released::Result dataset = gate.release_dataset({}, &everybody, {}, {});
    EXPECT_FALSE(std::get<released::DatasetSummary>(dataset.body()).units.has_value());

    // A whole script on the real store: statistics come out empty.
    const std::string text = testing::transcript(
        std::string(kPeople) + "tabulate kjonn\nsummarize lonn\n", gate, base::Language::English);
    const std::size_t table = text.find("folk >> tabulate");
    ASSERT_NE(table, std::string::npos) << text;
    EXPECT_EQ(text.substr(table), "folk >> tabulate kjonn\nfolk >> summarize lonn\n");
}

}  // namespace
}  // namespace skjerm::session
