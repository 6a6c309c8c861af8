#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kAggregateOptions[] = {kBy};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "aggregate",
                                     .form = script::Form::Aggregation,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .options = kAggregateOptions},
     .group = Group::Transformation,
     .summary = base::LocalizedText{.nb = "Legger til statistikk for grupper som nye variabler.",
                                    .en = "Adds statistics of groups as new variables."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing}},
    {.syntax = script::CommandSyntax{.name = "collapse",
                                     .form = script::Form::Aggregation,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .options = kAggregateOptions},
     .group = Group::Transformation,
     .summary = base::LocalizedText{.nb = "Gjør datasettet om til en rad for hver gruppe.",
                                    .en = "Turns the dataset into one row for each group."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize}},
    {.syntax =
         script::CommandSyntax{
             .name = "merge", .form = script::Form::Merge, .min_operands = 1, .max_operands = 1000},
     .group = Group::Transformation,
     .summary = base::LocalizedText{.nb = "Kopierer variabler inn i et annet datasett.",
                                    .en = "Copies variables into another dataset."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize}},
};

}  // namespace

std::span<const CommandSpec> planned_transformations() { return kCommands; }

}  // namespace skjerm::command
