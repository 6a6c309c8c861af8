// What the terminal and the environment say about how to write: language, colour, characters,
// width.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "skjerm/base/language.h"
#include "skjerm/cli/arguments.h"

namespace skjerm::cli {

/// A variable of the environment; nullopt when unset or empty.
[[nodiscard]] std::optional<std::string_view> environment_variable(const char* name);

/// `--lang` wherever it stands in `words`, else the locale (nb, nn, no: Norwegian; none: Norwegian;
/// any other: English). Found before parsing, so that faults of the command line are told in it.
[[nodiscard]] base::Language choose_language(const std::vector<std::string>& words);

enum class Choice : std::uint8_t { Auto, Always, Never };

/// Colour on the file descriptor: an explicit choice wins, then NO_COLOR, then whether it is a
/// terminal that can.
[[nodiscard]] bool use_colour(Choice choice, int descriptor);
[[nodiscard]] bool is_terminal(int descriptor);
/// Whether the locale was set to something else than UTF-8.
[[nodiscard]] bool needs_ascii();
/// Columns of the terminal behind the descriptor; 100 when it is none.
[[nodiscard]] std::size_t terminal_width(int descriptor);
/// Its lines; 24 when it is none, or does not say.
[[nodiscard]] std::size_t terminal_height(int descriptor);

}  // namespace skjerm::cli
