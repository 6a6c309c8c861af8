#include <string>
#include <string_view>
#include <vector>

#include "skjerm/render/document.h"
#include "skjerm/render/grid.h"
#include "skjerm/render/words.h"

namespace skjerm::render {

namespace {

/// Writes fields as RFC 4180 does, with a separator of choice.
class Writer {
public:
    explicit Writer(char separator) : separator_(separator) {}

    /// A spreadsheet runs what begins like a formula; an apostrophe makes it text.
    void text(std::string_view text) {
        const bool formula =
            !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
        field(formula ? "'" + std::string(text) : std::string(text));
    }
    void number(const std::string& number) { field(number); }
    void end_row() {
        out_ += "\r\n";
        first_ = true;
    }
    std::string take() { return std::move(out_); }

private:
    void field(const std::string& text) {
        if (!first_) out_ += separator_;
        first_ = false;
        if (text.find_first_of(std::string("\"\r\n") + separator_) == std::string::npos) {
            out_ += text;
            return;
        }
        out_ += '"';
        for (const char c : text) out_ += c == '"' ? "\"\"" : std::string(1, c);
        out_ += '"';
    }

    char separator_;
    bool first_ = true;
    std::string out_;
};

std::string cell_text(const GridCell& cell, const Style& style) {
    if (cell.number.state == released::CellState::Suppressed) return "..";
    return format_cell(cell.number, cell.decimals, style, "");
}

}  // namespace

std::string to_csv(const released::Result& result, const Style& style, char separator) {
    const auto* table = std::get_if<released::Table>(&result.body());
    if (table == nullptr) return {};
    const Grid grid = make_grid(*table, style, Arrangement::Flat);
    Writer writer(separator);
    for (const std::string& title : grid.stub_titles) writer.text(title);
    for (const std::string& head : grid.header.back()) writer.text(head);
    writer.end_row();
    for (const GridLine& line : grid.lines) {
        for (const std::string& stub : line.stub) writer.text(stub);
        for (const GridCell& cell : line.cells) writer.number(cell_text(cell, style));
        writer.end_row();
    }
    writer.end_row();
    writer.text(printable(source_text(result.provenance(), style.language)));
    writer.end_row();
    return writer.take();
}

}  // namespace skjerm::render
