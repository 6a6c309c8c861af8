#include "skjerm/datastore/spell_codec.h"

#include <algorithm>
#include <limits>

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
            // Most spells are not in force, in no pattern a branch predictor could learn: the
            // value is chosen and always written.
            for (std::size_t at = 0; at < spells.positions.size(); ++at) {
                const std::size_t unit = spells.positions[at];
                const bool in_force = spells.starts[at] <= wanted && wanted <= spells.stops[at];
                const Word before = to[unit];
                to[unit] = in_force ? values[at] : before;
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
                at = std::lower_bound(at, spells.positions.end(), unit);
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

SpellSelection select_spells(const BlockView& block, Storage storage, DayNumber first,
                             DayNumber last, std::uint32_t base) {
    SpellSelection selection;
    if (block.encoding == Encoding::Empty) return selection;
    const std::size_t width = column::width_of(storage);
    with_spells(block, [&](const auto& spells) {
        for (std::size_t at = 0; at < spells.positions.size(); ++at) {
            const DayNumber start = spells.starts[at];
            const DayNumber stop = widen_stop(spells.stops[at]);
            if (start > last || stop < first) continue;
            selection.units.push_back(base + spells.positions[at]);
            selection.starts.push_back(start);
            selection.stops.push_back(stop);
            const std::byte* value = spells.values + at * width;
            selection.values.insert(selection.values.end(), value, value + width);
        }
    });
    return selection;
}

}  // namespace skjerm::datastore
