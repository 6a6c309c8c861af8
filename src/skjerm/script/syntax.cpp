#include "skjerm/script/syntax.h"

namespace skjerm::script {

const CommandSyntax* Grammar::find(std::string_view name) const {
    for (const CommandSyntax* command : commands_) {
        if (command->name == name) return command;
    }
    return nullptr;
}

}  // namespace skjerm::script
