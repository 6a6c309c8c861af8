#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "skjerm/render/grid.h"
#include "skjerm/render/words.h"

namespace skjerm::render {

namespace {

/// Between groups of digits, so that no line breaks within a number.
constexpr std::string_view kNoBreakSpace = "\u00a0";

/// `text` so that Markdown shows it as it is, also within a table.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_{}[]<>#|~&").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string table_row(const std::vector<std::string>& cells) {
    std::string out = "|";
    for (const std::string& cell : cells) out += " " + (cell.empty() ? "" : cell + " ") + "|";
    return out + "\n";
}

/// All levels of one column's header in one text.
std::string column_head(const Grid& grid, std::size_t column) {
    std::string head;
    for (const auto& level : grid.header) {
        if (level[column].empty()) continue;
        if (!head.empty()) head += " / ";
        head += escaped(level[column]);
    }
    return head;
}

struct BodyMarkdown {
    const Style& style;

    std::string operator()(const released::Table& table) const {
        const Grid grid = make_grid(table, style, Arrangement::Reading);
        std::string out;
        std::vector<std::string> head;
        std::vector<std::string> alignment;
        for (const std::string& title : grid.stub_titles) {
            head.push_back(escaped(title));
            alignment.emplace_back(":--");
        }
        for (std::size_t column = 0; column < grid.columns(); ++column) {
            head.push_back(column_head(grid, column));
            alignment.emplace_back("--:");
        }
        if (!grid.corner.empty() || !grid.column_titles.empty()) {
            out += escaped(grid.corner);
            if (!grid.corner.empty() && !grid.column_titles.empty()) out += ", ";
            out += escaped(grid.column_titles) + "\n\n";
        }
        out += table_row(head) + table_row(alignment);
        for (const GridLine& line : grid.lines) {
            std::vector<std::string> cells;
            for (const std::string& stub : line.stub) cells.push_back(escaped(stub));
            for (const GridCell& cell : line.cells)
                cells.push_back(format_cell(cell.number, cell.decimals, style, kNoBreakSpace));
            out += table_row(cells);
        }
        for (const released::TestResult& test : table.tests)
            out += "\n" + escaped(format_test(test, style)) + "\n";
        return out;
    }
    std::string operator()(const released::Document& document) const {
        std::string text = document.text.in(style.language);
        if (!text.empty() && text.back() != '\n') text += '\n';
        if (document.format == released::Document::Format::Markdown) return text;
        return "```\n" + text + "```\n";
    }
    std::string operator()(const released::DatasetSummary& dataset) const {
        return "_" + escaped(format_dataset(dataset, style)) + "_\n";
    }
    std::string operator()(const released::Notice& notice) const {
        return "_" + escaped(printable(base::message_text(notice.message, style.language))) + "_\n";
    }
};

}  // namespace

std::string to_markdown(const released::Result& result, const Style& style) {
    const std::string out = std::visit(BodyMarkdown{style}, result.body());
    if (style.notes == Notes::Marker) return out;
    const std::string below =
        about_numbers_markdown(result.protections(), result.notes(), result.provenance(), style);
    return below.empty() ? out : out + "\n" + below;
}

std::string about_numbers_markdown(std::span<const released::Protection> protections,
                                   std::span<const base::Diagnostic> notes,
                                   const released::Provenance& provenance, const Style& style) {
    std::string out;
    for (const released::Protection protection : protections)
        out += "- " + escaped(protection_sentence(protection).in(style.language)) + "\n";
    for (const base::Diagnostic& note : notes)
        out += "- " + escaped(printable(base::message_text(note, style.language))) + "\n";
    if (out.empty()) return out;
    return out + "\n" + escaped(printable(source_text(provenance, style.language))) + "\n";
}

}  // namespace skjerm::render
