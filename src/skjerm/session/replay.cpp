#include "skjerm/session/replay.h"

#include <optional>
#include <utility>

#include "skjerm/audit/log.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/audit/verify.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/script/ast.h"

namespace skjerm::session {

namespace {

using audit::Json;
using base::Argument;
using base::Code;
using base::LocalizedText;

constexpr const char* kCompared[] = {"outcome", "code", "outputs", "messages"};

base::Diagnostic impossible(std::uint64_t record, LocalizedText reason) {
    return base::error(Code::AuditReplayImpossible, {},
                       {Argument::fact(static_cast<std::int64_t>(record)), Argument::fact(reason)});
}

/// Whether what happened to the command came from outside, so that running it again would not
/// bring it about.
bool was_stopped(const Json& command) {
    const std::string outcome = command.value("outcome", "");
    return outcome == "cancelled" || outcome == "resource_limit" || outcome == "input_output" ||
           outcome == "internal_fault";
}

/// Stores that give the versions of the time that is replayed.
class RecordedStores : public command::StoreDirectory {
public:
    explicit RecordedStores(command::StoreDirectory& stores) : stores_(stores) {}

    [[nodiscard]] base::Result<datastore::StorePtr> find(std::string_view databank,
                                                         base::Span where) override {
        base::Result<datastore::StorePtr> found = stores_.find(databank, where);
        if (!found && !expected_.empty()) missing_ = true;
        return found;
    }
    [[nodiscard]] base::Result<datastore::Version> resolve(const datastore::Store& store,
                                                           std::string_view version,
                                                           base::Span where) override {
        base::Result<datastore::Version> found =
            store.resolve(expected_.empty() ? version : std::string_view(expected_), where);
        if (!found && !expected_.empty()) missing_ = true;
        return found;
    }

    /// The version that the next `require` has to give; empty: whatever it asks for.
    void expect(std::string version) { expected_ = std::move(version); }
    [[nodiscard]] bool missing() const { return missing_; }

private:
    command::StoreDirectory& stores_;
    std::string expected_;
    bool missing_ = false;
};

/// What the overseer of a replay finds out.
struct Findings {
    std::optional<Json> released;  ///< of the command that is compared
};

class ReplayOverseer : public Overseer {
public:
    ReplayOverseer(const ReplayPlan& plan, RecordedStores& stores, Findings& findings)
        : plan_(plan), stores_(stores), findings_(findings) {}

    base::Status run_started(const RunFacts&) override {
        ++run_;
        return base::ok();
    }
    base::Status before(const CommandFacts& facts) override {
        const Json* known = known_of(facts);
        if (known == nullptr || was_stopped(*known))
            return base::error(Code::Cancelled, facts.event.span);
        stores_.expect(version_of(facts, *known));
        return base::ok();
    }
    base::Status after(const CommandFacts& facts, const CommandEnd& end) override {
        if (is_compared(facts)) findings_.released = released_part(end);
        return base::ok();
    }
    base::Status run_ended(Ending, const base::Diagnostic*) override { return base::ok(); }

private:
    [[nodiscard]] const std::string& run_name() const { return plan_.runs.at(run_ - 1).name; }

    [[nodiscard]] bool is_compared(const CommandFacts& facts) const {
        return run_ == plan_.runs.size() && facts.event.number == plan_.command["index"];
    }

    [[nodiscard]] const Json* known_of(const CommandFacts& facts) const {
        if (findings_.released) return nullptr;
        const auto found = plan_.commands.find({run_name(), facts.event.number});
        const bool same =
            found != plan_.commands.end() && found->second.value("text", "") == facts.event.text;
        return same ? &found->second : nullptr;
    }

    /// The version that a `require` gave when the record was made.
    static std::string version_of(const CommandFacts& facts, const Json& known) {
        if (facts.command == nullptr) return {};
        const auto* require = std::get_if<script::Require>(&facts.command->operands);
        if (require == nullptr) return {};
        for (const Json& store : known.value("stores", Json::array()))
            if (store.value("alias", "") == require->alias.text) return store.value("version", "");
        return {};
    }

    const ReplayPlan& plan_;
    RecordedStores& stores_;
    Findings& findings_;
    std::size_t run_ = 0;
};

/// Listens to nothing.
class Silence : public EventSink {
public:
    void command_started(const CommandEvent&) override {}
    void result_released(const CommandEvent&, const released::Result&) override {}
    void diagnosed(const CommandEvent*, const base::Diagnostic&) override {}
    void command_finished(const CommandEvent&, bool) override {}
};

/// The error of a log whose chain is broken, or nothing.
base::Status intact(const base::Result<audit::Verdict>& verdict) {
    if (!verdict) return verdict.diagnostic();
    if (verdict->broken) return *verdict->broken;
    return base::ok();
}

/// The script of a run, if it is still kept.
std::optional<std::string> kept_script(const std::filesystem::path& folder, const Json& run) {
    base::Result<std::optional<std::string>> text =
        audit::read_file(audit::script_path(folder, run.value("script", "")));
    return text ? std::move(text).value() : std::nullopt;
}

/// Why what is there now cannot give what the record says, if so.
std::optional<LocalizedText> hindrance(const AuditFacts& facts, const ReplayPlan& plan) {
    const Json& run = plan.run_record;
    if (run.value("epoch", "") != facts.epoch)
        return LocalizedText{"den er ført med en annen hemmelighet",
                             "it was entered with another secret"};
    if (run.value("engine", "") != facts.engine_version)
        return LocalizedText{"den er ført av en annen utgave av programmet",
                             "it was entered by another version of the program"};
    if (run.value("policy", Json::object()).value("hash", "") != facts.policy_hash)
        return LocalizedText{"personvernreglene er endret siden",
                             "the disclosure policy has changed since"};
    if (was_stopped(plan.command))
        return LocalizedText{"kommandoen ble stanset utenfra",
                             "the command was stopped from outside"};
    return std::nullopt;
}

}  // namespace

base::Result<ReplayPlan> plan_replay(const std::filesystem::path& folder, std::uint64_t record) {
    ReplayPlan plan;
    plan.record = record;
    Json target;
    std::map<std::string, Json> runs;
    const auto find = [&](const audit::Record& read) {
        if (read.number > record) return base::ok();
        if (read.json["kind"] == "run") runs[read.json.value("run", "")] = read.json;
        if (read.number == record) target = read.json;
        return base::ok();
    };
    SKJERM_TRY(intact(audit::verify(folder, {}, find)));
    if (target.is_null())
        return base::error(Code::AuditRecordUnknown, {},
                           {Argument::fact(static_cast<std::int64_t>(record))});
    if (target.value("kind", "") != "command")
        return impossible(record, {"den er ikke av en kommando", "it is not of a command"});
    plan.run_record = runs[target.value("run", "")];
    const std::string session = plan.run_record.value("session", "");
    std::map<std::uint64_t, ReplayPlan::Run> ordered;  // by the record of the run
    for (const auto& [name, run] : runs) {
        if (run.value("session", "") != session) continue;
        std::optional<std::string> script = kept_script(folder, run);
        if (!script)
            return impossible(record,
                              {"skriptet er ikke lenger bevart", "the script is no longer kept"});
        ordered[run["seq"]] = {.name = name,
                               .script = std::move(*script),
                               .options = {.keep_going = run.value("keep_going", false),
                                           .first_line = run.value("first_line", 0U),
                                           .last_line = run.value("last_line", 0U)}};
    }
    for (auto& [number, run] : ordered) plan.runs.push_back(std::move(run));
    plan.command = std::move(target);
    const auto collect = [&](const audit::Record& read) {
        const bool ours = read.number <= record && read.json["kind"] == "command" &&
                          runs[read.json.value("run", "")].value("session", "") == session;
        if (ours)
            plan.commands[{read.json.value("run", ""), read.json.value("index", 0U)}] = read.json;
        return base::ok();
    };
    SKJERM_TRY(intact(audit::verify(folder, {}, collect)));
    return plan;
}

base::Result<Replayed> replay(const Installation& installation, const ReplayPlan& plan) {
    if (const auto reason = hindrance(installation.facts(), plan))
        return impossible(plan.record, *reason);
    RecordedStores stores(installation.store_directory());
    Findings findings;
    SKJERM_TRY_ASSIGN(
        Session session,
        installation.open_replay(std::make_unique<ReplayOverseer>(plan, stores, findings), stores,
                                 plan.command.value("sequence", std::uint64_t{0})));
    Silence silence;
    for (const ReplayPlan::Run& run : plan.runs) {
        const Ending ending = session.run(run.script, run.options, silence);
        if (ending == Ending::Cancelled && base::current_cancellation().requested())
            return base::error(Code::RunInterrupted, {});
    }
    if (stores.missing())
        return impossible(plan.record, {"datalageret har ikke den versjonen som ble brukt",
                                        "the datastore does not have the version that was used"});
    if (!findings.released)
        return impossible(plan.record, {"skriptet kom ikke så langt denne gangen",
                                        "the script did not get so far this time"});
    Replayed result;
    for (const char* member : kCompared)
        if ((*findings.released)[member] != plan.command.value(member, Json()))
            result.differing.emplace_back(member);
    return result;
}

}  // namespace skjerm::session
