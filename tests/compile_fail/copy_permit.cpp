// One permit, one analysis.
#include "skjerm/disclosure/raw_result.h"

namespace skjerm {

disclosure::Permit pass_on(disclosure::Permit permit) {
#ifdef SKJERM_FORBIDDEN
    disclosure::Permit copy = permit;
    return copy;
#endif
    return permit;
}

}  // namespace skjerm
