#include "skjerm/command/context.h"

#include <utility>

namespace skjerm::command {

released::Provenance Context::provenance() const {
    released::Provenance provenance;
    for (const dataset::Connection& connection : workspace.connections()) {
        provenance.datastores.push_back(connection.store->databank() + ":" +
                                        connection.version.text());
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

}  // namespace skjerm::command
