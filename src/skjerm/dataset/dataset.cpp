#include "skjerm/dataset/dataset.h"

#include <algorithm>
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

std::shared_ptr<Dataset> Dataset::copy() const {
    return std::shared_ptr<Dataset>(new Dataset(*this));
}

const Variable* Dataset::find(std::string_view name) const {
    const auto at = std::find_if(variables_.begin(), variables_.end(),
                                 [&](const Variable& variable) { return variable.name == name; });
    return at == variables_.end() ? nullptr : &*at;
}

bool Dataset::is_identifier(std::string_view name) const {
    return unit_type_ && unit_type_->key_name == name;
}

DatasetPtr Dataset::named(std::string name) const {
    auto result = copy();
    result->name_ = std::move(name);
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
        return std::find(names.begin(), names.end(), variable.name) == names.end();
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
    for (Variable& variable : result->variables_) {
        SKJERM_TRY_ASSIGN(variable.column, column::gather(*variable.column, rows, budget));
    }
    return DatasetPtr(result);
}

base::Result<DatasetPtr> Dataset::widened_to(column::RowUnitsPtr units,
                                             const base::Evidence& population,
                                             const base::MemoryBudgetPtr& budget) const {
    auto result = copy();
    const std::vector<std::uint32_t> rows = rows_of(*units, *units_);
    for (Variable& variable : result->variables_) {
        SKJERM_TRY_ASSIGN(variable.column, column::gather(*variable.column, rows, budget));
    }
    result->units_ = std::move(units);
    result->population_ = population;
    return DatasetPtr(result);
}

DatasetScope::DatasetScope(DatasetPtr dataset) : dataset_(std::move(dataset)) {
    variables_.reserve(dataset_->variables().size());
    for (const Variable& variable : dataset_->variables())
        variables_.push_back(as_scope_variable(variable));
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
