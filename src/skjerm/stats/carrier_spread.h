// Carriers: keys whose rows share a value, such as a family, a firm, a municipality. How many of
// them are behind the rows of a group, how many rows each has, and the keyed signs of rows by
// carrier.
//
// Rows without a carrier share their value with nobody and count as carriers of their own.
// Everything is integers: the bits depend neither on threads nor on the order of rows.
// Cost: O(rows) time, about 16 bytes a row while it runs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/group_order.h"
#include "skjerm/stats/unit_rows.h"

namespace skjerm::stats {

/// The rows of a dataset by carrier.
class CarrierIndex {
public:
    /// `carrier`: as long as the rows; `keys`: those of the carriers, which are numbered by unit
    /// (references) or by value (numbers, text).
    CarrierIndex(const Rows& rows, const column::Column& carrier, const base::UnitKeys& keys);

    /// One group a carrier; every row is in one.
    [[nodiscard]] const GroupOrder& order() const { return order_; }
    /// The secret key of a carrier of order().
    [[nodiscard]] std::uint64_t key(std::size_t carrier) const { return keys_[carrier]; }
    /// By row: what its keyed sign is drawn for in the place of its unit (Rows::sign_places).
    [[nodiscard]] std::span<const std::uint32_t> sign_places() const { return sign_places_; }

private:
    std::vector<std::uint64_t> keys_;
    std::vector<std::uint32_t> sign_places_;
    GroupOrder order_;  // made last: the others are filled in on the way
};

struct CarrierSpread {
    base::Evidence carriers;        ///< each distinct carrier once
    std::uint64_t rows = 0;         ///< of the group
    std::uint64_t largest = 0;      ///< rows of one carrier, at most
    std::uint64_t row_key_sum = 0;  ///< sum of the carriers' keys over rows: which has how many

    void merge(const CarrierSpread& other) {
        carriers.merge(other.carriers);
        rows += other.rows;
        largest = other.largest > largest ? other.largest : largest;
        row_key_sum += other.row_key_sum;
    }
};

/// By group.
[[nodiscard]] std::vector<CarrierSpread> carrier_spreads(const GroupedRows& grouped,
                                                         const CarrierIndex& carriers);

/// By group, evidence of its carriers, each together with the rows that it has there.
[[nodiscard]] std::vector<base::Evidence> evidence_with_rows(const GroupedRows& grouped,
                                                             const CarrierIndex& carriers);

/// The numbers of rows of all pairs of a carrier and a group, in no order.
[[nodiscard]] std::vector<std::uint32_t> carrier_row_counts(const GroupedRows& grouped,
                                                            const CarrierIndex& carriers);

/// By group, sums of q = min(rows of the carrier, `highest`) - `centre` over its carriers; those
/// with keyed sign +1 in the set of their group apart.
[[nodiscard]] std::vector<SignedSums> carrier_row_sums(const GroupedRows& grouped,
                                                       const CarrierIndex& carriers,
                                                       std::uint32_t highest, std::uint32_t centre,
                                                       std::span<const std::uint64_t> set_keys,
                                                       const base::KeyedSigns& signs);

/// By group, the effective number of carriers that deviate from the centre of `scale`: (sum of m)²
/// / sum of m², where m is the sum of |q| over the rows of a carrier. 0 where nothing deviates.
/// `magnitudes`: the sum of |q| of each group.
[[nodiscard]] std::vector<double> effective_carriers(const GroupedRows& grouped,
                                                     const CarrierIndex& carriers,
                                                     const column::Column& column,
                                                     const ValueScale& scale,
                                                     std::span<const Int128> magnitudes);

}  // namespace skjerm::stats
