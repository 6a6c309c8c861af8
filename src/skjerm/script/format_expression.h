// Expressions as canonical text, for format.cpp. A line feed marks a place where a long command may
// be broken; the language has no line feeds inside tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "skjerm/script/ast.h"

namespace skjerm::script {

/// Between two tokens: a blank, or `\` and the next line.
inline constexpr char kBreak = '\n';

/// Where an expression stands: it decides which operators need parentheses.
enum class Place : std::uint8_t {
    Value,       ///< all operators
    Binding,     ///< `let`, dates: nothing looser than `++`
    Arithmetic,  ///< `sample`: nothing looser than `+`
    Name         ///< `name (` is a call for three functions only
};

/// With the parentheses that it needs and no others.
[[nodiscard]] std::string expression_text(const Expression& expression, Place place = Place::Value);

/// In a list of expressions separated by blanks: wrapped when it would continue the one before it.
[[nodiscard]] std::string listed_text(const Expression& expression, Place place, bool is_first,
                                      std::string_view next);

/// In quotation marks that do not occur in the text.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace skjerm::script
