// How many carriers are behind the rows of a group, and how many rows the largest of them has. A
// carrier is a key whose rows share a value: a family, a firm, a municipality.
//
// Rows without a carrier share their value with nobody and count as carriers of their own.
// Cost: O(rows) time, about 16 bytes a row while it runs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/unit_rows.h"

namespace skjerm::stats {

struct CarrierSpread {
    base::Evidence carriers;    ///< each distinct carrier once
    std::uint64_t rows = 0;     ///< of the group
    std::uint64_t largest = 0;  ///< rows of one carrier, at most

    void merge(const CarrierSpread& other) {
        carriers.merge(other.carriers);
        rows += other.rows;
        largest = other.largest > largest ? other.largest : largest;
    }
};

/// By group. `carrier`: as long as the rows; `keys`: those of the carriers, which are numbered by
/// unit (references), by code (text) or by value.
[[nodiscard]] std::vector<CarrierSpread> carrier_spreads(const GroupedRows& grouped,
                                                         const column::Column& carrier,
                                                         const base::UnitKeys& keys);

}  // namespace skjerm::stats
