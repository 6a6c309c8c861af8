#include "skjerm/stats/draw.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {

namespace {

constexpr int kBucketBits = 16;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;

std::size_t bucket_of(std::uint64_t score) { return score >> (64 - kBucketBits); }

/// The scores of all rows, chunk by chunk.
class ScoredRows {
public:
    ScoredRows(const Rows& rows, const FillScores& scores)
        : units_(rows), list_(rows.units->listed_units()), scores_(scores) {}

    /// Calls work(first row, scores) for the chunks of `block`.
    template <class Work>
    void for_scores(const base::Block& block, const Work& work) const {
        std::array<std::uint64_t, kChunkRows> keys;
        std::array<std::uint64_t, kChunkRows> scores;
        for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
            const std::span chunk_keys(keys.data(), size);
            const std::span chunk(scores.data(), size);
            units_.fill_keys(begin, chunk_keys);
            scores_(chunk_keys, chunk);
            work(begin, std::span<const std::uint64_t>(chunk));
        });
    }
    [[nodiscard]] bool is_first_of_unit(std::size_t row) const {
        return list_.empty() || row == 0 || list_[row] != list_[row - 1];
    }

private:
    detail::UnitRows units_;
    std::span<const std::uint32_t> list_;
    const FillScores& scores_;
};

/// Units by the first bits of their scores.
std::vector<std::uint64_t> histogram(const ScoredRows& scored, std::size_t rows) {
    return base::fold_exact<std::vector<std::uint64_t>>(
        rows, [] { return std::vector<std::uint64_t>(kBuckets, 0); },
        [&](std::vector<std::uint64_t>& counts, const base::Block& block) {
            scored.for_scores(block, [&](std::size_t begin, auto scores) {
                for (std::size_t i = 0; i < scores.size(); ++i)
                    counts[bucket_of(scores[i])] += scored.is_first_of_unit(begin + i) ? 1U : 0U;
            });
        },
        [](std::vector<std::uint64_t>& into, const std::vector<std::uint64_t>& from) {
            for (std::size_t i = 0; i < kBuckets; ++i) into[i] += from[i];
        });
}

/// The scores of the units in one bucket, ascending.
std::vector<std::uint64_t> sorted_bucket(const ScoredRows& scored, std::size_t rows,
                                         std::size_t bucket) {
    auto scores = base::fold_exact<std::vector<std::uint64_t>>(
        rows, [] { return std::vector<std::uint64_t>(); },
        [&](std::vector<std::uint64_t>& found, const base::Block& block) {
            scored.for_scores(block, [&](std::size_t begin, auto chunk) {
                for (std::size_t i = 0; i < chunk.size(); ++i)
                    if (bucket_of(chunk[i]) == bucket && scored.is_first_of_unit(begin + i))
                        found.push_back(chunk[i]);
            });
        },
        [](std::vector<std::uint64_t>& into, const std::vector<std::uint64_t>& from) {
            into.insert(into.end(), from.begin(), from.end());
        });
    std::sort(scores.begin(), scores.end());
    return scores;
}

/// The largest score drawn.
std::uint64_t largest_drawn(const ScoredRows& scored, std::size_t rows, std::uint64_t units) {
    const std::vector<std::uint64_t> counts = histogram(scored, rows);
    std::uint64_t before = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
        if (before + counts[bucket] >= units)
            return sorted_bucket(scored, rows, bucket)[units - before - 1];
        before += counts[bucket];
    }
    return std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

base::Result<column::ColumnPtr> draw_units(const Rows& rows, std::uint64_t units,
                                           const FillScores& scores,
                                           const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(rows.count, budget));
    const std::span<std::int8_t> drawn = builder.values();
    std::fill(drawn.begin(), drawn.end(), std::int8_t{0});
    if (units == 0) return std::move(builder).freeze();
    const ScoredRows scored(rows, scores);
    const std::uint64_t last = largest_drawn(scored, rows.count, units);
    base::for_each_block(rows.count, [&](const base::Block& block) {
        scored.for_scores(block, [&](std::size_t begin, auto chunk) {
            for (std::size_t i = 0; i < chunk.size(); ++i)
                drawn[begin + i] = chunk[i] <= last ? std::int8_t{1} : std::int8_t{0};
        });
    });
    return std::move(builder).freeze();
}

}  // namespace skjerm::stats
