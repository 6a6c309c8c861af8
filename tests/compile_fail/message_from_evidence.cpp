// A message cannot carry evidence.
#include "skjerm/base/diagnostic.h"
#include "skjerm/base/evidence.h"

namespace skjerm {

base::Argument argument(const base::Evidence& evidence) {
    static_cast<void>(evidence);
#ifdef SKJERM_FORBIDDEN
    return base::Argument::fact(evidence);
#endif
    return base::Argument::fact("nothing");
}

}  // namespace skjerm
