#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "skjerm/render/grid.h"
#include "skjerm/render/plain_markdown.h"
#include "skjerm/render/text_table.h"
#include "skjerm/render/words.h"
#include "skjerm/render/wrap.h"

namespace skjerm::render {

namespace {

using base::Language;

std::string_view pick(const Style& style, std::string_view nb, std::string_view en) {
    return style.language == Language::Bokmaal ? nb : en;
}

std::string dim(const std::string& line, const Style& style) {
    return style.colour ? "\x1b[2m" + line + "\x1b[0m" : line;
}

/// A sentence over as many lines as it takes, `prefix` before the first and blanks below it.
std::string paragraph(std::string_view prefix, std::string_view text, const Style& style) {
    const std::size_t width = style.width > prefix.size() + 20 ? style.width - prefix.size() : 20;
    std::string out;
    for (const std::string& line : wrap(text, width)) {
        const std::string before =
            out.empty() ? std::string(prefix) : std::string(prefix.size(), ' ');
        out += dim(before + line, style) + "\n";
    }
    return out;
}

/// Notes of disclosure control are the same under every result they stand under.
bool is_constant(const base::Diagnostic& note) {
    const auto code = static_cast<unsigned>(note.code);
    return code >= 5000 && code < 6000;
}

std::string full_notes(const released::Result& result, const Style& style) {
    std::string out;
    for (const released::Protection protection : result.protections())
        out += paragraph("- ", protection_sentence(protection).in(style.language), style);
    for (const base::Diagnostic& note : result.notes())
        out += paragraph("- ", printable(base::message_text(note, style.language)), style);
    if (!out.empty())
        out += paragraph("", printable(source_text(result.provenance(), style.language)), style);
    return out;
}

std::string marker_line(const released::Result& result, const Style& style) {
    std::string out;
    for (const base::Diagnostic& note : result.notes())
        if (!is_constant(note))
            out += paragraph("- ", printable(base::message_text(note, style.language)), style);
    std::string line;
    const auto add = [&](std::string_view text) {
        if (!line.empty()) line += style.ascii ? ", " : " · ";
        line += text;
    };
    for (const released::Protection protection : result.protections())
        add(protection_marker(protection).in(style.language));
    if (line.empty()) return out;
    if (result.provenance().synthetic) add(pick(style, "syntetiske data", "synthetic data"));
    return out + paragraph("", line, style);
}

std::string notes_below(const released::Result& result, const Style& style) {
    return style.notes == Notes::Full ? full_notes(result, style) : marker_line(result, style);
}

struct BodyText {
    const Style& style;

    std::string operator()(const released::Table& table) const {
        std::string out = draw_text_table(make_grid(table, style, Arrangement::Reading), style);
        for (const released::TestResult& test : table.tests) out += format_test(test, style) + "\n";
        return out;
    }
    std::string operator()(const released::Document& document) const {
        const std::string& text = document.text.in(style.language);
        if (document.format == released::Document::Format::Markdown)
            return plain_markdown(text, style);
        return lines_of(text);
    }
    std::string operator()(const released::DatasetSummary& dataset) const {
        return format_dataset(dataset, style) + "\n";
    }
    std::string operator()(const released::Notice& notice) const {
        return printable(base::message_text(notice.message, style.language)) + "\n";
    }

    static std::string lines_of(std::string_view text) {
        std::string out;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            out += printable(text.substr(0, end)) + "\n";
            text.remove_prefix(std::min(text.size(), end + 1));
        }
        return out;
    }
};

}  // namespace

std::string to_text(const released::Result& result, const Style& style) {
    std::string out = std::visit(BodyText{style}, result.body());
    // One line says all there is to say about a dataset, unless everything was asked for.
    const bool one_line = std::holds_alternative<released::DatasetSummary>(result.body()) &&
                          style.notes == Notes::Marker;
    if (!one_line) out += notes_below(result, style);
    return out;
}

std::string about_numbers(std::span<const released::Protection> protections,
                          std::span<const base::Diagnostic> notes,
                          const released::Provenance& provenance, const Style& style) {
    std::string out;
    for (const released::Protection protection : protections) {
        const std::string marker(protection_marker(protection).in(style.language));
        const std::string sentence(protection_sentence(protection).in(style.language));
        out += paragraph("- ", marker + ": " + sentence, style);
    }
    for (const base::Diagnostic& note : notes)
        out += paragraph("- ", printable(base::message_text(note, style.language)), style);
    const std::string heading(pick(style, "Om tallene", "About the numbers"));
    if (!out.empty()) out = dim(heading, style) + "\n" + out;
    return out + paragraph("", printable(source_text(provenance, style.language)), style);
}

}  // namespace skjerm::render
