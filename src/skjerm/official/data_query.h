// The query of the official data endpoints: which rows of a variable, and which columns of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/official/version_number.h"

namespace skjerm::official {

enum class DataKind : std::uint8_t { Fixed, Status, Event };

struct DataQuery {
    DataKind kind = DataKind::Fixed;
    std::string name;
    VersionNumber version;
    /// Units to keep; empty: all. Numbers for pseudonyms, texts for units without.
    std::variant<std::vector<std::int64_t>, std::vector<std::string>> population;
    /// Values to keep; empty: all. A text that ends in `*` is a beginning.
    std::variant<std::vector<std::int64_t>, std::vector<std::string>> values;
    bool include_attributes = false;  ///< start and stop as well
    /// Day numbers: of Status both are the date; unused for Fixed.
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// What is wrong with a body, one sentence each, in English as the official services write them.
using BodyFaults = std::vector<std::string>;

/// Reads the JSON body of a request; unknown members are ignored, as the services do.
[[nodiscard]] std::variant<DataQuery, BodyFaults> read_query(DataKind kind, std::string_view body);

}  // namespace skjerm::official
