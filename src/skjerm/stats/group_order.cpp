#include "skjerm/stats/group_order.h"

#include <algorithm>
#include <bit>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::stats {

namespace {

using column::UnitIndex;

constexpr unsigned kBucketBits = 10;
constexpr std::uint32_t kNoUnit = 0xFFFFFFFFU;

/// Units of rows that ascend: where one ends and the next begins.
struct Borders {
    ScratchArray<std::uint32_t> units;
    ScratchArray<std::uint32_t> starts;
};

template <class UnitOf>
Borders borders_of(std::size_t rows, UnitOf unit_of) {
    const auto begins = [&](std::size_t row) {
        return row == 0 || unit_of(row) != unit_of(row - 1);
    };
    std::vector<std::size_t> before(base::block_count(rows) + 1, 0);
    base::for_each_block(rows, [&](const base::Block& block) {
        std::size_t found = 0;
        for (std::size_t row = block.begin; row < block.end; ++row) found += begins(row) ? 1U : 0U;
        before[block.index + 1] = found;
    });
    for (std::size_t block = 1; block < before.size(); ++block) before[block] += before[block - 1];
    Borders borders{ScratchArray<std::uint32_t>(before.back()),
                    ScratchArray<std::uint32_t>(before.back() + 1)};
    borders.starts.back() = static_cast<std::uint32_t>(rows);
    base::for_each_block(rows, [&](const base::Block& block) {
        std::size_t next = before[block.index];
        for (std::size_t row = block.begin; row < block.end; ++row) {
            if (!begins(row)) continue;
            borders.units[next] = unit_of(row);
            borders.starts[next++] = static_cast<std::uint32_t>(row);
        }
    });
    return borders;
}

struct Reference {
    std::uint32_t unit;
    std::uint32_t row;
};

/// The rows with a unit by bucket, in their order within each. Bucket b has the places begin[b] to
/// begin[b + 1] - 1.
struct Buckets {
    unsigned shift = 0;
    std::vector<std::size_t> begin;
    ScratchArray<Reference> references;
};

Buckets throw_into_buckets(std::span<const UnitIndex> units) {
    const std::uint32_t highest = base::fold_exact<std::uint32_t>(
        units.size(), [] { return std::uint32_t{0}; },
        [&](std::uint32_t& most, const base::Block& block) {
            std::uint32_t found = 0;
            for (std::size_t row = block.begin; row < block.end; ++row) {
                // Missing, the largest, wraps to 0.
                const std::uint32_t one_more = static_cast<std::uint32_t>(units[row]) + 1;
                found = one_more > found ? one_more : found;
            }
            most = std::max(most, found);
        },
        [](std::uint32_t& into, const std::uint32_t& from) { into = std::max(into, from); });
    Buckets buckets;
    const auto bits = static_cast<unsigned>(std::bit_width(highest));
    buckets.shift = bits > kBucketBits ? bits - kBucketBits : 0;
    const std::size_t count = (std::size_t{highest} >> buckets.shift) + 1;
    const std::size_t blocks = base::block_count(units.size());
    std::vector<std::size_t> places(blocks * count, 0);
    base::for_each_block(units.size(), [&](const base::Block& block) {
        std::size_t* const counts = places.data() + block.index * count;
        for (std::size_t row = block.begin; row < block.end; ++row) {
            const auto unit = static_cast<std::uint32_t>(units[row]);
            if (unit != kNoUnit) ++counts[unit >> buckets.shift];
        }
    });
    buckets.begin.resize(count + 1);
    std::size_t sum = 0;
    for (std::size_t bucket = 0; bucket < count; ++bucket) {
        buckets.begin[bucket] = sum;
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::size_t rows = places[block * count + bucket];
            places[block * count + bucket] = sum;
            sum += rows;
        }
    }
    buckets.begin[count] = sum;
    buckets.references = ScratchArray<Reference>(sum);
    base::for_each_block(units.size(), [&](const base::Block& block) {
        std::size_t* const next = places.data() + block.index * count;
        for (std::size_t row = block.begin; row < block.end; ++row) {
            const auto unit = static_cast<std::uint32_t>(units[row]);
            if (unit == kNoUnit) continue;
            buckets.references[next[unit >> buckets.shift]++] = {unit,
                                                                 static_cast<std::uint32_t>(row)};
        }
    });
    return buckets;
}

}  // namespace

GroupOrder GroupOrder::by_units(const column::RowUnits& units) {
    GroupOrder result;
    result.rows_ = units.size();
    Borders borders = borders_of(units.size(), [&](std::size_t row) { return units.unit(row); });
    result.units_ = std::move(borders.units);
    result.starts_ = std::move(borders.starts);
    return result;
}

GroupOrder GroupOrder::by_references(const column::Column& references) {
    const std::span<const UnitIndex> units = references.values<UnitIndex>();
    GroupOrder result;
    result.rows_ = units.size();
    const Buckets buckets = throw_into_buckets(units);
    const std::size_t count = buckets.begin.size() - 1;
    result.order_ = ScratchArray<std::uint32_t>(buckets.begin.back());
    std::vector<std::size_t> groups(count + 1, 0);
    struct InBucket {
        std::vector<std::uint32_t> units;
        std::vector<std::uint32_t> starts;
    };
    std::vector<InBucket> borders(count);
    base::parallel_for(count, [&](std::size_t bucket) {
        const std::span<const Reference> in(buckets.references.data() + buckets.begin[bucket],
                                            buckets.begin[bucket + 1] - buckets.begin[bucket]);
        const auto lowest = static_cast<std::uint32_t>(bucket << buckets.shift);
        std::vector<std::uint32_t> next(std::size_t{1} << buckets.shift, 0);
        for (const Reference& one : in) ++next[one.unit - lowest];
        auto place = static_cast<std::uint32_t>(buckets.begin[bucket]);
        for (std::size_t i = 0; i < next.size(); ++i) {
            const std::uint32_t size = next[i];
            next[i] = place;
            if (size == 0) continue;
            borders[bucket].units.push_back(lowest + static_cast<std::uint32_t>(i));
            borders[bucket].starts.push_back(place);
            place += size;
        }
        for (const Reference& one : in) result.order_[next[one.unit - lowest]++] = one.row;
        groups[bucket + 1] = borders[bucket].units.size();
    });
    for (std::size_t bucket = 0; bucket < count; ++bucket) groups[bucket + 1] += groups[bucket];
    result.units_ = ScratchArray<std::uint32_t>(groups.back());
    result.starts_ = ScratchArray<std::uint32_t>(groups.back() + 1);
    result.starts_.back() = static_cast<std::uint32_t>(buckets.begin.back());
    base::parallel_for(count, [&](std::size_t bucket) {
        const InBucket& from = borders[bucket];
        std::copy(from.units.begin(), from.units.end(), result.units_.begin() + groups[bucket]);
        std::copy(from.starts.begin(), from.starts.end(), result.starts_.begin() + groups[bucket]);
    });
    return result;
}

void GroupOrder::for_each_stretch(const std::function<void(std::size_t, std::size_t)>& work) const {
    const std::size_t grouped = starts_.back();
    const auto first_from = [&](std::size_t place) {
        return static_cast<std::size_t>(
            std::lower_bound(starts_.begin(), starts_.end() - 1, place) - starts_.begin());
    };
    base::for_each_block(grouped, [&](const base::Block& block) {
        const std::size_t first = first_from(block.begin);
        const std::size_t last = first_from(block.end);
        if (first < last) work(first, last);
    });
}

ScratchArray<std::uint32_t> GroupOrder::group_of_row() const {
    ScratchArray<std::uint32_t> result(rows_);
    base::for_each_block(rows_, [&](const base::Block& block) {
        std::fill(result.begin() + block.begin, result.begin() + block.end, column::kMissingRow);
    });
    for_each_stretch([&](std::size_t first, std::size_t last) {
        for (std::size_t group = first; group < last; ++group)
            for (std::size_t place = starts_[group]; place < starts_[group + 1]; ++place)
                result[row(place)] = static_cast<std::uint32_t>(group);
    });
    return result;
}

std::vector<std::uint8_t> groups_of_many_units(const GroupOrder& order,
                                               const column::RowUnits& units, std::size_t limit) {
    std::vector<std::uint8_t> many(order.groups(), 0);
    order.for_each_stretch([&](std::size_t first, std::size_t last) {
        for (std::size_t group = first; group < last; ++group) {
            if (order.size(group) <= limit) continue;
            // Rows ascend, and units with them.
            std::size_t different = 0;
            std::uint32_t before = kNoUnit;
            const std::size_t end = order.start(group + 1);
            for (std::size_t place = order.start(group); place < end && different <= limit;
                 ++place) {
                const std::uint32_t unit = units.unit(order.row(place));
                different += unit != before ? 1U : 0U;
                before = unit;
            }
            many[group] = different > limit ? 1 : 0;
        }
    });
    return many;
}

}  // namespace skjerm::stats
