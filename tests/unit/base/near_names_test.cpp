#include "skjerm/base/near_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skjerm::base {
namespace {

constexpr std::string_view kNames[] = {"alder",  "kjonn",    "lonn",      "lonn19", "lonn20",
                                       "lonn21", "Sivstand", "sivstand2", "lønn",   "x"};

struct NearCase {
    const char* miss;
    std::vector<std::string> expected;
};

TEST(NearNames, OffersTheNearestFirst) {
    const NearCase cases[] = {
        {"lonnn", {"lonn", "lonn19", "lonn20", "lonn21"}},
        {"sivstan", {"Sivstand", "sivstand2"}},
        {"sivstand", {"Sivstand"}},
        {"SIVSTAND", {"Sivstand"}},
        {"aldr", {"alder"}},
        {"LØNN", {"lønn"}},
        {"kommune", {}},
        {"", {}},
        {"y", {}},
    };
    for (const NearCase& item : cases)
        EXPECT_THAT(near_names(item.miss, kNames), testing::ElementsAreArray(item.expected))
            << item.miss;
}

TEST(NearNames, NamesEachOnceAndFourAtMost) {
    const std::string_view many[] = {"lonn1", "lonn2", "lonn3", "lonn1", "lonn4", "lonn5"};
    EXPECT_THAT(near_names("lonn0", many),
                testing::ElementsAre("lonn1", "lonn2", "lonn3", "lonn4"));
}

TEST(NearNames, DoesNotDependOnTheOrderOfCandidates) {
    std::vector<std::string_view> reversed(std::rbegin(kNames), std::rend(kNames));
    EXPECT_EQ(near_names("lonnn", reversed), near_names("lonnn", kNames));
}

}  // namespace
}  // namespace skjerm::base
