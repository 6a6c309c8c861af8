// What may leave the system. A Result can be made by disclosure::Gate alone and has no field for
// evidence or unprotected numbers; renderers accept nothing else. Everything shown (totals,
// percentages, axes, sorting) derives from the numbers in here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/language.h"

namespace skjerm::disclosure {
class Gate;
}

namespace skjerm::released {

/// A text in both languages that owns its characters.
struct Text {
    std::string nb;
    std::string en;
    [[nodiscard]] const std::string& in(base::Language language) const {
        return language == base::Language::English && !en.empty() ? en : nb;
    }
    friend bool operator==(const Text&, const Text&) = default;
};

/// What a number of a result is.
enum class Statistic : std::uint8_t {
    Frequency,
    RowPercent,
    ColumnPercent,
    CellPercent,
    Count,
    Mean,
    StandardDeviation,
    Sum,
    Percentile1,
    Percentile25,
    Median,
    Percentile75,
    Percentile99,
    Gini,
    InterquartileRange
};

/// o s n m b of the result schema.
enum class CellState : std::uint8_t { Shown, Suppressed, NotDefined, Missing, Blank };

struct Number {
    double value = 0;  ///< rounded for release; meaningless unless Shown
    CellState state = CellState::Missing;
    friend bool operator==(const Number&, const Number&) = default;
};

/// One level of a classifying variable.
struct Category {
    enum class Kind : std::uint8_t { Value, Missing, OtherValues, Total };
    Kind kind = Kind::Value;
    std::string code;  ///< as the user writes it; empty for Total, Missing, OtherValues
    Text label;        ///< empty: show the code
    friend bool operator==(const Category&, const Category&) = default;
};

struct Axis {
    std::string variable;
    Text label;  ///< of the variable, from the catalogue; may be empty
    std::vector<Category> categories;
};

/// One statistic for every cell, row-major: rows of the table × columns of the table.
struct Measure {
    Statistic statistic = Statistic::Frequency;
    std::string variable;  ///< of a value statistic; empty for counts and percentages
    int decimals = 0;      ///< to be shown
    std::vector<Number> cells;
};

struct TestResult {
    std::string name;  ///< "chi2"
    double statistic = 0;
    double degrees_of_freedom = 0;
    double p_value = 0;
};

/// A table of nested rows × nested columns. With no column axis there is one column, and measures
/// stand side by side; otherwise they are stacked within a cell.
struct Table {
    std::vector<Axis> rows;
    std::vector<Axis> columns;
    std::vector<std::vector<std::uint32_t>> row_index;     ///< per row: a category of each row axis
    std::vector<std::vector<std::uint32_t>> column_index;  ///< per column likewise; {{}} for none
    std::vector<Measure> measures;
    std::vector<TestResult> tests;
    bool show_codes = false;  ///< option nolabels
    bool flatten = false;     ///< one header row, one line per combination
};

/// Markdown of a text block, help, history, list of labels: text that never saw data.
struct Document {
    enum class Format : std::uint8_t { Markdown, Plain };
    Format format = Format::Plain;
    Text text;
};

/// The active dataset after a command changed it.
struct DatasetSummary {
    std::string name;
    Text unit_type;
    std::optional<double> units;  ///< released count of units; absent before the first import
    std::vector<std::string> variables;
};

/// Confirmation of a command without numbers ("dataset removed"), as a catalogue entry.
struct Notice {
    base::Diagnostic message;
};

using Body = std::variant<Table, Document, DatasetSummary, Notice>;

/// Protective measures named under a result, once each, in fixed wording (render/notes).
enum class Protection : std::uint8_t {
    CountNoise,         ///< counts are perturbed; totals do not add up
    Winsorised,         ///< extreme values set to the 1st/99th percentile first
    KeyedWeights,       ///< means and sums are computed with slightly perturbed weights
    CoarsePercentiles,  ///< percentiles are smoothed and rounded to three digits
    SmallGroups         ///< statistics of groups below the minimum are hidden
};

struct Provenance {
    std::vector<std::string> datastores;  ///< "no.ssb.fdb:45.0.0"
    bool synthetic = false;
    std::string engine;  ///< version of the program
    std::string policy;  ///< version of the disclosure policy
    friend bool operator==(const Provenance&, const Provenance&) = default;
};

class Result {
public:
    [[nodiscard]] const Body& body() const { return body_; }
    [[nodiscard]] const std::vector<Protection>& protections() const { return protections_; }
    [[nodiscard]] const std::vector<base::Diagnostic>& notes() const { return notes_; }
    [[nodiscard]] const Provenance& provenance() const { return provenance_; }
    /// The same result of a command that has moved by `bytes` within its script: its messages point
    /// to the new place.
    [[nodiscard]] Result moved(std::int64_t bytes) const;

private:
    friend class disclosure::Gate;
    Result(Body body, std::vector<Protection> protections, std::vector<base::Diagnostic> notes,
           Provenance provenance)
        : body_(std::move(body)),
          protections_(std::move(protections)),
          notes_(std::move(notes)),
          provenance_(std::move(provenance)) {}

    Body body_;
    std::vector<Protection> protections_;
    std::vector<base::Diagnostic> notes_;
    Provenance provenance_;
};

inline Result Result::moved(std::int64_t bytes) const {
    Result result = *this;
    for (base::Diagnostic& note : result.notes_) note = note.moved(bytes);
    if (auto* notice = std::get_if<Notice>(&result.body_))
        notice->message = notice->message.moved(bytes);
    return result;
}

}  // namespace skjerm::released
