#include "skjerm/package/csv_scanner.h"

#include <array>
#include <cstring>

namespace skjerm::package {

namespace {

/// Grows when a record does not fit, up to a little more than the longest one.
constexpr std::size_t kFirstBufferBytes = std::size_t{256} << 10;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

/// Whether a character ends an unquoted cell.
constexpr std::array<bool, 256> kEndsCell = [] {
    std::array<bool, 256> ends{};
    ends[';'] = ends['\n'] = ends['\r'] = true;
    return ends;
}();

bool ends_cell(char character) { return kEndsCell[static_cast<unsigned char>(character)]; }
bool ends_line(char character) { return character == '\n' || character == '\r'; }

}  // namespace

CsvScanner::CsvScanner(ByteSource& source) : source_(source), buffer_(kFirstBufferBytes) {}

/// Moves what is left to the front and reads behind it; false when reading failed.
bool CsvScanner::fill() {
    if (begin_ == 0 && end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    while (!at_end_ && end_ < buffer_.size()) {
        auto got = source_.read(std::span(buffer_).subspan(end_));
        if (!got) {
            failure_ = std::move(got).diagnostic();
            return false;
        }
        at_end_ = *got == 0;
        end_ += *got;
    }
    return true;
}

void CsvScanner::skip_bom() {
    if (std::string_view(buffer_.data(), end_).starts_with(kBom)) begin_ = kBom.size();
    empty_ = begin_ == end_;
}

CsvScanner::Step CsvScanner::next(Record& record) {
    if (!started_) {
        started_ = true;
        if (!fill()) return Step::Unreadable;
        skip_bom();
    }
    for (;;) {
        switch (scan_line(record)) {
            case Scan::Complete:
                if (column_count_ == 0) return Step::End;
                record.line = ++line_;
                return Step::Record;
            case Scan::Fault:
                ++line_;
                return fault_;
            case Scan::Incomplete:
                if (end_ - begin_ > kLongestRecordBytes + 2) {
                    ++line_;
                    return Step::TooLong;
                }
                if (!fill()) return Step::Unreadable;
        }
    }
}

/// One record from begin_ on; Incomplete when the buffer ends before the line is known to.
/// Complete with no cell at all is the end of the file.
CsvScanner::Scan CsvScanner::scan_line(Record& record) {
    const char* const text = buffer_.data();
    while (begin_ < end_ && ends_line(text[begin_])) {
        if (text[begin_] == '\r') {
            if (begin_ + 1 == end_ && !at_end_) return Scan::Incomplete;
            if (begin_ + 1 < end_ && text[begin_ + 1] == '\n') ++begin_;
        }
        ++begin_;
        ++line_;
    }
    column_count_ = 0;
    if (begin_ == end_) return at_end_ ? Scan::Complete : Scan::Incomplete;

    std::size_t at = begin_;
    for (;;) {
        std::string_view cell;
        if (at < end_ && text[at] == '"') {
            std::string beyond;
            std::string& copy = column_count_ < kCellCount ? unquoted_[column_count_] : beyond;
            const Scan scan = quoted_cell(at, copy);
            if (scan != Scan::Complete) return scan;
            cell = copy;
        } else {
            const std::size_t start = at;
            while (at < end_ && !ends_cell(text[at])) ++at;
            cell = {text + start, at - start};
        }
        if (at == end_ && !at_end_) return Scan::Incomplete;
        if (column_count_ < kCellCount) record.cells[column_count_] = cell;
        ++column_count_;
        if (at == end_ || text[at] != ';') break;
        ++at;
    }
    if (at - begin_ > kLongestRecordBytes) {
        fault_ = Step::TooLong;
        return Scan::Fault;
    }
    if (at < end_) {
        if (text[at] == '\r') {
            if (at + 1 == end_ && !at_end_) return Scan::Incomplete;
            if (at + 1 < end_ && text[at + 1] == '\n') ++at;
        }
        ++at;
    }
    begin_ = at;
    if (column_count_ == kCellCount) return Scan::Complete;
    fault_ = Step::ColumnCount;
    return Scan::Fault;
}

/// A cell that begins with a quote at `at`; leaves `at` at its end.
CsvScanner::Scan CsvScanner::quoted_cell(std::size_t& at, std::string& text) {
    text.clear();
    ++at;
    for (;; ++at) {
        if (at == end_) {
            if (!at_end_) return Scan::Incomplete;
            fault_ = Step::OpenQuote;
            return Scan::Fault;
        }
        if (ends_line(buffer_[at])) {
            fault_ = Step::OpenQuote;
            return Scan::Fault;
        }
        if (buffer_[at] == '"') {
            if (at + 1 == end_ && !at_end_) return Scan::Incomplete;
            if (at + 1 == end_ || buffer_[at + 1] != '"') break;
            ++at;
        }
        text.push_back(buffer_[at]);
    }
    ++at;
    for (; at < end_ && !ends_cell(buffer_[at]); ++at) text.push_back(buffer_[at]);
    return Scan::Complete;
}

}  // namespace skjerm::package
