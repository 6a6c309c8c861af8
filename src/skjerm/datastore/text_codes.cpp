#include "skjerm/datastore/text_codes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "skjerm/datastore/duckdb_session.h"

namespace skjerm::datastore {

namespace {

constexpr unsigned kWordBits = 64;

/// log2 of the places: some for each text, and no more than stay in a cache.
unsigned place_bits(std::size_t texts) {
    return std::clamp(static_cast<unsigned>(std::bit_width(4 * texts)), 8U, 16U);
}

}  // namespace

TextCodes::TextCodes(const column::Dictionary& dictionary)
    : dictionary_(dictionary),
      met_(std::size_t{1} << place_bits(dictionary.size())),
      shift_(kWordBits - place_bits(dictionary.size())) {
    codes_.reserve(dictionary.size());
    for (std::uint32_t code = 1; code <= dictionary.size(); ++code)
        codes_.emplace(dictionary.text(code), code);
}

std::uint32_t TextCodes::code(const duckdb_string_t& text) {
    // A short text, or where a long one lies: the same for equal texts of a chunk. What stands at
    // the place is a guess that is compared.
    std::array<std::uint64_t, 2> words{};
    static_assert(sizeof(text) == sizeof(words));
    std::memcpy(words.data(), &text, sizeof(words));
    const std::uint64_t mixed = (words[0] ^ std::rotl(words[1], 32)) * 0x9E3779B97F4A7C15ULL;
    std::uint32_t& guess = met_[mixed >> shift_];
    const std::string_view wanted = text_of(text);
    if (guess != 0 && dictionary_.text(guess) == wanted) return guess;
    const auto found = codes_.find(wanted);
    if (found == codes_.end()) return 0;
    guess = found->second;
    return guess;
}

}  // namespace skjerm::datastore
