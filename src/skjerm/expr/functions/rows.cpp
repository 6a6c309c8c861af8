// Functions across the variables of one unit. Most of them look at the arguments that are there.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "skjerm/expr/binder.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class T>
constexpr auto kGreater = [](T a, T b) { return b > a; };
template <class T>
constexpr auto kLess = [](T a, T b) { return b < a; };

/// The extreme of the arguments that are not missing.
template <class T, auto Beats>
void extreme(Arguments<T> arguments, std::size_t rows, T* out) {
    std::copy_n(arguments[0], rows, out);
    for (const T* argument : arguments.subspan(1))
        for (std::size_t row = 0; row < rows; ++row) {
            const T value = argument[row];
            if (column::is_missing(value)) continue;
            if (column::is_missing(out[row]) || Beats(out[row], value)) out[row] = value;
        }
}

template <auto Beats>
bool integer_extreme(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    extreme<std::int64_t, Beats>(arguments, rows, out);
    return false;
}

/// Calls `reduce(present values)` for every row. One buffer serves all rows.
template <class Reduce>
void over_present(Arguments<double> arguments, std::size_t rows, double* out, Reduce reduce) {
    std::vector<double> present;
    present.reserve(arguments.size());
    for (std::size_t row = 0; row < rows; ++row) {
        present.clear();
        for (const double* argument : arguments)
            if (!column::is_missing(argument[row])) present.push_back(argument[row]);
        out[row] = present.empty() ? kMissing : reduce(present);
    }
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

void means(Arguments<double> arguments, std::size_t rows, double* out) {
    over_present(arguments, rows, out,
                 [](const std::vector<double>& values) { return mean_of(values); });
}

void medians(Arguments<double> arguments, std::size_t rows, double* out) {
    over_present(arguments, rows, out, [](std::vector<double>& values) {
        std::ranges::sort(values);
        const std::size_t middle = values.size() / 2;
        if (values.size() % 2 == 1) return values[middle];
        return values[middle - 1] + (values[middle] - values[middle - 1]) / 2;
    });
}

/// Sample standard deviation, divisor n - 1; missing for a single value.
void standard_deviations(Arguments<double> arguments, std::size_t rows, double* out) {
    over_present(arguments, rows, out, [](const std::vector<double>& values) {
        if (values.size() < 2) return kMissing;
        const double mean = mean_of(values);
        double squares = 0;
        for (const double value : values) squares += (value - mean) * (value - mean);
        return std::sqrt(squares / static_cast<double>(values.size() - 1));
    });
}

void float_totals(Arguments<double> arguments, std::size_t rows, double* out) {
    std::fill_n(out, rows, 0.0);
    for (const double* argument : arguments)
        for (std::size_t row = 0; row < rows; ++row)
            out[row] += column::is_missing(argument[row]) ? 0.0 : argument[row];
}

bool integer_totals(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    std::fill_n(out, rows, std::int64_t{0});
    bool overflow = false;
    for (const std::int64_t* argument : arguments)
        for (std::size_t row = 0; row < rows; ++row) {
            const std::int64_t present = column::is_missing(argument[row]) ? 0 : argument[row];
            overflow |= __builtin_add_overflow(out[row], present, &out[row]);
            overflow |= is_beyond_exact(out[row]);
        }
    return overflow;
}

/// Partial sums lie between the sum of the negative and that of the positive bounds.
Interval total_bounds(std::span<const Interval> arguments) {
    Interval total{.low = 0, .high = 0};
    for (const Interval argument : arguments) {
        const std::int64_t low = std::min<std::int64_t>(argument.low, 0);
        const std::int64_t high = std::max<std::int64_t>(argument.high, 0);
        if (__builtin_add_overflow(total.low, low, &total.low) ||
            __builtin_add_overflow(total.high, high, &total.high) || column::is_missing(total.low))
            return {};
    }
    return total;
}

/// Bytes of the longest text. A text that grew tenfold with every command would take time and
/// memory that say whether anybody has it.
constexpr std::size_t kLongestText = 4000;

Value concatenated(std::span<const Value> arguments) {
    std::string text;
    for (const Value& argument : arguments)
        if (const auto* part = std::get_if<std::string>(&argument)) text += *part;
    if (text.size() > kLongestText) return {};
    return text_value(std::move(text));
}

std::vector<BoundPtr> missing_tests(const CallContext& call) {
    std::vector<BoundPtr> tests;
    for (const BoundPtr& argument : call.arguments)
        tests.push_back(Binder::missing_test(argument, argument->span));
    return tests;
}

base::Result<BoundPtr> lower_missing_count(const CallContext& call) {
    return call.binder.reduce(script::BinaryOperator::Add, missing_tests(call), call.span);
}

base::Result<BoundPtr> lower_valid_count(const CallContext& call) {
    std::vector<BoundPtr> valid;
    for (const BoundPtr& test : missing_tests(call)) {
        SKJERM_TRY_ASSIGN(BoundPtr is_there,
                          call.binder.unary(script::UnaryOperator::Not, test, test->span));
        valid.push_back(std::move(is_there));
    }
    return call.binder.reduce(script::BinaryOperator::Add, valid, call.span);
}

constexpr ArgumentType kTextsOrEmpty[] = {ArgumentType::TextOrEmpty};

constexpr FunctionKernel kMax{.max_arguments = kAnyNumber,
                              .parameters = kNumbers,
                              .result = ResultRule::AsArguments,
                              .floats = extreme<double, kGreater<double>>,
                              .integers = integer_extreme<kGreater<std::int64_t>>,
                              .bounds = among};
constexpr FunctionKernel kMin{.max_arguments = kAnyNumber,
                              .parameters = kNumbers,
                              .result = ResultRule::AsArguments,
                              .floats = extreme<double, kLess<double>>,
                              .integers = integer_extreme<kLess<std::int64_t>>,
                              .bounds = among};
constexpr FunctionKernel kMean{
    .max_arguments = kAnyNumber, .parameters = kNumbers, .floats = means};
constexpr FunctionKernel kMedian{
    .max_arguments = kAnyNumber, .parameters = kNumbers, .floats = medians};
constexpr FunctionKernel kStd{
    .max_arguments = kAnyNumber, .parameters = kNumbers, .floats = standard_deviations};
constexpr FunctionKernel kTotal{.max_arguments = kAnyNumber,
                                .parameters = kNumbers,
                                .result = ResultRule::AsArguments,
                                .floats = float_totals,
                                .integers = integer_totals,
                                .bounds = total_bounds};
constexpr FunctionKernel kConcat{.max_arguments = kAnyNumber,
                                 .parameters = kTextsOrEmpty,
                                 .result = ResultRule::Text,
                                 .scalar = concatenated};
constexpr FunctionKernel kMissingCount{.max_arguments = kAnyNumber,
                                       .parameters = kAnything,
                                       .result = ResultRule::AsLowered,
                                       .lower = lower_missing_count};
constexpr FunctionKernel kValidCount{.max_arguments = kAnyNumber,
                                     .parameters = kAnything,
                                     .result = ResultRule::AsLowered,
                                     .lower = lower_valid_count};

constexpr FunctionExample kConcatExamples[] = {{"rowconcat('Kari', ' ', 'Hansen')", "Kari Hansen"},
                                               {"rowconcat('a', '', 'b')", "ab"}};
constexpr FunctionExample kMaxExamples[] = {{"rowmax(1, 4, 2)", "4"}};
constexpr FunctionExample kMeanExamples[] = {{"rowmean(1, 2, 6)", "3"}};
constexpr FunctionExample kMedianExamples[] = {{"rowmedian(1, 2, 6)", "2"},
                                               {"rowmedian(1, 2, 3, 6)", "2.5"}};
constexpr FunctionExample kMinExamples[] = {{"rowmin(1, 4, 2)", "1"}};
constexpr FunctionExample kMissingExamples[] = {{"rowmissing(1, 1 / 0, 'a')", "1"}};
constexpr FunctionExample kStdExamples[] = {{"rowstd(1, 2, 4)", "1.52752523165"},
                                            {"rowstd(1)", "."}};
constexpr FunctionExample kTotalExamples[] = {{"rowtotal(1, 2, 4)", "7"}, {"rowtotal(1 / 0)", "0"}};
constexpr FunctionExample kValidExamples[] = {{"rowvalid(1, 1 / 0, 'a')", "2"}};

constexpr FunctionSpec kFunctions[] = {
    {.name = "rowconcat",
     .group = FunctionGroup::Rows,
     .signature = "rowconcat(s, ...)",
     .help =
         {.nb = "Tekstene satt sammen. Det som mangler, regnes som tomt; mangler alt, eller "
                "blir teksten lengre enn 4000 byte, mangler resultatet.",
          .en = "The texts joined. What is missing counts as empty; where all are missing, or the "
                "text would be longer than 4000 bytes, so is the result."},
     .examples = kConcatExamples,
     .kernel = &kConcat},
    {.name = "rowmax",
     .group = FunctionGroup::Rows,
     .signature = "rowmax(x, ...)",
     .help = {.nb = "Den største av verdiene som ikke mangler.",
              .en = "The largest of the values that are not missing."},
     .examples = kMaxExamples,
     .kernel = &kMax},
    {.name = "rowmean",
     .group = FunctionGroup::Rows,
     .signature = "rowmean(x, ...)",
     .help = {.nb = "Gjennomsnittet av verdiene som ikke mangler.",
              .en = "The mean of the values that are not missing."},
     .examples = kMeanExamples,
     .kernel = &kMean},
    {.name = "rowmedian",
     .group = FunctionGroup::Rows,
     .signature = "rowmedian(x, ...)",
     .help = {.nb = "Medianen av verdiene som ikke mangler.",
              .en = "The median of the values that are not missing."},
     .examples = kMedianExamples,
     .kernel = &kMedian},
    {.name = "rowmin",
     .group = FunctionGroup::Rows,
     .signature = "rowmin(x, ...)",
     .help = {.nb = "Den minste av verdiene som ikke mangler.",
              .en = "The smallest of the values that are not missing."},
     .examples = kMinExamples,
     .kernel = &kMin},
    {.name = "rowmissing",
     .group = FunctionGroup::Rows,
     .signature = "rowmissing(x, ...)",
     .help = {.nb = "Antall argumenter som mangler, tall eller tekst.",
              .en = "The number of arguments that are missing, numbers or texts."},
     .examples = kMissingExamples,
     .kernel = &kMissingCount},
    {.name = "rowstd",
     .group = FunctionGroup::Rows,
     .signature = "rowstd(x, ...)",
     .help = {.nb = "Standardavviket (n - 1) til verdiene som ikke mangler; minst to.",
              .en = "The standard deviation (n - 1) of the values that are not missing; at least "
                    "two."},
     .examples = kStdExamples,
     .kernel = &kStd},
    {.name = "rowtotal",
     .group = FunctionGroup::Rows,
     .signature = "rowtotal(x, ...)",
     .help = {.nb = "Summen av verdiene som ikke mangler; 0 når alle mangler.",
              .en = "The sum of the values that are not missing; 0 where all are missing."},
     .examples = kTotalExamples,
     .kernel = &kTotal},
    {.name = "rowvalid",
     .group = FunctionGroup::Rows,
     .signature = "rowvalid(x, ...)",
     .help = {.nb = "Antall argumenter som ikke mangler, tall eller tekst.",
              .en = "The number of arguments that are not missing, numbers or texts."},
     .examples = kValidExamples,
     .kernel = &kValidCount},
};

}  // namespace

std::span<const FunctionSpec> row_functions() { return kFunctions; }

}  // namespace skjerm::expr
