// sample: a random sample of the units, with all their rows.
#include <optional>
#include <string>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/stats/draw.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

base::Result<std::uint64_t> seed_of(const script::Expression& seed) {
    const auto* number = std::get_if<script::IntegerLiteral>(&seed.node);
    if (number == nullptr || number->value < 1)
        return base::error(Code::SampleSeedNotAllowed, seed.span);
    return static_cast<std::uint64_t>(number->value);
}

/// The number of units to draw; nullopt for all.
base::Result<std::optional<std::uint64_t>> size_of(Context& context,
                                                   const dataset::Dataset& dataset,
                                                   const script::Expression& size) {
    const disclosure::Gate& gate = context.gate();
    // Of categories so many are drawn, not so many of the units behind them.
    const base::Evidence drawn_from =
        dataset.category() ? evidence_of(context, *dataset.units()) : dataset.population();
    const auto limit = static_cast<std::int64_t>(gate.policy().min_population);
    if (const auto* count = std::get_if<script::IntegerLiteral>(&size.node)) {
        if (count->value > limit) {
            const auto units =
                gate.sample_size(drawn_from, static_cast<std::uint64_t>(count->value));
            // Without rows the command is being checked, not run.
            if (!units && dataset.rows() > 0)
                context.note(base::warning(Code::SampleKeepsAll, size.span,
                                           {Argument::name(dataset.name())}));
            return units;
        }
    } else if (const auto* share = std::get_if<script::FloatLiteral>(&size.node)) {
        if (share->value > 0 && share->value < 1) return gate.sample_size(drawn_from, share->value);
    }
    return base::error(Code::SampleSizeNotAllowed, size.span, {Argument::fact(limit)});
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Sample>(command.operands);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::uint64_t seed, seed_of(operands.seed));
    SKJERM_TRY_ASSIGN(const std::optional<std::uint64_t> units,
                      size_of(context, *dataset, operands.size));
    SKJERM_TRY(context.gate().admit_population(dataset->population(), command.span));
    if (!units) return commit_dataset(context, dataset);

    const disclosure::SampleOrder order =
        context.gate().sample_order(dataset->unsampled_population(), seed);
    SKJERM_TRY_ASSIGN(Selection everything, select_rows(context, dataset, std::nullopt));
    const View view(context, std::move(everything));
    SKJERM_TRY_ASSIGN(const column::ColumnPtr drawn,
                      stats::draw_units(
                          view.rows(), *units,
                          [&](std::span<const std::uint64_t> keys, std::span<std::uint64_t> out) {
                              order.fill(keys, out);
                          },
                          context.environment.budget));
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr sample,
                      kept_rows(context, dataset, drawn->values<std::int8_t>(), command.span));
    return commit_dataset(context, sample->sampled_from(dataset->unsampled_population()));
}

constexpr Example kExamples[] = {
    {.script = "sample 0.1 12345",
     .says = {.nb = "Hver tiende enhet; samme startverdi gir samme utvalg",
              .en = "Every tenth unit; the same seed gives the same sample"}},
    {.script = "sample 5000 888", .says = {.nb = "Omtrent 5000 enheter", .en = "About 5000 units"}},
};

}  // namespace

const CommandSpec kSample = {
    .syntax = script::CommandSyntax{.name = "sample", .form = script::Form::Sample},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Trekker et tilfeldig utvalg av enhetene.",
                                   .en = "Draws a random sample of the units."},
    .details =
        {.nb = "Først en andel mellom 0 og 1, eller et antall over 1000, så en startverdi. Samme "
               "størrelse og startverdi gir alltid de samme enhetene av samme populasjon. En enhet "
               "følger med alle radene sine. Størrelsen rundes av til to siffer av andelen, og "
               "startverdiene fører til noen få ulike rekkefølger: to utvalg skiller seg derfor "
               "aldri med bare noen få enheter.",
         .en = "First a fraction between 0 and 1, or a number above 1000, then a seed. The same "
               "size and seed always give the same units of the same population. A unit comes with "
               "all its rows. The size is rounded to two digits of the fraction, and seeds lead to "
               "a few different orders: two samples therefore never differ by only a few units."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
