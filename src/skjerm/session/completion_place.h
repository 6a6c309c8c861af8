// Where in a command the cursor is, as far as an unfinished command can be understood. Private to
// completion.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::session {

/// A word, a text in quotes, or a sign of the command before the cursor.
struct Piece {
    enum class Kind : std::uint8_t { Word, Text, Sign };
    Kind kind;
    std::string_view text;  ///< a text without its quotes
    std::size_t begin = 0;
};

struct Place {
    std::string_view command;   ///< empty while the command itself is being written
    std::vector<Piece> before;  ///< behind the command, up to the word at the cursor
    std::string_view prefix;    ///< of the word at the cursor
    std::size_t begin = 0;      ///< where that word, or its quote, begins
    char quote = 0;             ///< of a text that the cursor is in
    int depth = 0;              ///< open parentheses
    std::string_view option;    ///< whose parentheses the cursor is in
    std::string_view function;  ///< likewise
    bool in_options = false;    ///< behind the comma of the command
    bool in_expression = false;
    bool is_comment = false;
};

/// The place of the byte `cursor` of `text`.
[[nodiscard]] Place place_at(std::string_view text, std::size_t cursor);

}  // namespace skjerm::session
