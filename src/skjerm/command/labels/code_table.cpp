#include "skjerm/command/labels/code_table.h"

namespace skjerm::command {

namespace {

/// `text` with the bars of Markdown escaped.
std::string cell(const std::string& text) {
    std::string escaped;
    for (const char character : text) {
        if (character == '|' || character == '\\') escaped.push_back('\\');
        escaped.push_back(character);
    }
    return escaped;
}

std::string code_text(const column::CodeValue& code) {
    if (const auto* number = std::get_if<std::int64_t>(&code)) return std::to_string(*number);
    return std::get<std::string>(code);
}

}  // namespace

std::string code_table(const column::CodeList& list, const CodeValidity& validity,
                       base::Language language) {
    const bool nb = language == base::Language::Bokmaal;
    const bool dated = !validity.empty();
    std::string table = nb ? "| Kode | Etikett |" : "| Code | Label |";
    if (dated) table += nb ? " Gyldig |" : " Valid |";
    table += dated ? "\n|---|---|---|\n" : "\n|---|---|\n";
    for (const column::CodeEntry& entry : list.entries()) {
        const std::string code = code_text(entry.code);
        table += "| " + cell(code) + " | " + cell(entry.label(language)) + " |";
        if (dated) {
            const auto period = validity.find(code);
            table += " " + (period == validity.end() ? std::string() : period->second) + " |";
        }
        table += '\n';
    }
    return table;
}

}  // namespace skjerm::command
