// recode: new values by rules.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/anchored.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/changed_variable.h"
#include "skjerm/command/data/recode_rules.h"
#include "skjerm/command/derivations.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using script::RecodeRule;

enum class ValueKind : std::uint8_t { None, Number, Text };

ValueKind kind_of(const script::Expression& value) {
    if (std::holds_alternative<script::MissingLiteral>(value.node)) return ValueKind::None;
    return std::holds_alternative<script::StringLiteral>(value.node) ? ValueKind::Text
                                                                     : ValueKind::Number;
}

ValueKind kind_of(const script::RecodeElement& element) {
    const auto* value = std::get_if<script::Expression>(&element.value);
    return value == nullptr ? ValueKind::Number : kind_of(*value);
}

base::Status check_text(const script::Expression& value) {
    const auto* text = std::get_if<script::StringLiteral>(&value.node);
    if (text != nullptr && text->value.empty()) return base::error(Code::EmptyText, value.span);
    return base::ok();
}

/// The values of a rule are of one kind; only whole numbers and texts get labels.
base::Status check_rule(const RecodeRule& rule) {
    ValueKind kind = kind_of(rule.result);
    for (const script::RecodeElement& element : rule.elements) {
        const ValueKind own = kind_of(element);
        if (own == ValueKind::None) continue;
        if (kind != ValueKind::None && own != kind)
            return base::error(Code::RuleMixesKinds, element.span);
        kind = own;
        if (const auto* value = std::get_if<script::Expression>(&element.value))
            SKJERM_TRY(check_text(*value));
    }
    SKJERM_TRY(check_text(rule.result));
    if (!rule.label && !rule.flag_missing) return base::ok();
    if (kind_of(rule.result) == ValueKind::None)
        return base::error(Code::LabelOnMissing, rule.result.span);
    if (kind_of(rule.result) == ValueKind::Number && !whole_number(rule.result))
        return base::error(Code::LabelOnFraction, rule.result.span);
    return base::ok();
}

/// Success when something of kind `kind` can stand in a rule for `variable`.
base::Status check_kind(const dataset::Variable& variable, ValueKind kind, base::Span where) {
    const bool is_text = !variable.is_numeric();
    if (kind == ValueKind::None || kind == (is_text ? ValueKind::Text : ValueKind::Number))
        return base::ok();
    const base::LocalizedText found =
        is_text ? base::LocalizedText{"tall", "numbers"} : base::LocalizedText{"tekst", "text"};
    return base::error(
        Code::RuleKindDiffers, where,
        {Argument::name(variable.name), Argument::fact(kind_text(is_text)), Argument::fact(found)});
}

base::Status check_kinds(const dataset::Variable& variable, std::span<const RecodeRule> rules) {
    for (const RecodeRule& rule : rules) {
        for (const script::RecodeElement& element : rule.elements)
            SKJERM_TRY(check_kind(variable, kind_of(element), element.span));
        SKJERM_TRY(check_kind(variable, kind_of(rule.result), rule.result.span));
    }
    return base::ok();
}

/// The variable's own list with the labels of the rules, whether or not a rule changes any row.
column::CodeListPtr recoded_labels(const column::CodeListPtr& before,
                                   std::span<const RecodeRule> rules) {
    column::CodeListPtr list = before;
    for (const RecodeRule& rule : rules) {
        if (!rule.label && !rule.flag_missing) continue;
        column::CodeEntry entry;
        const column::CodeEntry* known = nullptr;
        if (const auto* text = std::get_if<script::StringLiteral>(&rule.result.node)) {
            entry.code = text->value;
            entry.label_nb = text->value;
            if (list) known = list->find(text->value);
        } else {
            const std::int64_t number = *whole_number(rule.result);
            entry.code = number;
            entry.label_nb = std::to_string(number);
            if (list) known = list->find(number);
        }
        if (known != nullptr) entry = *known;
        if (rule.label) {
            entry.label_nb = *rule.label;
            entry.label_en.clear();
        }
        entry.is_missing = entry.is_missing || rule.flag_missing;
        list = list ? list->with(std::move(entry))
                    : std::make_shared<const column::CodeList>(column::CodeList::Origin::User,
                                                               std::vector{std::move(entry)});
    }
    return list;
}

/// The rules that the gate lets change something. A rule that would change all but a few units is
/// given to every row.
struct AdmittedRules {
    RuleOfClass rule_of_class;
    bool all_rows = false;
};

base::Result<AdmittedRules> admit_rules(const Context& context, const dataset::Dataset& dataset,
                                        std::span<const RecodeRule> rules,
                                        const RecodeClasses& classes,
                                        std::span<const std::int8_t> mask) {
    std::vector<base::Span> spans;
    for (const RecodeRule& rule : rules) spans.push_back(rule.span);
    SKJERM_TRY_ASSIGN(const std::vector<disclosure::Snap> verdicts,
                      snap_changes(
                          context, dataset,
                          [&](std::size_t begin, std::span<std::uint32_t> out) {
                              classes.fill(begin, mask, out);
                          },
                          spans));
    AdmittedRules admitted;
    for (std::uint32_t rule = 0; rule < verdicts.size(); ++rule) {
        if (verdicts[rule] == disclosure::Snap::SelectAll)
            return AdmittedRules{RuleOfClass(rules.size() + 1, rule), true};
        admitted.rule_of_class.push_back(verdicts[rule] == disclosure::Snap::Keep ? rule
                                                                                  : classes.none());
    }
    admitted.rule_of_class.push_back(classes.none());
    return admitted;
}

/// Register dates that become codes are shown as numbers.
expr::Format recoded_format(const dataset::Variable& variable, std::span<const RecodeRule> rules) {
    const bool only_missing = std::all_of(rules.begin(), rules.end(), [](const RecodeRule& rule) {
        return kind_of(rule.result) == ValueKind::None;
    });
    return only_missing ? variable.format : expr::Format::Plain;
}

base::Result<dataset::Variable> recoded_variable(const Context& context,
                                                 const dataset::Dataset& dataset,
                                                 const dataset::Variable& variable,
                                                 std::span<const RecodeRule> rules,
                                                 std::span<const std::int8_t> mask) {
    const RecodeClasses classes(rules, *variable.column);
    SKJERM_TRY_ASSIGN(const AdmittedRules admitted,
                      admit_rules(context, dataset, rules, classes, mask));
    dataset::Variable result = variable;
    SKJERM_TRY_ASSIGN(result.column,
                      recoded(*variable.column, rules, classes, admitted.rule_of_class,
                              admitted.all_rows ? std::span<const std::int8_t>() : mask,
                              context.environment.budget));
    result.labels = recoded_labels(variable.labels, rules);
    result.format = recoded_format(variable, rules);
    return result;
}

base::Result<std::optional<std::string>> prefix_of(const script::Command& command) {
    if (has_option(command, "prefix") && has_option(command, "generate"))
        return base::error(Code::OptionsExclude, find_option(command, "generate")->name.span,
                           {Argument::name("prefix"), Argument::name("generate")});
    return option_text(command, has_option(command, "prefix") ? "prefix" : "generate");
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Recode>(command.operands);
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr dataset, populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::optional<std::string> prefix, prefix_of(command));
    for (const RecodeRule& rule : operands.rules) SKJERM_TRY(check_rule(rule));
    SKJERM_TRY_ASSIGN(const column::ColumnPtr condition,
                      condition_rows(context, dataset, command.condition));
    const std::span<const std::int8_t> mask =
        condition ? condition->values<std::int8_t>() : std::span<const std::int8_t>();

    SKJERM_TRY_ASSIGN(const dataset::Carriers of_condition,
                      condition_carriers(dataset, command.condition));

    std::vector<std::string> names;
    for (const script::NameExpression& name : operands.variables) {
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          prefix ? analysable_variable(context, *dataset, name)
                                 : changeable_variable(context, *dataset, name));
        SKJERM_TRY(check_kinds(*variable, operands.rules));
        SKJERM_TRY_ASSIGN(dataset::Variable changed,
                          recoded_variable(context, *dataset, *variable, operands.rules, mask));
        SKJERM_TRY_ASSIGN(changed.column,
                          anchored_levels(context, *dataset, std::move(changed.column)));
        SKJERM_TRY_ASSIGN(changed.derivation,
                          recoded_derivation(context, dataset, *variable, command));
        dataset::unite_carriers(changed.carriers, of_condition);
        SKJERM_TRY_ASSIGN(dataset, with_changed(dataset, name, prefix, std::move(changed), names));
    }
    context.workspace.replace(dataset->name(), dataset);
    context.note(context.gate().rules_note(
        {operands.rules.front().span.begin, operands.rules.back().span.end}));
    return changes_notice(context, names, prefix.has_value(), command.span);
}

constexpr script::OptionSpec kOptions[] = {
    kPrefixOption,
    {.name = "generate",
     .arguments = script::OptionArguments::Text,
     .help = {.nb = "Det samme som prefix().", .en = "The same as prefix()."}},
};

constexpr Example kExamples[] = {
    {.script = "recode alder (min/17 = 1 'Barn') (18/66 = 2 'Voksen') (67/max = 3 'Eldre')",
     .says = {.nb = "Aldersgrupper med etiketter", .en = "Age groups with labels"}},
    {.script = "recode sivilstand ('1' = '1' 'Ugift') ('2' '6' = '2' 'Gift') (* = '3' 'Øvrig')",
     .says = {.nb = "Koder i anførselstegn for alfanumeriske variabler; * er alt annet",
              .en = "Codes in quotes for alphanumeric variables; * is all else"}},
    {.script = "recode lonn formue (missing = 0), prefix(ny_)",
     .says = {.nb = "ny_lonn og ny_formue, der manglende verdier er 0",
              .en = "ny_lonn and ny_formue, in which missing values are 0"}},
    {.script = "recode svar (98 99 = 99 'Vet ikke' missing)",
     .says = {.nb = "99 regnes som manglende i analyser",
              .en = "99 counts as missing in analyses"}},
};

}  // namespace

const CommandSpec kRecode = {
    .syntax = script::CommandSyntax{.name = "recode",
                                    .form = script::Form::Recode,
                                    .min_operands = 1,
                                    .max_operands = 1000,
                                    .if_clause = script::Clause::Allowed,
                                    .options = kOptions},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Omkoder verdier etter regler.",
                                   .en = "Recodes values by rules."},
    .details =
        {.nb = "Til venstre i en regel står verdier, intervaller a/b (min og max er åpne ender), "
               ". eller missing for manglende, nonmissing for alle andre enn manglende, eller * "
               "for alle. Til høyre står den nye verdien, gjerne med etikett. Den første regelen "
               "som passer, gjelder; verdier uten regel blir som de er. Grensene hører med, og "
               "(min/9 = 0) (10/19 = 1) lar 9,5 være. Ordet missing sist i en regel gjør at "
               "analyser regner den nye verdien som manglende. En regel som ville endret færre "
               "enn 10 enheter, endrer ingen; en som ville endret alle utenom færre enn 10, endrer "
               "alle.",
         .en =
             "On the left of a rule stand values, intervals a/b (min and max are open ends), . or "
             "missing for missing values, nonmissing for all others, or * for all. On the right "
             "stands the new value, with a label if you like. The first rule that fits is used; "
             "values without a rule stay. Bounds are included, and (min/9 = 0) (10/19 = 1) "
             "leaves 9.5 alone. The word missing at the end of a rule makes analyses count the "
             "new value as missing. A rule that would change fewer than 10 units changes none; "
             "one that would change all but fewer than 10 changes all."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
