// A store as its catalogue describes it, without its values: the same databank, versions,
// variables, code lists and date checks, but no units. Reading gives columns of no rows and of the
// right type, and touches no file of data. Scripts are checked on it: whatever the commands refuse
// about names, types and dates they refuse here as well, and nothing can be found out about
// anybody.
#pragma once

#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// `store` without its values; keeps it alive.
[[nodiscard]] StorePtr schema_of(StorePtr store);

}  // namespace skjerm::datastore
