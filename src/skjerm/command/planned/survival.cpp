#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kCoxOptions[] = {kHazard, kLevel};
constexpr script::OptionSpec kKaplanMeierOptions[] = {kByFigure, kLevel};
constexpr script::OptionSpec kWeibullOptions[] = {kByFigure};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "cox",
                                     .form = script::Form::Analysis,
                                     .min_operands = 3,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kCoxOptions},
     .group = Group::Survival,
     .summary = base::LocalizedText{.nb = "Cox-regresjon.", .en = "Cox regression."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
    {.syntax = script::CommandSyntax{.name = "kaplan-meier",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 2,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kKaplanMeierOptions},
     .group = Group::Survival,
     .summary = base::LocalizedText{.nb = "Overlevelseskurve etter Kaplan og Meier.",
                                    .en = "Kaplan-Meier survival curve."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "weibull",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 2,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kWeibullOptions},
     .group = Group::Survival,
     .summary = base::LocalizedText{.nb = "Weibull-kurve.", .en = "Weibull curve."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
};

}  // namespace

std::span<const CommandSpec> planned_survival() { return kCommands; }

}  // namespace skjerm::command
