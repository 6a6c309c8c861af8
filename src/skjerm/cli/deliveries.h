// Datasets that wait in folders or packages to be checked or taken in, as the commands of a data
// steward are told about them, and the time at which they are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/result.h"
#include "skjerm/cli/arguments.h"
#include "skjerm/package/keys.h"
#include "skjerm/package/packed.h"

namespace skjerm::cli {

/// FOLDER/NAME/NAME.json and what belongs to it.
struct Delivery {
    std::filesystem::path folder;
    std::string name;
};

/// Those named in `where`; without names `where` itself when it is a dataset, else every folder in
/// it that is not hidden, by name. An error when there is none.
[[nodiscard]] base::Result<std::vector<Delivery>> deliveries_in(
    const std::filesystem::path& where, const std::vector<std::string>& names = {});

/// --data-limit, and --key, which a package with data needs.
[[nodiscard]] base::Result<package::UnpackOptions> unpack_options(const Arguments& arguments);
[[nodiscard]] base::Result<package::RsaKey> private_key(const Arguments& arguments);

[[nodiscard]] std::int64_t seconds_since_1970();
[[nodiscard]] base::DayNumber today();  ///< UTC

}  // namespace skjerm::cli
