// A half-open range of bytes in a UTF-8 script. Line and column are derived from it only when a
// message is shown (base/source_text.h), so that nodes stay small.
#pragma once

#include <cstdint>

namespace skjerm::base {

struct Span {
    std::uint32_t begin = 0;  ///< first byte
    std::uint32_t end = 0;    ///< one past the last byte

    [[nodiscard]] constexpr std::uint32_t size() const { return end - begin; }
    friend constexpr bool operator==(Span, Span) = default;
};

/// The smallest span that covers both.
[[nodiscard]] constexpr Span cover(Span a, Span b) {
    return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace skjerm::base
