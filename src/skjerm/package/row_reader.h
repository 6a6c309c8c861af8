// Rows of a data file with their values: the rules C1-C6. The first cell that does not convert ends
// the reading and is told with its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/package/byte_source.h"
#include "skjerm/package/cell_type.h"
#include "skjerm/package/csv_scanner.h"
#include "skjerm/package/finding.h"

namespace skjerm::package {

/// Views are valid until the next row.
struct Row {
    std::uint64_t line = 0;
    bool has_identifier = false;
    bool has_value = false;
    std::string_view identifier;  ///< trimmed; a LONG as its decimal text
    std::string_view text;        ///< of a STRING measure, trimmed
    std::int64_t integer = 0;     ///< of a LONG or DATE measure
    double number = 0;            ///< of a DOUBLE measure
    std::int32_t start = kNoDay;
    std::int32_t stop = kNoDay;
};

class RowReader {
public:
    enum class Step : std::uint8_t {
        Row,
        End,
        Invalid,    ///< see finding()
        Unreadable  ///< see failure()
    };

    /// The identifier is STRING or LONG. `source` outlives the reader.
    RowReader(ByteSource& source, CellType identifier, CellType measure);

    /// After anything but Row, not to be called again.
    [[nodiscard]] Step next(Row& row);

    /// What is wrong with the file; without the name of the file.
    [[nodiscard]] const Finding& finding() const { return *finding_; }
    [[nodiscard]] const base::Diagnostic& failure() const { return scanner_.failure(); }

private:
    Step stopped(CsvScanner::Step step);
    Step invalid(std::size_t column, std::string_view rule, base::Code code, CellType type);
    bool read_identifier(Row& row);
    bool read_measure(Row& row);
    bool read_day(std::size_t column, std::int32_t& day);

    CsvScanner scanner_;
    CellType identifier_;
    CellType measure_;
    Record record_;
    std::uint64_t rows_ = 0;  // read so far, with the present one
    char decimal_[24] = {};
    std::optional<Finding> finding_;
};

/// The number of a column, as findings count, and what stands there: "2 (start)". Below kCellCount.
[[nodiscard]] base::LocalizedText column_text(std::size_t column);

/// What is to be written in a cell of that type, for messages.
[[nodiscard]] base::LocalizedText expected_text(CellType type);

}  // namespace skjerm::package
