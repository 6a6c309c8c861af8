#include "skjerm/session/audit_overseer.h"

#include <pwd.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "skjerm/audit/payload.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/session/trace_reader.h"

namespace skjerm::session {

namespace {

using audit::Json;

/// 16 hexadecimal digits that no other session has.
std::string fresh_name() {
    std::array<std::uint8_t, 8> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base::to_hex(bytes);
}

/// What an ending is called in the log, where a command that ran has released something.
std::string_view outcome_of(Ending ending) {
    if (ending == Ending::Completed) return "released";
    return word_of(ending == Ending::StaticErrors ? Ending::CommandFailed : ending);
}

Json stores_of(const dataset::Workspace& workspace) {
    Json stores = Json::array();
    for (const dataset::Connection& connection : workspace.connections())
        stores.push_back({{"alias", connection.alias},
                          {"databank", connection.store->databank()},
                          {"version", connection.version.text()},
                          {"identity", connection.store->identity()}});
    return stores;
}

audit::SealedSets sets_of(const disclosure::Trace& trace) {
    const TraceReader reader(trace);
    audit::SealedSets sealed;
    sealed.beyond = reader.beyond();
    for (const disclosure::TracedSet& set : reader.sets())
        sealed.sets.push_back({.role = static_cast<std::uint8_t>(set.role),
                               .domain = set.domain,
                               .released = set.released,
                               .units = set.evidence.units,
                               .rows = set.evidence.rows,
                               .key_sum = set.evidence.key_sum,
                               .key_min = set.evidence.key_min});
    return sealed;
}

}  // namespace

Account Account::local() {
    const uid_t user = ::getuid();
    Account account{.id = std::to_string(user), .name = {}, .institution = "local"};
    const passwd* entry = ::getpwuid(user);
    if (entry != nullptr) account.name = entry->pw_name;
    return account;
}

std::string_view outcome_word(const base::Diagnostic* failure) {
    return failure == nullptr ? "released" : outcome_of(ending_of(failure->code));
}

Json released_part(const CommandEnd& end) {
    Json outputs = Json::array();
    for (const released::Result& result : end.results)
        outputs.push_back({{"kind", audit::kind_of(result)},
                           {"payload", audit::payload_hash(audit::payload(result))}});
    std::vector<base::Diagnostic> messages(end.notes.begin(), end.notes.end());
    if (end.failure != nullptr) messages.push_back(*end.failure);
    return {{"outcome", outcome_word(end.failure)},
            {"code", end.failure == nullptr ? 0 : static_cast<int>(end.failure->code)},
            {"outputs", std::move(outputs)},
            {"messages", audit::payload_hash(audit::payload(messages))}};
}

AuditOverseer::AuditOverseer(audit::Log& log, audit::PublicKey owner, AuditFacts facts)
    : log_(log), owner_(owner), facts_(std::move(facts)), session_(fresh_name()) {}

base::Status AuditOverseer::run_started(const RunFacts& facts) {
    run_ = session_ + "-" + std::to_string(++runs_);
    script_ = facts.script;
    run_record_ =
        Json{{"kind", "run"},
             {"session", session_},
             {"run", run_},
             {"account",
              {{"id", facts_.account.id},
               {"name", facts_.account.name},
               {"institution", facts_.account.institution}}},
             {"script_bytes", facts.script.size()},
             {"first_line", facts.first_line},
             {"last_line", facts.last_line},
             {"keep_going", facts.keep_going},
             {"engine", facts_.engine_version},
             {"policy", {{"version", facts_.policy_version}, {"hash", facts_.policy_hash}}},
             {"epoch", facts_.epoch}};
    return base::ok();
}

base::Status AuditOverseer::before(const CommandFacts&) { return base::ok(); }

base::Status AuditOverseer::after(const CommandFacts& facts, const CommandEnd& end) {
    Json record = released_part(end);
    record["kind"] = "command";
    record["run"] = run_;
    record["index"] = facts.event.number;
    record["name"] = facts.event.name;
    record["text"] = facts.event.text;
    record["loop"] = facts.event.loop;
    record["dataset"] = facts.event.dataset;
    record["stores"] = stores_of(end.workspace);
    record["reused"] = end.reused;
    record["sequence"] = facts_.sequence == nullptr ? 0 : facts_.sequence(facts_.sequence_source);
    record["key"] = owner_.fingerprint();
    if (end.trace != nullptr) record["sealed"] = owner_.seal(audit::encode(sets_of(*end.trace)));
    return enter(std::move(record), audit::Durable::Yes);
}

base::Status AuditOverseer::run_ended(Ending ending, const base::Diagnostic* reason) {
    // A run without commands has released nothing, unless it says why it ended.
    if (run_record_ && reason == nullptr) return base::ok();
    Json record{{"kind", "end"}, {"run", run_}, {"outcome", outcome_of(ending)}};
    if (reason != nullptr) {
        record["code"] = static_cast<int>(reason->code);
        record["messages"] = audit::payload_hash(audit::payload({reason, 1}));
    }
    return enter(std::move(record), reason == nullptr ? audit::Durable::No : audit::Durable::Yes);
}

void AuditOverseer::session_cleared() {
    session_ = fresh_name();
    runs_ = 0;
}

base::Status AuditOverseer::enter(Json record, audit::Durable durable) {
    std::vector<Json> records;
    if (run_record_) {
        SKJERM_TRY_ASSIGN((*run_record_)["script"], log_.keep_script(script_));
        records.push_back(*run_record_);
    }
    records.push_back(std::move(record));
    SKJERM_TRY(log_.append(records, durable));
    run_record_.reset();
    return base::ok();
}

}  // namespace skjerm::session
