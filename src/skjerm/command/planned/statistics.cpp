#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kCorrelateOptions[] = {kCovariance, kPairwise, kObs, kSig};
constexpr script::OptionSpec kCiOptions[] = {kLevel};
constexpr script::OptionSpec kAnovaOptions[] = {kNoconstant, kPosthoc};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "correlate",
                                     .form = script::Form::Analysis,
                                     .min_operands = 0,
                                     .max_operands = 200,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kCorrelateOptions},
     .group = Group::Statistics,
     .summary = base::LocalizedText{.nb = "Viser korrelasjoner.", .en = "Shows correlations."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive}},
    {.syntax = script::CommandSyntax{.name = "ci",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kCiOptions},
     .group = Group::Statistics,
     .summary = base::LocalizedText{.nb = "Viser konfidensintervaller for gjennomsnitt.",
                                    .en = "Shows confidence intervals of means."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive}},
    {.syntax = script::CommandSyntax{.name = "anova",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kAnovaOptions},
     .group = Group::Statistics,
     .summary = base::LocalizedText{.nb = "Variansanalyse.", .en = "Analysis of variance."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
    {.syntax = script::CommandSyntax{.name = "normaltest",
                                     .form = script::Form::Analysis,
                                     .min_operands = 0,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed},
     .group = Group::Statistics,
     .summary = base::LocalizedText{.nb = "Tester om variabler er normalfordelte.",
                                    .en = "Tests variables for normality."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive}},
};

}  // namespace

std::span<const CommandSpec> planned_statistics() { return kCommands; }

}  // namespace skjerm::command
