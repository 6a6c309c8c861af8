#include "skjerm/base/derivation.h"

#include <bit>
#include <cmath>

namespace skjerm::base {

namespace {

// Registers hold whole numbers, or hundredths. Up to these limits rounding stays below a ten
// millionth of their unit.
constexpr double kSmallestFactor = 1e-9;
constexpr double kLargestFactor = 1e9;
constexpr double kLargestReach = 1e7;

void append(std::string& bytes, std::uint64_t number) {
    for (int byte = 0; byte < 8; ++byte) bytes.push_back(static_cast<char>(number >> (8 * byte)));
}

std::uint64_t word_at(const Digest256& digest, std::size_t begin) {
    std::uint64_t word = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
        word |= std::uint64_t{digest[begin + byte]} << (8 * byte);
    return word;
}

}  // namespace

DerivationMaker& DerivationMaker::add(std::string_view text) {
    bytes_.push_back('t');
    append(bytes_, text.size());
    bytes_ += text;
    return *this;
}

DerivationMaker& DerivationMaker::add(std::uint64_t number) {
    bytes_.push_back('n');
    append(bytes_, number);
    return *this;
}

DerivationMaker& DerivationMaker::add(double number) {
    bytes_.push_back('f');
    append(bytes_, std::bit_cast<std::uint64_t>(number));
    return *this;
}

DerivationMaker& DerivationMaker::add(const Derivation& source) {
    bytes_.push_back('d');
    append(bytes_, source.own.low);
    append(bytes_, source.own.high);
    return *this;
}

Derivation DerivationMaker::make() const {
    // 128 bits: whoever could find two computations of one fingerprint could compare them.
    const Digest256 digest = sha256(bytes_);
    const Word128 own{word_at(digest, 0), word_at(digest, 8)};
    return {.own = own, .family = own};
}

Derivation DerivationMaker::make_register() const {
    Derivation result = make();
    result.factor = 1;
    return result;
}

std::optional<Derivation> scaled(const Derivation& y, double factor) {
    Derivation result = y;
    result.factor *= factor;
    result.shift *= factor;
    const double size = std::fabs(result.factor);
    if (!(size >= kSmallestFactor && size <= kLargestFactor)) return std::nullopt;
    return result;
}

std::optional<Derivation> shifted(const Derivation& y, double shift) {
    if (!y.is_linear()) return std::nullopt;
    Derivation result = y;
    result.shift += shift;
    result.reach += std::fabs(shift / y.factor);
    if (!(result.reach <= kLargestReach)) return std::nullopt;
    return result;
}

}  // namespace skjerm::base
