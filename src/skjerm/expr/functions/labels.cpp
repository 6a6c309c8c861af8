// Functions of the labels in a code list. They turn labels into codes while binding, so nothing is
// looked up per row. A label matches in either language.
#include <algorithm>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/expr/binder.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

using base::Argument;
using base::Code;
using base::Result;
using column::CodeEntry;

/// The first argument: a variable with a code list.
Result<const VariableNode*> labelled_variable(const CallContext& call) {
    const BoundNode& first = *call.arguments[0];
    const VariableNode* variable = first.variable();
    if (!variable)
        return base::error(
            Code::VariableExpected, first.span,
            {Argument::name(call.function.name), Argument::script_text(call.function.signature)});
    if (!variable->labels)
        return base::error(Code::NoCodeList, first.span, {Argument::name(variable->name)});
    return variable;
}

Result<std::string_view> literal_text(const CallContext& call, std::size_t position) {
    const BoundNode& argument = *call.arguments[position];
    const Value* value = argument.constant();
    if (const auto* text = value ? std::get_if<std::string>(value) : nullptr)
        return std::string_view(*text);
    return base::error(
        Code::ConstantExpected, argument.span,
        {Argument::name(call.function.name), Argument::script_text(call.function.signature)});
}

BoundPtr code_constant(const CodeEntry& entry, base::Span span) {
    if (const auto* number = std::get_if<std::int64_t>(&entry.code))
        return Binder::integer(*number, span);
    return Binder::constant(std::get<std::string>(entry.code), column::Kind::Text, span);
}

/// The codes, ascending, whose label in either language satisfies `matches`.
template <class Matches>
std::vector<BoundPtr> codes_where(const VariableNode& variable, base::Span span, Matches matches) {
    std::vector<BoundPtr> codes;
    for (const CodeEntry& entry : variable.labels->entries())
        if (matches(entry.label_nb) || matches(entry.label_en))
            codes.push_back(code_constant(entry, span));
    return codes;
}

/// The codes of the label in argument `position`; at least one.
Result<std::vector<BoundPtr>> codes_of_label(const CallContext& call, const VariableNode& variable,
                                             std::size_t position) {
    SKJERM_TRY_ASSIGN(const std::string_view label, literal_text(call, position));
    const base::Span span = call.arguments[position]->span;
    std::vector<BoundPtr> codes =
        codes_where(variable, span, [&](const std::string& text) { return text == label; });
    if (!codes.empty()) return codes;
    std::vector<std::string_view> labels;
    for (const CodeEntry& entry : variable.labels->entries()) {
        labels.push_back(entry.label_nb);
        if (!entry.label_en.empty()) labels.push_back(entry.label_en);
    }
    // A user's own list may have been made from data; its labels are not repeated in messages.
    const bool is_public = variable.labels->origin() == column::CodeList::Origin::Register;
    return base::error(Code::UnknownLabel, span,
                       {Argument::name(variable.name), Argument::script_text(label),
                        Argument::names(is_public ? base::near_names(label, labels)
                                                  : std::vector<std::string>{})});
}

Result<BoundPtr> lower_label_to_code(const CallContext& call) {
    SKJERM_TRY_ASSIGN(const VariableNode* variable, labelled_variable(call));
    SKJERM_TRY_ASSIGN(const std::vector<BoundPtr> codes, codes_of_label(call, *variable, 1));
    if (codes.size() > 1) {
        SKJERM_TRY_ASSIGN(const std::string_view label, literal_text(call, 1));
        call.binder.warn(base::warning(Code::LabelOfSeveralCodes, call.arguments[1]->span,
                                       {Argument::script_text(label)}));
    }
    return codes.front();
}

Result<BoundPtr> lower_in_labels(const CallContext& call) {
    SKJERM_TRY_ASSIGN(const VariableNode* variable, labelled_variable(call));
    std::vector<BoundPtr> codes;
    for (std::size_t position = 1; position < call.arguments.size(); ++position) {
        SKJERM_TRY_ASSIGN(const std::vector<BoundPtr> more,
                          codes_of_label(call, *variable, position));
        codes.insert(codes.end(), more.begin(), more.end());
    }
    return call.binder.membership(call.arguments[0], codes, call.span);
}

Result<BoundPtr> lower_label_contains(const CallContext& call) {
    SKJERM_TRY_ASSIGN(const VariableNode* variable, labelled_variable(call));
    SKJERM_TRY_ASSIGN(const std::string_view part, literal_text(call, 1));
    const std::vector<BoundPtr> codes = codes_where(
        *variable, call.span,
        [&](const std::string& label) { return label.find(part) != std::string::npos; });
    return call.binder.membership(call.arguments[0], codes, call.span);
}

constexpr ArgumentType kAnythingAndTexts[] = {ArgumentType::Any, ArgumentType::Text};

constexpr FunctionKernel kLabelToCode{.min_arguments = 2,
                                      .max_arguments = 2,
                                      .parameters = kAnythingAndTexts,
                                      .result = ResultRule::AsLowered,
                                      .lower = lower_label_to_code};
constexpr FunctionKernel kInLabels{.min_arguments = 2,
                                   .max_arguments = kAnyNumber,
                                   .parameters = kAnythingAndTexts,
                                   .result = ResultRule::AsLowered,
                                   .lower = lower_in_labels};
constexpr FunctionKernel kLabelContains{.min_arguments = 2,
                                        .max_arguments = 2,
                                        .parameters = kAnythingAndTexts,
                                        .result = ResultRule::AsLowered,
                                        .lower = lower_label_contains};

constexpr FunctionSpec kFunctions[] = {
    {.name = "inlabels",
     .group = FunctionGroup::Labels,
     .signature = "inlabels(x, 'L', ...)",
     .help = {.nb =
                  "1 når koden i x har en av tekstene i kodelisten, ellers 0. Tekstene kan skrives "
                  "på norsk eller engelsk.",
              .en = "1 where the code in x has one of the labels in the code list, otherwise 0. "
                    "Labels may be Norwegian or English."},
     .examples = {},
     .kernel = &kInLabels},
    {.name = "label_to_code",
     .group = FunctionGroup::Labels,
     .signature = "label_to_code(x, 'L')",
     .help = {.nb = "Koden i kodelisten til x som har teksten L, på norsk eller engelsk.",
              .en = "The code in the code list of x that has the label L, Norwegian or English."},
     .examples = {},
     .kernel = &kLabelToCode},
    {.name = "labelcontains",
     .group = FunctionGroup::Labels,
     .signature = "labelcontains(x, 's')",
     .help = {.nb = "1 når teksten til koden i x inneholder s, ellers 0. Store og små bokstaver er "
                    "forskjellige.",
              .en = "1 where the label of the code in x contains s, otherwise 0. Case matters."},
     .examples = {},
     .kernel = &kLabelContains},
};

}  // namespace

std::span<const FunctionSpec> label_functions() { return kFunctions; }

}  // namespace skjerm::expr
