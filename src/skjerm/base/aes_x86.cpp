// AES-128 with the instructions of x86-64 CPUs: eight blocks in flight with AES-NI, 32 with VAES on
// 512-bit registers, so that every round's latency is hidden behind the other blocks' rounds. The
// loops over blocks in flight and round keys are unrolled: only then do both stay in registers.
#include "skjerm/base/aes.h"

#ifdef __x86_64__

#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>

namespace skjerm::base::aes {
namespace {

#define SKJERM_TARGET_AES __attribute__((target("aes,sse4.1")))
#define SKJERM_TARGET_VAES __attribute__((target("vaes,avx512f,avx512bw,avx512dq")))

// Word128 on a little-endian CPU is the block in memory.
static_assert(sizeof(Word128) == sizeof(__m128i));

constexpr std::size_t kNarrowInFlight = 8;

struct NarrowKeys {
    __m128i round[kRounds + 1];
};

SKJERM_TARGET_AES inline NarrowKeys load_narrow(const RoundKeys& keys) {
    NarrowKeys loaded;
#pragma GCC unroll 11
    for (std::size_t round = 0; round <= kRounds; ++round)
        loaded.round[round] =
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(keys.data() + 16 * round));
    return loaded;
}

/// Encrypts `Count` blocks side by side.
template <std::size_t Count>
SKJERM_TARGET_AES inline void run_narrow(const NarrowKeys& keys, __m128i* states) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Count; ++i) states[i] = _mm_xor_si128(states[i], keys.round[0]);
#pragma GCC unroll 9
    for (std::size_t round = 1; round < kRounds; ++round)
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Count; ++i)
            states[i] = _mm_aesenc_si128(states[i], keys.round[round]);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Count; ++i)
        states[i] = _mm_aesenclast_si128(states[i], keys.round[kRounds]);
}

SKJERM_TARGET_AES void narrow_many(const RoundKeys& round_keys, const Word128* blocks, Word128* out,
                                   std::size_t count) {
    const NarrowKeys keys = load_narrow(round_keys);
    const auto* from = reinterpret_cast<const __m128i*>(blocks);
    auto* to = reinterpret_cast<__m128i*>(out);
    std::size_t at = 0;
    for (; at + kNarrowInFlight <= count; at += kNarrowInFlight) {
        __m128i states[kNarrowInFlight];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i)
            states[i] = _mm_loadu_si128(from + at + i);
        run_narrow<kNarrowInFlight>(keys, states);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i) _mm_storeu_si128(to + at + i, states[i]);
    }
    for (; at < count; ++at) {
        __m128i state = _mm_loadu_si128(from + at);
        run_narrow<1>(keys, &state);
        _mm_storeu_si128(to + at, state);
    }
}

SKJERM_TARGET_AES void narrow_counters(const RoundKeys& round_keys, std::uint64_t first_low,
                                       std::uint64_t high, Word128* out, std::size_t count) {
    const NarrowKeys keys = load_narrow(round_keys);
    const auto block = [&](std::size_t i) SKJERM_TARGET_AES {
        return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(first_low + i));
    };
    auto* to = reinterpret_cast<__m128i*>(out);
    std::size_t at = 0;
    for (; at + kNarrowInFlight <= count; at += kNarrowInFlight) {
        __m128i states[kNarrowInFlight];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i) states[i] = block(at + i);
        run_narrow<kNarrowInFlight>(keys, states);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i) _mm_storeu_si128(to + at + i, states[i]);
    }
    for (; at < count; ++at) {
        __m128i state = block(at);
        run_narrow<1>(keys, &state);
        _mm_storeu_si128(to + at, state);
    }
}

SKJERM_TARGET_AES void narrow_bits(const RoundKeys& round_keys, const std::uint32_t* places,
                                   const std::uint64_t* highs, std::uint8_t* out,
                                   std::size_t count) {
    const NarrowKeys keys = load_narrow(round_keys);
    const auto block = [&](std::size_t i) SKJERM_TARGET_AES {
        return _mm_set_epi64x(static_cast<long long>(highs[i]), places[i] / kBitsPerBlock);
    };
    Word128 bits[kNarrowInFlight];
    std::size_t at = 0;
    for (; at + kNarrowInFlight <= count; at += kNarrowInFlight) {
        __m128i states[kNarrowInFlight];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i) states[i] = block(at + i);
        run_narrow<kNarrowInFlight>(keys, states);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i)
            _mm_storeu_si128(reinterpret_cast<__m128i*>(bits + i), states[i]);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kNarrowInFlight; ++i)
            out[at + i] = bit_of(bits[i], places[at + i]);
    }
    for (; at < count; ++at) {
        __m128i state = block(at);
        run_narrow<1>(keys, &state);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(bits), state);
        out[at] = bit_of(bits[0], places[at]);
    }
}

constexpr std::size_t kLanes = 4;  ///< blocks in a 512-bit register
constexpr std::size_t kWideInFlight = 8;

struct WideKeys {
    __m512i round[kRounds + 1];
};

SKJERM_TARGET_VAES inline WideKeys load_wide(const RoundKeys& keys) {
    WideKeys loaded;
#pragma GCC unroll 11
    for (std::size_t round = 0; round <= kRounds; ++round)
        // The form with a full mask, as GCC 12 takes the plain one for a use before initialisation.
        loaded.round[round] = _mm512_maskz_broadcast_i32x4(
            0xFFFF, _mm_loadu_si128(reinterpret_cast<const __m128i*>(keys.data() + 16 * round)));
    return loaded;
}

/// Encrypts `Count` registers of four blocks side by side.
template <std::size_t Count>
SKJERM_TARGET_VAES inline void run_wide(const WideKeys& keys, __m512i* states) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Count; ++i) states[i] = _mm512_xor_si512(states[i], keys.round[0]);
#pragma GCC unroll 9
    for (std::size_t round = 1; round < kRounds; ++round)
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Count; ++i)
            states[i] = _mm512_aesenc_epi128(states[i], keys.round[round]);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Count; ++i)
        states[i] = _mm512_aesenclast_epi128(states[i], keys.round[kRounds]);
}

/// The words of `blocks` blocks (at most four) out of the eight of a register.
inline __mmask8 words_of(std::size_t blocks) {
    return static_cast<__mmask8>((1U << (2 * blocks)) - 1);
}

SKJERM_TARGET_VAES void wide_many(const RoundKeys& round_keys, const Word128* blocks, Word128* out,
                                  std::size_t count) {
    if (count < kLanes) return narrow_many(round_keys, blocks, out, count);
    const WideKeys keys = load_wide(round_keys);
    constexpr std::size_t kStride = kLanes * kWideInFlight;
    std::size_t at = 0;
    for (; at + kStride <= count; at += kStride) {
        __m512i states[kWideInFlight];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kWideInFlight; ++i)
            states[i] = _mm512_loadu_si512(blocks + at + i * kLanes);
        run_wide<kWideInFlight>(keys, states);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kWideInFlight; ++i)
            _mm512_storeu_si512(out + at + i * kLanes, states[i]);
    }
    for (; at < count; at += kLanes) {
        const __mmask8 words = words_of(std::min(kLanes, count - at));
        __m512i state = _mm512_maskz_loadu_epi64(words, blocks + at);
        run_wide<1>(keys, &state);
        _mm512_mask_storeu_epi64(out + at, words, state);
    }
}

SKJERM_TARGET_VAES void wide_counters(const RoundKeys& round_keys, std::uint64_t first_low,
                                      std::uint64_t high, Word128* out, std::size_t count) {
    const WideKeys keys = load_wide(round_keys);
    const auto low = static_cast<long long>(first_low);
    const auto top = static_cast<long long>(high);
    constexpr std::size_t kStride = kLanes * kWideInFlight;
    __m512i counter = _mm512_add_epi64(_mm512_set_epi64(top, low, top, low, top, low, top, low),
                                       _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0));
    const __m512i next_register = _mm512_set_epi64(0, kLanes, 0, kLanes, 0, kLanes, 0, kLanes);
    std::size_t at = 0;
    for (; at + kStride <= count; at += kStride) {
        __m512i states[kWideInFlight];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kWideInFlight; ++i) {
            states[i] = counter;
            counter = _mm512_add_epi64(counter, next_register);
        }
        run_wide<kWideInFlight>(keys, states);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kWideInFlight; ++i)
            _mm512_storeu_si512(out + at + i * kLanes, states[i]);
    }
    for (; at < count; at += kLanes) {
        __m512i state = counter;
        counter = _mm512_add_epi64(counter, next_register);
        run_wide<1>(keys, &state);
        _mm512_mask_storeu_epi64(out + at, words_of(std::min(kLanes, count - at)), state);
    }
}

SKJERM_TARGET_VAES void wide_bits(const RoundKeys& round_keys, const std::uint32_t* places,
                                  const std::uint64_t* highs, std::uint8_t* out,
                                  std::size_t count) {
    constexpr std::size_t kRegisters = 4;  // of eight places; two of blocks each
    constexpr std::size_t kStride = 8 * kRegisters;
    constexpr __mmask8 kAll = 0xFF;  // as above: the forms with a mask
    const WideKeys keys = load_wide(round_keys);
    std::size_t at = 0;
    for (; at + kStride <= count; at += kStride) {
        const auto places_at = [&](std::size_t i) SKJERM_TARGET_VAES {
            return _mm512_maskz_cvtepu32_epi64(
                kAll, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places + at + 8 * i)));
        };
        // Blocks of even places in one register, of odd places in the next.
        __m512i states[2 * kRegisters];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < kRegisters; ++i) {
            const __m512i low = _mm512_maskz_srli_epi64(kAll, places_at(i), 7);
            const __m512i high = _mm512_loadu_si512(highs + at + 8 * i);
            states[2 * i] = _mm512_maskz_unpacklo_epi64(kAll, low, high);
            states[2 * i + 1] = _mm512_maskz_unpackhi_epi64(kAll, low, high);
        }
        run_wide<2 * kRegisters>(keys, states);
#pragma GCC unroll 4
        for (std::size_t i = 0; i < kRegisters; ++i) {
            const __m512i place = places_at(i);
            const __m512i low = _mm512_maskz_unpacklo_epi64(kAll, states[2 * i], states[2 * i + 1]);
            const __m512i word = _mm512_mask_unpackhi_epi64(
                low, _mm512_test_epi64_mask(place, _mm512_set1_epi64(64)), states[2 * i],
                states[2 * i + 1]);
            const __m512i shift = _mm512_and_epi64(place, _mm512_set1_epi64(63));
            const __m512i bit =
                _mm512_and_epi64(_mm512_maskz_srlv_epi64(kAll, word, shift), _mm512_set1_epi64(1));
            _mm512_mask_cvtepi64_storeu_epi8(out + at + 8 * i, kAll, bit);
        }
    }
    narrow_bits(round_keys, places + at, highs + at, out + at, count - at);
}

#undef SKJERM_TARGET_AES
#undef SKJERM_TARGET_VAES

}  // namespace

const Backend* aes_ni() {
    static constexpr Backend kBackend{"AES-NI", narrow_many, narrow_counters, narrow_bits};
    return __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1") ? &kBackend : nullptr;
}

const Backend* vector_aes() {
    static constexpr Backend kBackend{"VAES", wide_many, wide_counters, wide_bits};
    // cpuid leaf 7, ECX bit 9; clang's __builtin_cpu_supports does not know the name "vaes".
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    const bool has_vaes =
        __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ecx >> 9 & 1U) != 0;
    const bool supported = has_vaes && __builtin_cpu_supports("avx512f") &&
                           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
    return supported ? &kBackend : nullptr;
}

}  // namespace skjerm::base::aes

#else

namespace skjerm::base::aes {

const Backend* aes_ni() { return nullptr; }
const Backend* vector_aes() { return nullptr; }

}  // namespace skjerm::base::aes

#endif
