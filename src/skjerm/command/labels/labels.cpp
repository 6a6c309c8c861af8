// define-labels, assign-labels, drop-labels: the user's own code lists.
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/recode_rules.h"
#include "skjerm/command/labels/code_lists.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::CodeEntry;
using column::CodeValue;

base::LocalizedText code_kind(bool is_text) {
    return is_text ? base::LocalizedText{"tekst", "text"} : base::LocalizedText{"tall", "numbers"};
}

base::Result<CodeValue> code_value(const script::Expression& code) {
    if (const auto* text = std::get_if<script::StringLiteral>(&code.node))
        return CodeValue(text->value);
    if (const auto number = whole_number(code)) return CodeValue(*number);
    return base::error(Code::LabelOnFraction, code.span);
}

base::Result<Outcome> define_labels(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::DefineLabels>(command.operands);
    std::vector<CodeEntry> entries;
    for (const script::LabelPair& pair : operands.pairs) {
        SKJERM_TRY_ASSIGN(CodeValue code, code_value(pair.code));
        if (!entries.empty() && entries.front().code.index() != code.index())
            return base::error(Code::MixedCodes, pair.code.span);
        entries.push_back({.code = std::move(code),
                           .label_nb = pair.label.text,
                           .label_en = {},
                           .is_missing = false});
    }
    auto list = std::make_shared<const column::CodeList>(column::CodeList::Origin::User,
                                                         std::move(entries));
    const std::string& name = name_of(operands.list);
    SKJERM_TRY(valid_new_name(operands.list));
    const auto known = context.workspace.code_lists().find(name);
    if (known != context.workspace.code_lists().end() &&
        known->second->entries() != list->entries())
        return base::error(Code::CodeListExists, operands.list.span, {Argument::name(name)});
    if (known == context.workspace.code_lists().end())
        context.workspace.define_code_list(name, std::move(list));
    return notice(context, Code::LabelsDefined, {Argument::name(name)}, command.span);
}

base::Result<Outcome> assign_labels(Context& context, const script::Command& command) {
    const auto& names = std::get<script::Names>(command.operands).names;
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                      analysable_variable(context, *dataset, names[0]));
    SKJERM_TRY_ASSIGN(const column::CodeListPtr list, existing_code_list(context, names[1]));
    if (list->is_text() == variable->is_numeric())
        return base::error(
            Code::LabelKindDiffers, names[1].span,
            {Argument::name(name_of(names[1])), Argument::fact(code_kind(list->is_text())),
             Argument::name(variable->name), Argument::fact(kind_text(!variable->is_numeric()))});
    dataset::Variable labelled = *variable;
    labelled.labels = list;
    context.workspace.replace(dataset->name(), dataset->replacing(variable->name, labelled));
    return notice(context, Code::LabelsAssigned,
                  {Argument::name(labelled.name), Argument::name(name_of(names[1]))}, command.span);
}

base::Result<Outcome> drop_labels(Context& context, const script::Command& command) {
    const auto& names = std::get<script::Names>(command.operands).names;
    for (const script::NameExpression& name : names) {
        SKJERM_TRY(existing_code_list(context, name));
        context.workspace.drop_code_list(name_of(name));
    }
    return notice(context, Code::LabelsDropped, {Argument::names(names_of(names))}, command.span);
}

constexpr DisclosureRow kNoData{Treatment::NoData, Release::Nothing};

constexpr Example kDefineExamples[] = {
    {.script = "define-labels kjonnstekst '1' Mann '2' Kvinne",
     .says = {.nb = "Koder i anførselstegn for alfanumeriske variabler",
              .en = "Codes in quotes for alphanumeric variables"}},
    {.script = "define-labels utdgr 1 Lav 2 'Middels nivå' 3 Høy",
     .says = {.nb = "Tall for numeriske variabler", .en = "Numbers for numeric variables"}}};
constexpr Example kAssignExamples[] = {
    {.script = "assign-labels gruppe utdgr",
     .says = {.nb = "gruppe vises med etikettene i utdgr",
              .en = "gruppe is shown with the labels of utdgr"}}};
constexpr Example kDropExamples[] = {{.script = "drop-labels utdgr",
                                      .says = {.nb = "Variabler som hadde listen, mister den",
                                               .en = "Variables that had the list lose it"}}};

}  // namespace

base::Result<column::CodeListPtr> existing_code_list(const Context& context,
                                                     const script::NameExpression& name) {
    const auto& lists = context.workspace.code_lists();
    const auto known = lists.find(name_of(name));
    if (known != lists.end()) return known->second;
    const dataset::DatasetPtr active = context.workspace.active();
    if (active && active->find(name_of(name)) != nullptr)
        return base::error(Code::VariableNotCodeList, name.span, {Argument::name(name_of(name))});
    std::vector<std::string_view> candidates;
    for (const auto& [candidate, list] : lists) candidates.push_back(candidate);
    return base::error(Code::UnknownCodeList, name.span,
                       {Argument::name(name_of(name)),
                        Argument::names(base::near_names(name_of(name), candidates))});
}

const CommandSpec kDefineLabels = {
    .syntax =
        script::CommandSyntax{
            .name = "define-labels", .form = script::Form::DefineLabels, .min_operands = 1},
    .group = Group::Labels,
    .summary = base::LocalizedText{.nb = "Lager en kodeliste: koder med verdietiketter.",
                                   .en = "Makes a code list: codes with value labels."},
    .details = {.nb = "Kodelisten gjelder hele økten og kan brukes av variabler i alle datasett.",
                .en = "The code list holds for the session; variables of all datasets can use it."},
    .disclosure = kNoData,
    .examples = kDefineExamples,
    .run = define_labels};

const CommandSpec kAssignLabels = {
    .syntax = script::CommandSyntax{.name = "assign-labels",
                                    .form = script::Form::Names,
                                    .min_operands = 2,
                                    .max_operands = 2},
    .group = Group::Labels,
    .summary = base::LocalizedText{.nb = "Knytter en kodeliste til en variabel.",
                                   .en = "Attaches a code list to a variable."},
    .details = {.nb = "Etiketter endrer bare visningen; verdiene sammenlignes alltid med kodene.",
                .en = "Labels change only what is shown; values are always compared by code."},
    .disclosure = kNoData,
    .examples = kAssignExamples,
    .run = assign_labels};

const CommandSpec kDropLabels = {
    .syntax =
        script::CommandSyntax{
            .name = "drop-labels", .form = script::Form::Names, .min_operands = 1},
    .group = Group::Labels,
    .summary = base::LocalizedText{.nb = "Fjerner kodelister som er laget med define-labels.",
                                   .en = "Removes code lists made with define-labels."},
    .details =
        {.nb = "Variabler som hadde en av listene, vises med koder igjen. Verdiene er de samme.",
         .en = "Variables that had one of the lists are shown with codes again. Values stay the "
               "same."},
    .disclosure = kNoData,
    .examples = kDropExamples,
    .run = drop_labels};

}  // namespace skjerm::command
