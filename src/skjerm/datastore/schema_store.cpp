#include "skjerm/datastore/schema_store.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"

namespace skjerm::datastore {

namespace {

using column::ColumnBuilder;
using column::ColumnPtr;

template <class T>
base::Result<ColumnPtr> no_rows(const base::MemoryBudgetPtr& budget,
                                column::DictionaryPtr dictionary = nullptr,
                                column::UnitDomain domain = 0) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(0, budget));
    return std::move(builder).freeze(std::move(dictionary), domain);
}

/// A column of the variable's type. The dictionary of a text variable is empty: which of the codes
/// occur is a fact about the data.
base::Result<ColumnPtr> no_values(const Variable& variable, const base::MemoryBudgetPtr& budget) {
    if (variable.link) return no_rows<column::UnitIndex>(budget, nullptr, variable.link->domain);
    switch (variable.data_type) {
        case DataType::Long:
        case DataType::Date:
            return no_rows<std::int32_t>(budget);
        case DataType::Double:
            return no_rows<double>(budget);
        case DataType::String: {
            static const auto kEmpty =
                std::make_shared<const column::Dictionary>(std::vector<std::string>());
            return no_rows<column::Code8>(budget, kEmpty);
        }
    }
    base::fail_check("unreachable data type", __FILE__, __LINE__);
}

class SchemaStore final : public Store {
public:
    explicit SchemaStore(StorePtr store) : store_(std::move(store)) {}

    const std::string& databank() const override { return store_->databank(); }
    const Label& title() const override { return store_->title(); }
    bool is_synthetic() const override { return store_->is_synthetic(); }
    const std::string& identity() const override { return store_->identity(); }
    const std::vector<Version>& versions() const override { return store_->versions(); }
    base::Result<Version> resolve(std::string_view version, base::Span where) const override {
        return store_->resolve(version, where);
    }
    const std::vector<UnitTypePtr>& unit_types() const override { return store_->unit_types(); }
    const std::vector<VariablePtr>& variables() const override { return store_->variables(); }
    VariablePtr find(std::string_view name, const Version& version) const override {
        return store_->find(name, version);
    }
    std::optional<Lifetime> lifetime(std::string_view name) const override {
        return store_->lifetime(name);
    }
    std::uint32_t unit_count(column::UnitDomain) const override { return 0; }
    base::Result<DateCheck> check_date(const Variable& variable, std::optional<base::DayNumber> day,
                                       base::Span where) const override {
        return store_->check_date(variable, day, where);
    }

    base::Result<ColumnPtr> read_all(const Variable& variable, const At& at,
                                     const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override {
        SKJERM_TRY(store_->check_date(variable, at.day, where));
        return no_values(variable, budget);
    }
    base::Result<ColumnPtr> read_units(const Variable& variable, const At& at,
                                       std::span<const std::uint32_t> units,
                                       const base::MemoryBudgetPtr& budget,
                                       base::Span where) const override {
        SKJERM_CHECK(units.empty());
        return read_all(variable, at, budget, where);
    }
    base::Result<Spells> read_spells(const Variable& variable, base::DayNumber first,
                                     base::DayNumber last, const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override {
        SKJERM_CHECK(variable.temporality == Temporality::Event && first <= last);
        // An interval that reaches into the validity is as good as one inside it.
        const base::DayNumber nearest = variable.valid_from && first < *variable.valid_from
                                            ? std::min(last, *variable.valid_from)
                                            : first;
        Spells spells;
        SKJERM_TRY_ASSIGN(spells.values, read_all(variable, {nearest}, budget, where));
        SKJERM_TRY_ASSIGN(spells.units,
                          no_rows<column::UnitIndex>(budget, nullptr, variable.unit_type->domain));
        SKJERM_TRY_ASSIGN(spells.starts, no_rows<std::int32_t>(budget));
        SKJERM_TRY_ASSIGN(spells.stops, no_rows<std::int32_t>(budget));
        return spells;
    }

    base::Status verify() const override { return base::ok(); }

private:
    StorePtr store_;
};

}  // namespace

StorePtr schema_of(StorePtr store) { return std::make_shared<const SchemaStore>(std::move(store)); }

}  // namespace skjerm::datastore
