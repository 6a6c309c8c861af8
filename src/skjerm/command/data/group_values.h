// What collapse and aggregate have in common: the statistics asked for, the groups of the rows, and
// one value a group for each of them, exact or protected as disclosure control demands.
//
// Groups are units (by a key) or categories (by any other variable, or all rows together). Those of
// categories are protected like shown statistics; of groups of units, those with more than a few
// persons are, and the others stay exact.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/command/data/key_column.h"
#include "skjerm/command/population.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/group_order.h"
#include "skjerm/stats/group_statistics.h"

namespace skjerm::command {

/// One result: a statistic of a variable under a name.
struct GroupItem {
    stats::GroupStatistic statistic = stats::GroupStatistic::Count;
    const dataset::Variable* source = nullptr;
    script::NameExpression name;
};

/// The items of the command, checked: statistics known, variables there and of a fitting type,
/// names different. With `names_required` (aggregate) every item must have a new one.
[[nodiscard]] base::Result<std::vector<GroupItem>> group_items(const Context& context,
                                                               const dataset::Dataset& dataset,
                                                               const script::Command& command,
                                                               bool names_required);

/// The variable in by(), which must be one; nothing without the option.
[[nodiscard]] base::Result<std::optional<KeyColumn>> group_key(const Context& context,
                                                               const dataset::Dataset& dataset,
                                                               const script::Command& command);

/// Groups that are units.
struct UnitGroups {
    stats::GroupOrder order;
    std::vector<dataset::Variable> values;  ///< one entry a group
};

/// `items` by a key that refers to units, or by the rows' own units.
[[nodiscard]] base::Result<UnitGroups> values_by_unit(Context& context, const View& view,
                                                      const KeyColumn& key,
                                                      const std::vector<GroupItem>& items,
                                                      base::Span where);

/// Groups that are categories: those of the table with a released count above 0.
struct CategoryGroups {
    stats::Crosstab table;
    std::vector<std::uint32_t> shown;       ///< levels of the table that have a row, ascending
    std::vector<dataset::Variable> values;  ///< one entry for each of `shown`
};

/// `items` by the values of `key`, or over all rows together without one.
[[nodiscard]] base::Result<CategoryGroups> values_by_category(Context& context, const View& view,
                                                              const std::optional<KeyColumn>& key,
                                                              const std::vector<GroupItem>& items,
                                                              base::Span where);

}  // namespace skjerm::command
