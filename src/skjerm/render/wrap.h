// Words broken into lines of a given display width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::render {

/// Breaks `text` at blanks into lines of at most `width` display columns; a longer word is broken
/// where it must. At least one line, maybe empty.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
/// `text` repeated.
[[nodiscard]] std::string repeat(std::string_view text, std::size_t times);

}  // namespace skjerm::render
