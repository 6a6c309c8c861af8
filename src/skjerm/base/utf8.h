// UTF-8 helpers on code points. Invalid sequences are reported by first_invalid_utf8(); the others
// expect valid text, and never read past the end of any text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::base {

/// Byte offset of the first invalid sequence (overlong, surrogate, truncated), or nullopt.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);
/// Number of code points.
[[nodiscard]] std::size_t code_point_count(std::string_view text);
/// The code point at byte `at` and its length in bytes. An invalid sequence counts as U+FFFD of
/// one byte, so that a loop over any text ends at its end.
struct CodePoint {
    char32_t value;
    std::size_t bytes;
};
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t code_point);
/// Unicode category L*.
[[nodiscard]] bool is_letter(char32_t code_point);
/// Must not reach a terminal as it is: control characters, line separators, and the marks that
/// reverse the direction of text and so can make a script look like another one.
[[nodiscard]] bool is_unprintable(char32_t code_point);
/// Columns on a terminal: 0 for combining marks, 2 for wide characters.
[[nodiscard]] int display_width(char32_t code_point);
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Unicode NFC.
[[nodiscard]] std::string normalise_nfc(std::string_view text);
/// Lower case, code point by code point (no special casing).
[[nodiscard]] std::u32string lower_case(std::string_view text);
/// Levenshtein distance in code points, for "did you mean".
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace skjerm::base
