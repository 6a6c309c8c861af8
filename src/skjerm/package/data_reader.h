// Reads a data file that has been validated, in batches, for the ingest. Memory is that of one
// batch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/cell_type.h"
#include "skjerm/package/row_reader.h"

namespace skjerm::package {

inline constexpr std::size_t kBatchRows = 65536;

/// Up to kBatchRows rows in file order; views are valid until the next read. Only the vector of the
/// measure's type is filled, one value a row; the others are empty.
struct RowBatch {
    std::uint64_t first_row = 0;                ///< 0-based; empty lines do not count
    std::vector<std::string_view> identifiers;  ///< LONG identifiers as their decimal text
    std::vector<std::string_view> texts;        ///< String measures
    std::vector<std::int64_t> integers;         ///< Long and Date (day number) measures
    std::vector<double> numbers;                ///< Double measures
    std::vector<std::int32_t> starts;           ///< day numbers; kNoDay where empty
    std::vector<std::int32_t> stops;

    [[nodiscard]] std::size_t size() const { return identifiers.size(); }
};

class DataReader {
public:
    /// `identifier` is String or Long. A diagnostic when the file cannot be opened.
    [[nodiscard]] static base::Result<std::unique_ptr<DataReader>> open(
        const std::filesystem::path& csv, CellType identifier, CellType measure);

    /// Reads from elsewhere, for instance from a package that is decrypted on the way.
    DataReader(std::unique_ptr<ByteSource> source, CellType identifier, CellType measure);

    /// False, and an empty batch, at the end of the file. A diagnostic when the file cannot be read
    /// on, or does not keep what the validation found: a cell that does not convert, an identifier
    /// or a value that is empty.
    [[nodiscard]] base::Result<bool> next(RowBatch& batch);

private:
    std::unique_ptr<ByteSource> source_;
    CellType measure_;
    RowReader rows_;
    std::uint64_t next_row_ = 0;
    bool at_end_ = false;
    // The texts of the batch, one after the other; views are made when all are there.
    std::string characters_;
    std::vector<std::size_t> identifier_ends_;
    std::vector<std::size_t> text_ends_;
};

}  // namespace skjerm::package
