// clone-variables: copies of variables under new names.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::CloneVariables>(command.operands);
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr dataset, populated_dataset(context, command.name.span));
    const std::optional<std::string> prefix = option_text(command, "prefix");
    const std::optional<std::string> suffix = option_text(command, "suffix");
    std::vector<std::string> made;
    for (const script::Renaming& item : operands.items) {
        const std::string& source = name_of(item.source);
        if (dataset->find(source) == nullptr && dataset->is_identifier(source))
            return base::error(Code::UnitIdentifierFixed, item.source.span,
                               {Argument::name(source)});
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          existing_variable(context, *dataset, item.source));
        if (!item.target && !prefix && !suffix)
            return base::error(Code::CloneNeedsName, item.source.span,
                               {Argument::name(variable->name)});
        std::string name;
        if (item.target) {
            SKJERM_TRY_ASSIGN(name, derived_name(*dataset, *item.target, {}));
        } else {
            SKJERM_TRY_ASSIGN(name, derived_name(*dataset, item.source, prefix.value_or(""),
                                                 suffix.value_or("")));
        }
        dataset::Variable clone = *variable;
        clone.name = name;
        made.push_back(clone.name);
        dataset = dataset->with(std::move(clone));
    }
    context.workspace.replace(dataset->name(), dataset);
    return notice(context, Code::VariablesCloned, {Argument::names(made)}, command.span);
}

constexpr script::OptionSpec kOptions[] = {
    {.name = "prefix",
     .arguments = script::OptionArguments::Text,
     .help = {.nb = "Settes foran navnene på kopiene.",
              .en = "Put before the names of the copies."}},
    {.name = "suffix",
     .arguments = script::OptionArguments::Text,
     .help = {.nb = "Settes bak navnene på kopiene.", .en = "Put after the names of the copies."}},
};

constexpr Example kExamples[] = {
    {.script = "clone-variables lonn -> lonn_for",
     .says = {.nb = "En kopi med et nytt navn", .en = "A copy under a new name"}},
    {.script = "clone-variables inntekt utdanning, prefix('mor_')",
     .says = {.nb = "mor_inntekt og mor_utdanning", .en = "mor_inntekt and mor_utdanning"}}};

}  // namespace

const CommandSpec kCloneVariables = {
    .syntax = script::CommandSyntax{.name = "clone-variables",
                                    .form = script::Form::CloneVariables,
                                    .min_operands = 1,
                                    .options = kOptions},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Kopierer variabler under nye navn.",
                                   .en = "Copies variables under new names."},
    .details = {.nb = "Navnet etter -> går foran valgene prefix() og suffix().",
                .en = "The name after -> takes precedence over prefix() and suffix()."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
