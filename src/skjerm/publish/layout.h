// How the rows of a variable lie in time, and how they are stored by it: a segment for each date or
// period, or one segment of spells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::publish {

/// The days that START and STOP of a package can be, which fit into 16 bits, have places from 0 on.
inline constexpr std::size_t kDayPlaces = 65536;
[[nodiscard]] constexpr std::size_t place_of_day(base::DayNumber day) {
    return static_cast<std::size_t>(std::int64_t{day} + std::int64_t{kDayPlaces / 2});
}
[[nodiscard]] constexpr base::DayNumber day_at_place(std::size_t place) {
    return static_cast<base::DayNumber>(place) - static_cast<base::DayNumber>(kDayPlaces / 2);
}

/// The dates of the rows of a STATUS or ACCUMULATED variable, gathered in one pass.
class DateCensus {
public:
    /// Both days fit into 16 bits, as every START and STOP of a package does.
    void add(base::DayNumber start, base::DayNumber stop);

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    /// The distinct (start, stop), ascending; empty when there are more than kMostSegments.
    [[nodiscard]] const std::set<std::pair<base::DayNumber, base::DayNumber>>& pairs() const {
        return pairs_;
    }
    [[nodiscard]] bool has_many_pairs() const { return has_many_; }
    /// The dates of STATUS rows.
    [[nodiscard]] std::vector<base::DayNumber> dates() const;
    /// Days that some row covers, as periods apart from each other.
    [[nodiscard]] std::vector<datastore::Period> covered() const;

    /// More dates than this are stored as spells.
    static constexpr std::size_t kMostSegments = 1500;

private:
    std::uint64_t rows_ = 0;
    bool has_many_ = false;
    std::set<std::pair<base::DayNumber, base::DayNumber>> pairs_;
    /// For each day: rows that begin on it, less rows that ended the day before.
    std::vector<std::int64_t> opened_ = std::vector<std::int64_t>(kDayPlaces + 1);
    std::pair<base::DayNumber, base::DayNumber> last_{1, 0};  // the pair of the row before
};

struct Layout {
    datastore::Calendar calendar = datastore::Calendar::None;
    bool as_spells = false;                     ///< STATUS and ACCUMULATED alone
    std::vector<base::DayNumber> segment_days;  ///< ascending; empty without
    std::vector<datastore::Period> periods;     ///< of Calendar::Listed

    /// The segment of a row that begins on `start`.
    [[nodiscard]] std::uint32_t segment_of(base::DayNumber start) const;
};

/// A segment for each date or period when there are at most 64, or at most 1500 with 1000 rows on
/// average, and periods do not overlap; else spells. The calendar is the first rule that all dates
/// keep.
[[nodiscard]] Layout choose_layout(datastore::Temporality temporality, const DateCensus& census);

}  // namespace skjerm::publish
