// What is published of a version without any data: its variables as the catalogue has them and,
// where the datastore keeps them, the texts that were delivered with each.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::cli {

struct ExportedVariable {
    datastore::VariablePtr variable;
    /// The enriched document of the delivery, all languages; null without.
    nlohmann::ordered_json metadata;
};

struct ExportedMetadata {
    std::string databank;
    datastore::Label title;
    std::string version;   ///< "45.1.2" or "DRAFT"
    std::string released;  ///< "2026-01-31"; empty when it is not known
    bool is_synthetic = false;
    std::vector<ExportedVariable> variables;  ///< ascending by name
};

[[nodiscard]] std::string metadata_as_json(const ExportedMetadata& metadata);

/// DDI-Codebook 2.5: a variable for each register variable, in groups by register. Validity of
/// codes, which that format does not know, stands as text with the code.
[[nodiscard]] std::string metadata_as_ddi(const ExportedMetadata& metadata);

}  // namespace skjerm::cli
