// Only the gate grants permits.
#include <utility>

#include "skjerm/disclosure/raw_result.h"

namespace skjerm {

disclosure::RawResult seal(disclosure::Permit permit, disclosure::RawSummary summary) {
#ifdef SKJERM_FORBIDDEN
    return disclosure::RawResult(disclosure::Permit{}, std::move(summary));
#endif
    return disclosure::RawResult(std::move(permit), std::move(summary));
}

}  // namespace skjerm
