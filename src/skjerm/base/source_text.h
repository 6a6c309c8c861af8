// A script's text with line starts, to turn byte spans into lines and columns and to draw the
// source line with carets under the faulty range.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/span.h"

namespace skjerm::base {

/// 1-based; columns count Unicode code points, a tab is one column.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    friend bool operator==(Position, Position) = default;
};

class SourceText {
public:
    SourceText(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const {
        return name_;
    }  ///< file name as the user gave it
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] Position position(std::uint32_t byte) const;
    /// Line `line` (1-based) without its line end.
    [[nodiscard]] std::string_view line(std::uint32_t line) const;

    /// `fil.skjerm:4:11: error[SKJ-2003]: …`, the source line (windowed when long), carets right
    /// for wide characters and tabs, loop values, hint. Ends with a newline.
    [[nodiscard]] std::string render(const Diagnostic& diagnostic, Language language,
                                     bool colour) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::uint32_t> line_starts_;
};

}  // namespace skjerm::base
