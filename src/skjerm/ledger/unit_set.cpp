#include "skjerm/ledger/unit_set.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <iterator>

#include "skjerm/base/parallel.h"

namespace skjerm::ledger {

namespace {

/// Keys made at a time: half a page of them stays in the first-level cache with the buckets.
constexpr std::size_t kChunk = 1024;

void fill_keys(const UnitSet& set, std::size_t begin, std::span<std::uint64_t> out) {
    if (set.units.empty())
        set.keys->fill_range(begin, out);
    else
        set.keys->fill(set.units.subspan(begin, out.size()), out);
}

template <class Use>
void for_each_chunk(const UnitSet& set, const base::Block& block, Use use) {
    std::array<std::uint64_t, kChunk> keys;
    for (std::size_t begin = block.begin; begin < block.end; begin += kChunk) {
        const std::span<std::uint64_t> chunk(keys.data(), std::min(kChunk, block.end - begin));
        fill_keys(set, begin, chunk);
        use(begin, std::span<const std::uint64_t>(chunk));
    }
}

bool is_selected(const UnitSet& set, std::size_t row) {
    return set.selected.empty() || set.selected[row] == 1;
}

/// Some row of the chunk has the same unit as the row before or after it.
bool has_repeats(const UnitSet& set, std::size_t begin, std::size_t size) {
    if (set.units.empty()) return false;
    bool any = false;
    const std::size_t end = std::min(begin + size + 1, set.rows);
    for (std::size_t row = std::max<std::size_t>(begin, 1); row < end; ++row)
        any |= set.units[row] == set.units[row - 1];
    return any;
}

/// What a unit with several rows, the first of which is `row`, counts as: its key when all of them
/// are selected, nothing when none is, else a key for the unit with these rows.
std::optional<std::uint64_t> key_with_rows(const UnitSet& set, std::size_t row, std::uint64_t key) {
    bool all = true;
    bool any = false;
    std::uint64_t pattern = key;
    for (std::size_t i = row; i < set.rows && set.units[i] == set.units[row]; ++i) {
        const bool selected = is_selected(set, i);
        all &= selected;
        any |= selected;
        pattern = (pattern ^ (selected ? i - row + 1 : 0)) * 0x9E3779B97F4A7C15U;
        pattern ^= pattern >> 29U;
    }
    if (!any) return std::nullopt;
    return all ? key : pattern;
}

bool is_first_of_unit(const UnitSet& set, std::size_t row) {
    return row == 0 || set.units[row] != set.units[row - 1];
}

}  // namespace

SetRecord record_of(const UnitSet& set) {
    return base::fold_exact<SetAccumulator>(
               set.rows, [] { return SetAccumulator(); },
               [&](SetAccumulator& gathered, const base::Block& block) {
                   for_each_chunk(
                       set, block, [&](std::size_t begin, std::span<const std::uint64_t> keys) {
                           if (!has_repeats(set, begin, keys.size())) {
                               gathered.add(keys, set.selected.empty()
                                                      ? set.selected
                                                      : set.selected.subspan(begin, keys.size()));
                               return;
                           }
                           for (std::size_t i = 0; i < keys.size(); ++i) {
                               if (!is_first_of_unit(set, begin + i)) continue;
                               if (const auto key = key_with_rows(set, begin + i, keys[i]))
                                   gathered.add(*key);
                           }
                       });
               },
               [](SetAccumulator& into, const SetAccumulator& from) { into.merge(from); })
        .finish(set.domain);
}

std::vector<KeyedRow> rows_in_buckets(const UnitSet& set, std::span<const std::uint32_t> buckets) {
    std::array<std::uint8_t, kSketchBuckets> wanted{};
    for (const std::uint32_t bucket : buckets) wanted[bucket] = 1;
    auto found = base::fold_exact<std::vector<KeyedRow>>(
        set.rows, [] { return std::vector<KeyedRow>(); },
        [&](std::vector<KeyedRow>& rows, const base::Block& block) {
            std::array<KeyedRow, kChunk> hits;
            for_each_chunk(set, block, [&](std::size_t begin, std::span<const std::uint64_t> keys) {
                std::size_t count = 0;
                for (std::size_t i = 0; i < keys.size(); ++i) {
                    hits[count] = {keys[i], static_cast<std::uint32_t>(begin + i)};
                    count += wanted[bucket_of(keys[i])];
                }
                rows.insert(rows.end(), hits.begin(), hits.begin() + count);
            });
        },
        [](std::vector<KeyedRow>& into, const std::vector<KeyedRow>& from) {
            into.insert(into.end(), from.begin(), from.end());
        });
    // Two keys never agree but by chance of 2^-64; rows decide so that the order is one anyway.
    std::sort(found.begin(), found.end(), [](const KeyedRow& a, const KeyedRow& b) {
        return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    return found;
}

std::optional<std::vector<std::uint32_t>> units_behind(std::span<const Residual> residuals,
                                                       std::span<const KeyedRow> rows,
                                                       std::size_t most) {
    const auto row_of = [&](std::uint64_t key) -> std::optional<std::uint32_t> {
        const auto at = std::lower_bound(
            rows.begin(), rows.end(), key,
            [](const KeyedRow& row, std::uint64_t wanted) { return row.key < wanted; });
        if (at == rows.end() || at->key != key) return std::nullopt;
        return at->row;
    };
    std::vector<std::uint32_t> result;
    for (const Residual& residual : residuals) {
        if (const auto row = row_of(residual.value)) {
            result.push_back(*row);
            continue;
        }
        const std::size_t before = result.size();
        for (const KeyedRow& first : rows) {
            if (bucket_of(first.key) != residual.bucket) continue;
            const std::uint64_t other = first.key ^ residual.value;
            if (other <= first.key || bucket_of(other) != residual.bucket) continue;
            if (const auto second = row_of(other)) {
                result.push_back(first.row);
                result.push_back(*second);
                break;
            }
        }
        if (result.size() == before) return std::nullopt;
    }
    if (result.size() > most) return std::nullopt;
    std::sort(result.begin(), result.end());
    return result;
}

}  // namespace skjerm::ledger
