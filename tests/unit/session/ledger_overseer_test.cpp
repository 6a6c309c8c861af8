// Sessions with a ledger: near-identical selections give identical answers, sweeps are stopped,
// accounts that come too close to single units are put under review.
#include "skjerm/session/ledger_overseer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/base/parallel.h"
#include "skjerm/render/document.h"
#include "skjerm/session/session.h"
#include "support/child_process.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::session {
namespace {

using base::Code;

class Shown : public EventSink {
public:
    void command_started(const CommandEvent&) override {}
    void result_released(const CommandEvent& command, const released::Result& result) override {
        if (command.name == "tabulate" || command.name == "summarize" || command.name == "keep" ||
            command.name == "import")
            texts.push_back(render::to_text(result, style_));
    }
    void diagnosed(const CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error) errors.push_back(diagnostic.code);
    }
    void command_finished(const CommandEvent&, bool) override {}

    std::vector<std::string> texts;
    std::vector<Code> errors;

private:
    render::Style style_;
};

constexpr const char* kStart =
    "require no.ssb.test:1 as db\n"
    "create-dataset d\n"
    "import db/T_KJONN as kjonn\n"
    "import db/T_FAARMND as faarmnd\n"
    "import db/T_KOMMUNE 2020-01-01 as kommune\n"
    "import db/T_LONN 2020-12-31 as lonn\n"
    "import db/T_SJELDEN as sjelden\n";

class LedgerSessions : public ::testing::Test {
protected:
    std::unique_ptr<ledger::Ledger> open() {
        ledger::LedgerOptions options;
        options.folder = folder_.path() / "ledger";
        options.key = {4, 5, 6};
        options.epoch = 3;
        options.policy = policy_;
        options.clock = [this] { return moment_; };
        auto opened = ledger::Ledger::open(std::move(options));
        SKJERM_CHECK(opened.ok());
        return std::move(opened).value();
    }
    /// A session of `account`; without a ledger where `ledger` is null.
    std::unique_ptr<Session> session(ledger::Ledger* ledger, const std::string& account = "kari",
                                     Reuse reuse = Reuse::No) {
        command::Environment environment;
        environment.stores = &stores_;
        environment.gate = &testing::test_gate(testing::PolicyKind::Standard);
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U);
        environment.engine_version = "test";
        Overseers overseers;
        if (ledger != nullptr) {
            auto overseer = std::make_unique<LedgerOverseer>(*ledger, account, "uni");
            environment.ledger = &overseer->desk();
            overseers.push_back(std::move(overseer));
        }
        return std::make_unique<Session>(std::move(environment), reuse, std::move(overseers));
    }
    static Shown run(Session& session, const std::string& script) {
        Shown shown;
        session.run(script, {.keep_going = true, .first_line = 0, .last_line = 0}, shown);
        return shown;
    }
    /// What each of two commands shows in a fresh session after the imports.
    std::vector<std::string> answers(ledger::Ledger* ledger, const std::string& script) {
        const auto fresh = session(ledger);
        Shown shown = run(*fresh, kStart + script);
        EXPECT_TRUE(shown.errors.empty());
        shown.texts.erase(shown.texts.begin(), shown.texts.begin() + 5);  // of the imports
        return shown.texts;
    }

    testing::TemporaryFolder folder_;
    testing::SmallNorway stores_;
    disclosure::Policy policy_ = disclosure::Policy::standard();
    ledger::Moment moment_{1'800'000'000'000, 50'000, 42};
};

TEST_F(LedgerSessions, GiveNearIdenticalSelectionsTheSameAnswer) {
    // Three persons are 'b': the two conditions differ by those of them in Oslo, if any.
    const std::string script =
        "tabulate kjonn if lonn < 250000\n"
        "tabulate kjonn if lonn < 250000 & sjelden != 'b'\n"
        "summarize lonn if lonn < 250000\n"
        "summarize lonn if lonn < 250000 & sjelden != 'b'\n";
    const auto without = answers(nullptr, script);
    ASSERT_EQ(without.size(), 4U);
    EXPECT_NE(without[0], without[1]) << "the conditions differ in no unit";
    const auto ledger = open();
    const auto with = answers(ledger.get(), script);
    EXPECT_EQ(with[0], with[1]);
    EXPECT_EQ(with[2], with[3]);
    EXPECT_EQ(with[0], without[0]) << "the first of them is answered as it is";
    // The other way round it is the other set that stays.
    testing::TemporaryFolder other;
    ledger::LedgerOptions options;
    options.folder = other.path() / "ledger";
    options.policy = policy_;
    const auto turned = ledger::Ledger::open(options);
    ASSERT_TRUE(turned.ok());
    const auto reversed = answers(turned->get(),
                                  "tabulate kjonn if lonn < 250000 & sjelden != 'b'\n"
                                  "tabulate kjonn if lonn < 250000\n");
    EXPECT_EQ(reversed[0], reversed[1]);
    EXPECT_EQ(reversed[0], without[1]);
}

TEST_F(LedgerSessions, AnchorPopulations) {
    const auto ledger = open();
    const auto kept = answers(ledger.get(),
                              "tabulate kjonn if kommune == '0301' | kommune == '1103'\n"
                              "keep if (kommune == '0301' | kommune == '1103') & sjelden != 'b'\n"
                              "tabulate kjonn\n");
    EXPECT_EQ(kept[0], kept[2]) << "keep shows its size in between";
    const auto dropped = answers(ledger.get(),
                                 "tabulate kjonn if !(kommune == '4601')\n"
                                 "drop if kommune == '4601' | sjelden == 'b'\n"
                                 "tabulate kjonn\n");
    EXPECT_EQ(dropped[0], dropped[1]) << "dropping some is keeping the others";
    // A first import of those with a value, and one of nearly the same units by values().
    const auto imported = [&](const std::string& values) {
        const auto fresh = session(ledger.get());
        const Shown shown = run(*fresh,
                                "require no.ssb.test:1 as db\n"
                                "create-dataset d\n"
                                "import db/T_SJELDEN as sjelden" +
                                    values +
                                    "\n"
                                    "import db/T_KJONN as kjonn\n"
                                    "tabulate kjonn\n");
        EXPECT_TRUE(shown.errors.empty());
        return shown.texts;
    };
    const auto everyone = imported("");
    const auto nearly = imported(", values('a')");
    EXPECT_EQ(everyone, nearly);
    EXPECT_EQ(everyone, imported(""));
}

TEST_F(LedgerSessions, AnchorChanges) {
    const auto ledger = open();
    const auto shown = answers(ledger.get(),
                               "generate a = 0\n"
                               "replace a = 1 if lonn < 200000\n"
                               "generate b = 0\n"
                               "replace b = 1 if lonn < 200000 & sjelden != 'b'\n"
                               "tabulate kjonn a\n"
                               "tabulate kjonn b\n");
    ASSERT_EQ(shown.size(), 2U);
    const auto numbers = [](const std::string& text) { return text.substr(text.find('\n')); };
    std::string second = numbers(shown[1]);
    std::replace(second.begin(), second.end(), 'b', 'a');
    std::string first = numbers(shown[0]);
    std::replace(first.begin(), first.end(), 'b', 'a');
    EXPECT_EQ(first, second);
}

TEST_F(LedgerSessions, BindCellsByWhatWasShown) {
    // The cells of one line of a table.
    const auto line = [](const std::string& text, const std::string& begin) {
        const std::size_t at = text.find("\n" + begin);
        EXPECT_NE(at, std::string::npos) << text;
        const std::size_t bar = text.find("│", at);
        return text.substr(bar, text.find('\n', at + 1) - bar);
    };
    const std::string cell = "tabulate kommune\n";
    const std::string nearly = "tabulate kommune if kommune == '0301' & sjelden != 'b'\n";
    const auto without = answers(nullptr, cell + nearly);
    ASSERT_NE(line(without[0], "Oslo"), line(without[1], "Oslo"));
    const auto ledger = open();
    const auto with = answers(ledger.get(), cell + nearly);
    EXPECT_EQ(line(with[0], "Oslo"), line(with[1], "Oslo"));
    EXPECT_EQ(with[0], without[0]) << "the first of them is answered as it is";
    EXPECT_EQ(answers(ledger.get(), nearly)[0], with[1]) << "and the second one ever after";
    EXPECT_GT(ledger->overview()->precedents, 3U);
}

TEST_F(LedgerSessions, BindMeansOfCells) {
    // The variable by which the persons are grouped changes for the one, or few, with this wage who
    // were born in this month: by arithmetic, where no condition is that could be snapped.
    const std::string first =
        "generate a = floor(lonn / 100000)\n"
        "tabulate a, summarize(lonn) mean std p50 gini\n";
    const std::string second =
        "generate b = a + 10 * floor(1 / (1 + abs(lonn - 250000) + abs(faarmnd - 196607)))\n"
        "rename a x\n"
        "rename b a\n"
        "tabulate a, summarize(lonn) mean std p50 gini\n";
    const auto without = answers(nullptr, first + second);
    ASSERT_NE(without[0], without[1]) << "nobody moves";
    const auto ledger = open();
    const auto with = answers(ledger.get(), first + second);
    EXPECT_EQ(with[0], with[1]);
    EXPECT_EQ(with[0], without[0]);
}

TEST_F(LedgerSessions, BindMeansOfCellsOfOtherSelections) {
    // The same persons beside others: clipping is another and hardly moves their mean, so that
    // equal means would prove equal persons.
    const std::string prepare =
        "generate a = floor(lonn / 100000)\n"
        "generate b = a + 10 * floor(1 / (1 + abs(lonn - 250000) + abs(faarmnd - 196607)))\n";
    const std::string all = "tabulate a if a == 2 | a == 3, summarize(lonn) mean std\n";
    const std::string other =
        "rename a x\nrename b a\n"
        "tabulate a if a == 2 | a == 4, summarize(lonn) mean std\n";
    const auto row = [](const std::string& table) {
        const std::size_t begin = table.find("\n2 ");
        return table.substr(begin, table.find('\n', begin + 1) - begin);
    };
    const auto without = answers(nullptr, prepare + all + other);
    ASSERT_NE(row(without[0]), row(without[1])) << "nobody moves";
    const auto ledger = open();
    const auto with = answers(ledger.get(), prepare + all + other);
    EXPECT_EQ(row(with[0]), row(with[1]));
}

TEST_F(LedgerSessions, DoNotTakeOneYearOfAPanelForAnother) {
    const std::string panel =
        "require no.ssb.test:1 as db\n"
        "create-dataset p\n"
        "import-panel db/T_LONN 2019-12-31 2020-12-31\n"
        "rename T_LONN lonn\n"
        "replace lonn = 0 if sysmiss(lonn)\n"
        "generate ar = year(date@panel)\n"
        "summarize lonn if ar == 2019\n"
        "summarize lonn if ar == 2020\n"
        "keep if ar == 2020\n"
        "summarize lonn\n";
    const auto ledger = open();
    const auto plain = session(nullptr);
    const auto bound = session(ledger.get());
    const Shown without = run(*plain, panel);
    const Shown with = run(*bound, panel);
    EXPECT_TRUE(without.errors.empty());
    EXPECT_EQ(with.texts, without.texts) << "the persons are the same in both years, the rows not";
}

TEST_F(LedgerSessions, BindMeansOfPanels) {
    const std::string panel =
        "require no.ssb.test:1 as db\n"
        "create-dataset p\n"
        "import db/T_KJONN as kjonn\n"
        "import db/T_FAARMND as faarmnd\n"
        "import db/T_LONN 2019-12-31 as lonn19\n"
        "import db/T_LONN 2020-12-31 as lonn20\n"
        "reshape-to-panel lonn\n"
        "tabulate kjonn if lonn > 100000, summarize(lonn) mean freq\n"
        "tabulate kjonn if lonn > 100000 & !(lonn == 250000 & faarmnd == 196607), "
        "summarize(lonn) mean freq\n";
    const auto tables = [&](ledger::Ledger* ledger) {
        const auto fresh = session(ledger);
        const Shown shown = run(*fresh, panel);
        EXPECT_TRUE(shown.errors.empty());
        return std::pair(shown.texts.end()[-2], shown.texts.end()[-1]);
    };
    const auto [first, second] = tables(nullptr);
    ASSERT_NE(first, second) << "nobody has this wage";
    const auto ledger = open();
    const auto [bound_first, bound_second] = tables(ledger.get());
    EXPECT_EQ(bound_first, bound_second);
}

TEST_F(LedgerSessions, AreNotBoundByWhatWasStopped) {
    const auto ledger = open();
    const auto stopped = session(ledger.get());
    run(*stopped, kStart);
    const std::uint64_t before = ledger->overview()->precedents;
    base::current_cancellation().request();
    run(*stopped, "tabulate kommune kjonn\n");
    base::current_cancellation().clear();
    EXPECT_EQ(ledger->overview()->precedents, before);
    run(*stopped, "tabulate kommune kjonn\n");
    EXPECT_GT(ledger->overview()->precedents, before);
}

TEST_F(LedgerSessions, AnchorGeneratedVariablesOfTwoValues) {
    const auto ledger = open();
    const auto shown = answers(ledger.get(),
                               "generate a = lonn < 200000\n"
                               "generate b = lonn < 200000 & sjelden != 'b'\n"
                               "tabulate kjonn a\n"
                               "tabulate kjonn b\n"
                               "summarize a\n"
                               "summarize b\n"
                               "recode lonn (min/200000 = 0) (* = 1), prefix(r)\n"
                               "generate a2 = string(lonn < 200000)\n"
                               "generate b2 = string(lonn < 200000 & sjelden != 'b')\n"
                               "tabulate a2\n"
                               "tabulate b2\n");
    ASSERT_EQ(shown.size(), 6U);
    const auto as_a = [](std::string text) {
        std::replace(text.begin(), text.end(), 'b', 'a');
        return text;
    };
    EXPECT_EQ(as_a(shown[0]), as_a(shown[1]));
    EXPECT_EQ(as_a(shown[2]), as_a(shown[3]));
    EXPECT_EQ(as_a(shown[4]), as_a(shown[5]));
}

TEST_F(LedgerSessions, AnchorTheNumberOfValidValues) {
    // Missing for the few who earn most: a division by nothing.
    std::string script = "generate other = lonn / (1 - int(lonn / 599900))\n";
    for (const std::string selection : {"kommune != '5001'", "kjonn == '1'", "faarmnd > 193000"})
        script += "summarize lonn if " + selection + "\nsummarize other if " + selection + "\n";
    // The words of the line of the variable: its name, its numbers.
    const auto words = [](const std::string& shown, const std::string& name) {
        std::istringstream line(shown.substr(shown.find("\n" + name) + 1));
        std::string text;
        std::getline(line, text);
        std::istringstream parts(text);
        std::vector<std::string> found;
        for (std::string word; parts >> word;) found.push_back(word);
        return found;
    };
    const auto equal_counts = [&](const std::vector<std::string>& shown) {
        std::size_t equal = 0;
        for (std::size_t pair = 0; pair + 1 < shown.size(); pair += 2) {
            const auto first = words(shown[pair], "lonn");
            const auto second = words(shown[pair + 1], "other");
            // Behind the name, the rule, the mean and the deviation, in two words each.
            constexpr std::size_t kCount = 6;
            equal += first.size() > kCount + 1 && first.size() == second.size() &&
                             first[kCount] == second[kCount] &&
                             first[kCount + 1] == second[kCount + 1]
                         ? 1U
                         : 0U;
        }
        return equal;
    };
    EXPECT_LT(equal_counts(answers(nullptr, script)), 3U) << "the sets are the same";
    const auto ledger = open();
    EXPECT_EQ(equal_counts(answers(ledger.get(), script)), 3U);
}

TEST_F(LedgerSessions, PutAnAccountUnderReview) {
    const auto ledger = open();
    const auto differencing = session(ledger.get());
    run(*differencing, kStart);
    int answered = 0;
    Shown last;
    for (int lonn = 0; lonn < 40; ++lonn) {
        const std::string bound = std::to_string(180'000 + 7'500 * lonn);
        last = run(*differencing, "tabulate kjonn if lonn < " + bound + "\n" +
                                      "tabulate kjonn if lonn < " + bound + " & sjelden != 'b'\n");
        moment_.boot_ms += 60'000;
        if (!last.errors.empty()) break;
        ++answered;
    }
    ASSERT_FALSE(last.errors.empty());
    EXPECT_EQ(last.errors.front(), Code::AccountUnderReview);
    EXPECT_GE(answered, 10);
    EXPECT_LE(answered, 11);
    EXPECT_TRUE(last.texts.empty());
    // Help is still there, and others are not touched.
    EXPECT_TRUE(run(*differencing, "help tabulate\n").errors.empty());
    const auto honest = session(ledger.get(), "ola");
    EXPECT_TRUE(run(*honest, std::string(kStart) + "tabulate kjonn\n").errors.empty());
    const auto overview = ledger->overview();
    ASSERT_TRUE(overview.ok());
    EXPECT_EQ(overview->institutions[0].highest_exposure, policy_.ledger_max_exposure);
    ASSERT_TRUE(ledger->reinstate("kari", "uni", "anne", "berit").ok());
    EXPECT_TRUE(run(*differencing, "tabulate kjonn\n").errors.empty());
}

TEST_F(LedgerSessions, StopASweep) {
    const auto ledger = open();
    const auto sweeping = session(ledger.get());
    run(*sweeping, kStart);
    std::size_t answered = 0;
    Shown last;
    while (answered < 400) {
        // Generated anew under another name each time: the skeleton stays.
        const std::string name = "x" + std::to_string(answered);
        last =
            run(*sweeping, "generate " + name + " = lonn > " +
                               std::to_string(100'000 + 20'000 * (answered % 20)) +
                               " & faarmnd > " + std::to_string(193'000 + 300 * (answered / 20)) +
                               "\n" + "tabulate " + name + "\n");
        if (!last.errors.empty()) break;
        ++answered;
    }
    EXPECT_EQ(last.errors, std::vector<Code>{Code::TooManySimilarCommands});
    EXPECT_EQ(answered, policy_.rate_same_skeleton);
    // The same again and again is no sweep.
    const auto repeating = session(ledger.get(), "ola", Reuse::Yes);
    run(*repeating, kStart);
    for (int i = 0; i < 300; ++i)
        ASSERT_TRUE(run(*repeating, "summarize lonn if kjonn == '1'\n").errors.empty());
}

TEST_F(LedgerSessions, ShowNothingThatCannotBeRecorded) {
    const auto ledger = open();
    const auto working = session(ledger.get());
    run(*working, kStart);
    std::ofstream(folder_.path() / "ledger" / "commands", std::ios::trunc).close();
    const Shown shown = run(*working, "tabulate kjonn\nkeep if lonn < 250000\n");
    EXPECT_TRUE(shown.texts.empty());
    EXPECT_EQ(shown.errors.front(), Code::LedgerDamaged);
    EXPECT_EQ(working->workspace().active()->rows(), testing::kPersons);
}

TEST_F(LedgerSessions, ReplayGivesTheSame) {
    const auto ledger = open();
    const std::string script =
        "tabulate kjonn if lonn < 270000 & sjelden != 'b'\n"
        "tabulate kjonn if lonn < 270000\n";
    answers(ledger.get(), "tabulate kjonn if lonn < 270000\n");
    const std::uint64_t before = *ledger->anchor_count();
    const auto first = answers(ledger.get(), script);
    // Something later that is nearer than what there was.
    answers(ledger.get(), "tabulate kjonn if lonn < 270000 & !(faarmnd < 193003)\n");
    const auto replay = open();
    replay->replay_as_of(before);
    EXPECT_EQ(answers(replay.get(), script), first);
}

}  // namespace
}  // namespace skjerm::session
