// A grid as aligned text.
#pragma once

#include <string>

#include "skjerm/render/document.h"
#include "skjerm/render/grid.h"

namespace skjerm::render {

/// Lines of at most `style.width` display columns where a single column allows it; a wider grid
/// becomes blocks of columns with the stub repeated. Ends in a newline.
[[nodiscard]] std::string draw_text_table(const Grid& grid, const Style& style);

}  // namespace skjerm::render
