// Splits a data file into records of five cells, by the rules of the CSV reader that the official
// tools use:
//
// - a leading UTF-8 BOM is skipped; LF, CRLF and CR end a line, the last one may lack its end;
// - completely empty lines are skipped, and count as lines;
// - a cell that begins with `"` is quoted: `""` is one quote, separators are text, and what follows
//   the closing quote up to the separator is text, too;
// - a record of other than five cells, of an unclosed quote, or longer than 1 MiB ends the file.
//
// Cells are views into the buffer, or into a copy when quotes had to be taken out of them; they are
// valid until the next record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/package/byte_source.h"

namespace skjerm::package {

inline constexpr std::size_t kCellCount = 5;
inline constexpr std::size_t kLongestRecordBytes = std::size_t{1} << 20;

struct Record {
    std::array<std::string_view, kCellCount> cells;
    std::uint64_t line = 0;  ///< 1-based
};

class CsvScanner {
public:
    enum class Step : std::uint8_t {
        Record,
        End,
        ColumnCount,  ///< see column_count()
        OpenQuote,
        TooLong,
        Unreadable  ///< see failure()
    };

    /// `source` outlives the scanner.
    explicit CsvScanner(ByteSource& source);

    /// The next record, or why there is none; after anything but Record, not to be called again.
    [[nodiscard]] Step next(Record& record);

    /// Line of the record, or of what stopped the scanner.
    [[nodiscard]] std::uint64_t line() const { return line_; }
    /// Cells of the record that stopped the scanner.
    [[nodiscard]] std::size_t column_count() const { return column_count_; }
    /// Whether the file has no byte, a BOM aside. Known after the first call of next().
    [[nodiscard]] bool is_empty() const { return empty_; }
    [[nodiscard]] const base::Diagnostic& failure() const { return *failure_; }

private:
    enum class Scan : std::uint8_t { Complete, Incomplete, Fault };

    bool fill();
    void skip_bom();
    Scan scan_line(Record& record);
    Scan quoted_cell(std::size_t& at, std::string& text);

    ByteSource& source_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of what is not scanned yet
    std::size_t end_ = 0;
    bool at_end_ = false;  // the source is exhausted
    bool started_ = false;
    bool empty_ = true;
    std::uint64_t line_ = 0;
    std::size_t column_count_ = 0;
    Step fault_ = Step::End;
    std::array<std::string, kCellCount> unquoted_;
    std::optional<base::Diagnostic> failure_;
};

}  // namespace skjerm::package
