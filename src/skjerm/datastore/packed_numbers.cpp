#include "skjerm/datastore/packed_numbers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <numeric>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "skjerm/base/check.h"
#include "skjerm/datastore/segment_format.h"

namespace skjerm::datastore {

namespace {

constexpr std::size_t kGroup = kPackedGroup;
constexpr std::size_t kArrayHeader = 8;  // bytes in total, factor
constexpr std::size_t kPadding = 16;     // zeros at the end, which whole vectors may read
constexpr unsigned kMostVectorBits = 25;

constexpr std::size_t groups_of(std::size_t count) { return (count + kGroup - 1) / kGroup; }
constexpr std::size_t group_size(std::size_t group, std::size_t count) {
    return std::min(kGroup, count - group * kGroup);
}
/// Width, exceptions and reference.
constexpr std::size_t group_header(std::size_t width) { return width == 8 ? 16 : 8; }

/// A number reaches over at most the 8 bytes that are read for it.
constexpr bool is_bit_count(unsigned bits, std::size_t width) {
    return bits <= width * 8 && (bits <= 56 || bits == 64);
}
/// Numbers lie in eights, each of which takes whole bytes.
constexpr std::size_t bit_bytes(std::size_t numbers, unsigned bits) {
    return (numbers + 7) / 8 * bits;
}
constexpr std::uint64_t low_bits(unsigned bits) {
    return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

struct GroupShape {
    std::uint64_t reference = 0;
    unsigned bits = 0;
    std::size_t exceptions = 0;
};

GroupShape load_shape(const std::byte* header, std::size_t width) {
    return {width == 8 ? load<std::uint64_t>(header + 8) : load<std::uint32_t>(header + 4),
            load<std::uint8_t>(header), load<std::uint16_t>(header + 2)};
}

/// Where the parts of a packed form begin.
struct Layout {
    std::size_t exceptions;  ///< their values
    std::size_t places;      ///< theirs within the groups
    std::size_t bits;
    std::size_t end;
};
Layout layout_of(std::size_t groups, std::size_t width, std::size_t exceptions, std::size_t bits) {
    Layout layout{};
    layout.exceptions = kArrayHeader + groups * group_header(width);
    layout.places = layout.exceptions + round_up(exceptions * width, 8);
    layout.bits = layout.places + round_up(exceptions * 2, 8);
    layout.end = layout.bits + round_up(bits, 8) + kPadding;
    return layout;
}

// ------------------------------------------------------------------------------------- packing

/// Appends numbers of so many bits, lowest bit first.
struct BitWriter {
    std::byte* at;
    std::uint64_t pending = 0;
    unsigned pending_bits = 0;  // fewer than 64

    void append(std::uint64_t number, unsigned bits) {
        pending |= number << pending_bits;
        pending_bits += bits;
        if (pending_bits < 64) return;
        store(at, pending);
        at += sizeof pending;
        pending_bits -= 64;
        pending = pending_bits == 0 ? 0 : number >> (bits - pending_bits);
    }
    void flush() const {
        for (unsigned byte = 0; byte * 8 < pending_bits; ++byte)
            store(at + byte, static_cast<std::uint8_t>(pending >> byte * 8));
    }
};

/// Numbers as keys in their order: unsigned, the same distances.
template <class Word>
class Packer {
public:
    Packer(std::span<const Word> numbers, NumberOrder order)
        : numbers_(numbers),
          flip_(order == NumberOrder::Signed ? Word(Word{1} << (sizeof(Word) * 8 - 1)) : Word{0}),
          factor_(common_factor()) {}

    std::vector<std::byte> run() {
        const std::size_t groups = groups_of(numbers_.size());
        std::vector<GroupShape> shapes(groups);
        std::size_t exceptions = 0;
        std::size_t bits = 0;
        for (std::size_t group = 0; group < groups; ++group) {
            shapes[group] = shape_of(numbers_of(group));
            exceptions += shapes[group].exceptions;
            bits += bit_bytes(group_size(group, numbers_.size()), shapes[group].bits);
        }
        const Layout layout = layout_of(groups, sizeof(Word), exceptions, bits);
        if (layout.end * 5 > numbers_.size() * sizeof(Word) * 4) return {};
        SKJERM_CHECK(layout.end <= std::numeric_limits<std::uint32_t>::max());
        return write(shapes, layout);
    }

private:
    std::span<const Word> numbers_of(std::size_t group) const {
        return numbers_.subspan(group * kGroup, group_size(group, numbers_.size()));
    }
    Word key(Word number) const { return number ^ flip_; }
    std::uint64_t steps_of(Word distance) const {
        if (factor_ == 1) return distance;
        return distance / factor_;
    }

    /// What all distances are multiples of; 1 when that is nothing, or more than 32 bits hold.
    std::uint32_t common_factor() const {
        const Word first = key(numbers_[0]);
        std::uint64_t factor = 0;
        for (const Word number : numbers_) {
            const Word other = key(number);
            const std::uint64_t distance = std::max(first, other) - std::min(first, other);
            factor = std::gcd(distance, factor);
            if (factor == 1) break;
        }
        return factor == 0 || factor > std::numeric_limits<std::uint32_t>::max()
                   ? 1
                   : static_cast<std::uint32_t>(factor);
    }

    /// The fewest bytes with this reference: numbers below it are exceptions.
    void consider(std::span<const Word> group, Word reference, GroupShape& best,
                  std::size_t& best_bytes) const {
        std::array<std::uint16_t, 66> by_bits{};
        for (const Word number : group) {
            const Word at = key(number);
            const auto needed = std::bit_width(steps_of(static_cast<Word>(at - reference)));
            ++by_bits[at < reference ? 65 : static_cast<std::size_t>(needed)];
        }
        std::size_t exceptions = group.size();
        for (unsigned bits = 0; bits <= sizeof(Word) * 8; ++bits) {
            exceptions -= by_bits[bits];
            if (!is_bit_count(bits, sizeof(Word))) continue;
            const std::size_t bytes =
                bit_bytes(group.size(), bits) + exceptions * (sizeof(Word) + 2);
            if (bytes >= best_bytes) continue;
            best_bytes = bytes;
            best = {static_cast<Word>(reference ^ flip_), bits, exceptions};
        }
    }

    GroupShape shape_of(std::span<const Word> group) const {
        Word lowest = key(group[0]);
        for (const Word number : group) lowest = std::min(lowest, key(number));
        GroupShape best;
        std::size_t best_bytes = std::numeric_limits<std::size_t>::max();
        consider(group, lowest, best, best_bytes);
        // A few negative numbers need not make the others long.
        if (lowest < flip_ && (flip_ - lowest) % factor_ == 0)
            consider(group, flip_, best, best_bytes);
        return best;
    }

    std::vector<std::byte> write(const std::vector<GroupShape>& shapes,
                                 const Layout& layout) const {
        std::vector<std::byte> bytes(layout.end);
        std::byte* const begin = bytes.data();
        store(begin, static_cast<std::uint32_t>(layout.end));
        store(begin + 4, factor_);
        std::byte* header = begin + kArrayHeader;
        std::byte* value = begin + layout.exceptions;
        std::byte* place = begin + layout.places;
        std::byte* at = begin + layout.bits;
        for (std::size_t group = 0; group < shapes.size(); ++group) {
            const GroupShape& shape = shapes[group];
            const std::span<const Word> numbers = numbers_of(group);
            store(header, static_cast<std::uint8_t>(shape.bits));
            store(header + 2, static_cast<std::uint16_t>(shape.exceptions));
            if constexpr (sizeof(Word) == 8)
                store(header + 8, shape.reference);
            else
                store(header + 4, static_cast<std::uint32_t>(shape.reference));
            header += group_header(sizeof(Word));
            const Word reference = key(static_cast<Word>(shape.reference));
            BitWriter bits{at};
            for (std::size_t index = 0; index < numbers.size(); ++index) {
                const Word number = key(numbers[index]);
                const std::uint64_t steps = steps_of(static_cast<Word>(number - reference));
                if (number >= reference && steps <= low_bits(shape.bits)) {
                    bits.append(steps, shape.bits);
                    continue;
                }
                bits.append(0, shape.bits);
                store(value, numbers[index]);
                store(place, static_cast<std::uint16_t>(index));
                value += sizeof(Word);
                place += 2;
            }
            bits.flush();
            at += bit_bytes(numbers.size(), shape.bits);
        }
        return bytes;
    }

    std::span<const Word> numbers_;
    Word flip_;
    std::uint32_t factor_;
};

// ----------------------------------------------------------------------------------- unpacking

template <class Word>
void unpack_group_portable(const std::byte* bits, const GroupShape& shape, std::uint32_t factor,
                           std::size_t count, Word* out) {
    const std::uint64_t mask = low_bits(shape.bits);
    for (std::size_t index = 0; index < count; ++index) {
        const std::size_t at = index * shape.bits;
        const std::uint64_t steps = load<std::uint64_t>(bits + at / 8) >> at % 8 & mask;
        out[index] = static_cast<Word>(shape.reference + steps * factor);
    }
}

#ifdef __AVX2__

/// First byte of the fifth of eight numbers.
constexpr unsigned upper_half(unsigned bits) { return bits / 2; }

/// For eight numbers of some bits: which bytes go to each lane of 32 bits, and by how much it is
/// shifted then. Lanes 4 to 7 count from the upper half.
struct EightPlaces {
    alignas(32) std::array<std::uint8_t, 32> bytes{};
    alignas(32) std::array<std::uint32_t, 8> shifts{};
};
constexpr std::array<EightPlaces, kMostVectorBits + 1> make_places() {
    std::array<EightPlaces, kMostVectorBits + 1> all{};
    for (unsigned bits = 0; bits <= kMostVectorBits; ++bits) {
        for (unsigned lane = 0; lane < 8; ++lane) {
            const unsigned first = lane * bits / 8 - (lane < 4 ? 0 : upper_half(bits));
            for (unsigned byte = 0; byte < 4; ++byte)
                all[bits].bytes[lane * 4 + byte] = static_cast<std::uint8_t>(first + byte);
            all[bits].shifts[lane] = lane * bits % 8;
        }
    }
    return all;
}
constexpr std::array<EightPlaces, kMostVectorBits + 1> kPlaces = make_places();

/// Eight numbers of at most 25 bits: the bytes of each to a lane of 32 bits, then shifted and cut.
class EightBits {
public:
    explicit EightBits(unsigned bits)
        : upper_(upper_half(bits)),
          mask_(_mm256_set1_epi32(static_cast<int>(low_bits(bits)))),
          bytes_(_mm256_load_si256(reinterpret_cast<const __m256i*>(kPlaces[bits].bytes.data()))),
          shifts_(
              _mm256_load_si256(reinterpret_cast<const __m256i*>(kPlaces[bits].shifts.data()))) {}

    /// Reads up to 16 bytes past the eight numbers.
    __m256i load_at(const std::byte* at) const {
        const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + upper_));
        const __m256i lanes = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), bytes_);
        return _mm256_and_si256(_mm256_srlv_epi32(lanes, shifts_), mask_);
    }

private:
    unsigned upper_;
    __m256i mask_;
    __m256i bytes_;
    __m256i shifts_;
};

/// Adds the reference and writes the eight.
template <class Word>
class EightNumbers {
public:
    EightNumbers(const GroupShape& shape, std::uint32_t factor)
        : reference_(_mm256_set1_epi32(static_cast<int>(shape.reference))),
          factor_(_mm256_set1_epi32(static_cast<int>(factor))),
          is_plain_(factor == 1) {}

    void write(__m256i steps, Word* out) const {
        if (!is_plain_) steps = _mm256_mullo_epi32(steps, factor_);
        const __m256i numbers = _mm256_add_epi32(steps, reference_);
        if constexpr (sizeof(Word) == 4) {
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), numbers);
        } else {
            const __m256i low =
                _mm256_and_si256(numbers, _mm256_set1_epi32(sizeof(Word) == 2 ? 0xFFFF : 0xFF));
            const __m128i words =
                _mm_packus_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1));
            if constexpr (sizeof(Word) == 2)
                _mm_storeu_si128(reinterpret_cast<__m128i*>(out), words);
            else
                _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(words, words));
        }
    }

private:
    __m256i reference_;
    __m256i factor_;
    bool is_plain_;
};

template <>
class EightNumbers<std::uint64_t> {
public:
    EightNumbers(const GroupShape& shape, std::uint32_t factor)
        : reference_(_mm256_set1_epi64x(static_cast<long long>(shape.reference))),
          factor_(_mm256_set1_epi64x(factor)) {}

    void write(__m256i steps, std::uint64_t* out) const {
        write_four(_mm256_castsi256_si128(steps), out);
        write_four(_mm256_extracti128_si256(steps, 1), out + 4);
    }

private:
    void write_four(__m128i steps, std::uint64_t* out) const {
        const __m256i distances = _mm256_mul_epu32(_mm256_cvtepu32_epi64(steps), factor_);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                            _mm256_add_epi64(distances, reference_));
    }

    __m256i reference_;
    __m256i factor_;
};

template <class Word>
void unpack_group(const std::byte* bits, const GroupShape& shape, std::uint32_t factor,
                  std::size_t count, Word* out) {
    if (shape.bits > kMostVectorBits) return unpack_group_portable(bits, shape, factor, count, out);
    const EightBits eight(shape.bits);
    const EightNumbers<Word> numbers(shape, factor);
    std::size_t index = 0;
    for (; index + 8 <= count; index += 8, bits += shape.bits)
        numbers.write(eight.load_at(bits), out + index);
    if (index == count) return;
    std::array<Word, 8> last;
    numbers.write(eight.load_at(bits), last.data());
    std::copy_n(last.data(), count - index, out + index);
}

#else

template <class Word>
void unpack_group(const std::byte* bits, const GroupShape& shape, std::uint32_t factor,
                  std::size_t count, Word* out) {
    unpack_group_portable(bits, shape, factor, count, out);
}

#endif

bool shape_is_sound(const std::byte* header, const GroupShape& shape, std::size_t size,
                    std::size_t width) {
    const bool zeros =
        load<std::uint8_t>(header + 1) == 0 && (width != 8 || load<std::uint32_t>(header + 4) == 0);
    return zeros && is_bit_count(shape.bits, width) && shape.exceptions <= size;
}

}  // namespace

template <class Word>
std::vector<std::byte> pack_numbers(std::span<const Word> numbers, NumberOrder order) {
    if (numbers.empty()) return {};
    return Packer<Word>(numbers, order).run();
}

std::size_t packed_bytes(const std::byte* packed) { return load<std::uint32_t>(packed); }

std::size_t sound_packed_bytes(std::span<const std::byte> bytes, std::size_t count,
                               std::size_t width) {
    const std::size_t groups = groups_of(count);
    const std::size_t headers = kArrayHeader + groups * group_header(width);
    if (bytes.size() < headers) return 0;
    const std::size_t total = packed_bytes(bytes.data());
    if (total > bytes.size()) return 0;
    std::size_t exceptions = 0;
    std::size_t bits = 0;
    for (std::size_t group = 0; group < groups; ++group) {
        const std::byte* header = bytes.data() + kArrayHeader + group * group_header(width);
        const GroupShape shape = load_shape(header, width);
        const std::size_t size = group_size(group, count);
        if (!shape_is_sound(header, shape, size, width)) return 0;
        exceptions += shape.exceptions;
        bits += bit_bytes(size, shape.bits);
    }
    const Layout layout = layout_of(groups, width, exceptions, bits);
    if (layout.end != total) return 0;

    const std::byte* place = bytes.data() + layout.places;
    for (std::size_t group = 0; group < groups; ++group) {
        const std::byte* header = bytes.data() + kArrayHeader + group * group_header(width);
        std::size_t next = 0;  // places ascend
        for (std::size_t left = load_shape(header, width).exceptions; left != 0; --left) {
            const std::size_t at = load<std::uint16_t>(place);
            if (at < next || at >= group_size(group, count)) return 0;
            next = at + 1;
            place += 2;
        }
    }
    return total;
}

template <class Word>
PackedGroups<Word>::PackedGroups(const std::byte* packed, std::size_t count)
    : header_(packed + kArrayHeader), factor_(load<std::uint32_t>(packed + 4)), left_(count) {
    std::size_t exceptions = 0;
    for (std::size_t group = 0; group < groups_of(count); ++group)
        exceptions +=
            load_shape(header_ + group * group_header(sizeof(Word)), sizeof(Word)).exceptions;
    const Layout layout = layout_of(groups_of(count), sizeof(Word), exceptions, 0);
    exception_ = packed + layout.exceptions;
    place_ = packed + layout.places;
    bits_ = packed + layout.bits;
}

/// `unpack(bits, shape, factor, numbers, out)`, and the exceptions on top.
template <class Word>
template <class Unpack>
void PackedGroups<Word>::next(Word* out, const Unpack& unpack) {
    const GroupShape shape = load_shape(header_, sizeof(Word));
    const std::size_t size = std::min(kGroup, left_);
    unpack(bits_, shape, factor_, size, out);
    for (std::size_t index = 0; index < shape.exceptions; ++index)
        out[load<std::uint16_t>(place_ + index * 2)] =
            load<Word>(exception_ + index * sizeof(Word));
    skip_next();
}

template <class Word>
void PackedGroups<Word>::unpack_next(Word* out) {
    next(out, unpack_group<Word>);
}

template <class Word>
void PackedGroups<Word>::unpack_next_portable(Word* out) {
    next(out, unpack_group_portable<Word>);
}

template <class Word>
void PackedGroups<Word>::skip_next() {
    const GroupShape shape = load_shape(header_, sizeof(Word));
    const std::size_t size = std::min(kGroup, left_);
    header_ += group_header(sizeof(Word));
    exception_ += shape.exceptions * sizeof(Word);
    place_ += shape.exceptions * 2;
    bits_ += bit_bytes(size, shape.bits);
    left_ -= size;
}

template <class Word>
void unpack_numbers(const std::byte* packed, std::size_t count, Word* out) {
    PackedGroups<Word> groups(packed, count);
    for (std::size_t begin = 0; begin < count; begin += kGroup) groups.unpack_next(out + begin);
}

template <class Word>
void unpack_numbers_portable(const std::byte* packed, std::size_t count, Word* out) {
    PackedGroups<Word> groups(packed, count);
    for (std::size_t begin = 0; begin < count; begin += kGroup)
        groups.unpack_next_portable(out + begin);
}

template class PackedGroups<std::uint8_t>;
template class PackedGroups<std::uint16_t>;
template class PackedGroups<std::uint32_t>;
template class PackedGroups<std::uint64_t>;
template std::vector<std::byte> pack_numbers(std::span<const std::uint8_t>, NumberOrder);
template std::vector<std::byte> pack_numbers(std::span<const std::uint16_t>, NumberOrder);
template std::vector<std::byte> pack_numbers(std::span<const std::uint32_t>, NumberOrder);
template std::vector<std::byte> pack_numbers(std::span<const std::uint64_t>, NumberOrder);
template void unpack_numbers(const std::byte*, std::size_t, std::uint8_t*);
template void unpack_numbers(const std::byte*, std::size_t, std::uint16_t*);
template void unpack_numbers(const std::byte*, std::size_t, std::uint32_t*);
template void unpack_numbers(const std::byte*, std::size_t, std::uint64_t*);
template void unpack_numbers_portable(const std::byte*, std::size_t, std::uint8_t*);
template void unpack_numbers_portable(const std::byte*, std::size_t, std::uint16_t*);
template void unpack_numbers_portable(const std::byte*, std::size_t, std::uint32_t*);
template void unpack_numbers_portable(const std::byte*, std::size_t, std::uint64_t*);

}  // namespace skjerm::datastore
