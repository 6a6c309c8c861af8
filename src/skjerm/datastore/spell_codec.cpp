#include "skjerm/datastore/spell_codec.h"

#include <algorithm>
#include <limits>

#include "skjerm/base/check.h"
#include "skjerm/datastore/spell_columns.h"

namespace skjerm::datastore {

namespace {

using base::DayNumber;
using column::Storage;

template <class F>
decltype(auto) with_spells(const BlockView& block, Storage storage, F&& f) {
    const std::size_t width = column::width_of(storage);
    if (block.encoding == Encoding::SpellsShort) return f(SpellColumns<std::int16_t>(block, width));
    return f(SpellColumns<std::int32_t>(block, width));
}

/// Calls `f(Day{}, Word{})` with the types of the block's days and values.
template <class F>
void with_day_and_word(const BlockView& block, Storage storage, F&& f) {
    with_word(storage, [&](auto zero) {
        if (block.encoding == Encoding::SpellsShort)
            f(std::int16_t{}, zero);
        else
            f(std::int32_t{}, zero);
    });
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
bool overlaps(const PlaceColumns<Day>& spells, std::size_t at, DayNumber first, DayNumber last) {
    return spells.firsts[at] <= last && first <= widen_stop(spells.lasts[at]);
}

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

}  // namespace

EncodedBlock encode_spells(Storage storage, const SpellBlock& spells, std::uint32_t units) {
    check_spells(storage, spells, units);
    const std::size_t records = spells.starts.size();
    if (records == 0) return {};
    const Encoding encoding = fit_short(spells) ? Encoding::SpellsShort : Encoding::SpellsLong;
    PartWriter parts;
    if (encoding == Encoding::SpellsShort)
        add_columns<std::int16_t>(spells, NumberOrder::Signed, clamp_day<std::int16_t>, parts);
    else
        add_columns<std::int32_t>(spells, NumberOrder::Signed, clamp_day<std::int32_t>, parts);
    parts.add_values(spells.values.data(), records, column::width_of(storage), order_of(storage));
    return parts.finish(encoding, records);
}

bool spells_are_sound(const BlockView& block, Storage storage, const ValueLimit& limit) {
    if (block.encoding == Encoding::Empty) return true;
    return with_spells(block, storage, [&](const auto& spells) {
        return are_in_order(spells, block.units) &&
               within(spells.values, block.records, storage, limit);
    });
}

void decode_spells_at(const BlockView& block, Storage storage, DayNumber day, std::byte* out) {
    fill_missing(storage, block.units, out);
    if (block.encoding == Encoding::Empty) return;
    with_day_and_word(block, storage, [&](auto day_zero, auto zero) {
        using Day = decltype(day_zero);
        using Word = decltype(zero);
        Word* to = reinterpret_cast<Word*>(out);
        for_each_covering<Day, Word>(
            block, clamp_day<Day>(day),
            [&](std::uint16_t position, Word value) { to[position] = value; });
    });
}

void gather_spells_at(const BlockView& block, Storage storage, DayNumber day,
                      std::span<const std::uint32_t> positions, std::byte* out) {
    fill_missing(storage, positions.size(), out);
    if (block.encoding == Encoding::Empty) return;
    with_day_and_word(block, storage, [&](auto day_zero, auto zero) {
        using Day = decltype(day_zero);
        using Word = decltype(zero);
        Word* to = reinterpret_cast<Word*>(out);
        for_each_covering_of<Day, Word>(positions, block, clamp_day<Day>(day),
                                        [&](std::size_t row, Word value) { to[row] = value; });
    });
}

std::size_t count_spells(const BlockView& block, DayNumber first, DayNumber last) {
    if (block.encoding == Encoding::Empty) return 0;
    const auto count_in = [&](const auto& spells) {
        std::size_t count = 0;
        for (std::size_t at = 0; at < spells.positions.size(); ++at)
            count += overlaps(spells, at, first, last) ? 1U : 0U;
        return count;
    };
    if (block.encoding == Encoding::SpellsShort) return count_in(PlaceColumns<std::int16_t>(block));
    return count_in(PlaceColumns<std::int32_t>(block));
}

void select_spells(const BlockView& block, Storage storage, DayNumber first, DayNumber last,
                   std::uint32_t first_unit, DayNumber open_stop, const SpellRows& rows) {
    if (block.encoding == Encoding::Empty) return;
    const std::size_t width = column::width_of(storage);
    with_spells(block, storage, [&](const auto& spells) {
        std::size_t row = 0;
        for (std::size_t at = 0; at < spells.positions.size(); ++at) {
            if (!overlaps(spells, at, first, last)) continue;
            const DayNumber stop = widen_stop(spells.lasts[at]);
            rows.units[row] = first_unit + spells.positions[at];
            rows.starts[row] = spells.firsts[at];
            rows.stops[row] = stop == SpellBlock::kOpenStop ? open_stop : stop;
            std::copy_n(spells.values + at * width, width, rows.values.data() + row * width);
            ++row;
        }
        SKJERM_CHECK(row == rows.units.size());
    });
}

}  // namespace skjerm::datastore
