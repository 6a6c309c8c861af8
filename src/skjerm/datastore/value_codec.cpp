#include "skjerm/datastore/value_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"
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

const std::uint64_t* presence_of(const BlockView& block) {
    return words_at<std::uint64_t>(block.bytes.data());
}
const std::uint16_t* positions_of(const BlockView& block) {
    return words_at<std::uint16_t>(block.bytes.data());
}
std::size_t presence_words(std::uint32_t units) { return (std::size_t{units} + 63) / 64; }

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

template <class Word>
EncodedBlock pack(Encoding encoding, Storage storage, const Word* values, std::uint32_t units,
                  std::uint32_t records, Word missing) {
    EncodedBlock block{encoding, records, {}};
    block.bytes.resize(encoded_length(encoding, storage, units, records));
    const BlockView shape{encoding, units, records, block.bytes};
    auto* presence = words_at<std::uint64_t>(block.bytes.data());
    auto* positions = words_at<std::uint16_t>(block.bytes.data());
    auto* packed = words_at<Word>(block.bytes.data() + values_offset(shape));
    std::size_t next = 0;
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        if (values[unit] == missing) continue;
        if (encoding == Encoding::Bitmap)
            presence[unit / 64] |= std::uint64_t{1} << (unit % 64);
        else
            positions[next] = static_cast<std::uint16_t>(unit);
        packed[next++] = values[unit];
    }
    return block;
}

/// The same block with hundredths for its values, where they all are such.
EncodedBlock scaled(EncodedBlock block, std::uint32_t units) {
    const BlockView view{block.encoding, units, block.records, block.bytes};
    const std::size_t offset = values_offset(view);
    const std::vector<std::int32_t> hundredths =
        hundredths_of({words_at<std::uint64_t>(block.bytes.data() + offset), block.records});
    if (hundredths.empty()) return block;
    std::memcpy(block.bytes.data() + offset, hundredths.data(),
                hundredths.size() * sizeof(std::int32_t));
    block.bytes.resize(offset + hundredths.size() * sizeof(std::int32_t));
    block.encoding =
        block.encoding == Encoding::Bitmap ? Encoding::ScaledBitmap : Encoding::ScaledSparse;
    return block;
}

bool is_scaled(Encoding encoding) {
    return encoding == Encoding::ScaledBitmap || encoding == Encoding::ScaledSparse;
}

/// Calls `f(block)` with a block whose values are float64: a scaled one is unpacked for it.
template <class F>
void with_unscaled(const BlockView& block, F&& f) {
    if (!is_scaled(block.encoding)) return f(block);
    const std::size_t offset = values_offset(block);
    std::vector<std::uint64_t> words(offset / 8 + block.records);
    std::memcpy(words.data(), block.bytes.data(), offset);
    const auto* hundredths = reinterpret_cast<const std::int32_t*>(block.bytes.data() + offset);
    std::transform(hundredths, hundredths + block.records, words.data() + offset / 8,
                   bits_of_hundredths);
    const Encoding encoding =
        block.encoding == Encoding::ScaledBitmap ? Encoding::Bitmap : Encoding::Sparse;
    f(BlockView{encoding, block.units, block.records, std::as_bytes(std::span(words))});
}

bool presence_is_sound(const BlockView& block) {
    const std::uint64_t* presence = presence_of(block);
    const std::size_t words = presence_words(block.units);
    std::size_t present = 0;
    for (std::size_t word = 0; word < words; ++word)
        present += static_cast<std::size_t>(std::popcount(presence[word]));
    const std::uint32_t used_in_last = block.units % 64;
    const bool clear_past_end = used_in_last == 0 || presence[words - 1] >> used_in_last == 0;
    return present == block.records && clear_past_end;
}

bool positions_are_sound(const BlockView& block) {
    const std::uint16_t* positions = positions_of(block);
    for (std::size_t index = 1; index < block.records; ++index)
        if (positions[index - 1] >= positions[index]) return false;
    return block.records == 0 || positions[block.records - 1] < block.units;
}

template <class Word>
Word largest(const Word* values, std::size_t count) {
    Word highest = 0;
    for (std::size_t index = 0; index < count; ++index) highest = std::max(highest, values[index]);
    return highest;
}

template <class Word>
void gather_dense(const Word* values, std::span<const std::uint32_t> positions, Word* out) {
    for (std::size_t row = 0; row < positions.size(); ++row) out[row] = values[positions[row]];
}

template <class Word>
void gather_bitmap(const BlockView& block, const Word* packed,
                   std::span<const std::uint32_t> positions, Word missing, Word* out) {
    const std::uint64_t* presence = presence_of(block);
    std::size_t word = 0;
    std::size_t rank = 0;  // set bits before `word`
    for (std::size_t row = 0; row < positions.size(); ++row) {
        const std::size_t wanted = positions[row] / 64;
        for (; word < wanted; ++word)
            rank += static_cast<std::size_t>(std::popcount(presence[word]));
        const std::uint64_t bit = std::uint64_t{1} << (positions[row] % 64);
        const auto before = static_cast<std::size_t>(std::popcount(presence[word] & (bit - 1)));
        out[row] = (presence[word] & bit) != 0 ? packed[rank + before] : missing;
    }
}

template <class Word>
void gather_sparse(const BlockView& block, const Word* packed,
                   std::span<const std::uint32_t> positions, Word missing, Word* out) {
    const std::uint16_t* at = positions_of(block);
    const std::uint16_t* const end = at + block.records;
    const std::uint16_t* const begin = at;
    for (std::size_t row = 0; row < positions.size(); ++row) {
        at = advance_to(at, end, positions[row]);
        out[row] = at != end && *at == positions[row] ? packed[at - begin] : missing;
    }
}

}  // namespace

std::size_t values_offset(const BlockView& block) {
    switch (block.encoding) {
        case Encoding::Empty:
        case Encoding::Dense:
            return 0;
        case Encoding::Bitmap:
        case Encoding::ScaledBitmap:
            return presence_words(block.units) * 8;
        case Encoding::Sparse:
        case Encoding::ScaledSparse:
            return round_up(std::uint64_t{block.records} * 2, 8);
        case Encoding::SpellsShort:
            return 3 * round_up(std::uint64_t{block.records} * 2, 8);
        case Encoding::ChangesShort:
        case Encoding::ScaledChangesShort:
            return round_up(std::uint64_t{block.records} * 2, 8) +
                   2 * round_up(std::uint64_t{block.records}, 8);
        case Encoding::ChangesLong:
        case Encoding::ScaledChangesLong:
            return 3 * round_up(std::uint64_t{block.records} * 2, 8);
        case Encoding::SpellsLong:
            return round_up(std::uint64_t{block.records} * 2, 8) +
                   2 * round_up(std::uint64_t{block.records} * 4, 8);
    }
    return 0;
}

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
        const bool positions_are_shorter =
            encoded_length(Encoding::Sparse, storage, units, present) <
            encoded_length(Encoding::Bitmap, storage, units, present);
        EncodedBlock block = pack(positions_are_shorter ? Encoding::Sparse : Encoding::Bitmap,
                                  storage, words, units, present, missing);
        return storage == Storage::Float64 ? scaled(std::move(block), units) : std::move(block);
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
    const bool has_bits =
        block.encoding == Encoding::Bitmap || block.encoding == Encoding::ScaledBitmap;
    const bool has_positions =
        block.encoding == Encoding::Sparse || block.encoding == Encoding::ScaledSparse;
    if (has_bits && !presence_is_sound(block)) return false;
    if (has_positions && !positions_are_sound(block)) return false;
    if (is_scaled(block.encoding)) return true;  // any hundredths are a number
    const std::size_t count = block.encoding == Encoding::Dense ? block.units : block.records;
    return within(block.bytes.data() + values_offset(block), count, storage, limit);
}

void fill_missing(Storage storage, std::size_t count, std::byte* out) {
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        std::fill_n(words_at<Word>(out), count, static_cast<Word>(missing_bits(storage)));
    });
}

void decode_values(const BlockView& block, Storage storage, std::byte* out) {
    if (is_scaled(block.encoding))
        return with_unscaled(block,
                             [&](const BlockView& view) { decode_values(view, storage, out); });
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        const Word* packed = words_at<Word>(block.bytes.data() + values_offset(block));
        Word* to = words_at<Word>(out);
        switch (block.encoding) {
            case Encoding::Dense:
                std::copy_n(packed, block.units, to);
                return;
            case Encoding::Bitmap:
                expand(presence_of(block), packed, block.records, block.units, missing, to);
                return;
            case Encoding::Sparse: {
                std::fill_n(to, block.units, missing);
                const std::uint16_t* positions = positions_of(block);
                for (std::size_t index = 0; index < block.records; ++index)
                    to[positions[index]] = packed[index];
                return;
            }
            default:
                std::fill_n(to, block.units, missing);
                return;
        }
    });
}

void gather_values(const BlockView& block, Storage storage,
                   std::span<const std::uint32_t> positions, std::byte* out) {
    if (is_scaled(block.encoding))
        return with_unscaled(
            block, [&](const BlockView& view) { gather_values(view, storage, positions, out); });
    with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        const auto missing = static_cast<Word>(missing_bits(storage));
        const Word* packed = words_at<Word>(block.bytes.data() + values_offset(block));
        Word* to = words_at<Word>(out);
        switch (block.encoding) {
            case Encoding::Dense:
                gather_dense(packed, positions, to);
                return;
            case Encoding::Bitmap:
                gather_bitmap(block, packed, positions, missing, to);
                return;
            case Encoding::Sparse:
                gather_sparse(block, packed, positions, missing, to);
                return;
            default:
                std::fill_n(to, positions.size(), missing);
                return;
        }
    });
}

}  // namespace skjerm::datastore
