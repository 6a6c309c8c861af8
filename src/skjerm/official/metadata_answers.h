// The answers of the official metadata endpoints.
#pragma once

#include "skjerm/official/directory.h"
#include "skjerm/official/message.h"

namespace skjerm::official {

/// {"message": …} with the status.
[[nodiscard]] Response message(int status, std::string_view text);
/// 400 with what is wrong.
[[nodiscard]] Response bad_request(const std::vector<std::string>& details);
/// 404, or 500 where what should be there cannot be read.
[[nodiscard]] Response absent(Absence absence);

/// 200 with this document.
[[nodiscard]] Response json_answer(const Json& json);

/// Endpoints below /metadata; `path` is what follows it, beginning with a slash.
[[nodiscard]] Response answer_metadata(const Directory& directory, std::string_view path,
                                       const Request& request);

}  // namespace skjerm::official
