// Expressions as canonical text, for format.cpp. A line feed marks a place where a long command may
// be broken; the language has no line feeds inside tokens.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/script/ast.h"

namespace skjerm::script {

/// Between two tokens: a blank, or `\` and the next line.
inline constexpr char kBreak = '\n';

/// With the parentheses that its own operators need and no others.
[[nodiscard]] std::string expression_text(const Expression& expression);

/// In a name position, where `name (` is a call for three functions only.
[[nodiscard]] std::string name_text(const NameExpression& name);

/// In a list of expressions separated by blanks: wrapped when it would continue the one before it.
[[nodiscard]] std::string listed_text(const Expression& expression, bool is_first,
                                      std::string_view next);

/// In quotation marks that do not occur in the text.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace skjerm::script
