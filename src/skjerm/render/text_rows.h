// Rows of texts under titles: how a table of Markdown reads on a terminal.
#pragma once

#include <string>
#include <vector>

#include "skjerm/render/document.h"

namespace skjerm::render {

/// The first row has the titles. Cells are left-aligned, a row that is too short ends in empty
/// ones. The widest columns but the first are wrapped at blanks until the lines fit in
/// `style.width`; where they cannot, each row stays one line. Every text is printable(). Ends in a
/// newline.
[[nodiscard]] std::string draw_text_rows(const std::vector<std::vector<std::string>>& rows,
                                         const Style& style);

}  // namespace skjerm::render
