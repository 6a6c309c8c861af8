#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kImportEventOptions[] = {kOuterJoin};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "import-event",
                                     .form = script::Form::ImportEvent,
                                     .min_operands = 1,
                                     .max_operands = 1,
                                     .options = kImportEventOptions},
     .group = Group::Import,
     .summary = base::LocalizedText{.nb = "Henter forløp i et tidsrom: en rad for hver periode.",
                                    .en = "Imports spells of an interval: one row for each."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize}},
    {.syntax = script::CommandSyntax{.name = "import-panel",
                                     .form = script::Form::ImportPanel,
                                     .min_operands = 1,
                                     .max_operands = 1000},
     .group = Group::Import,
     .summary =
         base::LocalizedText{
             .nb = "Henter variabler på flere tidspunkter: en rad for hver enhet og dato.",
             .en = "Imports variables at several dates: one row for each unit and date."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize}},
};

}  // namespace

std::span<const CommandSpec> planned_imports() { return kCommands; }

}  // namespace skjerm::command
