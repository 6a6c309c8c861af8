#include "skjerm/session/ledger_overseer.h"

#include <sys/stat.h>

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/registry.h"
#include "skjerm/ledger/skeleton.h"
#include "skjerm/ledger/trace_reader.h"

namespace skjerm::session {

namespace {

using base::Code;
using disclosure::TracedRole;

/// Commands that tell nothing about units, and that an account under review may go on to use.
bool is_outside(const CommandFacts& facts) {
    if (facts.command == nullptr) return true;
    const command::CommandSpec* spec = command::find_command(facts.command->name.text);
    return spec == nullptr || spec->group.get() == command::Group::Support;
}

ledger::CommandKind kind_of(const script::Command& command) {
    const command::CommandSpec* spec = command::find_command(command.name.text);
    switch (spec->disclosure.get().outputs) {
        case command::Release::Table:
        case command::Release::Descriptive:
        case command::Release::Chart:
        case command::Release::Model:
            return ledger::CommandKind::Statistic;
        default:
            break;
    }
    if (command.name.text == "sample") return ledger::CommandKind::Sampling;
    if (command.name.text == "merge") return ledger::CommandKind::Joining;
    return ledger::CommandKind::Other;
}

ledger::Skeleton skeleton_of(const CommandFacts& facts) {
    const dataset::DatasetPtr active = facts.workspace.active();
    return ledger::skeleton_of(facts.event.text, [&](std::string_view name) {
        const dataset::Variable* variable = active ? active->find(name) : nullptr;
        return variable == nullptr ? std::string() : variable->source;
    });
}

/// A hash of the sets whose numbers were shown, and of the question: 0 when none were.
std::uint64_t hash_of_shown(const disclosure::Trace* trace, std::uint64_t skeleton) {
    if (trace == nullptr) return 0;
    std::uint64_t hash = skeleton;
    bool any = false;
    for (const disclosure::TracedSet& set : ledger::TraceReader(*trace).sets()) {
        if (set.role != TracedRole::Cell && set.role != TracedRole::Total &&
            set.role != TracedRole::Value)
            continue;
        any = true;
        for (const std::uint64_t part : {set.evidence.key_sum, std::uint64_t{set.domain}}) {
            hash = (hash ^ part) * 0x9E3779B97F4A7C15U;
            hash ^= hash >> 32U;
        }
    }
    if (!any) return 0;
    return std::max<std::uint64_t>(hash, 1);
}

/// What ended a command came from outside: it might as well not have been given.
bool was_stopped(const base::Diagnostic* failure) {
    if (failure == nullptr) return false;
    switch (ending_of(failure->code)) {
        case Ending::ResourceLimit:
        case Ending::InputOutput:
        case Ending::Cancelled:
        case Ending::InternalFault:
            return true;
        case Ending::Completed:
        case Ending::StaticErrors:
        case Ending::CommandFailed:
        case Ending::Refused:
        case Ending::DatastoreProblem:
            break;
    }
    return false;
}

ledger::CommandOutcome outcome_of(const base::Diagnostic* failure) {
    if (failure == nullptr) return ledger::CommandOutcome::Shown;
    if (failure->code == Code::TooManySimilarCommands ||
        failure->code == Code::AccountUnderReview || failure->code == Code::AccountThrottled)
        return ledger::CommandOutcome::TooMany;
    return ending_of(failure->code) == Ending::Refused ? ledger::CommandOutcome::Refused
                                                       : ledger::CommandOutcome::Failed;
}

}  // namespace

base::Result<std::unique_ptr<ledger::Ledger>> open_ledger(const std::filesystem::path& secret_file,
                                                          const disclosure::Secret& secret,
                                                          const disclosure::Policy& policy) {
    ledger::LedgerOptions options;
    const std::filesystem::path state =
        secret_file.has_parent_path() ? secret_file.parent_path() : ".";
    const std::filesystem::path folder = state / ("epoch-" + secret.epoch_name());
    static_cast<void>(::mkdir(folder.c_str(), 0700));  // where it fails, opening what is in it does
    options.folder = folder / "ledger";
    options.epoch = secret.epoch();
    options.policy = policy;
    // A key of its own, from the one for fingerprints: a block that no fingerprint uses.
    constexpr std::uint64_t kLabel = 0x72656764656C;  // "ledger"
    const base::Word128 key =
        base::Aes128(secret.fingerprint_key()).encrypt({kLabel, ~std::uint64_t{0}});
    for (std::size_t byte = 0; byte < 8; ++byte) {
        options.key[byte] = static_cast<std::uint8_t>(key.low >> (8 * byte));
        options.key[8 + byte] = static_cast<std::uint8_t>(key.high >> (8 * byte));
    }
    return ledger::Ledger::open(std::move(options));
}

base::Status LedgerOverseer::run_started(const RunFacts&) { return base::ok(); }

base::Status LedgerOverseer::before(const CommandFacts& facts) {
    desk_.take();  // of a command that was interrupted
    static_cast<void>(desk_.take_precedents());
    if (is_outside(facts)) return base::ok();
    base::Status allowed = desk_.ledger().admit(
        desk_.account(), desk_.institution(),
        {skeleton_of(facts).hash, kind_of(*facts.command), facts.command->condition.has_value()});
    if (allowed) return allowed;
    base::Diagnostic refusal = std::move(allowed).diagnostic();
    refusal.where = facts.event.span;
    return refusal;
}

base::Status LedgerOverseer::after(const CommandFacts& facts, const CommandEnd& end) {
    if (is_outside(facts)) return base::ok();
    const ledger::Skeleton skeleton = skeleton_of(facts);
    ledger::CommandRecord record;
    record.account = desk_.account();
    record.institution = desk_.institution();
    record.lineage = lineage_;
    record.skeleton = skeleton.hash;
    record.constants = skeleton.constants;
    record.kind = kind_of(*facts.command);
    record.outcome = outcome_of(end.failure);
    record.sets = desk_.take();
    if (end.failure == nullptr) {
        record.shown = hash_of_shown(end.trace, skeleton.hash);
        if (end.trace != nullptr)
            for (const disclosure::TracedStatistics& one :
                 ledger::TraceReader(*end.trace).statistics())
                record.statistics.push_back({one.sets, one.variable});
        lineage_ = ledger::hash64(std::to_string(lineage_) + facts.event.text);
    }
    const std::uint64_t small = desk_.ledger().policy().min_population;
    record.small_selection =
        record.kind == ledger::CommandKind::Statistic &&
        std::any_of(record.sets.begin(), record.sets.end(), [&](const ledger::RecordedSet& set) {
            return set.role == ledger::SetRole::Selected && set.released < small;
        });
    // Of a refused command too, so that it would be refused again.
    if (const auto shown = desk_.take_precedents(); shown && !was_stopped(end.failure)) {
        SKJERM_TRY(desk_.ledger().keep(*shown));
        record.precedents = static_cast<std::uint32_t>(shown->added().sets().size() +
                                                       shown->added().answers().size());
    }
    return desk_.ledger().record(record);
}

base::Status LedgerOverseer::run_ended(Ending, const base::Diagnostic*) { return base::ok(); }

}  // namespace skjerm::session
