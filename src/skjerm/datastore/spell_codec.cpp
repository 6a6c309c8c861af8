#include "skjerm/datastore/spell_codec.h"

#include <algorithm>
#include <bit>
#include <limits>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"

namespace skjerm::datastore {

namespace {

using base::DayNumber;
using column::Storage;

/// The columns of a block of spells with days of type Day.
template <class Day>
struct Spells {
    std::span<const std::uint16_t> positions;
    std::span<const Day> starts;
    std::span<const Day> stops;
    const std::byte* values;

    explicit Spells(const BlockView& block) {
        const std::size_t records = block.records;
        const std::byte* at = block.bytes.data();
        positions = {reinterpret_cast<const std::uint16_t*>(at), records};
        at += round_up(records * sizeof(std::uint16_t), 8);
        starts = {reinterpret_cast<const Day*>(at), records};
        at += round_up(records * sizeof(Day), 8);
        stops = {reinterpret_cast<const Day*>(at), records};
        at += round_up(records * sizeof(Day), 8);
        values = at;
    }
};

template <class F>
decltype(auto) with_spells(const BlockView& block, F&& f) {
    if (block.encoding == Encoding::SpellsShort) return f(Spells<std::int16_t>(block));
    return f(Spells<std::int32_t>(block));
}

/// A day of the calendar in the width of the block. Only an open spell reaches past int16, and only
/// int32 days reach before it.
template <class Day>
Day clamp_day(DayNumber day) {
    return static_cast<Day>(std::clamp<DayNumber>(day, std::numeric_limits<Day>::min(),
                                                  std::numeric_limits<Day>::max()));
}

DayNumber widen_stop(std::int16_t stop) {
    return stop == kOpenStopShort ? SpellBlock::kOpenStop : DayNumber{stop};
}
DayNumber widen_stop(std::int32_t stop) { return stop; }

template <class Day>
bool overlaps(const Spells<Day>& spells, std::size_t at, DayNumber first, DayNumber last) {
    return spells.starts[at] <= last && first <= widen_stop(spells.stops[at]);
}

/// Most spells are not in force on a day, in no pattern that a branch predictor could learn: bit i
/// says whether spell i is, for up to 32 at a time.
constexpr std::size_t kMaskSpells = 32;

template <class Day>
std::uint32_t in_force_mask(const Day* starts, const Day* stops, std::size_t spells, Day wanted) {
    std::uint32_t mask = 0;
    for (std::size_t at = 0; at < spells; ++at) {
        const bool in_force = (starts[at] <= wanted) & (wanted <= stops[at]);
        mask |= (in_force ? 1U : 0U) << at;
    }
    return mask;
}

#ifdef __AVX2__
std::uint32_t in_force_mask(const std::int16_t* starts, const std::int16_t* stops,
                            std::size_t spells, std::int16_t wanted) {
    if (spells < kMaskSpells) return in_force_mask<std::int16_t>(starts, stops, spells, wanted);
    const __m256i day = _mm256_set1_epi16(wanted);
    const auto out_of_force = [&](std::size_t at) {
        const __m256i start = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(starts + at));
        const __m256i stop = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(stops + at));
        return _mm256_or_si256(_mm256_cmpgt_epi16(start, day), _mm256_cmpgt_epi16(day, stop));
    };
    // Packing works within halves of 128 bits: the middle quarters have to be swapped back.
    const __m256i bytes =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(out_of_force(0), out_of_force(16)), 0b11011000);
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}
#endif

void check_spells(Storage storage, const SpellBlock& spells, std::uint32_t units) {
    const std::size_t records = spells.starts.size();
    SKJERM_CHECK(spells.offsets.size() == std::size_t{units} + 1);
    SKJERM_CHECK(spells.offsets.front() == 0 && spells.offsets.back() == records);
    SKJERM_CHECK(spells.stops.size() == records);
    SKJERM_CHECK(spells.values.size() == records * column::width_of(storage));
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        SKJERM_CHECK(spells.offsets[unit] <= spells.offsets[unit + 1]);
        for (std::size_t at = spells.offsets[unit]; at < spells.offsets[unit + 1]; ++at) {
            SKJERM_CHECK(spells.starts[at] <= spells.stops[at]);
            SKJERM_CHECK(at == spells.offsets[unit] || spells.stops[at - 1] < spells.starts[at]);
        }
    }
}

bool fit_short(const SpellBlock& spells) {
    constexpr DayNumber kLowest = std::numeric_limits<std::int16_t>::min() + 1;
    constexpr DayNumber kHighest = kOpenStopShort - 1;
    const auto fits = [](DayNumber day) { return day >= kLowest && day <= kHighest; };
    return std::all_of(spells.starts.begin(), spells.starts.end(), fits) &&
           std::all_of(spells.stops.begin(), spells.stops.end(),
                       [&](DayNumber day) { return day == SpellBlock::kOpenStop || fits(day); });
}

template <class Day>
void write_days(std::span<const DayNumber> days, std::byte*& at) {
    auto* out = reinterpret_cast<Day*>(at);
    std::transform(days.begin(), days.end(), out,
                   [](DayNumber day) { return clamp_day<Day>(day); });
    at += round_up(days.size() * sizeof(Day), 8);
}

}  // namespace

EncodedBlock encode_spells(Storage storage, const SpellBlock& spells, std::uint32_t units) {
    check_spells(storage, spells, units);
    const std::size_t records = spells.starts.size();
    if (records == 0) return {};
    const Encoding encoding = fit_short(spells) ? Encoding::SpellsShort : Encoding::SpellsLong;
    const auto count = static_cast<std::uint32_t>(records);
    const std::uint64_t length = encoded_length(encoding, storage, units, count);
    SKJERM_CHECK(length <= std::numeric_limits<std::uint32_t>::max());

    EncodedBlock block{encoding, count, std::vector<std::byte>(length)};
    std::byte* at = block.bytes.data();
    auto* positions = reinterpret_cast<std::uint16_t*>(at);
    for (std::uint32_t unit = 0; unit < units; ++unit)
        std::fill(positions + spells.offsets[unit], positions + spells.offsets[unit + 1],
                  static_cast<std::uint16_t>(unit));
    at += round_up(records * sizeof(std::uint16_t), 8);
    if (encoding == Encoding::SpellsShort) {
        write_days<std::int16_t>(spells.starts, at);
        write_days<std::int16_t>(spells.stops, at);
    } else {
        write_days<std::int32_t>(spells.starts, at);
        write_days<std::int32_t>(spells.stops, at);
    }
    std::copy(spells.values.begin(), spells.values.end(), at);
    return block;
}

bool spells_are_sound(const BlockView& block, Storage storage, const ValueLimit& limit) {
    if (block.encoding == Encoding::Empty) return true;
    return with_spells(block, [&](const auto& spells) {
        bool sound = spells.positions.empty() || spells.positions.back() < block.units;
        for (std::size_t at = 0; at < spells.positions.size(); ++at) {
            sound &= spells.starts[at] <= spells.stops[at];
            if (at == 0) continue;
            const bool same_unit = spells.positions[at - 1] == spells.positions[at];
            sound &= spells.positions[at - 1] <= spells.positions[at];
            sound &= !same_unit || spells.stops[at - 1] < spells.starts[at];
        }
        return sound && within(spells.values, block.records, storage, limit);
    });
}

void decode_spells_at(const BlockView& block, Storage storage, DayNumber day, std::byte* out) {
    fill_missing(storage, block.units, out);
    if (block.encoding == Encoding::Empty) return;
    with_spells(block, [&](const auto& spells) {
        using Day = typename decltype(spells.starts)::value_type;
        const Day wanted = clamp_day<Day>(day);
        with_word(storage, [&](auto zero) {
            using Word = decltype(zero);
            const Word* values = reinterpret_cast<const Word*>(spells.values);
            Word* to = reinterpret_cast<Word*>(out);
            const std::size_t records = spells.positions.size();
            for (std::size_t begin = 0; begin < records; begin += kMaskSpells) {
                std::uint32_t mask =
                    in_force_mask(spells.starts.data() + begin, spells.stops.data() + begin,
                                  std::min(kMaskSpells, records - begin), wanted);
                for (; mask != 0; mask &= mask - 1) {
                    const std::size_t at = begin + static_cast<std::size_t>(std::countr_zero(mask));
                    to[spells.positions[at]] = values[at];
                }
            }
        });
    });
}

void gather_spells_at(const BlockView& block, Storage storage, DayNumber day,
                      std::span<const std::uint32_t> positions, std::byte* out) {
    fill_missing(storage, positions.size(), out);
    if (block.encoding == Encoding::Empty) return;
    with_spells(block, [&](const auto& spells) {
        using Day = typename decltype(spells.starts)::value_type;
        const Day wanted = clamp_day<Day>(day);
        with_word(storage, [&](auto zero) {
            using Word = decltype(zero);
            const Word* values = reinterpret_cast<const Word*>(spells.values);
            Word* to = reinterpret_cast<Word*>(out);
            const auto begin = spells.positions.begin();
            auto at = begin;
            for (std::size_t row = 0; row < positions.size(); ++row) {
                const std::uint32_t unit = positions[row];
                at = advance_to(at, spells.positions.end(), unit);
                for (auto record = at; record != spells.positions.end() && *record == unit;
                     ++record) {
                    const auto index = static_cast<std::size_t>(record - begin);
                    if (spells.starts[index] <= wanted && wanted <= spells.stops[index])
                        to[row] = values[index];
                }
            }
        });
    });
}

std::size_t count_spells(const BlockView& block, DayNumber first, DayNumber last) {
    if (block.encoding == Encoding::Empty) return 0;
    return with_spells(block, [&](const auto& spells) {
        std::size_t count = 0;
        for (std::size_t at = 0; at < spells.positions.size(); ++at)
            count += overlaps(spells, at, first, last) ? 1U : 0U;
        return count;
    });
}

void select_spells(const BlockView& block, Storage storage, DayNumber first, DayNumber last,
                   std::uint32_t first_unit, DayNumber open_stop, const SpellRows& rows) {
    if (block.encoding == Encoding::Empty) return;
    const std::size_t width = column::width_of(storage);
    with_spells(block, [&](const auto& spells) {
        std::size_t row = 0;
        for (std::size_t at = 0; at < spells.positions.size(); ++at) {
            if (!overlaps(spells, at, first, last)) continue;
            const DayNumber stop = widen_stop(spells.stops[at]);
            rows.units[row] = first_unit + spells.positions[at];
            rows.starts[row] = spells.starts[at];
            rows.stops[row] = stop == SpellBlock::kOpenStop ? open_stop : stop;
            std::copy_n(spells.values + at * width, width, rows.values.data() + row * width);
            ++row;
        }
        SKJERM_CHECK(row == rows.units.size());
    });
}

}  // namespace skjerm::datastore
