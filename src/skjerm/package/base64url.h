// Base64 with the alphabet for URLs and padding (RFC 4648, section 5), in pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace skjerm::package {

/// Characters that `bytes` bytes take.
[[nodiscard]] constexpr std::uint64_t base64url_size(std::uint64_t bytes) {
    return (bytes + 2) / 3 * 4;
}

/// Appends bytes as characters; all pieces but the last have a multiple of three bytes.
void append_base64url(std::string& out, std::span<const std::uint8_t> bytes);

/// Reads characters in pieces of any size.
class Base64UrlDecoder {
public:
    /// Decodes into `out`, which has room for three quarters of `text` and three bytes more; the
    /// number of bytes. Check failed() after it.
    std::size_t decode(std::span<const char> text, std::uint8_t* out);

    /// A character that is none of the alphabet, or text behind the padding.
    [[nodiscard]] bool failed() const { return failed_; }
    /// Whether the text may end here: after whole groups of four characters.
    [[nodiscard]] bool is_whole() const { return !failed_ && held_ == 0; }

private:
    std::uint32_t bits_ = 0;
    int held_ = 0;     // characters of the group so far
    int padding_ = 0;  // among them
    bool ended_ = false;
    bool failed_ = false;
};

}  // namespace skjerm::package
