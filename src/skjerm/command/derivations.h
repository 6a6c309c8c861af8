// How commands derive values (base/derivation.h): every command that makes or changes the values of
// a variable says here from what.
#pragma once

#include <cstdint>
#include <optional>

#include "skjerm/base/derivation.h"
#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/command/data/key_column.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/script/ast.h"
#include "skjerm/stats/group_statistics.h"

namespace skjerm::command {

/// Of `value` in the rows of `condition`; elsewhere of `before`, or missing without it.
[[nodiscard]] base::Result<base::Derivation> derivation_of_assignment(
    const Context& context, const dataset::DatasetPtr& dataset, const expr::BoundExpression& value,
    const std::optional<script::Expression>& condition, const base::Derivation* before);

/// Of a variable as analyses see it: codes that its list calls missing are none of its values.
[[nodiscard]] base::Derivation analysed_derivation(const dataset::Variable& variable);

/// Of a statistic of `source` by the groups of `key`, or of all rows. `rows`: rows_key() of the
/// rows that it is made of.
[[nodiscard]] base::Derivation group_derivation(std::uint64_t rows, const dataset::Variable& source,
                                                stats::GroupStatistic statistic,
                                                const std::optional<KeyColumn>& key);

/// Of `variable` of `source`, copied to the rows of `target` where the keys are equal.
[[nodiscard]] base::Derivation merged_derivation(const Context& context,
                                                 const dataset::Variable& variable,
                                                 const dataset::Dataset& source,
                                                 const KeyColumn& source_key,
                                                 const KeyColumn& target_key);

/// Of recoded values. `rules`: the command. `dataset`: whose rows decided which rules may act.
[[nodiscard]] base::Result<base::Derivation> recoded_derivation(const Context& context,
                                                                const dataset::DatasetPtr& dataset,
                                                                const dataset::Variable& variable,
                                                                const script::Command& rules);

}  // namespace skjerm::command
