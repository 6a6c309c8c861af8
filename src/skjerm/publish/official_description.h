// From the official metadata of a variable to an entry of our catalogue.
#pragma once

#include <string>

#include "skjerm/base/result.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/datastore/variable.h"
#include "skjerm/publish/layout.h"
#include "skjerm/publish/official_metadata.h"
#include "skjerm/publish/official_parquet.h"

namespace skjerm::publish {

/// What an official data structure says, as far as a store needs it.
struct OfficialDescription {
    datastore::Variable variable;  ///< its unit types' domains are places in the state
    OfficialShape shape;
    std::optional<base::DayNumber> first;  ///< coverage
    std::optional<base::DayNumber> last;
    std::vector<base::DayNumber> status_dates;
    std::vector<std::string> successors;
};

/// Adds domains to the state as needed. `document` is named when the structure cannot be
/// understood.
[[nodiscard]] base::Result<OfficialDescription> describe_official(const Json& structure,
                                                                  datastore::PublishedState& state,
                                                                  const std::string& document);

}  // namespace skjerm::publish
