// list-labels: the codes and labels of a code list of the session or of a register variable.
#include <string>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_variable.h"
#include "skjerm/command/labels/code_lists.h"
#include "skjerm/command/labels/code_table.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

CodeValidity validity_of(const datastore::Variable& variable, std::optional<base::DayNumber> day) {
    CodeValidity validity;
    for (const datastore::DatedCode* code : datastore::dated_codes_at(variable, day)) {
        validity.erase(code->code);
        if (!code->valid_from && !code->valid_to) continue;
        std::string& period = validity[code->code];
        if (code->valid_from) period = base::format_iso_date(*code->valid_from) + " ";
        period += "–";
        if (code->valid_to) period += " " + base::format_iso_date(*code->valid_to);
    }
    return validity;
}

released::Text table_of(const column::CodeList& list, const CodeValidity& validity) {
    return {code_table(list, validity, base::Language::Bokmaal),
            code_table(list, validity, base::Language::English)};
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::ListLabels>(command.operands);
    column::CodeListPtr list;
    CodeValidity validity;
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
        validity = validity_of(*source.variable, check.at.day);
        if (list == nullptr)
            return base::error(base::Code::VariableWithoutCodeList, reference.variable.span,
                               {base::Argument::name(source.variable->name)});
    }
    return outcome_of(context.gate().release_document(
        {.format = released::Document::Format::Markdown, .text = table_of(*list, validity)},
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
    .details = {.nb = "Der registeret har skiftet koder, vises også når hver kode gjelder. Listen "
                      "kommer fra katalogen, aldri fra dataene: at en kode står der, betyr ikke at "
                      "noen har den.",
                .en = "Where the register has changed its codes, it is shown too when each code is "
                      "valid. The list comes from the catalogue, never from the data: that a code "
                      "is there does not mean that anybody has it."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
