// The kernels below the files: each fast path against the plain one, and which encoding is chosen.
#include <gtest/gtest.h>

#include <array>

#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/expand.h"
#include "skjerm/datastore/spell_codec.h"
#include "skjerm/datastore/value_codec.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using column::Storage;

TEST(Crc32c, HasTheValuesOfRfc3720) {
    const std::vector<std::byte> zeros(32, std::byte{0});
    const std::vector<std::byte> ones(32, std::byte{0xFF});
    EXPECT_EQ(crc32c(zeros), 0x8A9136AAU);
    EXPECT_EQ(crc32c(ones), 0x62A8AB43U);
    EXPECT_EQ(crc32c({}), 0U);
}

TEST(Crc32c, IsTheSameByInstructionAndByTable) {
    std::vector<std::byte> bytes;
    for (std::uint64_t index = 0; index < 200; ++index) {
        EXPECT_EQ(crc32c(bytes), crc32c_portable(bytes)) << index;
        bytes.push_back(static_cast<std::byte>(hash(1, index)));
    }
}

template <class Word>
class Expand : public ::testing::Test {};
using Words = ::testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Expand, Words);

TYPED_TEST(Expand, IsTheSameByVectorAndByValue) {
    using Word = TypeParam;
    for (const std::uint64_t fill : {0U, 1U, 30U, 50U, 90U, 100U}) {
        for (const std::size_t units : {1U, 63U, 64U, 65U, 128U, 1000U, 4096U}) {
            std::vector<std::uint64_t> presence((units + 63) / 64);
            std::vector<Word> packed;
            for (std::size_t unit = 0; unit < units; ++unit) {
                if (hash(fill, unit) % 100 >= fill) continue;
                presence[unit / 64] |= std::uint64_t{1} << (unit % 64);
                packed.push_back(static_cast<Word>(hash(9, unit)));
            }
            packed.shrink_to_fit();  // so that a sanitizer sees any read past the end
            std::vector<Word> fast(units, Word{1});
            std::vector<Word> plain(units, Word{2});
            expand(presence.data(), packed.data(), packed.size(), units, Word{77}, fast.data());
            expand_portable(presence.data(), packed.data(), units, Word{77}, plain.data());
            EXPECT_EQ(fast, plain) << units << " units, " << fill << " % filled";
        }
    }
}

std::vector<std::byte> int32_values(std::uint32_t units, std::uint32_t present) {
    std::vector<std::byte> bytes;
    for (std::uint32_t unit = 0; unit < units; ++unit)
        append_bits(bytes, Storage::Int32, unit < present ? unit : missing_bits(Storage::Int32));
    return bytes;
}

TEST(EncodeValues, ChoosesByFillAndLength) {
    constexpr std::uint32_t kUnits = 65536;
    const auto encoding = [](std::uint32_t present) {
        return encode_values(Storage::Int32, int32_values(kUnits, present), kUnits).encoding;
    };
    EXPECT_EQ(encode_values(Storage::Int32, {}, kUnits).encoding, Encoding::Empty);
    EXPECT_EQ(encoding(0), Encoding::Empty);
    EXPECT_EQ(encoding(1), Encoding::Sparse);
    EXPECT_EQ(encoding(21845), Encoding::Sparse);  // side by side, they take next to nothing
    EXPECT_EQ(encoding(21846), Encoding::Bitmap);
    EXPECT_EQ(encoding(49151), Encoding::Bitmap);
    EXPECT_EQ(encoding(49152), Encoding::Dense);

    const auto encoding_of_share = [](std::uint64_t one_in) {
        std::vector<std::byte> bytes;
        for (std::uint32_t unit = 0; unit < kUnits; ++unit)
            append_bits(bytes, Storage::Int32,
                        hash(1, unit) % one_in == 0 ? unit : missing_bits(Storage::Int32));
        return encode_values(Storage::Int32, std::move(bytes), kUnits).encoding;
    };
    EXPECT_EQ(encoding_of_share(50), Encoding::Sparse);
    EXPECT_EQ(encoding_of_share(8), Encoding::Sparse);
    EXPECT_EQ(encoding_of_share(2), Encoding::Bitmap);
}

TEST(EncodeValues, MakesEveryNanTheMissingOne) {
    std::vector<std::byte> bytes;
    for (const std::uint64_t bits :
         {0x7FF8000000000001ULL, 0xFFF8000000000000ULL, 0x3FF0000000000000ULL,
          0x4000000000000000ULL, 0x4008000000000000ULL, 0x4010000000000000ULL,
          0x4014000000000000ULL, 0x4018000000000000ULL})
        append_bits(bytes, Storage::Float64, bits);
    const EncodedBlock block = encode_values(Storage::Float64, bytes, 8);
    ASSERT_EQ(block.encoding, Encoding::Dense);
    EXPECT_EQ(block.records, 6U);
    EXPECT_EQ(load<std::uint64_t>(block.bytes.data()), missing_bits(Storage::Float64));
    EXPECT_EQ(load<std::uint64_t>(block.bytes.data() + 8), missing_bits(Storage::Float64));
}

TEST(Within, HoldsCodesAndUnitsToTheirLimits) {
    const std::array<std::uint32_t, 3> units = {4, 0xFFFFFFFFU, 0};
    const auto* bytes = reinterpret_cast<const std::byte*>(units.data());
    EXPECT_TRUE(within(bytes, 3, Storage::Unit32, {0, 5}));
    EXPECT_FALSE(within(bytes, 3, Storage::Unit32, {0, 4}));
    const std::array<std::uint8_t, 3> codes = {4, 0, 9};
    bytes = reinterpret_cast<const std::byte*>(codes.data());
    EXPECT_TRUE(within(bytes, 3, Storage::Code8, {9, 0}));
    EXPECT_FALSE(within(bytes, 3, Storage::Code8, {8, 0}));
}

/// Two units: one spell that is over, one still open; the second unit has none.
SpellBlock two_spells(base::DayNumber first) {
    return {{0, 2, 2},
            {first, first + 10},
            {first + 9, SpellBlock::kOpenStop},
            {std::byte{1}, std::byte{2}}};
}

int value_at(const EncodedBlock& block, base::DayNumber at) {
    std::array<std::byte, 2> out{};
    decode_spells_at(view_of(block, 2), Storage::Int8, at, out.data());
    EXPECT_EQ(out[1], std::byte{0x80});
    return out[0] == std::byte{0x80} ? 0 : std::to_integer<int>(out[0]);
}

TEST(Spells, AreInForceFromStartToStopInclusive) {
    for (const base::DayNumber first : {0, -32767, -32768, 32000, 40000}) {
        const EncodedBlock block = encode_spells(Storage::Int8, two_spells(first), 2);
        const bool is_short = first >= -32767 && first + 10 <= 32766;
        EXPECT_EQ(block.encoding, is_short ? Encoding::SpellsShort : Encoding::SpellsLong);
        EXPECT_EQ(value_at(block, first - 1), 0);
        EXPECT_EQ(value_at(block, first), 1);
        EXPECT_EQ(value_at(block, first + 9), 1);
        EXPECT_EQ(value_at(block, first + 10), 2);
        EXPECT_EQ(value_at(block, 2'000'000), 2);
        EXPECT_EQ(value_at(block, -2'000'000), 0);
    }
}

TEST(Spells, AreFoundByMaskAsOneByOne) {
    // More than one step of the vector path, with a tail, and stops on both sides of the day.
    for (const base::DayNumber offset : {0, 100'000}) {
        SpellBlock spells;
        constexpr std::uint32_t kUnits = 333;
        for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
            spells.offsets.push_back(static_cast<std::uint32_t>(spells.starts.size()));
            base::DayNumber at = offset + static_cast<base::DayNumber>(hash(1, unit) % 40);
            for (std::uint64_t count = hash(2, unit) % 4; count > 0; --count) {
                const auto days = static_cast<base::DayNumber>(hash(count, unit) % 30);
                spells.starts.push_back(at);
                spells.stops.push_back(at + days);
                spells.values.push_back(static_cast<std::byte>(unit % 100 + count));
                at += days + 1;
            }
        }
        spells.offsets.push_back(static_cast<std::uint32_t>(spells.starts.size()));
        const EncodedBlock block = encode_spells(Storage::Int8, spells, kUnits);
        const BlockView view = view_of(block, kUnits);
        for (base::DayNumber at = offset - 1; at < offset + 90; ++at) {
            std::vector<std::byte> decoded(kUnits);
            decode_spells_at(view, Storage::Int8, at, decoded.data());
            std::vector<std::byte> expected(kUnits, std::byte{0x80});
            for (std::uint32_t unit = 0; unit < kUnits; ++unit)
                for (std::size_t spell = spells.offsets[unit]; spell < spells.offsets[unit + 1];
                     ++spell)
                    if (spells.starts[spell] <= at && at <= spells.stops[spell])
                        expected[unit] = spells.values[spell];
            EXPECT_EQ(decoded, expected) << at;
        }
    }
}

TEST(Spells, ThatOverlapAreABrokenInvariant) {
    SpellBlock overlapping = two_spells(0);
    overlapping.stops[0] = 10;
    EXPECT_THROW((void)encode_spells(Storage::Int8, overlapping, 2), base::InternalError);
}

}  // namespace
}  // namespace skjerm::datastore::testing
