// Tree to canonical text: one command a line, one blank between tokens, loop bodies indented by
// four blanks, long commands broken with `\` before column 100, comments kept in their places.
// parse(format(tree)) == tree, and format(parse(format(tree))) == format(tree).
#pragma once

#include <string>

#include "skjerm/script/ast.h"

namespace skjerm::script {

[[nodiscard]] std::string format(const Script& script);
[[nodiscard]] std::string format(const Command& command);
[[nodiscard]] std::string format(const Expression& expression);

}  // namespace skjerm::script
