// let: a binding, one scalar that never depends on data.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"

namespace skjerm::command {

namespace {

using base::Argument;

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Assignment>(command.operands);
    SKJERM_TRY_ASSIGN(expr::BindingValue value,
                      expr::evaluate_binding(operands.value, context.bindings));
    const std::string& name = name_of(operands.target);
    const std::string text = expr::binding_text(value);
    context.bindings.set(name, std::move(value));
    return notice(context, base::Code::BindingMade,
                  {Argument::script_text("$" + name), Argument::script_text(text)}, command.span);
}

constexpr Example kExamples[] = {
    {.script = "let aar = 2020", .says = {.nb = "$aar er tallet 2020", .en = "$aar is 2020"}},
    {.script = "let navn = lonn ++ 2020",
     .says = {.nb = "$navn er navnet lonn2020", .en = "$navn is the name lonn2020"}}};

}  // namespace

const CommandSpec kLet = {
    .syntax = script::CommandSyntax{.name = "let", .form = script::Form::Let},
    .group = Group::Session,
    .summary = base::LocalizedText{.nb = "Gir et tall, en tekst eller et navn en binding.",
                                   .en = "Binds a number, a text or a name."},
    .details = {.nb = "Bindingen brukes med $ foran, og kan settes sammen med andre med ++.",
                .en = "A binding is used with $ in front, and can be joined to others with ++."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
