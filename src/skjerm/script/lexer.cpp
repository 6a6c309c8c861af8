#include "skjerm/script/lexer.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"

namespace skjerm::script {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Span;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_combining_mark(char32_t c) { return c >= 0x300 && c <= 0x36F; }

/// Control and direction-changing characters: never shown, in names and strings alike.
bool is_forbidden(char32_t c) {
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/// Marks on one letter. NFC sorts them, in time that grows with the square of their number;
/// Unicode's own stream-safe format (UAX #15) allows 30.
constexpr std::size_t kMaxMarks = 30;

struct Spelling {
    std::string_view text;
    std::string_view meant;
};
/// Longest first where one begins with another.
constexpr std::array kMisspelt = {Spelling{"&&", "&"},  Spelling{"||", "|"},  Spelling{"===", "=="},
                                  Spelling{"=>", ">="}, Spelling{"=<", "<="}, Spelling{"<>", "!="},
                                  Spelling{"≤", "<="},  Spelling{"≥", ">="},  Spelling{"≠", "!="},
                                  Spelling{"–", "-"},   Spelling{"—", "-"},   Spelling{"−", "-"},
                                  Spelling{"×", "*"},   Spelling{"÷", "/"},   Spelling{"→", "->"}};

struct Operator {
    std::string_view text;
    TokenKind kind;
};
/// Longest first where one begins with another.
constexpr std::array kOperators = {Operator{"...", TokenKind::Ellipsis},
                                   Operator{"…", TokenKind::Ellipsis},
                                   Operator{"**", TokenKind::Power},
                                   Operator{"++", TokenKind::Concatenate},
                                   Operator{"->", TokenKind::Arrow},
                                   Operator{"==", TokenKind::Equal},
                                   Operator{"!=", TokenKind::NotEqual},
                                   Operator{"~=", TokenKind::NotEqual},
                                   Operator{"<=", TokenKind::LessEqual},
                                   Operator{">=", TokenKind::GreaterEqual},
                                   Operator{"##", TokenKind::FullInteraction},
                                   Operator{"+", TokenKind::Plus},
                                   Operator{"-", TokenKind::Minus},
                                   Operator{"*", TokenKind::Star},
                                   Operator{"/", TokenKind::Slash},
                                   Operator{"^", TokenKind::Power},
                                   Operator{"<", TokenKind::Less},
                                   Operator{">", TokenKind::Greater},
                                   Operator{"&", TokenKind::And},
                                   Operator{"|", TokenKind::Or},
                                   Operator{"!", TokenKind::Not},
                                   Operator{"=", TokenKind::Assign},
                                   Operator{"(", TokenKind::Open},
                                   Operator{")", TokenKind::Close},
                                   Operator{",", TokenKind::Comma},
                                   Operator{":", TokenKind::Colon},
                                   Operator{";", TokenKind::Semicolon},
                                   Operator{"#", TokenKind::Interaction},
                                   Operator{".", TokenKind::Dot}};

/// What a quotation mark at some place is.
struct Quote {
    char plain = 0;          ///< ' or ", 0 when there is none
    std::size_t length = 0;  ///< bytes; 1 for a plain mark
};

Quote quote_at(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '\'' || c == '"') return {c, 1};
    if (c == '\xE2' && at + 2 < text.size() && text[at + 1] == '\x80') {
        const char last = text[at + 2];
        if (last == '\x98' || last == '\x99') return {'\'', 3};
        if (last == '\x9C' || last == '\x9D') return {'"', 3};
    }
    return {};
}

/// How an unexpected character is shown: itself, or its number when it cannot be seen.
Argument shown(char32_t c, std::string_view text) {
    if (!is_forbidden(c) && base::display_width(c) > 0) return Argument::script_text(text);
    std::array<char, 16> number{};
    const int length =
        std::snprintf(number.data(), number.size(), "U+%04X", static_cast<unsigned>(c));
    return Argument::fact(std::string_view(number.data(), static_cast<std::size_t>(length)));
}

Span span_of(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// Tokens of one physical line after the other, into one CommandLine.
class Lexer {
public:
    explicit Lexer(CommandLine& result) : result_(result) {}

    /// Reads one physical line; true when it is continued by the next.
    bool read(const SourceLine& line) {
        end_ = line.end;
        text_ = result_.source.substr(0, end_);
        glued_ = false;
        for (at_ = line.begin; at_ < end_;) {
            if (const std::size_t blank = blank_length(text_, at_); blank != 0) {
                at_ += blank;
                glued_ = false;
                continue;
            }
            if (text_[at_] == '/' && at_ + 1 < end_ && text_[at_ + 1] == '/') {
                result_.comment_after = trimmed_rest();
                return false;
            }
            if (text_[at_] == '\\') {
                if (rest_is_blank(at_ + 1)) return true;
                fail(base::error(Code::StrayBackslash, span_of(at_, at_ + 1)));
            } else {
                read_token();
            }
            if (result_.fault) return ends_in_backslash(line);
            glued_ = true;
        }
        return false;
    }

    /// Of a line whose text is not read: the comment rule cannot be applied, only its last
    /// character.
    bool ends_in_backslash(const SourceLine& line) const {
        const std::string_view all = result_.source.substr(line.begin, line.end - line.begin);
        const std::size_t last = all.find_last_not_of(" \t");
        return last != std::string_view::npos && all[last] == '\\';
    }

private:
    void read_token() {
        const char c = text_[at_];
        if (is_digit(c) || (c == '.' && at_ + 1 < end_ && is_digit(text_[at_ + 1]))) {
            read_number();
        } else if (quote_at(text_, at_).plain != 0) {
            read_string();
        } else if (starts_letter(at_)) {
            if (result_.tokens.empty()) {
                read_command_word();
            } else {
                read_name();
            }
        } else if (c == '$' && at_ + 1 < end_ && starts_letter(at_ + 1)) {
            const std::size_t begin = at_++;
            const std::string_view name = scan_name();
            if (check_length(name, begin)) push(TokenKind::Binding, begin, name);
        } else {
            read_operator();
        }
    }

    // ---- names

    [[nodiscard]] bool starts_letter(std::size_t at) const {
        const char c = text_[at];
        if (is_ascii(c)) return is_ascii_letter(c) || c == '_';
        return base::is_letter(base::code_point_at(text_, at).value);
    }

    /// Length of the name character at `at`, 0 when there is none. Combining marks count: they may
    /// compose with the letter before.
    [[nodiscard]] std::size_t name_character(std::size_t at) const {
        if (at >= end_) return 0;
        const char c = text_[at];
        if (is_ascii(c)) return is_ascii_letter(c) || is_digit(c) || c == '_' ? 1 : 0;
        const base::CodePoint point = base::code_point_at(text_, at);
        return base::is_letter(point.value) || is_combining_mark(point.value) ? point.bytes : 0;
    }

    /// Moves past letters and digits; the text NFC-normalised.
    std::string_view scan_name() {
        const std::size_t begin = at_;
        while (const std::size_t length = name_character(at_)) at_ += length;
        return composed(text_.substr(begin, at_ - begin));
    }

    /// A name, normalised. One that is too long however its marks compose stays as it is.
    std::string_view composed(std::string_view name) {
        return name.size() > kMaxNameLength * 16 ? name : normalised(name);
    }

    std::string_view normalised(std::string_view text) {
        if (std::ranges::all_of(text, is_ascii)) return text;
        std::string composed = base::normalise_nfc(text);
        if (composed == text) return text;
        return result_.storage.emplace_back(std::move(composed));
    }

    /// False, with a fault, when the name is too long or keeps a mark that did not compose.
    bool check_length(std::string_view name, std::size_t begin) {
        if (name.size() > kMaxNameLength && base::code_point_count(name) > kMaxNameLength) {
            fail(base::error(Code::NameTooLong, span_of(begin, at_),
                             {Argument::fact(std::int64_t{kMaxNameLength})}));
            return false;
        }
        for (std::size_t i = 0; i < name.size();) {
            const base::CodePoint point = base::code_point_at(name, i);
            if (point.value >= 0x80 && !base::is_letter(point.value)) {
                fail(base::error(Code::UnexpectedCharacter, span_of(begin, at_),
                                 {shown(point.value, name.substr(i, point.bytes))}));
                return false;
            }
            i += point.bytes;
        }
        return true;
    }

    void read_command_word() {
        const std::size_t begin = at_;
        scan_name();
        while (at_ + 1 < end_ && text_[at_] == '-' && starts_letter(at_ + 1)) {
            ++at_;
            scan_name();
        }
        const std::string_view word = composed(text_.substr(begin, at_ - begin));
        if (check_length(word, begin)) push(TokenKind::CommandWord, begin, word);
    }

    void read_name() {
        const std::size_t begin = at_;
        const std::string_view name = scan_name();
        if (at_ >= end_ || text_[at_] != '@') {
            if (check_length(name, begin)) push(TokenKind::Name, begin, name);
            return;
        }
        ++at_;
        const std::string_view after = at_ < end_ && starts_letter(at_) ? scan_name() : "";
        if (!check_length(name, begin) || !check_length(after, begin)) return;
        const std::string canonical = canonical_at_name(name, after);
        if (canonical.empty()) {
            fail(base::error(Code::UnknownAtName, span_of(begin, at_),
                             {Argument::script_text(text_.substr(begin, at_ - begin))}));
            return;
        }
        push(TokenKind::AtName, begin, result_.storage.emplace_back(canonical));
    }

    static std::string canonical_at_name(std::string_view before, std::string_view after) {
        if (after.empty()) return {};
        if ((before == "date" && after == "panel") || (before == "panel" && after == "date")) {
            return "date@panel";
        }
        std::string upper(before);
        for (char& c : upper) {
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        }
        if (upper != "START" && upper != "STOP") return {};
        return upper + '@' + std::string(after);
    }

    // ---- numbers and strings

    void skip_digits() {
        while (at_ < end_ && is_digit(text_[at_])) ++at_;
    }

    void read_number() {
        const std::size_t begin = at_;
        TokenKind kind = TokenKind::Integer;
        skip_digits();
        if (at_ < end_ && text_[at_] == '.' && text_.substr(at_, 3) != "...") {
            kind = TokenKind::Float;
            ++at_;
            skip_digits();
        }
        if (at_ < end_ && (text_[at_] == 'e' || text_[at_] == 'E')) {
            std::size_t digits = at_ + 1;
            if (digits < end_ && (text_[digits] == '+' || text_[digits] == '-')) ++digits;
            if (digits < end_ && is_digit(text_[digits])) {
                kind = TokenKind::Float;
                at_ = digits;
                skip_digits();
            }
        }
        if (name_character(at_) != 0) {
            while (const std::size_t length = name_character(at_)) at_ += length;
            fail(base::error(Code::NameStartsWithDigit, span_of(begin, at_),
                             {Argument::script_text(
                                 text_.substr(begin, std::min<std::size_t>(at_ - begin, 64)))}));
            return;
        }
        push(kind, begin, text_.substr(begin, at_ - begin));
    }

    /// A string ends at the mark it began with. One that began with a typographic mark ends at any
    /// mark of its kind, and one without its own mark on the line at a typographic one.
    void read_string() {
        const std::size_t begin = at_;
        const Quote open = quote_at(text_, begin);
        const std::size_t content = begin + open.length;
        std::optional<std::size_t> close;
        std::optional<std::size_t> typographic_close;
        for (std::size_t i = content; i < end_;) {
            if (const Quote quote = quote_at(text_, i); quote.plain == open.plain) {
                if (quote.length == 1 || open.length != 1) {
                    close = i;
                    break;
                }
                if (!typographic_close) typographic_close = i;
            }
            if (is_ascii(text_[i])) {
                ++i;
            } else {
                i += base::code_point_at(text_, i).bytes;
            }
        }
        if (!close) close = typographic_close;
        if (!close) {
            const char mark = open.plain;
            fail(base::error(Code::UnterminatedString, span_of(begin, content),
                             {Argument::script_text(std::string_view(&mark, 1))}));
            return;
        }
        std::size_t marks = 0;
        for (std::size_t i = content; i < *close;) {
            const base::CodePoint point = base::code_point_at(text_, i);
            marks = point.value >= 0x80 && base::display_width(point.value) == 0 ? marks + 1 : 0;
            if (is_forbidden(point.value) || marks > kMaxMarks) {
                fail(base::error(Code::UnexpectedCharacter, span_of(i, i + point.bytes),
                                 {shown(point.value, text_.substr(i, point.bytes))}));
                return;
            }
            i += point.bytes;
        }
        const Quote end = quote_at(text_, *close);
        at_ = *close + end.length;
        const std::string_view value = text_.substr(content, *close - content);
        if (open.length != 1 || end.length != 1) warn_typographic(begin, open.plain, value);
        push(TokenKind::String, begin, normalised(value));
    }

    /// One warning per command is enough: a pasted script has them everywhere.
    void warn_typographic(std::size_t begin, char plain, std::string_view value) {
        if (result_.typographic_quotes) return;
        const std::string_view mark(&plain, 1);
        result_.typographic_quotes =
            base::warning(Code::TypographicQuote, span_of(begin, at_),
                          {Argument::script_text(mark)})
                .with_fix(span_of(begin, at_), std::string(mark).append(value).append(mark));
    }

    // ---- the rest

    void read_operator() {
        const std::string_view rest = text_.substr(at_);
        for (const Spelling& spelling : kMisspelt) {
            if (rest.starts_with(spelling.text)) {
                advance_and_push(TokenKind::Misspelt, spelling.text.size());
                return;
            }
        }
        for (const Operator& candidate : kOperators) {
            if (rest.starts_with(candidate.text)) {
                advance_and_push(candidate.kind, candidate.text.size());
                return;
            }
        }
        if (rest.front() == '~') {
            advance_and_push(TokenKind::Misspelt, 1);
            return;
        }
        const base::CodePoint point = base::code_point_at(text_, at_);
        fail(base::error(Code::UnexpectedCharacter, span_of(at_, at_ + point.bytes),
                         {shown(point.value, rest.substr(0, point.bytes))}));
    }

    void advance_and_push(TokenKind kind, std::size_t length) {
        const std::size_t begin = at_;
        at_ += length;
        push(kind, begin, text_.substr(begin, length));
    }

    void push(TokenKind kind, std::size_t begin, std::string_view text) {
        result_.tokens.push_back(
            {.kind = kind, .glued = glued_, .span = span_of(begin, at_), .text = text});
    }

    void fail(Diagnostic diagnostic) {
        const Span where = diagnostic.where;
        result_.fault = std::move(diagnostic);
        result_.tokens.push_back(
            {.kind = TokenKind::Invalid, .glued = glued_, .span = where, .text = {}});
    }

    [[nodiscard]] bool rest_is_blank(std::size_t from) const {
        while (from < end_) {
            const std::size_t length = blank_length(text_, from);
            if (length == 0) return false;
            from += length;
        }
        return true;
    }

    [[nodiscard]] std::string trimmed_rest() const {
        std::size_t end = end_;
        while (end > at_ && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
        return std::string(text_.substr(at_, end - at_));
    }

    CommandLine& result_;
    std::string_view text_;  // the source up to the end of the physical line
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    bool glued_ = false;
};

bool is_comment(std::string_view trimmed) {
    return trimmed.starts_with("//") || trimmed.starts_with('#');
}

}  // namespace

std::string_view correct_spelling(std::string_view misspelt) {
    if (misspelt == "~") return "!";
    for (const Spelling& spelling : kMisspelt) {
        if (spelling.text == misspelt) return spelling.meant;
    }
    base::fail_check("misspelt is in kMisspelt", __FILE__, __LINE__);
}

void read_command_line(SourceLines& lines, CommandLine& result) {
    result.source = lines.source();
    result.tokens.clear();
    result.fault.reset();
    result.invalid_utf8.reset();
    result.typographic_quotes.reset();
    result.comments_inside.clear();
    result.comment_after.clear();
    result.storage.clear();

    Lexer lexer(result);
    std::size_t end = lines.line().begin;
    bool first = true;
    for (bool continued = true; continued; lines.advance(), first = false) {
        if (lines.done()) break;
        const SourceLine& line = lines.line();
        const std::string_view trimmed = lines.trimmed();
        if (trimmed.empty()) break;
        const std::string_view bytes = lines.source().substr(line.begin, line.end - line.begin);
        if (const auto invalid = base::first_invalid_utf8(bytes); invalid) {
            if (!result.invalid_utf8) {
                const std::size_t at = line.begin + *invalid;
                result.invalid_utf8 = base::error(Code::InvalidUtf8, span_of(at, at + 1));
                // What stands before the fault still tells whether the line opens a loop.
                if (!result.fault) lexer.read({line.begin, at, at});
            }
            continued = lexer.ends_in_backslash(line);
        } else if (!first && is_comment(trimmed)) {
            result.comments_inside.emplace_back(trimmed);
        } else if (result.fault || result.invalid_utf8) {
            continued = lexer.ends_in_backslash(line);
        } else {
            continued = lexer.read(line);
        }
        end = line.end;
    }
    const std::size_t after =
        result.tokens.empty() ? end : std::size_t{result.tokens.back().span.end};
    result.tokens.push_back(
        {.kind = TokenKind::End, .glued = false, .span = span_of(after, after), .text = {}});
}

}  // namespace skjerm::script
