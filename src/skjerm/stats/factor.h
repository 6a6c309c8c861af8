// A classifying variable: its levels among the rows that are counted, and the level of each row.
//
// A row is never given a stored level: its value is turned into a *slot* (code, or value minus an
// offset, or a hash index; slot 0 is missing) and the slot into a level by a small table, chunk by
// chunk where it is needed. Slots are what the counting kernel of crosstab.h adds up directly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// What to classify by.
struct FactorSpec {
    column::ColumnPtr column;  ///< any kind but unit references
    /// False: rows with a missing value or a user-missing code are dropped. True: missing is the
    /// last level, and user-missing codes are levels like any other.
    bool missing_is_level = false;
    std::vector<column::CodeValue> missing_codes{};  ///< user-missing codes
};

/// The value of a level; monostate is missing. Text is the string of the code.
using LevelValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// How values of a column become slots 0..size()-1. Immutable.
class Slots {
public:
    /// Slots of a column whose values span at most `max_span`, or with a dictionary.
    static std::optional<Slots> direct(column::ColumnPtr column, std::uint64_t max_span);
    /// Slots through a hash of the distinct values among `rows`; nullopt when more than
    /// `max_levels` (missing not counted).
    static std::optional<Slots> hashed(column::ColumnPtr column, const Rows& rows,
                                       std::size_t max_levels);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const column::ColumnPtr& column() const { return column_; }
    /// The value behind a slot; slot 0 is missing.
    [[nodiscard]] LevelValue value(std::size_t slot) const;
    /// out[i] += stride × slot of row begin + i.
    void accumulate(std::size_t begin, std::uint32_t stride, std::span<std::uint32_t> out) const;
    /// out[i] += of_slot[slot of row begin + places[i]].
    void accumulate_at(std::size_t begin, std::span<const std::uint16_t> places,
                       std::span<const std::uint32_t> of_slot, std::span<std::uint32_t> out) const;

private:
    struct Table;  // distinct values, ascending, and their hash
    Slots(column::ColumnPtr column, std::size_t size, std::int64_t offset,
          std::shared_ptr<const Table> table)
        : column_(std::move(column)), size_(size), offset_(offset), table_(std::move(table)) {}

    column::ColumnPtr column_;
    std::size_t size_;
    std::int64_t offset_;  // direct integers: slot = max(value, offset_) - offset_
    std::shared_ptr<const Table> table_;
};

/// Levels of a classifying variable, ascending (numbers by value, text by code point), missing
/// last.
class Factor {
public:
    /// Level of a row that has none: dropped because it is missing or not selected.
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

    /// The slots with `used[slot]` that the specification keeps become levels.
    Factor(Slots slots, const FactorSpec& spec, const std::vector<bool>& used);

    /// The same variable with levels gathered: `level` becomes `new_level[level]`, one of
    /// 0..count-1. The value of a gathered level is that of the lowest in it.
    [[nodiscard]] Factor gathered(std::span<const std::uint32_t> new_level,
                                  std::size_t count) const;

    [[nodiscard]] std::size_t size() const { return level_slot_.size(); }
    /// The value of `level` in 0..size()-1.
    [[nodiscard]] LevelValue value(std::size_t level) const {
        return slots_.value(level_slot_[level]);
    }
    [[nodiscard]] std::uint32_t slot(std::size_t level) const { return level_slot_[level]; }
    /// The level of a slot, or kNone.
    [[nodiscard]] std::uint32_t level_of_slot(std::size_t slot) const { return slot_level_[slot]; }
    [[nodiscard]] const Slots& slots() const { return slots_; }

    /// out[i] = level of row begin + i, or kNone. Knows nothing of the selection.
    void fill_levels(std::size_t begin, std::span<std::uint32_t> out) const;

private:
    Slots slots_;
    std::vector<std::uint32_t> slot_level_;
    std::vector<std::uint32_t> level_slot_;
};

/// The levels of one variable among the selected rows; nullopt when there are more than
/// `max_levels`. A crosstab finds its own factors in the counting pass.
[[nodiscard]] std::optional<Factor> make_factor(const Rows& rows, const FactorSpec& spec,
                                                std::size_t max_levels);

namespace detail {
/// Which slots occur among the selected rows.
[[nodiscard]] std::vector<bool> used_slots(const Rows& rows, const Slots& slots);
/// The slots of a factor: direct where values span little, else hashed.
[[nodiscard]] std::optional<Slots> make_slots(const Rows& rows, const FactorSpec& spec,
                                              std::size_t max_levels);
}  // namespace detail

}  // namespace skjerm::stats
