// What was released, as a hash that can be had again: of the canonical JSON of a result or of
// messages, without language, layout, time or machine. The same run of the same version of the
// program on the same data gives the same hash.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "skjerm/audit/chain.h"
#include "skjerm/base/diagnostic.h"
#include "skjerm/released/result.h"

namespace skjerm::audit {

/// "table", "document", "dataset" or "notice".
[[nodiscard]] std::string_view kind_of(const released::Result& result);

/// Everything that may be shown of a result, as canonical JSON. Numbers have the fewest digits that
/// give them back exactly.
[[nodiscard]] Json payload(const released::Result& result);
[[nodiscard]] Json payload(std::span<const base::Diagnostic> messages);

/// BLAKE2b-256 of the canonical JSON, in hexadecimal.
[[nodiscard]] std::string payload_hash(const Json& payload);

}  // namespace skjerm::audit
