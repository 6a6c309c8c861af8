// require: connects a version of a datastore to an alias.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/context.h"
#include "skjerm/datastore/version.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

using base::Argument;

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Require>(command.operands);
    SKJERM_TRY_ASSIGN(datastore::StorePtr store,
                      context.environment.stores->find(operands.store.text, operands.store.span));
    const base::Span where =
        operands.version.text.empty() ? operands.store.span : operands.version.span;
    SKJERM_TRY_ASSIGN(const datastore::Version version,
                      context.environment.stores->resolve(*store, operands.version.text, where));
    const datastore::Version newest = store->versions().back();
    const std::string full_name = store->databank() + ":" + datastore::shown_version(version);
    if (version.is_draft())
        context.note(base::warning(base::Code::DraftInUse, operands.version.span,
                                   {Argument::fact(full_name)}));
    else if (version < newest)
        context.note(
            base::warning(base::Code::OlderVersion, operands.version.span,
                          {Argument::fact(version.text()), Argument::fact(newest.text())}));
    context.workspace.connect({operands.alias.text, std::move(store), version});
    return notice(context, base::Code::Connected,
                  {Argument::name(operands.alias.text), Argument::fact(full_name)}, command.span);
}

constexpr Example kExamples[] = {
    {.script = "require no.ssb.fdb:45 as db",
     .says = {.nb = "Nyeste utgave av versjon 45, som db", .en = "The newest 45.x.y, as db"}}};

}  // namespace

const CommandSpec kRequire = {
    .syntax = script::CommandSyntax{.name = "require", .form = script::Form::Require},
    .group = Group::Session,
    .summary = base::LocalizedText{.nb = "Kobler en versjon av et datalager til et kortnavn.",
                                   .en = "Connects a version of a datastore to an alias."},
    .details = {.nb = "Kortnavnet gjelder hele økten og alle datasett. En versjon gir de samme "
                      "dataene også om mange år.",
                .en = "The alias holds for the whole session and all datasets. A version gives the "
                      "same data many years from now."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
