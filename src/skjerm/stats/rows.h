// The rows an estimator may read: all rows of a dataset or those that a condition selected, the
// unit behind each row, and the secret keys that evidence is made of. Given to estimators by
// dataset::View; they know nothing of scripts, policies or files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "skjerm/base/evidence.h"
#include "skjerm/column/row_units.h"

namespace skjerm::stats {

struct Rows {
    std::size_t count = 0;                    ///< rows of the dataset, selected or not
    std::span<const std::int8_t> selected{};  ///< empty: all; else one entry a row, 1 = selected
    const column::RowUnits* units = nullptr;
    const base::UnitKeys* keys = nullptr;
    /// Where rows are categories: the evidence behind each of them, of which the evidence of
    /// selections is made. Empty: rows are their units.
    std::span<const base::Evidence> behind{};
    /// Where values were brought from other units: what the keyed sign of each row is drawn for in
    /// the place of its unit (CarrierIndex::sign_places). Empty: the unit.
    std::span<const std::uint32_t> sign_places{};
    /// Where units have several rows: what tells them apart, such as the date of a panel. May be
    /// null.
    const column::Column* times = nullptr;

    [[nodiscard]] bool selects(std::size_t row) const {
        return selected.empty() || selected[row] == 1;
    }
};

}  // namespace skjerm::stats
