// history: the commands of the session so far, as text that can be copied.
#include "skjerm/command/command_list.h"
#include "skjerm/command/context.h"

namespace skjerm::command {

namespace {

base::Result<Outcome> run(Context& context, const script::Command&) {
    std::string text;
    for (const std::string& line : *context.environment.history) text += line + "\n";
    return outcome_of(context.gate().release_document(
        {.format = released::Document::Format::Plain, .text = {text, text}}, context.provenance()));
}

constexpr Example kExamples[] = {
    {.script = "history", .says = {.nb = "Alle kommandoene til nå", .en = "All commands so far"}}};

}  // namespace

const CommandSpec kHistory = {
    .syntax = script::CommandSyntax{.name = "history", .form = script::Form::None},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser kommandoene i økten, uten resultater.",
                                   .en = "Shows the commands of the session, without results."},
    .details = {.nb = "Kommandoene står i rekkefølge og kan kopieres til et skript.",
                .en = "The commands stand in order and can be copied into a script."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
