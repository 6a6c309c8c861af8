// Numbers in as few bits as they need: the positions, dates and values of a block. In groups of 512
// a number is stored as its distance from the group's reference, counted in steps of the array's
// factor, with as many bits as most of the group need; the others stand beside as exceptions.
// Decoding keeps up with memory. docs/format/datastore.md describes the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace skjerm::datastore {

/// Numbers of a group; the last one may have fewer.
inline constexpr std::size_t kPackedGroup = 512;

/// Whether the smallest number is found by the sign (int8 …) or without (codes, positions).
enum class NumberOrder : std::uint8_t { Unsigned, Signed };

/// The packed form of `numbers` (their bits); empty when it would save less than a fifth, or there
/// are none. Defined for words of 1, 2, 4 and 8 bytes, here and below.
template <class Word>
[[nodiscard]] std::vector<std::byte> pack_numbers(std::span<const Word> numbers, NumberOrder order);

/// The bytes that the packed form at the beginning of `bytes` takes, where it is sound as one of
/// `count` words of `width` bytes; 0 where it is not. Reads nothing outside of `bytes`.
[[nodiscard]] std::size_t sound_packed_bytes(std::span<const std::byte> bytes, std::size_t count,
                                             std::size_t width);
/// The same of a packed form that is known to be sound.
[[nodiscard]] std::size_t packed_bytes(const std::byte* packed);

/// The `count` numbers of a sound packed form, aligned to 8 bytes.
template <class Word>
void unpack_numbers(const std::byte* packed, std::size_t count, Word* out);
/// The groups of a sound packed form one after the other, for arrays longer than caches.
template <class Word>
class PackedGroups {
public:
    PackedGroups(const std::byte* packed, std::size_t count);
    /// The numbers of the next group; there is one.
    void unpack_next(Word* out);
    void skip_next();
    /// As unpack_next(), number by number.
    void unpack_next_portable(Word* out);

private:
    template <class Unpack>
    void next(Word* out, const Unpack& unpack);

    const std::byte* header_;
    const std::byte* exception_;
    const std::byte* place_;
    const std::byte* bits_;
    std::uint32_t factor_;
    std::size_t left_;
};

/// The same, number by number: the oracle of the fast one, and the path of other CPUs.
template <class Word>
void unpack_numbers_portable(const std::byte* packed, std::size_t count, Word* out);

}  // namespace skjerm::datastore
