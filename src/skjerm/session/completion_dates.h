// Dates at which a register variable can be imported. Private to completion.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skjerm/datastore/store.h"

namespace skjerm::session {

/// The measurement dates of a STATUS variable and the last days of the periods of an ACCUMULATED
/// one, within their validity, ascending, as "2020-12-31". Every day will do for an EVENT: then
/// what `written` used last. None for FIXED variables.
[[nodiscard]] std::vector<std::string> dates_of(const datastore::Store& store,
                                                const datastore::Variable& variable,
                                                std::string_view written);

}  // namespace skjerm::session
