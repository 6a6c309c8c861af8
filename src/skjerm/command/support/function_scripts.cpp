#include "skjerm/command/support/function_scripts.h"

#include <algorithm>
#include <iterator>

namespace skjerm::command {

namespace {

constexpr Example kBind[] = {{.script = "let kpi2021 = 116.1\n"
                                        "let aar = 2021\n"
                                        "generate reell = lonn / bind(kpi ++ $aar) * 100",
                              .says = {.nb = "Lønn i faste kroner, med året i en binding",
                                       .en = "Wages in constant kroner, the year in a binding"}}};
constexpr Example kInLabels[] = {
    {.script = "generate kvinne = inlabels(kjonn, 'Kvinne')",
     .says = {.nb = "1 for kvinner, ellers 0", .en = "1 for women, otherwise 0"}}};
constexpr Example kLabelContains[] = {
    {.script = "generate sund = labelcontains(kommune, 'sund')",
     .says = {.nb = "1 i kommuner som Haugesund og Kristiansund",
              .en = "1 in municipalities such as Haugesund and Kristiansund"}}};
constexpr Example kLabelToCode[] = {
    {.script = "keep if kommune == label_to_code(kommune, 'Oslo')",
     .says = {.nb = "De som bor i Oslo", .en = "Those who live in Oslo"}}};
constexpr Example kQuantile[] = {
    {.script = "generate kvartil = quantile(lonn, 4)",
     .says = {.nb = "Lønnskvartil fra 0 (lavest) til 3",
              .en = "Wage quartile from 0 (lowest) to 3"}},
    {.script = "generate desil = quantile(inntekt, 10) if inrange(alder, 25, 66)",
     .says = {.nb = "Desiler blant dem betingelsen velger; de andre mangler",
              .en = "Deciles among those the condition selects; the others are missing"}}};
constexpr Example kToSymbol[] = {
    {.script = "let hva = to_symbol('lonn')\n"
               "generate tusen = $hva / 1000",
     .says = {.nb = "$hva står der variabelen skal stå", .en = "$hva stands for the variable"}}};

struct FunctionScripts {
    std::string_view function;
    std::span<const Example> scripts;
};

constexpr FunctionScripts kScripts[] = {
    {"bind", kBind},
    {"inlabels", kInLabels},
    {"label_to_code", kLabelToCode},
    {"labelcontains", kLabelContains},
    {"quantile", kQuantile},
    {"to_symbol", kToSymbol},
};

}  // namespace

std::span<const Example> function_scripts(std::string_view function) {
    const auto* found = std::ranges::find(kScripts, function, &FunctionScripts::function);
    return found == std::end(kScripts) ? std::span<const Example>() : found->scripts;
}

}  // namespace skjerm::command
