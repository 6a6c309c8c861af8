#include "datagen/rng.h"

namespace skjerm::datagen {

PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key) {
    constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
    constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
    constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
    constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = kMultiplier0 * counter[0];
        const std::uint64_t product1 = kMultiplier1 * counter[2];
        counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(product1),
                   static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(product0)};
        key[0] += kWeyl0;
        key[1] += kWeyl1;
    }
    return counter;
}

Seeds::Seeds(std::uint64_t seed) {
    const PhiloxKey master{static_cast<std::uint32_t>(seed),
                           static_cast<std::uint32_t>(seed >> 32)};
    for (std::uint32_t stream = 0; stream < keys_.size(); ++stream) {
        const PhiloxCounter words = philox4x32({stream, 0, 0, 0x736B6A65}, master);
        keys_[stream] = {words[0], words[1]};
    }
}

void Draws::refill() {
    words_ = philox4x32(counter_, key_);
    ++counter_[0];
    left_ = 4;
}

}  // namespace skjerm::datagen
