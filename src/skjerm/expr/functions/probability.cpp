// Probability distributions: declared with their help and documented values, not in use yet. The
// first argument is the value x or the probability p, then come the parameters.
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

constexpr FunctionExample kFExamples[] = {{"F(3.5, 2, 20)", "0.950264977924"},
                                          {"F(3.5, 2, 20, 1.5)", "0.841326849118"}};
constexpr FunctionExample kFdenExamples[] = {{"Fden(3.5, 2, 20)", "0.0368407570934"}};
constexpr FunctionExample kFtailExamples[] = {{"Ftail(3.5, 2, 20)", "0.0497350220761"}};
constexpr FunctionExample kBetadenExamples[] = {{"betaden(.3, 2, 5)", "2.1609"}};
constexpr FunctionExample kBinomialExamples[] = {{"binomial(10, 3, .5)", "0.171875"}};
constexpr FunctionExample kBinomialpExamples[] = {{"binomialp(10, 3, .5)", "0.1171875"}};
constexpr FunctionExample kBinomialtailExamples[] = {{"binomialtail(10, 3, .5)", "0.9453125"}};
constexpr FunctionExample kChi2Examples[] = {{"chi2(5.99, 2)", "0.949963372913"}};
constexpr FunctionExample kChi2denExamples[] = {{"chi2den(5.99, 2)", "0.0250183135433"}};
constexpr FunctionExample kChi2tailExamples[] = {{"chi2tail(5.99, 2)", "0.0500366270866"}};
constexpr FunctionExample kIbetaExamples[] = {{"ibeta(.3, 2, 5)", "0.579825"}};
constexpr FunctionExample kIbetatailExamples[] = {{"ibetatail(.3, 2, 5)", "0.420175"}};
constexpr FunctionExample kInvFExamples[] = {{"invF(.95, 2, 20)", "3.49282847674"}};
constexpr FunctionExample kInvFtailExamples[] = {{"invFtail(.05, 2, 20)", "3.49282847674"}};
constexpr FunctionExample kInvchi2Examples[] = {{"invchi2(.95, 2)", "5.99146454711"}};
constexpr FunctionExample kInvchi2tailExamples[] = {{"invchi2tail(.05, 2)", "5.99146454711"}};
constexpr FunctionExample kInvibetaExamples[] = {{"invibeta(.5, 2, 5)", "0.264449983296"}};
constexpr FunctionExample kInvibetatailExamples[] = {{"invibetatail(.1, 2, 5)", "0.510316306551"}};
constexpr FunctionExample kInvnFtailExamples[] = {{"invnFtail(.05, 2, 20, 1.5)", "5.76831715846"}};
constexpr FunctionExample kInvnttailExamples[] = {{"invnttail(.05, 10, .5)", "2.41541357282"}};
constexpr FunctionExample kInvtExamples[] = {{"invt(.975, 10)", "2.22813885199"}};
constexpr FunctionExample kInvttailExamples[] = {{"invttail(.025, 10)", "2.22813885199"}};
constexpr FunctionExample kNFExamples[] = {{"nF(3.5, 2, 20, 1.5)", "0.841326849118"}};
constexpr FunctionExample kNFdenExamples[] = {{"nFden(3.5, 2, 20, 1.5)", "0.0836047782837"}};
constexpr FunctionExample kNFtailExamples[] = {{"nFtail(3.5, 2, 20, 1.5)", "0.158673150882"}};
constexpr FunctionExample kNchi2Examples[] = {{"nchi2(5.99, 2, 1.5)", "0.821576170568"}};
constexpr FunctionExample kNchi2denExamples[] = {{"nchi2den(5.99, 2, 1.5)", "0.0575635839068"}};
constexpr FunctionExample kNchi2tailExamples[] = {{"nchi2tail(5.99, 2, 1.5)", "0.178423829432"}};
constexpr FunctionExample kNormalExamples[] = {{"normal(1.96)", "0.975002104852"}};
constexpr FunctionExample kNormaldenExamples[] = {{"normalden(0)", "0.398942280401"},
                                                  {"normalden(105, 100, 15)", "0.0251588818462"}};
constexpr FunctionExample kNtExamples[] = {{"nt(2, 10, .5)", "0.908111099542"}};
constexpr FunctionExample kNtdenExamples[] = {{"ntden(2, 10, .5)", "0.130641006393"}};
constexpr FunctionExample kNttailExamples[] = {{"nttail(2, 10, .5)", "0.0918889004577"}};
constexpr FunctionExample kTExamples[] = {{"t(2, 10)", "0.963305982615"}};
constexpr FunctionExample kTdenExamples[] = {{"tden(2, 10)", "0.0611457663212"}};
constexpr FunctionExample kTtailExamples[] = {{"ttail(2, 10)", "0.0366940173854"}};

constexpr FunctionSpec function(std::string_view name, std::string_view signature,
                                base::LocalizedText help,
                                std::span<const FunctionExample> examples) {
    return {.name = name,
            .group = FunctionGroup::Probability,
            .signature = signature,
            .help = help,
            .examples = examples};
}

constexpr FunctionSpec kFunctions[] = {
    function("F", "F(x, v1, v2 [, lambda])",
             {.nb = "Sannsynligheten for høyst x i F-fordelingen med v1 og v2 frihetsgrader; "
                    "lambda gjør den ikke-sentral.",
              .en = "The probability of at most x in the F distribution with v1 and v2 degrees of "
                    "freedom; lambda makes it non-central."},
             kFExamples),
    function(
        "Fden", "Fden(x, v1, v2)",
        {.nb = "Tettheten i x til F-fordelingen.", .en = "The density at x of the F distribution."},
        kFdenExamples),
    function("Ftail", "Ftail(x, v1, v2 [, lambda])",
             {.nb = "Sannsynligheten for mer enn x i F-fordelingen.",
              .en = "The probability of more than x in the F distribution."},
             kFtailExamples),
    function("betaden", "betaden(x, a, b)",
             {.nb = "Tettheten i x til betafordelingen.",
              .en = "The density at x of the beta distribution."},
             kBetadenExamples),
    function("binomial", "binomial(n, k, p)",
             {.nb = "Sannsynligheten for høyst k suksesser i n forsøk.",
              .en = "The probability of at most k successes in n trials."},
             kBinomialExamples),
    function("binomialp", "binomialp(n, k, p)",
             {.nb = "Sannsynligheten for nøyaktig k suksesser i n forsøk.",
              .en = "The probability of exactly k successes in n trials."},
             kBinomialpExamples),
    function("binomialtail", "binomialtail(n, k, p)",
             {.nb = "Sannsynligheten for minst k suksesser i n forsøk.",
              .en = "The probability of at least k successes in n trials."},
             kBinomialtailExamples),
    function("chi2", "chi2(x, v)",
             {.nb = "Sannsynligheten for høyst x i kjikvadratfordelingen med v frihetsgrader.",
              .en = "The probability of at most x in the chi-squared distribution with v degrees "
                    "of freedom."},
             kChi2Examples),
    function("chi2den", "chi2den(x, v)",
             {.nb = "Tettheten i x til kjikvadratfordelingen.",
              .en = "The density at x of the chi-squared distribution."},
             kChi2denExamples),
    function("chi2tail", "chi2tail(x, v)",
             {.nb = "Sannsynligheten for mer enn x i kjikvadratfordelingen.",
              .en = "The probability of more than x in the chi-squared distribution."},
             kChi2tailExamples),
    function("ibeta", "ibeta(x, a, b)",
             {.nb = "Sannsynligheten for høyst x i betafordelingen.",
              .en = "The probability of at most x in the beta distribution."},
             kIbetaExamples),
    function("ibetatail", "ibetatail(x, a, b)",
             {.nb = "Sannsynligheten for mer enn x i betafordelingen.",
              .en = "The probability of more than x in the beta distribution."},
             kIbetatailExamples),
    function("invF", "invF(p, v1, v2)",
             {.nb = "Verdien som F-fordelingen ligger under med sannsynlighet p.",
              .en = "The value below which the F distribution lies with probability p."},
             kInvFExamples),
    function("invFtail", "invFtail(p, v1, v2)",
             {.nb = "Verdien som F-fordelingen ligger over med sannsynlighet p.",
              .en = "The value above which the F distribution lies with probability p."},
             kInvFtailExamples),
    function("invchi2", "invchi2(p, v)",
             {.nb = "Verdien som kjikvadratfordelingen ligger under med sannsynlighet p.",
              .en = "The value below which the chi-squared distribution lies with probability p."},
             kInvchi2Examples),
    function("invchi2tail", "invchi2tail(p, v)",
             {.nb = "Verdien som kjikvadratfordelingen ligger over med sannsynlighet p.",
              .en = "The value above which the chi-squared distribution lies with probability p."},
             kInvchi2tailExamples),
    function("invibeta", "invibeta(p, a, b)",
             {.nb = "Verdien som betafordelingen ligger under med sannsynlighet p.",
              .en = "The value below which the beta distribution lies with probability p."},
             kInvibetaExamples),
    function("invibetatail", "invibetatail(p, a, b)",
             {.nb = "Verdien som betafordelingen ligger over med sannsynlighet p.",
              .en = "The value above which the beta distribution lies with probability p."},
             kInvibetatailExamples),
    function(
        "invnFtail", "invnFtail(p, v1, v2, lambda)",
        {.nb = "Verdien som den ikke-sentrale F-fordelingen ligger over med sannsynlighet p.",
         .en = "The value above which the non-central F distribution lies with probability p."},
        kInvnFtailExamples),
    function(
        "invnttail", "invnttail(p, v, lambda)",
        {.nb = "Verdien som den ikke-sentrale t-fordelingen ligger over med sannsynlighet p.",
         .en = "The value above which the non-central t distribution lies with probability p."},
        kInvnttailExamples),
    function("invt", "invt(p, v)",
             {.nb = "Verdien som t-fordelingen ligger under med sannsynlighet p.",
              .en = "The value below which the t distribution lies with probability p."},
             kInvtExamples),
    function("invttail", "invttail(p, v)",
             {.nb = "Verdien som t-fordelingen ligger over med sannsynlighet p.",
              .en = "The value above which the t distribution lies with probability p."},
             kInvttailExamples),
    function("nF", "nF(x, v1, v2, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale F-fordelingen.",
              .en = "The probability of at most x in the non-central F distribution."},
             kNFExamples),
    function("nFden", "nFden(x, v1, v2, lambda)",
             {.nb = "Tettheten i x til den ikke-sentrale F-fordelingen.",
              .en = "The density at x of the non-central F distribution."},
             kNFdenExamples),
    function("nFtail", "nFtail(x, v1, v2, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale F-fordelingen.",
              .en = "The probability of more than x in the non-central F distribution."},
             kNFtailExamples),
    function("nchi2", "nchi2(x, v, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale kjikvadratfordelingen.",
              .en = "The probability of at most x in the non-central chi-squared distribution."},
             kNchi2Examples),
    function("nchi2den", "nchi2den(x, v, lambda)",
             {.nb = "Tettheten i x til den ikke-sentrale kjikvadratfordelingen.",
              .en = "The density at x of the non-central chi-squared distribution."},
             kNchi2denExamples),
    function("nchi2tail", "nchi2tail(x, v, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale kjikvadratfordelingen.",
              .en = "The probability of more than x in the non-central chi-squared distribution."},
             kNchi2tailExamples),
    function("normal", "normal(x)",
             {.nb = "Sannsynligheten for høyst x i standardnormalfordelingen.",
              .en = "The probability of at most x in the standard normal distribution."},
             kNormalExamples),
    function(
        "normalden", "normalden(x [, m [, s]])",
        {.nb = "Tettheten i x til normalfordelingen med forventning m (0) og standardavvik s (1).",
         .en = "The density at x of the normal distribution with mean m (0) and standard deviation "
               "s (1)."},
        kNormaldenExamples),
    function("nt", "nt(x, v, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale t-fordelingen.",
              .en = "The probability of at most x in the non-central t distribution."},
             kNtExamples),
    function("ntden", "ntden(x, v [, lambda])",
             {.nb = "Tettheten i x til den ikke-sentrale t-fordelingen.",
              .en = "The density at x of the non-central t distribution."},
             kNtdenExamples),
    function("nttail", "nttail(x, v, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale t-fordelingen.",
              .en = "The probability of more than x in the non-central t distribution."},
             kNttailExamples),
    function(
        "t", "t(x, v)",
        {.nb = "Sannsynligheten for høyst x i t-fordelingen med v frihetsgrader.",
         .en = "The probability of at most x in the t distribution with v degrees of freedom."},
        kTExamples),
    function(
        "tden", "tden(x, v)",
        {.nb = "Tettheten i x til t-fordelingen.", .en = "The density at x of the t distribution."},
        kTdenExamples),
    function("ttail", "ttail(x, v)",
             {.nb = "Sannsynligheten for mer enn x i t-fordelingen.",
              .en = "The probability of more than x in the t distribution."},
             kTtailExamples),
};

}  // namespace

std::span<const FunctionSpec> probability_functions() { return kFunctions; }

}  // namespace skjerm::expr
