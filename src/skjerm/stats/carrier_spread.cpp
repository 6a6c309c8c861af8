#include "skjerm/stats/carrier_spread.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/value_bits.h"
#include "skjerm/stats/chunk_values.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/crosstab.h"

namespace skjerm::stats {

namespace {

using column::Column;
using column::UnitIndex;

constexpr UnitIndex kNoCarrier = column::missing<UnitIndex>();

/// Calls drop(i) for the rows of a chunk whose value does not count.
template <class Drop>
void for_each_invalid(const GroupedRows& grouped, std::size_t begin, std::size_t size, Drop drop) {
    if (grouped.valid == nullptr) return;
    column::visit(*grouped.valid, [&](auto values) {
        for (std::size_t i = 0; i < size; ++i) {
            const auto value = values[begin + i];
            if (column::is_missing(value) || static_cast<double>(value) <= grouped.above) drop(i);
        }
    });
}

/// The group of each row; `groups` where it counts in none.
std::vector<std::uint32_t> group_of_rows(const GroupedRows& grouped) {
    const CellIndex index(grouped.rows, grouped.table);
    const std::vector<std::uint32_t> lookup = group_lookup(grouped.group_of_cell, grouped.groups);
    const auto none = static_cast<std::uint32_t>(grouped.groups);
    std::vector<std::uint32_t> groups(grouped.rows.count, none);
    base::for_each_block(groups.size(), [&](const base::Block& block) {
        for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
            const std::span<std::uint32_t> out(groups.data() + begin, size);
            index.fill(begin, out);
            for (std::uint32_t& one : out) one = lookup[one];
            for_each_invalid(grouped, begin, size, [&](std::size_t i) { out[i] = none; });
        });
    });
    return groups;
}

/// The first eight bytes of a hash of `text`: the same in every dataset, as codes are not.
std::uint64_t text_bits(std::string_view text) {
    const base::Digest256 digest = base::sha256(text);
    std::uint64_t bits = 0;
    std::memcpy(&bits, digest.data(), sizeof bits);
    return bits;
}

/// Carriers under small numbers, and what their keys are made of.
struct NumberedCarriers {
    column::ColumnPtr numbers;        ///< Unit32; rows without a carrier come after all others
    std::uint32_t own = 0;            ///< from here on rows are carriers of their own
    std::vector<std::uint64_t> bits;  ///< by number; empty: the number itself
};

/// What numbers of a column's values stand for.
std::vector<std::uint64_t> bits_of_numbers(const Column& carrier) {
    std::vector<std::uint64_t> bits;
    column::visit(carrier, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (column::kIsCode<T>) {
            bits.push_back(0);  // missing
            for (const std::string& text : carrier.dictionary()->entries())
                bits.push_back(text_bits(text));
        } else if constexpr (!std::is_same_v<T, UnitIndex>) {
            for (const T value : values)
                if (!column::is_missing(value)) bits.push_back(column::value_bits(value));
            std::sort(bits.begin(), bits.end());
            bits.erase(std::unique(bits.begin(), bits.end()), bits.end());
        }
    });
    return bits;
}

NumberedCarriers numbered(const Column& carrier) {
    NumberedCarriers result;
    result.bits = bits_of_numbers(carrier);
    // Memory of the statistic, not of the session's data: no budget.
    auto builder = column::ColumnBuilder<UnitIndex>::make(carrier.size(), nullptr).value();
    const std::span<UnitIndex> numbers = builder.values();
    column::visit(carrier, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        base::for_each_block(values.size(), [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const T value = values[row];
                if (column::is_missing(value)) {
                    numbers[row] = kNoCarrier;
                } else if constexpr (column::kIsCode<T> || std::is_same_v<T, UnitIndex>) {
                    numbers[row] = UnitIndex{static_cast<std::uint32_t>(value)};
                } else {
                    const auto at = std::lower_bound(result.bits.begin(), result.bits.end(),
                                                     column::value_bits(value));
                    numbers[row] = UnitIndex{static_cast<std::uint32_t>(at - result.bits.begin())};
                }
            }
        });
    });
    std::size_t without = 0;
    for (const UnitIndex number : numbers) {
        if (number == kNoCarrier)
            ++without;
        else
            result.own = std::max(result.own, static_cast<std::uint32_t>(number) + 1);
    }
    SKJERM_CHECK(without < static_cast<std::uint32_t>(kNoCarrier) - result.own);
    std::uint32_t next = result.own;
    for (UnitIndex& number : numbers)
        if (number == kNoCarrier) number = UnitIndex{next++};
    result.numbers = std::move(builder).freeze();
    return result;
}

/// Calls add(state, carrier, group, rows) for every pair of a carrier and a group that have rows in
/// common, on all cores; gives the states of the threads. `rows`: pairs of a group and a row.
template <class State, class Make, class Add>
std::vector<State> for_each_pair(const GroupedRows& grouped, const CarrierIndex& carriers,
                                 const Make& make, const Add& add) {
    const std::vector<std::uint32_t> group_of_row = group_of_rows(grouped);
    const GroupOrder& order = carriers.order();
    std::vector<State> states;
    for (std::size_t slot = 0; slot < base::worker_slots(); ++slot) states.push_back(make());
    using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    std::vector<Pairs> scratch(base::worker_slots());
    order.for_each_stretch([&](std::size_t first, std::size_t last) {
        State& state = states[base::worker_slot()];
        Pairs& pairs = scratch[base::worker_slot()];
        for (std::size_t carrier = first; carrier < last; ++carrier) {
            pairs.clear();
            for (std::size_t place = order.start(carrier); place < order.start(carrier + 1);
                 ++place) {
                const std::uint32_t row = order.row(place);
                if (group_of_row[row] < grouped.groups) pairs.emplace_back(group_of_row[row], row);
            }
            std::sort(pairs.begin(), pairs.end());
            for (std::size_t i = 0; i < pairs.size();) {
                std::size_t end = i + 1;
                while (end < pairs.size() && pairs[end].first == pairs[i].first) ++end;
                add(state, carrier, pairs[i].first, std::span(pairs).subspan(i, end - i));
                i = end;
            }
        }
    });
    return states;
}

/// Sums by group of what threads have summed by group.
template <class T, class Merge>
std::vector<T> merged(std::vector<std::vector<T>> parts, const Merge& merge) {
    std::vector<T> result = std::move(parts.front());
    for (std::size_t part = 1; part < parts.size(); ++part)
        for (std::size_t group = 0; group < result.size(); ++group)
            merge(result[group], parts[part][group]);
    return result;
}

}  // namespace

CarrierIndex::CarrierIndex(const Rows& rows, const Column& carrier, const base::UnitKeys& keys)
    : order_([&] {
          SKJERM_CHECK(carrier.size() == rows.count);
          const NumberedCarriers carriers = numbered(carrier);
          GroupOrder order = GroupOrder::by_references(*carriers.numbers);
          keys_.resize(order.groups());
          sign_places_.resize(rows.count);
          order.for_each_stretch([&](std::size_t first, std::size_t last) {
              for (std::size_t one = first; one < last; ++one) {
                  const std::uint32_t number = order.units()[one];
                  keys_[one] =
                      number >= carriers.own
                          ? rows.keys->key(rows.units->unit(order.row(order.start(one))))
                          : keys.key(carriers.bits.empty() ? number : carriers.bits[number]);
                  for (std::size_t place = order.start(one); place < order.start(one + 1); ++place)
                      sign_places_[order.row(place)] = static_cast<std::uint32_t>(keys_[one]);
              }
          });
          return order;
      }()) {}

std::vector<CarrierSpread> carrier_spreads(const GroupedRows& grouped,
                                           const CarrierIndex& carriers) {
    using Spreads = std::vector<CarrierSpread>;
    return merged(for_each_pair<Spreads>(
                      grouped, carriers, [&] { return Spreads(grouped.groups); },
                      [&](Spreads& spreads, std::size_t carrier, std::uint32_t group, auto rows) {
                          CarrierSpread& spread = spreads[group];
                          const std::uint64_t key = carriers.key(carrier);
                          spread.carriers.add(key);
                          spread.rows += rows.size();
                          spread.largest = std::max<std::uint64_t>(spread.largest, rows.size());
                          spread.row_key_sum += rows.size() * key;
                      }),
                  [](CarrierSpread& into, const CarrierSpread& from) { into.merge(from); });
}

std::vector<base::Evidence> evidence_with_rows(const GroupedRows& grouped,
                                               const CarrierIndex& carriers) {
    using Sets = std::vector<base::Evidence>;
    const std::vector<std::uint64_t> row_keys = keys_of_rows(grouped.rows);
    return merged(
        for_each_pair<Sets>(
            grouped, carriers, [&] { return Sets(grouped.groups); },
            [&](Sets& sets, std::size_t carrier, std::uint32_t group, auto rows) {
                std::uint64_t keys = 0;
                for (const auto& [in_group, row] : rows) keys += row_keys[row];
                sets[group].merge(evidence_with_rows(carriers.key(carrier), rows.size(), keys));
            }),
        [](base::Evidence& into, const base::Evidence& from) { into.merge(from); });
}

std::vector<std::uint32_t> carrier_row_counts(const GroupedRows& grouped,
                                              const CarrierIndex& carriers) {
    using Counts = std::vector<std::uint32_t>;
    std::vector<Counts> parts = for_each_pair<Counts>(
        grouped, carriers, [] { return Counts(); },
        [](Counts& counts, std::size_t, std::uint32_t, auto rows) {
            counts.push_back(static_cast<std::uint32_t>(rows.size()));
        });
    Counts all;
    for (const Counts& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<SignedSums> carrier_row_sums(const GroupedRows& grouped, const CarrierIndex& carriers,
                                         std::uint32_t highest, std::uint32_t centre,
                                         std::span<const std::uint64_t> set_keys,
                                         const base::KeyedSigns& signs) {
    SKJERM_CHECK(set_keys.size() == grouped.groups);
    using Sums = std::vector<SignedSums>;
    return merged(
        for_each_pair<Sums>(
            grouped, carriers, [&] { return Sums(grouped.groups); },
            [&](Sums& sums, std::size_t carrier, std::uint32_t group, auto rows) {
                const auto count =
                    static_cast<std::int64_t>(std::min<std::uint64_t>(rows.size(), highest));
                const std::int64_t q = count - static_cast<std::int64_t>(centre);
                const ClippedSums one{
                    .count = 1, .sum = q, .magnitude = q < 0 ? -q : q, .squares = Int128{q} * q};
                const auto place = static_cast<std::uint32_t>(carriers.key(carrier));
                std::uint8_t plus = 0;
                signs.fill(std::span(&place, 1), std::span(&set_keys[group], 1),
                           std::span(&plus, 1));
                sums[group].all.merge(one);
                if (plus != 0) sums[group].plus.merge(one);
            }),
        [](SignedSums& into, const SignedSums& from) {
            into.all.merge(from.all);
            into.plus.merge(from.plus);
        });
}

std::vector<double> effective_carriers(const GroupedRows& grouped, const CarrierIndex& carriers,
                                       const Column& column, const ValueScale& scale,
                                       std::span<const Int128> magnitudes) {
    SKJERM_CHECK(magnitudes.size() == grouped.groups);
    // Shares of 2^40: their squares fit, whatever the magnitudes are, and no order matters.
    constexpr int kShareBits = 40;
    using Squares = std::vector<Int128>;
    const Squares squares =
        detail::with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
            using T = std::remove_const_t<typename decltype(values)::element_type>;
            return merged(
                for_each_pair<Squares>(
                    grouped, carriers, [&] { return Squares(grouped.groups); },
                    [&](Squares& into, std::size_t, std::uint32_t group, auto rows) {
                        if (magnitudes[group] == 0) return;
                        Int128 magnitude = 0;
                        for (const auto& pair : rows) {
                            Q q = 0;
                            std::uint8_t valid = 0;
                            scale.fill(std::span<const T>(&values[pair.second], 1),
                                       std::span<Q>(&q, 1), std::span<std::uint8_t>(&valid, 1));
                            magnitude += q < 0 ? -static_cast<Int128>(q) : static_cast<Int128>(q);
                        }
                        const Int128 share = (magnitude << kShareBits) / magnitudes[group];
                        into[group] += share * share;
                    }),
                [](Int128& into, const Int128& from) { into += from; });
        });
    std::vector<double> effective;
    for (const Int128 square : squares)
        effective.push_back(
            square == 0 ? 0 : std::ldexp(1.0, 2 * kShareBits) / static_cast<double>(square));
    return effective;
}

}  // namespace skjerm::stats
