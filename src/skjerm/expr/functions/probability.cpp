// Probability distributions. The first argument is the value x or the probability p, then come the
// parameters (the binomials: trials, successes, probability). expr/distributions/ computes them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/expr/distributions/distributions.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

namespace math = distributions;

template <class... Numbers>
constexpr std::size_t arity(double (*)(Numbers...)) {
    return sizeof...(Numbers);
}

template <auto Function, std::size_t... Position>
void each_row(Arguments<double> arguments, std::size_t rows, double* out,
              std::index_sequence<Position...>) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = Function(arguments[Position][row]...);
}

template <auto Function>
bool each_row_if_it_fits(Arguments<double> arguments, std::size_t rows, double* out) {
    constexpr std::size_t kCount = arity(Function);
    if (arguments.size() != kCount) return false;
    each_row<Function>(arguments, rows, out, std::make_index_sequence<kCount>());
    return true;
}

/// The `floats` form: that one of `Functions` with as many parameters as there are arguments.
template <auto... Functions>
void by_count(Arguments<double> arguments, std::size_t rows, double* out) {
    const bool done = (each_row_if_it_fits<Functions>(arguments, rows, out) || ...);
    SKJERM_CHECK(done);
}

double standard_normal_density(double x) { return math::normal_density(x, 0, 1); }
double normal_density_around(double x, double mean) { return math::normal_density(x, mean, 1); }

// ---- domains of literal arguments -------------------------------------------------------------

enum class Domain : std::uint8_t { Any, NotNegative, Positive, Probability };

bool is_in(Domain domain, double value) {
    switch (domain) {
        case Domain::Any:
            return true;
        case Domain::NotNegative:
            return value >= 0;
        case Domain::Positive:
            return value > 0;
        case Domain::Probability:
            return value >= 0 && value <= 1;
    }
    return true;
}

template <Domain... Domains>
bool in_domains(std::size_t position, double argument) {
    constexpr std::array kDomains{Domains...};
    return is_in(kDomains[position], argument);
}

/// A function in its forms, by number of arguments.
template <auto... Functions>
constexpr FunctionKernel kernel_of(bool (*in_domain)(std::size_t, double)) {
    return {.min_arguments = static_cast<std::uint8_t>(std::min({arity(Functions)...})),
            .max_arguments = static_cast<std::uint8_t>(std::max({arity(Functions)...})),
            .parameters = kNumbers,
            .floats = by_count<Functions...>,
            .in_domain = in_domain};
}

using enum Domain;
constexpr auto kX = in_domains<Any>;
constexpr auto kXMeanDeviation = in_domains<Any, Any, Positive>;
constexpr auto kTrials = in_domains<NotNegative, Any, Probability>;
constexpr auto kXDf = in_domains<Any, Positive>;
constexpr auto kPDf = in_domains<Probability, Positive>;
constexpr auto kXTwo = in_domains<Any, Positive, Positive, NotNegative>;
constexpr auto kPTwo = in_domains<Probability, Positive, Positive, NotNegative>;
constexpr auto kXDfNoncentral = in_domains<Any, Positive, NotNegative>;
constexpr auto kXDfShift = in_domains<Any, Positive, Any>;
constexpr auto kPDfShift = in_domains<Probability, Positive, Any>;

constexpr auto kF = kernel_of<math::f_lower, math::noncentral_f_lower>(kXTwo);
constexpr auto kFden = kernel_of<math::f_density>(kXTwo);
constexpr auto kFtail = kernel_of<math::f_upper, math::noncentral_f_upper>(kXTwo);
constexpr auto kBetaden = kernel_of<math::beta_density>(kXTwo);
constexpr auto kBinomial = kernel_of<math::binomial_lower>(kTrials);
constexpr auto kBinomialp = kernel_of<math::binomial_point>(kTrials);
constexpr auto kBinomialtail = kernel_of<math::binomial_upper>(kTrials);
constexpr auto kChi2 = kernel_of<math::chi2_lower>(kXDf);
constexpr auto kChi2den = kernel_of<math::chi2_density>(kXDf);
constexpr auto kChi2tail = kernel_of<math::chi2_upper>(kXDf);
constexpr auto kIbeta = kernel_of<math::beta_lower>(kXTwo);
constexpr auto kIbetatail = kernel_of<math::beta_upper>(kXTwo);
constexpr auto kInvF = kernel_of<math::f_inverse>(kPTwo);
constexpr auto kInvFtail = kernel_of<math::f_inverse_upper>(kPTwo);
constexpr auto kInvchi2 = kernel_of<math::chi2_inverse>(kPDf);
constexpr auto kInvchi2tail = kernel_of<math::chi2_inverse_upper>(kPDf);
constexpr auto kInvibeta = kernel_of<math::beta_inverse>(kPTwo);
constexpr auto kInvibetatail = kernel_of<math::beta_inverse_upper>(kPTwo);
constexpr auto kInvnFtail = kernel_of<math::noncentral_f_inverse_upper>(kPTwo);
constexpr auto kInvnttail = kernel_of<math::noncentral_t_inverse_upper>(kPDfShift);
constexpr auto kInvt = kernel_of<math::t_inverse>(kPDf);
constexpr auto kInvttail = kernel_of<math::t_inverse_upper>(kPDf);
constexpr auto kNF = kernel_of<math::noncentral_f_lower>(kXTwo);
constexpr auto kNFden = kernel_of<math::noncentral_f_density>(kXTwo);
constexpr auto kNFtail = kernel_of<math::noncentral_f_upper>(kXTwo);
constexpr auto kNchi2 = kernel_of<math::noncentral_chi2_lower>(kXDfNoncentral);
constexpr auto kNchi2den = kernel_of<math::noncentral_chi2_density>(kXDfNoncentral);
constexpr auto kNchi2tail = kernel_of<math::noncentral_chi2_upper>(kXDfNoncentral);
constexpr auto kNormal = kernel_of<math::normal_lower>(kX);
constexpr auto kNormalden =
    kernel_of<standard_normal_density, normal_density_around, math::normal_density>(
        kXMeanDeviation);
constexpr auto kNt = kernel_of<math::noncentral_t_lower>(kXDfShift);
constexpr auto kNtden = kernel_of<math::t_density, math::noncentral_t_density>(kXDfShift);
constexpr auto kNttail = kernel_of<math::noncentral_t_upper>(kXDfShift);
constexpr auto kT = kernel_of<math::t_lower>(kXDf);
constexpr auto kTden = kernel_of<math::t_density>(kXDf);
constexpr auto kTtail = kernel_of<math::t_upper>(kXDf);

constexpr FunctionExample kFExamples[] = {{"F(3.5, 2, 20)", "0.950264977924"},
                                          {"F(3.5, 2, 20, 1.5)", "0.841326849158"}};
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
constexpr FunctionExample kInvnFtailExamples[] = {{"invnFtail(.05, 2, 20, 1.5)", "5.768317136"}};
constexpr FunctionExample kInvnttailExamples[] = {{"invnttail(.05, 10, .5)", "2.41541357282"}};
constexpr FunctionExample kInvtExamples[] = {{"invt(.975, 10)", "2.22813885199"}};
constexpr FunctionExample kInvttailExamples[] = {{"invttail(.025, 10)", "2.22813885199"}};
constexpr FunctionExample kNFExamples[] = {{"nF(3.5, 2, 20, 1.5)", "0.841326849158"}};
constexpr FunctionExample kNFdenExamples[] = {{"nFden(3.5, 2, 20, 1.5)", "0.0836047782837"}};
constexpr FunctionExample kNFtailExamples[] = {{"nFtail(3.5, 2, 20, 1.5)", "0.158673150842"}};
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
                                base::LocalizedText help, std::span<const FunctionExample> examples,
                                const FunctionKernel& kernel) {
    return {.name = name,
            .group = FunctionGroup::Probability,
            .signature = signature,
            .help = help,
            .examples = examples,
            .kernel = &kernel};
}

constexpr FunctionSpec kFunctions[] = {
    function("F", "F(x, v1, v2 [, lambda])",
             {.nb = "Sannsynligheten for høyst x i F-fordelingen med v1 og v2 frihetsgrader, begge "
                    "over 0. lambda >= 0 gjør den ikke-sentral.",
              .en = "The probability of at most x in the F distribution with v1 and v2 degrees of "
                    "freedom, both above 0. lambda >= 0 makes it non-central."},
             kFExamples, kF),
    function("Fden", "Fden(x, v1, v2)",
             {.nb = "Tettheten i x til F-fordelingen med v1 og v2 frihetsgrader, begge over 0.",
              .en = "The density at x of the F distribution with v1 and v2 degrees of freedom, "
                    "both above 0."},
             kFdenExamples, kFden),
    function("Ftail", "Ftail(x, v1, v2 [, lambda])",
             {.nb = "Sannsynligheten for mer enn x i F-fordelingen med v1 og v2 frihetsgrader, "
                    "begge over 0. lambda >= 0 gjør den ikke-sentral.",
              .en = "The probability of more than x in the F distribution with v1 and v2 degrees "
                    "of freedom, both above 0. lambda >= 0 makes it non-central."},
             kFtailExamples, kFtail),
    function("betaden", "betaden(x, a, b)",
             {.nb = "Tettheten i x til betafordelingen med formparametrene a og b, begge over 0. 0 "
                    "utenfor 0 <= x <= 1.",
              .en = "The density at x of the beta distribution with the shapes a and b, both above "
                    "0. 0 outside 0 <= x <= 1."},
             kBetadenExamples, kBetaden),
    function("binomial", "binomial(n, k, p)",
             {.nb = "Sannsynligheten for høyst k suksesser i n uavhengige forsøk som lykkes med "
                    "sannsynlighet p. n og k rundes ned.",
              .en = "The probability of at most k successes in n independent trials that succeed "
                    "with probability p. n and k are rounded down."},
             kBinomialExamples, kBinomial),
    function("binomialp", "binomialp(n, k, p)",
             {.nb = "Sannsynligheten for nøyaktig k suksesser i n uavhengige forsøk som lykkes med "
                    "sannsynlighet p. n og k rundes ned.",
              .en = "The probability of exactly k successes in n independent trials that succeed "
                    "with probability p. n and k are rounded down."},
             kBinomialpExamples, kBinomialp),
    function("binomialtail", "binomialtail(n, k, p)",
             {.nb = "Sannsynligheten for minst k suksesser i n uavhengige forsøk som lykkes med "
                    "sannsynlighet p. n og k rundes ned.",
              .en = "The probability of at least k successes in n independent trials that succeed "
                    "with probability p. n and k are rounded down."},
             kBinomialtailExamples, kBinomialtail),
    function(
        "chi2", "chi2(x, v)",
        {.nb = "Sannsynligheten for høyst x i kjikvadratfordelingen med v frihetsgrader, v > 0.",
         .en = "The probability of at most x in the chi-squared distribution with v degrees of "
               "freedom, v > 0."},
        kChi2Examples, kChi2),
    function(
        "chi2den", "chi2den(x, v)",
        {.nb = "Tettheten i x til kjikvadratfordelingen med v frihetsgrader, v > 0. 0 for x < 0.",
         .en = "The density at x of the chi-squared distribution with v degrees of freedom, v > 0. "
               "0 for x < 0."},
        kChi2denExamples, kChi2den),
    function(
        "chi2tail", "chi2tail(x, v)",
        {.nb = "Sannsynligheten for mer enn x i kjikvadratfordelingen med v frihetsgrader, v > 0.",
         .en = "The probability of more than x in the chi-squared distribution with v degrees of "
               "freedom, v > 0."},
        kChi2tailExamples, kChi2tail),
    function("ibeta", "ibeta(x, a, b)",
             {.nb = "Sannsynligheten for høyst x i betafordelingen med formparametrene a og b, "
                    "begge over 0.",
              .en = "The probability of at most x in the beta distribution with the shapes a and "
                    "b, both above 0."},
             kIbetaExamples, kIbeta),
    function("ibetatail", "ibetatail(x, a, b)",
             {.nb = "Sannsynligheten for mer enn x i betafordelingen med formparametrene a og b, "
                    "begge over 0.",
              .en = "The probability of more than x in the beta distribution with the shapes a and "
                    "b, both above 0."},
             kIbetatailExamples, kIbetatail),
    function(
        "invF", "invF(p, v1, v2)",
        {.nb = "Verdien som F-fordelingen med v1 og v2 frihetsgrader, begge over 0, ligger under "
               "med sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
         .en = "The value below which the F distribution with v1 and v2 degrees of freedom, both "
               "above 0, lies with probability p, 0 <= p <= 1. Where the value is infinite the "
               "result is missing."},
        kInvFExamples, kInvF),
    function(
        "invFtail", "invFtail(p, v1, v2)",
        {.nb = "Verdien som F-fordelingen med v1 og v2 frihetsgrader, begge over 0, ligger over "
               "med sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
         .en = "The value above which the F distribution with v1 and v2 degrees of freedom, both "
               "above 0, lies with probability p, 0 <= p <= 1. Where the value is infinite the "
               "result is missing."},
        kInvFtailExamples, kInvFtail),
    function("invchi2", "invchi2(p, v)",
             {.nb = "Verdien som kjikvadratfordelingen med v frihetsgrader, v > 0, ligger under "
                    "med sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
              .en = "The value below which the chi-squared distribution with v degrees of freedom, "
                    "v > 0, lies with probability p, 0 <= p <= 1. Where the value is infinite the "
                    "result is missing."},
             kInvchi2Examples, kInvchi2),
    function("invchi2tail", "invchi2tail(p, v)",
             {.nb = "Verdien som kjikvadratfordelingen med v frihetsgrader, v > 0, ligger over med "
                    "sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
              .en = "The value above which the chi-squared distribution with v degrees of freedom, "
                    "v > 0, lies with probability p, 0 <= p <= 1. Where the value is infinite the "
                    "result is missing."},
             kInvchi2tailExamples, kInvchi2tail),
    function("invibeta", "invibeta(p, a, b)",
             {.nb = "Verdien som betafordelingen med formparametrene a og b, begge over 0, ligger "
                    "under med sannsynlighet p, 0 <= p <= 1.",
              .en = "The value below which the beta distribution with the shapes a and b, both "
                    "above 0, lies with probability p, 0 <= p <= 1."},
             kInvibetaExamples, kInvibeta),
    function("invibetatail", "invibetatail(p, a, b)",
             {.nb = "Verdien som betafordelingen med formparametrene a og b, begge over 0, ligger "
                    "over med sannsynlighet p, 0 <= p <= 1.",
              .en = "The value above which the beta distribution with the shapes a and b, both "
                    "above 0, lies with probability p, 0 <= p <= 1."},
             kInvibetatailExamples, kInvibetatail),
    function(
        "invnFtail", "invnFtail(p, v1, v2, lambda)",
        {.nb = "Verdien som den ikke-sentrale F-fordelingen med v1 og v2 frihetsgrader, begge over "
               "0, og ikke-sentralitet lambda >= 0, ligger over med sannsynlighet p, 0 <= p <= 1. "
               "Er verdien uendelig, mangler resultatet.",
         .en = "The value above which the non-central F distribution with v1 and v2 degrees of "
               "freedom, both above 0, and non-centrality lambda >= 0, lies with probability p, 0 "
               "<= p <= 1. Where the value is infinite the result is missing."},
        kInvnFtailExamples, kInvnFtail),
    function(
        "invnttail", "invnttail(p, v, lambda)",
        {.nb = "Verdien som den ikke-sentrale t-fordelingen med v frihetsgrader, v > 0, og "
               "ikke-sentralitet lambda, som kan være negativ, ligger over med sannsynlighet p, 0 "
               "<= p <= 1. Er verdien uendelig, mangler resultatet.",
         .en = "The value above which the non-central t distribution with v degrees of freedom, v "
               "> 0, and non-centrality lambda, which may be negative, lies with probability p, 0 "
               "<= p <= 1. Where the value is infinite the result is missing."},
        kInvnttailExamples, kInvnttail),
    function(
        "invt", "invt(p, v)",
        {.nb = "Verdien som t-fordelingen med v frihetsgrader, v > 0, ligger under med "
               "sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
         .en =
             "The value below which the t distribution with v degrees of freedom, v > 0, lies with "
             "probability p, 0 <= p <= 1. Where the value is infinite the result is missing."},
        kInvtExamples, kInvt),
    function(
        "invttail", "invttail(p, v)",
        {.nb = "Verdien som t-fordelingen med v frihetsgrader, v > 0, ligger over med "
               "sannsynlighet p, 0 <= p <= 1. Er verdien uendelig, mangler resultatet.",
         .en =
             "The value above which the t distribution with v degrees of freedom, v > 0, lies with "
             "probability p, 0 <= p <= 1. Where the value is infinite the result is missing."},
        kInvttailExamples, kInvttail),
    function("nF", "nF(x, v1, v2, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale F-fordelingen med v1 og v2 "
                    "frihetsgrader, begge over 0, og ikke-sentralitet lambda >= 0.",
              .en = "The probability of at most x in the non-central F distribution with v1 and v2 "
                    "degrees of freedom, both above 0, and non-centrality lambda >= 0."},
             kNFExamples, kNF),
    function("nFden", "nFden(x, v1, v2, lambda)",
             {.nb = "Tettheten i x til den ikke-sentrale F-fordelingen med v1 og v2 frihetsgrader, "
                    "begge over 0, og ikke-sentralitet lambda >= 0.",
              .en = "The density at x of the non-central F distribution with v1 and v2 degrees of "
                    "freedom, both above 0, and non-centrality lambda >= 0."},
             kNFdenExamples, kNFden),
    function("nFtail", "nFtail(x, v1, v2, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale F-fordelingen med v1 og v2 "
                    "frihetsgrader, begge over 0, og ikke-sentralitet lambda >= 0.",
              .en = "The probability of more than x in the non-central F distribution with v1 and "
                    "v2 degrees of freedom, both above 0, and non-centrality lambda >= 0."},
             kNFtailExamples, kNFtail),
    function("nchi2", "nchi2(x, v, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale kjikvadratfordelingen med v "
                    "frihetsgrader, v > 0, og ikke-sentralitet lambda >= 0.",
              .en = "The probability of at most x in the non-central chi-squared distribution with "
                    "v degrees of freedom, v > 0, and non-centrality lambda >= 0."},
             kNchi2Examples, kNchi2),
    function("nchi2den", "nchi2den(x, v, lambda)",
             {.nb = "Tettheten i x til den ikke-sentrale kjikvadratfordelingen med v "
                    "frihetsgrader, v > 0, og ikke-sentralitet lambda >= 0.",
              .en = "The density at x of the non-central chi-squared distribution with v degrees "
                    "of freedom, v > 0, and non-centrality lambda >= 0."},
             kNchi2denExamples, kNchi2den),
    function("nchi2tail", "nchi2tail(x, v, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale kjikvadratfordelingen med v "
                    "frihetsgrader, v > 0, og ikke-sentralitet lambda >= 0.",
              .en = "The probability of more than x in the non-central chi-squared distribution "
                    "with v degrees of freedom, v > 0, and non-centrality lambda >= 0."},
             kNchi2tailExamples, kNchi2tail),
    function("normal", "normal(x)",
             {.nb = "Sannsynligheten for høyst x i standardnormalfordelingen.",
              .en = "The probability of at most x in the standard normal distribution."},
             kNormalExamples, kNormal),
    function("normalden", "normalden(x [, m [, s]])",
             {.nb = "Tettheten i x til normalfordelingen med forventning m (0) og standardavvik s "
                    "(1), s > 0.",
              .en = "The density at x of the normal distribution with mean m (0) and standard "
                    "deviation s (1), s > 0."},
             kNormaldenExamples, kNormalden),
    function("nt", "nt(x, v, lambda)",
             {.nb = "Sannsynligheten for høyst x i den ikke-sentrale t-fordelingen med v "
                    "frihetsgrader, v > 0, og ikke-sentralitet lambda, som kan være negativ.",
              .en = "The probability of at most x in the non-central t distribution with v degrees "
                    "of freedom, v > 0, and non-centrality lambda, which may be negative."},
             kNtExamples, kNt),
    function(
        "ntden", "ntden(x, v [, lambda])",
        {.nb = "Tettheten i x til den ikke-sentrale t-fordelingen med v frihetsgrader, v > 0, og "
               "ikke-sentralitet lambda, som kan være negativ. Uten lambda er den sentral.",
         .en =
             "The density at x of the non-central t distribution with v degrees of freedom, v > 0, "
             "and non-centrality lambda, which may be negative. Without lambda it is central."},
        kNtdenExamples, kNtden),
    function("nttail", "nttail(x, v, lambda)",
             {.nb = "Sannsynligheten for mer enn x i den ikke-sentrale t-fordelingen med v "
                    "frihetsgrader, v > 0, og ikke-sentralitet lambda, som kan være negativ.",
              .en = "The probability of more than x in the non-central t distribution with v "
                    "degrees of freedom, v > 0, and non-centrality lambda, which may be negative."},
             kNttailExamples, kNttail),
    function("t", "t(x, v)",
             {.nb = "Sannsynligheten for høyst x i t-fordelingen med v frihetsgrader, v > 0.",
              .en = "The probability of at most x in the t distribution with v degrees of freedom, "
                    "v > 0."},
             kTExamples, kT),
    function("tden", "tden(x, v)",
             {.nb = "Tettheten i x til t-fordelingen med v frihetsgrader, v > 0.",
              .en = "The density at x of the t distribution with v degrees of freedom, v > 0."},
             kTdenExamples, kTden),
    function("ttail", "ttail(x, v)",
             {.nb = "Sannsynligheten for mer enn x i t-fordelingen med v frihetsgrader, v > 0.",
              .en = "The probability of more than x in the t distribution with v degrees of "
                    "freedom, v > 0."},
             kTtailExamples, kTtail),
};

}  // namespace

std::span<const FunctionSpec> probability_functions() { return kFunctions; }

}  // namespace skjerm::expr
