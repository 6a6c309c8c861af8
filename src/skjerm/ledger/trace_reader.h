// The ledger's name badge: which sets a command counted. Included by what feeds the ledger.
#pragma once

#include <vector>

#include "skjerm/disclosure/trace.h"

namespace skjerm::ledger {

class TraceReader {
public:
    explicit TraceReader(const disclosure::Trace& trace) : trace_(trace) {}
    [[nodiscard]] const std::vector<disclosure::TracedSet>& sets() const {
        return trace_.sets(disclosure::TraceBadge());
    }
    [[nodiscard]] const std::vector<disclosure::TracedStatistics>& statistics() const {
        return trace_.statistics(disclosure::TraceBadge());
    }

private:
    const disclosure::Trace& trace_;
};

}  // namespace skjerm::ledger
