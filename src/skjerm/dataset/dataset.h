// A dataset: units of one type, one row each, and variables. An immutable snapshot: every change
// gives a new Dataset that shares the columns it kept, so clone, rename and drop cost nothing and a
// failed command has nothing to undo.
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
#include "skjerm/dataset/variable.h"

namespace skjerm::dataset {

class Dataset;
using DatasetPtr = std::shared_ptr<const Dataset>;

class Dataset {
public:
    /// Without units or variables; the first import gives it both.
    [[nodiscard]] static DatasetPtr empty(std::string name);
    /// With units but no variables (first step of an import, clone-units).
    [[nodiscard]] static DatasetPtr of_units(std::string name, datastore::UnitTypePtr unit_type,
                                             column::RowUnitsPtr units, base::Evidence population);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool has_units() const { return units_ != nullptr; }
    [[nodiscard]] std::size_t rows() const { return units_ ? units_->size() : 0; }
    /// Null before the first import.
    [[nodiscard]] const datastore::UnitTypePtr& unit_type() const { return unit_type_; }
    [[nodiscard]] const column::RowUnitsPtr& units() const { return units_; }
    /// Evidence of all rows: as secret as the data.
    [[nodiscard]] const base::Evidence& population() const { return population_; }

    /// In creation order.
    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    /// Null when there is none.
    [[nodiscard]] const Variable* find(std::string_view name) const;
    /// Whether `name` is the unit identifier (PERSONID_1 for persons): kept always, never an
    /// operand of keep and drop.
    [[nodiscard]] bool is_identifier(std::string_view name) const;

    [[nodiscard]] DatasetPtr named(std::string name) const;
    /// A new variable at the end; the name must be free and the column as long as the dataset.
    [[nodiscard]] DatasetPtr with(Variable variable) const;
    /// `variable` in the place of the one called `name`.
    [[nodiscard]] DatasetPtr replacing(std::string_view name, Variable variable) const;
    /// Only the variables whose names are listed (keep), or all but them (drop), order unchanged.
    [[nodiscard]] DatasetPtr keeping(std::span<const std::string> names) const;
    [[nodiscard]] DatasetPtr dropping(std::span<const std::string> names) const;
    /// The rows listed (ascending): every column and the units are gathered once. `population` is
    /// the evidence of these rows.
    [[nodiscard]] base::Result<DatasetPtr> with_rows(std::span<const std::uint32_t> rows,
                                                     const base::Evidence& population,
                                                     const base::MemoryBudgetPtr& budget) const;
    /// All rows of `units` (a superset of this dataset's, ascending); added rows are missing
    /// everywhere (outer_join).
    [[nodiscard]] base::Result<DatasetPtr> widened_to(column::RowUnitsPtr units,
                                                      const base::Evidence& population,
                                                      const base::MemoryBudgetPtr& budget) const;

private:
    Dataset() = default;
    [[nodiscard]] std::shared_ptr<Dataset> copy() const;

    std::string name_;
    datastore::UnitTypePtr unit_type_;
    column::RowUnitsPtr units_;
    base::Evidence population_;
    std::vector<Variable> variables_;
};

/// A dataset as the scope of expressions.
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
