// AES-128 without special instructions. The S-box is computed (inversion in GF(2^8) and an affine
// map) instead of looked up, because the time of a table look-up depends on the cache and so on the
// key. The 16 bytes of a block are worked on side by side with the compiler's vector types.
#include <algorithm>
#include <cstring>

#include "skjerm/base/aes.h"

namespace skjerm::base::aes {
namespace {

constexpr std::size_t kBlockBytes = 16;

using Bytes = std::uint8_t __attribute__((vector_size(kBlockBytes)));

using SignedBytes = std::int8_t __attribute__((vector_size(kBlockBytes)));

/// All ones in the bytes whose highest bit is set, zero in the others.
Bytes high_bit_mask(Bytes x) {
    return reinterpret_cast<Bytes>(reinterpret_cast<SignedBytes>(x) < 0);
}

/// x · 2 modulo the AES polynomial x^8 + x^4 + x^3 + x + 1.
Bytes doubled(Bytes x) { return (x + x) ^ (high_bit_mask(x) & 0x1B); }

/// Horner's rule over the bits of b, from the highest.
Bytes product(Bytes a, Bytes b) {
    Bytes sum{};
#pragma GCC unroll 8
    for (int bit = 0; bit < 8; ++bit) {
        sum = doubled(sum) ^ (high_bit_mask(b) & a);
        b += b;
    }
    return sum;
}

Bytes squared(Bytes x) { return product(x, x); }

/// x^254: the inverse, and 0 for 0.
Bytes inverse(Bytes x) {
    const Bytes x2 = squared(x);
    const Bytes x3 = product(x2, x);
    const Bytes x12 = squared(squared(x3));
    const Bytes x15 = product(x12, x3);
    const Bytes x240 = squared(squared(squared(squared(x15))));
    return product(product(x240, x12), x2);
}

Bytes rotated_left(Bytes x, int bits) { return (x << bits) | (x >> (8 - bits)); }

/// FIPS 197, section 5.1.1.
Bytes sub_bytes(Bytes state) {
    const Bytes x = inverse(state);
    return x ^ rotated_left(x, 1) ^ rotated_left(x, 2) ^ rotated_left(x, 3) ^ rotated_left(x, 4) ^
           0x63;
}

/// Byte i becomes byte source(i).
template <class Source>
Bytes permuted(Bytes state, Source source) {
    Bytes result{};
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kBlockBytes; ++i) result[i] = state[source(i)];
    return result;
}

/// FIPS 197, section 5.1.2: row r of the column-major state moves r columns to the left.
Bytes shift_rows(Bytes state) {
    return permuted(state, [](std::size_t i) { return (i + 4 * (i % 4)) % kBlockBytes; });
}

/// The byte `rows` below in the same column.
Bytes from_below(Bytes state, std::size_t rows) {
    return permuted(state, [rows](std::size_t i) { return i / 4 * 4 + (i + rows) % 4; });
}

/// FIPS 197, section 5.1.3: 2·a0 + 3·a1 + a2 + a3 in every column.
Bytes mix_columns(Bytes state) {
    const Bytes next = from_below(state, 1);
    const Bytes pair = state ^ next;
    return doubled(pair) ^ next ^ from_below(pair, 2);
}

Bytes round_key(const RoundKeys& keys, std::size_t round) {
    Bytes result;
    std::memcpy(&result, keys.data() + round * kBlockBytes, kBlockBytes);
    return result;
}

Bytes encrypt(const RoundKeys& keys, Bytes state) {
    state ^= round_key(keys, 0);
    for (std::size_t round = 1; round < kRounds; ++round)
        state = mix_columns(shift_rows(sub_bytes(state))) ^ round_key(keys, round);
    return shift_rows(sub_bytes(state)) ^ round_key(keys, kRounds);
}

Word128 encrypt(const RoundKeys& keys, Word128 block) {
    Bytes state{};
    for (std::size_t i = 0; i < 8; ++i) {
        state[i] = static_cast<std::uint8_t>(block.low >> (8 * i));
        state[i + 8] = static_cast<std::uint8_t>(block.high >> (8 * i));
    }
    const Bytes encrypted = encrypt(keys, state);
    Word128 out;
    for (std::size_t i = 0; i < 8; ++i) {
        out.low |= static_cast<std::uint64_t>(encrypted[i]) << (8 * i);
        out.high |= static_cast<std::uint64_t>(encrypted[i + 8]) << (8 * i);
    }
    return out;
}

void encrypt_many(const RoundKeys& keys, const Word128* blocks, Word128* out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = encrypt(keys, blocks[i]);
}

void encrypt_counters(const RoundKeys& keys, std::uint64_t first_low, std::uint64_t high,
                      Word128* out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = encrypt(keys, Word128{first_low + i, high});
}

/// Neighbours often share a block, and a block is dear.
void encrypt_bits(const RoundKeys& keys, const std::uint32_t* places, const std::uint64_t* highs,
                  std::uint8_t* out, std::size_t count) {
    Word128 block;
    Word128 bits;
    for (std::size_t i = 0; i < count; ++i) {
        const Word128 wanted{places[i] / kBitsPerBlock, highs[i]};
        if (i == 0 || wanted != block) {
            block = wanted;
            bits = encrypt(keys, block);
        }
        out[i] = bit_of(bits, places[i]);
    }
}

}  // namespace

const Backend& portable() {
    static constexpr Backend kBackend{"portable", encrypt_many, encrypt_counters, encrypt_bits};
    return kBackend;
}

RoundKeys expand_key(const Aes128::Key& key) {
    // FIPS 197, section 5.2: four bytes a step, the first of each round key through the S-box.
    RoundKeys keys{};
    std::copy(key.begin(), key.end(), keys.begin());
    std::uint8_t round_constant = 1;
    for (std::size_t at = kBlockBytes; at < keys.size(); at += 4) {
        std::array<std::uint8_t, 4> word{};
        std::copy_n(&keys[at - 4], 4, word.begin());
        if (at % kBlockBytes == 0) {
            const Bytes rotated{word[1], word[2], word[3], word[0]};
            const Bytes substituted = sub_bytes(rotated);
            for (std::size_t i = 0; i < 4; ++i) word[i] = substituted[i];
            word[0] ^= round_constant;
            round_constant =
                static_cast<std::uint8_t>((round_constant << 1) ^ ((round_constant >> 7) * 0x1B));
        }
        for (std::size_t i = 0; i < 4; ++i)
            keys[at + i] = static_cast<std::uint8_t>(keys[at - kBlockBytes + i] ^ word[i]);
    }
    return keys;
}

}  // namespace skjerm::base::aes
