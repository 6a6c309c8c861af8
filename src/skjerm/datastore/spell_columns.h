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

/// Adds up distances: the sum of all so far in place of each, beginning from `before`.
inline void add_up(std::uint16_t* distances, std::size_t count, std::uint16_t before) {
    std::size_t at = 0;
#ifdef __AVX2__
    __m128i sum = _mm_set1_epi16(static_cast<short>(before));
    const __m128i last = _mm_set1_epi16(0x0F0E);
    for (; at + 8 <= count; at += 8) {
        auto* const eight = reinterpret_cast<__m128i*>(distances + at);
        __m128i sums = _mm_loadu_si128(eight);
        sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 2));
        sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 4));
        sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 8));
        sum = _mm_add_epi16(sums, sum);
        _mm_storeu_si128(eight, sum);
        sum = _mm_shuffle_epi8(sum, last);
    }
    if (at != 0) before = distances[at - 1];
#endif
    for (; at < count; ++at)
        distances[at] = before = static_cast<std::uint16_t>(before + distances[at]);
}

/// Calls `f(position, value)` for every record that covers `wanted`, in order; values are words as
/// they stand in the block. Records are read in pieces, so that what is unpacked stays in caches.
template <class Place, class Word, class F>
void for_each_covering(const BlockView& block, Place wanted, const F& f) {
    PartReader reader(block);
    auto positions = reader.stream<std::uint16_t>(kPackedPositions, block.records);
    auto firsts = reader.stream<Place>(kPackedFirsts, block.records);
    auto lasts = reader.stream<Place>(kPackedLasts, block.records);
    auto values = reader.stream<Word>(kPackedValues, block.records);
    std::uint16_t before = 0;
    for (std::size_t begin = 0; begin < block.records; begin += kPackedGroup) {
        const std::size_t count = std::min<std::size_t>(kPackedGroup, block.records - begin);
        const std::uint16_t* position = nullptr;
        if (positions.is_packed()) {
            std::uint16_t* const distances = positions.unpack_next();
            add_up(distances, count, before);
            before = distances[count - 1];
            position = distances;
        } else {
            position = positions.next();
        }
        const Place* const first = firsts.next();
        const Place* last = nullptr;
        if ((block.packed & kLastsAreLengths) != 0) {
            Place* const lengths = lasts.unpack_next();
            for (std::size_t at = 0; at < count; ++at)
                lengths[at] = add_words(lengths[at], first[at]);
            last = lengths;
        } else {
            last = lasts.next();
        }
        const Word* value = nullptr;  // unpacked when the first record covers the date
        for (std::size_t piece = 0; piece < count; piece += kMaskRecords) {
            std::uint32_t mask = covering_mask(first + piece, last + piece,
                                               std::min(kMaskRecords, count - piece), wanted);
            if (mask != 0 && value == nullptr) value = values.next();
            for (; mask != 0; mask &= mask - 1) {
                const std::size_t at = piece + static_cast<std::size_t>(std::countr_zero(mask));
                f(position[at], value[at]);
            }
        }
        if (value == nullptr) values.skip();
    }
}

/// Calls `f(row, value)` for the record that covers `wanted` of each of the units `positions`
/// (ascending, equal ones allowed), where there is one.
template <class Place, class Word, class F>
void for_each_covering_of(std::span<const std::uint32_t> positions, const BlockView& block,
                          Place wanted, const F& f) {
    auto at = positions.begin();
    for_each_covering<Place, Word>(block, wanted, [&](std::uint16_t position, Word value) {
        at = advance_to(at, positions.end(), position);
        for (; at != positions.end() && *at == position; ++at)
            f(static_cast<std::size_t>(at - positions.begin()), value);
    });
}

}  // namespace skjerm::datastore
