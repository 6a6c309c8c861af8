// One thing that a check of an input package found: the rule, the sentence, and where it is.
//
// The sentence holds no data. The value and the identifier of the row stand beside it, for the data
// steward who delivered the file and nobody else: they may be national identity numbers and must
// not reach a log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"

namespace skjerm::package {

struct Finding {
    std::string_view rule;  ///< "D12"; docs/format/packages.md lists them
    base::Diagnostic message;
    std::string file;   ///< within the package: "INCOME/INCOME.csv"
    std::string field;  ///< "measureVariables[0].name"; empty for a finding about data
    std::optional<std::uint64_t> line;          ///< 1-based; empty lines count
    std::optional<std::uint32_t> column;        ///< 0-based, of the data file
    std::optional<std::string> value;           ///< of the cell, as it stands in the file
    std::optional<std::string> identifier;      ///< of the row
    std::optional<std::uint64_t> related_line;  ///< the other row of a pair
    std::optional<std::uint64_t> rows;          ///< of a warning: the rows it is about

    [[nodiscard]] base::Severity severity() const { return message.severity; }
    [[nodiscard]] bool is_error() const { return severity() == base::Severity::Error; }
};

using Findings = std::vector<Finding>;

/// Whether any of them refuses the package.
[[nodiscard]] inline bool has_errors(const Findings& findings) {
    for (const Finding& finding : findings)
        if (finding.is_error()) return true;
    return false;
}

/// At most so many messages of one rule about data are given.
inline constexpr std::size_t kMostDataFindings = 50;

}  // namespace skjerm::package
