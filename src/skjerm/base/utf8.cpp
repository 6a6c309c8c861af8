#include "skjerm/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "skjerm/base/check.h"

namespace skjerm::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Bytes before the first non-ASCII one, eight at a time: registers are ASCII almost throughout.
std::size_t ascii_prefix(std::string_view text, std::size_t from) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    std::size_t at = from;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, 8);
        if ((eight & kHighBits) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

/// Length of the sequence at `at` (0 when it is invalid) and its code point.
std::size_t decode(std::string_view text, std::size_t at, utf8proc_int32_t& value) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
    const auto left = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size() - at, 4));
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, left, &value);
    return length > 0 ? static_cast<std::size_t>(length) : 0;
}

std::u32string code_points(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        points.push_back(point.value);
        at += point.bytes;
    }
    return points;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t at = ascii_prefix(text, 0); at < text.size(); at = ascii_prefix(text, at)) {
        utf8proc_int32_t value = 0;
        const std::size_t length = decode(text, at, value);
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

std::size_t code_point_count(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) at += code_point_at(text, at).bytes;
    return count;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
    SKJERM_CHECK(at < text.size());
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    utf8proc_int32_t value = 0;
    const std::size_t length = decode(text, at, value);
    if (length == 0) return {kReplacement, 1};
    return {static_cast<char32_t>(value), length};
}

void append_utf8(std::string& out, char32_t code_point) {
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t length =
        utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

bool is_letter(char32_t code_point) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
            return true;
        default:
            return false;
    }
}

bool is_unprintable(char32_t code_point) {
    const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    const bool separator = code_point == 0x2028 || code_point == 0x2029;
    const bool direction = code_point == 0x061C || code_point == 0x200E || code_point == 0x200F ||
                           (code_point >= 0x202A && code_point <= 0x202E) ||
                           (code_point >= 0x2066 && code_point <= 0x2069);
    return control || separator || direction;
}

int display_width(char32_t code_point) {
    return std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point)));
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        width += static_cast<std::size_t>(display_width(point.value));
        at += point.bytes;
    }
    return width;
}

std::string normalise_nfc(std::string_view text) {
    if (ascii_prefix(text, 0) == text.size()) return std::string(text);
    utf8proc_uint8_t* mapped = nullptr;
    const utf8proc_ssize_t length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (length < 0) return std::string(text);  // not UTF-8: nothing to normalise
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

std::u32string lower_case(std::string_view text) {
    std::u32string points = code_points(text);
    for (char32_t& point : points)
        point = static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(point)));
    return points;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    const std::u32string from = code_points(a);
    const std::u32string to = code_points(b);
    // One row of the usual table: costs[j] is the distance of the prefixes (i, j).
    std::vector<std::size_t> costs(to.size() + 1);
    std::iota(costs.begin(), costs.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = costs[0];
        costs[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replace = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = costs[j];
            costs[j] = std::min({replace, costs[j] + 1, costs[j - 1] + 1});
        }
    }
    return costs.back();
}

}  // namespace skjerm::base
