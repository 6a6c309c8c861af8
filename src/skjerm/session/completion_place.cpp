#include "skjerm/session/completion_place.h"

#include <algorithm>

#include "skjerm/base/utf8.h"
#include "skjerm/script/source_lines.h"

namespace skjerm::session {

namespace {

/// The beginning of the command that holds `cursor`: lines that end in a backslash go on.
std::size_t command_begin(std::string_view text, std::size_t cursor) {
    std::size_t begin = text.substr(0, cursor).rfind('\n') + 1;
    while (begin >= 2) {
        const std::size_t line = text.substr(0, begin - 1).rfind('\n') + 1;
        const std::string_view above = text.substr(line, begin - 1 - line);
        const std::size_t last = above.find_last_not_of(" \t\r");
        if (last == std::string_view::npos || above[last] != '\\') break;
        begin = line;
    }
    return begin;
}

/// Behind the word that begins at `at`; a slash joins an alias and a variable, dots and a colon the
/// parts of a datastore's name.
std::size_t word_end(std::string_view text, std::size_t at, std::string_view joining) {
    std::size_t end = at;
    while (end < text.size()) {
        const base::CodePoint point = base::code_point_at(text, end);
        const bool digit = point.value >= '0' && point.value <= '9';
        const bool joins = end > at && point.value < 128 &&
                           joining.find(static_cast<char>(point.value)) != std::string_view::npos;
        const bool sign =
            point.value == '_' || point.value == '@' || (end == at && point.value == '$');
        if (!digit && !joins && !sign && !base::is_letter(point.value)) break;
        end += point.bytes;
    }
    return end;
}

/// Signs of joining characters by command: `-` belongs to commands and dates, `/` to what is
/// imported.
std::string_view joining(const Place& place) {
    if (place.command.empty()) return "-";
    if (place.command == "require") return ".:";
    if (place.command.starts_with("import")) return "/-";
    if (place.command == "variables" || place.command == "list-labels") return "/";
    return place.command.starts_with("help") ? "-" : "";
}

class Reader {
public:
    Reader(std::string_view text, std::size_t begin, std::size_t end)
        : text_(text.substr(0, end)), at_(begin) {}

    Place read() {
        while (at_ < text_.size()) one();
        if (!complete_) return place_;
        place_.begin = text_.size();
        return place_;
    }

private:
    void one() {
        const char c = text_[at_];
        const std::size_t blank = script::blank_length(text_, at_);
        complete_ = true;
        if (blank > 0 || c == '\n' || c == '\r' || c == '\\') {
            at_ += std::max<std::size_t>(blank, 1);
        } else if (text_.substr(at_).starts_with("//")) {
            const std::size_t line_end = text_.find('\n', at_);
            if (line_end == std::string_view::npos) place_.is_comment = true;
            at_ = std::min(line_end, text_.size());
        } else if (c == '\'' || c == '"') {
            quoted(c);
        } else if (const std::size_t end = word_end(text_, at_, joining(place_)); end > at_) {
            word(end);
        } else {
            sign(c);
        }
    }

    void quoted(char quote) {
        const std::size_t close = text_.find(quote, at_ + 1);
        if (close == std::string_view::npos) {
            place_.quote = quote;
            place_.prefix = text_.substr(at_ + 1);
            place_.begin = at_;
            complete_ = false;
            at_ = text_.size();
            return;
        }
        add(Piece::Kind::Text, text_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
    }

    void word(std::size_t end) {
        const std::string_view text = text_.substr(at_, end - at_);
        if (end == text_.size()) {
            place_.prefix = text;
            place_.begin = at_;
            complete_ = false;
        } else if (place_.command.empty()) {
            place_.command = text;
        } else {
            if (text == "if" && place_.depth == 0) place_.in_expression = true;
            add(Piece::Kind::Word, text);
        }
        at_ = end;
    }

    void sign(char c) {
        const std::size_t length = base::code_point_at(text_, at_).bytes;
        const bool named = !place_.before.empty() && place_.before.back().kind == Piece::Kind::Word;
        const std::string_view name = named ? place_.before.back().text : std::string_view();
        if (c == '(') {
            ++place_.depth;
            if (place_.in_options && place_.depth == 1)
                place_.option = name;
            else
                place_.function = name;
        } else if (c == ')') {
            place_.depth = std::max(0, place_.depth - 1);
            if (place_.depth == 0) place_.option = place_.function = {};
        } else if (c == ',' && place_.depth == 0 && place_.command != "for") {
            place_.in_options = true;
            place_.in_expression = false;
        } else if (c == '=' && place_.depth == 0 && !place_.in_options) {
            place_.in_expression = true;
        }
        // Two signs that belong together are one.
        std::size_t end = at_ + length;
        const bool doubles = end < text_.size() && text_[end] == '=' &&
                             std::string_view("=!<>~").find(c) != std::string_view::npos;
        if (doubles) ++end;
        place_.before.push_back({Piece::Kind::Sign, text_.substr(at_, end - at_), at_});
        at_ = end;
    }

    void add(Piece::Kind kind, std::string_view text) {
        if (place_.command.empty()) return;
        place_.before.push_back({kind, text, at_});
    }

    std::string_view text_;
    std::size_t at_;
    Place place_;
    bool complete_ = true;  ///< the cursor stands behind the last piece
};

}  // namespace

Place place_at(std::string_view text, std::size_t cursor) {
    cursor = std::min(cursor, text.size());
    return Reader(text, command_begin(text, cursor), cursor).read();
}

}  // namespace skjerm::session
