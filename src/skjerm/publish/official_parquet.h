// Tier 1: the rows of a dataset as the official services store them, in Parquet: unit_id, value,
// start_epoch_days, stop_epoch_days, in the order of the input. FIXED and EVENT are one file; of
// STATUS and ACCUMULATED there is a folder with partitions start_year=YYYY.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/publish/dataset_rows.h"

namespace skjerm::publish {

/// Writes folder/name (without ending), and gives the files it made, relative to `folder`, in
/// ascending order of name. Memory does not grow with the rows.
[[nodiscard]] base::Result<std::vector<datastore::StoredFile>> write_official(
    const DatasetRows& rows, const RowDomains& domains, bool partitioned,
    const std::filesystem::path& folder, const std::string& name);

/// What the metadata say of the columns of official files.
struct OfficialShape {
    ValueKind kind = ValueKind::Integer;
    datastore::Temporality temporality = datastore::Temporality::Fixed;
    bool text_identifiers = false;  ///< units of public codes
};

/// Reads a file, or all `*.parquet` below a folder, as write_official or the official services
/// wrote them: date columns may be of any integer type, and more columns may follow. Rows without
/// the dates of their temporality, or that end before they begin, are counted and left out.
[[nodiscard]] base::Status collect_official(const std::filesystem::path& path,
                                            const std::string& name, const OfficialShape& shape,
                                            const RowDomains& domains, DatasetRows& rows);

}  // namespace skjerm::publish
