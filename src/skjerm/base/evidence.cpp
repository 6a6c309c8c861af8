#include "skjerm/base/evidence.h"

#include <algorithm>
#include <array>

#include "skjerm/base/check.h"

namespace skjerm::base {

namespace {

/// Blocks encrypted at a time: enough to keep the AES units busy, small enough for the L1 cache.
constexpr std::size_t kBatch = 256;

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

    // The two words of a block are the keys of two neighbours: written where they belong.
    static_assert(sizeof(Word128) == 2 * sizeof(std::uint64_t));
    const std::size_t pairs = (out.size() - done) / 2;
    cipher_.encrypt_counters((first_unit + done) / 2, domain_,
                             {reinterpret_cast<Word128*>(out.data() + done), pairs});
    done += 2 * pairs;
    if (done < out.size()) out[done] = key(first_unit + done);
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

}  // namespace skjerm::base
