// rename: a new name for a variable.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& names = std::get<script::Names>(command.operands).names;
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    if (dataset->has_given_identifier() && dataset->identifier() == name_of(names[0])) {
        SKJERM_TRY(new_variable_name(*dataset, names[1]));
        context.workspace.replace(dataset->name(), dataset->identified_as(name_of(names[1])));
        return notice(context, Code::VariableRenamed,
                      {Argument::name(name_of(names[0])), Argument::name(name_of(names[1]))},
                      command.span);
    }
    if (dataset->is_identifier(name_of(names[0])) || dataset->is_panel_date(name_of(names[0])))
        return base::error(Code::UnitIdentifierFixed, names[0].span,
                           {Argument::name(name_of(names[0]))});
    SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                      existing_variable(context, *dataset, names[0]));
    SKJERM_TRY(new_variable_name(*dataset, names[1]));
    dataset::Variable renamed = *variable;
    renamed.name = name_of(names[1]);
    context.workspace.replace(dataset->name(), dataset->replacing(variable->name, renamed));
    return notice(context, Code::VariableRenamed,
                  {Argument::name(name_of(names[0])), Argument::name(renamed.name)}, command.span);
}

constexpr Example kExamples[] = {{.script = "rename lonn inntekt",
                                  .says = {.nb = "Verdier, etiketter og plass følger med",
                                           .en = "Values, labels and position follow"}}};

}  // namespace

const CommandSpec kRename = {
    .syntax =
        script::CommandSyntax{
            .name = "rename", .form = script::Form::Names, .min_operands = 2, .max_operands = 2},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gir en variabel et nytt navn.",
                                   .en = "Gives a variable a new name."},
    .details = {.nb = "Etiketter, tittel og plass i datasettet følger med. Navnet må være ledig.",
                .en = "Labels, title and place in the dataset follow. The name must be free."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
