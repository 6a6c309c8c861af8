// The rows of a query as one Parquet file or Arrow stream, straight from the official files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "skjerm/official/data_query.h"
#include "skjerm/official/directory.h"
#include "skjerm/official/message.h"

namespace skjerm::official {

enum class RowFormat : std::uint8_t { Parquet, ArrowStream };

/// Why a query gave no file.
struct WrongFilter {
    std::string text;  ///< the filter's type is not the column's
};
struct UnreadableData {};

/// Writes the rows of `files` that `query` asks for into a new file in `folder`. Columns: unit_id,
/// value, and start_epoch_days and stop_epoch_days where asked for, of the types they are stored
/// with. Order of rows undefined, duplicates stay.
[[nodiscard]] std::variant<std::shared_ptr<const TemporaryFile>, WrongFilter, UnreadableData>
write_rows(const DataFiles& files, const DataQuery& query, const std::filesystem::path& folder,
           RowFormat format);

}  // namespace skjerm::official
