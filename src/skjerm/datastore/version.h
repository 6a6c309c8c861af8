// Version numbers as text, and which released version a script means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// The one to four numbers of "45", "45.1", "45.1.2" or "45.1.2.0"; nullopt when the text is
/// anything else.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> version_parts(std::string_view text);
/// "45.1.2" or "DRAFT", to be shown.
[[nodiscard]] std::string shown_version(const Version& version);

/// "45.1.2", in full.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);

/// See Store::resolve. `versions` ascend and are not empty.
[[nodiscard]] base::Result<Version> resolve_version(const std::vector<Version>& versions,
                                                    const std::string& databank,
                                                    std::string_view text, base::Span where);

}  // namespace skjerm::datastore
