// Checks an input package by the rules of the official validator: a folder `<NAME>` with
// `<NAME>.json` and `<NAME>.csv`. docs/format/packages.md lists the rules.
//
// The stages are N (name and files), M (metadata), K (code lists), C (cells), T (time), D (rows);
// the first stage that finds errors is the last one that is run, and among D rules the first that
// any row breaks is the one that is told.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/finding.h"
#include "skjerm/package/metadata.h"

namespace skjerm::package {

struct ValidateOptions {
    bool metadata_only = false;    ///< the data file may be absent and is not read
    bool strict_official = false;  ///< refuses LONG identifiers (deviation V1)
    std::size_t memory_bytes = std::size_t{2} << 30;
    /// For rows that do not fit into memory; empty: the folder for temporary files of the system.
    std::filesystem::path working_folder;
    std::optional<base::DayNumber> today;        ///< warns of rows after it
    std::optional<std::uint64_t> previous_rows;  ///< warns when the number has changed by 30 %
};

struct Report {
    std::string name;
    Findings findings;
    std::optional<Metadata> metadata;  ///< when they can be used
    Coverage coverage;                 ///< of accepted data
    std::uint64_t rows = 0;            ///< rows read

    [[nodiscard]] bool accepted() const { return !has_errors(findings); }
};

/// Whether `name` can be the name of a dataset (rule N1).
[[nodiscard]] bool is_dataset_name(std::string_view name);

/// Checks `<directory>/<name>/`. Everything wrong with the package is in the report; a diagnostic
/// tells what kept the check from running: a file that cannot be read, a full disk.
[[nodiscard]] base::Result<Report> validate(const std::filesystem::path& directory,
                                            std::string_view name,
                                            const ValidateOptions& options = {});

/// Checks the metadata of a package that is not a folder. The stages N5, M and K.
void validate_metadata(std::string_view json, const ValidateOptions& options, Report& report);

/// Checks data against the metadata of `report`, which are there. The stages C, T and D.
[[nodiscard]] base::Status validate_data(ByteSource& data, const ValidateOptions& options,
                                         Report& report);

}  // namespace skjerm::package
