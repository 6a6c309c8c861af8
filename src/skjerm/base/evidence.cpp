#include "skjerm/base/evidence.h"

#include <algorithm>
#include <array>

#include "skjerm/base/check.h"

namespace skjerm::base {

namespace {

/// Units worked on at a time: enough to keep the AES units busy, small enough for the L1 cache.
constexpr std::size_t kBatch = 256;

// The two words of a block are the keys of two neighbours.
static_assert(sizeof(Word128) == 2 * sizeof(std::uint64_t));

}  // namespace

UnitKeys::UnitKeys(const Aes128::Key& record_key, std::uint16_t domain)
    : cipher_(record_key), domain_(domain) {}

void UnitKeys::fill_range(std::uint64_t first_unit, std::span<std::uint64_t> out) const {
    if (out.empty()) return;
    std::size_t done = 0;
    if (first_unit % 2 == 1) out[done++] = key(first_unit);

    // Written where they belong.
    const std::size_t pairs = (out.size() - done) / 2;
    cipher_.encrypt_counters((first_unit + done) / 2, domain_,
                             {reinterpret_cast<Word128*>(out.data() + done), pairs});
    done += 2 * pairs;
    if (done < out.size()) out[done] = key(first_unit + done);
}

void UnitKeys::fill(std::span<const std::uint32_t> units, std::span<std::uint64_t> out) const {
    SKJERM_CHECK(units.size() == out.size());
    std::array<Word128, kBatch> blocks;
    const auto* const words = reinterpret_cast<const std::uint64_t*>(blocks.data());
    for (std::size_t begin = 0; begin < units.size(); begin += kBatch) {
        const std::size_t count = std::min(kBatch, units.size() - begin);
        const std::uint32_t* const unit = units.data() + begin;
        std::uint64_t* const key = out.data() + begin;
        std::uint32_t lowest = unit[0];
        std::uint32_t highest = unit[0];
        for (std::size_t i = 1; i < count; ++i) {
            lowest = std::min(lowest, unit[i]);
            highest = std::max(highest, unit[i]);
        }
        const std::uint64_t first = lowest / 2;
        const std::uint64_t span = highest / 2 - first + 1;
        if (span <= count) {
            // Units near each other, as they mostly are: the keys of all between them, of which
            // theirs are taken.
            cipher_.encrypt_counters(first, domain_, std::span(blocks.data(), span));
            for (std::size_t i = 0; i < count; ++i) key[i] = words[unit[i] - 2 * first];
        } else {
            for (std::size_t i = 0; i < count; ++i) blocks[i] = {unit[i] / 2, domain_};
            const std::span<Word128> used(blocks.data(), count);
            cipher_.encrypt_many(used, used);
            for (std::size_t i = 0; i < count; ++i) key[i] = words[2 * i + unit[i] % 2];
        }
    }
}

std::uint64_t UnitKeys::key(std::uint64_t unit) const {
    const Word128 block = cipher_.encrypt({unit / 2, domain_});
    return unit % 2 == 0 ? block.low : block.high;
}

}  // namespace skjerm::base
