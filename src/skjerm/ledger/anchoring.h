// Near-identical selections are made identical (spec 12.4).
//
// Whether a selection has a near one among the anchors must not show: the rows are read once more
// in any case, and what is found is applied without a word.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/ledger/anchor_store.h"
#include "skjerm/ledger/unit_set.h"

namespace skjerm::ledger {

/// The anchor that a selection becomes, and the rows whose selection that changes.
struct Anchored {
    std::uint32_t number = 0;
    std::vector<std::uint32_t> changed_rows;  ///< ascending; at most delta
};

/// The nearest anchor among the first `as_of` that differs from `set` in at most `delta` units, all
/// of which have a row in the dataset; of equally near ones the oldest. nullopt: there is none.
/// `record` is record_of(set). Only of datasets with one row a unit.
[[nodiscard]] base::Result<std::optional<Anchored>> nearest_anchor(const AnchorStore& store,
                                                                   const UnitSet& set,
                                                                   const SetRecord& record,
                                                                   std::uint64_t delta,
                                                                   std::uint64_t as_of);

/// The same among sets in memory, numbered as they stand.
[[nodiscard]] std::optional<Anchored> nearest_anchor(std::span<const SetRecord> anchors,
                                                     const UnitSet& set, const SetRecord& record,
                                                     std::uint64_t delta);

}  // namespace skjerm::ledger
