// 128-bit integers, in which sums over rows are exact. A compiler extension, named in one place.
#pragma once

namespace skjerm::stats {

__extension__ using Int128 = __int128;

}  // namespace skjerm::stats
