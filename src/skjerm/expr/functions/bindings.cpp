// Functions for bindings. Those that make or read names have no meaning for columns; bindings.cpp
// of the module evaluates them, and substitution replaces them before a command is bound.
#include <charconv>
#include <cmath>
#include <string_view>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/expr/binder.h"
#include "skjerm/expr/functions/calendar.h"
#include "skjerm/expr/functions/families.h"
#include "skjerm/expr/functions/text_forms.h"

namespace skjerm::expr {
namespace {

constexpr std::int64_t kMissing = column::missing<std::int64_t>();

/// The whole part of an argument, `otherwise` where it was left out.
std::int64_t whole_or(std::span<const Value> arguments, std::size_t position,
                      std::int64_t otherwise) {
    if (position >= arguments.size()) return otherwise;
    const double whole = std::trunc(number_of(arguments[position]).value_or(0.0));
    if (is_missing(arguments[position]) || std::abs(whole) > 1e9) return kMissing;
    return static_cast<std::int64_t>(whole);
}

Value formatted_date(std::span<const Value> arguments) {
    const std::int64_t year = whole_or(arguments, 0, kMissing);
    if (year < 1 || year > 9999) return std::monostate{};
    const std::int64_t day = day_number(year, whole_or(arguments, 1, 1), whole_or(arguments, 2, 1));
    if (column::is_missing(day)) return std::monostate{};
    return base::format_iso_date(static_cast<base::DayNumber>(day));
}

/// A decimal integer with an optional sign and blanks around it.
Value parsed_integer(std::span<const Value> arguments) {
    const auto* text = std::get_if<std::string>(&arguments[0]);
    if (!text) return std::monostate{};
    std::string_view digits = *text;
    while (digits.starts_with(' ')) digits.remove_prefix(1);
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
        if (digits.starts_with('-')) return std::monostate{};
    }
    std::int64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end || number == kMissing)
        return std::monostate{};
    return number;
}

base::Result<BoundPtr> refuse_on_data(const CallContext& call) {
    return base::error(base::Code::SymbolFunctionOnData, call.span,
                       {base::Argument::name(call.function.name)});
}

constexpr FunctionKernel kDateFormat{.min_arguments = 1,
                                     .max_arguments = 3,
                                     .parameters = kNumbers,
                                     .result = ResultRule::Text,
                                     .scalar = formatted_date,
                                     .in_domain = is_date_part};
constexpr FunctionKernel kToInt{
    .parameters = kTexts, .result = ResultRule::Integer, .scalar = parsed_integer};
constexpr FunctionKernel kToStr{
    .parameters = kAnything, .result = ResultRule::Text, .scalar = as_text};
constexpr FunctionKernel kNames{
    .parameters = kAnything, .result = ResultRule::AsLowered, .lower = refuse_on_data};

constexpr FunctionExample kDateFormatExamples[] = {{"date_fmt(2000, 2, 11)", "2000-02-11"},
                                                   {"date_fmt(2020)", "2020-01-01"}};
constexpr FunctionExample kToIntExamples[] = {{"to_int('100')", "100"}, {"to_int(' -7 ')", "-7"}};
constexpr FunctionExample kToStrExamples[] = {{"to_str(100)", "100"}};

constexpr FunctionSpec kFunctions[] = {
    {.name = "bind",
     .group = FunctionGroup::Bindings,
     .signature = "bind(b)",
     .help = {.nb = "Verdien av bindingen som navnet b peker på: bind(kpi ++ 2020) er $kpi2020.",
              .en = "The value of the binding that the name b points to: bind(kpi ++ 2020) is "
                    "$kpi2020."},
     .examples = {},
     .allowed_in_let = true,
     .kernel = &kNames},
    {.name = "date_fmt",
     .group = FunctionGroup::Bindings,
     .signature = "date_fmt(y [, m [, d]])",
     .help = {.nb = "Datoen som tekst, 'ÅÅÅÅ-MM-DD'. Måned og dag er 1 når de er utelatt.",
              .en = "The date as text, 'YYYY-MM-DD'. Month and day are 1 when left out."},
     .examples = kDateFormatExamples,
     .allowed_in_let = true,
     .kernel = &kDateFormat},
    {.name = "to_int",
     .group = FunctionGroup::Bindings,
     .signature = "to_int(s)",
     .help = {.nb = "Det hele tallet som står i teksten s.",
              .en = "The whole number that stands in the text s."},
     .examples = kToIntExamples,
     .allowed_in_let = true,
     .kernel = &kToInt},
    {.name = "to_str",
     .group = FunctionGroup::Bindings,
     .signature = "to_str(x)",
     .help = {.nb = "Tallet eller navnet x som tekst.", .en = "The number or name x as text."},
     .examples = kToStrExamples,
     .allowed_in_let = true,
     .kernel = &kToStr},
    {.name = "to_symbol",
     .group = FunctionGroup::Bindings,
     .signature = "to_symbol(s)",
     .help = {.nb = "Navnet som står i teksten s.", .en = "The name that stands in the text s."},
     .examples = {},
     .allowed_in_let = true,
     .kernel = &kNames},
};

}  // namespace

std::span<const FunctionSpec> binding_functions() { return kFunctions; }

}  // namespace skjerm::expr
