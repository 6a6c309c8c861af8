#include "skjerm/command/registry.h"

#include <vector>

#include "skjerm/command/command_list.h"
#include "skjerm/command/planned/planned.h"

namespace skjerm::command {

namespace {

std::vector<const CommandSpec*> all_commands() {
    std::vector<const CommandSpec*> list;
    const auto add = [&](std::initializer_list<const CommandSpec*> built) {
        list.insert(list.end(), built);
    };
    const auto add_planned = [&](std::span<const CommandSpec> planned) {
        for (const CommandSpec& command : planned) list.push_back(&command);
    };
    add({&kRequire, &kLet});
    add({&kCreateDataset, &kUse, &kDeleteDataset, &kRenameDataset, &kCloneDataset, &kCloneUnits});
    add({&kImport, &kImportEvent, &kImportPanel});
    add({&kGenerate, &kReplace, &kRename, &kCloneVariables, &kKeep, &kDrop, &kRecode, &kDestring,
         &kSample});
    add({&kAggregate, &kCollapse, &kMerge, &kReshapeToPanel, &kReshapeFromPanel});
    add({&kDefineLabels, &kAssignLabels, &kDropLabels, &kListLabels});
    add({&kTabulate, &kSummarize});
    add_planned(planned_statistics());
    add_planned(planned_graphics());
    add_planned(planned_regression());
    add_planned(planned_panel());
    add_planned(planned_survival());
    add({&kHelp, &kHelpFunction, &kVariables, &kHistory});
    add({&kClear, &kEdit, &kSave, &kLoad, &kConfigure});
    return list;
}

}  // namespace

base::LocalizedText group_title(Group group) {
    switch (group) {
        case Group::Session:
            return {"Datalager og bindinger", "Datastores and bindings"};
        case Group::Datasets:
            return {"Datasett", "Datasets"};
        case Group::Import:
            return {"Hente inn variabler", "Importing variables"};
        case Group::Transformation:
            return {"Tilrettelegging", "Data preparation"};
        case Group::Labels:
            return {"Verdietiketter", "Value labels"};
        case Group::Statistics:
            return {"Statistikk", "Statistics"};
        case Group::Graphics:
            return {"Figurer", "Graphics"};
        case Group::Regression:
            return {"Regresjon", "Regression"};
        case Group::Survival:
            return {"Overlevelse", "Survival"};
        case Group::Panel:
            return {"Paneldata", "Panel data"};
        case Group::Support:
            return {"Hjelp og økt", "Help and session"};
    }
    return {"", ""};
}

std::span<const CommandSpec* const> commands() {
    static const std::vector<const CommandSpec*> list = all_commands();
    return list;
}

const CommandSpec* find_command(std::string_view name) {
    for (const CommandSpec* command : commands())
        if (command->name() == name) return command;
    return nullptr;
}

const script::Grammar& grammar() {
    static const std::vector<const script::CommandSyntax*> syntaxes = [] {
        std::vector<const script::CommandSyntax*> list;
        for (const CommandSpec* command : commands()) list.push_back(&command->syntax.get());
        return list;
    }();
    static const script::Grammar grammar(syntaxes);
    return grammar;
}

}  // namespace skjerm::command
