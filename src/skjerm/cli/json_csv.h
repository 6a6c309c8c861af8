// Lists of JSON objects as CSV, for those who read catalogues in a spreadsheet.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace skjerm::cli {

/// RFC 4180: a line of member names, then one for each object. Members of members are columns of
/// their own ("label.nb"); what stands in a list is joined by "; "; null is empty. Objects that
/// lack a member have an empty cell.
[[nodiscard]] std::string csv_of_json(const nlohmann::ordered_json& rows);

}  // namespace skjerm::cli
