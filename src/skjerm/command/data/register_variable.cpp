#include "skjerm/command/data/register_variable.h"

#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/datastore/version.h"

namespace skjerm::command {

namespace {

/// Of a variable that other versions have than the one asked for.
base::Diagnostic in_other_versions(const datastore::Store::Lifetime& life, const std::string& name,
                                   const std::string& version, base::Span where) {
    using base::Argument;
    std::vector<Argument> arguments{Argument::name(name), Argument::fact(version),
                                    Argument::fact(life.first.text()),
                                    Argument::fact(life.last.text())};
    if (life.goes_on || life.successors.empty())
        return base::error(base::Code::VariableInOtherVersions, where, std::move(arguments));
    arguments.push_back(Argument::names(life.successors));
    return base::error(base::Code::VariableReplaced, where, std::move(arguments));
}

}  // namespace

base::Derivation register_derivation(const RegisterVariable& source,
                                     std::span<const datastore::At> times,
                                     std::string_view filter) {
    base::DerivationMaker maker("register");
    maker.add(std::string_view(source.connection->store->databank()));
    maker.add(std::string_view(source.variable->name)).add(filter);
    for (const datastore::At& at : times)
        if (at.day) maker.add(static_cast<std::uint64_t>(std::int64_t{*at.day}));
    return maker.make_register();
}

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
    const std::string version =
        connection->store->databank() + ":" + datastore::shown_version(connection->version);
    if (const auto life = connection->store->lifetime(reference.variable.text))
        return in_other_versions(*life, reference.variable.text, version, reference.variable.span);
    std::vector<std::string_view> names;
    for (const datastore::VariablePtr& variable : connection->store->variables())
        names.push_back(variable->name);
    return base::error(base::Code::UnknownRegisterVariable, reference.variable.span,
                       {Argument::name(reference.variable.text), Argument::fact(version),
                        Argument::names(base::near_names(reference.variable.text, names))});
}

}  // namespace skjerm::command
