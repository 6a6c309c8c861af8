// A grid as aligned text.
#pragma once

#include <string>
#include <vector>

#include "skjerm/render/document.h"
#include "skjerm/render/grid.h"

namespace skjerm::render {

/// Lines of at most `style.width` display columns where a single column allows it; a wider grid
/// becomes blocks of columns with the stub repeated. Ends in a newline.
[[nodiscard]] std::string draw_text_table(const Grid& grid, const Style& style);

/// Rows of texts in left-aligned columns, two blanks between them; the last one is not padded.
[[nodiscard]] std::string align_columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace skjerm::render
