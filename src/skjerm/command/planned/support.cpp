#include "skjerm/command/planned/planned.h"

namespace skjerm::command {

namespace {

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "configure",
                                     .form = script::Form::Words,
                                     .min_operands = 1,
                                     .max_operands = 1000},
     .group = Group::Support,
     .summary = base::LocalizedText{.nb = "Endrer innstillinger for økten: alpha, nocache.",
                                    .en = "Changes settings of the session: alpha, nocache."},
     .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing}},
};

}  // namespace

std::span<const CommandSpec> planned_support() { return kCommands; }

}  // namespace skjerm::command
