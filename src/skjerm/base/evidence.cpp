#include "skjerm/base/evidence.h"

#include <algorithm>
#include <array>

#include "skjerm/base/check.h"

namespace skjerm::base {

namespace {

/// Blocks encrypted at a time: enough to keep the AES units busy, small enough for the L1 cache.
constexpr std::size_t kBatch = 256;

constexpr std::uint64_t kUnitsPerSignBlock = 128;

/// Encrypts the blocks of many requests, each distinct block once where equal ones are adjacent
/// (units come in ascending order), and hands the result of request i to `use(i, block)`.
template <class BlockOf, class Use>
void encrypt_requests(const Aes128& cipher, std::size_t requests, BlockOf block_of, Use use) {
    std::array<Word128, kBatch> blocks;
    std::array<std::uint16_t, kBatch> block_index;
    for (std::size_t begin = 0; begin < requests; begin += kBatch) {
        const std::size_t count = std::min(kBatch, requests - begin);
        std::size_t last = 0;
        blocks[0] = block_of(begin);
        block_index[0] = 0;
        for (std::size_t i = 1; i < count; ++i) {
            const Word128 block = block_of(begin + i);
            last += block == blocks[last] ? 0U : 1U;
            blocks[last] = block;
            block_index[i] = static_cast<std::uint16_t>(last);
        }
        const std::span<Word128> used(blocks.data(), last + 1);
        cipher.encrypt_many(used, used);
        for (std::size_t i = 0; i < count; ++i) use(begin + i, blocks[block_index[i]]);
    }
}

}  // namespace

UnitKeys::UnitKeys(const Aes128::Key& record_key, std::uint16_t domain)
    : cipher_(record_key), domain_(domain) {}

void UnitKeys::fill_range(std::uint64_t first_unit, std::span<std::uint64_t> out) const {
    if (out.empty()) return;
    std::size_t done = 0;
    if (first_unit % 2 == 1) out[done++] = key(first_unit);

    std::array<Word128, kBatch> blocks;
    while (done < out.size()) {
        const std::size_t wanted = out.size() - done;
        const std::size_t count = std::min(kBatch, (wanted + 1) / 2);
        cipher_.encrypt_counters((first_unit + done) / 2, domain_, {blocks.data(), count});
        const std::size_t pairs = std::min(count, wanted / 2);
        for (std::size_t i = 0; i < pairs; ++i) {
            out[done + 2 * i] = blocks[i].low;
            out[done + 2 * i + 1] = blocks[i].high;
        }
        done += 2 * pairs;
        if (pairs < count) out[done++] = blocks[pairs].low;
    }
}

void UnitKeys::fill(std::span<const std::uint32_t> units, std::span<std::uint64_t> out) const {
    SKJERM_CHECK(units.size() == out.size());
    encrypt_requests(
        cipher_, units.size(),
        [&](std::size_t i) {
            return Word128{std::uint64_t{units[i]} / 2, domain_};
        },
        [&](std::size_t i, const Word128& block) {
            out[i] = units[i] % 2 == 0 ? block.low : block.high;
        });
}

std::uint64_t UnitKeys::key(std::uint64_t unit) const {
    const Word128 block = cipher_.encrypt({unit / 2, domain_});
    return unit % 2 == 0 ? block.low : block.high;
}

void KeyedSigns::fill(std::span<const std::uint32_t> units, std::span<const std::uint64_t> set_keys,
                      std::span<std::int8_t> out) const {
    SKJERM_CHECK(units.size() == out.size() && set_keys.size() == out.size());
    encrypt_requests(
        cipher_, units.size(),
        [&](std::size_t i) {
            return Word128{units[i] / kUnitsPerSignBlock, set_keys[i]};
        },
        [&](std::size_t i, const Word128& block) {
            const std::uint64_t place = units[i] % kUnitsPerSignBlock;
            const std::uint64_t word = place < 64 ? block.low : block.high;
            out[i] = (word >> (place % 64) & 1U) != 0 ? std::int8_t{1} : std::int8_t{-1};
        });
}

}  // namespace skjerm::base
