#include "skjerm/command/support/topics.h"

#include <algorithm>

namespace skjerm::command {

namespace {

constexpr Example kForExamples[] = {
    {.script = "for aar in 2019:2021\n"
               "    import db/INNTEKT_WLONN date_fmt($aar) as lonn ++ $aar\n"
               "end",
     .says = {.nb = "Samme import for tre år", .en = "The same import for three years"}},
    {.script = "for navn, fra, til in unge eldre, 18 67, 34 120\n"
               "    generate $navn = inrange(alder, $fra, $til)\n"
               "end",
     .says = {.nb = "Lister side om side", .en = "Lists side by side"}},
    {.script = "for k in '1' '2' ; grense in 300000 600000\n"
               "    tabulate utdanning if kjonn == $k & lonn > $grense\n"
               "end",
     .says = {.nb = "Alle kombinasjoner; den siste listen løper raskest",
              .en = "All combinations; the last list runs fastest"}},
};
constexpr Example kIfExamples[] = {
    {.script = "summarize lonn if inrange(alder, 25, 66) & kjonn == '2'",
     .says = {.nb = "Bare disse radene, bare for denne kommandoen",
              .en = "Only these rows, only for this command"}},
    {.script = "generate uten_lonn = 1 if sysmiss(lonn)",
     .says = {.nb = "Spør om en verdi mangler", .en = "Asks whether a value is missing"}},
};
constexpr Example kTextblockExamples[] = {
    {.script = "textblock\n"
               "# Innledning\n"
               "Teksten kan ha *utheving* og lister.\n"
               "endblock",
     .says = {.nb = "Vises mellom resultatene", .en = "Shown among the results"}},
};

constexpr Topic kTopics[] = {
    {.name = "for",
     .summary = {.nb = "Gjentar kommandoer for verdiene i en liste.",
                 .en = "Repeats commands for the values of a list."},
     .syntax = {.nb = "for navn [, navn …] in verdier [, verdier …] [; navn in verdier …] … end",
                .en = "for name [, name …] in values [, values …] [; name in values …] … end"},
     .details = {.nb =
                     "Verdier skilles med mellomrom; 2019:2021 er alle hele tall fra og med til og "
                     "med. Verdien brukes med $ foran. Bindinger som lages i løkken, gjelder bare "
                     "der; datasett og variabler blir værende.",
                 .en =
                     "Values are separated by blanks; 2019:2021 is all whole numbers, both ends "
                     "included. The value is used with $ in front. Bindings made in the loop hold "
                     "only there; datasets and variables stay."},
     .examples = kForExamples},
    {.name = "conditions",
     .summary = {.nb = "Begrenser en kommando til rader som oppfyller en betingelse.",
                 .en = "Limits a command to the rows that satisfy a condition."},
     .syntax = {.nb = "kommando … if betingelse [, valg …]",
                .en = "command … if condition [, options …]"},
     .details = {.nb =
                     "== er lik, != ulik, & og, | eller, ! ikke. & går foran |. Mangler en verdi, "
                     "er enhver sammenligning usann, unntatt !=. Skiller betingelsen ut færre enn "
                     "10 enheter, virker den som om den ikke skilte ut noen.",
                 .en =
                     "== is equal, != unequal, & and, | or, ! not. & goes before |. Where a value "
                     "is missing every comparison is false, except !=. A condition that singles "
                     "out fewer than 10 units acts as if it singled out none."},
     .examples = kIfExamples},
    {.name = "textblock",
     .summary = {.nb = "Viser tekst mellom resultatene.", .en = "Shows text among the results."},
     .syntax = {.nb = "textblock … endblock", .en = "textblock … endblock"},
     .details = {.nb = "textblock og endblock står alene på hver sin linje. Teksten mellom dem er "
                       "Markdown og kjøres ikke.",
                 .en =
                     "textblock and endblock stand alone, each on its line. The text between them "
                     "is Markdown and is not run."},
     .examples = kTextblockExamples},
};

}  // namespace

std::span<const Topic> topics() { return kTopics; }

const Topic* find_topic(std::string_view name) {
    const auto* found = std::ranges::find(kTopics, name, &Topic::name);
    return found == std::end(kTopics) ? nullptr : found;
}

}  // namespace skjerm::command
