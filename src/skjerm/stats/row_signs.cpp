#include "skjerm/stats/row_signs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "skjerm/base/check.h"
#include "skjerm/stats/chunks.h"

namespace skjerm::stats {
namespace {

constexpr std::size_t kUnitsPerGroup = 128;  // of KeyedSigns: signs that come out of one AES block

/// What signs of a chunk are drawn for: `places`, or else units; where the dataset holds all units,
/// they are written to `scratch`.
std::span<const std::uint32_t> units_of(const column::RowUnits& units,
                                        std::span<const std::uint32_t> places, std::size_t begin,
                                        std::span<std::uint32_t> scratch) {
    if (!places.empty()) return places.subspan(begin, scratch.size());
    if (!units.is_all()) return units.listed_units().subspan(begin, scratch.size());
    std::iota(scratch.begin(), scratch.end(), static_cast<std::uint32_t>(begin));
    return scratch;
}

/// out[i] = bit i of `word`.
void spread_bits(std::uint64_t word, std::uint8_t* out) {
    static_assert(std::endian::native == std::endian::little);
    for (std::size_t byte = 0; byte < 8; ++byte) {
        // Eight bits move apart, into the lowest place of a byte each.
        std::uint64_t spread = word >> (8 * byte) & 0xFFU;
        spread = (spread | spread << 28) & 0x0000000F0000000FU;
        spread = (spread | spread << 14) & 0x0003000300030003U;
        spread = (spread | spread << 7) & 0x0101010101010101U;
        std::memcpy(out + 8 * byte, &spread, sizeof spread);
    }
}

}  // namespace

void SetSigns::fill(std::size_t begin, std::span<std::uint8_t> plus) const {
    SKJERM_CHECK(plus.size() <= kChunkRows);
    if (places_.empty() && units_->is_all() && begin % kUnitsPerGroup == 0) {
        std::array<base::Word128, kChunkRows / kUnitsPerGroup> bits;
        const std::size_t groups = (plus.size() + kUnitsPerGroup - 1) / kUnitsPerGroup;
        signs_->fill_groups(begin / kUnitsPerGroup, set_key_, std::span(bits.data(), groups));
        std::array<std::uint8_t, kChunkRows> rows;
        for (std::size_t group = 0; group < groups; ++group) {
            spread_bits(bits[group].low, rows.data() + kUnitsPerGroup * group);
            spread_bits(bits[group].high, rows.data() + kUnitsPerGroup * group + 64);
        }
        std::copy_n(rows.begin(), plus.size(), plus.begin());
        return;
    }
    std::array<std::uint32_t, kChunkRows> scratch;
    std::array<std::uint64_t, kChunkRows> sets;
    const std::span chunk_sets(sets.data(), plus.size());
    std::fill(chunk_sets.begin(), chunk_sets.end(), set_key_);
    signs_->fill(units_of(*units_, places_, begin, std::span(scratch.data(), plus.size())),
                 chunk_sets, plus);
}

void GroupSigns::fill_units(std::span<const std::uint32_t> units,
                            std::span<const std::uint32_t> group,
                            std::span<std::uint8_t> plus) const {
    std::array<std::uint64_t, kChunkRows> sets;
    for (std::size_t i = 0; i < plus.size(); ++i) sets[i] = set_keys_[group[i]];
    signs_->fill(units, std::span<const std::uint64_t>(sets.data(), plus.size()), plus);
}

void GroupSigns::fill(std::size_t begin, std::span<const std::uint32_t> group,
                      std::span<std::uint8_t> plus) const {
    SKJERM_CHECK(plus.size() <= kChunkRows && group.size() == plus.size());
    std::array<std::uint32_t, kChunkRows> scratch;
    fill_units(units_of(*units_, places_, begin, std::span(scratch.data(), plus.size())), group,
               plus);
}

void GroupSigns::fill_at(std::size_t begin, std::span<const std::uint16_t> places,
                         std::span<const std::uint32_t> group, std::span<std::uint8_t> plus) const {
    SKJERM_CHECK(plus.size() <= kChunkRows && group.size() == plus.size() &&
                 places.size() == plus.size());
    std::array<std::uint32_t, kChunkRows> units;
    if (places_.empty() && units_->is_all()) {
        const auto first = static_cast<std::uint32_t>(begin);
        for (std::size_t i = 0; i < places.size(); ++i) units[i] = first + places[i];
    } else {
        const std::span<const std::uint32_t> all =
            places_.empty() ? units_->listed_units() : places_;
        const std::uint32_t* const listed = all.data() + begin;
        for (std::size_t i = 0; i < places.size(); ++i) units[i] = listed[places[i]];
    }
    fill_units(std::span<const std::uint32_t>(units.data(), places.size()), group, plus);
}

}  // namespace skjerm::stats
