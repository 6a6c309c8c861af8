// configure: settings of the session.
#include <algorithm>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

struct Kind {
    std::string_view name;
    bool Configuration::*reuse;
};
constexpr Kind kKinds[] = {{"import", &Configuration::reuse_imports},
                           {"state", &Configuration::reuse_states},
                           {"result", &Configuration::reuse_results}};

std::vector<std::string> kind_names() {
    std::vector<std::string> names;
    for (const Kind& kind : kKinds) names.emplace_back(kind.name);
    return names;
}

/// The kinds that `nocache` names, which begin at `words[at]`; all of them when none is named.
/// Leaves `at` behind the last one.
base::Result<std::vector<std::string>> switch_off(Configuration& configuration,
                                                  const std::vector<script::Word>& words,
                                                  std::size_t& at) {
    std::vector<std::string> off;
    for (; at < words.size() && words[at].text != "alpha" && words[at].text != "nocache"; ++at) {
        const auto kind = std::ranges::find(kKinds, words[at].text, &Kind::name);
        if (kind == std::end(kKinds))
            return base::error(Code::UnknownReuseKind, words[at].span,
                               {Argument::name(words[at].text), Argument::names(kind_names())});
        configuration.*kind->reuse = false;
        off.emplace_back(kind->name);
    }
    if (!off.empty()) return off;
    for (const Kind& kind : kKinds) configuration.*kind.reuse = false;
    return kind_names();
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const std::vector<script::Word>& words = std::get<script::Words>(command.operands).words;
    Outcome outcome;
    const auto say = [&](Code code, std::vector<Argument> arguments) {
        Outcome one = notice(context, code, std::move(arguments), command.span);
        outcome.results.push_back(std::move(one.results.front()));
    };
    for (std::size_t at = 0; at < words.size();) {
        const script::Word& word = words[at++];
        if (word.text == "alpha") {
            context.configuration.alpha = true;
            say(Code::NothingExperimental, {});
        } else if (word.text == "nocache") {
            SKJERM_TRY_ASSIGN(const std::vector<std::string> off,
                              switch_off(context.configuration, words, at));
            say(Code::ReuseSwitchedOff, {Argument::names(off)});
        } else {
            return base::error(Code::UnknownSetting, word.span, {Argument::name(word.text)});
        }
    }
    return outcome;
}

constexpr Example kExamples[] = {
    {.script = "configure nocache",
     .says = {.nb = "Regn ut alt på nytt hver gang", .en = "Compute everything anew each time"}},
    {.script = "configure nocache result",
     .says = {.nb = "Regn ut statistikken på nytt, men gjenbruk datasettene",
              .en = "Compute the statistics anew, but reuse the datasets"}}};

}  // namespace

const CommandSpec kConfigure = {
    .syntax = script::CommandSyntax{.name = "configure",
                                    .form = script::Form::Words,
                                    .min_operands = 1,
                                    .max_operands = 1000},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Endrer innstillinger for økten: alpha, nocache.",
                                   .en = "Changes settings of the session: alpha, nocache."},
    .details = {.nb = "nocache slår av gjenbruk av det som er regnet ut før: import, state "
                      "(datasettene), result (det som vises), eller alt. Resultatene er de samme "
                      "med og uten. alpha slår på kommandoer og funksjoner som er merket som "
                      "uferdige.",
                .en = "nocache switches off the reuse of what was computed before: import, state "
                      "(the datasets), result (what is shown), or all. Results are the same with "
                      "and without. alpha enables commands and functions that are marked "
                      "experimental."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
