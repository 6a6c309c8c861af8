// A datastore as input packages: for each variable the metadata and the data file that a data
// steward would deliver, so that everything a synthetic datastore holds can go through the ingest.
// Only for synthetic datastores: the files hold the values of all units.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datagen {

/// A made-up identifier of the unit with that dense index. Those of persons have the 11 digits of a
/// national identity number and begin with 99, which is no day of birth; those of organisations
/// have 9 digits and begin with 1, which no organisation number does.
[[nodiscard]] std::string made_up_identifier(const datastore::UnitType& type, std::uint32_t index);
/// The dense index again; nullopt for anything else.
[[nodiscard]] std::optional<std::uint32_t> dense_index(const datastore::UnitType& type,
                                                       std::string_view identifier);

/// Writes `<directory>/<NAME>/<NAME>.json` and `.csv` for every variable; `directory` must not
/// exist. Variables without any value get metadata alone. `progress(done, total)` in variables.
[[nodiscard]] base::Status write_input_packages(
    const datastore::Store& store, const std::filesystem::path& directory,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace skjerm::datagen
