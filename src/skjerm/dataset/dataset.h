// A dataset: rows that belong to units of one type, and variables. An immutable snapshot: every
// change gives a new Dataset that shares the columns it kept, so clone, rename and drop cost
// nothing and a failed command has nothing to undo.
//
// Rows lie in ascending order of their units. A cross-section has one row a unit, spells and panels
// have several. The units of a dataset that was collapsed by a variable that is no key are the
// values of that variable (categories): numbered 0, 1, … in ascending order of value within a
// domain of their own, with the evidence of the register units behind each of them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/result.h"
#include "skjerm/column/row_units.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/dataset/variable.h"

namespace skjerm::dataset {

class Dataset;
using DatasetPtr = std::shared_ptr<const Dataset>;

/// What the rows of a dataset are.
enum class Structure : std::uint8_t {
    Wide,   ///< one row a unit
    Event,  ///< one row a spell: none, one or several a unit
    Panel   ///< one row a unit and point in time, the latter in the variable `date@panel`
};
inline constexpr std::string_view kPanelDate = "date@panel";
/// What the names of the first and last days of spells begin with.
inline constexpr std::string_view kSpellStart = "START@";
inline constexpr std::string_view kSpellStop = "STOP@";

/// Identifier domain of categories. Stores number their domains from 0.
inline constexpr column::UnitDomain kCategoryDomain = 0xFFFF;

/// Per row, the units of the register that were gathered in it by a collapse. As secret as data.
using UnitsBehind = std::shared_ptr<const std::vector<base::Evidence>>;

class Dataset {
public:
    /// Without units or variables; the first import gives it both.
    [[nodiscard]] static DatasetPtr empty(std::string name);
    /// With units but no variables (first step of an import, clone-units).
    [[nodiscard]] static DatasetPtr of_units(std::string name, datastore::UnitTypePtr unit_type,
                                             column::RowUnitsPtr units, base::Evidence population);

    /// Rows of several a unit: spells, or a panel. `units`: ascending, may repeat. `population`:
    /// evidence in which each unit counts once.
    [[nodiscard]] static DatasetPtr of_rows(std::string name, Structure structure,
                                            datastore::UnitTypePtr unit_type,
                                            column::RowUnitsPtr units, base::Evidence population);
    /// One row a value of `category`, which holds distinct values in ascending order, none of them
    /// missing. `behind`: one entry a row. `population`: evidence of all units behind the rows.
    [[nodiscard]] static DatasetPtr of_categories(std::string name, Variable category,
                                                  datastore::UnitTypePtr unit_type,
                                                  UnitsBehind behind, base::Evidence population);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Structure structure() const { return structure_; }
    [[nodiscard]] bool has_units() const { return units_ != nullptr; }
    [[nodiscard]] std::size_t rows() const { return units_ ? units_->size() : 0; }
    /// Null before the first import.
    [[nodiscard]] const datastore::UnitTypePtr& unit_type() const { return unit_type_; }
    [[nodiscard]] const column::RowUnitsPtr& units() const { return units_; }
    /// Evidence of all units: as secret as the data. Of categories, evidence of the register units
    /// behind them.
    [[nodiscard]] const base::Evidence& population() const { return population_; }
    /// Null unless the units are categories.
    [[nodiscard]] const UnitsBehind& behind() const { return behind_; }
    /// The categories that are the units; null where the units are units of the register.
    [[nodiscard]] const Variable* category() const { return category_ ? &*category_ : nullptr; }
    /// Whether the population was drawn as a sample, or descends from one that was.
    [[nodiscard]] bool is_sampled() const { return unsampled_.has_value(); }

    /// Evidence of the first ancestor of this population that was not drawn as a sample: its own
    /// when no sample was drawn.
    [[nodiscard]] const base::Evidence& unsampled_population() const {
        return unsampled_ ? *unsampled_ : population_;
    }

    /// Carriers of the conditions that chose the rows (keep if and drop if on what was brought from
    /// other units), as long as the rows: whatever is shown of these rows depends on those units.
    [[nodiscard]] const Carriers& chosen_by() const { return chosen_by_; }

    /// What tells the rows of a unit apart, for disclosure control: the date of a panel, or what
    /// told_apart_by() said. Null where there is neither.
    [[nodiscard]] const column::Column* row_times() const;

    /// In creation order.
    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    /// Null when there is none.
    [[nodiscard]] const Variable* find(std::string_view name) const;
    /// Whether `name` is the unit identifier (PERSONID_1 for persons, and the name that collapse
    /// gave it): kept always, never an operand of keep and drop.
    [[nodiscard]] bool is_identifier(std::string_view name) const;
    /// The name under which the units are addressed: of the by-variable after collapse, else of the
    /// unit type's key. Empty before the first import.
    [[nodiscard]] std::string_view identifier() const;
    /// Whether `name` is the time of a panel, which says with the unit which row it is: kept
    /// always.
    [[nodiscard]] bool is_panel_date(std::string_view name) const;
    /// The points of time of a panel, ascending: numbers, or texts. Known whether or not any row
    /// has them, since they come from the script.
    [[nodiscard]] const std::vector<column::CodeValue>& times() const { return times_; }
    /// Whether the identifier came from a by-variable, so that it may be renamed.
    [[nodiscard]] bool has_given_identifier() const { return !given_identifier_.empty(); }

    [[nodiscard]] DatasetPtr named(std::string name) const;
    /// The units are addressed as `identifier` (collapse by a key variable, rename).
    [[nodiscard]] DatasetPtr identified_as(std::string identifier) const;
    /// A panel of these points of time.
    [[nodiscard]] DatasetPtr at_times(std::vector<column::CodeValue> times) const;
    /// The rows of a unit are told apart by `times` (the first days of spells), whatever becomes of
    /// the variable that shows them.
    [[nodiscard]] DatasetPtr told_apart_by(column::ColumnPtr times) const;
    /// Rows that were, or are about to be, chosen by conditions with these carriers.
    [[nodiscard]] DatasetPtr choosing(Carriers carriers) const;
    /// A new variable at the end; the name must be free and the column as long as the dataset.
    [[nodiscard]] DatasetPtr with(Variable variable) const;
    /// `variable` in the place of the one called `name`.
    [[nodiscard]] DatasetPtr replacing(std::string_view name, Variable variable) const;
    /// Only the variables whose names are listed and the time of a panel (keep), or all but those
    /// listed (drop), order unchanged.
    [[nodiscard]] DatasetPtr keeping(std::span<const std::string> names) const;
    [[nodiscard]] DatasetPtr dropping(std::span<const std::string> names) const;
    /// The rows listed (ascending): every column, carrier and the units are gathered once.
    /// `population` is the evidence of the units of these rows.
    [[nodiscard]] base::Result<DatasetPtr> with_rows(std::span<const std::uint32_t> rows,
                                                     const base::Evidence& population,
                                                     const base::MemoryBudgetPtr& budget) const;
    /// The same, remembered as drawn from `ancestor` (an unsampled_population()), or from it in
    /// part.
    [[nodiscard]] DatasetPtr sampled_from(const base::Evidence& ancestor) const;
    /// All rows of `units` (a superset of this dataset's, ascending); added rows are missing
    /// everywhere (outer_join). Only of a cross-section of register units.
    [[nodiscard]] base::Result<DatasetPtr> widened_to(column::RowUnitsPtr units,
                                                      const base::Evidence& population,
                                                      const base::MemoryBudgetPtr& budget) const;

private:
    Dataset() = default;
    [[nodiscard]] std::shared_ptr<Dataset> copy() const;
    [[nodiscard]] base::Status gather_columns(std::span<const std::uint32_t> rows,
                                              const base::MemoryBudgetPtr& budget);

    std::string name_;
    Structure structure_ = Structure::Wide;
    datastore::UnitTypePtr unit_type_;
    column::RowUnitsPtr units_;
    base::Evidence population_;
    std::string given_identifier_;  // from collapse; empty: the unit type's key
    std::optional<Variable> category_;
    UnitsBehind behind_;
    std::vector<column::CodeValue> times_;
    column::ColumnPtr row_times_;  // of spells
    std::optional<base::Evidence> unsampled_;
    Carriers chosen_by_;
    std::vector<Variable> variables_;
};

/// A dataset as the scope of expressions. The unit identifier is in it as a key, so that an
/// expression that uses it is told why it cannot.
class DatasetScope : public expr::Scope {
public:
    explicit DatasetScope(DatasetPtr dataset);
    [[nodiscard]] const expr::ScopeVariable* find(std::string_view name) const override;
    [[nodiscard]] std::vector<std::string_view> names() const override;
    [[nodiscard]] std::string_view dataset_name() const override { return dataset_->name(); }

private:
    DatasetPtr dataset_;
    std::vector<expr::ScopeVariable> variables_;
};

}  // namespace skjerm::dataset
