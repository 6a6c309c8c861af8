// What a command hands to the gate: numbers and evidence before protection. RawTable and RawSummary
// are filled in by the command and sealed in a RawResult, together with the Permit under which they
// were computed; from then on only the Gate can open them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

class Gate;

/// Leave to analyse one selection of one dataset. Move-only; made by the Gate alone.
class Permit {
public:
    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&&) noexcept = default;
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit() = default;

private:
    friend class Gate;
    Permit() noexcept {}
};

/// One level of a classifying variable of a RawTable.
struct RawLevel {
    /// What the level's label may tell.
    enum class Label : std::uint8_t {
        Public,  ///< from a code list of the register or of the user, or "missing"
        Data,    ///< seen in the data alone: shown only with enough units, otherwise pooled
        Hidden   ///< several levels that LevelPlan hides, merged: counts in totals only
    };
    released::Category category;  ///< kind Value, Missing or OtherValues
    Label label = Label::Public;
};

/// A classifying variable. Levels: values by ascending code, then at most one OtherValues (levels
/// that LevelPlan pools, merged beforehand), then missing codes and Missing.
struct RawAxis {
    std::string variable;
    released::Text label;
    std::vector<RawLevel> levels;
    /// The variable has no code list, so its small values are pooled. A property of the variable,
    /// not of its values: the note about pooling must not depend on what is in the data.
    bool without_code_list = true;
};

/// How the levels of one classifying variable are treated, decided on released counts.
enum class LevelTreatment : std::uint8_t { Show, Pool, Hide };
using LevelPlan = std::vector<LevelTreatment>;

/// Sorting of rows (columns) by the released values in the column (row) of these codes, one code
/// for each variable across (down), outermost first; a code left out means the total.
struct SortBy {
    std::vector<std::string> codes;
    base::Span where;
};

/// The first or last rows after sorting. Totals stay, and stay those of the full table.
struct Cut {
    enum class End : std::uint8_t { Top, Bottom };
    End end = End::Top;
    std::size_t rows = 10;
};

/// Counts of a table whose cells share units, so that they do not add up.
struct OverlappingCounts {
    std::vector<std::vector<base::Evidence>> margins;  ///< of each level of each axis
    std::vector<RawRows> groups;                       ///< as Gate::plan_groups numbers them
};

/// A table over one to four classifying variables. One variable: down. Two: down, across. Three:
/// the last across. Four: the last two across.
struct RawTable {
    std::vector<RawAxis> axes;
    /// Evidence of every inner cell, row-major over the levels of `axes` (last varies fastest).
    /// Rows that are missing on a classifying variable are left out unless Missing is a level; with
    /// value statistics, so are rows without a valid value on any of `variables`.
    std::vector<base::Evidence> cells;
    /// Present where units have several rows.
    std::optional<OverlappingCounts> overlapping;
    /// Units of all selected rows, of which the table may leave some out (missing on a variable).
    /// Absent where cells share units.
    std::optional<base::Evidence> selected{};
    /// What to show, in order. Without `variables`: Frequency and percentages, shown in that fixed
    /// order whatever the order here. With `variables`: value statistics as written; Frequency is
    /// the number of valid values.
    std::vector<released::Statistic> statistics;
    std::vector<RawVariable> variables;  ///< groups as Gate::plan_groups numbers them
    /// By group, where rows were chosen or classified by variables that have carriers; else empty.
    std::vector<CarrierSpreads> carriers{};
    /// By group, what numbers of rows are made from where these are no numbers of units: of
    /// carriers, or of units that could have several rows. Else empty.
    std::vector<RawRows> numbers_of_rows{};
    bool chi2 = false;  ///< the last variable against the crossing of the others
    bool show_codes = false;
    bool flatten = false;
    std::optional<SortBy> row_sort;
    std::optional<SortBy> column_sort;
    std::optional<Cut> cut;
    std::vector<base::Diagnostic> notes;  ///< of the command; constant, never data
    base::Span where;                     ///< of the command
};

/// Statistics of single variables: one line each, with one group.
struct RawSummary {
    std::vector<RawVariable> variables;
    /// By variable, where rows were chosen by variables that have carriers; else empty.
    std::vector<CarrierSpreads> carriers{};
    bool gini = false;
    bool interquartile_range = false;
    std::vector<base::Diagnostic> notes;
    base::Span where;
};

/// Sealed: holds values and evidence, offers neither. Move-only, so that giving it to the gate is
/// giving it up.
class RawResult {
public:
    RawResult(Permit&& permit, RawTable table)
        : permit_(std::move(permit)), body_(std::move(table)) {}
    RawResult(Permit&& permit, RawSummary summary)
        : permit_(std::move(permit)), body_(std::move(summary)) {}
    RawResult(RawResult&&) noexcept = default;
    RawResult& operator=(RawResult&&) noexcept = default;
    RawResult(const RawResult&) = delete;
    RawResult& operator=(const RawResult&) = delete;
    ~RawResult() = default;

private:
    friend class Gate;
    Permit permit_;
    std::variant<RawTable, RawSummary> body_;
};

}  // namespace skjerm::disclosure
