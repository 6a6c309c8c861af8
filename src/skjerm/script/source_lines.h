// The physical lines of a script: where each begins and ends, without its line end (LF, CRLF, CR).
#pragma once

#include <cstddef>
#include <string_view>

namespace skjerm::script {

/// Blank, tab or no-break space at byte `at`: its length in bytes, else 0.
[[nodiscard]] inline std::size_t blank_length(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == ' ' || c == '\t') return 1;
    if (c == '\xC2' && at + 1 < text.size() && text[at + 1] == '\xA0') return 2;
    return 0;
}

/// One physical line. Offsets are bytes in the whole source.
struct SourceLine {
    std::size_t begin = 0;  ///< first byte
    std::size_t end = 0;    ///< before the line end
    std::size_t next = 0;   ///< first byte of the next line
};

/// Walks over the lines of a source.
class SourceLines {
public:
    explicit SourceLines(std::string_view source) : source_(source) {
        if (source_.starts_with("\xEF\xBB\xBF")) line_.next = 3;  // byte order mark
        advance();
    }

    [[nodiscard]] std::string_view source() const { return source_; }
    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] const SourceLine& line() const { return line_; }
    /// The line without blanks at either end.
    [[nodiscard]] std::string_view trimmed() const {
        std::size_t begin = line_.begin;
        while (begin < line_.end) {
            const std::size_t length = blank_length(source_.substr(0, line_.end), begin);
            if (length == 0) break;
            begin += length;
        }
        return source_.substr(begin, trimmed_end(begin) - begin);
    }
    void advance() {
        if (line_.next >= source_.size()) {
            done_ = true;
            line_.begin = line_.end = source_.size();
            return;
        }
        line_.begin = line_.next;
        line_.end = source_.find_first_of("\r\n", line_.begin);
        if (line_.end == std::string_view::npos) {
            line_.end = line_.next = source_.size();
            return;
        }
        const bool crlf = source_.substr(line_.end).starts_with("\r\n");
        line_.next = line_.end + (crlf ? 2 : 1);
    }

private:
    [[nodiscard]] std::size_t trimmed_end(std::size_t begin) const {
        std::size_t end = line_.end;
        while (end > begin) {
            const char c = source_[end - 1];
            if (c == ' ' || c == '\t') {
                --end;
            } else if (c == '\xA0' && end - begin >= 2 && source_[end - 2] == '\xC2') {
                end -= 2;
            } else {
                break;
            }
        }
        return end;
    }

    std::string_view source_;
    SourceLine line_;
    bool done_ = false;
};

}  // namespace skjerm::script
