// Which released version a script means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// See Store::resolve. `versions` ascend and are not empty.
[[nodiscard]] base::Result<Version> resolve_version(const std::vector<Version>& versions,
                                                    const std::string& databank,
                                                    std::string_view text, base::Span where);

}  // namespace skjerm::datastore
