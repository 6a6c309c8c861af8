// Whether a variable has values on a day: temporality, validity and calendar, from the catalogue
// alone.
#pragma once

#include <cstddef>
#include <optional>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// First and last day on which the store holds the variable; absent where there is no bound.
struct Coverage {
    std::optional<base::DayNumber> first;
    std::optional<base::DayNumber> last;
};
[[nodiscard]] Coverage coverage_of(const StoredVariable& stored);

/// See Store::check_date.
[[nodiscard]] base::Result<Store::DateCheck> check_variable_date(const StoredVariable& stored,
                                                                 std::optional<base::DayNumber> day,
                                                                 base::Span where);

/// Which of the variable's dates or periods a day belongs to that check_variable_date accepted; 0
/// for FIXED and EVENT.
[[nodiscard]] std::size_t date_place_at(const StoredVariable& stored,
                                        std::optional<base::DayNumber> day);

}  // namespace skjerm::datastore
