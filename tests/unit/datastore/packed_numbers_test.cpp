// Numbers in fewer bits: every way back gives the same numbers, and no damage is read as numbers.
#include "skjerm/datastore/packed_numbers.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "skjerm/datastore/block_parts.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using column::Storage;

/// Numbers of every kind, as 64 bits that a narrower word cuts.
struct Kind {
    const char* name;
    std::function<std::uint64_t(std::uint64_t)> at;
};

std::vector<Kind> kinds() {
    std::vector<Kind> all = {
        {"all equal", [](std::uint64_t) { return 77U; }},
        {"zeros and ones", [](std::uint64_t index) { return hash(1, index) & 1; }},
        {"ascending positions", [](std::uint64_t index) { return index / 3; }},
        {"around zero",
         [](std::uint64_t index) { return std::uint64_t{hash(2, index) % 41} - 20; }},
        {"hundreds", [](std::uint64_t index) { return hash(3, index) % 1000 * 100 + 7; }},
        {"mostly small",
         [](std::uint64_t index) {
             return hash(4, index) % (hash(5, index) % 50 ? 90 : 1U << 31);
         }},
        {"few negative",
         [](std::uint64_t index) {
             return hash(6, index) % 60 ? hash(7, index) % 100 : 0 - (hash(8, index) >> 40);
         }},
        {"extremes",
         [](std::uint64_t index) {
             const std::uint64_t ends[] = {0,
                                           ~std::uint64_t{0},
                                           std::uint64_t{1} << 63,
                                           (std::uint64_t{1} << 63) - 1,
                                           0x80000000,
                                           0x7FFFFFFF};
             return ends[hash(9, index) % 6];
         }},
    };
    for (unsigned bits = 0; bits < 64; ++bits)
        all.push_back({"of some bits",
                       [bits](std::uint64_t index) { return hash(bits, index) >> (63 - bits); }});
    return all;
}

template <class Word>
class PackedNumbers : public ::testing::Test {};
using Words = ::testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(PackedNumbers, Words);

template <class Word>
std::vector<Word> numbers_of(const Kind& kind, std::size_t count) {
    std::vector<Word> numbers;
    for (std::size_t index = 0; index < count; ++index)
        numbers.push_back(static_cast<Word>(kind.at(index)));
    return numbers;
}

constexpr std::size_t kCounts[] = {1, 7, 8, 9, 60, 511, 512, 513, 1024, 2999};

TYPED_TEST(PackedNumbers, ComeBackByVectorAndOneByOne) {
    using Word = TypeParam;
    std::size_t packed_ones = 0;
    for (const Kind& kind : kinds()) {
        for (const std::size_t count : kCounts) {
            const std::vector<Word> numbers = numbers_of<Word>(kind, count);
            for (const NumberOrder order : {NumberOrder::Unsigned, NumberOrder::Signed}) {
                const std::vector<std::byte> packed =
                    pack_numbers(std::span<const Word>(numbers), order);
                if (packed.empty()) continue;
                ++packed_ones;
                EXPECT_LE(packed.size() * 5, count * sizeof(Word) * 4) << kind.name;
                EXPECT_EQ(sound_packed_bytes(packed, count, sizeof(Word)), packed.size());
                EXPECT_EQ(packed_bytes(packed.data()), packed.size());
                std::vector<Word> fast(count);
                std::vector<Word> plain(count);
                unpack_numbers(packed.data(), count, fast.data());
                unpack_numbers_portable(packed.data(), count, plain.data());
                EXPECT_EQ(fast, numbers) << kind.name << ", " << count;
                EXPECT_EQ(plain, numbers) << kind.name << ", " << count;
            }
        }
    }
    EXPECT_GT(packed_ones, 50U);
}

TYPED_TEST(PackedNumbers, AreNotPackedInVain) {
    using Word = TypeParam;
    EXPECT_TRUE(pack_numbers(std::span<const Word>(), NumberOrder::Unsigned).empty());
    std::vector<Word> noise;
    for (std::uint64_t index = 0; index < 2000; ++index)
        noise.push_back(static_cast<Word>(hash(1, index)));
    EXPECT_TRUE(pack_numbers(std::span<const Word>(noise), NumberOrder::Unsigned).empty());
}

/// Any byte changed, any length: refused, or numbers that are read without leaving the bytes.
TYPED_TEST(PackedNumbers, AreSoundOrRefused) {
    using Word = TypeParam;
    constexpr std::size_t kCount = 700;
    std::vector<Word> numbers;
    for (std::uint64_t index = 0; index < kCount; ++index)
        numbers.push_back(static_cast<Word>(hash(2, index) % (index % 40 == 3 ? 200 : 8)));
    const std::vector<std::byte> packed =
        pack_numbers(std::span<const Word>(numbers), NumberOrder::Unsigned);
    ASSERT_FALSE(packed.empty());
    std::size_t refused = 0;
    for (std::size_t at = 0; at < packed.size(); ++at) {
        for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
            std::vector<std::byte> damaged = packed;
            damaged[at] ^= static_cast<std::byte>(flip);
            damaged.shrink_to_fit();  // so that a sanitizer sees any read past the end
            if (sound_packed_bytes(damaged, kCount, sizeof(Word)) == 0) {
                ++refused;
                continue;
            }
            std::vector<Word> fast(kCount);
            std::vector<Word> plain(kCount);
            unpack_numbers(damaged.data(), kCount, fast.data());
            unpack_numbers_portable(damaged.data(), kCount, plain.data());
            EXPECT_EQ(fast, plain) << "byte " << at;
        }
    }
    EXPECT_GT(refused, 20U);
    for (std::size_t length = 0; length < packed.size(); ++length) {
        const std::vector<std::byte> cut(packed.begin(),
                                         packed.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_EQ(sound_packed_bytes(cut, kCount, sizeof(Word)), 0U);
    }
    EXPECT_EQ(sound_packed_bytes(packed, kCount + 512, sizeof(Word)), 0U);
}

/// Wages and the like: long tails, whole kroner, some of them kept as decimals.
std::vector<std::byte> amounts(Storage storage, std::uint32_t units) {
    std::vector<std::byte> bytes;
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        const std::uint64_t amount = hash(1, unit) % (hash(2, unit) % 100 ? 800'000 : 90'000'000);
        const std::uint64_t bits = storage == Storage::Float64
                                       ? std::bit_cast<std::uint64_t>(static_cast<double>(amount))
                                       : amount;
        append_bits(bytes, storage, hash(3, unit) % 2 ? bits : missing_bits(storage));
    }
    return bytes;
}

TEST(PackedBlocks, HoldAmountsInThreeQuarters) {
    constexpr std::uint32_t kUnits = 65536;
    for (const Storage storage : {Storage::Int32, Storage::Int64, Storage::Float64}) {
        const std::vector<std::byte> values = amounts(storage, kUnits);
        const EncodedBlock block = encode_values(storage, values, kUnits);
        EXPECT_EQ(block.packed, kPackedValues);
        // As floating point the largest are past what hundredths hold.
        const std::size_t each = storage == Storage::Float64 ? 4 : 3;
        EXPECT_LT(block.bytes.size(), kUnits / 8 + block.records * each);
        const BlockView view = view_of(block, kUnits);
        EXPECT_TRUE(parts_are_sound(view, storage) && is_sound(view, storage, {}));
        std::vector<std::byte> decoded(values.size());
        decode_values(view, storage, decoded.data());
        EXPECT_EQ(decoded, values);
    }
}

TEST(PackedBlocks, FillTheirBytesExactly) {
    constexpr std::uint32_t kUnits = 4000;
    const EncodedBlock block =
        encode_values(Storage::Int32, amounts(Storage::Int32, kUnits), kUnits);
    ASSERT_EQ(block.packed, kPackedValues);
    BlockView view = view_of(block, kUnits);
    EXPECT_TRUE(parts_are_sound(view, Storage::Int32));
    for (const std::size_t length : {std::size_t{0}, std::size_t{4}, std::size_t{504},
                                     block.bytes.size() - 8, block.bytes.size() - 1}) {
        view.bytes = std::span(block.bytes).first(length);
        EXPECT_FALSE(parts_are_sound(view, Storage::Int32)) << length;
    }
    std::vector<std::byte> longer = block.bytes;
    longer.resize(longer.size() + 8);
    view.bytes = longer;
    EXPECT_FALSE(parts_are_sound(view, Storage::Int32));
    view = view_of(block, kUnits);
    view.records += 512;
    EXPECT_FALSE(parts_are_sound(view, Storage::Int32));
}

}  // namespace
}  // namespace skjerm::datastore::testing
