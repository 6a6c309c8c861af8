#include "skjerm/dataset/dataset.h"

#include <algorithm>
#include <map>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::dataset {

namespace {

constexpr std::uint32_t kNoRow = 0xFFFFFFFFU;

/// Row of each of `units` in the ascending list `known`, kNoRow where it is not there.
std::vector<std::uint32_t> rows_of(const column::RowUnits& units, const column::RowUnits& known) {
    std::vector<std::uint32_t> rows(units.size(), kNoRow);
    base::for_each_block(units.size(), [&](const base::Block& block) {
        if (known.is_all()) {
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const std::uint32_t unit = units.unit(row);
                if (unit < known.size()) rows[row] = unit;
            }
            return;
        }
        const std::span<const std::uint32_t> list = known.listed_units();
        auto at = std::lower_bound(list.begin(), list.end(), units.unit(block.begin));
        for (std::size_t row = block.begin; row < block.end; ++row) {
            const std::uint32_t unit = units.unit(row);
            while (at != list.end() && *at < unit) ++at;
            if (at != list.end() && *at == unit)
                rows[row] = static_cast<std::uint32_t>(at - list.begin());
        }
    });
    return rows;
}

}  // namespace

DatasetPtr Dataset::empty(std::string name) {
    std::shared_ptr<Dataset> result(new Dataset);
    result->name_ = std::move(name);
    return result;
}

DatasetPtr Dataset::of_units(std::string name, datastore::UnitTypePtr unit_type,
                             column::RowUnitsPtr units, base::Evidence population) {
    std::shared_ptr<Dataset> result(new Dataset);
    result->name_ = std::move(name);
    result->unit_type_ = std::move(unit_type);
    result->units_ = std::move(units);
    result->population_ = population;
    return result;
}

DatasetPtr Dataset::of_rows(std::string name, Structure structure, datastore::UnitTypePtr unit_type,
                            column::RowUnitsPtr units, base::Evidence population) {
    std::shared_ptr<Dataset> result(new Dataset);
    result->name_ = std::move(name);
    result->structure_ = structure;
    result->unit_type_ = std::move(unit_type);
    result->units_ = std::move(units);
    result->population_ = population;
    return result;
}

DatasetPtr Dataset::of_categories(std::string name, Variable category,
                                  datastore::UnitTypePtr unit_type, UnitsBehind behind,
                                  base::Evidence population) {
    SKJERM_CHECK(behind != nullptr && behind->size() == category.column->size());
    std::shared_ptr<Dataset> result(new Dataset);
    result->name_ = std::move(name);
    result->unit_type_ = std::move(unit_type);
    result->units_ =
        column::RowUnits::all(static_cast<std::uint32_t>(category.column->size()), kCategoryDomain);
    result->population_ = population;
    result->given_identifier_ = category.name;
    result->category_ = std::move(category);
    result->behind_ = std::move(behind);
    return result;
}

std::shared_ptr<Dataset> Dataset::copy() const {
    return std::shared_ptr<Dataset>(new Dataset(*this));
}

const Variable* Dataset::find(std::string_view name) const {
    const auto at = std::find_if(variables_.begin(), variables_.end(),
                                 [&](const Variable& variable) { return variable.name == name; });
    return at == variables_.end() ? nullptr : &*at;
}

bool Dataset::is_identifier(std::string_view name) const {
    if (!unit_type_ || name.empty()) return false;
    return name == given_identifier_ || (category_ == std::nullopt && name == unit_type_->key_name);
}

std::string_view Dataset::identifier() const {
    if (!given_identifier_.empty()) return given_identifier_;
    return unit_type_ ? std::string_view(unit_type_->key_name) : std::string_view();
}

DatasetPtr Dataset::named(std::string name) const {
    auto result = copy();
    result->name_ = std::move(name);
    return result;
}

bool Dataset::is_panel_date(std::string_view name) const {
    return structure_ == Structure::Panel && name == kPanelDate;
}

const column::Column* Dataset::row_times() const {
    if (structure_ != Structure::Panel) return row_times_.get();
    const Variable* date = find(kPanelDate);
    return date == nullptr ? nullptr : date->column.get();
}

DatasetPtr Dataset::identified_as(std::string identifier) const {
    auto result = copy();
    if (result->category_) result->category_->name = identifier;
    result->given_identifier_ = std::move(identifier);
    return result;
}

DatasetPtr Dataset::at_times(std::vector<column::CodeValue> times) const {
    SKJERM_CHECK(structure_ == Structure::Panel);
    auto result = copy();
    result->times_ = std::move(times);
    return result;
}

DatasetPtr Dataset::told_apart_by(column::ColumnPtr times) const {
    SKJERM_CHECK(structure_ == Structure::Event && times->size() == rows());
    auto result = copy();
    result->row_times_ = std::move(times);
    return result;
}

DatasetPtr Dataset::choosing(Carriers carriers) const {
    for (const column::ColumnPtr& carrier : carriers) SKJERM_CHECK(carrier->size() == rows());
    auto result = copy();
    result->chosen_by_ = std::move(carriers);
    return result;
}

DatasetPtr Dataset::with(Variable variable) const {
    SKJERM_CHECK(find(variable.name) == nullptr);
    SKJERM_CHECK(variable.column->size() == rows());
    auto result = copy();
    result->variables_.push_back(std::move(variable));
    return result;
}

DatasetPtr Dataset::replacing(std::string_view name, Variable variable) const {
    SKJERM_CHECK(variable.column->size() == rows());
    auto result = copy();
    for (Variable& candidate : result->variables_) {
        if (candidate.name == name) {
            candidate = std::move(variable);
            return result;
        }
    }
    SKJERM_CHECK(false);
    return nullptr;
}

DatasetPtr Dataset::keeping(std::span<const std::string> names) const {
    auto result = copy();
    std::erase_if(result->variables_, [&](const Variable& variable) {
        return std::find(names.begin(), names.end(), variable.name) == names.end() &&
               !is_panel_date(variable.name);
    });
    return result;
}

DatasetPtr Dataset::dropping(std::span<const std::string> names) const {
    auto result = copy();
    std::erase_if(result->variables_, [&](const Variable& variable) {
        return std::find(names.begin(), names.end(), variable.name) != names.end();
    });
    return result;
}

base::Result<DatasetPtr> Dataset::with_rows(std::span<const std::uint32_t> rows,
                                            const base::Evidence& population,
                                            const base::MemoryBudgetPtr& budget) const {
    auto result = copy();
    SKJERM_TRY_ASSIGN(auto builder,
                      column::ColumnBuilder<column::UnitIndex>::make(rows.size(), budget));
    const std::span<column::UnitIndex> units = builder.values();
    base::for_each_block(rows.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row)
            units[row] = column::UnitIndex{units_->unit(rows[row])};
    });
    const column::UnitDomain domain = units_->domain();
    result->units_ = column::RowUnits::listed(std::move(builder).freeze(nullptr, domain), domain);
    result->population_ = population;
    if (behind_) {
        auto behind = std::make_shared<std::vector<base::Evidence>>();
        behind->reserve(rows.size());
        for (const std::uint32_t row : rows) behind->push_back((*behind_)[row]);
        result->behind_ = std::move(behind);
    }
    SKJERM_TRY(result->gather_columns(rows, budget));
    return DatasetPtr(result);
}

base::Status Dataset::gather_columns(std::span<const std::uint32_t> rows,
                                     const base::MemoryBudgetPtr& budget) {
    // Variables share columns and carriers, so each is gathered once.
    std::map<const column::Column*, column::ColumnPtr> gathered;
    const auto gather = [&](column::ColumnPtr& column) -> base::Status {
        column::ColumnPtr& copy = gathered[column.get()];
        if (copy == nullptr) {
            SKJERM_TRY_ASSIGN(copy, column::gather(*column, rows, budget));
        }
        column = copy;
        return base::ok();
    };
    const auto gather_carriers = [&](Carriers& carriers) -> base::Status {
        for (column::ColumnPtr& carrier : carriers) SKJERM_TRY(gather(carrier));
        return base::ok();
    };
    SKJERM_TRY(gather_carriers(chosen_by_));
    if (category_) SKJERM_TRY(gather(category_->column));
    if (row_times_) SKJERM_TRY(gather(row_times_));
    for (Variable& variable : variables_) {
        SKJERM_TRY(gather(variable.column));
        SKJERM_TRY(gather_carriers(variable.carriers));
    }
    return base::ok();
}

DatasetPtr Dataset::sampled_from(const base::Evidence& ancestor) const {
    auto result = copy();
    result->unsampled_ = ancestor;
    return result;
}

base::Result<DatasetPtr> Dataset::widened_to(column::RowUnitsPtr units,
                                             const base::Evidence& population,
                                             const base::MemoryBudgetPtr& budget) const {
    SKJERM_CHECK(structure_ == Structure::Wide && !category_);
    auto result = copy();
    const std::vector<std::uint32_t> rows = rows_of(*units, *units_);
    SKJERM_TRY(result->gather_columns(rows, budget));
    result->units_ = std::move(units);
    result->population_ = population;
    return DatasetPtr(result);
}

DatasetScope::DatasetScope(DatasetPtr dataset) : dataset_(std::move(dataset)) {
    variables_.reserve(dataset_->variables().size() + 1);
    for (const Variable& variable : dataset_->variables())
        variables_.push_back(as_scope_variable(variable));
    if (!dataset_->identifier().empty())
        variables_.push_back({.name = std::string(dataset_->identifier()),
                              .kind = column::Kind::Unit,
                              .format = expr::Format::Plain,
                              .labels = nullptr,
                              .column = nullptr});
}

const expr::ScopeVariable* DatasetScope::find(std::string_view name) const {
    const auto at =
        std::find_if(variables_.begin(), variables_.end(),
                     [&](const expr::ScopeVariable& variable) { return variable.name == name; });
    return at == variables_.end() ? nullptr : &*at;
}

std::vector<std::string_view> DatasetScope::names() const {
    std::vector<std::string_view> names;
    names.reserve(variables_.size());
    for (const expr::ScopeVariable& variable : variables_) names.push_back(variable.name);
    return names;
}

}  // namespace skjerm::dataset
