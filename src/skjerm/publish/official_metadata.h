// Metadata in the form of the official services: one data structure per variable, and the documents
// in the folder `datastore` that list them. All texts are Norwegian there.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/datastore/published_state.h"
#include "skjerm/package/metadata.h"

namespace skjerm::publish {

using Json = nlohmann::ordered_json;

/// The data structure of an accepted package.
[[nodiscard]] Json data_structure(const package::Metadata& metadata, const std::string& name,
                                  const package::Coverage& coverage);

/// The first field that differs between two data structures and is not a text: which metadata alone
/// cannot change. Empty: only texts differ.
[[nodiscard]] std::optional<std::string> forbidden_change(const Json& before, const Json& after);

/// "45.1.2.0", as the official services write a released version.
[[nodiscard]] std::string four_part(const datastore::Version& version);

/// `datastore_versions.json`, `draft_version.json`.
[[nodiscard]] Json datastore_versions(const datastore::PublishedState& state);
[[nodiscard]] Json draft_version(const datastore::PublishedState& state);
/// `metadata_all__….json` of these data structures.
[[nodiscard]] Json metadata_all(const datastore::PublishedState& state, Json data_structures);

}  // namespace skjerm::publish
