// list-labels: the codes and labels of a code list of the session or of a register variable.
#include <string>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_variable.h"
#include "skjerm/command/labels/code_lists.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

/// `| code | label |` with the pipes of Markdown escaped.
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

released::Text table_of(const column::CodeList& list) {
    released::Text text{"| Kode | Etikett |\n|---|---|\n", "| Code | Label |\n|---|---|\n"};
    for (const column::CodeEntry& entry : list.entries()) {
        const std::string code = cell(code_text(entry.code));
        text.nb += "| " + code + " | " + cell(entry.label(base::Language::Bokmaal)) + " |\n";
        text.en += "| " + code + " | " + cell(entry.label(base::Language::English)) + " |\n";
    }
    return text;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::ListLabels>(command.operands);
    column::CodeListPtr list;
    if (const auto* name = std::get_if<script::NameExpression>(&operands.list)) {
        SKJERM_TRY_ASSIGN(list, existing_code_list(context, *name));
    } else {
        const auto& reference = std::get<script::RegisterReference>(operands.list);
        SKJERM_TRY_ASSIGN(const RegisterVariable source,
                          find_register_variable(context, reference));
        std::optional<base::DayNumber> day;
        if (operands.time) {
            const auto* date = std::get_if<script::DateLiteral>(&operands.time->node);
            SKJERM_CHECK(date != nullptr);
            day = date->days;
        }
        SKJERM_TRY_ASSIGN(
            const datastore::Store::DateCheck check,
            source.connection->store->check_date(
                *source.variable, day, operands.time ? operands.time->span : reference.span));
        if (check.warning) context.note(*check.warning);
        list = datastore::code_list_at(*source.variable, check.at.day);
        if (list == nullptr)
            return base::error(base::Code::VariableWithoutCodeList, reference.variable.span,
                               {base::Argument::name(source.variable->name)});
    }
    return outcome_of(context.gate().release_document(
        {.format = released::Document::Format::Markdown, .text = table_of(*list)},
        context.provenance()));
}

constexpr Example kExamples[] = {
    {.script = "list-labels db/BEFOLKNING_KJOENN",
     .says = {.nb = "Kodene til en fast variabel", .en = "The codes of a fixed variable"}},
    {.script = "list-labels db/BEFOLKNING_KOMMNR_FAKTISK 2024-01-01",
     .says = {.nb = "Kommunene den dagen", .en = "The municipalities of that day"}}};

}  // namespace

const CommandSpec kListLabels = {
    .syntax = script::CommandSyntax{.name = "list-labels", .form = script::Form::ListLabels},
    .group = Group::Labels,
    .summary = base::LocalizedText{.nb = "Viser koder og verdietiketter.",
                                   .en = "Shows codes and value labels."},
    .details = {.nb = "Listen kommer fra katalogen, aldri fra dataene: at en kode står der, betyr "
                      "ikke at noen har den.",
                .en =
                    "The list comes from the catalogue, never from the data: that a code is there "
                    "does not mean that anybody has it."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
