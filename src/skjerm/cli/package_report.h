// What a check of input packages found, as text for a terminal or as JSON. It shows identifiers and
// values of the file, for whoever runs the check has the file: it goes to standard output alone.
#pragma once

#include <string>
#include <vector>

#include "skjerm/base/language.h"
#include "skjerm/package/validate.h"

namespace skjerm::cli {

[[nodiscard]] std::string package_report_text(const package::Report& report,
                                              base::Language language);
[[nodiscard]] std::string package_reports_json(const std::vector<package::Report>& reports);

}  // namespace skjerm::cli
