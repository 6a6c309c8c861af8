#include "skjerm/disclosure/sample_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace skjerm::disclosure {

namespace {

using base::Aes128;
using base::Word128;

// The second word of a block says what is encrypted, so that no two uses of the key share one.
constexpr std::uint64_t kClassOfSeed = 0x636c617373000000;
constexpr std::uint64_t kOrder = 0x6f72646572000000;

Aes128::Key order_key(const Aes128::Key& sample_key, const base::Evidence& parent,
                      std::uint64_t seed, std::uint64_t orders) {
    const Aes128 cipher(sample_key);
    const std::uint64_t order = cipher.encrypt({seed, kClassOfSeed}).low % orders;
    const Word128 word = cipher.encrypt({parent.key_sum, kOrder + order});
    Aes128::Key key;
    static_assert(sizeof key == sizeof word);
    std::memcpy(key.data(), &word, sizeof word);
    return key;
}

}  // namespace

SampleOrder::SampleOrder(const Aes128::Key& sample_key, const base::Evidence& parent,
                         std::uint64_t seed, std::uint64_t orders)
    : cipher_(order_key(sample_key, parent, seed, orders)) {}

void SampleOrder::fill(std::span<const std::uint64_t> unit_keys,
                       std::span<std::uint64_t> out) const {
    std::array<Word128, 256> blocks;
    for (std::size_t begin = 0; begin < out.size(); begin += blocks.size()) {
        const std::span chunk(blocks.data(), std::min(blocks.size(), out.size() - begin));
        for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = {unit_keys[begin + i], 0};
        cipher_.encrypt_many(chunk, chunk);
        for (std::size_t i = 0; i < chunk.size(); ++i) out[begin + i] = chunk[i].low;
    }
}

double two_digits(double share) {
    constexpr double kNobody = 1e-12;  // of any population there is
    if (share < kNobody) return 0;
    double scale = 1;
    while (share * scale < 10) scale *= 10;
    return std::round(share * scale) / scale;
}

}  // namespace skjerm::disclosure
