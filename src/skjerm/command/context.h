// What a running command may use: the workspace (a copy), the stores, the gate, the budget. And
// what it gives back: released results only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/dataset/workspace.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/trace.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/ledger/ledger.h"
#include "skjerm/released/result.h"

namespace skjerm::command {

/// Stores that scripts of this installation may require, by databank name.
class StoreDirectory {
public:
    virtual ~StoreDirectory() = default;
    /// Opens, or gives the one already open; `where` is the name in the script.
    [[nodiscard]] virtual base::Result<datastore::StorePtr> find(std::string_view databank,
                                                                 base::Span where) = 0;
    /// The version that a script means by `version`.
    [[nodiscard]] virtual base::Result<datastore::Version> resolve(const datastore::Store& store,
                                                                   std::string_view version,
                                                                   base::Span where) {
        return store.resolve(version, where);
    }
};

/// Unchanging for a session.
struct Environment {
    StoreDirectory* stores = nullptr;
    const disclosure::Gate* gate = nullptr;
    base::MemoryBudgetPtr budget;
    std::string engine_version;
    /// Of the account that runs the commands; null: nothing is recorded, no set becomes another.
    ledger::Desk* ledger = nullptr;
    /// Commands run so far in the session, as text, oldest first (for `history`).
    const std::vector<std::string>* history = nullptr;
};

/// What `configure` changes: settings of the session that no result depends on.
struct Configuration {
    /// Experimental commands and functions are wanted.
    bool alpha = false;
    /// Work that may be reused when a changed script is run again (session/prefix_cache.h).
    bool reuse_imports = true;
    bool reuse_states = true;
    bool reuse_results = true;
};

struct Context {
    const Environment& environment;
    dataset::Workspace workspace;
    expr::Bindings bindings;
    Configuration configuration = {};
    /// Warnings and notes of this command, in order.
    std::vector<base::Diagnostic> notes = {};
    /// The sets of units that this command counted, for the audit log and the ledger.
    std::shared_ptr<disclosure::Trace> trace = std::make_shared<disclosure::Trace>();
    /// What binds the numbers of this command; null: nothing was shown before.
    std::shared_ptr<disclosure::Precedents> precedents =
        environment.ledger == nullptr ? nullptr : environment.ledger->begin_command();
    /// The gate of the environment, which writes into `trace` and is bound by `precedents`.
    disclosure::Gate watched_gate =
        precedents == nullptr ? environment.gate->watched_by(*trace)
                              : environment.gate->watched_by(*trace).bound_by(*precedents);

    void note(base::Diagnostic diagnostic) { notes.push_back(std::move(diagnostic)); }
    [[nodiscard]] const disclosure::Gate& gate() const { return watched_gate; }
    [[nodiscard]] released::Provenance provenance() const;
};

struct Outcome {
    std::vector<released::Result> results;
};

/// An outcome of one result.
[[nodiscard]] Outcome outcome_of(released::Result result);
/// The outcome of a command that only confirms what it did.
[[nodiscard]] Outcome notice(const Context& context, base::Code code,
                             std::vector<base::Argument> arguments, base::Span where);

}  // namespace skjerm::command
