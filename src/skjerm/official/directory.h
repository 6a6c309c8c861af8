// A datastore's folder as the official services lay it out: JSON documents that list versions,
// metadata and data files, and the Parquet files themselves. Read only; every question reads the
// documents anew, so that a version is visible from the moment it is published.
//
//   <folder>/datastore/datastore_versions.json, draft_version.json
//   <folder>/datastore/metadata_all__{DRAFT,M_m_p}.json, data_versions__M_m.json
//   <folder>/data/<NAME>/<NAME>__{DRAFT,M_m}[.parquet]     a file, or a folder of start_year=YYYY/
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/official/version_number.h"

namespace skjerm::official {

using Json = nlohmann::ordered_json;

/// Why there is no answer: it does not exist, the asked-for draft is not the present one, or what
/// should be there cannot be read.
enum class Absence : std::uint8_t { Unknown, OtherDraft, Damaged };
template <class T>
using Found = std::variant<T, Absence>;

/// The Parquet files of one variable. `file` alone, or all files below partitions.
struct DataFiles {
    struct Part {
        std::filesystem::path path;
        std::optional<int> start_year;  ///< absent for a single file and for rows without a start
    };
    std::vector<Part> parts;  ///< in order of year, then name
};

class Directory {
public:
    explicit Directory(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// datastore_versions.json with the draft, where there is one, as the first of its versions.
    [[nodiscard]] Found<Json> versions() const;
    /// metadata_all of a version, the draft included.
    [[nodiscard]] Found<Json> metadata(const VersionNumber& version) const;
    /// The data of a variable in a version. In the draft, data without a draft of their own are the
    /// latest released ones.
    [[nodiscard]] Found<DataFiles> data(std::string_view name, const VersionNumber& version) const;

private:
    [[nodiscard]] Found<Json> read(const std::string& file) const;
    [[nodiscard]] Found<Json> released_versions() const;
    [[nodiscard]] std::optional<Absence> other_draft(const VersionNumber& version) const;
    [[nodiscard]] Found<DataFiles> files_of(const std::filesystem::path& path) const;

    std::filesystem::path folder_;
};

/// Names are those of variables: letters, digits, underscores. Anything else leads nowhere.
[[nodiscard]] bool is_structure_name(std::string_view name);

}  // namespace skjerm::official
