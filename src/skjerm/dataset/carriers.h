// Carriers of variables that are made from others: the union of theirs. A carrier is a key column;
// rows with the same carrier got the same value from the same family, firm or municipality.
//
// All of them are kept, however many: what combined several into one would have more values than
// each of them and let a single firm pass where one of the carriers is that firm alone.
#pragma once

#include <vector>

#include "skjerm/column/column.h"

namespace skjerm::dataset {

using Carriers = std::vector<column::ColumnPtr>;

/// Adds those of `more` that are not in `carriers`.
void unite_carriers(Carriers& carriers, const Carriers& more);

}  // namespace skjerm::dataset
