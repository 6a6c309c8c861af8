#include "skjerm/package/row_reader.h"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/cell_text.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;

constexpr std::size_t kIdentifier = 0;
constexpr std::size_t kMeasure = 1;
constexpr std::size_t kStart = 2;
constexpr std::size_t kStop = 3;
constexpr std::size_t kReserved = 4;

/// Whether a record has words where its days should be.
bool seems_header(const Record& record) {
    const auto is_word = [](std::string_view cell) {
        return !cell.empty() && cell.find_first_of("0123456789") == std::string_view::npos;
    };
    return is_word(record.cells[kStart]) && is_word(record.cells[kStop]);
}

/// What is to be written where a header is.
constexpr base::LocalizedText kNoHeader = {
    "verdier fra første rad av: overskriften skal bort, for kolonnene kjennes på plassen",
    "values from the first row on: the header must go, for columns are known by their place"};

/// A long cell is cut in messages.
constexpr std::size_t kShownBytes = 200;

Finding make_finding(std::string_view rule, base::Diagnostic message) {
    Finding finding;
    finding.rule = rule;
    finding.message = std::move(message);
    return finding;
}

}  // namespace

base::LocalizedText expected_text(CellType type) {
    switch (type) {
        case CellType::String:
            return {"tekst i UTF-8", "text in UTF-8"};
        case CellType::Long:
            return {"et heltall av sifre, uten mellomrom og fortegnet +",
                    "an integer of digits, without spaces and the sign +"};
        case CellType::Double:
            return {"et tall med punktum som desimaltegn", "a number with a point as decimal mark"};
        case CellType::Date:
            return {"en dato som ÅÅÅÅ-MM-DD", "a date as YYYY-MM-DD"};
    }
    SKJERM_CHECK(false);
    return {"", ""};
}

base::LocalizedText column_text(std::size_t column) {
    constexpr std::array<base::LocalizedText, kCellCount> kColumns = {{
        {"0 (identifikator)", "0 (identifier)"},
        {"1 (verdi)", "1 (value)"},
        {"2 (start)", "2 (start)"},
        {"3 (stopp)", "3 (stop)"},
        {"4 (ikke i bruk)", "4 (not used)"},
    }};
    return kColumns.at(column);
}

RowReader::RowReader(ByteSource& source, CellType identifier, CellType measure)
    : scanner_(source), identifier_(identifier), measure_(measure) {
    SKJERM_CHECK(identifier == CellType::String || identifier == CellType::Long);
}

RowReader::Step RowReader::next(Row& row) {
    const CsvScanner::Step step = scanner_.next(record_);
    if (step != CsvScanner::Step::Record) return stopped(step);
    ++rows_;
    row.line = record_.line;
    if (!read_identifier(row) || !read_measure(row) || !read_day(kStart, row.start) ||
        !read_day(kStop, row.stop))
        return Step::Invalid;
    if (!is_utf8(record_.cells[kReserved]))
        return invalid(kReserved, "C4", Code::DataNotUtf8, CellType::String);
    return Step::Row;
}

RowReader::Step RowReader::stopped(CsvScanner::Step step) {
    const auto about_line = [this](std::string_view rule, Code code,
                                   std::vector<Argument> arguments = {}) {
        finding_ = make_finding(rule, base::error(code, {}, std::move(arguments)));
        finding_->line = scanner_.line();
        return Step::Invalid;
    };
    switch (step) {
        case CsvScanner::Step::End:
            if (!scanner_.is_empty()) return Step::End;
            finding_ = make_finding("C1", base::error(Code::DataFileEmpty, {}));
            return Step::Invalid;
        case CsvScanner::Step::ColumnCount:
            return about_line("C2", Code::DataColumnCount,
                              {Argument::fact(static_cast<std::int64_t>(scanner_.column_count()))});
        case CsvScanner::Step::OpenQuote:
            return about_line("C2", Code::DataQuoteOpen);
        case CsvScanner::Step::TooLong:
            return about_line("C2", Code::DataRecordLong);
        default:
            return Step::Unreadable;
    }
}

RowReader::Step RowReader::invalid(std::size_t column, std::string_view rule, Code code,
                                   CellType type) {
    std::vector<Argument> arguments{Argument::fact(column_text(column))};
    if (code == Code::DataCellType) {
        const bool is_header = rows_ == 1 && seems_header(record_);
        arguments.insert(arguments.end(),
                         {Argument::fact(cell_type_name(type)),
                          Argument::fact(is_header ? kNoHeader : expected_text(type))});
    }
    finding_ = make_finding(rule, base::error(code, {}, std::move(arguments)));
    finding_->line = record_.line;
    finding_->column = static_cast<std::uint32_t>(column);
    if (code != Code::DataNotUtf8)
        finding_->value = std::string(record_.cells[column].substr(0, kShownBytes));
    return Step::Invalid;
}

bool RowReader::read_identifier(Row& row) {
    const std::string_view cell = record_.cells[kIdentifier];
    if (identifier_ == CellType::String) {
        if (!is_utf8(cell)) {
            invalid(kIdentifier, "C4", Code::DataNotUtf8, CellType::String);
            return false;
        }
        row.identifier = trim_blanks(cell);
        row.has_identifier = !row.identifier.empty();
        return true;
    }
    std::int64_t number = 0;
    const CellState state = read_long(cell, number);
    if (state == CellState::Invalid) {
        invalid(kIdentifier, "C3", Code::DataCellType, CellType::Long);
        return false;
    }
    row.has_identifier = state == CellState::Value;
    const auto written = std::to_chars(std::begin(decimal_), std::end(decimal_), number);
    row.identifier = {};
    if (row.has_identifier)
        row.identifier = {decimal_, static_cast<std::size_t>(written.ptr - decimal_)};
    return true;
}

bool RowReader::read_measure(Row& row) {
    const std::string_view cell = record_.cells[kMeasure];
    CellState state = CellState::Value;
    switch (measure_) {
        case CellType::String:
            if (!is_utf8(cell)) {
                invalid(kMeasure, "C4", Code::DataNotUtf8, CellType::String);
                return false;
            }
            row.text = trim_blanks(cell);
            row.has_value = !row.text.empty();
            return true;
        case CellType::Long:
            state = read_long(cell, row.integer);
            break;
        case CellType::Double:
            state = read_double(cell, row.number);
            break;
        case CellType::Date: {
            base::DayNumber day = 0;
            state = read_date(cell, day);
            row.integer = day;
            break;
        }
    }
    row.has_value = state == CellState::Value;
    if (state == CellState::NotFinite)
        invalid(kMeasure, "C6", Code::DataNotFinite, measure_);
    else if (state == CellState::Invalid)
        invalid(kMeasure, "C3", Code::DataCellType, measure_);
    return state == CellState::Value || state == CellState::Null;
}

bool RowReader::read_day(std::size_t column, std::int32_t& day) {
    using Stored = std::numeric_limits<std::int16_t>;
    base::DayNumber value = 0;
    const CellState state = read_date(record_.cells[column], value);
    if (state == CellState::Invalid) {
        invalid(column, "C3", Code::DataCellType, CellType::Date);
        return false;
    }
    day = state == CellState::Null ? kNoDay : value;
    if (state == CellState::Null || (value >= Stored::min() && value <= Stored::max())) return true;
    invalid(column, "C5", Code::DataDayOutOfRange, CellType::Date);
    return false;
}

}  // namespace skjerm::package
