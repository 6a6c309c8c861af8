// Markdown of text blocks and help as text that reads well on a terminal.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/render/document.h"

namespace skjerm::render {

/// Headings underlined, paragraphs and list items wrapped to `style.width`, tables aligned, marks
/// of emphasis and code taken away, links followed by their address; indented and fenced code as it
/// stands. Raw HTML stays text. Ends in a newline unless empty.
[[nodiscard]] std::string plain_markdown(std::string_view markdown, const Style& style);

}  // namespace skjerm::render
