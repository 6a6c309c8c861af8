#include "skjerm/base/parallel.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>
#include <thread>

namespace skjerm::base {
namespace {

class Parallel : public testing::Test {
protected:
    void TearDown() override {
        set_thread_limit(0);
        current_cancellation().clear();
    }
};

constexpr int kLimits[] = {1, 2, 3, 8};

TEST_F(Parallel, RunsEveryTaskOnce) {
    for (const int limit : kLimits) {
        set_thread_limit(limit);
        EXPECT_EQ(thread_limit(), limit);
        EXPECT_EQ(worker_slots(), static_cast<std::size_t>(limit));
        for (const std::size_t tasks : {0U, 1U, 2U, 7U, 1000U, 20000U}) {
            std::vector<std::atomic<int>> runs(tasks);
            parallel_for(tasks, [&](std::size_t task) { ++runs[task]; });
            for (const std::atomic<int>& count : runs) ASSERT_EQ(count.load(), 1);
        }
    }
}

TEST_F(Parallel, BlocksCoverTheRows) {
    for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, kBlockRows - 1, kBlockRows,
                                   kBlockRows + 1, 5 * kBlockRows + 17}) {
        std::vector<std::atomic<int>> seen(rows);
        for_each_block(rows, [&](const Block& block) {
            EXPECT_EQ(block.begin, block.index * kBlockRows);
            EXPECT_LE(block.size(), kBlockRows);
            for (std::size_t row = block.begin; row < block.end; ++row) ++seen[row];
        });
        for (const std::atomic<int>& count : seen) ASSERT_EQ(count.load(), 1);
    }
}

/// A sum whose bits depend on the order of its additions.
double harmonic_sum(std::size_t rows, std::size_t blocks_per_group) {
    return fold_blocks<double>(
        rows, [] { return 0.0; },
        [](double& sum, const Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row)
                sum += std::sin(static_cast<double>(row)) / (1.0 + static_cast<double>(row));
        },
        [](double& into, double from) { into += from; }, blocks_per_group);
}

TEST_F(Parallel, FoldBlocksGivesTheSameBitsForAnyNumberOfThreads) {
    constexpr std::size_t kRows = 23 * kBlockRows + 11;
    for (const std::size_t blocks_per_group : {1U, 2U, 5U, 100U}) {
        set_thread_limit(1);
        const auto expected = std::bit_cast<std::uint64_t>(harmonic_sum(kRows, blocks_per_group));
        for (const int limit : kLimits) {
            set_thread_limit(limit);
            EXPECT_EQ(std::bit_cast<std::uint64_t>(harmonic_sum(kRows, blocks_per_group)), expected)
                << limit << " threads, " << blocks_per_group << " blocks per group";
        }
    }
    EXPECT_EQ(harmonic_sum(0, 1), 0.0);
}

TEST_F(Parallel, FoldExactSumsAll) {
    constexpr std::size_t kRows = 40 * kBlockRows + 3;
    for (const int limit : kLimits) {
        set_thread_limit(limit);
        const auto total = fold_exact<std::uint64_t>(
            kRows, [] { return std::uint64_t{0}; },
            [](std::uint64_t& sum, const Block& block) {
                for (std::size_t row = block.begin; row < block.end; ++row) sum += row;
            },
            [](std::uint64_t& into, std::uint64_t from) { into += from; });
        EXPECT_EQ(total, kRows * (kRows - 1) / 2);
    }
}

TEST_F(Parallel, ASlotBelongsToOneRunningTask) {
    set_thread_limit(8);
    std::vector<std::atomic<int>> busy(worker_slots());
    std::atomic<int> shared{0};
    parallel_for(500, [&](std::size_t) {
        const std::size_t slot = worker_slot();
        if (busy[slot]++ != 0) ++shared;
        // An inner loop, in which this thread waits and must not begin another outer task.
        std::vector<std::atomic<int>> inner_busy(worker_slots());
        parallel_for(10, [&](std::size_t) {
            const std::size_t inner_slot = worker_slot();
            if (inner_busy[inner_slot]++ != 0) ++shared;
            std::this_thread::yield();
            --inner_busy[inner_slot];
        });
        if (worker_slot() != slot) ++shared;
        --busy[slot];
    });
    EXPECT_EQ(shared.load(), 0);
}

TEST_F(Parallel, WorkerSlotIsInRangeOutsideALoop) {
    for (const int limit : kLimits) {
        set_thread_limit(limit);
        EXPECT_LT(worker_slot(), worker_slots());
    }
}

TEST_F(Parallel, CancellationStopsTheLoopAndIsThrownOnce) {
    for (const int limit : kLimits) {
        set_thread_limit(limit);
        std::atomic<int> runs{0};
        int caught = 0;
        try {
            parallel_for(100000, [&](std::size_t task) {
                ++runs;
                if (task == 5) current_cancellation().request();
            });
        } catch (const Cancelled&) {
            ++caught;
        }
        EXPECT_EQ(caught, 1);
        EXPECT_LT(runs.load(), 100000);
        EXPECT_GE(runs.load(), 1);
        EXPECT_THROW(parallel_for(1, [](std::size_t) {}), Cancelled);
        current_cancellation().clear();
        parallel_for(10, [&](std::size_t) { ++runs; });
    }
}

TEST_F(Parallel, CancellationLeavesNestedLoops) {
    set_thread_limit(3);
    std::atomic<int> runs{0};
    EXPECT_THROW(parallel_for(100,
                              [&](std::size_t outer) {
                                  parallel_for(100, [&](std::size_t inner) {
                                      ++runs;
                                      if (outer == 1 && inner == 1)
                                          current_cancellation().request();
                                  });
                              }),
                 Cancelled);
    EXPECT_LT(runs.load(), 10000);
}

TEST_F(Parallel, HandsOnExceptionsOfTasks) {
    for (const int limit : kLimits) {
        set_thread_limit(limit);
        EXPECT_THROW(parallel_for(1000,
                                  [](std::size_t task) {
                                      if (task == 77) throw InternalError("broken invariant");
                                  }),
                     InternalError);
    }
}

}  // namespace
}  // namespace skjerm::base
