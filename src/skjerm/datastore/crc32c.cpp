#include "skjerm/datastore/crc32c.h"

#include <array>
#include <cstring>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace skjerm::datastore {

namespace {

constexpr std::uint32_t kReflectedPolynomial = 0x82F63B78U;

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? kReflectedPolynomial : 0U);
        table[byte] = remainder;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kTable = make_table();

}  // namespace

std::uint32_t crc32c_portable(std::span<const std::byte> bytes) {
    std::uint32_t remainder = 0xFFFFFFFFU;
    for (const std::byte byte : bytes)
        remainder =
            (remainder >> 8) ^ kTable[(remainder ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
    return ~remainder;
}

#ifdef __SSE4_2__
std::uint32_t crc32c(std::span<const std::byte> bytes) {
    std::uint64_t remainder = 0xFFFFFFFFU;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        remainder = _mm_crc32_u64(remainder, word);
    }
    auto narrow = static_cast<std::uint32_t>(remainder);
    for (; left > 0; ++at, --left)
        narrow = _mm_crc32_u8(narrow, std::to_integer<unsigned char>(*at));
    return ~narrow;
}
#else
std::uint32_t crc32c(std::span<const std::byte> bytes) { return crc32c_portable(bytes); }
#endif

}  // namespace skjerm::datastore
