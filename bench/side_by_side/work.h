// The pieces of work that are measured against each other: how Skjerm does them, with all of
// disclosure control and the result as JSON, what DuckDB is asked, and whether both agree.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "side_by_side/duck.h"
#include "synthetic.h"

namespace skjerm::bench {

/// The columns of one person each, and of one family.
struct Population {
    Population();
    AllRows rows;
    column::ColumnPtr sex;
    column::ColumnPtr municipality;       ///< integer codes
    column::ColumnPtr municipality_text;  ///< the same as text
    column::ColumnPtr wage;               ///< with missing
    column::ColumnPtr family;             ///< index of the family
    column::ColumnPtr link;               ///< a permutation of the persons
    column::ColumnPtr value;              ///< of the person that a link points to
};
/// Tables person (link and all the rest) and other (person, value).
void load(Duck& duck, const Population& population);

struct Work {
    std::string id;  ///< "P1"
    std::string name;
    std::string sql;
    double goal = 0;        ///< of Skjerm's time / DuckDB's
    std::size_t bytes = 0;  ///< of the columns read
    std::function<void()> run;
    /// Skjerm's unprotected numbers, and DuckDB's answer: equal?
    std::function<bool(const std::vector<std::vector<double>>&)> agrees;
};
[[nodiscard]] std::vector<Work> all_work(const Population& population);
/// Of these, collapse, aggregate and merge.
[[nodiscard]] std::vector<Work> group_work(const Population& population);
/// Commands that work row by row or turn the rows around (rows_work.cpp).
[[nodiscard]] std::vector<Work> rows_work(const Population& population);

}  // namespace skjerm::bench
