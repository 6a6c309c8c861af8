// clear, edit, save, load: commands of the interactive command window. Within a script they are
// refused, so that running a script never changes the user's files or throws the session away.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

base::Result<Outcome> run(Context&, const script::Command& command) {
    return base::error(base::Code::OnlyInCommandWindow, command.name.span,
                       {base::Argument::name(command.name.text)});
}

constexpr script::OptionSpec kSaveOptions[] = {
    {.name = "edit",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Lagrer over det aktive skriptet og åpner det.",
              .en = "Overwrites the active script and opens it."}}};

}  // namespace

const CommandSpec kClear = {
    .syntax = script::CommandSyntax{.name = "clear", .form = script::Form::None},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Tømmer økten.", .en = "Clears the session."},
    .details = {.nb = "Datasett, bindinger, kodelister og tilkoblinger blir borte. Brukes i "
                      "kommandovinduet, ikke i skript.",
                .en = "Datasets, bindings, code lists and connections are gone. For the command "
                      "window, not for scripts."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .run = run};

const CommandSpec kEdit = {
    .syntax = script::CommandSyntax{.name = "edit", .form = script::Form::None},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Åpner skriptet i en editor.",
                                   .en = "Opens the script in an editor."},
    .details =
        {.nb = "Det samme som save med valget edit. Brukes i kommandovinduet, ikke i skript.",
         .en = "The same as save with the option edit. For the command window, not for scripts."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .run = run};

const CommandSpec kSave = {
    .syntax = script::CommandSyntax{.name = "save",
                                    .form = script::Form::OptionalWord,
                                    .min_operands = 0,
                                    .max_operands = 1,
                                    .options = kSaveOptions},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Lagrer kommandoene i økten som et skript.",
                                   .en = "Saves the commands of the session as a script."},
    .details =
        {.nb = "Et skript som har navnet fra før, røres ikke, uten med valget edit. Navn med "
               "mellomrom skrives i anførselstegn. Brukes i kommandovinduet, ikke i skript.",
         .en = "A script that has the name already is left alone, unless the option edit is given. "
               "Names with blanks are written in quotes. For the command window, not for scripts."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .run = run};

const CommandSpec kLoad = {.syntax = script::CommandSyntax{.name = "load",
                                                           .form = script::Form::OptionalWord,
                                                           .min_operands = 1,
                                                           .max_operands = 1},
                           .group = Group::Support,
                           .summary = base::LocalizedText{.nb = "Henter fram et lagret skript.",
                                                          .en = "Loads a saved script."},
                           .details = {.nb = "Økten lagres først, og erstattes så av skriptet. "
                                             "Brukes i kommandovinduet, ikke i skript.",
                                       .en = "The session is saved first, then replaced by the "
                                             "script. For the command window, not for scripts."},
                           .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
                           .run = run};

}  // namespace skjerm::command
