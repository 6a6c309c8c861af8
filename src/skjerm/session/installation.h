// What a program needs to run sessions on one machine: the stores, the secret, the policy with its
// gate, the memory budget, the ledger. Programs hold an Installation and never touch disclosure
// control.
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
    /// Opens every store and reads the secret, or makes it where there is none. Core dumps of this
    /// process are off from then on. Refuses two stores of the same databank.
    [[nodiscard]] static base::Result<std::unique_ptr<Installation>> open(
        const InstallationOptions& options);
    ~Installation();

    /// A session of the user of this process, watched over by the ledger; refers to this
    /// installation, which must outlive it. Each has its own memory budget.
    [[nodiscard]] Session open_session(Reuse reuse = Reuse::No) const;
    [[nodiscard]] ledger::Ledger& ledger() const;
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

/// Version of the disclosure policy that sessions of this program follow.
[[nodiscard]] const std::string& policy_version();

}  // namespace skjerm::session
