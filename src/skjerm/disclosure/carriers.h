// The rules on carriers: values that were brought from other units (a family's income, a firm's
// size), and rows chosen or classified by such values.
//
// What is shown of them needs enough of these units behind it, and none that has more than half of
// the rows. Its keyed weights are those of the carriers, so that the rows of one firm do not each
// get a weight of their own and let the firm show through; and numbers of rows are made from the
// number of carriers, so that one firm does not visibly move thousands of rows.
#pragma once

#include <span>
#include <vector>

#include "skjerm/column/column.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/stats/carrier_spread.h"

namespace skjerm::disclosure {

/// The carriers of some rows, numbered once for all that a command shows of them.
class CarrierSet {
public:
    /// `carriers`: columns as long as the rows, at least one. `gate` and `rows` must outlive it.
    CarrierSet(const Gate& gate, const stats::Rows& rows,
               std::span<const column::ColumnPtr> carriers);

    /// For each group the spread of every carrier column.
    [[nodiscard]] std::vector<CarrierSpreads> spreads(const stats::GroupedRows& grouped) const;

    /// The column with the fewest carriers (released, among the selected rows; the first of equal
    /// ones): whoever is hidden by noise at its scale is hidden at the others'.
    [[nodiscard]] std::size_t coarsest() const { return coarsest_; }
    [[nodiscard]] const stats::CarrierIndex& coarsest_index() const { return indexes_[coarsest_]; }
    /// The rows with keyed signs by coarsest carrier.
    [[nodiscard]] stats::Rows weighted_rows() const;

    /// For each group of `spreads`, its carriers and their mean number of rows: what the number of
    /// rows that is shown is made from. (disclosure/rows_per_unit.h)
    [[nodiscard]] std::vector<RawRows> rows_of_carriers(
        const stats::GroupedRows& grouped, std::span<const CarrierSpreads> spreads) const;

private:
    const Gate& gate_;
    const stats::Rows& rows_;
    std::vector<stats::CarrierIndex> indexes_;
    std::size_t coarsest_ = 0;
};

/// Judged on the released number of carriers.
[[nodiscard]] bool has_few_carriers(const CarrierSpreads& spreads, const Policy& policy,
                                    const CountNoise& noise);

}  // namespace skjerm::disclosure
