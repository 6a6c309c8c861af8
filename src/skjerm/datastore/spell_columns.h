// How records that hold from one place in time to another lie in a block: the unit of each within
// the block (16 bits), where it begins, where it ends, its value; each column from a multiple of 8
// bytes. Spells have days for places, changes have numbers of dates.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/block_parts.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/datastore/store_writer.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

/// Whose and when, without the values.
template <class Place>
struct PlaceColumns {
    PartReader reader;  ///< holds what was unpacked
    std::span<const std::uint16_t> positions;
    std::span<const Place> firsts;
    std::span<const Place> lasts;

    explicit PlaceColumns(const BlockView& block) : reader(block) {
        positions = reader.next_positions(block.records);
        firsts = reader.next<Place>(kPackedFirsts, block.records);
        lasts = reader.next_lasts(firsts);
    }
};

template <class Place>
struct SpellColumns : PlaceColumns<Place> {
    const std::byte* values;

    /// `value_width`: bytes of a value as it stands in the block.
    SpellColumns(const BlockView& block, std::size_t value_width) : PlaceColumns<Place>(block) {
        values = with_word_of(value_width, [&](auto zero) {
            return reinterpret_cast<const std::byte*>(
                this->reader.template next<decltype(zero)>(kPackedValues, block.records).data());
        });
    }
};

/// Each record after the one before it, none of a unit overlapping, all of units of the block.
template <class Place>
[[nodiscard]] bool are_in_order(const SpellColumns<Place>& records, std::uint32_t units) {
    const auto& positions = records.positions;
    bool sound = positions.empty() || positions.back() < units;
    for (std::size_t at = 0; at < positions.size(); ++at) {
        sound &= records.firsts[at] <= records.lasts[at];
        if (at == 0) continue;
        const bool same_unit = positions[at - 1] == positions[at];
        sound &= positions[at - 1] <= positions[at];
        sound &= !same_unit || records.lasts[at - 1] < records.firsts[at];
    }
    return sound;
}

/// The unit of each record.
[[nodiscard]] inline std::vector<std::uint16_t> positions_of(
    std::span<const std::uint32_t> offsets) {
    std::vector<std::uint16_t> positions(offsets.back());
    for (std::size_t unit = 0; unit + 1 < offsets.size(); ++unit)
        std::fill(positions.begin() + offsets[unit], positions.begin() + offsets[unit + 1],
                  static_cast<std::uint16_t>(unit));
    return positions;
}

/// Adds positions, firsts and lasts to a block, with `narrow(place)` for each place in time.
template <class Place, class Narrow>
void add_columns(const SpellBlock& records, NumberOrder order, const Narrow& narrow,
                 PartWriter& parts) {
    const auto places = [&](std::span<const base::DayNumber> days) {
        std::vector<Place> narrowed(days.size());
        std::ranges::transform(days, narrowed.begin(), narrow);
        return narrowed;
    };
    const std::vector<Place> firsts = places(records.starts);
    const std::vector<Place> lasts = places(records.stops);
    parts.add_positions(positions_of(records.offsets));
    parts.add(kPackedFirsts, std::span<const Place>(firsts), order);
    parts.add_lasts(std::span<const Place>(firsts), std::span<const Place>(lasts), order);
}

/// Most records do not cover a date, in no pattern that a branch predictor could learn: bit i of a
/// mask says whether record i does, for up to so many at a time.
constexpr std::size_t kMaskRecords = 32;

template <class Place>
[[nodiscard]] std::uint32_t covering_mask(const Place* firsts, const Place* lasts,
                                          std::size_t records, Place wanted) {
    std::uint32_t mask = 0;
    for (std::size_t at = 0; at < records; ++at) {
        const bool covers = (firsts[at] <= wanted) & (wanted <= lasts[at]);
        mask |= (covers ? 1U : 0U) << at;
    }
    return mask;
}

#ifdef __AVX2__
inline std::uint32_t covering_mask(const std::uint8_t* firsts, const std::uint8_t* lasts,
                                   std::size_t records, std::uint8_t wanted) {
    if (records < kMaskRecords) return covering_mask<std::uint8_t>(firsts, lasts, records, wanted);
    const __m256i date = _mm256_set1_epi8(static_cast<char>(wanted));
    const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(firsts));
    const __m256i last = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lasts));
    const __m256i begun = _mm256_cmpeq_epi8(_mm256_max_epu8(first, date), date);
    const __m256i lasting = _mm256_cmpeq_epi8(_mm256_min_epu8(last, date), date);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_and_si256(begun, lasting)));
}

inline std::uint32_t covering_mask(const std::int16_t* firsts, const std::int16_t* lasts,
                                   std::size_t records, std::int16_t wanted) {
    if (records < kMaskRecords) return covering_mask<std::int16_t>(firsts, lasts, records, wanted);
    const __m256i day = _mm256_set1_epi16(wanted);
    const auto out_of_force = [&](std::size_t at) {
        const __m256i start = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(firsts + at));
        const __m256i stop = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lasts + at));
        return _mm256_or_si256(_mm256_cmpgt_epi16(start, day), _mm256_cmpgt_epi16(day, stop));
    };
    // Packing works within halves of 128 bits: the middle quarters have to be swapped back.
    const __m256i bytes =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(out_of_force(0), out_of_force(16)), 0b11011000);
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}
#endif

/// Calls `f(record)` for every record that covers `wanted`, in order.
template <class Place, class F>
void for_each_covering(const SpellColumns<Place>& records, Place wanted, const F& f) {
    const std::size_t count = records.positions.size();
    for (std::size_t begin = 0; begin < count; begin += kMaskRecords) {
        std::uint32_t mask =
            covering_mask(records.firsts.data() + begin, records.lasts.data() + begin,
                          std::min(kMaskRecords, count - begin), wanted);
        for (; mask != 0; mask &= mask - 1)
            f(begin + static_cast<std::size_t>(std::countr_zero(mask)));
    }
}

/// Calls `f(row, record)` for the record that covers `wanted` of each of the units `positions`,
/// where there is one.
template <class Place, class F>
void for_each_covering_of(std::span<const std::uint32_t> positions,
                          const SpellColumns<Place>& records, Place wanted, const F& f) {
    const auto begin = records.positions.begin();
    const auto end = records.positions.end();
    auto at = begin;
    for (std::size_t row = 0; row < positions.size(); ++row) {
        const std::uint32_t unit = positions[row];
        at = advance_to(at, end, unit);
        for (auto record = at; record != end && *record == unit; ++record) {
            const auto index = static_cast<std::size_t>(record - begin);
            if (records.firsts[index] <= wanted && wanted <= records.lasts[index]) f(row, index);
        }
    }
}

}  // namespace skjerm::datastore
