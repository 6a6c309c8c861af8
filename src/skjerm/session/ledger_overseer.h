// Lets the ledger see what a session does: asks it before every command, and tells it afterwards
// which sets the answer was about.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/secret.h"
#include "skjerm/ledger/ledger.h"
#include "skjerm/session/overseer.h"

namespace skjerm::session {

/// The ledger of the epoch of `secret`: the folder `epoch-<id>/ledger` beside `secret_file`, made
/// when absent.
[[nodiscard]] base::Result<std::unique_ptr<ledger::Ledger>> open_ledger(
    const std::filesystem::path& secret_file, const disclosure::Secret& secret,
    const disclosure::Policy& policy);

class LedgerOverseer : public Overseer {
public:
    /// `ledger` must outlive it.
    LedgerOverseer(ledger::Ledger& ledger, std::string account, std::string institution)
        : desk_(ledger, std::move(account), std::move(institution)) {}

    /// Belongs into the environment of the session that this watches over.
    [[nodiscard]] ledger::Desk& desk() { return desk_; }

    [[nodiscard]] base::Status run_started(const RunFacts& facts) override;
    [[nodiscard]] base::Status before(const CommandFacts& facts) override;
    [[nodiscard]] base::Status after(const CommandFacts& facts, const CommandEnd& end) override;
    [[nodiscard]] base::Status run_ended(Ending ending, const base::Diagnostic* reason) override;

private:
    ledger::Desk desk_;
    std::uint64_t lineage_ = 0;  ///< hash of the commands that succeeded
};

/// A ledger that answers as it did once, and takes note of nothing: for replays.
class LedgerAsItWas : public Overseer {
public:
    explicit LedgerAsItWas(std::unique_ptr<ledger::Ledger> ledger)
        : ledger_(std::move(ledger)), desk_(*ledger_, "replay", "replay") {}

    [[nodiscard]] ledger::Desk& desk() { return desk_; }

    [[nodiscard]] base::Status run_started(const RunFacts&) override { return base::ok(); }
    [[nodiscard]] base::Status before(const CommandFacts&) override {
        desk_.take();
        return base::ok();
    }
    [[nodiscard]] base::Status after(const CommandFacts&, const CommandEnd&) override {
        return base::ok();
    }
    [[nodiscard]] base::Status run_ended(Ending, const base::Diagnostic*) override {
        return base::ok();
    }

private:
    std::unique_ptr<ledger::Ledger> ledger_;
    ledger::Desk desk_;
};

}  // namespace skjerm::session
