// Small vectors for the few loops over rows that the compiler does not turn into vectors by itself:
// sums into scattered places, and sums in 32 bits. On a CPU without such vectors the compiler takes
// them apart; all is integers, so the bits are the same. Internal to stats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace skjerm::stats::detail {

using Int32x4 = std::int32_t __attribute__((vector_size(16)));
using Int32x8 = std::int32_t __attribute__((vector_size(32)));
using Uint8x8 = std::uint8_t __attribute__((vector_size(8)));
using Uint16x8 = std::uint16_t __attribute__((vector_size(16)));
using Uint8x32 = std::uint8_t __attribute__((vector_size(32)));
using Int64x4 = std::int64_t __attribute__((vector_size(32)));
using Uint64x4 = std::uint64_t __attribute__((vector_size(32)));

/// The vector that starts at `from`, at any address.
template <class Vector>
[[nodiscard]] inline Vector load(const void* from) {
    Vector vector;
    std::memcpy(&vector, from, sizeof vector);
    return vector;
}

[[nodiscard]] inline Int32x8 widened(Uint8x8 bytes) {
#ifdef __AVX2__
    std::int64_t word = 0;
    std::memcpy(&word, &bytes, sizeof word);
    return reinterpret_cast<Int32x8>(_mm256_cvtepu8_epi32(_mm_cvtsi64_si128(word)));
#else
    return __builtin_convertvector(bytes, Int32x8);
#endif
}

template <class Vector>
[[nodiscard]] inline Vector absolute(Vector d) {
    return d < 0 ? -d : d;
}

/// Entry i is entry places[i] of `entries`.
[[nodiscard]] inline Int32x8 permuted(Int32x8 entries, Uint8x8 places) {
#ifdef __AVX2__
    return reinterpret_cast<Int32x8>(_mm256_permutevar8x32_epi32(
        reinterpret_cast<__m256i>(entries), reinterpret_cast<__m256i>(widened(places))));
#else
    Int32x8 result;
    for (int i = 0; i < 8; ++i) result[i] = entries[places[i]];
    return result;
#endif
}

/// Bit i is set where entry i is negative.
[[nodiscard]] inline std::uint8_t sign_bits(Int32x8 entries) {
#ifdef __AVX2__
    return static_cast<std::uint8_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(entries)));
#else
    unsigned bits = 0;
    for (unsigned i = 0; i < 8; ++i) bits |= (entries[i] < 0 ? 1U : 0U) << i;
    return static_cast<std::uint8_t>(bits);
#endif
}

/// Products of integers in 64 bits that each fit in 32.
[[nodiscard]] inline Int64x4 products(Int64x4 a, Int64x4 b) {
#ifdef __AVX2__
    return reinterpret_cast<Int64x4>(
        _mm256_mul_epi32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
    return a * b;
#endif
}

/// Sums of the products of neighbours, of which each fits in 31 bits: 0 with 1, 2 with 3, …
[[nodiscard]] inline Int64x4 paired_products(Int32x8 a, Int32x8 b) {
#ifdef __AVX2__
    const auto odd = [](Int32x8 both) {
        return _mm256_srli_epi64(reinterpret_cast<__m256i>(both), 32);
    };
    return reinterpret_cast<Int64x4>(_mm256_add_epi64(
        _mm256_mul_epi32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)),
        _mm256_mul_epi32(odd(a), odd(b))));
#else
    Int64x4 sums;
    for (int i = 0; i < 4; ++i)
        sums[i] = std::int64_t{a[2 * i]} * b[2 * i] + std::int64_t{a[2 * i + 1]} * b[2 * i + 1];
    return sums;
#endif
}

/// Sum of the entries.
template <class Vector>
[[nodiscard]] inline std::int64_t total(Vector vector) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < sizeof(Vector) / sizeof(vector[0]); ++i) sum += vector[i];
    return sum;
}

}  // namespace skjerm::stats::detail
