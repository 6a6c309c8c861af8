#include "skjerm/command/context.h"

#include <utility>

#include "skjerm/datastore/version.h"

namespace skjerm::command {

released::Provenance Context::provenance() const {
    released::Provenance provenance;
    for (const dataset::Connection& connection : workspace.connections()) {
        provenance.datastores.push_back(connection.store->databank() + ":" +
                                        datastore::shown_version(connection.version));
        provenance.synthetic = provenance.synthetic || connection.store->is_synthetic();
    }
    provenance.engine = environment.engine_version;
    provenance.policy = environment.gate->policy().version;
    return provenance;
}

Outcome outcome_of(released::Result result) {
    Outcome outcome;
    outcome.results.push_back(std::move(result));
    return outcome;
}

Outcome notice(const Context& context, base::Code code, std::vector<base::Argument> arguments,
               base::Span where) {
    base::Diagnostic message = base::warning(code, where, std::move(arguments));
    message.severity = base::Severity::Note;
    return outcome_of(context.gate().release_notice(std::move(message), context.provenance()));
}

}  // namespace skjerm::command
