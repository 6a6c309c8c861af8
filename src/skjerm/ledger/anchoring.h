// Near-identical selections are made identical (spec 12.4).
//
// Whether a selection has a near one among the anchors must not show: the rows are read once more
// in any case, and what is found is applied without a word.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/result.h"
#include "skjerm/ledger/anchor_store.h"
#include "skjerm/ledger/unit_set.h"

namespace skjerm::ledger {

/// The anchor that a selection becomes, and the rows whose selection that changes.
struct Anchored {
    std::uint32_t number = 0;
    std::vector<std::uint32_t> changed_rows;  ///< ascending; at most delta
};

/// Which near anchors a set becomes. One that differs in a few units, always; as the difference
/// nears the limit, a draw keyed on the two sets lets fewer do so, in kSteps steps. A limit without
/// it would itself answer questions: of a selection without nine known persons, and without a tenth
/// if he has some property, it would show whether he has.
class Attraction {
public:
    static constexpr std::uint64_t kSteps = 6;
    Attraction(const base::Aes128::Key& key, std::uint64_t delta) : cipher_(key), delta_(delta) {}
    [[nodiscard]] std::uint64_t delta() const { return delta_; }
    /// `set`, `anchor`: their key sums; `units`: in how many they differ.
    [[nodiscard]] bool draws(std::uint64_t set, std::uint64_t anchor, std::uint64_t units) const {
        return draws_within(delta_, set, anchor, units);
    }
    /// The same with a limit of its own.
    [[nodiscard]] bool draws_within(std::uint64_t delta, std::uint64_t set, std::uint64_t anchor,
                                    std::uint64_t units) const;

private:
    base::Aes128 cipher_;
    std::uint64_t delta_;
};

/// The nearest anchor among the first `as_of` that draws `set` and differs from it in units all of
/// which have a row in the dataset; of equally near ones the oldest. nullopt: there is none.
/// `record` is record_of(set). Only of datasets with one row a unit.
[[nodiscard]] base::Result<std::optional<Anchored>> nearest_anchor(const AnchorStore& store,
                                                                   const UnitSet& set,
                                                                   const SetRecord& record,
                                                                   const Attraction& attraction,
                                                                   std::uint64_t as_of);

/// The same among sets in memory, numbered as they stand.
[[nodiscard]] std::optional<Anchored> nearest_anchor(std::span<const SetRecord> anchors,
                                                     const UnitSet& set, const SetRecord& record,
                                                     const Attraction& attraction);

}  // namespace skjerm::ledger
