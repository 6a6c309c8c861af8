#include "skjerm/package/base64url.h"

#include <algorithm>
#include <array>

namespace skjerm::package {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 255;

constexpr std::array<std::uint8_t, 256> kValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNone);
    for (std::uint8_t value = 0; value < 64; ++value)
        values[static_cast<unsigned char>(kAlphabet[value])] = value;
    return values;
}();

std::uint8_t value_of(char character) { return kValues[static_cast<unsigned char>(character)]; }

std::uint8_t byte_of(std::uint32_t bits, int shift) {
    return static_cast<std::uint8_t>((bits >> shift) & 0xFF);
}

}  // namespace

void append_base64url(std::string& out, std::span<const std::uint8_t> bytes) {
    std::size_t at = 0;
    for (; at < bytes.size(); at += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t bits = static_cast<std::uint32_t>(bytes[at]) << 16;
        if (here > 1) bits |= static_cast<std::uint32_t>(bytes[at + 1]) << 8;
        if (here > 2) bits |= bytes[at + 2];
        out += kAlphabet[bits >> 18];
        out += kAlphabet[(bits >> 12) & 63];
        out += here > 1 ? kAlphabet[(bits >> 6) & 63] : '=';
        out += here > 2 ? kAlphabet[bits & 63] : '=';
    }
}

std::size_t Base64UrlDecoder::decode(std::span<const char> text, std::uint8_t* out) {
    const std::uint8_t* const begin = out;
    std::size_t at = 0;
    while (at < text.size() && !failed_) {
        // Whole groups without padding, the ordinary case.
        while (held_ == 0 && !ended_ && at + 4 <= text.size()) {
            const std::uint8_t a = value_of(text[at]);
            const std::uint8_t b = value_of(text[at + 1]);
            const std::uint8_t c = value_of(text[at + 2]);
            const std::uint8_t d = value_of(text[at + 3]);
            if ((a | b | c | d) > 63) break;
            const std::uint32_t bits = (std::uint32_t{a} << 18) | (std::uint32_t{b} << 12) |
                                       (std::uint32_t{c} << 6) | std::uint32_t{d};
            *out++ = byte_of(bits, 16);
            *out++ = byte_of(bits, 8);
            *out++ = byte_of(bits, 0);
            at += 4;
        }
        if (at == text.size()) break;
        const char character = text[at++];
        const bool pad = character == '=' && held_ >= 2;
        const std::uint8_t value = pad ? std::uint8_t{0} : value_of(character);
        failed_ = ended_ || value == kNone || (padding_ > 0 && !pad);
        if (failed_) break;
        bits_ = (bits_ << 6) | value;
        padding_ += pad ? 1 : 0;
        if (++held_ < 4) continue;
        for (int byte = 0; byte < 3 - padding_; ++byte) *out++ = byte_of(bits_, 16 - 8 * byte);
        ended_ = padding_ > 0;
        bits_ = 0;
        held_ = 0;
        padding_ = 0;
    }
    return static_cast<std::size_t>(out - begin);
}

}  // namespace skjerm::package
