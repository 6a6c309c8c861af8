#include "skjerm/datastore/value_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/block_parts.h"
#include "skjerm/datastore/expand.h"
#include "skjerm/datastore/hundredths.h"

namespace skjerm::datastore {

namespace {

using column::Storage;

/// The values of a block as words. Blocks and the parts inside them are aligned to 8 bytes.
template <class Word>
const Word* words_at(const std::byte* at) {
    return reinterpret_cast<const Word*>(at);
}
template <class Word>
Word* words_at(std::byte* at) {
    return reinterpret_cast<Word*>(at);
}

constexpr std::size_t presence_words(std::uint32_t units) { return (std::size_t{units} + 63) / 64; }

bool is_scaled(Encoding encoding) {
    return encoding == Encoding::ScaledBitmap || encoding == Encoding::ScaledSparse;
}
bool has_presence(Encoding encoding) {
    return encoding == Encoding::Bitmap || encoding == Encoding::ScaledBitmap;
}
bool has_positions(Encoding encoding) {
    return encoding == Encoding::Sparse || encoding == Encoding::ScaledSparse;
}

/// A block as words, whatever is packed or scaled in it.
template <class Word>
struct ValueParts {
    PartReader reader;  ///< holds what was unpacked
    std::span<const std::uint64_t> presence;
    std::span<const std::uint16_t> positions;
    std::span<const Word> values;  ///< of all units in a dense block

    explicit ValueParts(const BlockView& block) : reader(block) {
        if (has_presence(block.encoding))
            presence = reader.next<std::uint64_t>(0, presence_words(block.units));
        if (has_positions(block.encoding)) positions = reader.next_positions(block.records);
        if (!is_scaled(block.encoding)) {
            values = reader.next<Word>(
                kPackedValues, block.encoding == Encoding::Dense ? block.units : block.records);
        } else if constexpr (sizeof(Word) == sizeof(double)) {
            const auto hundredths = reader.next<std::int32_t>(kPackedValues, block.records);
            const std::span<Word> words = reader.room_for<Word>(block.records);
            std::ranges::transform(hundredths, words.begin(), bits_of_hundredths);
            values = words;
        }
    }
};

/// Every NaN is missing, and missing is one pattern, so that equal data give equal bytes.
void normalise_nans(std::byte* values, std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
        std::byte* at = values + index * sizeof(double);
        if (const auto value = load<double>(at); value != value)
            store(at, missing_bits(Storage::Float64));
    }
}

template <class Word>
std::uint32_t count_present(const Word* values, std::uint32_t units, Word missing) {
    std::uint32_t present = 0;
    for (std::uint32_t unit = 0; unit < units; ++unit) present += values[unit] != missing ? 1U : 0U;
    return present;
}

/// Which units have a value: as bits, or as positions where those are shorter.
struct Present {
    std::vector<std::uint64_t> bits;
    std::vector<std::uint16_t> positions;  ///< only where they may be shorter

    /// Adds the shorter ones; whether they are positions.
    bool add_to(PartWriter& parts) const {
        const auto as_bits = std::as_bytes(std::span(bits));
        if (!positions.empty()) {
            PartWriter as_positions;
            as_positions.add_positions(positions);
            if (as_positions.size() < as_bits.size()) {
                parts = std::move(as_positions);
                return true;
            }
        }
        parts.add_plain(as_bits);
        return false;
    }
};

/// The values present, those of float64 as hundredths where they all are such.
template <class Word>
EncodedBlock encode_present(Storage storage, const Word* values, std::uint32_t units,
                            std::uint32_t records, Word missing) {
    // One place more than there are values: the loop writes without asking, and moves on where
    // there was one.
    std::vector<Word> present(std::size_t{records} + 1);
    Present where{std::vector<std::uint64_t>(presence_words(units)), {}};
    // Distances between positions take fewer bits than the units between them when those are many.
    const bool is_thin = std::uint64_t{records} * 3 < units;
    if (is_thin) where.positions.resize(present.size());
    std::size_t next = 0;
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        const std::uint64_t has_value = values[unit] != missing ? 1U : 0U;
        where.bits[unit / 64] |= has_value << (unit % 64);
        if (is_thin) where.positions[next] = static_cast<std::uint16_t>(unit);
        present[next] = values[unit];
        next += has_value;
    }
    present.pop_back();
    if (is_thin) where.positions.pop_back();
    PartWriter parts;
    const bool has_positions = where.add_to(parts);
    if constexpr (sizeof(Word) == sizeof(double)) {
        std::vector<std::int32_t> hundredths;
        if (storage == Storage::Float64) hundredths = hundredths_of(present);
        if (!hundredths.empty()) {
            parts.add_values(std::as_bytes(std::span(hundredths)).data(), records,
                             sizeof(std::int32_t), NumberOrder::Signed);
            return parts.finish(has_positions ? Encoding::ScaledSparse : Encoding::ScaledBitmap,
                                records);
        }
    }
    parts.add(kPackedValues, std::span<const Word>(present), order_of(storage));
    return parts.finish(has_positions ? Encoding::Sparse : Encoding::Bitmap, records);
}

bool presence_is_sound(const BlockView& block, std::span<const std::uint64_t> presence) {
    std::size_t present = 0;
    for (const std::uint64_t word : presence)
        present += static_cast<std::size_t>(std::popcount(word));
    const std::uint32_t used_in_last = block.units % 64;
    const bool clear_past_end = used_in_last == 0 || presence.back() >> used_in_last == 0;
    return present == block.records && clear_past_end;
}

bool positions_are_sound(const BlockView& block, std::span<const std::uint16_t> positions) {
    for (std::size_t index = 1; index < block.records; ++index)
        if (positions[index - 1] >= positions[index]) return false;
    return positions.empty() || positions.back() < block.units;
}

template <class Word>
Word largest(const Word* values, std::size_t count) {
    Word highest = 0;
    for (std::size_t index = 0; index < count; ++index) highest = std::max(highest, values[index]);
    return highest;
}

template <class Word>
void gather_dense(const ValueParts<Word>& parts, std::span<const std::uint32_t> positions,
                  Word* out) {
    for (std::size_t row = 0; row < positions.size(); ++row)
        out[row] = parts.values[positions[row]];
}

template <class Word>
void gather_bitmap(const ValueParts<Word>& parts, std::span<const std::uint32_t> positions,
                   Word missing, Word* out) {
    const std::span<const std::uint64_t> presence = parts.presence;
    std::size_t word = 0;
    std::size_t rank = 0;  // set bits before `word`
    for (std::size_t row = 0; row < positions.size(); ++row) {
        const std::size_t wanted = positions[row] / 64;
        for (; word < wanted; ++word)
            rank += static_cast<std::size_t>(std::popcount(presence[word]));
        const std::uint64_t bit = std::uint64_t{1} << (positions[row] % 64);
        const auto before = static_cast<std::size_t>(std::popcount(presence[word] & (bit - 1)));
        out[row] = (presence[word] & bit) != 0 ? parts.values[rank + before] : missing;
    }
}

template <class Word>
void gather_sparse(const ValueParts<Word>& parts, std::span<const std::uint32_t> positions,
                   Word missing, Word* out) {
    const auto begin = parts.positions.begin();
    const auto end = parts.positions.end();
    auto at = begin;
    for (std::size_t row = 0; row < positions.size(); ++row) {
        at = advance_to(at, end, positions[row]);
        out[row] = at != end && *at == positions[row]
                       ? parts.values[static_cast<std::size_t>(at - begin)]
                       : missing;
    }
}

}  // namespace

EncodedBlock encode_dense(std::vector<std::byte> values, std::uint32_t units,
                          std::uint32_t records) {
    SKJERM_CHECK(units > 0);
    return {Encoding::Dense, records, std::move(values)};
}

EncodedBlock encode_values(Storage storage, std::vector<std::byte> values, std::uint32_t units) {
    if (values.empty()) return {};
    SKJERM_CHECK(values.size() == units * column::width_of(storage));
    if (storage == Storage::Float64) normalise_nans(values.data(), units);
    return with_word(storage, [&](auto zero) -> EncodedBlock {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        const Word* words = words_at<Word>(values.data());
        const std::uint32_t present = count_present(words, units, missing);
        if (present == 0) return {};
        if (std::uint64_t{present} * 4 >= std::uint64_t{units} * 3)
            return encode_dense(std::move(values), units, present);
        return encode_present(storage, words, units, present, missing);
    });
}

bool within(const std::byte* values, std::size_t count, Storage storage, const ValueLimit& limit) {
    switch (storage) {
        case Storage::Code8:
            return largest(words_at<std::uint8_t>(values), count) <= limit.dictionary_entries;
        case Storage::Code16:
            return largest(words_at<std::uint16_t>(values), count) <= limit.dictionary_entries;
        case Storage::Code32:
            return largest(words_at<std::uint32_t>(values), count) <= limit.dictionary_entries;
        case Storage::Unit32: {
            const auto* units = words_at<std::uint32_t>(values);
            std::uint32_t next_of_highest = 0;  // missing is 2^32-1, so its successor is 0
            for (std::size_t index = 0; index < count; ++index)
                next_of_highest = std::max(next_of_highest, units[index] + 1);
            return next_of_highest <= limit.linked_units;
        }
        default:
            return true;
    }
}

bool is_sound(const BlockView& block, Storage storage, const ValueLimit& limit) {
    if (block.encoding == Encoding::Empty) return true;
    return with_word(storage, [&](auto zero) {
        const ValueParts<decltype(zero)> parts(block);
        if (has_presence(block.encoding) && !presence_is_sound(block, parts.presence)) return false;
        if (has_positions(block.encoding) && !positions_are_sound(block, parts.positions))
            return false;
        return within(std::as_bytes(parts.values).data(), parts.values.size(), storage, limit);
    });
}

void fill_missing(Storage storage, std::size_t count, std::byte* out) {
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        std::fill_n(words_at<Word>(out), count, static_cast<Word>(missing_bits(storage)));
    });
}

void decode_values(const BlockView& block, Storage storage, std::byte* out) {
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        Word* to = words_at<Word>(out);
        if (block.encoding == Encoding::Empty) {
            std::fill_n(to, block.units, missing);
            return;
        }
        const ValueParts<Word> parts(block);
        if (has_presence(block.encoding)) {
            expand(parts.presence.data(), parts.values.data(), block.records, block.units, missing,
                   to);
        } else if (has_positions(block.encoding)) {
            std::fill_n(to, block.units, missing);
            for (std::size_t index = 0; index < block.records; ++index)
                to[parts.positions[index]] = parts.values[index];
        } else {
            std::ranges::copy(parts.values, to);
        }
    });
}

void gather_values(const BlockView& block, Storage storage,
                   std::span<const std::uint32_t> positions, std::byte* out) {
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        Word* to = words_at<Word>(out);
        if (block.encoding == Encoding::Empty) {
            std::fill_n(to, positions.size(), missing);
            return;
        }
        const ValueParts<Word> parts(block);
        if (has_presence(block.encoding))
            gather_bitmap(parts, positions, missing, to);
        else if (has_positions(block.encoding))
            gather_sparse(parts, positions, missing, to);
        else
            gather_dense(parts, positions, to);
    });
}

}  // namespace skjerm::datastore
