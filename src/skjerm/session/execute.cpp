#include "skjerm/session/execute.h"

#include <exception>
#include <new>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/format.h"
#include "skjerm/session/incident.h"

namespace skjerm::session {

using base::Argument;
using base::Code;

std::string one_line(const script::Command& command) {
    std::string text = script::format(command);
    for (std::size_t at = text.find("\\\n"); at != std::string::npos; at = text.find("\\\n", at)) {
        const std::size_t next = text.find_first_not_of(' ', at + 2);
        text.erase(at, next == std::string::npos ? std::string::npos : next - at);
    }
    return text;
}

namespace {

/// Of a name among the operands that no variable has, but an option of the command: what lacks is
/// the comma before it.
base::Diagnostic with_missing_comma(base::Diagnostic diagnostic, const script::Command& command) {
    if (diagnostic.code != Code::UnknownVariable) return diagnostic;
    const std::uint32_t end = command.condition         ? command.condition->span.begin
                              : command.options.empty() ? command.span.end
                                                        : command.options.front().span.begin;
    if (diagnostic.where.end > end) return diagnostic;
    for (const script::OptionSpec& option : command.syntax->options) {
        const Argument name = Argument::name(option.name);
        if (diagnostic.arguments.front().text(base::Language::English) !=
            name.text(base::Language::English))
            continue;
        const bool has_parentheses = option.arguments == script::OptionArguments::Variables ||
                                     option.arguments == script::OptionArguments::Text;
        return base::error(
            Code::CommaMissing, diagnostic.where,
            {name, Argument::fact(std::string(option.name) + (has_parentheses ? "(…)" : ""))});
    }
    return diagnostic;
}

}  // namespace

base::Result<command::Outcome> run_guarded(command::Context& context,
                                           const script::Command& command) {
    const command::CommandSpec* spec = command::find_command(command.name.text);
    SKJERM_CHECK(spec != nullptr);
    if (spec->run == nullptr)
        return base::error(Code::CommandNotBuilt, command.name.span,
                           {Argument::name(command.name.text)});
    // Short commands never look at the flag themselves.
    if (base::current_cancellation().requested()) return base::error(Code::Cancelled, command.span);
    try {
        base::Result<command::Outcome> outcome = spec->run(context, command);
        if (!outcome) return with_missing_comma(std::move(outcome).diagnostic(), command);
        return outcome;
    } catch (const base::Cancelled&) {
        return base::error(Code::Cancelled, command.span);
    } catch (const std::bad_alloc&) {
        return base::out_of_memory_budget(*context.environment.budget);
    } catch (const std::exception& fault) {
        return base::error(Code::InternalFault, command.span,
                           {Argument::fact(record_incident(fault.what()))});
    }
}

base::Result<script::Command> substituted(const script::Command& command,
                                          const expr::Bindings& bindings) {
    if (command.name.text == "let") return command;
    return expr::substitute(command, bindings);
}

}  // namespace skjerm::session
