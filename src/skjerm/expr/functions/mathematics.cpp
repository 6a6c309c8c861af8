#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/expr/binder.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// C(2k, k) leaves the range of double beyond this k.
constexpr double kLargestSubset = 1030;

bool copy_integers(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    std::copy_n(arguments[0], rows, out);
    return false;
}

Interval magnitudes(std::span<const Interval> arguments) {
    const Interval x = arguments[0];
    return {.low = 0, .high = std::max({x.low, -x.low, x.high, -x.high})};
}

double logit(double x) { return x > 0 && x < 1 ? std::log(x) - std::log1p(-x) : kMissing; }

double log_factorial(double n) {
    if (!(n >= 0) || n != std::floor(n)) return kMissing;
    int sign = 0;
    return ::lgamma_r(n + 1, &sign);  // lgamma writes a global, and rows run on several threads
}

/// Multiplies up; each partial product is a binomial coefficient itself, so it stays integral.
double combinations(double n, double k) {
    if (!(k >= 0 && k <= n) || n != std::floor(n) || k != std::floor(k) || std::isinf(n))
        return kMissing;
    const double chosen = std::min(k, n - k);
    if (chosen > kLargestSubset) return kMissing;
    double result = 1;
    for (double i = 1; i <= chosen; ++i) result = result * (n - chosen + i) / i;
    return result;
}

void combinations_of(Arguments<double> arguments, std::size_t rows, double* out) {
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = combinations(arguments[0][row], arguments[1][row]);
}

void pi_everywhere(Arguments<double>, std::size_t rows, double* out) {
    std::fill_n(out, rows, std::numbers::pi);
}

/// floor(scaled + 0.5). `tolerance`: how far below a tie still counts as one.
double nearest_whole(double scaled, double tolerance) {
    const double below = std::floor(scaled);
    return scaled - below >= 0.5 - tolerance ? below + 1 : below;
}

/// The multiple of `unit` nearest to x, ties away from zero. A unit such as 0.01 is the inverse of
/// a whole number, and dividing by that number gives the decimals their nearest double. What lies
/// within four units in the last place of a tie counts as one there: 1.005 * 100 is
/// 100.49999999999999 and means 100.5.
double round_to(double x, double unit) {
    if (!(unit > 0) || std::isinf(unit) || std::isnan(x)) return kMissing;
    const double magnitude = std::abs(x);
    const double inverse = std::round(1 / unit);
    const bool decimal = unit < 1 && std::abs(1 / unit - inverse) < 1e-9;
    if (!decimal) return std::copysign(nearest_whole(magnitude / unit, 0) * unit, x);
    const double scaled = magnitude * inverse;
    constexpr double kAllWholeFrom = 4503599627370496.0;  // 2^52
    if (scaled >= kAllWholeFrom) return x;
    const double tolerance = 4 * (std::nextafter(scaled, kAllWholeFrom) - scaled);
    return std::copysign(nearest_whole(scaled, tolerance) / inverse, x);
}

void round_floats(Arguments<double> arguments, std::size_t rows, double* out) {
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = round_to(arguments[0][row], arguments[1][row]);
}

void round_whole_floats(Arguments<double> arguments, std::size_t rows, double* out) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = round_to(arguments[0][row], 1);
}

/// Integers to multiples of integers, exactly.
bool round_integers(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    bool overflow = false;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::int64_t x = arguments[0][row];
        const std::int64_t unit = arguments[1][row];
        if (column::is_missing(x) || unit <= 0) {  // a missing unit is negative too
            out[row] = column::missing<std::int64_t>();
            continue;
        }
        const std::int64_t magnitude = x < 0 ? -x : x;
        const std::int64_t below = magnitude / unit * unit;
        const std::int64_t rest = magnitude - below;
        std::int64_t rounded = below;
        if (rest >= unit - rest) overflow |= __builtin_add_overflow(below, unit, &rounded);
        overflow |= is_beyond_exact(rounded);
        out[row] = x < 0 ? -rounded : rounded;
    }
    return overflow;
}

constexpr FunctionKernel kRoundToOne{.parameters = kNumbers,
                                     .result = ResultRule::Integral,
                                     .floats = round_whole_floats,
                                     .integers = copy_integers,
                                     .bounds = among};
constexpr FunctionKernel kRoundToWhole{.min_arguments = 2,
                                       .max_arguments = 2,
                                       .parameters = kNumbers,
                                       .result = ResultRule::Integral,
                                       .floats = round_floats,
                                       .integers = round_integers};
constexpr FunctionKernel kRoundToFraction{.min_arguments = 2,
                                          .max_arguments = 2,
                                          .parameters = kNumbers,
                                          .result = ResultRule::Float,
                                          .floats = round_floats};

base::Result<BoundPtr> lower_round(const CallContext& call) {
    if (call.arguments.size() == 1)
        return Binder::call(call.function, kRoundToOne, call.arguments, call.span);
    const BoundPtr& unit = call.arguments[1];
    const Value* literal = unit->constant();
    const auto* fraction = literal ? std::get_if<double>(literal) : nullptr;
    const bool whole =
        unit->kind == column::Kind::Integer || (fraction && *fraction == std::floor(*fraction));
    return Binder::call(call.function, whole ? kRoundToWhole : kRoundToFraction, call.arguments,
                        call.span);
}

base::Result<BoundPtr> lower_quantile(const CallContext& call) {
    const Value* groups = call.arguments[1]->constant();
    const auto* count = groups ? std::get_if<std::int64_t>(groups) : nullptr;
    if (!count)
        return base::error(base::Code::ConstantExpected, call.arguments[1]->span,
                           {base::Argument::name(call.function.name),
                            base::Argument::script_text(call.function.signature)});
    return std::make_shared<const BoundNode>(
        BoundNode{.node = QuantileNode{call.arguments[0], static_cast<int>(*count)},
                  .kind = column::Kind::Integer,
                  .format = Format::Plain,
                  .span = call.span});
}

constexpr auto kNotNegative = [](std::size_t, double x) { return x >= 0; };
constexpr auto kPositive = [](std::size_t, double x) { return x > 0; };
constexpr auto kWithinOne = [](std::size_t, double x) { return x >= -1 && x <= 1; };
constexpr auto kShare = [](std::size_t, double x) { return x > 0 && x < 1; };
constexpr auto kUnit = [](std::size_t position, double x) { return position == 0 || x > 0; };
constexpr auto kGroups = [](std::size_t position, double x) {
    return position == 0 || (x >= 2 && x <= 100);
};

template <auto Function>
constexpr FunctionKernel kPlain{.parameters = kNumbers, .floats = each_float<Function>};
template <auto Function, auto InDomain>
constexpr FunctionKernel kLimited{
    .parameters = kNumbers, .floats = each_float<Function>, .in_domain = InDomain};
template <auto Function>
constexpr FunctionKernel kWhole{.parameters = kNumbers,
                                .result = ResultRule::Integral,
                                .floats = each_float<Function>,
                                .integers = copy_integers,
                                .bounds = among};

constexpr FunctionKernel kAbs{
    .parameters = kNumbers,
    .result = ResultRule::AsArguments,
    .floats = each_float<[](double x) { return std::abs(x); }>,
    .integers = each_integer<[](std::int64_t x) { return x < 0 ? -x : x; }>,
    .bounds = magnitudes};
constexpr FunctionKernel kComb{.min_arguments = 2,
                               .max_arguments = 2,
                               .parameters = kNumbers,
                               .result = ResultRule::Integral,
                               .floats = combinations_of,
                               .in_domain = kNotNegative};
constexpr FunctionKernel kPi{
    .min_arguments = 0, .max_arguments = 0, .parameters = {}, .floats = pi_everywhere};
constexpr FunctionKernel kQuantile{.min_arguments = 2,
                                   .max_arguments = 2,
                                   .parameters = kNumbers,
                                   .result = ResultRule::AsLowered,
                                   .whole_population = true,
                                   .lower = lower_quantile,
                                   .in_domain = kGroups};
constexpr FunctionKernel kRound{.min_arguments = 1,
                                .max_arguments = 2,
                                .parameters = kNumbers,
                                .result = ResultRule::AsLowered,
                                .lower = lower_round,
                                .in_domain = kUnit};

constexpr auto kAcosKernel = kLimited<[](double x) { return std::acos(x); }, kWithinOne>;
constexpr auto kAsinKernel = kLimited<[](double x) { return std::asin(x); }, kWithinOne>;
constexpr auto kAtanKernel = kPlain<[](double x) { return std::atan(x); }>;
constexpr auto kCeilKernel = kWhole<[](double x) { return std::ceil(x); }>;
constexpr auto kCosKernel = kPlain<[](double x) { return std::cos(x); }>;
constexpr auto kExpKernel = kPlain<[](double x) { return std::exp(x); }>;
constexpr auto kFloorKernel = kWhole<[](double x) { return std::floor(x); }>;
constexpr auto kIntKernel = kWhole<[](double x) { return std::trunc(x); }>;
constexpr auto kLnKernel = kLimited<[](double x) { return std::log(x); }, kPositive>;
constexpr auto kLnFactorialKernel = kLimited<log_factorial, kNotNegative>;
constexpr auto kLog10Kernel = kLimited<[](double x) { return std::log10(x); }, kPositive>;
constexpr auto kLogitKernel = kLimited<logit, kShare>;
constexpr auto kSinKernel = kPlain<[](double x) { return std::sin(x); }>;
constexpr auto kSqrtKernel = kLimited<[](double x) { return std::sqrt(x); }, kNotNegative>;
constexpr auto kTanKernel = kPlain<[](double x) { return std::tan(x); }>;

constexpr FunctionExample kAbsExamples[] = {{"abs(-3)", "3"}, {"abs(-2.5)", "2.5"}};
constexpr FunctionExample kAcosExamples[] = {{"acos(1)", "0"}, {"acos(0.5)", "1.0471975511965979"}};
constexpr FunctionExample kAsinExamples[] = {{"asin(1)", "1.5707963267948966"}};
constexpr FunctionExample kAtanExamples[] = {{"atan(1)", "0.7853981633974483"}};
constexpr FunctionExample kCeilExamples[] = {{"ceil(8.3)", "9"}, {"ceil(-17.3)", "-17"}};
constexpr FunctionExample kCombExamples[] = {{"comb(5, 2)", "10"}};
constexpr FunctionExample kCosExamples[] = {{"cos(0)", "1"}, {"cos(2 * pi())", "1"}};
constexpr FunctionExample kExpExamples[] = {{"exp(1)", "2.718281828459045"}};
constexpr FunctionExample kFloorExamples[] = {{"floor(8.6)", "8"}, {"floor(-8.6)", "-9"}};
constexpr FunctionExample kIntExamples[] = {{"int(7.5)", "7"}, {"int(-17.6)", "-17"}};
constexpr FunctionExample kLnExamples[] = {{"ln(1)", "0"}, {"ln(10)", "2.302585092994046"}};
constexpr FunctionExample kLnFactorialExamples[] = {{"lnfactorial(10)", "15.1044125731"}};
constexpr FunctionExample kLog10Examples[] = {{"log10(1000)", "3"}};
constexpr FunctionExample kLogitExamples[] = {{"logit(.25)", "-1.09861228867"}};
constexpr FunctionExample kPiExamples[] = {{"pi()", "3.141592653589793"}};
constexpr FunctionExample kRoundExamples[] = {{"round(-7.6)", "-8"},
                                              {"round(7.321, 0.01)", "7.32"},
                                              {"round(2.5)", "3"},
                                              {"round(1.005, 0.01)", "1.01"},
                                              {"round(127000, 50000)", "150000"}};
constexpr FunctionExample kSinExamples[] = {{"sin(pi() / 2)", "1"}};
constexpr FunctionExample kSqrtExamples[] = {{"sqrt(16)", "4"}};
constexpr FunctionExample kTanExamples[] = {{"tan(pi() / 4)", "0.9999999999999999"}};

constexpr FunctionSpec function(std::string_view name, std::string_view signature,
                                base::LocalizedText help, std::span<const FunctionExample> examples,
                                const FunctionKernel& kernel) {
    return {.name = name,
            .group = FunctionGroup::Mathematics,
            .signature = signature,
            .help = help,
            .examples = examples,
            .allowed_in_let = !kernel.whole_population,
            .kernel = &kernel};
}

constexpr FunctionSpec kFunctions[] = {
    function("abs", "abs(x)", {.nb = "Tallverdien av x.", .en = "The absolute value of x."},
             kAbsExamples, kAbs),
    function("acos", "acos(x)",
             {.nb = "Vinkelen i radianer som har cosinus x, -1 <= x <= 1.",
              .en = "The angle in radians whose cosine is x, -1 <= x <= 1."},
             kAcosExamples, kAcosKernel),
    function("asin", "asin(x)",
             {.nb = "Vinkelen i radianer som har sinus x, -1 <= x <= 1.",
              .en = "The angle in radians whose sine is x, -1 <= x <= 1."},
             kAsinExamples, kAsinKernel),
    function("atan", "atan(x)",
             {.nb = "Vinkelen i radianer som har tangens x.",
              .en = "The angle in radians whose tangent is x."},
             kAtanExamples, kAtanKernel),
    function("ceil", "ceil(x)",
             {.nb = "Det minste hele tallet som ikke er mindre enn x.",
              .en = "The smallest whole number that is not less than x."},
             kCeilExamples, kCeilKernel),
    function("comb", "comb(n, k)",
             {.nb = "Antall måter å velge k av n på, for hele tall 0 <= k <= n.",
              .en = "The number of ways to choose k out of n, for whole numbers 0 <= k <= n."},
             kCombExamples, kComb),
    function("cos", "cos(x)",
             {.nb = "Cosinus av vinkelen x i radianer.", .en = "The cosine of x radians."},
             kCosExamples, kCosKernel),
    function("exp", "exp(x)", {.nb = "e opphøyd i x.", .en = "e to the power of x."}, kExpExamples,
             kExpKernel),
    function("floor", "floor(x)",
             {.nb = "Det største hele tallet som ikke er større enn x.",
              .en = "The largest whole number that is not greater than x."},
             kFloorExamples, kFloorKernel),
    function("int", "int(x)",
             {.nb = "Heltallsdelen av x: desimalene strykes.",
              .en = "The whole part of x: the decimals are cut off."},
             kIntExamples, kIntKernel),
    function("ln", "ln(x)",
             {.nb = "Den naturlige logaritmen til x, x > 0.",
              .en = "The natural logarithm of x, x > 0."},
             kLnExamples, kLnKernel),
    function("lnfactorial", "lnfactorial(n)",
             {.nb = "Den naturlige logaritmen til n fakultet, for hele tall n >= 0.",
              .en = "The natural logarithm of n factorial, for whole numbers n >= 0."},
             kLnFactorialExamples, kLnFactorialKernel),
    function("log10", "log10(x)",
             {.nb = "Logaritmen til x med grunntall 10, x > 0.",
              .en = "The logarithm of x to base 10, x > 0."},
             kLog10Examples, kLog10Kernel),
    function("logit", "logit(x)",
             {.nb = "Logaritmen til oddsen x / (1 - x), 0 < x < 1.",
              .en = "The logarithm of the odds x / (1 - x), 0 < x < 1."},
             kLogitExamples, kLogitKernel),
    function("pi", "pi()",
             {.nb = "Forholdet mellom omkretsen og diameteren til en sirkel.",
              .en = "The ratio of the circumference of a circle to its diameter."},
             kPiExamples, kPi),
    function(
        "quantile", "quantile(x, k)",
        {.nb = "Nummeret (0 til k - 1) på den av k like store grupper som x hører til, etter "
               "størrelse. k er et helt tall fra 2 til 100. Like verdier kommer i samme gruppe.",
         .en = "The number (0 to k - 1) of the group that x belongs to, among k groups of equal "
               "size in order of x. k is a whole number from 2 to 100. Equal values share a "
               "group."},
        {}, kQuantile),
    function(
        "round", "round(x [, y])",
        {.nb = "x avrundet til nærmeste multiplum av y (1 når y er utelatt). Det som ligger midt "
               "imellom, rundes bort fra null.",
         .en = "x rounded to the nearest multiple of y (1 when y is left out). Ties are rounded "
               "away from zero."},
        kRoundExamples, kRound),
    function("sin", "sin(x)",
             {.nb = "Sinus av vinkelen x i radianer.", .en = "The sine of x radians."},
             kSinExamples, kSinKernel),
    function("sqrt", "sqrt(x)",
             {.nb = "Kvadratroten av x, x >= 0.", .en = "The square root of x, x >= 0."},
             kSqrtExamples, kSqrtKernel),
    function("tan", "tan(x)",
             {.nb = "Tangens av vinkelen x i radianer.", .en = "The tangent of x radians."},
             kTanExamples, kTanKernel),
};

}  // namespace

std::span<const FunctionSpec> mathematics_functions() { return kFunctions; }

}  // namespace skjerm::expr
