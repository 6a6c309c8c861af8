#include "skjerm/stats/sampled_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/kept_places.h"
#include "skjerm/stats/order_key.h"
#include "skjerm/stats/sign_scatter.h"
#include "skjerm/stats/vectors.h"
#include "skjerm/stats/visit_numbers.h"

namespace skjerm::stats {
namespace {

constexpr std::size_t kSampleRows = std::size_t{1} << 16;
constexpr std::size_t kFewestRows = 8 * kSampleRows;  // below, two passes cost little
constexpr std::size_t kMostStretches = 8;
constexpr double kSlack = 5;           // standard deviations of a rank in the sample
constexpr double kMostKept = 1.0 / 6;  // of the values

/// Values from `lowest` to `highest`, which are kept; a single value is only counted.
template <class T>
struct Stretch {
    T lowest;
    T highest;
    [[nodiscard]] bool is_value() const { return lowest == highest; }
};

/// One row of every so many, at changing places so that it meets no period of the data; ascending
/// by value, without missing values.
template <class T>
std::vector<T> sample_of(const Rows& rows, std::span<const T> values) {
    // Every row is a wait for memory, so all threads look.
    constexpr std::size_t kPieces = 16;
    constexpr std::size_t kPieceRows = kSampleRows / kPieces;
    std::vector<std::uint64_t> keys(kSampleRows);
    std::array<std::size_t, kPieces> found{};
    base::parallel_for(kPieces, [&](std::size_t piece) {
        std::uint64_t* const to = keys.data() + piece * kPieceRows;
        for (std::size_t i = piece * kPieceRows; i < (piece + 1) * kPieceRows; ++i) {
            const std::size_t first = i * rows.count / kSampleRows;
            const std::size_t next = (i + 1) * rows.count / kSampleRows;
            const std::uint32_t mixed = static_cast<std::uint32_t>(i) * 0x9E3779B9U;
            const std::size_t row = first + (mixed >> 8U) % (next - first);
            if (rows.selects(row) && !column::is_missing(values[row]))
                to[found[piece]++] = order_key(values[row]);
        }
    });
    std::size_t size = 0;
    for (std::size_t piece = 0; piece < kPieces; ++piece) {
        const std::uint64_t* const from = keys.data() + piece * kPieceRows;
        std::copy_n(from, found[piece], keys.data() + size);
        size += found[piece];
    }
    std::vector<std::uint64_t> scratch;
    detail::sort_keys({keys.data(), size}, scratch);
    std::vector<T> sample(size);
    for (std::size_t i = 0; i < size; ++i) sample[i] = value_of_key<T>(keys[i]);
    return sample;
}

template <class T>
std::size_t distinct_values(const std::vector<T>& sorted) {
    std::size_t distinct = sorted.empty() ? 0 : 1;
    for (std::size_t i = 1; i < sorted.size(); ++i)
        distinct += sorted[i] != sorted[i - 1] ? 1U : 0U;
    return distinct;
}

/// Where values of the ranks must lie, going by the sample; ascending and apart. Nothing where that
/// is too many of the values.
template <class T>
std::vector<Stretch<T>> stretches_of(const std::vector<T>& sample, const RanksOf& ranks_of) {
    const auto last = static_cast<std::int64_t>(sample.size()) - 1;
    struct Places {
        std::int64_t first;
        std::int64_t last;
    };
    std::vector<Places> all;
    for (const RankRange& ranks : ranks_of(sample.size())) {
        const auto slack = [&](std::uint64_t rank) {
            const double share = static_cast<double>(rank) / static_cast<double>(sample.size());
            return static_cast<std::int64_t>(kSlack * std::sqrt(static_cast<double>(sample.size()) *
                                                                share * (1 - share))) +
                   static_cast<std::int64_t>(kSlack);
        };
        all.push_back({static_cast<std::int64_t>(ranks.first) - slack(ranks.first),
                       static_cast<std::int64_t>(ranks.last) + slack(ranks.last)});
    }
    std::sort(all.begin(), all.end(),
              [](const Places& a, const Places& b) { return a.first < b.first; });
    std::vector<Stretch<T>> stretches;
    std::size_t kept = 0;
    for (const Places& places : all) {
        const T lowest = places.first < 0 ? std::numeric_limits<T>::lowest()
                                          : sample[static_cast<std::size_t>(places.first)];
        const T highest = places.last > last ? std::numeric_limits<T>::max()
                                             : sample[static_cast<std::size_t>(places.last)];
        if (!stretches.empty() && lowest <= stretches.back().highest)
            stretches.back().highest = std::max(stretches.back().highest, highest);
        else
            stretches.push_back({lowest, highest});
    }
    for (Stretch<T>& stretch : stretches) {
        // Missing is the smallest integer and no value.
        if (column::is_missing(stretch.lowest)) stretch.lowest = static_cast<T>(stretch.lowest + 1);
        if (stretch.is_value()) continue;
        kept += static_cast<std::size_t>(
            std::upper_bound(sample.begin(), sample.end(), stretch.highest) -
            std::lower_bound(sample.begin(), sample.end(), stretch.lowest));
    }
    if (static_cast<double>(kept) > kMostKept * static_cast<double>(sample.size())) return {};
    return stretches;
}

/// Counts between the stretches, and the values within those that are kept.
struct Found {
    explicit Found(std::size_t stretches)
        : from_lowest(stretches), above(stretches), keys(stretches) {}
    std::uint64_t valid = 0;
    std::vector<std::uint64_t> from_lowest;  ///< not below the stretch
    std::vector<std::uint64_t> above;
    std::vector<std::vector<std::uint64_t>> keys;  ///< within, in any order

    void merge(Found&& other) {
        valid += other.valid;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            from_lowest[i] += other.from_lowest[i];
            above[i] += other.above[i];
            if (keys[i].empty())
                keys[i] = std::move(other.keys[i]);
            else
                keys[i].insert(keys[i].end(), other.keys[i].begin(), other.keys[i].end());
        }
    }
};

/// Puts values at `places` into the stretches that they are within.
template <class T>
void keep_values(Found& found, std::span<const T> values, std::span<const std::uint16_t> places,
                 const std::vector<Stretch<T>>& stretches) {
    for (const std::uint16_t place : places) {
        const T value = values[place];
        std::size_t at = 0;
        while (value > stretches[at].highest) ++at;
        found.keys[at].push_back(order_key(value));
    }
}

template <class T>
void add_chunk(Found& found, std::span<const T> values, const std::vector<Stretch<T>>& stretches) {
    // As wide as a value, so that masks need no narrowing: 1 where the value is kept.
    using Mask = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
    const std::size_t size = values.size();
    std::array<Mask, kChunkRows> inside{};
    Mask valid = 0;
    for (std::size_t i = 0; i < size; ++i)
        valid = static_cast<Mask>(valid + (column::is_missing(values[i]) ? 0 : 1));
    found.valid += static_cast<std::uint64_t>(valid);
    for (std::size_t at = 0; at < stretches.size(); ++at) {
        const Stretch<T> stretch = stretches[at];
        // Missing is below every stretch, as integer and as NaN.
        Mask from_lowest = 0;
        Mask above = 0;
        for (std::size_t i = 0; i < size; ++i) {
            from_lowest = static_cast<Mask>(from_lowest + (values[i] >= stretch.lowest ? 1 : 0));
            above = static_cast<Mask>(above + (values[i] > stretch.highest ? 1 : 0));
        }
        found.from_lowest[at] += static_cast<std::uint64_t>(from_lowest);
        found.above[at] += static_cast<std::uint64_t>(above);
        if (stretch.is_value()) continue;
        for (std::size_t i = 0; i < size; ++i)
            inside[i] |= values[i] >= stretch.lowest && values[i] <= stretch.highest ? 1 : 0;
    }
    std::array<std::uint8_t, kChunkRows> keep;
    for (std::size_t i = 0; i < size; ++i) keep[i] = static_cast<std::uint8_t>(inside[i]);
    detail::KeptPlaces places;
    const std::size_t kept = detail::keep_places({keep.data(), size}, places);
    keep_values(found, values, std::span(places.data(), kept), stretches);
}

/// The same for a number of stretches known beforehand, which stay in registers, and a chunk of
/// whole vectors.
template <std::size_t kStretches>
void add_vectors(Found& found, std::span<const std::int32_t> values,
                 const std::vector<Stretch<std::int32_t>>& stretches) {
    using detail::Int32x8;
    constexpr std::int32_t kMissing = column::missing<std::int32_t>();
    std::array<Int32x8, kStretches> before;
    std::array<Int32x8, kStretches> highest;
    std::array<Int32x8, kStretches> is_kept;
    std::array<Int32x8, kStretches> from_lowest{};
    std::array<Int32x8, kStretches> above{};
    Int32x8 valid{};
    for (std::size_t at = 0; at < kStretches; ++at) {
        before[at] = Int32x8{} + (stretches[at].lowest - 1);  // no stretch begins with missing
        highest[at] = Int32x8{} + stretches[at].highest;
        is_kept[at] = Int32x8{} - (stretches[at].is_value() ? 0 : 1);
    }
    detail::KeptPlaces places;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < values.size(); i += 8) {
        const auto value = detail::load<Int32x8>(values.data() + i);
        Int32x8 inside{};
        for (std::size_t at = 0; at < kStretches; ++at) {
            const Int32x8 is_from_lowest = value > before[at];
            const Int32x8 is_above = value > highest[at];
            from_lowest[at] -= is_from_lowest;
            above[at] -= is_above;
            inside |= (is_from_lowest ^ is_above) & is_kept[at];
        }
        valid -= value > kMissing;
        kept += detail::keep_bits(detail::sign_bits(inside), i, places.data() + kept);
    }
    found.valid += static_cast<std::uint64_t>(detail::total(valid));
    for (std::size_t at = 0; at < kStretches; ++at) {
        found.from_lowest[at] += static_cast<std::uint64_t>(detail::total(from_lowest[at]));
        found.above[at] += static_cast<std::uint64_t>(detail::total(above[at]));
    }
    keep_values(found, values, std::span(places.data(), kept), stretches);
}

/// Most columns of amounts are of this type, and most chunks whole.
void add_chunk(Found& found, std::span<const std::int32_t> values,
               const std::vector<Stretch<std::int32_t>>& stretches) {
    const auto add = [&]<std::size_t... kOneLess>(std::index_sequence<kOneLess...>) {
        return ((stretches.size() == kOneLess + 1 &&
                 (add_vectors<kOneLess + 1>(found, values, stretches), true)) ||
                ...);
    };
    if (values.size() % 8 != 0 || !add(std::make_index_sequence<kMostStretches>()))
        add_chunk<std::int32_t>(found, values, stretches);
}

template <class T>
Found find(const Rows& rows, std::span<const T> values, const std::vector<Stretch<T>>& stretches) {
    return base::fold_exact<Found>(
        rows.count, [&] { return Found(stretches.size()); },
        [&](Found& found, const base::Block& block) {
            std::array<T, kChunkRows> selected;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                const std::span<const T> chunk = values.subspan(begin, size);
                if (rows.selected.empty()) return add_chunk(found, chunk, stretches);
                for (std::size_t i = 0; i < size; ++i)
                    selected[i] = rows.selected[begin + i] == 1 ? chunk[i] : column::missing<T>();
                add_chunk(found, std::span<const T>(selected.data(), size), stretches);
            });
        },
        [](Found& into, Found&& from) { into.merge(std::move(from)); });
}

/// The pieces of an order: counted, then sorted, and so on.
template <class T>
WeightedOrder order_of(Found found, const std::vector<Stretch<T>>& stretches) {
    using Piece = WeightedOrder::Piece;
    auto keys = std::make_shared<std::vector<std::vector<std::uint64_t>>>(std::move(found.keys));
    std::vector<std::vector<std::uint64_t>> scratch(base::worker_slots());
    base::parallel_for(keys->size(), [&](std::size_t at) {
        detail::sort_keys((*keys)[at], scratch[base::worker_slot()]);
    });
    std::vector<Piece> pieces;
    const auto add_counted = [&](std::uint64_t count) {
        if (count > 0) pieces.push_back({.count = count, .kind = Piece::Kind::Counted});
    };
    std::uint64_t before = found.valid;  // values from the end of the last stretch on
    for (std::size_t at = 0; at < keys->size(); ++at) {
        add_counted(before - found.from_lowest[at]);
        const std::uint64_t count = found.from_lowest[at] - found.above[at];
        if (count > 0 && stretches[at].is_value())
            pieces.push_back({.count = count,
                              .kind = Piece::Kind::Constant,
                              .key = order_key(stretches[at].lowest)});
        else if (count > 0)
            pieces.push_back({.count = count, .kind = Piece::Kind::Sorted, .minus = (*keys)[at]});
        before = found.above[at];
    }
    add_counted(before);
    return {std::is_same_v<T, double>, std::move(pieces), std::move(keys)};
}

}  // namespace

std::optional<WeightedOrder> sampled_order(const Rows& rows, const column::Column& column,
                                           const RanksOf& ranks_of, std::size_t values) {
    if (rows.count < kFewestRows) return std::nullopt;
    return detail::visit_numbers(column, [&](auto span) -> std::optional<WeightedOrder> {
        using T = std::remove_const_t<typename decltype(span)::element_type>;
        if constexpr (sizeof(T) <= 2) {
            return std::nullopt;  // a histogram of such values is exact and small
        } else {
            const std::vector<T> sample = sample_of(rows, span);
            if (sample.empty() || distinct_values(sample) <= values) return std::nullopt;
            const std::vector<Stretch<T>> stretches = stretches_of(sample, ranks_of);
            if (stretches.empty() || stretches.size() > kMostStretches) return std::nullopt;
            Found found = find(rows, span, stretches);
            if (found.valid == 0) return std::nullopt;
            WeightedOrder order = order_of(std::move(found), stretches);
            for (const RankRange& ranks : ranks_of(order.count()))
                if (!order.has(ranks)) return std::nullopt;
            return order;
        }
    });
}

}  // namespace skjerm::stats
