// merge: variables of the active dataset copied into another one, row by row of equal keys.
#include <algorithm>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/key_column.h"
#include "skjerm/command/derivations.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/stats/join.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using dataset::DatasetPtr;

struct Keys {
    KeyColumn target;
    KeyColumn source;
};

Argument unit_type_of(const dataset::Dataset& dataset) {
    return Argument::fact(
        base::LocalizedText{dataset.unit_type()->label.nb, dataset.unit_type()->label.en});
}

/// `on k`: the target's column k, and the source's variable k or else its units.
base::Result<Keys> named_keys(const dataset::Dataset& source, const dataset::Dataset& target,
                              const script::NameExpression& name) {
    std::optional<KeyColumn> key = find_key(target, name_of(name));
    if (!key)
        return base::error(Code::MergeKeyMissing, name.span,
                           {Argument::name(name_of(name)), Argument::name(target.name())});
    if (source.find(name_of(name)) != nullptr)
        return Keys{*std::move(key), *find_key(source, name_of(name))};
    return Keys{*std::move(key), identifier_of(source)};
}

/// Without `on`: the units of both where they are of one type, else the target's variable that is
/// called as the source's key.
base::Result<Keys> matching_keys(const dataset::Dataset& source, const dataset::Dataset& target,
                                 base::Span where) {
    const bool same_units = source.unit_type()->id == target.unit_type()->id &&
                            (source.category() == nullptr) == (target.category() == nullptr);
    if (same_units) return Keys{identifier_of(target), identifier_of(source)};
    if (target.find(source.identifier()) != nullptr)
        return Keys{*find_key(target, source.identifier()), identifier_of(source)};
    return base::error(Code::MergeNeedsKey, where,
                       {Argument::name(source.name()), unit_type_of(source),
                        Argument::name(target.name()), unit_type_of(target)});
}

base::LocalizedText kind_text(const KeyColumn& key) {
    if (key.refers_to_units()) return {"en nøkkelvariabel", "a key variable"};
    return key.column->kind() == column::Kind::Text
               ? base::LocalizedText{"alfanumerisk", "alphanumeric"}
               : base::LocalizedText{"numerisk", "numeric"};
}

/// Keys that can be equal: units of one domain, text and text, numbers and numbers.
base::Status check_comparable(const Keys& keys, const dataset::Dataset& source,
                              const dataset::Dataset& target, base::Span where) {
    const bool units = keys.target.refers_to_units();
    if (units && keys.source.refers_to_units()) {
        if (keys.target.domain(target) == keys.source.domain(source)) return base::ok();
        return base::error(Code::MergeKeysDiffer, where,
                           {Argument::name(keys.source.name), Argument::name(source.name()),
                            Argument::name(keys.target.name), Argument::name(target.name())});
    }
    const auto is_text = [](const KeyColumn& key) {
        return key.column->kind() == column::Kind::Text;
    };
    if (!units && !keys.source.refers_to_units() && is_text(keys.target) == is_text(keys.source))
        return base::ok();
    return base::error(Code::MergeKeyKindsDiffer, where,
                       {Argument::name(keys.source.name), Argument::name(source.name()),
                        Argument::fact(kind_text(keys.source)), Argument::name(keys.target.name),
                        Argument::name(target.name()), Argument::fact(kind_text(keys.target))});
}

/// Units are joined by keys, and values only to rows that are values: by a value of one's own
/// making
/// (`generate k = 1`) what is known of one unit would go to all the others.
base::Status check_rows_of_key(const KeyColumn& key, const dataset::Dataset& source,
                               base::Span where) {
    if (key.refers_to_units() || source.category() != nullptr) return base::ok();
    return base::error(Code::MergeOnValues, where,
                       {Argument::name(source.name()), Argument::name(key.name)});
}

/// The values of a source column at the joined rows. Columns that share carriers gather them once.
class Copier {
public:
    Copier(const stats::Join& join, const base::MemoryBudgetPtr& budget)
        : join_(join), budget_(budget) {}

    base::Result<ColumnPtr> copy(const ColumnPtr& column) {
        if (!join_.source_rows) return column;
        for (const auto& [original, made] : copies_)
            if (original == column) return made;
        SKJERM_TRY_ASSIGN(ColumnPtr made, column::gather(*column, *join_.source_rows, budget_));
        copies_.emplace_back(column, made);
        return made;
    }

private:
    const stats::Join& join_;
    const base::MemoryBudgetPtr& budget_;
    std::vector<std::pair<ColumnPtr, ColumnPtr>> copies_;
};

/// The rows of one key may number few or many: a few are settled by lot, many are refused. Which of
/// the two is decided on a released count, and the note depends on the datasets' shape alone.
base::Status settle_surplus(Context& context, const stats::Join& join, const KeyColumn& key,
                            const dataset::Dataset& source, base::Span where) {
    if (key.is_identifier && source.structure() == dataset::Structure::Wide) return base::ok();
    if (context.gate().count_noise().release(join.surplus) >=
        std::max<std::uint64_t>(1, context.gate().policy().min_affected))
        return base::error(Code::MergeKeyNotUnique, where,
                           {Argument::name(source.name()), Argument::name(key.name)});
    base::Diagnostic note = base::error(Code::MergeRowDrawn, where,
                                        {Argument::name(source.name()), Argument::name(key.name)});
    note.severity = base::Severity::Note;
    context.note(std::move(note));
    return base::ok();
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Merge>(command.operands);
    SKJERM_TRY_ASSIGN(const DatasetPtr source, populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(DatasetPtr target, existing_dataset(context, operands.target));
    if (target->name() == source->name())
        return base::error(Code::MergeIntoItself, operands.target.span,
                           {Argument::name(target->name())});
    if (!target->has_units())
        return base::error(Code::DatasetWithoutUnits, operands.target.span,
                           {Argument::name(target->name())});
    for (const script::NameExpression& name : operands.variables) {
        if (source->find(name_of(name)) == nullptr && source->is_identifier(name_of(name)))
            return base::error(Code::UnitIdentifierFixed, name.span,
                               {Argument::name(name_of(name))});
        SKJERM_TRY(existing_variable(context, *source, name));
        SKJERM_TRY(free_variable_name(*target, name));
    }
    const base::Span where = operands.key ? operands.key->span : operands.target.span;
    SKJERM_TRY_ASSIGN(const Keys keys, operands.key ? named_keys(*source, *target, *operands.key)
                                                    : matching_keys(*source, *target, where));
    SKJERM_TRY(check_comparable(keys, *source, *target, where));
    SKJERM_TRY(check_rows_of_key(keys.source, *source, where));

    SKJERM_TRY_ASSIGN(Selection everything, select_rows(context, source, std::nullopt));
    const View view(context, std::move(everything));
    const stats::Join join = stats::join_rows(keys.target.join_keys(*target),
                                              keys.source.join_keys(*source), view.rows());
    SKJERM_TRY(settle_surplus(context, join, keys.source, *source, where));

    const base::MemoryBudgetPtr& budget = context.environment.budget;
    Copier copier(join, budget);
    dataset::Carriers source_key_carriers;
    if (keys.source.variable != nullptr)
        for (const ColumnPtr& carrier : keys.source.variable->carriers) {
            SKJERM_TRY_ASSIGN(ColumnPtr copied, copier.copy(carrier));
            source_key_carriers.push_back(std::move(copied));
        }
    for (const script::NameExpression& name : operands.variables) {
        SKJERM_TRY(free_variable_name(*target, name));
        dataset::Variable copy = *source->find(name_of(name));
        copy.carriers = value_carriers(*source, copy);
        copy.derivation = merged_derivation(context, copy, *source, keys.source, keys.target);
        SKJERM_TRY_ASSIGN(copy.column, copier.copy(copy.column));
        for (ColumnPtr& carrier : copy.carriers) {
            SKJERM_TRY_ASSIGN(carrier, copier.copy(carrier));
        }
        // What the keys were made of decides which row a value comes from.
        if (keys.source.variable != nullptr)
            dataset::unite_carriers(copy.carriers, source_key_carriers);
        if (keys.target.variable != nullptr)
            dataset::unite_carriers(copy.carriers, keys.target.variable->carriers);
        // Rows with the same key get the same value, unless the key is the row's own unit. What
        // is known of categories is released already, and says no more than the category does.
        if (!keys.target.is_identifier && source->category() == nullptr)
            dataset::unite_carriers(copy.carriers, {keys.target.column});
        target = target->with(std::move(copy));
    }
    context.workspace.replace(target->name(), target);
    return notice(context, Code::VariablesMerged,
                  {Argument::name(target->name()), Argument::names(names_of(operands.variables))},
                  command.span);
}

constexpr Example kExamples[] = {
    {.script = "merge inntekt_far into persondata on fnr_far",
     .says = {.nb = "Fars inntekt til barna: fnr_far i persondata peker på fedrene",
              .en = "Fathers' income to the children: fnr_far of persondata refers to them"}},
    {.script = "merge snitt into personer on kommune",
     .says = {.nb = "Kommunens gjennomsnitt til alle som bor der",
              .en = "The mean of the municipality to all who live there"}},
    {.script = "merge antall into personer",
     .says = {.nb = "Uten on når begge datasett har samme enhetstype",
              .en = "Without on when both datasets have the same unit type"}}};

}  // namespace

const CommandSpec kMerge = {
    .syntax =
        script::CommandSyntax{
            .name = "merge", .form = script::Form::Merge, .min_operands = 1, .max_operands = 1000},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Kopierer variabler fra det aktive datasettet inn i et "
                                         "annet.",
                                   .en = "Copies variables of the active dataset into another."},
    .details =
        {.nb =
             "Radene i datasettet som får variablene, verken øker eller minker i antall; rader "
             "uten motstykke får verdien mangler. Etter on står variabelen som det kobles på, i "
             "datasettet som får variablene. Har det aktive datasettet en variabel med samme "
             "navn, kobles det på den, ellers på enhetene.\n\n"
             "Etter on kan det også stå en variabel som ikke er nøkkel, når det aktive datasettet "
             "har én rad for hver av verdiene (collapse).\n\n"
             "Hver verdi av nøkkelen skal finnes én gang i det aktive datasettet; bruk collapse "
             "først når den finnes flere ganger. Gjelder det bare noen få rader, trekkes en av "
             "dem.",
         .en = "The rows of the dataset that receives the variables stay the same; rows without a "
               "counterpart get missing. After on stands the variable to join on, in the dataset "
               "that receives. Where the active dataset has a variable of that name, it is joined "
               "on, otherwise its units are.\n\n"
               "A variable that is no key may stand after on as well, when the active dataset has "
               "one row for each of its values (collapse).\n\n"
               "Each value of the key should be in the active dataset once; use collapse first "
               "when it is there several times. Where that concerns a few rows only, one of them "
               "is drawn."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
