// variables: the catalogue of the connected datastores.
#include <string>

#include "skjerm/base/date.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_variable.h"
#include "skjerm/command/labels/code_table.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

using base::Language;
using datastore::Calendar;
using datastore::DataType;
using datastore::Temporality;

base::LocalizedText temporality_text(Temporality temporality) {
    switch (temporality) {
        case Temporality::Fixed:
            return {"Fast", "Fixed"};
        case Temporality::Status:
            return {"Tverrsnitt", "Status"};
        case Temporality::Accumulated:
            return {"Akkumulert", "Accumulated"};
        case Temporality::Event:
            return {"Forløp", "Event"};
    }
    return {"", ""};
}

base::LocalizedText type_text(const datastore::Variable& variable) {
    if (variable.link) return {"nøkkel", "key"};
    switch (variable.data_type) {
        case DataType::Long:
            return {"heltall", "integer"};
        case DataType::Double:
            return {"desimaltall", "decimal"};
        case DataType::String:
            return {"alfanumerisk", "alphanumeric"};
        case DataType::Date:
            return {"dato", "date"};
    }
    return {"", ""};
}

base::LocalizedText calendar_text(Calendar calendar) {
    switch (calendar) {
        case Calendar::None:
            return {"ingen dato", "no date"};
        case Calendar::YearlyJanuary1:
            return {"1. januar hvert år", "1 January each year"};
        case Calendar::YearlyJune30:
            return {"30. juni hvert år", "30 June each year"};
        case Calendar::YearlyNovember16:
            return {"16. november hvert år", "16 November each year"};
        case Calendar::YearlyDecember31:
            return {"31. desember hvert år", "31 December each year"};
        case Calendar::Monthly16:
            return {"den 16. hver måned", "the 16th of each month"};
        case Calendar::MonthlyLast:
            return {"siste dag i måneden", "the last day of each month"};
        case Calendar::MonthlyFirstAndLast:
            return {"første og siste dag i måneden", "the first and last day of each month"};
        case Calendar::CalendarYear:
            return {"kalenderår", "calendar year"};
        case Calendar::CalendarQuarter:
            return {"kvartal", "quarter"};
        case Calendar::CalendarMonth:
            return {"måned", "month"};
        case Calendar::Spell:
            return {"alle dager", "any day"};
        case Calendar::Listed:
            return {"bestemte dager", "certain days"};
    }
    return {"", ""};
}

std::string validity(const datastore::Variable& variable) {
    if (!variable.valid_from && !variable.valid_to) return "";
    return (variable.valid_from ? base::format_iso_date(*variable.valid_from) : std::string()) +
           " – " + (variable.valid_to ? base::format_iso_date(*variable.valid_to) : std::string());
}

std::string line_of(const datastore::Variable& variable, const std::string& alias,
                    Language language) {
    return "| " + alias + "/" + variable.name + " | " + variable.label.in(language) + " | " +
           variable.unit_type->label.in(language) + " | " +
           std::string(temporality_text(variable.temporality).in(language)) + " | " +
           std::string(type_text(variable).in(language)) + " | " + validity(variable) + " |\n";
}

std::string overview(const dataset::Workspace& workspace, Language language) {
    std::string text(language == Language::Bokmaal
                         ? "| Variabel | Tittel | Enhet | Temporalitet | Type | Gyldig |\n"
                         : "| Variable | Title | Unit | Temporality | Type | Valid |\n");
    text += "|---|---|---|---|---|---|\n";
    for (const dataset::Connection& connection : workspace.connections())
        for (const datastore::VariablePtr& variable : connection.store->variables())
            text += line_of(*variable, connection.alias, language);
    return text;
}

/// The codes in force when the variable ends, where they are few; else what shows them.
std::string codes(const datastore::Variable& variable, Language language) {
    constexpr std::size_t kFew = 30;
    const column::CodeListPtr list = datastore::code_list_at(variable, variable.valid_to);
    if (list == nullptr) return "";
    if (list->entries().size() <= kFew) return "\n" + code_table(*list, {}, language);
    return language == Language::Bokmaal ? "\nKodene vises med `list-labels`.\n"
                                         : "\nThe codes are shown by `list-labels`.\n";
}

std::string details(const datastore::Variable& variable, Language language) {
    const bool nb = language == Language::Bokmaal;
    std::string text = "# " + variable.name + "\n\n" + variable.label.in(language) + "\n\n";
    const auto item = [&](const char* nb_name, const char* en_name, std::string_view value) {
        if (value.empty()) return;
        text += std::string("- ") + (nb ? nb_name : en_name) + ": " + std::string(value) + "\n";
    };
    item("Enhetstype", "Unit type", variable.unit_type->label.in(language));
    item("Temporalitet", "Temporality", temporality_text(variable.temporality).in(language));
    item("Type", "Type", type_text(variable).in(language));
    item("Datoer", "Dates", calendar_text(variable.calendar).in(language));
    item("Gyldig", "Valid", validity(variable));
    item("Måleenhet", "Unit of measure", variable.measure);
    if (variable.link) item("Viser til", "Refers to", variable.link->label.in(language));
    if (variable.code_list) item("Kodeliste", "Code list", variable.code_list->label.in(language));
    return text + codes(variable, language);
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Registers>(command.operands);
    released::Text text;
    if (operands.variables.empty()) {
        text = {overview(context.workspace, Language::Bokmaal),
                overview(context.workspace, Language::English)};
    }
    for (const script::RegisterReference& reference : operands.variables) {
        SKJERM_TRY_ASSIGN(const RegisterVariable source,
                          find_register_variable(context, reference));
        text.nb += details(*source.variable, Language::Bokmaal) + "\n";
        text.en += details(*source.variable, Language::English) + "\n";
    }
    return outcome_of(context.gate().release_document(
        {.format = released::Document::Format::Markdown, .text = std::move(text)},
        context.provenance()));
}

constexpr Example kExamples[] = {{.script = "variables",
                                  .says = {.nb = "Alle variabler i de tilkoblede datalagrene",
                                           .en = "All variables of the connected datastores"}},
                                 {.script = "variables db/INNTEKT_WLONN",
                                  .says = {.nb = "Alt katalogen vet om én variabel",
                                           .en = "All the catalogue knows about one variable"}}};

}  // namespace

const CommandSpec kVariables = {
    .syntax = script::CommandSyntax{.name = "variables", .form = script::Form::Registers},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser registervariablene som kan hentes inn.",
                                   .en = "Shows the register variables that can be imported."},
    .details = {.nb = "Opplysningene er fra katalogen, ikke fra dataene. Med navn på variabler "
                      "vises også måledager og koder.",
                .en = "The facts are those of the catalogue, not of the data. With names of "
                      "variables, measurement days and codes are shown too."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
