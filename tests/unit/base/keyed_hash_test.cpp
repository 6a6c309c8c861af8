#include "skjerm/base/keyed_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "skjerm/base/aes.h"
#include "skjerm/base/check.h"

namespace skjerm::base {
namespace {

std::vector<std::uint8_t> from_hex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(16 * digit(hex[i]) + digit(hex[i + 1])));
    return bytes;
}

Aes128::Key key_from_hex(std::string_view hex) {
    Aes128::Key key{};
    std::ranges::copy(from_hex(hex), key.begin());
    return key;
}

Word128 block_from_hex(std::string_view hex) {
    const std::vector<std::uint8_t> bytes = from_hex(hex);
    Word128 block;
    for (std::size_t i = 8; i-- > 0;) {
        block.low = block.low << 8 | bytes[i];
        block.high = block.high << 8 | bytes[i + 8];
    }
    return block;
}

std::vector<const aes::Backend*> backends() {
    std::vector<const aes::Backend*> found{&aes::portable()};
    for (const aes::Backend* backend : {aes::aes_ni(), aes::vector_aes()})
        if (backend != nullptr) found.push_back(backend);
    return found;
}

struct AesCase {
    const char* name;
    const char* key;
    const char* plain;
    const char* encrypted;
};

constexpr AesCase kAesCases[] = {
    {"FIPS 197 appendix B", "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
     "3925841d02dc09fbdc118597196a0b32"},
    {"FIPS 197 appendix C.1", "000102030405060708090a0b0c0d0e0f",
     "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"},
    {"SP 800-38A F.1.1, block 1", "2b7e151628aed2a6abf7158809cf4f3c",
     "6bc1bee22e409f96e93d7e117393172a", "3ad77bb40d7a3660a89ecaf32466ef97"},
    {"SP 800-38A F.1.1, block 2", "2b7e151628aed2a6abf7158809cf4f3c",
     "ae2d8a571e03ac9c9eb76fac45af8e51", "f5d3d58503b9699de785895a96fdbaaf"},
    {"SP 800-38A F.1.1, block 3", "2b7e151628aed2a6abf7158809cf4f3c",
     "30c81c46a35ce411e5fbc1191a0a52ef", "43b1cd7f598ece23881b00e3ed030688"},
    {"SP 800-38A F.1.1, block 4", "2b7e151628aed2a6abf7158809cf4f3c",
     "f69f2445df4f9b17ad2b417be66c3710", "7b0c785e27e8ad3f8223207104725dd4"},
};

TEST(KeyedHash, EncryptsThePublishedVectorsOnEveryBackend) {
    for (const AesCase& item : kAesCases) {
        const aes::RoundKeys keys = aes::expand_key(key_from_hex(item.key));
        const Word128 plain = block_from_hex(item.plain);
        const Word128 expected = block_from_hex(item.encrypted);
        for (const aes::Backend* backend : backends()) {
            Word128 out;
            backend->encrypt_many(keys, &plain, &out, 1);
            EXPECT_EQ(out, expected) << item.name << ", " << backend->name;
        }
        EXPECT_EQ(Aes128(key_from_hex(item.key)).encrypt(plain), expected) << item.name;
    }
}

TEST(KeyedHash, ExpandsTheKeyOfFips197) {
    const aes::RoundKeys keys = aes::expand_key(key_from_hex("2b7e151628aed2a6abf7158809cf4f3c"));
    EXPECT_EQ(to_hex(std::span(keys).first(32)),
              "2b7e151628aed2a6abf7158809cf4f3ca0fafe1788542cb123a339392a6c7605");
    EXPECT_EQ(to_hex(std::span(keys).last(16)), "d014f9a8c9ee2589e13f0cc8b6630ca6");
}

TEST(KeyedHash, BackendsGiveTheSameBits) {
    std::mt19937_64 random(20240101);
    const aes::RoundKeys keys = aes::expand_key(key_from_hex("000102030405060708090a0b0c0d0e0f"));
    for (std::size_t count = 0; count <= 100; ++count) {
        std::vector<Word128> blocks(count);
        for (Word128& block : blocks) block = {random(), random()};
        const std::uint64_t high = random();
        const std::uint64_t first = count % 2 == 0 ? random() : 0 - std::uint64_t{5};  // wraps

        std::vector<Word128> many(count);
        std::vector<Word128> counters(count);
        aes::portable().encrypt_many(keys, blocks.data(), many.data(), count);
        aes::portable().encrypt_counters(keys, first, high, counters.data(), count);
        for (std::size_t i = 0; i < count; ++i) {
            const Word128 block{first + i, high};
            Word128 single;
            aes::portable().encrypt_many(keys, &block, &single, 1);
            ASSERT_EQ(counters[i], single) << count << " blocks, block " << i;
        }
        for (const aes::Backend* backend : backends()) {
            // One more block behind the end, which must not be touched.
            const Word128 guard{0xDEAD, 0xBEEF};
            std::vector<Word128> out(count + 1, guard);
            backend->encrypt_counters(keys, first, high, out.data(), count);
            ASSERT_TRUE(std::equal(counters.begin(), counters.end(), out.begin()))
                << backend->name << ", " << count << " counters";
            ASSERT_EQ(out[count], guard) << backend->name;

            std::ranges::copy(blocks, out.begin());
            backend->encrypt_many(keys, out.data(), out.data(), count);  // in place
            ASSERT_TRUE(std::equal(many.begin(), many.end(), out.begin()))
                << backend->name << ", " << count << " blocks";
            ASSERT_EQ(out[count], guard) << backend->name;
        }
    }
}

TEST(KeyedHash, BackendsGiveTheSameBitsOfBlocks) {
    std::mt19937_64 random(20240102);
    const aes::RoundKeys keys = aes::expand_key(key_from_hex("000102030405060708090a0b0c0d0e0f"));
    for (std::size_t count = 0; count <= 100; ++count) {
        std::vector<std::uint32_t> places(count);
        std::vector<std::uint64_t> highs(count);
        for (std::size_t i = 0; i < count; ++i) {
            // Ascending and scattered; few sets and many.
            places[i] = count % 2 == 0 ? static_cast<std::uint32_t>(7 * i) : random() & 0xFFFFFFFF;
            highs[i] = count % 3 == 0 ? i % 2 : random();
        }
        for (const aes::Backend* backend : backends()) {
            std::vector<std::uint8_t> out(count + 1, 77);
            backend->encrypt_bits(keys, places.data(), highs.data(), out.data(), count);
            for (std::size_t i = 0; i < count; ++i) {
                const Word128 block{places[i] / 128, highs[i]};
                Word128 whole;
                aes::portable().encrypt_many(keys, &block, &whole, 1);
                const std::uint32_t place = places[i] % 128;
                const std::uint64_t bit =
                    place < 64 ? whole.low >> place & 1 : whole.high >> (place - 64) & 1;
                ASSERT_EQ(out[i], bit) << backend->name << ", place " << places[i];
            }
            ASSERT_EQ(out[count], 77) << backend->name;
        }
    }
}

TEST(KeyedHash, PublicFunctionsAgreeWithEachOther) {
    const Aes128 cipher(key_from_hex("2b7e151628aed2a6abf7158809cf4f3c"));
    std::vector<Word128> counters(1000);
    cipher.encrypt_counters(77, 5, counters);
    std::vector<Word128> blocks;
    for (std::uint64_t i = 0; i < counters.size(); ++i) blocks.push_back({77 + i, 5});
    std::vector<Word128> many(blocks.size());
    cipher.encrypt_many(blocks, many);
    EXPECT_EQ(many, counters);
    EXPECT_EQ(cipher.encrypt({77 + 999, 5}), counters.back());
    const Aes128 copy = cipher;
    EXPECT_EQ(copy.encrypt({77, 5}), counters.front());
}

TEST(KeyedHash, RefusesSpansOfDifferentLength) {
    const Aes128 cipher(Aes128::Key{});
    const std::vector<Word128> blocks(3);
    std::vector<Word128> out(2);
    EXPECT_THROW(cipher.encrypt_many(blocks, out), InternalError);
}

TEST(KeyedHash, WipesRoundKeys) {
    alignas(Aes128) std::array<std::uint8_t, sizeof(Aes128)> memory{};
    auto* cipher = new (memory.data()) Aes128(key_from_hex("2b7e151628aed2a6abf7158809cf4f3c"));
    ASSERT_NE(memory[0], 0);
    cipher->~Aes128();
    EXPECT_EQ(std::accumulate(memory.begin(), memory.end(), 0), 0);
}

TEST(KeyedHash, Sha256) {
    EXPECT_EQ(to_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(KeyedHash, HkdfOfRfc5869TestCase3) {
    const std::vector<std::uint8_t> input(22, 0x0b);
    std::vector<std::uint8_t> out(42);
    hkdf_sha256(input, "", out);
    EXPECT_EQ(to_hex(out),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
              "9d201395faa4b61a96c8");
}

TEST(KeyedHash, DerivedKeysAreTheStartOfHkdf) {
    std::array<std::uint8_t, 32> master{};
    std::iota(master.begin(), master.end(), std::uint8_t{1});
    std::vector<std::uint8_t> stream(40);
    hkdf_sha256(master, "record keys", stream);
    EXPECT_EQ(to_hex(derive_key(master, "record keys")), to_hex(std::span(stream).first(16)));
    EXPECT_NE(derive_key(master, "record keys"), derive_key(master, "cell noise"));
}

}  // namespace
}  // namespace skjerm::base
