// Tokens of one command line, continuation lines included. What is hard about it: positions stay
// those of the physical lines, comment lines may stand inside a continued command, and a character
// that cannot be a token must not hide an earlier error of the same line. Therefore the first fault
// ends the tokens with one of kind Invalid, and the parser reports it when it gets there.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/script/source_lines.h"

namespace skjerm::script {

/// Longest name, in code points.
inline constexpr std::size_t kMaxNameLength = 64;

enum class TokenKind : std::uint8_t {
    End,
    Invalid,      ///< see CommandLine::fault
    CommandWord,  ///< the first word of the line, with inner hyphens
    Name,
    AtName,
    Integer,
    Float,
    String,
    Binding,
    Dot,
    Plus,
    Minus,
    Star,
    Slash,
    Power,
    Concatenate,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Not,
    Assign,
    Arrow,
    Open,
    Close,
    Comma,
    Colon,
    Semicolon,
    Interaction,      ///< #
    FullInteraction,  ///< ##
    Ellipsis,
    Misspelt  ///< an operator of another language, see correct_spelling()
};

struct Token {
    TokenKind kind = TokenKind::End;
    bool glued = false;  ///< no white space before it
    base::Span span;
    /// Names and strings: NFC-normalised, without quotes or `$`, at-names in canonical spelling.
    /// Others: as in the source.
    std::string_view text;
};

/// The operator meant by a token of kind Misspelt, e.g. `&` for `&&`.
[[nodiscard]] std::string_view correct_spelling(std::string_view misspelt);

/// One command with its comments. Token texts point into the source or into `storage`.
struct CommandLine {
    std::string_view source;
    std::vector<Token> tokens;  ///< the last one is End; before it there may be one Invalid
    std::optional<base::Diagnostic> fault;
    std::optional<base::Diagnostic> invalid_utf8;
    std::optional<base::Diagnostic> typographic_quotes;  ///< a warning
    std::vector<std::string> comments_inside;  ///< comment lines between continuation lines
    std::string comment_after;
    std::deque<std::string> storage;
};

/// Reads the command that begins at the current line of `lines` and moves past it. The line is
/// neither blank nor a comment.
void read_command_line(SourceLines& lines, CommandLine& result);

}  // namespace skjerm::script
