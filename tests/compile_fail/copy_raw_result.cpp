// A raw result has one owner: what was given to the gate is gone.
#include "skjerm/disclosure/raw_result.h"

namespace skjerm {

disclosure::RawResult pass_on(disclosure::RawResult raw) {
#ifdef SKJERM_FORBIDDEN
    disclosure::RawResult copy = raw;
    return copy;
#endif
    return raw;
}

}  // namespace skjerm
