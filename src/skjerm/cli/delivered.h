// What a datastore with versions keeps of a variable beside its catalogue: the enriched metadata as
// they were delivered, in all languages, with the days that there are data for.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "skjerm/base/language.h"
#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::cli {

/// The metadata of a variable that the version has; null where the folder is another kind of
/// datastore, which keeps none.
[[nodiscard]] base::Result<nlohmann::ordered_json> delivered_metadata(
    const std::filesystem::path& folder, const datastore::Version& version,
    const std::string& name);

/// A text in the language, or else in the nearest that it was given in; empty when it is absent.
[[nodiscard]] std::string delivered_text(const nlohmann::ordered_json& texts,
                                         base::Language language);

}  // namespace skjerm::cli
