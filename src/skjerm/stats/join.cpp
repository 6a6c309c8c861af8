#include "skjerm/stats/join.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/group_order.h"
#include "skjerm/stats/order_key.h"

namespace skjerm::stats {

namespace {

using column::Column;
using column::kMissingRow;
using column::RowUnits;
using column::UnitIndex;

/// A key as 64 bits, equal exactly when the keys are.
struct KeyedRow {
    std::uint64_t key;
    std::uint32_t row;
};

/// Chooses among source rows of one key, and remembers the units of the others.
class Chooser {
public:
    explicit Chooser(const Rows& rows) : rows_(&rows) {}

    /// The chosen one of row_at(0) to row_at(count - 1), ascending.
    template <class RowAt>
    std::uint32_t choose(std::size_t count, RowAt row_at) {
        if (count == 1) return row_at(0);
        std::size_t chosen = 0;
        std::uint64_t smallest = unit_key(row_at(0));
        for (std::size_t i = 1; i < count; ++i) {
            const std::uint64_t key = unit_key(row_at(i));
            if (key < smallest) {
                smallest = key;
                chosen = i;
            }
        }
        for (std::size_t i = 0; i < count; ++i)
            if (i != chosen) surplus_.push_back(rows_->units->unit(row_at(i)));
        return row_at(chosen);
    }

    [[nodiscard]] base::Evidence surplus() {
        std::sort(surplus_.begin(), surplus_.end());
        surplus_.erase(std::unique(surplus_.begin(), surplus_.end()), surplus_.end());
        base::Evidence evidence;
        for (const std::uint32_t unit : surplus_) evidence.add(rows_->keys->key(unit));
        return evidence;
    }

private:
    [[nodiscard]] std::uint64_t unit_key(std::uint32_t row) const {
        return rows_->keys->key(rows_->units->unit(row));
    }

    const Rows* rows_;
    std::vector<std::uint32_t> surplus_;
};

std::vector<std::uint32_t> filled_by_block(
    std::size_t rows, const std::function<void(const base::Block&, std::uint32_t*)>& fill) {
    std::vector<std::uint32_t> result(rows);
    base::for_each_block(
        rows, [&](const base::Block& block) { fill(block, result.data() + block.begin); });
    return result;
}

// ---- keys that are units

/// Source row by unit.
std::vector<std::uint32_t> rows_by_unit(const JoinKeys& source, Chooser& chooser) {
    const GroupOrder order = source.column != nullptr ? GroupOrder::by_references(*source.column)
                                                      : GroupOrder::by_units(*source.units);
    const std::span<const std::uint32_t> units = order.units();
    std::vector<std::uint32_t> rows(units.empty() ? 0 : std::size_t{units.back()} + 1, kMissingRow);
    for (std::size_t group = 0; group < order.groups(); ++group) {
        const std::size_t start = order.start(group);
        rows[units[group]] =
            chooser.choose(order.size(group), [&](std::size_t i) { return order.row(start + i); });
    }
    return rows;
}

/// find(unit) for the unit of every target row.
template <class Find>
std::vector<std::uint32_t> find_units(const JoinKeys& target, Find find) {
    if (target.column == nullptr)
        return filled_by_block(target.size(), [&](const base::Block& block, std::uint32_t* out) {
            for (std::size_t i = 0; i < block.size(); ++i)
                out[i] = find(target.units->unit(block.begin + i));
        });
    const std::span<const UnitIndex> units = target.column->values<UnitIndex>();
    return filled_by_block(target.size(), [&](const base::Block& block, std::uint32_t* out) {
        for (std::size_t i = 0; i < block.size(); ++i)
            out[i] = find(static_cast<std::uint32_t>(units[block.begin + i]));
    });
}

bool same_rows(const JoinKeys& target, const JoinKeys& source) {
    if (target.units == nullptr || source.units == nullptr) return false;
    if (target.size() != source.size()) return false;
    return target.units == source.units || (target.units->is_all() && source.units->is_all());
}

/// Whether no unit has two rows.
bool has_distinct_units(const RowUnits& units) {
    if (units.is_all()) return true;
    const std::span<const std::uint32_t> list = units.listed_units();
    return std::adjacent_find(list.begin(), list.end()) == list.end();
}

Join join_units(const JoinKeys& target, const JoinKeys& source, const Rows& rows) {
    if (same_rows(target, source) && has_distinct_units(*source.units)) return {};
    if (source.units != nullptr && source.units->is_all()) {
        const auto count = static_cast<std::uint32_t>(source.size());
        return {find_units(target,
                           [&](std::uint32_t unit) { return unit < count ? unit : kMissingRow; }),
                {}};
    }
    Chooser chooser(rows);
    const std::vector<std::uint32_t> by_unit = rows_by_unit(source, chooser);
    return {find_units(target,
                       [&](std::uint32_t unit) {
                           return unit < by_unit.size() ? by_unit[unit] : kMissingRow;
                       }),
            chooser.surplus()};
}

// ---- other keys

/// Values of one column as keys that those of a column of another type may equal: integers as
/// they are where both sides are integers, otherwise reals; text as codes of `dictionary`.
class KeyReader {
public:
    KeyReader(const Column& column, bool reals, const column::DictionaryPtr& dictionary)
        : column_(column), reals_(reals) {
        if (column.kind() != column::Kind::Text || column.dictionary() == dictionary) return;
        codes_.push_back(0);
        for (const std::string& text : column.dictionary()->entries())
            codes_.push_back(dictionary->code(text).value_or(0));
    }

    /// use(row, key) for the rows of a block with a value that the other side may have.
    template <class Use>
    void read(const base::Block& block, Use use) const {
        column::visit(column_, [&](auto values) {
            using T = std::remove_const_t<typename decltype(values)::element_type>;
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const T value = values[row];
                if (column::is_missing(value)) continue;
                if constexpr (column::kIsCode<T>) {
                    const auto code = static_cast<std::uint32_t>(value);
                    const std::uint32_t key = codes_.empty() ? code : codes_[code];
                    if (key != 0) use(row, std::uint64_t{key});
                } else if constexpr (std::is_same_v<T, double>) {
                    use(row, order_key(value));
                } else if constexpr (std::is_integral_v<T>) {
                    if (!reals_) {
                        use(row, order_key(value));
                    } else if (const auto real = exact_real(value)) {
                        use(row, order_key(*real));
                    }
                } else {
                    base::fail_check("units are joined by unit", __FILE__, __LINE__);
                }
            }
        });
    }

private:
    /// The double that equals an integer; nothing where none does.
    static std::optional<double> exact_real(std::int64_t value) {
        const auto real = static_cast<double>(value);
        if (real >= 0x1p63 || static_cast<std::int64_t>(real) != value) return std::nullopt;
        return real;
    }

    const Column& column_;
    bool reals_;
    std::vector<std::uint32_t> codes_;  // by code of the column; empty: the codes are keys
};

/// Source rows by key, each key once.
class KeyTable {
public:
    explicit KeyTable(std::vector<KeyedRow> ascending) : rows_(std::move(ascending)) {
        if (rows_.empty()) return;
        lowest_ = rows_.front().key;
        const std::uint64_t span = rows_.back().key - lowest_;
        if (span >= kDirectSpan) return;
        direct_.assign(span + 1, kMissingRow);
        for (const KeyedRow& one : rows_) direct_[one.key - lowest_] = one.row;
    }

    [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
        if (!direct_.empty())
            return key >= lowest_ && key - lowest_ < direct_.size() ? direct_[key - lowest_]
                                                                    : kMissingRow;
        const auto at =
            std::lower_bound(rows_.begin(), rows_.end(), key,
                             [](const KeyedRow& one, std::uint64_t k) { return one.key < k; });
        return at != rows_.end() && at->key == key ? at->row : kMissingRow;
    }

private:
    static constexpr std::uint64_t kDirectSpan = std::uint64_t{1} << 22;
    std::vector<KeyedRow> rows_;
    std::uint64_t lowest_ = 0;
    std::vector<std::uint32_t> direct_;
};

KeyTable table_of(const KeyReader& reader, std::size_t size, Chooser& chooser) {
    std::vector<KeyedRow> all;
    reader.read({0, 0, size}, [&](std::size_t row, std::uint64_t key) {
        all.push_back({key, static_cast<std::uint32_t>(row)});
    });
    std::sort(all.begin(), all.end(), [](const KeyedRow& a, const KeyedRow& b) {
        return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    std::vector<KeyedRow> chosen;
    for (std::size_t first = 0; first < all.size();) {
        std::size_t end = first + 1;
        while (end < all.size() && all[end].key == all[first].key) ++end;
        const std::size_t begin = first;
        chosen.push_back({all[first].key, chooser.choose(end - first, [&](std::size_t i) {
                              return all[begin + i].row;
                          })});
        first = end;
    }
    return KeyTable(std::move(chosen));
}

Join join_values(const Column& target, const Column& source, const Rows& rows) {
    const bool reals = target.kind() == column::Kind::Float || source.kind() == column::Kind::Float;
    const column::DictionaryPtr dictionary = source.dictionary();
    Chooser chooser(rows);
    const KeyTable table = table_of(KeyReader(source, reals, dictionary), source.size(), chooser);
    const KeyReader reader(target, reals, dictionary);
    Join join{filled_by_block(target.size(),
                              [&](const base::Block& block, std::uint32_t* out) {
                                  std::fill_n(out, block.size(), kMissingRow);
                                  reader.read(block, [&](std::size_t row, std::uint64_t key) {
                                      out[row - block.begin] = table.find(key);
                                  });
                              }),
              {}};
    join.surplus = chooser.surplus();
    return join;
}

}  // namespace

Join join_rows(const JoinKeys& target, const JoinKeys& source, const Rows& source_rows) {
    if (target.kind() == column::Kind::Unit) {
        SKJERM_CHECK(source.kind() == column::Kind::Unit);
        return join_units(target, source, source_rows);
    }
    SKJERM_CHECK((target.kind() == column::Kind::Text) == (source.kind() == column::Kind::Text));
    return join_values(*target.column, *source.column, source_rows);
}

}  // namespace skjerm::stats
