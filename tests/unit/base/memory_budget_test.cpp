#include "skjerm/base/memory_budget.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"

namespace skjerm::base {
namespace {

TEST(MemoryBudget, TakesUpToTheLimitAndNothingBeyond) {
    MemoryBudget budget(100);
    EXPECT_TRUE(budget.try_take(60));
    EXPECT_FALSE(budget.try_take(41));
    EXPECT_EQ(budget.used_bytes(), 60U);
    EXPECT_TRUE(budget.try_take(40));
    EXPECT_FALSE(budget.try_take(1));
    EXPECT_FALSE(budget.try_take(std::numeric_limits<std::size_t>::max()));
    budget.give_back(100);
    EXPECT_TRUE(budget.try_take(100));
}

TEST(MemoryBudget, KeepsTheLimitUnderManyThreads) {
    MemoryBudget budget(1000);
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i)
                if (budget.try_take(3)) ++taken;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken.load(), 333);
    EXPECT_EQ(budget.used_bytes(), 999U);
}

struct LimitCase {
    std::size_t bytes;
    const char* nb;
    const char* en;
};

TEST(MemoryBudget, NamesTheLimitInWords) {
    constexpr LimitCase kCases[] = {
        {8'000'000'000, "8 GB", "8 GB"},
        {1'500'000'000, "1,5 GB", "1.5 GB"},
        {512'000'000, "512 MB", "512 MB"},
        {16'000'000'000, "16 GB", "16 GB"},
    };
    for (const LimitCase& item : kCases) {
        const Diagnostic diagnostic = out_of_memory_budget(MemoryBudget(item.bytes));
        EXPECT_EQ(diagnostic.code, Code::OutOfMemoryBudget);
        EXPECT_EQ(message_text(diagnostic, Language::Bokmaal),
                  "kommandoen trenger mer minne enn grensen for økten, som er " +
                      std::string(item.nb) + "; datasettet er uendret");
        EXPECT_EQ(message_text(diagnostic, Language::English),
                  "the command needs more memory than the session's limit of " +
                      std::string(item.en) + "; the dataset is unchanged");
    }
}

}  // namespace
}  // namespace skjerm::base
