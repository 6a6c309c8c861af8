#include "skjerm/command/derivations.h"

#include <string>
#include <utility>
#include <variant>

#include "skjerm/command/population.h"
#include "skjerm/expr/derivation.h"
#include "skjerm/script/format.h"

namespace skjerm::command {

namespace {

using base::Derivation;
using base::DerivationMaker;

/// A condition chooses rows as the gate lets it among those of the dataset.
base::Status add_condition(DerivationMaker& maker, const dataset::DatasetPtr& dataset,
                           std::uint64_t rows, const std::optional<script::Expression>& condition) {
    if (!condition) return base::ok();
    SKJERM_TRY_ASSIGN(const expr::Binding binding,
                      expr::bind_condition(*condition, dataset::DatasetScope(dataset)));
    maker.add(expr::derivation_of(binding.expression, rows)).add(rows);
    return base::ok();
}

void add_key(DerivationMaker& maker, const KeyColumn& key) {
    if (key.variable != nullptr)
        maker.add(key.variable->derivation);
    else
        maker.add(key.name);
}

}  // namespace

base::Result<Derivation> derivation_of_assignment(
    const Context& context, const dataset::DatasetPtr& dataset, const expr::BoundExpression& value,
    const std::optional<script::Expression>& condition, const Derivation* before) {
    const std::uint64_t rows = rows_key(context, *dataset);
    const Derivation everywhere = expr::derivation_of(value, rows);
    if (!condition) return everywhere;
    DerivationMaker maker("assignment");
    maker.add(everywhere);
    if (before != nullptr) maker.add(*before);
    SKJERM_TRY(add_condition(maker, dataset, rows, condition));
    return maker.make();
}

Derivation analysed_derivation(const dataset::Variable& variable) {
    if (!variable.labels || !variable.labels->has_missing_codes()) return variable.derivation;
    // Of the family, so that linear functions with the same codes stay in one.
    DerivationMaker maker("without codes");
    maker.add(variable.derivation.family.low).add(variable.derivation.family.high);
    for (const column::CodeEntry& entry : variable.labels->entries()) {
        if (!entry.is_missing) continue;
        if (const auto* text = std::get_if<std::string>(&entry.code))
            maker.add(std::string_view(*text));
        else
            maker.add(static_cast<std::uint64_t>(std::get<std::int64_t>(entry.code)));
    }
    Derivation result = variable.derivation;
    result.family = maker.make().family;
    return result;
}

Derivation group_derivation(std::uint64_t rows, const dataset::Variable& source,
                            stats::GroupStatistic statistic, const std::optional<KeyColumn>& key) {
    DerivationMaker maker("groups");
    maker.add(static_cast<std::uint64_t>(statistic)).add(source.derivation);
    const base::Word128 analysed = analysed_derivation(source).family;
    maker.add(analysed.low).add(analysed.high);
    if (key) add_key(maker, *key);
    return maker.add(rows).make();
}

Derivation merged_derivation(const Context& context, const dataset::Variable& variable,
                             const dataset::Dataset& source, const KeyColumn& source_key,
                             const KeyColumn& target_key) {
    // By the units themselves every unit has the value that it had.
    if (source_key.is_identifier && target_key.is_identifier &&
        source.structure() == dataset::Structure::Wide)
        return variable.derivation;
    DerivationMaker maker("merge");
    maker.add(variable.derivation);
    add_key(maker, source_key);
    add_key(maker, target_key);
    return maker.add(rows_key(context, source)).make();
}

base::Result<Derivation> recoded_derivation(const Context& context,
                                            const dataset::DatasetPtr& dataset,
                                            const dataset::Variable& variable,
                                            const script::Command& rules) {
    script::Command command = rules;
    auto& operands = std::get<script::Recode>(command.operands);
    operands.variables.clear();
    for (script::RecodeRule& rule : operands.rules) {
        rule.label.reset();
        rule.flag_missing = false;
    }
    command.condition.reset();
    command.options.clear();
    DerivationMaker maker("recode");
    maker.add(variable.derivation).add(std::string_view(script::format(command)));
    const std::uint64_t rows = rows_key(context, *dataset);
    maker.add(rows);
    SKJERM_TRY(add_condition(maker, dataset, rows, rules.condition));
    return maker.make();
}

}  // namespace skjerm::command
