#include "skjerm/datastore/change_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/hundredths.h"
#include "skjerm/datastore/spell_columns.h"

namespace skjerm::datastore {

namespace {

using column::Storage;

bool is_scaled(Encoding encoding) {
    return encoding == Encoding::ScaledChangesShort || encoding == Encoding::ScaledChangesLong;
}
bool is_short(Encoding encoding) {
    return encoding == Encoding::ChangesShort || encoding == Encoding::ScaledChangesShort;
}

/// Values as they stand in the block, or from hundredths.
template <class Word>
struct PlainValues {
    const Word* words;
    Word operator[](std::size_t at) const { return words[at]; }
};
struct ScaledValues {
    const std::int32_t* hundredths;
    std::uint64_t operator[](std::size_t at) const { return bits_of_hundredths(hundredths[at]); }
};

/// Calls `f(records, values, Word{})`.
template <class F>
void with_changes(const BlockView& block, Storage storage, F&& f) {
    const std::size_t width = shape_of(block.encoding, storage).value_width;
    const auto with_places = [&](const auto& records) {
        if (is_scaled(block.encoding))
            return f(records, ScaledValues{reinterpret_cast<const std::int32_t*>(records.values)},
                     std::uint64_t{});
        with_word(storage, [&](auto zero) {
            using Word = decltype(zero);
            f(records, PlainValues<Word>{reinterpret_cast<const Word*>(records.values)}, zero);
        });
    };
    if (is_short(block.encoding))
        with_places(SpellColumns<std::uint8_t>(block, width));
    else
        with_places(SpellColumns<std::uint16_t>(block, width));
}

/// Calls `f(Place{}, Stored{}, value_of)` with the types of the block's dates and of its values as
/// they stand, and what makes words of the latter.
template <class F>
void with_types(const BlockView& block, Storage storage, F&& f) {
    const auto with_place = [&](auto stored_zero, auto value_of) {
        if (is_short(block.encoding))
            f(std::uint8_t{}, stored_zero, value_of);
        else
            f(std::uint16_t{}, stored_zero, value_of);
    };
    if (is_scaled(block.encoding))
        with_place(std::int32_t{}, bits_of_hundredths);
    else
        with_word(storage,
                  [&](auto zero) { with_place(zero, [](decltype(zero) word) { return word; }); });
}

bool holds_missing(Storage storage, const std::vector<std::byte>& values) {
    return with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        const std::span<const Word> words(reinterpret_cast<const Word*>(values.data()),
                                          values.size() / sizeof(Word));
        if (storage == Storage::Float64)
            return std::any_of(words.begin(), words.end(), [](Word word) {
                return std::isnan(std::bit_cast<double>(static_cast<std::uint64_t>(word)));
            });
        return std::find(words.begin(), words.end(), missing) != words.end();
    });
}

void check_changes(Storage storage, const SpellBlock& changes, std::uint32_t units,
                   std::size_t dates) {
    const std::size_t records = changes.starts.size();
    SKJERM_CHECK(changes.offsets.size() == std::size_t{units} + 1);
    SKJERM_CHECK(changes.offsets.front() == 0 && changes.offsets.back() == records);
    SKJERM_CHECK(changes.stops.size() == records);
    SKJERM_CHECK(changes.values.size() == records * column::width_of(storage));
    SKJERM_CHECK(!holds_missing(storage, changes.values));
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        SKJERM_CHECK(changes.offsets[unit] <= changes.offsets[unit + 1]);
        for (std::size_t at = changes.offsets[unit]; at < changes.offsets[unit + 1]; ++at) {
            SKJERM_CHECK(0 <= changes.starts[at] && changes.starts[at] <= changes.stops[at]);
            SKJERM_CHECK(static_cast<std::size_t>(changes.stops[at]) < dates);
            SKJERM_CHECK(at == changes.offsets[unit] || changes.stops[at - 1] < changes.starts[at]);
        }
    }
}

template <class Place>
void add_places(const SpellBlock& changes, PartWriter& parts) {
    add_columns<Place>(
        changes, NumberOrder::Unsigned,
        [](base::DayNumber place) { return static_cast<Place>(place); }, parts);
}

}  // namespace

EncodedBlock encode_changes(Storage storage, const SpellBlock& changes, std::uint32_t units,
                            std::size_t dates) {
    check_changes(storage, changes, units, dates);
    const std::size_t records = changes.starts.size();
    if (records == 0) return {};
    const bool narrow = dates <= 256;
    std::vector<std::int32_t> hundredths;
    if (storage == Storage::Float64)
        hundredths =
            hundredths_of({reinterpret_cast<const std::uint64_t*>(changes.values.data()), records});
    const bool scaled = !hundredths.empty();
    const Encoding encoding =
        scaled   ? (narrow ? Encoding::ScaledChangesShort : Encoding::ScaledChangesLong)
        : narrow ? Encoding::ChangesShort
                 : Encoding::ChangesLong;
    PartWriter parts;
    if (narrow)
        add_places<std::uint8_t>(changes, parts);
    else
        add_places<std::uint16_t>(changes, parts);
    if (scaled)
        parts.add_values(std::as_bytes(std::span(hundredths)).data(), records, sizeof(std::int32_t),
                         NumberOrder::Signed);
    else
        parts.add_values(changes.values.data(), records, column::width_of(storage),
                         order_of(storage));
    return parts.finish(encoding, records);
}

bool changes_are_sound(const BlockView& block, Storage storage, const ValueLimit& limit,
                       std::size_t dates) {
    if (block.encoding == Encoding::Empty) return true;
    if (is_short(block.encoding) != (dates <= 256)) return false;
    if (is_scaled(block.encoding) && storage != Storage::Float64) return false;
    bool sound = true;
    with_changes(block, storage, [&](const auto& records, const auto&, auto) {
        sound = are_in_order(records, block.units) &&
                std::ranges::all_of(records.lasts, [&](auto last) { return last < dates; });
        if (sound && !is_scaled(block.encoding))
            sound = within(records.values, block.records, storage, limit);
    });
    return sound;
}

void decode_changes_at(const BlockView& block, Storage storage, std::size_t date, std::byte* out) {
    fill_missing(storage, block.units, out);
    if (block.encoding == Encoding::Empty) return;
    with_types(block, storage, [&](auto place_zero, auto stored_zero, auto value_of) {
        using Place = decltype(place_zero);
        using Stored = decltype(stored_zero);
        auto* to = reinterpret_cast<decltype(value_of(stored_zero))*>(out);
        for_each_covering<Place, Stored>(
            block, static_cast<Place>(date),
            [&](std::uint16_t position, Stored value) { to[position] = value_of(value); });
    });
}

void gather_changes_at(const BlockView& block, Storage storage, std::size_t date,
                       std::span<const std::uint32_t> positions, std::byte* out) {
    fill_missing(storage, positions.size(), out);
    if (block.encoding == Encoding::Empty) return;
    with_types(block, storage, [&](auto place_zero, auto stored_zero, auto value_of) {
        using Place = decltype(place_zero);
        using Stored = decltype(stored_zero);
        auto* to = reinterpret_cast<decltype(value_of(stored_zero))*>(out);
        for_each_covering_of<Place, Stored>(
            positions, block, static_cast<Place>(date),
            [&](std::size_t row, Stored value) { to[row] = value_of(value); });
    });
}

void select_changes(const BlockView& block, Storage storage, std::uint32_t first_unit,
                    std::span<const base::DayNumber> dates, const SpellRows& rows) {
    if (block.encoding == Encoding::Empty) return;
    with_changes(block, storage, [&](const auto& records, const auto& values, auto zero) {
        using Word = decltype(zero);
        for (std::size_t at = 0; at < records.positions.size(); ++at) {
            rows.units[at] = first_unit + records.positions[at];
            rows.starts[at] = dates[records.firsts[at]];
            rows.stops[at] = dates[records.lasts[at]];
            const Word word = values[at];
            std::memcpy(rows.values.data() + at * sizeof(Word), &word, sizeof(Word));
        }
    });
}

}  // namespace skjerm::datastore
