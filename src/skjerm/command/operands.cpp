#include "skjerm/command/operands.h"

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/expr/binding_values.h"
#include "skjerm/script/format.h"

namespace skjerm::command {

using base::Argument;
using base::Code;

namespace {

/// Near names among the variables of `dataset`.
Argument near_variables(std::string_view name, const dataset::Dataset& dataset) {
    std::vector<std::string_view> candidates;
    for (const dataset::Variable& variable : dataset.variables())
        candidates.push_back(variable.name);
    return Argument::names(base::near_names(name, candidates));
}

}  // namespace

const std::string& name_of(const script::NameExpression& expression) {
    const auto* reference = std::get_if<script::NameReference>(&expression.node);
    SKJERM_CHECK(reference != nullptr);
    return reference->name;
}

std::vector<std::string> names_of(const std::vector<script::NameExpression>& list) {
    std::vector<std::string> names;
    names.reserve(list.size());
    for (const script::NameExpression& expression : list) names.push_back(name_of(expression));
    return names;
}

base::Result<dataset::DatasetPtr> active_dataset(const Context& context, base::Span where) {
    if (dataset::DatasetPtr active = context.workspace.active()) return active;
    return base::error(Code::NoActiveDataset, where);
}

base::Result<dataset::DatasetPtr> populated_dataset(const Context& context, base::Span where) {
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr active, active_dataset(context, where));
    if (!active->has_units())
        return base::error(Code::DatasetWithoutUnits, where, {Argument::name(active->name())});
    return active;
}

base::Status cross_section_only(const dataset::Dataset& dataset, std::string_view command,
                                base::Span where) {
    switch (dataset.structure()) {
        case dataset::Structure::Wide:
            return base::ok();
        case dataset::Structure::Event:
            return base::error(
                Code::NotInEventDataset, where,
                {Argument::name(std::string(command)), Argument::name(dataset.name())});
        case dataset::Structure::Panel:
            return base::error(
                Code::NotInPanelDataset, where,
                {Argument::name(std::string(command)), Argument::name(dataset.name())});
    }
    return base::ok();
}

base::Result<dataset::DatasetPtr> existing_dataset(const Context& context,
                                                   const script::NameExpression& name) {
    if (dataset::DatasetPtr found = context.workspace.find(name_of(name))) return found;
    std::vector<std::string_view> candidates;
    for (const dataset::DatasetPtr& dataset : context.workspace.datasets())
        candidates.push_back(dataset->name());
    return base::error(Code::UnknownDataset, name.span,
                       {Argument::name(name_of(name)),
                        Argument::names(base::near_names(name_of(name), candidates))});
}

base::Status free_dataset_name(const Context& context, const script::NameExpression& name) {
    SKJERM_TRY(valid_new_name(name));
    if (context.workspace.find(name_of(name)) == nullptr) return base::ok();
    return base::error(Code::DatasetExists, name.span, {Argument::name(name_of(name))});
}

base::Result<const dataset::Variable*> existing_variable(const Context& context,
                                                         const dataset::Dataset& dataset,
                                                         const script::NameExpression& name) {
    const std::string& wanted = name_of(name);
    if (const dataset::Variable* found = dataset.find(wanted)) return found;
    for (const dataset::DatasetPtr& other : context.workspace.datasets()) {
        if (other->name() != dataset.name() && other->find(wanted) != nullptr)
            return base::error(Code::VariableInOtherDataset, name.span,
                               {Argument::name(wanted), Argument::name(dataset.name()),
                                Argument::name(other->name())});
    }
    return base::error(
        Code::UnknownVariable, name.span,
        {Argument::name(wanted), Argument::name(dataset.name()), near_variables(wanted, dataset)});
}

base::Result<const dataset::Variable*> analysable_variable(const Context& context,
                                                           const dataset::Dataset& dataset,
                                                           const script::NameExpression& name) {
    if (dataset.is_identifier(name_of(name)))
        return base::error(Code::KeyVariable, name.span, {Argument::name(name_of(name))});
    SKJERM_TRY_ASSIGN(const dataset::Variable* variable, existing_variable(context, dataset, name));
    if (variable->is_key())
        return base::error(Code::KeyVariable, name.span, {Argument::name(variable->name)});
    return variable;
}

base::Result<const dataset::Variable*> numeric_variable(const Context& context,
                                                        const dataset::Dataset& dataset,
                                                        const script::NameExpression& name,
                                                        std::string_view command) {
    SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                      analysable_variable(context, dataset, name));
    if (!variable->is_numeric())
        return base::error(Code::NotNumeric, name.span,
                           {Argument::name(variable->name), Argument::name(command)});
    return variable;
}

base::Result<const dataset::Variable*> changeable_variable(const Context& context,
                                                           const dataset::Dataset& dataset,
                                                           const script::NameExpression& name) {
    if (dataset.is_panel_date(name_of(name)))
        return base::error(Code::UnitIdentifierFixed, name.span, {Argument::name(name_of(name))});
    return analysable_variable(context, dataset, name);
}

base::Status free_variable_name(const dataset::Dataset& dataset,
                                const script::NameExpression& name) {
    if (dataset.find(name_of(name)) == nullptr && !dataset.is_identifier(name_of(name)))
        return base::ok();
    return base::error(Code::VariableExists, name.span,
                       {Argument::name(name_of(name)), Argument::name(dataset.name())});
}

base::Status valid_new_name(const script::NameExpression& name) {
    if (expr::is_valid_name(name_of(name))) return base::ok();
    return base::error(Code::InvalidName, name.span, {Argument::script_text(name_of(name))});
}

base::Status new_variable_name(const dataset::Dataset& dataset,
                               const script::NameExpression& name) {
    SKJERM_TRY(valid_new_name(name));
    return free_variable_name(dataset, name);
}

base::Result<std::string> derived_name(const dataset::Dataset& dataset,
                                       const script::NameExpression& source,
                                       const std::string& prefix, const std::string& suffix) {
    const script::NameExpression name{script::NameReference{prefix + name_of(source) + suffix},
                                      source.span};
    SKJERM_TRY(new_variable_name(dataset, name));
    return name_of(name);
}

Outcome changes_notice(const Context& context, const std::vector<std::string>& names, bool are_new,
                       base::Span where) {
    if (names.empty()) return {};
    if (are_new) return notice(context, Code::VariablesCloned, {Argument::names(names)}, where);
    if (names.size() == 1)
        return notice(context, Code::VariableChanged, {Argument::name(names.front())}, where);
    return notice(context, Code::VariablesChanged, {Argument::names(names)}, where);
}

base::LocalizedText kind_text(bool is_text) {
    return is_text ? base::LocalizedText{"alfanumerisk", "alphanumeric"}
                   : base::LocalizedText{"numerisk", "numeric"};
}

const script::Option* find_option(const script::Command& command, std::string_view name) {
    const auto at =
        std::find_if(command.options.begin(), command.options.end(),
                     [&](const script::Option& option) { return option.name.text == name; });
    return at == command.options.end() ? nullptr : &*at;
}

bool has_option(const script::Command& command, std::string_view name) {
    return find_option(command, name) != nullptr;
}

base::Status refuse_unbuilt_option(const script::Command& command, std::string_view name) {
    const script::Option* option = find_option(command, name);
    if (option == nullptr) return base::ok();
    return base::error(Code::OptionNotBuilt, option->name.span,
                       {Argument::name(name), Argument::name(command.name.text)});
}

std::vector<script::NameExpression> option_names(const script::Option& option) {
    std::vector<script::NameExpression> names;
    for (const auto& argument : option.arguments) {
        const auto* term = std::get_if<script::Term>(&argument);
        SKJERM_CHECK(term != nullptr && term->factors.size() == 1);
        names.push_back(term->factors.front().name);
    }
    return names;
}

std::optional<std::string> option_text(const script::Command& command, std::string_view name) {
    const script::Option* option = find_option(command, name);
    if (option == nullptr) return std::nullopt;
    SKJERM_CHECK(option->arguments.size() == 1);
    if (const auto* term = std::get_if<script::Term>(&option->arguments.front()))
        return name_of(term->factors.front().name);
    const auto& expression = std::get<script::Expression>(option->arguments.front());
    const auto* text = std::get_if<script::StringLiteral>(&expression.node);
    SKJERM_CHECK(text != nullptr);
    return text->value;
}

base::Result<std::int64_t> option_integer(const script::Option& option, std::int64_t lowest,
                                          std::int64_t highest) {
    SKJERM_CHECK(option.arguments.size() == 1);
    const auto* expression = std::get_if<script::Expression>(&option.arguments.front());
    const auto* number =
        expression ? std::get_if<script::IntegerLiteral>(&expression->node) : nullptr;
    if (number == nullptr || number->value < lowest || number->value > highest)
        return base::error(
            Code::OptionOutOfRange, option.span,
            {Argument::name(option.name.text), Argument::fact(lowest), Argument::fact(highest)});
    return number->value;
}

std::string argument_text(const std::variant<script::Term, script::Expression>& argument) {
    if (const auto* term = std::get_if<script::Term>(&argument)) {
        SKJERM_CHECK(term->factors.size() == 1);
        return name_of(term->factors.front().name);
    }
    const auto& expression = std::get<script::Expression>(argument);
    if (const auto* text = std::get_if<script::StringLiteral>(&expression.node)) return text->value;
    if (const auto* date = std::get_if<script::DateLiteral>(&expression.node)) return date->text;
    return script::format(expression);
}

base::Result<std::vector<script::NameExpression>> plain_names(
    const std::vector<script::Term>& terms, std::string_view command) {
    std::vector<script::NameExpression> names;
    for (const script::Term& term : terms) {
        if (term.factors.size() != 1 || term.factors.front().prefix != script::Factor::Prefix::None)
            return base::error(Code::OnlyPlainVariables, term.span, {Argument::name(command)});
        names.push_back(term.factors.front().name);
    }
    return names;
}

}  // namespace skjerm::command
