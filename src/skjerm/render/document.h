// One released result with the command it answers, as renderers see it. Presentation only: nothing
// is computed here that the result does not show.
//
// What is hard about it: a cell without a number must tell why (suppressed, not defined, missing),
// and no text of a script or catalogue may reach a terminal, a spreadsheet or a Markdown page as
// something else than text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/language.h"
#include "skjerm/released/result.h"

namespace skjerm::render {

struct Heading {
    std::size_t index = 0;  ///< number of the command within the run
    std::string command;    ///< canonical text
    std::string name;
    std::string dataset;             ///< active when it started
    std::uint32_t first_line = 0;    ///< 1-based; 0: no place in a script
    std::uint32_t first_column = 0;  ///< 1-based, in UTF-16 code units
    std::uint32_t last_line = 0;
    std::uint32_t last_column = 0;
};

enum class Labels : std::uint8_t { Labels, Codes, Both };

/// What stands below a result.
enum class Notes : std::uint8_t {
    Full,   ///< a sentence for each protection, the notes, the source
    Marker  ///< one short line; the sentences come once, from about_numbers()
};

struct Style {
    base::Language language = base::Language::Bokmaal;
    bool colour = false;
    bool ascii = false;       ///< no box-drawing characters
    std::size_t width = 100;  ///< terminal columns; wider tables are split into column blocks
    char decimal = ',';
    Labels labels = Labels::Labels;
    Notes notes = Notes::Full;
};

/// Aligned text with its notes, ending in a newline.
[[nodiscard]] std::string to_text(const released::Result& result, const Style& style);
/// GitHub-flavoured Markdown. With Notes::Marker nothing stands below the result: the caller says
/// it once with about_numbers_markdown().
[[nodiscard]] std::string to_markdown(const released::Result& result, const Style& style);
/// A table as CSV, UTF-8, CRLF, `separator` between fields: one header row, one row per combination
/// of row categories, and after an empty line the source. Text that a spreadsheet would take for a
/// formula is prefixed with an apostrophe. Empty for results that are not tables.
[[nodiscard]] std::string to_csv(const released::Result& result, const Style& style,
                                 char separator);
/// The result document "skjerm.result/1" (docs/format/result.md), compact JSON on one line.
[[nodiscard]] std::string to_json(const released::Result& result, const Heading& heading);

/// The fixed sentence that names a measure applied.
[[nodiscard]] std::string protection_text(released::Protection protection, base::Language language);
/// "Kilde: no.ssb.fdb:45.0.0, syntetiske data. Skjerm 0.1.0, regler sdc-2026-12."
[[nodiscard]] std::string source_text(const released::Provenance& provenance,
                                      base::Language language);
/// The explanation that a run with Notes::Marker prints once, below its results: what the markers
/// mean, constant notes, the source. Ends with a newline.
[[nodiscard]] std::string about_numbers(std::span<const released::Protection> protections,
                                        std::span<const base::Diagnostic> notes,
                                        const released::Provenance& provenance, const Style& style);
/// The same as Markdown, without heading and markers. Empty when there is nothing to explain.
[[nodiscard]] std::string about_numbers_markdown(std::span<const released::Protection> protections,
                                                 std::span<const base::Diagnostic> notes,
                                                 const released::Provenance& provenance,
                                                 const Style& style);

/// `text` with everything replaced that could drive a terminal; line ends and tabs become blanks.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace skjerm::render
