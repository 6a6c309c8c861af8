// Variables of a store as plain vectors over the persons, for the checks.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datagen/check.h"
#include "skjerm/base/date.h"
#include "skjerm/base/memory_budget.h"

namespace skjerm::datagen {

/// Numbers as they are, doubles in hundredths, units as indexes, codes as dictionary codes.
using Values = std::vector<std::int64_t>;
inline constexpr std::int64_t kNoValue = INT64_MIN;

struct TextValues {
    Values codes;
    column::DictionaryPtr dictionary;
    [[nodiscard]] std::string_view operator[](std::size_t at) const {
        return codes[at] == kNoValue ? std::string_view()
                                     : dictionary->text(static_cast<std::uint32_t>(codes[at]));
    }
};

struct SpellRow {
    std::uint32_t unit;
    base::DayNumber start;
    base::DayNumber stop;  ///< INT32_MAX while open
    std::int64_t value;    ///< as in Values
};
struct SpellRows {
    std::vector<SpellRow> rows;  ///< by unit and start
    column::DictionaryPtr dictionary;
    [[nodiscard]] std::string_view text(const SpellRow& row) const {
        return dictionary->text(static_cast<std::uint32_t>(row.value));
    }
};

class StoreReader {
public:
    explicit StoreReader(const datastore::Store& store)
        : store_(store), persons_(store.unit_count(0)) {}

    [[nodiscard]] std::size_t persons() const { return persons_; }
    /// Full population relative to this one.
    [[nodiscard]] double scale() const;
    [[nodiscard]] bool has(std::string_view name) const { return variable(name) != nullptr; }
    /// Whether there are values in `year` of all of them (of spells: whether they are there).
    [[nodiscard]] bool has(std::initializer_list<std::string_view> names, int year) const;
    [[nodiscard]] datastore::VariablePtr variable(std::string_view name) const;

    /// Of the variable's day in `year`; the last of `month` when it has one a month.
    [[nodiscard]] Values values(std::string_view name, int year = 0, int month = 1);
    [[nodiscard]] TextValues texts(std::string_view name, int year = 0, int month = 1);
    /// Texts as numbers; those that are none are kNoValue.
    [[nodiscard]] Values codes(std::string_view name, int year = 0, int month = 1);
    [[nodiscard]] SpellRows spells(std::string_view name);

    [[nodiscard]] const std::optional<base::Diagnostic>& failure() const { return failure_; }

private:
    [[nodiscard]] column::ColumnPtr read(const datastore::Variable& variable, int year, int month);

    const datastore::Store& store_;
    std::size_t persons_;
    base::MemoryBudgetPtr budget_ = std::make_shared<base::MemoryBudget>(SIZE_MAX);
    std::optional<base::Diagnostic> failure_;
};

}  // namespace skjerm::datagen
