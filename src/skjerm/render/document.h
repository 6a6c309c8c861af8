// One released result with the command it answers, as renderers see it.
#pragma once

#include <cstddef>
#include <string>

#include "skjerm/base/language.h"
#include "skjerm/released/result.h"

namespace skjerm::render {

struct Heading {
    std::size_t index = 0;  ///< number of the command within the run
    std::string command;    ///< canonical text
    std::string name;
    std::string dataset;    ///< active when it started
    std::uint32_t first_line = 0;
    std::uint32_t first_column = 0;
    std::uint32_t last_line = 0;
    std::uint32_t last_column = 0;
};

enum class Labels : std::uint8_t { Labels, Codes, Both };

struct Style {
    base::Language language = base::Language::Bokmaal;
    bool colour = false;
    bool ascii = false;       ///< no box-drawing characters
    std::size_t width = 100;  ///< terminal columns; wider tables are split into column blocks
    char decimal = ',';
    Labels labels = Labels::Labels;
};

/// Aligned text with its notes, ending in a newline.
[[nodiscard]] std::string to_text(const released::Result& result, const Style& style);
/// GitHub-flavoured Markdown.
[[nodiscard]] std::string to_markdown(const released::Result& result, const Style& style);
/// A table as CSV, UTF-8, `separator` between fields, formula-like cells prefixed; empty for results
/// that are not tables.
[[nodiscard]] std::string to_csv(const released::Result& result, const Style& style,
                                 char separator);
/// The result document "skjerm.result/1" (docs/format/result.md), compact JSON on one line.
[[nodiscard]] std::string to_json(const released::Result& result, const Heading& heading);
/// The fixed sentences that name the measures applied, one per protection.
[[nodiscard]] std::string protection_text(released::Protection protection, base::Language language);

}  // namespace skjerm::render
