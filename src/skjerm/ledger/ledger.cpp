#include "skjerm/ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/ledger/skeleton.h"

namespace skjerm::ledger {

namespace {

using base::Argument;
using base::Code;

constexpr std::uint32_t kFileKind = 2;

// Types of records in the file of commands.
constexpr std::uint32_t kCommand = 1;
constexpr std::uint32_t kLevel = 2;
constexpr std::uint32_t kScores = 3;
constexpr std::uint32_t kReinstated = 4;

base::Diagnostic under_review() { return base::error(Code::AccountUnderReview, {}); }

}  // namespace

Ledger::Ledger(LedgerOptions options, Folder folder, AnchorStore anchors, PrecedentStore precedents,
               RecordFile commands)
    : options_(std::move(options)),
      folder_(std::move(folder)),
      anchors_(std::move(anchors)),
      precedents_(std::move(precedents)),
      commands_(std::move(commands)) {}

Ledger::~Ledger() { options_.key.fill(0); }

base::Result<std::unique_ptr<Ledger>> Ledger::open(LedgerOptions options) {
    SKJERM_TRY_ASSIGN(Folder folder, Folder::open(options.folder));
    std::unique_ptr<Ledger> ledger;
    {
        SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder.lock());
        const RecordFile::Identity identity{kFileKind, options.epoch, options.key};
        SKJERM_TRY_ASSIGN(AnchorStore anchors,
                          AnchorStore::open(folder.path() / "anchors", identity));
        SKJERM_TRY_ASSIGN(PrecedentStore precedents,
                          PrecedentStore::open(folder.path() / "precedents", identity,
                                               options.policy.anchoring_precedents));
        SKJERM_TRY_ASSIGN(RecordFile commands,
                          RecordFile::open(folder.path() / "commands", identity));
        ledger.reset(new Ledger(std::move(options), std::move(folder), std::move(anchors),
                                std::move(precedents), std::move(commands)));
        SKJERM_TRY(ledger->refresh());
    }
    return ledger;
}

// ---- near-identical sets -----------------------------------------------------------------------

base::Result<std::vector<std::uint32_t>> Ledger::anchor(const UnitSet& set,
                                                        const SetRecord& record) {
    if (!options_.policy.anchoring) return std::vector<std::uint32_t>();
    const Attraction attraction(options_.key, options_.policy.ledger_delta);
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(anchors_.refresh());
    SKJERM_TRY_ASSIGN(
        std::optional<Anchored> nearest,
        nearest_anchor(anchors_, set, record, attraction, as_of_.value_or(anchors_.size())));
    if (as_of_) {
        auto later = nearest_anchor(replayed_, set, record, attraction);
        if (later && (!nearest || later->changed_rows.size() < nearest->changed_rows.size()))
            nearest = std::move(later);
    }
    if (nearest) return std::move(nearest->changed_rows);
    if (as_of_)
        replayed_.push_back(record);
    else
        SKJERM_TRY(anchors_.add(record));
    return std::vector<std::uint32_t>();
}

std::shared_ptr<CommandPrecedents> Ledger::precedents() const {
    if (!options_.policy.anchoring) return nullptr;
    return std::make_shared<CommandPrecedents>(precedents_.book(),
                                               Nearness(options_.key, options_.policy));
}

base::Status Ledger::keep(const CommandPrecedents& shown) {
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(precedents_.refresh());
    return precedents_.keep(shown.added());
}

base::Result<std::uint64_t> Ledger::anchor_count() {
    if (as_of_) return *as_of_ + replayed_.size();
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(anchors_.refresh());
    return anchors_.size();
}

void Ledger::replay_as_of(std::uint64_t count) {
    as_of_ = count;
    replayed_.clear();
}

// ---- the file of commands ----------------------------------------------------------------------

Ledger::InstitutionState& Ledger::institution(const std::string& name) {
    std::unique_ptr<InstitutionState>& state = institutions_[name];
    if (!state) state = std::make_unique<InstitutionState>(options_.policy);
    return *state;
}

base::Status Ledger::refresh() {
    return commands_.read_new([this](std::uint32_t type, std::span<const std::uint8_t> body) {
        return apply(type, body);
    });
}

base::Status Ledger::write(std::uint32_t type, Bytes body) {
    const RecordFile::Entry entry{type, std::move(body)};
    SKJERM_TRY(commands_.append(std::span(&entry, 1), RecordFile::Durable::No));
    return apply(type, entry.body);
}

base::Status Ledger::apply(std::uint32_t type, std::span<const std::uint8_t> body) {
    const auto damaged = [] { return base::Status(base::error(Code::LedgerDamaged, {})); };
    if (type == kCommand) {
        CommandRecord record;
        LedgerTime time;
        if (!from_bytes(body, record, time)) return damaged();
        time_ = time;
        apply_command(record, time);
        return base::ok();
    }
    ByteReader in(body);
    time_ = read_time(in);
    if (type == kScores) {
        next_scores_ms_ = static_cast<std::int64_t>(in.u64());
        return in.complete() ? base::ok() : damaged();
    }
    const std::string account = in.text();
    const std::string institution_name = in.text();
    if (type == kLevel) {
        const std::uint8_t written = in.u8();
        const std::uint64_t score = in.u64();
        if (!in.complete() || written > static_cast<std::uint8_t>(Level::Frozen)) return damaged();
        const auto level = static_cast<Level>(written);
        InstitutionState& state = institution(institution_name);
        if (account.empty()) {
            state.frozen = level == Level::Frozen;
            return base::ok();
        }
        AccountState& of_account = state.accounts[account];
        of_account.level = level;
        of_account.score = score;
        if (level == Level::Frozen) of_account.frozen_at_ms = time_.ms;
        return base::ok();
    }
    if (type == kReinstated) {
        const std::string by = in.text();
        const std::string second = in.text();
        if (!in.complete()) return damaged();
        InstitutionState& state = institution(institution_name);
        if (account.empty()) {
            state.frozen = false;
        } else {
            state.accounts[account] = {};
            state.rates.forget(account);
            state.recognition.forget_fragments(account);
        }
        state.recognition.forget_exposures(options_.policy.ledger_max_exposure);
        return base::ok();
    }
    return damaged();
}

void Ledger::apply_command(const CommandRecord& record, const LedgerTime& time) {
    InstitutionState& state = institution(record.institution);
    AccountState& account = state.accounts[record.account];
    state.rates.add(record, time.ms);
    for (const RecordedSet& set : record.sets)
        account.exposure = std::max(account.exposure, state.recognition.add(record.account, set));
}

// ---- accounts ----------------------------------------------------------------------------------

base::Status Ledger::admit(const std::string& account, const std::string& institution_name,
                           const Question& question) {
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(refresh());
    SKJERM_TRY(precedents_.refresh());
    // Whoever recorded the last command may have been stopped before acting on it.
    SKJERM_TRY(act_at_once(account, institution_name));
    SKJERM_TRY(act_later());
    InstitutionState& state = institution(institution_name);
    const Level level = state.accounts[account].level;
    if (state.frozen || level == Level::Frozen) return under_review();
    switch (state.rates.judge(account, question, level == Level::Throttled, time_now().ms)) {
        case Verdict::TooMany:
            return base::error(Code::TooManySimilarCommands, {});
        case Verdict::Throttled:
            return base::error(
                Code::AccountThrottled, {},
                {Argument::fact(static_cast<std::int64_t>(options_.policy.rate_throttled))});
        case Verdict::Go:
            break;
    }
    return base::ok();
}

base::Status Ledger::record(const CommandRecord& record) {
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(refresh());
    SKJERM_TRY(write(kCommand, to_bytes(record, time_now())));
    return act_at_once(record.account, record.institution);
}

base::Status Ledger::set_level(const std::string& account, const std::string& institution_name,
                               Level level, std::uint64_t score) {
    ByteWriter out;
    write_time(out, time_now());
    out.text(account);
    out.text(institution_name);
    out.u8(static_cast<std::uint8_t>(level));
    out.u64(score);
    SKJERM_TRY(write(kLevel, out.take()));
    if (account.empty() || level != Level::Frozen) return base::ok();

    InstitutionState& state = institution(institution_name);
    const std::int64_t since =
        time_.ms - static_cast<std::int64_t>(options_.policy.ledger_freeze_days) * kDayMs;
    const auto lately =
        std::count_if(state.accounts.begin(), state.accounts.end(), [&](const auto& entry) {
            return entry.second.frozen_at_ms > since && entry.second.frozen_at_ms != 0;
        });
    if (lately < 2 || state.frozen) return base::ok();
    return set_level("", institution_name, Level::Frozen, 0);
}

base::Status Ledger::act_at_once(const std::string& account, const std::string& institution_name) {
    const AccountState& state = institution(institution_name).accounts[account];
    if (state.level == Level::Frozen || state.exposure < options_.policy.ledger_max_exposure)
        return base::ok();
    return set_level(account, institution_name, Level::Frozen, state.score);
}

std::uint64_t Ledger::score_of(const InstitutionState& institution, const std::string& account,
                               const AccountState& state) const {
    const disclosure::Policy& policy = options_.policy;
    const Rates::Findings findings = institution.rates.findings(account, time_.ms);
    std::uint64_t score = std::min(state.exposure, policy.ledger_max_exposure);
    score +=
        std::min(policy.score_fragmented_unit * institution.recognition.fragmented_units(account),
                 policy.score_most_fragmented);
    score +=
        std::min(findings.too_many / policy.score_limited_per_point, policy.score_most_limited);
    const bool many_refused =
        findings.refused > policy.rate_refused ||
        (findings.commands >= policy.score_least_commands &&
         static_cast<double>(findings.refused) >
             policy.rate_refused_share * static_cast<double>(findings.commands));
    score += many_refused ? policy.score_refused : 0;
    score += findings.samples > policy.sample_orders ? policy.score_samples : 0;
    score += findings.joins > policy.score_many_joins ? policy.score_joins : 0;
    score += policy.score_shared_skeleton * findings.shared_skeletons;
    score += policy.score_variants * (findings.variants / policy.rate_variants);
    return score;
}

Level Ledger::level_of(std::uint64_t score) const {
    if (score >= options_.policy.score_frozen) return Level::Frozen;
    if (score >= options_.policy.score_throttled) return Level::Throttled;
    return score >= options_.policy.score_flagged ? Level::Flagged : Level::None;
}

base::Status Ledger::act_later() {
    const LedgerTime time = time_now();
    if (next_scores_ms_ != 0 && time.ms < next_scores_ms_) return base::ok();
    const bool is_due = next_scores_ms_ != 0;

    // When the next sum is due cannot be guessed from outside.
    const base::Word128 draw = base::Aes128(options_.key).encrypt({commands_.count(), kScores});
    constexpr std::uint64_t kMsASecond = 1000;
    const std::uint64_t shortest = options_.policy.score_shortest_delay * kMsASecond;
    const std::uint64_t longest = options_.policy.score_longest_delay * kMsASecond;
    const std::int64_t next =
        time.ms + static_cast<std::int64_t>(shortest + draw.low % (longest - shortest));
    ByteWriter out;
    write_time(out, time);
    out.u64(static_cast<std::uint64_t>(next));
    SKJERM_TRY(write(kScores, out.take()));
    if (!is_due) return base::ok();

    struct Change {
        std::string account;
        std::string institution;
        Level level;
        std::uint64_t score;
    };
    std::vector<Change> changes;
    for (const auto& [name, state] : institutions_) {
        for (const auto& [account, known] : state->accounts) {
            if (known.level == Level::Frozen) continue;
            const std::uint64_t score = score_of(*state, account, known);
            const Level level = level_of(score);
            if (level != known.level || score != known.score)
                changes.push_back({account, name, level, score});
        }
    }
    for (const Change& change : changes)
        SKJERM_TRY(set_level(change.account, change.institution, change.level, change.score));
    return base::ok();
}

base::Result<Overview> Ledger::overview() {
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(refresh());
    SKJERM_TRY(anchors_.refresh());
    Overview overview;
    overview.anchors = anchors_.size();
    overview.precedents = precedents_.book().sets().size();
    overview.commands = commands_.count();
    overview.bytes_in_memory = anchors_.bytes() + precedents_.book().bytes();
    for (const auto& [name, state] : institutions_) {
        overview.institutions.push_back({name, state->frozen, state->recognition.sets(),
                                         state->recognition.exposed_units(),
                                         state->recognition.highest_exposure()});
        overview.bytes_in_memory += state->recognition.bytes();
        for (const auto& [account, known] : state->accounts) {
            const Rates::Findings findings = state->rates.findings(account, time_now().ms);
            overview.accounts.push_back({account, name, known.level,
                                         score_of(*state, account, known), known.exposure,
                                         findings.commands, findings.refused,
                                         state->recognition.fragmented_units(account)});
        }
    }
    return overview;
}

base::Status Ledger::reinstate(const std::string& account, const std::string& institution_name,
                               const std::string& by, const std::string& second) {
    if (by.empty() || second.empty() || by == second || by == account || second == account)
        return base::error(Code::ReinstatingNeedsTwo, {});
    SKJERM_TRY_ASSIGN(const Folder::Lock lock, folder_.lock());
    SKJERM_TRY(refresh());
    const auto found = institutions_.find(institution_name);
    bool frozen = false;
    if (found != institutions_.end()) {
        const auto known = found->second->accounts.find(account);
        frozen = account.empty()
                     ? found->second->frozen
                     : known != found->second->accounts.end() && known->second.level != Level::None;
    }
    if (!frozen)
        return base::error(Code::NothingToReinstate, {},
                           {Argument::name(account.empty() ? institution_name : account)});
    ByteWriter out;
    write_time(out, time_now());
    out.text(account);
    out.text(institution_name);
    out.text(by);
    out.text(second);
    return write(kReinstated, out.take());
}

}  // namespace skjerm::ledger
