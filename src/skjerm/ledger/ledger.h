// The ledger of an installation: what was asked of which sets of units, by whom; near-identical
// selections made identical; limits on how often; accounts frozen that come too close to single
// units (spec 12). Three files in a folder of the epoch: `anchors`, `precedents` and `commands`.
// Several processes may use them at once.
//
// Nothing but "too many similar commands" and "the account is under review" is ever told of it, and
// only an exposure that freezes an account depends on data: one bit, from the next command on. When
// the ledger cannot be read or written, commands are refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/result.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/ledger/anchoring.h"
#include "skjerm/ledger/clock.h"
#include "skjerm/ledger/command_record.h"
#include "skjerm/ledger/precedents.h"
#include "skjerm/ledger/rates.h"
#include "skjerm/ledger/recognition.h"

namespace skjerm::ledger {

/// What was done about an account, or an institution.
enum class Level : std::uint8_t {
    None = 0,
    Flagged = 1,    ///< the owner of the data may look
    Throttled = 2,  ///< fewer commands an hour
    Frozen = 3      ///< no commands until two administrators reinstate it
};

struct LedgerOptions {
    std::filesystem::path folder;  ///< of the epoch; made when absent
    base::Aes128::Key key{};       ///< of checksums and of delays
    std::uint64_t epoch = 0;
    disclosure::Policy policy;
    Clock clock = now;
};

/// For administrators.
struct AccountOverview {
    std::string account;
    std::string institution;
    Level level = Level::None;
    std::uint64_t score = 0;
    std::uint64_t highest_exposure = 0;  ///< that this account brought about
    std::uint64_t commands_in_an_hour = 0;
    std::uint64_t refused_in_an_hour = 0;
    std::uint64_t fragmented_units = 0;
};
struct InstitutionOverview {
    std::string institution;
    bool frozen = false;
    std::uint64_t sets = 0;
    std::uint64_t exposed_units = 0;
    std::uint64_t highest_exposure = 0;
};
struct Overview {
    std::uint64_t anchors = 0;
    std::uint64_t precedents = 0;  ///< sets whose numbers bind those of near ones
    std::uint64_t commands = 0;    ///< records in the file
    std::size_t bytes_in_memory = 0;
    std::vector<InstitutionOverview> institutions;  ///< by name
    std::vector<AccountOverview> accounts;          ///< by institution and name
};

class Ledger {
public:
    /// Reads the files, or makes them.
    [[nodiscard]] static base::Result<std::unique_ptr<Ledger>> open(LedgerOptions options);
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    ~Ledger();

    [[nodiscard]] const disclosure::Policy& policy() const { return options_.policy; }

    // ---- near-identical sets ----------------------------------------------------------------

    /// The rows whose selection changes so that `set` becomes an anchor: none when it is one, or
    /// becomes one now. `record` is record_of(set). Always empty when the policy has anchoring off.
    [[nodiscard]] base::Result<std::vector<std::uint32_t>> anchor(const UnitSet& set,
                                                                  const SetRecord& record);
    /// Anchors in the store: what the next command depends on besides script, data and secret.
    [[nodiscard]] base::Result<std::uint64_t> anchor_count();
    /// What binds the numbers of a command that begins; null when the policy has anchoring off.
    /// Ends with the next call of admit(), keep() or this.
    [[nodiscard]] std::shared_ptr<CommandPrecedents> precedents() const;
    /// From now on what a command showed binds others too.
    [[nodiscard]] base::Status keep(const CommandPrecedents& shown);

    /// From now on anchor() answers as when the store held `count`, and adds nothing to it.
    void replay_as_of(std::uint64_t count);

    // ---- accounts ---------------------------------------------------------------------------

    /// Whether a command may run: not when the account is frozen, or asks too often.
    [[nodiscard]] base::Status admit(const std::string& account, const std::string& institution,
                                     const Question& question);
    /// Remembers a command that ran or was refused, and acts on what it means for the next.
    [[nodiscard]] base::Status record(const CommandRecord& record);

    [[nodiscard]] base::Result<Overview> overview();
    /// Opens a frozen account (or institution, when `account` is empty) again. Takes two people,
    /// neither of them the account.
    [[nodiscard]] base::Status reinstate(const std::string& account, const std::string& institution,
                                         const std::string& by, const std::string& second);

private:
    struct AccountState {
        Level level = Level::None;
        std::uint64_t exposure = 0;
        std::uint64_t score = 0;
        std::int64_t frozen_at_ms = 0;
    };
    struct InstitutionState {
        explicit InstitutionState(const disclosure::Policy& policy)
            : rates(policy), recognition(policy) {}
        Rates rates;
        Recognition recognition;
        std::map<std::string, AccountState> accounts;
        bool frozen = false;
    };

    Ledger(LedgerOptions options, Folder folder, AnchorStore anchors, PrecedentStore precedents,
           RecordFile commands);

    InstitutionState& institution(const std::string& name);
    [[nodiscard]] base::Status refresh();
    [[nodiscard]] base::Status apply(std::uint32_t type, std::span<const std::uint8_t> body);
    void apply_command(const CommandRecord& record, const LedgerTime& time);
    [[nodiscard]] base::Status write(std::uint32_t type, Bytes body);
    [[nodiscard]] base::Status set_level(const std::string& account, const std::string& institution,
                                         Level level, std::uint64_t score);
    /// Freezes what has to be frozen because of an exposure.
    [[nodiscard]] base::Status act_at_once(const std::string& account,
                                           const std::string& institution);
    /// Sums the scores of all accounts, when it is time.
    [[nodiscard]] base::Status act_later();
    [[nodiscard]] std::uint64_t score_of(const InstitutionState& institution,
                                         const std::string& account,
                                         const AccountState& state) const;
    [[nodiscard]] Level level_of(std::uint64_t score) const;
    [[nodiscard]] LedgerTime time_now() const { return next_time(time_, options_.clock()); }

    LedgerOptions options_;
    Folder folder_;
    AnchorStore anchors_;
    PrecedentStore precedents_;
    RecordFile commands_;
    std::optional<std::uint64_t> as_of_;
    std::vector<SetRecord> replayed_;  ///< anchors that a replay would have added
    std::map<std::string, std::unique_ptr<InstitutionState>> institutions_;
    LedgerTime time_;  ///< of the last record
    std::int64_t next_scores_ms_ = 0;
};

/// The ledger as one session of an account uses it: gathers the sets of the command that runs.
class Desk {
public:
    Desk(Ledger& ledger, std::string account, std::string institution)
        : ledger_(ledger), account_(std::move(account)), institution_(std::move(institution)) {}

    [[nodiscard]] Ledger& ledger() const { return ledger_; }
    [[nodiscard]] const std::string& account() const { return account_; }
    [[nodiscard]] const std::string& institution() const { return institution_; }

    /// A set that the running command is about, before anchoring.
    void note(RecordedSet set) { sets_.push_back(set); }
    /// The sets noted since the last call.
    std::vector<RecordedSet> take() { return std::exchange(sets_, {}); }

    /// What binds the numbers of a command that begins, or begins anew; may be null.
    std::shared_ptr<CommandPrecedents> begin_command() {
        return precedents_ = ledger_.precedents();
    }
    /// Of the command that began last: null when none has, since the last call.
    std::shared_ptr<CommandPrecedents> take_precedents() { return std::move(precedents_); }

private:
    Ledger& ledger_;
    std::string account_;
    std::string institution_;
    std::vector<RecordedSet> sets_;
    std::shared_ptr<CommandPrecedents> precedents_;
};

}  // namespace skjerm::ledger
