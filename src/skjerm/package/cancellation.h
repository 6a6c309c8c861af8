// Long work on files stops between two pieces when the user asks for it.
#pragma once

#include "skjerm/base/parallel.h"

namespace skjerm::package {

/// Throws base::Cancelled when cancellation was requested.
inline void poll_cancellation() {
    if (base::current_cancellation().requested()) throw base::Cancelled{};
}

}  // namespace skjerm::package
