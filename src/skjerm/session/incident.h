// Incidents: a broken invariant is shown to the user as an id and nothing else; the operator finds
// what happened, without data, in the incident log of the installation.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace skjerm::session {

/// Where incidents are appended (one JSON object a line, mode 0600). Empty: only the id is made.
void set_incident_log(std::filesystem::path file);

/// Appends the incident and gives its id: 12 hexadecimal digits of a hash of the fault, so the same
/// fault has the same id everywhere.
[[nodiscard]] std::string record_incident(std::string_view fault);

}  // namespace skjerm::session
