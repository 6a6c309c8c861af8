#include "skjerm/datastore/expand.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace skjerm::datastore {

namespace {

/// One word of 64 presence bits; returns the packed values used.
template <class Word>
std::size_t expand_word(std::uint64_t bits, const Word* packed, std::size_t units, Word missing,
                        Word* out) {
    std::fill_n(out, units, missing);
    std::size_t used = 0;
    for (; bits != 0; bits &= bits - 1) out[std::countr_zero(bits)] = packed[used++];
    return used;
}

#ifdef __AVX2__

/// For each pattern of 8 presence bits, which packed value goes to each of 8 places.
constexpr std::array<std::array<std::uint8_t, 8>, 256> make_sources() {
    std::array<std::array<std::uint8_t, 8>, 256> table{};
    for (std::size_t pattern = 0; pattern < 256; ++pattern) {
        std::uint8_t next = 0;
        for (std::size_t place = 0; place < 8; ++place)
            if ((pattern >> place & 1U) != 0) table[pattern][place] = next++;
    }
    return table;
}
alignas(64) constexpr std::array<std::array<std::uint8_t, 8>, 256> kSources = make_sources();

__m128i load_sources(unsigned pattern) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kSources[pattern].data()));
}

/// Writes 8 places from up to 8 packed values; reads 8 packed values whatever the pattern.
void expand_eight(unsigned pattern, const std::uint8_t* packed, std::uint8_t missing,
                  std::uint8_t* out) {
    const __m128i values = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(packed));
    const __m128i spread = _mm_shuffle_epi8(values, load_sources(pattern));
    const __m128i places = _mm_set1_epi64x(static_cast<long long>(0x8040201008040201ULL));
    const __m128i present =
        _mm_cmpeq_epi8(_mm_and_si128(_mm_set1_epi8(static_cast<char>(pattern)), places), places);
    const __m128i filled =
        _mm_blendv_epi8(_mm_set1_epi8(static_cast<char>(missing)), spread, present);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out), filled);
}

void expand_eight(unsigned pattern, const std::uint16_t* packed, std::uint16_t missing,
                  std::uint16_t* out) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(packed));
    // Source s of 16 bits is the bytes 2s and 2s + 1.
    const __m128i source = _mm_cvtepu8_epi16(load_sources(pattern));
    const __m128i low = _mm_slli_epi16(source, 1);
    const __m128i bytes =
        _mm_or_si128(low, _mm_slli_epi16(_mm_add_epi16(low, _mm_set1_epi16(1)), 8));
    const __m128i spread = _mm_shuffle_epi8(values, bytes);
    const __m128i places = _mm_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128);
    const __m128i present =
        _mm_cmpeq_epi16(_mm_and_si128(_mm_set1_epi16(static_cast<short>(pattern)), places), places);
    const __m128i filled =
        _mm_blendv_epi8(_mm_set1_epi16(static_cast<short>(missing)), spread, present);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), filled);
}

void expand_eight(unsigned pattern, const std::uint32_t* packed, std::uint32_t missing,
                  std::uint32_t* out) {
    const __m256i values = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed));
    const __m256i spread =
        _mm256_permutevar8x32_epi32(values, _mm256_cvtepu8_epi32(load_sources(pattern)));
    const __m256i places = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const __m256i present = _mm256_cmpeq_epi32(
        _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(pattern)), places), places);
    const __m256i filled =
        _mm256_blendv_epi8(_mm256_set1_epi32(static_cast<int>(missing)), spread, present);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), filled);
}

/// Four places of 8 bytes, as pairs of 4-byte halves.
void expand_four(unsigned pattern, const std::uint64_t* packed, std::uint64_t missing,
                 std::uint64_t* out) {
    const __m256i values = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed));
    const __m256i source = _mm256_slli_epi64(_mm256_cvtepu8_epi64(load_sources(pattern)), 1);
    const __m256i halves = _mm256_or_si256(
        source, _mm256_slli_epi64(_mm256_add_epi64(source, _mm256_set1_epi64x(1)), 32));
    const __m256i spread = _mm256_permutevar8x32_epi32(values, halves);
    const __m256i places = _mm256_setr_epi64x(1, 2, 4, 8);
    const __m256i present = _mm256_cmpeq_epi64(
        _mm256_and_si256(_mm256_set1_epi64x(static_cast<long long>(pattern)), places), places);
    const __m256i filled =
        _mm256_blendv_epi8(_mm256_set1_epi64x(static_cast<long long>(missing)), spread, present);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), filled);
}

void expand_eight(unsigned pattern, const std::uint64_t* packed, std::uint64_t missing,
                  std::uint64_t* out) {
    const unsigned low = pattern & 15U;
    expand_four(low, packed, missing, out);
    expand_four(pattern >> 4, packed + std::popcount(low), missing, out + 4);
}

#endif

}  // namespace

template <class Word>
void expand_portable(const std::uint64_t* presence, const Word* packed, std::size_t units,
                     Word missing, Word* out) {
    for (std::size_t begin = 0; begin < units; begin += 64)
        packed += expand_word(presence[begin / 64], packed,
                              std::min<std::size_t>(64, units - begin), missing, out + begin);
}

template <class Word>
void expand(const std::uint64_t* presence, const Word* packed, std::size_t records,
            std::size_t units, Word missing, Word* out) {
#ifdef __AVX2__
    // A full word of presence takes at most 64 values, and its last step reads at most 8 past the
    // ones it uses: the vector path stops while that many are left.
    std::size_t begin = 0;
    std::size_t used = 0;
    for (; begin + 64 <= units && used + 64 + 8 <= records; begin += 64) {
        const std::uint64_t bits = presence[begin / 64];
        for (unsigned step = 0; step < 8; ++step) {
            const auto pattern = static_cast<unsigned>(bits >> (step * 8) & 0xFFU);
            expand_eight(pattern, packed + used, missing, out + begin + step * 8);
            used += static_cast<std::size_t>(std::popcount(pattern));
        }
    }
    expand_portable(presence + begin / 64, packed + used, units - begin, missing, out + begin);
#else
    (void)records;
    expand_portable(presence, packed, units, missing, out);
#endif
}

template void expand(const std::uint64_t*, const std::uint8_t*, std::size_t, std::size_t,
                     std::uint8_t, std::uint8_t*);
template void expand(const std::uint64_t*, const std::uint16_t*, std::size_t, std::size_t,
                     std::uint16_t, std::uint16_t*);
template void expand(const std::uint64_t*, const std::uint32_t*, std::size_t, std::size_t,
                     std::uint32_t, std::uint32_t*);
template void expand(const std::uint64_t*, const std::uint64_t*, std::size_t, std::size_t,
                     std::uint64_t, std::uint64_t*);
template void expand_portable(const std::uint64_t*, const std::uint8_t*, std::size_t, std::uint8_t,
                              std::uint8_t*);
template void expand_portable(const std::uint64_t*, const std::uint16_t*, std::size_t,
                              std::uint16_t, std::uint16_t*);
template void expand_portable(const std::uint64_t*, const std::uint32_t*, std::size_t,
                              std::uint32_t, std::uint32_t*);
template void expand_portable(const std::uint64_t*, const std::uint64_t*, std::size_t,
                              std::uint64_t, std::uint64_t*);

}  // namespace skjerm::datastore
