#include "skjerm/command/data/register_variable.h"

#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"

namespace skjerm::command {

base::Result<RegisterVariable> find_register_variable(const Context& context,
                                                      const script::RegisterReference& reference) {
    using base::Argument;
    const dataset::Connection* connection = context.workspace.connection(reference.alias.text);
    if (connection == nullptr)
        return base::error(base::Code::UnknownAlias, reference.alias.span,
                           {Argument::name(reference.alias.text)});
    if (datastore::VariablePtr variable =
            connection->store->find(reference.variable.text, connection->version))
        return RegisterVariable{connection, std::move(variable)};
    std::vector<std::string_view> names;
    for (const datastore::VariablePtr& variable : connection->store->variables())
        names.push_back(variable->name);
    return base::error(
        base::Code::UnknownRegisterVariable, reference.variable.span,
        {Argument::name(reference.variable.text),
         Argument::fact(connection->store->databank() + ":" + connection->version.text()),
         Argument::names(base::near_names(reference.variable.text, names))});
}

}  // namespace skjerm::command
