#include "skjerm/session/audit_overseer.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/audit/payload.h"
#include "skjerm/audit/verify.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/session/session.h"
#include "support/child_process.h"
#include "support/collect.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::session {
namespace {

using audit::Json;

class Silent : public EventSink {
public:
    void command_started(const CommandEvent&) override {}
    void result_released(const CommandEvent&, const released::Result&) override { ++results; }
    void diagnosed(const CommandEvent*, const base::Diagnostic& diagnostic) override {
        codes.push_back(diagnostic.code);
    }
    void command_finished(const CommandEvent&, bool) override {}

    std::size_t results = 0;
    std::vector<base::Code> codes;
};

class AuditedSession : public ::testing::Test {
protected:
    AuditedSession() {
        log_ = audit::Log::open(folder(), {.epoch = "0011223344556677"}).value();
        const audit::PublicKey key = audit::make_owner_keys(folder()).value();
        EXPECT_TRUE(audit::announce_owner(*log_, key));
        command::Environment environment;
        environment.stores = &stores_;
        environment.gate = &testing::test_gate(testing::PolicyKind::Standard);
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
        environment.engine_version = "test";
        Overseers overseers;
        overseers.push_back(std::make_unique<AuditOverseer>(*log_, key,
                                                            AuditFacts{.account = Account::local(),
                                                                       .epoch = "0011223344556677",
                                                                       .engine_version = "test",
                                                                       .policy_version = "sdc",
                                                                       .policy_hash = "00"}));
        session_ = std::make_unique<Session>(environment, Reuse::No, std::move(overseers));
    }

    [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "audit"; }

    Ending run(const std::string& script, const RunOptions& options = {}) {
        events_ = {};
        return session_->run(script, options, events_);
    }
    /// The records after those of the log itself.
    [[nodiscard]] std::vector<Json> records() const {
        std::vector<Json> all;
        const auto keep = [&](const audit::Record& record) {
            if (record.number > 2) all.push_back(record.json);
            return base::ok();
        };
        const auto verdict = audit::verify(folder(), {}, keep);
        EXPECT_TRUE(verdict.ok() && !verdict->broken);
        return all;
    }

    testing::TemporaryFolder temporary_;
    testing::SmallNorway stores_;
    std::unique_ptr<audit::Log> log_;
    std::unique_ptr<Session> session_;
    Silent events_;
};

TEST_F(AuditedSession, EntersOutcomesOfEveryKind) {
    EXPECT_EQ(run("require no.ssb.test:2 as db\ncreate-dataset folk\n"
                  "import db/T_KJONN as kjonn\ntabulate kjonn\nuse folc\n"),
              Ending::CommandFailed);
    EXPECT_EQ(run("drop if kjonn != '3'\n"), Ending::Refused);
    EXPECT_EQ(run("require no.ssb.nowhere:1 as x\n"), Ending::DatastoreProblem);
    base::current_cancellation().request();
    EXPECT_EQ(run("tabulate kjonn\n"), Ending::Cancelled);
    base::current_cancellation().clear();
    EXPECT_EQ(run("textblock\nx\nendblock\n"), Ending::Completed);
    std::string outcomes;
    for (const Json& record : records())
        if (record["kind"] == "command") outcomes += record["outcome"].get<std::string>() + " ";
    EXPECT_EQ(outcomes,
              "released released released released failed refused datastore_problem cancelled "
              "released ");
    EXPECT_EQ(records().back()["kind"], "end");
}

TEST_F(AuditedSession, EntersNothingOfARunThatDidNothing) {
    EXPECT_EQ(run("// nothing\n"), Ending::Completed);
    EXPECT_TRUE(records().empty());
    // Unless it says why.
    EXPECT_EQ(run("for a, b in 1 2, 3\nhistory\nend\n"), Ending::CommandFailed);
    ASSERT_EQ(records().size(), 2U);
    EXPECT_EQ(records()[1]["code"], static_cast<int>(base::Code::LoopListsDiffer));
}

TEST_F(AuditedSession, NumbersTheRunsOfASession) {
    run("create-dataset a\n");
    run("create-dataset b\n", {.keep_going = true, .first_line = 1, .last_line = 9});
    session_->clear();
    run("create-dataset a\n");
    std::vector<Json> runs;
    for (const Json& record : records())
        if (record["kind"] == "run") runs.push_back(record);
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0]["session"], runs[1]["session"]);
    EXPECT_NE(runs[0]["run"], runs[1]["run"]);
    EXPECT_EQ(runs[1]["last_line"], 9);
    EXPECT_EQ(runs[1]["keep_going"], true);
    EXPECT_NE(runs[1]["session"], runs[2]["session"]);
    EXPECT_EQ(runs[0]["script"], runs[2]["script"]);
}

TEST_F(AuditedSession, LeavesEverythingAsItWasWhenItCannotWrite) {
    run("require no.ssb.test:2 as db\ncreate-dataset folk\n");
    std::filesystem::rename(folder() / "segment-000001.jsonl", folder() / "aside");
    EXPECT_EQ(run("import db/T_KJONN as kjonn\n"), Ending::InputOutput);
    EXPECT_EQ(events_.results, 0U);
    EXPECT_TRUE(session_->workspace().datasets().front()->variables().empty());
    std::filesystem::rename(folder() / "aside", folder() / "segment-000001.jsonl");
    EXPECT_EQ(run("import db/T_KJONN as kjonn\n"), Ending::Completed);
    EXPECT_EQ(events_.results, 1U);
}

TEST(Payload, IsTheSameForTheSameResultsAlone) {
    const std::string script =
        "require no.ssb.test:2 as db\ncreate-dataset folk\nimport db/T_KJONN as kjonn\n"
        "import db/T_KOMMUNE 2020-01-01 as kommune\nimport db/T_LONN 2020-12-31 as lonn\n"
        "textblock\n# A\nendblock\n"
        "tabulate kommune kjonn, chi2\ntabulate kommune, summarize(lonn)\nsummarize lonn\n";
    const testing::Collected one = testing::collect(script);
    const testing::Collected other = testing::collect(script);
    ASSERT_EQ(one.results.size(), other.results.size());
    std::set<std::string> hashes;
    std::set<std::string_view> kinds;
    for (std::size_t result = 0; result < one.results.size(); ++result) {
        const std::string hash = audit::payload_hash(audit::payload(one.results[result]));
        EXPECT_EQ(hash, audit::payload_hash(audit::payload(other.results[result])));
        hashes.insert(hash);
        kinds.insert(audit::kind_of(one.results[result]));
    }
    EXPECT_EQ(hashes.size(), one.results.size());
    EXPECT_EQ(kinds, (std::set<std::string_view>{"dataset", "document", "notice", "table"}));
}

TEST(Payload, HoldsAllOfAMessage) {
    base::Diagnostic message = base::error(base::Code::UnknownVariable, {3, 7},
                                           {base::Argument::name("a"), base::Argument::name("b")});
    std::set<std::string> hashes{audit::payload_hash(audit::payload({&message, 1}))};
    message.related.push_back({1, 2});
    hashes.insert(audit::payload_hash(audit::payload({&message, 1})));
    message.fix = base::Fix{.where = {3, 7}, .replacement = "c"};
    hashes.insert(audit::payload_hash(audit::payload({&message, 1})));
    message.loop.emplace_back("i", "1");
    hashes.insert(audit::payload_hash(audit::payload({&message, 1})));
    message.severity = base::Severity::Warning;
    hashes.insert(audit::payload_hash(audit::payload({&message, 1})));
    EXPECT_EQ(hashes.size(), 5U);
    EXPECT_EQ(audit::payload_hash(audit::payload(std::span<const base::Diagnostic>())),
              audit::payload_hash(Json::array()));
}

}  // namespace
}  // namespace skjerm::session
