// Options that several of the planned commands share, declared once.
#pragma once

#include "skjerm/script/syntax.h"

namespace skjerm::command::options {

using Arguments = script::OptionArguments;

inline constexpr script::OptionSpec kCovariance = {
    .name = "covariance",
    .arguments = Arguments::None,
    .help = {.nb = "Viser kovarianser.", .en = "Shows covariances."}};
inline constexpr script::OptionSpec kPairwise = {
    .name = "pairwise",
    .arguments = Arguments::None,
    .help = {.nb = "Bruker alle gyldige par.", .en = "Uses all valid pairs."}};
inline constexpr script::OptionSpec kObs = {
    .name = "obs",
    .arguments = Arguments::None,
    .help = {.nb = "Viser antall par.", .en = "Shows the number of pairs."}};
inline constexpr script::OptionSpec kSig = {
    .name = "sig",
    .arguments = Arguments::None,
    .help = {.nb = "Viser signifikansnivå.", .en = "Shows significance levels."}};
inline constexpr script::OptionSpec kLevel = {
    .name = "level",
    .arguments = Arguments::Number,
    .help = {.nb = "Konfidensnivå i prosent; 95 hvis ikke oppgitt.",
             .en = "Confidence level in percent; 95 by default."}};
inline constexpr script::OptionSpec kNoconstant = {
    .name = "noconstant",
    .arguments = Arguments::None,
    .help = {.nb = "Modell uten konstantledd.", .en = "Model without a constant."}};
inline constexpr script::OptionSpec kPosthoc = {
    .name = "posthoc",
    .arguments = Arguments::None,
    .help = {.nb = "Parvise sammenligninger etter Tukey.",
             .en = "Pairwise comparisons after Tukey."}};
inline constexpr script::OptionSpec kOver = {
    .name = "over",
    .arguments = Arguments::Variables,
    .help = {.nb = "Grupper langs aksen.", .en = "Groups along the axis."}};
inline constexpr script::OptionSpec kByFigure = {
    .name = "by",
    .arguments = Arguments::Variables,
    .help = {.nb = "En figur for hver gruppe.", .en = "One figure for each group."}};
inline constexpr script::OptionSpec kStack = {
    .name = "stack",
    .arguments = Arguments::None,
    .help = {.nb = "Stablede søyler.", .en = "Stacked bars."}};
inline constexpr script::OptionSpec kHorizontal = {
    .name = "horizontal",
    .arguments = Arguments::None,
    .help = {.nb = "Liggende figur.", .en = "Horizontal figure."}};
inline constexpr script::OptionSpec kDensity = {
    .name = "density", .arguments = Arguments::None, .help = {.nb = "Tetthet.", .en = "Density."}};
inline constexpr script::OptionSpec kFreq = {
    .name = "freq",
    .arguments = Arguments::None,
    .help = {.nb = "Viser antall.", .en = "Shows counts."}};
inline constexpr script::OptionSpec kFraction = {
    .name = "fraction", .arguments = Arguments::None, .help = {.nb = "Andel.", .en = "Fraction."}};
inline constexpr script::OptionSpec kPercent = {
    .name = "percent", .arguments = Arguments::None, .help = {.nb = "Prosent.", .en = "Percent."}};
inline constexpr script::OptionSpec kBin = {
    .name = "bin",
    .arguments = Arguments::Integer,
    .help = {.nb = "Antall søyler.", .en = "Number of bins."}};
inline constexpr script::OptionSpec kWidth = {
    .name = "width",
    .arguments = Arguments::Number,
    .help = {.nb = "Bredden på søylene.", .en = "Width of the bins."}};
inline constexpr script::OptionSpec kDiscrete = {
    .name = "discrete",
    .arguments = Arguments::None,
    .help = {.nb = "En søyle for hver verdi.", .en = "One bar for each value."}};
inline constexpr script::OptionSpec kNormal = {
    .name = "normal",
    .arguments = Arguments::None,
    .help = {.nb = "Tegner normalfordelingen.", .en = "Draws the normal distribution."}};
inline constexpr script::OptionSpec kRobust = {
    .name = "robust",
    .arguments = Arguments::None,
    .help = {.nb = "Robuste standardfeil.", .en = "Robust standard errors."}};
inline constexpr script::OptionSpec kCluster = {
    .name = "cluster",
    .arguments = Arguments::Variables,
    .help = {.nb = "Standardfeil for klynger.", .en = "Clustered standard errors."}};
inline constexpr script::OptionSpec kControl = {
    .name = "control",
    .arguments = Arguments::Terms,
    .help = {.nb = "Kontrollvariabler som ikke vises.", .en = "Controls that are not shown."}};
inline constexpr script::OptionSpec kOv = {.name = "ov",
                                           .arguments = Arguments::None,
                                           .help = {.nb = "Ramseys test for utelatte variabler.",
                                                    .en = "Ramsey's test for omitted variables."}};
inline constexpr script::OptionSpec kVif = {
    .name = "vif",
    .arguments = Arguments::None,
    .help = {.nb = "Variansinflasjonsfaktorer.", .en = "Variance inflation factors."}};
inline constexpr script::OptionSpec kHetBp = {
    .name = "het_bp",
    .arguments = Arguments::None,
    .help = {.nb = "Breusch-Pagan-test for heteroskedastisitet.",
             .en = "Breusch-Pagan test of heteroskedasticity."}};
inline constexpr script::OptionSpec kHetIid = {
    .name = "het_iid",
    .arguments = Arguments::None,
    .help = {.nb = "Koenkers variant av testen.", .en = "Koenker's version of the test."}};
inline constexpr script::OptionSpec kHetFstat = {
    .name = "het_fstat",
    .arguments = Arguments::None,
    .help = {.nb = "F-variant av testen.", .en = "F version of the test."}};
inline constexpr script::OptionSpec kStandardize = {
    .name = "standardize",
    .arguments = Arguments::None,
    .help = {.nb = "Standardiserte koeffisienter.", .en = "Standardised coefficients."}};
inline constexpr script::OptionSpec kMargins = {
    .name = "margins",
    .arguments = Arguments::OptionalTerms,
    .help = {.nb = "Predikert verdi ved gjennomsnittene.", .en = "Prediction at the means."}};
inline constexpr script::OptionSpec kMfx = {
    .name = "mfx",
    .arguments = Arguments::OptionalText,
    .help = {.nb = "Marginaleffekter: dydx, eyex, dyex eller eydx.",
             .en = "Marginal effects: dydx, eyex, dyex or eydx."}};
inline constexpr script::OptionSpec kMfxAt = {
    .name = "mfx_at",
    .arguments = Arguments::Text,
    .help = {.nb = "Hvor marginaleffektene beregnes: overall, mean, median eller zero.",
             .en = "Where they are computed: overall, mean, median or zero."}};
inline constexpr script::OptionSpec kOr = {
    .name = "or",
    .arguments = Arguments::None,
    .help = {.nb = "Viser oddsrater.", .en = "Shows odds ratios."}};
inline constexpr script::OptionSpec kIrr = {
    .name = "irr",
    .arguments = Arguments::None,
    .help = {.nb = "Viser rateforhold.", .en = "Shows incidence rate ratios."}};
inline constexpr script::OptionSpec kExposure = {
    .name = "exposure",
    .arguments = Arguments::Variables,
    .help = {.nb = "Eksponeringsvariabel.", .en = "Exposure variable."}};
inline constexpr script::OptionSpec kTsls = {
    .name = "tsls",
    .arguments = Arguments::None,
    .help = {.nb = "To-trinns minste kvadrater.", .en = "Two-stage least squares."}};
inline constexpr script::OptionSpec kLiml = {
    .name = "liml",
    .arguments = Arguments::None,
    .help = {.nb = "Begrenset informasjon, sannsynlighetsmaksimering.",
             .en = "Limited-information maximum likelihood."}};
inline constexpr script::OptionSpec kGmm = {
    .name = "gmm",
    .arguments = Arguments::None,
    .help = {.nb = "Generalisert momentmetode.", .en = "Generalised method of moments."}};
inline constexpr script::OptionSpec kEndog = {
    .name = "endog",
    .arguments = Arguments::None,
    .help = {.nb = "Test for endogenitet.", .en = "Test of endogeneity."}};
inline constexpr script::OptionSpec kFirststage = {
    .name = "firststage",
    .arguments = Arguments::None,
    .help = {.nb = "Viser første trinn.", .en = "Shows the first stage."}};
inline constexpr script::OptionSpec kOverid = {
    .name = "overid",
    .arguments = Arguments::None,
    .help = {.nb = "Test for overidentifisering.", .en = "Test of overidentification."}};
inline constexpr script::OptionSpec kFe = {
    .name = "fe",
    .arguments = Arguments::None,
    .help = {.nb = "Faste effekter.", .en = "Fixed effects."}};
inline constexpr script::OptionSpec kRe = {
    .name = "re",
    .arguments = Arguments::None,
    .help = {.nb = "Tilfeldige effekter.", .en = "Random effects."}};
inline constexpr script::OptionSpec kBe = {
    .name = "be",
    .arguments = Arguments::None,
    .help = {.nb = "Mellom enheter.", .en = "Between effects."}};
inline constexpr script::OptionSpec kPooled = {
    .name = "pooled",
    .arguments = Arguments::None,
    .help = {.nb = "Sammenslåtte data.", .en = "Pooled data."}};
inline constexpr script::OptionSpec kHazard = {
    .name = "hazard",
    .arguments = Arguments::None,
    .help = {.nb = "Viser hasardrater.", .en = "Shows hazard ratios."}};
inline constexpr script::OptionSpec kGridsize = {
    .name = "gridsize",
    .arguments = Arguments::Integer,
    .help = {.nb = "Antall sekskanter i bredden, høyst 25.", .en = "Hexagons across, at most 25."}};
inline constexpr script::OptionSpec kGroups = {
    .name = "groups",
    .arguments = Arguments::Integer,
    .help = {.nb = "Antall fargeklasser, høyst 10.", .en = "Colour classes, at most 10."}};
inline constexpr script::OptionSpec kPredicted = {
    .name = "predicted",
    .arguments = Arguments::Text,
    .help = {.nb = "Navn på variabelen med predikerte verdier.",
             .en = "Name of the variable with predicted values."}};
inline constexpr script::OptionSpec kResiduals = {
    .name = "residuals",
    .arguments = Arguments::Text,
    .help = {.nb = "Navn på variabelen med residualer.",
             .en = "Name of the variable with residuals."}};
inline constexpr script::OptionSpec kCooksd = {
    .name = "cooksd",
    .arguments = Arguments::Text,
    .help = {.nb = "Navn på variabelen med Cooks avstand.",
             .en = "Name of the variable with Cook's distance."}};
inline constexpr script::OptionSpec kProbabilities = {
    .name = "probabilities",
    .arguments = Arguments::Text,
    .help = {.nb = "Navn på variabelen med sannsynligheter.",
             .en = "Name of the variable with probabilities."}};
inline constexpr script::OptionSpec kPool = {
    .name = "pool",
    .arguments = Arguments::None,
    .help = {.nb = "Todelt dekomponering.", .en = "Two-fold decomposition."}};
inline constexpr script::OptionSpec kCutoff = {
    .name = "cutoff",
    .arguments = Arguments::Number,
    .help = {.nb = "Terskelen; 0 hvis ikke oppgitt.", .en = "The cutoff; 0 by default."}};
inline constexpr script::OptionSpec kPolynomial = {
    .name = "polynomial",
    .arguments = Arguments::Integer,
    .help = {.nb = "Graden til polynomet; 1 hvis ikke oppgitt.",
             .en = "Order of the polynomial; 1 by default."}};
inline constexpr script::OptionSpec kFuzzy = {
    .name = "fuzzy",
    .arguments = Arguments::Variables,
    .help = {.nb = "Behandlingsvariabel ved uskarp terskel.",
             .en = "Treatment variable of a fuzzy design."}};
inline constexpr script::OptionSpec kDerivate = {
    .name = "derivate",
    .arguments = Arguments::Integer,
    .help = {.nb = "Den deriverte som anslås; 0 hvis ikke oppgitt.",
             .en = "The derivative estimated; 0 by default."}};
inline constexpr script::OptionSpec kChi2 = {
    .name = "chi2",
    .arguments = Arguments::None,
    .help = {.nb = "Pearsons kjikvadrattest.", .en = "Pearson's chi-squared test."}};
inline constexpr script::OptionSpec kMissing = {
    .name = "missing",
    .arguments = Arguments::None,
    .help = {.nb = "Tar med manglende verdier som egne kategorier.",
             .en = "Shows missing values as categories."}};
inline constexpr script::OptionSpec kNolabels = {
    .name = "nolabels",
    .arguments = Arguments::None,
    .help = {.nb = "Viser koder i stedet for etiketter.", .en = "Shows codes instead of labels."}};
inline constexpr script::OptionSpec kRowpct = {
    .name = "rowpct",
    .arguments = Arguments::None,
    .help = {.nb = "Viser prosent av raden.", .en = "Shows row percentages."}};
inline constexpr script::OptionSpec kColpct = {
    .name = "colpct",
    .arguments = Arguments::None,
    .help = {.nb = "Viser prosent av kolonnen.", .en = "Shows column percentages."}};
inline constexpr script::OptionSpec kCellpct = {
    .name = "cellpct",
    .arguments = Arguments::None,
    .help = {.nb = "Viser prosent av alle.", .en = "Shows percentages of the grand total."}};
inline constexpr script::OptionSpec kSummarize = {
    .name = "summarize",
    .arguments = Arguments::Variables,
    .help = {.nb = "Viser statistikk for tallvariabler i hver celle.",
             .en = "Shows statistics of numeric variables in each cell."}};
inline constexpr script::OptionSpec kMean = {
    .name = "mean", .arguments = Arguments::None, .help = {.nb = "Gjennomsnitt.", .en = "Mean."}};
inline constexpr script::OptionSpec kStd = {
    .name = "std",
    .arguments = Arguments::None,
    .help = {.nb = "Standardavvik.", .en = "Standard deviation."}};
inline constexpr script::OptionSpec kSum = {
    .name = "sum", .arguments = Arguments::None, .help = {.nb = "Sum.", .en = "Sum."}};
inline constexpr script::OptionSpec kP25 = {
    .name = "p25",
    .arguments = Arguments::None,
    .help = {.nb = "Nedre kvartil.", .en = "Lower quartile."}};
inline constexpr script::OptionSpec kP50 = {
    .name = "p50", .arguments = Arguments::None, .help = {.nb = "Median.", .en = "Median."}};
inline constexpr script::OptionSpec kP75 = {
    .name = "p75",
    .arguments = Arguments::None,
    .help = {.nb = "Øvre kvartil.", .en = "Upper quartile."}};
inline constexpr script::OptionSpec kGini = {
    .name = "gini",
    .arguments = Arguments::None,
    .help = {.nb = "Gini-koeffisient.", .en = "Gini index."}};
inline constexpr script::OptionSpec kIqr = {
    .name = "iqr",
    .arguments = Arguments::None,
    .help = {.nb = "Kvartilavstand.", .en = "Interquartile range."}};
inline constexpr script::OptionSpec kEffects = {
    .name = "effects",
    .arguments = Arguments::Text,
    .help = {.nb = "Navn på variabelen med enhetseffekter.",
             .en = "Name of the variable with unit effects."}};
inline constexpr script::OptionSpec kSigmamore = {
    .name = "sigmamore",
    .arguments = Arguments::None,
    .help = {.nb = "Variansen fra den effektive modellen.",
             .en = "Variance of the efficient model."}};
inline constexpr script::OptionSpec kSigmaless = {
    .name = "sigmaless",
    .arguments = Arguments::None,
    .help = {.nb = "Variansen fra den konsistente modellen.",
             .en = "Variance of the consistent model."}};
inline constexpr script::OptionSpec kIncludeConstant = {
    .name = "include_constant",
    .arguments = Arguments::None,
    .help = {.nb = "Tar med konstantleddet.", .en = "Includes the constant."}};

}  // namespace skjerm::command::options
