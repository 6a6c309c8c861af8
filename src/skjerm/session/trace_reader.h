// The audit log's name badge: what a command counted, in the clear. Included by the overseer that
// seals it for the data owner, and by tests.
#pragma once

#include <cstdint>
#include <vector>

#include "skjerm/disclosure/trace.h"

namespace skjerm::session {

class TraceReader {
public:
    explicit TraceReader(const disclosure::Trace& trace) : trace_(trace) {}

    [[nodiscard]] const std::vector<disclosure::TracedSet>& sets() const {
        return trace_.sets(disclosure::TraceBadge());
    }
    [[nodiscard]] std::uint64_t beyond() const { return trace_.beyond(disclosure::TraceBadge()); }

private:
    const disclosure::Trace& trace_;
};

}  // namespace skjerm::session
