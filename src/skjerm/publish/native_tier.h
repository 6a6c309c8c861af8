// Tiers 2 and 3: the rows of a dataset by dense unit index, in native column files and as Parquet
// sorted by unit. The same bytes for the same rows and dictionary, in whatever order the rows come,
// so that a lost file can be made again from tier 1 and compared with what it was.
#pragma once

#include <filesystem>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/publish/dataset_rows.h"
#include "skjerm/publish/layout.h"

namespace skjerm::publish {

struct NativeRequest {
    std::filesystem::path root;     ///< files go to root/native/NAME/<folder> and root/indexed/…
    std::filesystem::path working;  ///< exists; for rows on their way
    datastore::VariablePtr variable;
    std::string folder;       ///< "7", by the number of the import
    std::uint32_t units = 0;  ///< of the variable's domain
    std::uint32_t linked_units = 0;
    Layout layout;
    bool write_copies = true;                            ///< tier 2 as well
    std::size_t memory_bytes = std::size_t{256} << 20U;  ///< for rows that are being sorted
};

/// Writes all files of the variable; nothing is forced to disk yet. Every unit of the rows has an
/// index. Of rows of one unit that hold on the same day, which validated data do not have, the one
/// counts that begins last, then ends last, then has the greatest value. `progress` counts rows.
[[nodiscard]] base::Result<datastore::StoredVariable> write_native(datastore::FileSystem& files,
                                                                   const DatasetRows& rows,
                                                                   const RowDomains& domains,
                                                                   const NativeRequest& request,
                                                                   const RowProgress& progress);

}  // namespace skjerm::publish
