// What the program says on standard error: diagnostics in the user's language, or as JSON lines.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/source_text.h"
#include "skjerm/cli/progress.h"

namespace skjerm::cli {

struct MessageStyle {
    base::Language language = base::Language::Bokmaal;
    bool colour = false;
    bool json = false;
    bool quiet = false;    ///< errors only
    bool verbose = false;  ///< also what is used
};

class Messages {
public:
    Messages(MessageStyle style, Progress& progress) : style_(style), progress_(progress) {}

    /// A diagnostic about the program itself.
    void tell(const base::Diagnostic& diagnostic);
    /// A diagnostic about a place in `source`.
    void tell(const base::Diagnostic& diagnostic, const base::SourceText& source);
    /// A line of text that is not about a fault.
    void line(std::string_view text);
    /// Likewise, for those who asked for more.
    void detail(std::string_view text);

    [[nodiscard]] const MessageStyle& style() const { return style_; }

private:
    void write(std::string_view text);

    MessageStyle style_;
    Progress& progress_;
};

/// The diagnostic as a JSON object (docs/format/result.md), on one line.
[[nodiscard]] std::string diagnostic_json(const base::Diagnostic& diagnostic,
                                          const base::SourceText& source);

/// A place as an editor counts it: 1-based, columns in UTF-16 code units.
struct EditorPosition {
    std::uint32_t line;
    std::uint32_t column;
};
[[nodiscard]] EditorPosition editor_position(const base::SourceText& source, std::uint32_t byte);

}  // namespace skjerm::cli
