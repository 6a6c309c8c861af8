// What a program needs to run sessions on one machine: the stores, the secret, the policy with its
// gate, the memory budget, the audit log, the ledger. Programs hold an Installation and never touch
// disclosure control, and every session that they get from it writes to both.
//
// The state of an installation lies in the folder of its secret: `epoch-<id>/audit/` and
// `epoch-<id>/ledger/`, where the id follows from the secret and gives nothing away about it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/datastore/store.h"
#include "skjerm/ledger/ledger.h"
#include "skjerm/session/audit_overseer.h"
#include "skjerm/session/session.h"

namespace skjerm::session {

struct InstallationOptions {
    std::vector<std::filesystem::path> datastores;
    std::filesystem::path secret_file;   ///< empty: default_secret_file()
    std::size_t memory_limit_bytes = 0;  ///< per session; 0: three quarters of the machine's memory
    std::string engine_version;
};

class Installation {
public:
    /// Opens every store, reads the secret and opens the audit log, or makes them where there are
    /// none. Core dumps of this process are off from then on. Refuses two stores of the same
    /// databank, and a log that cannot be written.
    [[nodiscard]] static base::Result<std::unique_ptr<Installation>> open(
        const InstallationOptions& options);
    ~Installation();

    /// A session that writes to the audit log and the ledger; refers to this installation, which
    /// must outlive it. Each has its own memory budget.
    [[nodiscard]] Session open_session(Reuse reuse = Reuse::No) const;
    /// A session that runs again what the audit log tells of, on the stores that `stores` gives. It
    /// enters nothing in the log, so nothing that it gives may be shown: `overseer` compares.
    /// `anchors`: how many there were when the log was written. An error when the ledger cannot be
    /// read.
    [[nodiscard]] base::Result<Session> open_replay(std::unique_ptr<Overseer> overseer,
                                                    command::StoreDirectory& stores,
                                                    std::uint64_t anchors) const;
    [[nodiscard]] ledger::Ledger& ledger() const;
    /// Who works here, and with which versions.
    [[nodiscard]] const AuditFacts& facts() const;
    [[nodiscard]] audit::Log& log() const;
    [[nodiscard]] command::StoreDirectory& store_directory() const;
    [[nodiscard]] const std::vector<datastore::StorePtr>& stores() const;

private:
    [[nodiscard]] command::Environment environment() const;

    struct Parts;
    explicit Installation(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// Stores opened for their catalogues, by databank: all that a check needs, without secret or gate.
[[nodiscard]] base::Result<std::unique_ptr<command::StoreDirectory>> open_stores(
    const std::vector<std::filesystem::path>& datastores);

/// `$XDG_STATE_HOME/skjerm/secret.key`, else `~/.local/state/skjerm/secret.key`.
[[nodiscard]] std::filesystem::path default_secret_file();

/// The folder of the audit log of the installation whose secret this is; an error where there is no
/// such secret. Makes nothing.
[[nodiscard]] base::Result<std::filesystem::path> audit_folder(
    const std::filesystem::path& secret_file);

/// Version of the disclosure policy that sessions of this program follow.
/// The ledger of the installation with this secret (empty: the usual one), which must be there.
[[nodiscard]] base::Result<std::unique_ptr<ledger::Ledger>> ledger_of(
    const std::filesystem::path& secret_file);
/// Opens a frozen account of an institution again, and enters in the audit log who wanted it and
/// what came of it.
[[nodiscard]] base::Status reinstate(const std::filesystem::path& secret_file,
                                     const std::string& account, const std::string& institution,
                                     const std::string& by, const std::string& second);

[[nodiscard]] const std::string& policy_version();

}  // namespace skjerm::session
