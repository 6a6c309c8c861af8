#include "skjerm/audit/chain.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::audit {

namespace {

constexpr std::string_view kBeforeSize = R"({"bytes":)";
constexpr std::string_view kBeforeHash = R"(,"hash":")";
constexpr std::string_view kBeforeRecord = R"(","record":)";
constexpr std::string_view kAfterRecord = "}\n";
constexpr std::size_t kHexDigits = 64;
/// No record is longer than 10^9 bytes.
constexpr std::size_t kMostSizeDigits = 9;

/// Takes `part` from the start of `text`.
bool take(std::string_view& text, std::string_view part) {
    if (!text.starts_with(part)) return false;
    text.remove_prefix(part.size());
    return true;
}

/// A number as line_of() writes it.
std::optional<std::size_t> take_size(std::string_view& text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > kMostSizeDigits || text.front() == '0') return std::nullopt;
    std::size_t size = 0;
    std::from_chars(text.data(), text.data() + digits, size);
    text.remove_prefix(digits);
    return size;
}

/// A line up to its record.
struct Header {
    std::size_t bytes = 0;
    Hash hash{};
};

std::optional<Header> take_header(std::string_view& text) {
    if (!take(text, kBeforeSize)) return std::nullopt;
    const std::optional<std::size_t> bytes = take_size(text);
    if (!bytes || !take(text, kBeforeHash)) return std::nullopt;
    const std::optional<Hash> hash = hash_from_hex(text.substr(0, kHexDigits));
    if (!hash) return std::nullopt;
    text.remove_prefix(kHexDigits);
    if (!take(text, kBeforeRecord)) return std::nullopt;
    return Header{.bytes = *bytes, .hash = *hash};
}

}  // namespace

Hash hash_of(std::string_view text) {
    Hash hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr,
                       0);
    return hash;
}

Hash next_hash(const Hash& before, std::string_view canonical) {
    Hash hash{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    crypto_generichash_update(&state, before.data(), before.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(canonical.data()),
                              canonical.size());
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hash;
}

std::string to_hex(const Hash& hash) { return base::to_hex(hash); }

std::optional<Hash> hash_from_hex(std::string_view hex) {
    if (hex.size() != kHexDigits) return std::nullopt;
    const auto digit = [](char character) {
        if (character >= '0' && character <= '9') return character - '0';
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    };
    Hash hash{};
    for (std::size_t byte = 0; byte < hash.size(); ++byte) {
        const int high = digit(hex[2 * byte]);
        const int low = digit(hex[2 * byte + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        hash[byte] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

std::string canonical(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string line_of(std::string_view canonical, const Hash& hash) {
    std::string line(kBeforeSize);
    line += std::to_string(canonical.size());
    line.append(kBeforeHash).append(to_hex(hash)).append(kBeforeRecord);
    return line.append(canonical).append(kAfterRecord);
}

Line read_line(std::string_view text) {
    std::string_view rest = text;
    const std::optional<Header> header = take_header(rest);
    if (header && rest.size() >= header->bytes + kAfterRecord.size()) {
        const std::string_view record = rest.substr(0, header->bytes);
        rest.remove_prefix(header->bytes);
        if (!take(rest, kAfterRecord)) return {};
        return {.state = Line::State::Whole,
                .size = text.size() - rest.size(),
                .record = record,
                .hash = header->hash};
    }
    // A line break stands at the end of a finished line and nowhere else.
    if (text.find('\n') != std::string_view::npos) return {};
    return {.state = Line::State::Torn, .size = text.size(), .record = {}, .hash = {}};
}

}  // namespace skjerm::audit
