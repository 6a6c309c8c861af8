#include "skjerm/session/overseer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/registry.h"
#include "skjerm/session/session.h"
#include "skjerm/session/trace_reader.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::session {
namespace {

using base::Code;
using disclosure::TracedRole;

/// What happened, in order: calls of the overseer and what was told.
using Log = std::vector<std::string>;

class Told : public EventSink {
public:
    explicit Told(Log& log) : log_(log) {}
    void command_started(const CommandEvent& command) override {
        log_.push_back("start " + command.name);
    }
    void result_released(const CommandEvent& command, const released::Result&) override {
        log_.push_back("result " + command.name);
    }
    void diagnosed(const CommandEvent* command, const base::Diagnostic& diagnostic) override {
        const std::string code = std::to_string(static_cast<int>(diagnostic.code));
        const bool note = diagnostic.severity == base::Severity::Note;
        log_.push_back((note ? "note " : "error ") + code + (command == nullptr ? " of run" : ""));
    }
    void command_finished(const CommandEvent& command, bool succeeded) override {
        log_.push_back((succeeded ? "done " : "failed ") + command.name);
    }

private:
    Log& log_;
};

/// What the overseer is to do.
struct Orders {
    std::string refuse;       ///< before() refuses commands of this name
    std::string forget;       ///< after() fails for commands of this name
    bool refuse_run = false;  ///< run_started() fails
    bool forget_run = false;  ///< run_ended() fails
};

class Watching : public Overseer {
public:
    Watching(Log& log, const Orders& orders) : log_(log), orders_(orders) {}

    base::Status run_started(const RunFacts& facts) override {
        log_.push_back("run of " + std::to_string(facts.script.size()) + " bytes");
        if (orders_.refuse_run) return base::error(Code::DiskFull, {});
        return base::ok();
    }
    base::Status before(const CommandFacts& facts) override {
        log_.push_back("before " + facts.event.name);
        if (facts.event.name == orders_.refuse)
            return base::error(Code::TooManySimilarCommands, {});
        return base::ok();
    }
    base::Status after(const CommandFacts& facts, const CommandEnd& end) override {
        std::string line = "after " + facts.event.name;
        if (end.failure != nullptr)
            line += " " + std::to_string(static_cast<int>(end.failure->code));
        if (end.reused) line += " reused";
        if (end.trace != nullptr) {
            const TraceReader reader(*end.trace);
            for (const disclosure::TracedSet& set : reader.sets()) traced.push_back(set);
        }
        log_.push_back(line);
        if (facts.event.name == orders_.forget) return base::error(Code::DiskFull, {});
        return base::ok();
    }
    base::Status run_ended(Ending ending, const base::Diagnostic* reason) override {
        log_.push_back("ended " + std::to_string(static_cast<int>(ending)) +
                       (reason == nullptr ? "" : " for a reason"));
        if (orders_.forget_run) return base::error(Code::DiskFull, {});
        return base::ok();
    }

    std::vector<disclosure::TracedSet> traced;

private:
    Log& log_;
    const Orders& orders_;
};

class OverseenSession : public ::testing::Test {
protected:
    void open(Orders orders = {}, Reuse reuse = Reuse::No) {
        orders_ = std::move(orders);
        command::Environment environment;
        environment.stores = &stores_;
        environment.gate = &testing::test_gate(testing::PolicyKind::Standard);
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
        environment.engine_version = "test";
        auto watching = std::make_unique<Watching>(log_, orders_);
        watching_ = watching.get();
        Overseers overseers;
        overseers.push_back(std::move(watching));
        session_ = std::make_unique<Session>(environment, reuse, std::move(overseers));
    }

    /// Runs the script and gives what happened.
    Log run(const std::string& script, const RunOptions& options = {}) {
        log_.clear();
        Told events(log_);
        ending_ = session_->run(script, options, events);
        return log_;
    }

    testing::SmallNorway stores_;
    Orders orders_;
    Log log_;
    Watching* watching_ = nullptr;
    std::unique_ptr<Session> session_;
    Ending ending_ = Ending::Completed;
};

constexpr const char* kDataset =
    "require no.ssb.test:2 as db\ncreate-dataset folk\nimport db/T_KJONN as kjonn\n";

TEST_F(OverseenSession, TellsTheOverseerBeforeTheUser) {
    open();
    EXPECT_EQ(
        run("create-dataset folk\n"),
        (Log{"run of 20 bytes", "start create-dataset", "before create-dataset",
             "after create-dataset", "result create-dataset", "done create-dataset", "ended 0"}));
    EXPECT_EQ(run("textblock\n# A\nendblock\n"),
              (Log{"run of 23 bytes", "start textblock", "before textblock", "after textblock",
                   "result textblock", "done textblock", "ended 0"}));
}

TEST_F(OverseenSession, TellsOfFailuresToo) {
    open();
    const std::string code = std::to_string(static_cast<int>(Code::UnknownDataset));
    EXPECT_EQ(run("use nobody\n"),
              (Log{"run of 11 bytes", "start use", "before use", "after use " + code,
                   "error " + code, "failed use", "ended 2"}));
    EXPECT_EQ(run("create-dataset '\n").front().substr(0, 5), "error");  // does not parse
}

TEST_F(OverseenSession, RunsNothingThatIsRefused) {
    open({.refuse = "create-dataset", .forget = {}});
    const std::string code = std::to_string(static_cast<int>(Code::TooManySimilarCommands));
    EXPECT_EQ(
        run("create-dataset folk\nuse folk\n"),
        (Log{"run of 29 bytes", "start create-dataset", "before create-dataset",
             "after create-dataset " + code, "error " + code, "failed create-dataset", "ended 3"}));
    EXPECT_EQ(ending_, Ending::Refused);
    EXPECT_TRUE(session_->workspace().datasets().empty());

    open({.refuse = "textblock", .forget = {}});
    run("textblock\n# A\nendblock\n");
    EXPECT_EQ(ending_, Ending::Refused);
    EXPECT_EQ(std::count(log_.begin(), log_.end(), "result textblock"), 0);
}

TEST_F(OverseenSession, TellsNothingThatCouldNotBeNoted) {
    for (const char* forgotten : {"import", "textblock", "use", "tabulate"}) {
        open({.refuse = {}, .forget = forgotten}, Reuse::Yes);
        const Log log =
            run(std::string(kDataset) + "tabulate kjonn\ntextblock\nx\nendblock\nuse x");
        const std::string name = forgotten;
        EXPECT_EQ(std::count(log.begin(), log.end(), "result " + name), 0);
        EXPECT_EQ(log[log.size() - 1], "ended 6");
        EXPECT_EQ(log[log.size() - 2], "failed " + name);
        EXPECT_EQ(log[log.size() - 3], "error " + std::to_string(static_cast<int>(Code::DiskFull)));
        EXPECT_EQ(ending_, Ending::InputOutput);
    }
    open({.refuse = {}, .forget = "import"});
    run(kDataset);
    ASSERT_EQ(session_->workspace().datasets().size(), 1U);
    EXPECT_TRUE(session_->workspace().datasets().front()->variables().empty());
}

TEST_F(OverseenSession, TellsOfWhatIsReused) {
    open({}, Reuse::Yes);
    const std::string script = std::string(kDataset) + "tabulate kjonn\n";
    run(script);
    const std::vector<disclosure::TracedSet> first = std::exchange(watching_->traced, {});
    session_->clear();
    const Log log = run("// moved\n" + script);
    EXPECT_EQ(std::count(log.begin(), log.end(), "after tabulate reused"), 1);
    EXPECT_EQ(session_->reused_steps(), 3U);
    ASSERT_EQ(watching_->traced.size(), first.size());
    for (std::size_t set = 0; set < first.size(); ++set)
        EXPECT_EQ(watching_->traced[set].evidence, first[set].evidence);

    orders_.forget = "tabulate";
    session_->clear();
    const Log forgetful = run(script);
    EXPECT_EQ(std::count(forgetful.begin(), forgetful.end(), "after tabulate reused"), 1);
    EXPECT_EQ(std::count(forgetful.begin(), forgetful.end(), "result tabulate"), 0);
}

TEST_F(OverseenSession, ShowsWhatEveryCommandCounted) {
    open();
    run(std::string(kDataset) + "keep if kjonn == '1'\n");
    watching_->traced.clear();
    run("import db/T_KOMMUNE 2020-01-01 as kommune\n");
    watching_->traced.clear();
    run("tabulate kommune if kjonn == '1'\n");
    const auto sets_of = [&](TracedRole role) {
        std::vector<std::uint64_t> units;
        for (const disclosure::TracedSet& set : watching_->traced)
            if (set.role == role) units.push_back(set.evidence.units);
        return units;
    };
    // Even units whose number does not end in 9, which only odd ones do; four municipalities.
    EXPECT_EQ(sets_of(TracedRole::Selected), std::vector<std::uint64_t>{3000});
    EXPECT_EQ(sets_of(TracedRole::Population), std::vector<std::uint64_t>{3000});
    const std::vector<std::uint64_t> cells = sets_of(TracedRole::Cell);
    ASSERT_EQ(cells.size(), 4U);
    EXPECT_EQ(cells[0] + cells[1] + cells[2] + cells[3], 3000U);
    EXPECT_EQ(sets_of(TracedRole::Total), std::vector<std::uint64_t>{3000});
    for (const disclosure::TracedSet& set : watching_->traced) {
        EXPECT_EQ(
            set.released,
            testing::test_gate(testing::PolicyKind::Standard).count_noise().release(set.evidence));
    }
}

TEST_F(OverseenSession, EndsRunsThatCannotBeNoted) {
    open({.refuse = {}, .forget = {}, .refuse_run = true});
    const std::string code = std::to_string(static_cast<int>(Code::DiskFull));
    EXPECT_EQ(run("create-dataset folk\n"), (Log{"run of 20 bytes", "error " + code + " of run"}));
    EXPECT_EQ(ending_, Ending::InputOutput);

    open({.refuse = {}, .forget = {}, .forget_run = true});
    EXPECT_EQ(run("for i in 1 2, 3\nhistory\nend\n").back(), "error " + code + " of run");
    EXPECT_EQ(ending_, Ending::InputOutput);

    open();
    EXPECT_EQ(
        run("for a, b in 1 2, 3\nhistory\nend\n"),
        (Log{"run of 31 bytes", "ended 2 for a reason",
             "error " + std::to_string(static_cast<int>(Code::LoopListsDiffer)) + " of run"}));
}

}  // namespace
}  // namespace skjerm::session
