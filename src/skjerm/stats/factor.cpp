#include "skjerm/stats/factor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/read_ahead.h"

namespace skjerm::stats {
namespace {

using column::Column;
using column::ColumnPtr;

// Direct slots for values that span at most this: a byte per slot and thread while levels are
// found.
constexpr std::uint64_t kDirectSpan = 1U << 20;

/// Values as 64-bit patterns that are equal exactly when the values are.
template <class T>
std::uint64_t pattern(T value) {
    if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<std::uint64_t>(value + 0.0);  // -0 is 0
    else
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}

std::size_t hash_of(std::uint64_t bits) {
    bits *= 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>(bits ^ (bits >> 32));
}

/// Open addressing from 64-bit patterns to small numbers; number 0 marks an empty place.
class PatternTable {
public:
    PatternTable() : places_(16) {}

    [[nodiscard]] std::uint32_t find(std::uint64_t bits) const {
        for (std::size_t at = hash_of(bits) & mask(); places_[at].number != 0;
             at = (at + 1) & mask())
            if (places_[at].bits == bits) return places_[at].number;
        return 0;
    }
    /// Adds `bits` as `number` unless it is there.
    void insert(std::uint64_t bits, std::uint32_t number) {
        if (2 * (size_ + 1) > places_.size()) grow();
        std::size_t at = hash_of(bits) & mask();
        for (; places_[at].number != 0; at = (at + 1) & mask())
            if (places_[at].bits == bits) return;
        places_[at] = {bits, number};
        ++size_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    template <class F>
    void for_each(F f) const {
        for (const Place& place : places_)
            if (place.number != 0) f(place.bits);
    }

private:
    struct Place {
        std::uint64_t bits = 0;
        std::uint32_t number = 0;
    };
    [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
    void grow() {
        std::vector<Place> old(places_.size() * 2);
        old.swap(places_);
        size_ = 0;
        for (const Place& place : old)
            if (place.number != 0) insert(place.bits, place.number);
    }

    std::vector<Place> places_;
    std::size_t size_ = 0;
};

/// Values above `below` and up to `highest`; none when below >= highest.
template <class T>
struct Range {
    T below = std::numeric_limits<T>::max();
    T highest = std::numeric_limits<T>::min();  // missing itself: never above a value

    void merge(const Range& other) {
        below = other.below < below ? other.below : below;
        highest = other.highest > highest ? other.highest : highest;
    }
};

/// The range of the values that are not missing, over all rows: it only sizes tables.
template <class T>
Range<T> value_range(std::span<const T> values) {
    using Unsigned = std::make_unsigned_t<T>;
    return base::fold_exact<Range<T>>(
        values.size(), [] { return Range<T>{}; },
        [&](Range<T>& range, const base::Block& block) {
            const T* const value = values.data() + block.begin;
            Range<T> found;
            for (std::size_t i = 0; i < block.size(); ++i) {
                // One less wraps missing, the smallest integer, to the largest: it lowers nothing.
                const T one_less = static_cast<T>(static_cast<Unsigned>(value[i]) - 1U);
                found.below = one_less < found.below ? one_less : found.below;
                found.highest = value[i] > found.highest ? value[i] : found.highest;
            }
            range.merge(found);
        },
        [](Range<T>& into, const Range<T>& from) { into.merge(from); });
}

template <class T>
void add_integer_slots(std::span<const T> values, std::int64_t offset, std::uint32_t stride,
                       std::span<std::uint32_t> out) {
    if constexpr (sizeof(T) <= 4) {
        const auto lowest = static_cast<std::int32_t>(offset);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int32_t slot = std::max<std::int32_t>(values[i], lowest) - lowest;
            out[i] += stride * static_cast<std::uint32_t>(slot);
        }
    } else {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int64_t slot = std::max(values[i], offset) - offset;
            out[i] += stride * static_cast<std::uint32_t>(slot);
        }
    }
}

/// out[i] += of_slot[slot[places[i]]].
void add_looked_up(const std::uint32_t* of_slot, const std::uint32_t* slot,
                   std::span<const std::uint16_t> places, std::uint32_t* out) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < places.size(); ++i) out[i] += of_slot[slot[places[i]]];
}

bool is_user_missing(const LevelValue& value, std::span<const column::CodeValue> codes) {
    return std::any_of(codes.begin(), codes.end(), [&](const column::CodeValue& code) {
        if (const auto* text = std::get_if<std::string>(&code)) {
            const auto* level = std::get_if<std::string>(&value);
            return level != nullptr && *level == *text;
        }
        const std::int64_t number = std::get<std::int64_t>(code);
        if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer == number;
        const auto* real = std::get_if<double>(&value);
        return real != nullptr && *real == static_cast<double>(number);
    });
}

}  // namespace

struct Slots::Table {
    std::vector<std::uint64_t> ascending;  // patterns; slot = position + 1
    PatternTable slots;
};

std::optional<Slots> Slots::direct(ColumnPtr column, std::uint64_t max_span) {
    return column::visit(*column, [&](auto values) -> std::optional<Slots> {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (column::kIsCode<T>) {
            const std::size_t size = column->dictionary()->size() + 1;
            return Slots(std::move(column), size, 0, nullptr);
        } else if constexpr (std::is_integral_v<T>) {
            const Range<T> range = value_range(values);
            if (range.below >= range.highest) return Slots(std::move(column), 1, 0, nullptr);
            const std::uint64_t span = pattern(range.highest) - pattern(range.below);
            if (span > max_span) return std::nullopt;
            return Slots(std::move(column), span + 1, std::int64_t{range.below}, nullptr);
        } else {
            SKJERM_CHECK((std::is_same_v<T, double>));
            return std::nullopt;
        }
    });
}

std::optional<Slots> Slots::hashed(ColumnPtr column, const Rows& rows, std::size_t max_levels) {
    return column::visit(*column, [&](auto values) -> std::optional<Slots> {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (std::is_integral_v<T> || std::is_same_v<T, double>) {
            // A table that has passed the limit stays as it is: the answer is known.
            PatternTable distinct = base::fold_exact<PatternTable>(
                rows.count, [] { return PatternTable(); },
                [&](PatternTable& table, const base::Block& block) {
                    for (std::size_t row = block.begin; row < block.end; ++row) {
                        if (table.size() > max_levels) return;
                        if (rows.selects(row) && !column::is_missing(values[row]))
                            table.insert(pattern(values[row]), 1);
                    }
                },
                [&](PatternTable& into, const PatternTable& from) {
                    from.for_each([&](std::uint64_t bits) { into.insert(bits, 1); });
                });
            if (distinct.size() > max_levels) return std::nullopt;
            auto table = std::make_shared<Table>();
            distinct.for_each([&](std::uint64_t bits) { table->ascending.push_back(bits); });
            std::sort(table->ascending.begin(), table->ascending.end(),
                      [](std::uint64_t a, std::uint64_t b) {
                          if constexpr (std::is_same_v<T, double>)
                              return std::bit_cast<double>(a) < std::bit_cast<double>(b);
                          else
                              return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b);
                      });
            std::uint32_t slot = 0;
            for (const std::uint64_t bits : table->ascending) table->slots.insert(bits, ++slot);
            const std::size_t size = table->ascending.size() + 1;
            return Slots(std::move(column), size, 0, std::move(table));
        } else {
            base::fail_check("codes have direct slots, units none", __FILE__, __LINE__);
        }
    });
}

LevelValue Slots::value(std::size_t slot) const {
    if (slot == 0) return std::monostate{};
    if (table_ != nullptr) {
        const std::uint64_t bits = table_->ascending[slot - 1];
        if (column_->kind() == column::Kind::Float) return std::bit_cast<double>(bits);
        return static_cast<std::int64_t>(bits);
    }
    if (column_->kind() == column::Kind::Text)
        return std::string(column_->dictionary()->text(static_cast<std::uint32_t>(slot)));
    return offset_ + static_cast<std::int64_t>(slot);
}

void Slots::accumulate(std::size_t begin, std::uint32_t stride,
                       std::span<std::uint32_t> out) const {
    column::visit(*column_, [&](auto all) {
        using T = std::remove_const_t<typename decltype(all)::element_type>;
        const std::span<const T> values = all.subspan(begin, out.size());
        if constexpr (column::kIsCode<T>) {
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] += stride * static_cast<std::uint32_t>(values[i]);
        } else if constexpr (std::is_same_v<T, column::UnitIndex>) {
            base::fail_check("unit references are no classification", __FILE__, __LINE__);
        } else {
            if (table_ != nullptr) {
                // A value that was not selected when the table was made has no slot: missing.
                for (std::size_t i = 0; i < out.size(); ++i)
                    if (!column::is_missing(values[i]))
                        out[i] += stride * table_->slots.find(pattern(values[i]));
            } else if constexpr (std::is_integral_v<T>) {
                add_integer_slots<T>(values, offset_, stride, out);
            }
        }
    });
}

void Slots::accumulate_at(std::size_t begin, std::span<const std::uint16_t> places,
                          std::span<const std::uint32_t> of_slot,
                          std::span<std::uint32_t> out) const {
    SKJERM_CHECK(places.size() == out.size() && of_slot.size() == size_);
    column::visit(*column_, [&](auto all) {
        using T = std::remove_const_t<typename decltype(all)::element_type>;
        const T* const value = all.data() + begin;
        detail::ReadAhead<T> ahead(all, begin, kChunkRows);
        ahead.ask();
        if constexpr (column::kIsCode<T>) {
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] += of_slot[static_cast<std::uint32_t>(value[places[i]])];
        } else if constexpr (std::is_same_v<T, column::UnitIndex>) {
            base::fail_check("unit references are no classification", __FILE__, __LINE__);
        } else if (table_ != nullptr) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                const T one = value[places[i]];
                out[i] += of_slot[column::is_missing(one) ? 0 : table_->slots.find(pattern(one))];
            }
        } else if constexpr (std::is_integral_v<T>) {
            using Wide = std::conditional_t<(sizeof(T) <= 4), std::int32_t, std::int64_t>;
            const auto lowest = static_cast<Wide>(offset_);
            // Slots of all rows at once, as vectors, cost less than one by one those of some.
            std::array<std::uint32_t, kChunkRows> slot;
            const std::size_t end = places.empty() ? 0 : places.back() + std::size_t{1};
            for (std::size_t i = 0; i < end; ++i)
                slot[i] = static_cast<std::uint32_t>(std::max<Wide>(value[i], lowest) - lowest);
            add_looked_up(of_slot.data(), slot.data(), places, out.data());
        }
        ahead.ask();
    });
}

Factor::Factor(Slots slots, const FactorSpec& spec, const std::vector<bool>& used)
    : slots_(std::move(slots)), slot_level_(slots_.size(), kNone) {
    for (std::size_t slot = 1; slot < slots_.size(); ++slot) {
        if (!used[slot]) continue;
        if (!spec.missing_is_level && is_user_missing(slots_.value(slot), spec.missing_codes))
            continue;
        slot_level_[slot] = static_cast<std::uint32_t>(level_slot_.size());
        level_slot_.push_back(static_cast<std::uint32_t>(slot));
    }
    if (spec.missing_is_level && used[0]) {
        slot_level_[0] = static_cast<std::uint32_t>(level_slot_.size());
        level_slot_.push_back(0);
    }
}

Factor Factor::gathered(std::span<const std::uint32_t> new_level, std::size_t count) const {
    SKJERM_CHECK(new_level.size() == size());
    Factor result = *this;
    result.level_slot_.assign(count, 0);
    for (std::uint32_t& level : result.slot_level_)
        if (level != kNone) level = new_level[level];
    for (std::size_t level = size(); level-- > 0;)
        result.level_slot_[new_level[level]] = level_slot_[level];
    return result;
}

void Factor::fill_levels(std::size_t begin, std::span<std::uint32_t> out) const {
    std::fill(out.begin(), out.end(), 0U);
    slots_.accumulate(begin, 1, out);
    for (std::uint32_t& slot : out) slot = slot_level_[slot];
}

namespace detail {

std::vector<bool> used_slots(const Rows& rows, const Slots& slots) {
    using Seen = std::vector<std::uint8_t>;
    const Seen seen = base::fold_exact<Seen>(
        rows.count, [&] { return Seen(slots.size()); },
        [&](Seen& state, const base::Block& block) {
            std::array<std::uint32_t, kChunkRows> slot;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                const std::span<std::uint32_t> chunk(slot.data(), size);
                std::fill(chunk.begin(), chunk.end(), 0U);
                slots.accumulate(begin, 1, chunk);
                for (std::size_t i = 0; i < size; ++i)
                    state[chunk[i]] |= static_cast<std::uint8_t>(rows.selects(begin + i));
            });
        },
        [](Seen& into, const Seen& from) {
            for (std::size_t slot = 0; slot < into.size(); ++slot) into[slot] |= from[slot];
        });
    return {seen.begin(), seen.end()};
}

std::optional<Slots> make_slots(const Rows& rows, const FactorSpec& spec, std::size_t max_levels) {
    if (std::optional<Slots> slots = Slots::direct(spec.column, kDirectSpan)) return slots;
    // User-missing codes do not count as levels, but the hash cannot tell yet.
    return Slots::hashed(spec.column, rows, max_levels + spec.missing_codes.size());
}

}  // namespace detail

std::optional<Factor> make_factor(const Rows& rows, const FactorSpec& spec,
                                  std::size_t max_levels) {
    std::optional<Slots> slots = detail::make_slots(rows, spec, max_levels);
    if (!slots) return std::nullopt;
    std::vector<bool> used = detail::used_slots(rows, *slots);
    Factor factor(*std::move(slots), spec, used);
    if (factor.size() > max_levels) return std::nullopt;
    return factor;
}

}  // namespace skjerm::stats
