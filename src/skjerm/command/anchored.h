// The ledger within a command: the sets of units that it is about are noted, and near-identical
// selections become identical (spec 12.4). Without a ledger nothing changes.
#pragma once

#include <cstddef>

#include "skjerm/base/evidence.h"
#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/ledger/command_record.h"

namespace skjerm::command {

/// `mask` (Int8, 1 = selected), or the mask of the anchor that these rows become. Where units have
/// several rows the set is noted, and stays as it is; datasets of categories hold protected values
/// and are left alone.
[[nodiscard]] base::Result<column::ColumnPtr> anchored_rows(const Context& context,
                                                            const dataset::Dataset& dataset,
                                                            column::ColumnPtr mask,
                                                            ledger::SetRole role,
                                                            const base::Evidence& selected);

/// Takes as long as anchored_rows(), and does nothing: for selections that become nothing or
/// everything.
void pass_over(const Context& context, const dataset::Dataset& dataset, const column::Column& mask);

/// `units` as the population of a new dataset, of a domain with `everyone` units: or those of the
/// anchor that this population becomes.
[[nodiscard]] base::Result<column::RowUnitsPtr> anchored_units(const Context& context,
                                                               const column::RowUnitsPtr& units,
                                                               std::size_t everyone);

/// The values of a generated variable. Where these are two, the rows with the higher one become
/// those of an anchor, and the others get the lower one, as do rows without a value where these are
/// few; where there is one, the others get missing. Of up to kWatchedLevels values each is noted.
[[nodiscard]] base::Result<column::ColumnPtr> anchored_levels(const Context& context,
                                                              const dataset::Dataset& dataset,
                                                              column::ColumnPtr values);
inline constexpr std::size_t kWatchedLevels = 5;

}  // namespace skjerm::command
