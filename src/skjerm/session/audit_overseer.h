// Enters what a session does in the audit log: who ran which script, what every command gave as
// hashes, what it counted as sealed true numbers. Nothing of a command is told before its record is
// on the disk.
//
// Records (docs/audit.en.md has all members):
//   run      once per run, together with its first command
//   command  one per command, also when it failed or was refused
//   end      how the run ended; nothing is released by it, so nobody waits for the disk
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/audit/log.h"
#include "skjerm/audit/sealing.h"
#include "skjerm/session/overseer.h"

namespace skjerm::session {

/// Who works with the program.
struct Account {
    std::string id;           ///< "1000"
    std::string name;         ///< "kari"
    std::string institution;  ///< "local"
    /// The user of this process.
    [[nodiscard]] static Account local();
};

/// What is the same for all sessions of an installation.
struct AuditFacts {
    Account account;
    std::string epoch;
    std::string engine_version;
    std::string policy_version;
    std::string policy_hash;
    /// The number of the newest anchor; replay needs it. Null: there are no anchors.
    std::uint64_t (*sequence)(const void* source) = nullptr;
    const void* sequence_source = nullptr;
};

/// How a command went, in one word of the log: "released", "refused", "failed", …
[[nodiscard]] std::string_view outcome_word(const base::Diagnostic* failure);

/// The members of a command's record that replaying it has to give again: outcome, code, outputs,
/// messages.
[[nodiscard]] audit::Json released_part(const CommandEnd& end);

class AuditOverseer : public Overseer {
public:
    /// `log` must outlive it.
    AuditOverseer(audit::Log& log, audit::PublicKey owner, AuditFacts facts);

    [[nodiscard]] base::Status run_started(const RunFacts& facts) override;
    [[nodiscard]] base::Status before(const CommandFacts& facts) override;
    [[nodiscard]] base::Status after(const CommandFacts& facts, const CommandEnd& end) override;
    [[nodiscard]] base::Status run_ended(Ending ending, const base::Diagnostic* reason) override;
    void session_cleared() override;

private:
    [[nodiscard]] base::Status enter(audit::Json record, audit::Durable durable);

    audit::Log& log_;
    audit::PublicKey owner_;
    AuditFacts facts_;
    std::string session_;     ///< of the session, and new after it was cleared
    std::uint64_t runs_ = 0;  ///< of the session
    std::string run_;
    /// Not yet in the log: a run that has done nothing leaves no record.
    std::optional<audit::Json> run_record_;
    std::string script_;
};

}  // namespace skjerm::session
