// Only the gate makes released results.
#include "skjerm/released/result.h"

namespace skjerm {

released::Body body() {
#ifdef SKJERM_FORBIDDEN
    const released::Result forged(released::Table{}, {}, {}, {});
    return forged.body();
#endif
    return released::Table{};
}

}  // namespace skjerm
