// On which line each field of a JSON document stands, so that a finding can point at it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace skjerm::package {

class JsonLines {
public:
    /// `json` is well-formed.
    explicit JsonLines(std::string_view json);

    /// The 1-based line of a field such as "measureVariables[0].name", or of the nearest field
    /// around it that exists.
    [[nodiscard]] std::uint64_t line_of(std::string_view field) const;

private:
    std::map<std::string, std::uint64_t, std::less<>> lines_;
};

/// The line on which a text stops being JSON; 1 for a text that is JSON.
[[nodiscard]] std::uint64_t json_fault_line(std::string_view text);

}  // namespace skjerm::package
