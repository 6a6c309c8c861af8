// The parts that the bytes of a block fall into (presence, positions, firsts, lasts, values), each
// from a multiple of 8 bytes, as they stand or packed. Codecs read and write blocks through these.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "skjerm/datastore/packed_numbers.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

/// Sums and differences modulo the width of the words, signed ones too.
template <class Word>
[[nodiscard]] constexpr Word add_words(Word one, Word other) {
    using Unsigned = std::make_unsigned_t<Word>;
    return static_cast<Word>(static_cast<Unsigned>(one) + static_cast<Unsigned>(other));
}
template <class Word>
[[nodiscard]] constexpr Word subtract_words(Word one, Word other) {
    using Unsigned = std::make_unsigned_t<Word>;
    return static_cast<Word>(static_cast<Unsigned>(one) - static_cast<Unsigned>(other));
}

/// A part, so many numbers at a time as a packed group has: for parts longer than caches.
template <class Word>
class PartStream {
public:
    PartStream(const std::byte* at, std::size_t count, bool is_packed)
        : plain_(reinterpret_cast<const Word*>(at)) {
        if (is_packed) groups_.emplace(at, count);
    }
    [[nodiscard]] bool is_packed() const { return groups_.has_value(); }

    /// The next kPackedGroup numbers, or what is left; until the next call.
    [[nodiscard]] const Word* next() {
        if (groups_) return unpack_next();
        const Word* numbers = plain_;
        plain_ += kPackedGroup;
        return numbers;
    }
    /// The same, where they are packed, for the caller to change.
    [[nodiscard]] Word* unpack_next() {
        groups_->unpack_next(reinterpret_cast<std::make_unsigned_t<Word>*>(unpacked_.data()));
        return unpacked_.data();
    }
    void skip() {
        if (groups_)
            groups_->skip_next();
        else
            plain_ += kPackedGroup;
    }

private:
    const Word* plain_;
    std::optional<PackedGroups<std::make_unsigned_t<Word>>> groups_;
    alignas(32) std::array<Word, kPackedGroup> unpacked_;
};

/// Walks through the parts of a sound block in order. What it gives lives as long as the reader.
class PartReader {
public:
    explicit PartReader(const BlockView& block) : at_(block.bytes.data()), packed_(block.packed) {}

    /// The next part: `count` numbers.
    template <class Word>
    [[nodiscard]] std::span<const Word> next(PackedParts part, std::size_t count) {
        if ((packed_ & part) == 0) {
            const std::span<const Word> numbers(reinterpret_cast<const Word*>(at_), count);
            at_ += round_up(numbers.size_bytes(), 8);
            return numbers;
        }
        return unpack<Word>(count);
    }
    /// The next part, in pieces: `count` numbers.
    template <class Word>
    [[nodiscard]] PartStream<Word> stream(PackedParts part, std::size_t count) {
        const std::byte* const at = at_;
        const bool is_packed = (packed_ & part) != 0;
        at_ += is_packed ? packed_bytes(at) : round_up(count * sizeof(Word), 8);
        return PartStream<Word>(at, count, is_packed);
    }
    /// The next part, positions that ascend: packed ones are distances from the one before.
    [[nodiscard]] std::span<const std::uint16_t> next_positions(std::size_t count) {
        if ((packed_ & kPackedPositions) == 0) return next<std::uint16_t>(0, count);
        const std::span<std::uint16_t> positions = unpack<std::uint16_t>(count);
        std::uint16_t before = 0;
        for (std::uint16_t& position : positions)
            position = before = static_cast<std::uint16_t>(before + position);
        return positions;
    }
    /// The next part where it may stand as distances from `firsts`.
    template <class Word>
    [[nodiscard]] std::span<const Word> next_lasts(std::span<const Word> firsts) {
        if ((packed_ & kLastsAreLengths) == 0) return next<Word>(kPackedLasts, firsts.size());
        const std::span<Word> lasts = unpack<Word>(firsts.size());
        for (std::size_t at = 0; at < lasts.size(); ++at)
            lasts[at] = add_words(lasts[at], firsts[at]);
        return lasts;
    }
    /// Room for `count` words that lives as long as the reader.
    template <class Word>
    [[nodiscard]] std::span<Word> room_for(std::size_t count) {
        rooms_.push_back(
            std::make_unique_for_overwrite<std::uint64_t[]>((count * sizeof(Word) + 7) / 8));
        return {reinterpret_cast<Word*>(rooms_.back().get()), count};
    }

private:
    template <class Word>
    [[nodiscard]] std::span<Word> unpack(std::size_t count) {
        const std::span<Word> numbers = room_for<Word>(count);
        unpack_numbers(at_, count, reinterpret_cast<std::make_unsigned_t<Word>*>(numbers.data()));
        at_ += packed_bytes(at_);
        return numbers;
    }

    const std::byte* at_;
    PackedParts packed_;
    std::vector<std::unique_ptr<std::uint64_t[]>> rooms_;
};

/// Puts the parts of a block one after the other, packed where that saves a fifth.
class PartWriter {
public:
    /// A part that is never packed.
    void add_plain(std::span<const std::byte> bytes);
    template <class Word>
    void add(PackedParts part, std::span<const Word> numbers, NumberOrder order) {
        append(part, std::as_bytes(numbers), packed(numbers, order));
    }
    void add_positions(std::span<const std::uint16_t> positions);
    /// As distances from `firsts`, where those are shorter.
    template <class Word>
    void add_lasts(std::span<const Word> firsts, std::span<const Word> lasts, NumberOrder order) {
        std::vector<Word> lengths(lasts.size());
        for (std::size_t at = 0; at < lasts.size(); ++at)
            lengths[at] = subtract_words(lasts[at], firsts[at]);
        std::vector<std::byte> as_lengths =
            packed(std::span<const Word>(lengths), NumberOrder::Unsigned);
        std::vector<std::byte> as_places = packed(lasts, order);
        const bool lengths_are_shorter =
            !as_lengths.empty() && (as_places.empty() || as_lengths.size() < as_places.size());
        append(lengths_are_shorter ? kPackedLasts | kLastsAreLengths : kPackedLasts,
               std::as_bytes(lasts), lengths_are_shorter ? as_lengths : as_places);
    }
    /// `count` values of `width` bytes.
    void add_values(const std::byte* values, std::size_t count, std::size_t width,
                    NumberOrder order);

    /// Bytes so far.
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] EncodedBlock finish(Encoding encoding, std::size_t records);

private:
    template <class Word>
    static std::vector<std::byte> packed(std::span<const Word> numbers, NumberOrder order) {
        using Unsigned = std::make_unsigned_t<Word>;
        return pack_numbers(
            std::span(reinterpret_cast<const Unsigned*>(numbers.data()), numbers.size()), order);
    }
    void append(PackedParts part, std::span<const std::byte> plain,
                std::span<const std::byte> packed);

    std::vector<std::byte> bytes_;
    PackedParts packed_ = 0;
};

/// How the values of `storage` are ordered as words.
[[nodiscard]] NumberOrder order_of(column::Storage storage);

/// Whether the parts of a block fill it exactly and the packed ones among them can be unpacked: to
/// be asked before any other reading of a block that is not known to be sound.
[[nodiscard]] bool parts_are_sound(const BlockView& block, column::Storage storage);

}  // namespace skjerm::datastore
