#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kTabulatePanelOptions[] = {
    kChi2, kMissing, kNolabels, kFreq, kRowpct, kColpct, kCellpct, kSummarize,
    kMean, kStd,     kSum,      kP25,  kP50,    kP75,    kGini,    kIqr};
constexpr script::OptionSpec kSummarizePanelOptions[] = {kGini, kIqr};
constexpr script::OptionSpec kRegressPanelOptions[] = {kFe,         kRe,    kBe,     kPooled,
                                                       kNoconstant, kLevel, kRobust, kCluster};
constexpr script::OptionSpec kRegressPanelPredictOptions[] = {
    kPredicted, kResiduals, kEffects, kPooled, kFe, kRe, kBe, kNoconstant};
constexpr script::OptionSpec kRegressPanelDiffOptions[] = {kLevel, kRobust, kCluster};
constexpr script::OptionSpec kHausmanOptions[] = {kNoconstant, kLevel, kSigmamore, kSigmaless,
                                                  kIncludeConstant};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "tabulate-panel",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 4,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kTabulatePanelOptions},
     .group = Group::Panel,
     .summary =
         base::LocalizedText{.nb = "Tabell for hvert tidspunkt.", .en = "Table for each date."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Table}},
    {.syntax = script::CommandSyntax{.name = "summarize-panel",
                                     .form = script::Form::Analysis,
                                     .min_operands = 0,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kSummarizePanelOptions},
     .group = Group::Panel,
     .summary = base::LocalizedText{.nb = "Nøkkeltall for hvert tidspunkt.",
                                    .en = "Summary statistics for each date."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive}},
    {.syntax = script::CommandSyntax{.name = "transitions-panel",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed},
     .group = Group::Panel,
     .summary = base::LocalizedText{.nb = "Overganger mellom tidspunkter.",
                                    .en = "Transitions between dates."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Table}},
    {.syntax = script::CommandSyntax{.name = "regress-panel",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kRegressPanelOptions},
     .group = Group::Panel,
     .summary = base::LocalizedText{.nb = "Panelregresjon.", .en = "Panel regression."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
    {.syntax = script::CommandSyntax{.name = "regress-panel-predict",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kRegressPanelPredictOptions},
     .group = Group::Panel,
     .summary = base::LocalizedText{.nb = "Predikerte verdier fra panelregresjon.",
                                    .en = "Predictions of a panel regression."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing}},
    {.syntax = script::CommandSyntax{.name = "regress-panel-diff",
                                     .form = script::Form::Analysis,
                                     .min_operands = 3,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kRegressPanelDiffOptions},
     .group = Group::Panel,
     .summary =
         base::LocalizedText{.nb = "Forskjell-i-forskjeller.", .en = "Difference in differences."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
    {.syntax = script::CommandSyntax{.name = "hausman",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kHausmanOptions},
     .group = Group::Panel,
     .summary = base::LocalizedText{.nb = "Hausmans test av faste mot tilfeldige effekter.",
                                    .en = "Hausman test of fixed against random effects."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
};

}  // namespace

std::span<const CommandSpec> planned_panel() { return kCommands; }

}  // namespace skjerm::command
