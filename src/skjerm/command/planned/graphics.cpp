#include "skjerm/command/planned/planned.h"
#include "skjerm/command/planned/shared_options.h"

namespace skjerm::command {

namespace {

using namespace options;

constexpr script::OptionSpec kBarchartOptions[] = {kOver, kByFigure, kStack, kHorizontal};
constexpr script::OptionSpec kHistogramOptions[] = {kDensity, kFreq,     kFraction, kPercent, kBin,
                                                    kWidth,   kDiscrete, kNormal,   kByFigure};
constexpr script::OptionSpec kBoxplotOptions[] = {kOver, kHorizontal, kByFigure};
constexpr script::OptionSpec kCoefplotOptions[] = {
    kNoconstant, kLevel,  kRobust,   kCluster,     kControl, kOv,     kVif,
    kHetBp,      kHetIid, kHetFstat, kStandardize, kMargins, kMfx,    kMfxAt,
    kOr,         kIrr,    kExposure, kTsls,        kLiml,    kGmm,    kEndog,
    kFirststage, kOverid, kFe,       kRe,          kBe,      kPooled, kHazard};
constexpr script::OptionSpec kHexbinOptions[] = {kGridsize, kGroups};

const CommandSpec kCommands[] = {
    {.syntax = script::CommandSyntax{.name = "barchart",
                                     .form = script::Form::AnalysisStatistic,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kBarchartOptions},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Søylediagram.", .en = "Bar chart."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "histogram",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 1,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kHistogramOptions},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Histogram.", .en = "Histogram."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "boxplot",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kBoxplotOptions},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Boksplott.", .en = "Box plot."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "coefplot",
                                     .form = script::Form::AnalysisModel,
                                     .min_operands = 1,
                                     .max_operands = 1000,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kCoefplotOptions},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Figur av koeffisienter med konfidensintervaller.",
                                    .en = "Chart of coefficients with confidence intervals."},
     .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Model}},
    {.syntax = script::CommandSyntax{.name = "hexbin",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 2,
                                     .if_clause = script::Clause::Allowed,
                                     .options = kHexbinOptions},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Sekskantdiagram over to variabler.",
                                    .en = "Hexagon chart of two variables."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "piechart",
                                     .form = script::Form::Analysis,
                                     .min_operands = 1,
                                     .max_operands = 1,
                                     .if_clause = script::Clause::Allowed},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Kakediagram.", .en = "Pie chart."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
    {.syntax = script::CommandSyntax{.name = "sankey",
                                     .form = script::Form::Analysis,
                                     .min_operands = 2,
                                     .max_operands = 8,
                                     .if_clause = script::Clause::Allowed},
     .group = Group::Graphics,
     .summary = base::LocalizedText{.nb = "Flytdiagram.", .en = "Flow chart."},
     .disclosure = DisclosureRow{Treatment::Winsorised, Release::Chart}},
};

}  // namespace

std::span<const CommandSpec> planned_graphics() { return kCommands; }

}  // namespace skjerm::command
