// Positions and lengths count Unicode code points.
#include <cmath>
#include <string>
#include <string_view>

#include "skjerm/base/utf8.h"
#include "skjerm/expr/functions/families.h"
#include "skjerm/expr/functions/text_forms.h"

namespace skjerm::expr {
namespace {

using base::code_point_at;

constexpr std::string_view kNoBreakSpace = "\u00A0";

const std::string* text_of(const Value& value) { return std::get_if<std::string>(&value); }

/// A text function of one text; missing stays missing.
template <auto Function>
Value of_text(std::span<const Value> arguments) {
    const std::string* text = text_of(arguments[0]);
    if (!text) return std::monostate{};
    return Function(*text);
}

Value length(const std::string& text) {
    return static_cast<std::int64_t>(base::code_point_count(text));
}

/// ASCII letters only, as the function reference has it.
template <char First, char Last, int Shift>
Value shift_letters(std::string text) {
    for (char& c : text)
        if (c >= First && c <= Last) c = static_cast<char>(c + Shift);
    return text;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view without_blanks_before(std::string_view text) {
    while (!text.empty()) {
        if (is_blank(text.front()))
            text.remove_prefix(1);
        else if (text.starts_with(kNoBreakSpace))
            text.remove_prefix(kNoBreakSpace.size());
        else
            break;
    }
    return text;
}

std::string_view without_blanks_after(std::string_view text) {
    while (!text.empty()) {
        if (is_blank(text.back()))
            text.remove_suffix(1);
        else if (text.ends_with(kNoBreakSpace))
            text.remove_suffix(kNoBreakSpace.size());
        else
            break;
    }
    return text;
}

Value ltrim(const std::string& text) {
    return text_value(std::string(without_blanks_before(text)));
}
Value rtrim(const std::string& text) { return text_value(std::string(without_blanks_after(text))); }
Value trim(const std::string& text) {
    return text_value(std::string(without_blanks_after(without_blanks_before(text))));
}

Value starts_with(std::span<const Value> arguments) {
    const std::string* text = text_of(arguments[0]);
    const std::string* part = text_of(arguments[1]);
    return std::int64_t{text && part && text->starts_with(*part) ? 1 : 0};
}

Value ends_with(std::span<const Value> arguments) {
    const std::string* text = text_of(arguments[0]);
    const std::string* part = text_of(arguments[1]);
    return std::int64_t{text && part && text->ends_with(*part) ? 1 : 0};
}

/// Byte offset of the code point number `index` (from 0), at most the size of `text`.
std::size_t byte_offset(std::string_view text, double index) {
    std::size_t at = 0;
    for (double passed = 0; passed < index && at < text.size(); ++passed)
        at += code_point_at(text, at).bytes;
    return at;
}

Value substring(std::span<const Value> arguments) {
    const std::string* text = text_of(arguments[0]);
    const auto position = number_of(arguments[1]);
    const auto wanted = number_of(arguments[2]);
    if (!text || !position || !wanted) return std::monostate{};
    const auto size = static_cast<double>(base::code_point_count(*text));
    const double from_one = std::trunc(*position);
    const double start = from_one > 0 ? from_one - 1 : size + from_one;  // from 0
    const double count = std::trunc(*wanted);
    if (from_one == 0 || start < 0 || start >= size || count <= 0) return std::monostate{};
    const std::size_t begin = byte_offset(*text, start);
    const std::string_view rest = std::string_view(*text).substr(begin);
    return text_value(std::string(rest.substr(0, byte_offset(rest, count))));
}

constexpr ArgumentType kTextAndNumbers[] = {ArgumentType::Text, ArgumentType::Number};

template <auto Function>
constexpr FunctionKernel kTextKernel{
    .parameters = kTexts, .result = ResultRule::Text, .scalar = of_text<Function>};
constexpr FunctionKernel kLength{
    .parameters = kTexts, .result = ResultRule::Integer, .scalar = of_text<length>};
constexpr FunctionKernel kString{
    .parameters = kAnything, .result = ResultRule::Text, .scalar = as_text};
constexpr FunctionKernel kStartsWith{.min_arguments = 2,
                                     .max_arguments = 2,
                                     .parameters = kTexts,
                                     .result = ResultRule::Integer,
                                     .scalar = starts_with};
constexpr FunctionKernel kEndsWith{.min_arguments = 2,
                                   .max_arguments = 2,
                                   .parameters = kTexts,
                                   .result = ResultRule::Integer,
                                   .scalar = ends_with};
constexpr FunctionKernel kSubstr{.min_arguments = 3,
                                 .max_arguments = 3,
                                 .parameters = kTextAndNumbers,
                                 .result = ResultRule::Text,
                                 .scalar = substring};
constexpr auto kLower = kTextKernel<shift_letters<'A', 'Z', 32>>;
constexpr auto kUpper = kTextKernel<shift_letters<'a', 'z', -32>>;
constexpr auto kLtrim = kTextKernel<ltrim>;
constexpr auto kRtrim = kTextKernel<rtrim>;
constexpr auto kTrim = kTextKernel<trim>;

constexpr FunctionExample kEndsExamples[] = {{"endswith('A1bx12', '12')", "1"}};
constexpr FunctionExample kLengthExamples[] = {{"length('A1bx12')", "6"}, {"length('blå')", "3"}};
constexpr FunctionExample kLowerExamples[] = {{"lower('A1bX')", "a1bx"}};
constexpr FunctionExample kLtrimExamples[] = {{"ltrim(' A1A ')", "A1A "}};
constexpr FunctionExample kRtrimExamples[] = {{"rtrim(' A1A ')", " A1A"}};
constexpr FunctionExample kStartsExamples[] = {{"startswith('A1bx12', 'A1')", "1"},
                                               {"startswith('A1bx12', 'a1')", "0"}};
constexpr FunctionExample kStringExamples[] = {
    {"string(199812)", "199812"}, {"string(0.5)", "0.5"}, {"string(6 / 2)", "3"}};
constexpr FunctionExample kSubstrExamples[] = {{"substr('y32ssx', 2, 3)", "32s"},
                                               {"substr('y32ssx', -3, 2)", "ss"},
                                               {"substr('y32ssx', 0, 2)", "."},
                                               {"substr(string(301), 1, 2)", "30"}};
constexpr FunctionExample kTrimExamples[] = {{"trim(' A1A ')", "A1A"}};
constexpr FunctionExample kUpperExamples[] = {{"upper('blå')", "BLå"}};

constexpr FunctionSpec kFunctions[] = {
    {.name = "endswith",
     .group = FunctionGroup::Strings,
     .signature = "endswith(s, t)",
     .help = {.nb = "1 når teksten s slutter med t, ellers 0.",
              .en = "1 where the text s ends with t, otherwise 0."},
     .examples = kEndsExamples,
     .kernel = &kEndsWith},
    {.name = "length",
     .group = FunctionGroup::Strings,
     .signature = "length(s)",
     .help = {.nb = "Antall tegn i teksten s.", .en = "The number of characters of the text s."},
     .examples = kLengthExamples,
     .allowed_in_let = true,
     .kernel = &kLength},
    {.name = "lower",
     .group = FunctionGroup::Strings,
     .signature = "lower(s)",
     .help = {.nb = "Teksten s med små bokstaver; gjelder A-Z.",
              .en = "The text s in lower case; concerns A-Z."},
     .examples = kLowerExamples,
     .allowed_in_let = true,
     .kernel = &kLower},
    {.name = "ltrim",
     .group = FunctionGroup::Strings,
     .signature = "ltrim(s)",
     .help = {.nb = "Teksten s uten blanke foran.", .en = "The text s without blanks before it."},
     .examples = kLtrimExamples,
     .kernel = &kLtrim},
    {.name = "rtrim",
     .group = FunctionGroup::Strings,
     .signature = "rtrim(s)",
     .help = {.nb = "Teksten s uten blanke bak.", .en = "The text s without blanks after it."},
     .examples = kRtrimExamples,
     .kernel = &kRtrim},
    {.name = "startswith",
     .group = FunctionGroup::Strings,
     .signature = "startswith(s, t)",
     .help = {.nb = "1 når teksten s begynner med t, ellers 0.",
              .en = "1 where the text s begins with t, otherwise 0."},
     .examples = kStartsExamples,
     .kernel = &kStartsWith},
    {.name = "string",
     .group = FunctionGroup::Strings,
     .signature = "string(x)",
     .help = {.nb = "Tallet x som tekst, hele tall uten desimaler. Innledende nuller kommer ikke "
                    "tilbake.",
              .en =
                  "The number x as text, whole numbers without decimals. Leading zeros do not come "
                  "back."},
     .examples = kStringExamples,
     .allowed_in_let = true,
     .kernel = &kString},
    {.name = "substr",
     .group = FunctionGroup::Strings,
     .signature = "substr(s, pos, len)",
     .help = {.nb =
                  "len tegn av teksten s fra plass pos. Første tegn har plass 1; -1 er det siste.",
              .en = "len characters of the text s from position pos. The first character has "
                    "position 1; -1 is the last."},
     .examples = kSubstrExamples,
     .allowed_in_let = true,
     .kernel = &kSubstr},
    {.name = "trim",
     .group = FunctionGroup::Strings,
     .signature = "trim(s)",
     .help = {.nb = "Teksten s uten blanke foran og bak.",
              .en = "The text s without blanks before and after it."},
     .examples = kTrimExamples,
     .kernel = &kTrim},
    {.name = "upper",
     .group = FunctionGroup::Strings,
     .signature = "upper(s)",
     .help = {.nb = "Teksten s med store bokstaver; gjelder a-z.",
              .en = "The text s in upper case; concerns a-z."},
     .examples = kUpperExamples,
     .allowed_in_let = true,
     .kernel = &kUpper},
};

}  // namespace

Value as_text(std::span<const Value> arguments) {
    if (const auto* integer = std::get_if<std::int64_t>(&arguments[0]))
        return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&arguments[0])) return number_text(*number);
    return arguments[0];
}

std::span<const FunctionSpec> string_functions() { return kFunctions; }

}  // namespace skjerm::expr
