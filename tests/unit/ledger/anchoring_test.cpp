// Near-identical selections become the first of them.
#include "skjerm/ledger/anchoring.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "ledger_folder.h"

namespace skjerm::ledger {
namespace {

class Anchoring : public ::testing::Test {
protected:
    static constexpr std::size_t kRows = 3000;

    void SetUp() override {
        folder_ready_ = Folder::open(folder_.path()).ok();
        ASSERT_TRUE(folder_ready_);
    }
    AnchorStore open() const {
        auto store = AnchorStore::open(folder_.file("anchors"), kTestIdentity);
        SKJERM_CHECK(store.ok());
        return std::move(store).value();
    }
    using Mask = std::vector<std::int8_t>;
    UnitSet set_of(const Mask& mask) const { return {kRows, mask, {}, &keys_, 4}; }
    /// What the mask becomes.
    Mask anchored(AnchorStore& store, Mask mask) const {
        const UnitSet set = set_of(mask);
        const SetRecord record = record_of(set);
        const auto nearest = nearest_anchor(store, set, record, attraction_, store.size());
        SKJERM_CHECK(nearest.ok());
        if (!*nearest) {
            SKJERM_CHECK(store.add(record).ok());
            return mask;
        }
        for (const std::uint32_t row : (*nearest)->changed_rows)
            mask[row] = static_cast<std::int8_t>(1 - mask[row]);
        return mask;
    }
    Mask random_mask(std::mt19937& random, unsigned one_in) const {
        Mask mask(kRows);
        for (std::int8_t& entry : mask) entry = random() % one_in == 0 ? 1 : 0;
        return mask;
    }
    static Mask changed(Mask mask, std::mt19937& random, std::size_t changes) {
        std::vector<std::size_t> rows;
        while (rows.size() < changes) {
            const std::size_t row = random() % kRows;
            if (std::find(rows.begin(), rows.end(), row) != rows.end()) continue;
            rows.push_back(row);
            mask[row] = static_cast<std::int8_t>(1 - mask[row]);
        }
        return mask;
    }

    LedgerFolder folder_;
    base::UnitKeys keys_{base::Aes128::Key{1, 2, 3}, 4};
    Attraction attraction_{base::Aes128::Key{4, 5, 6}, 9};
    bool folder_ready_ = false;
};

TEST_F(Anchoring, MakesSetsIdenticalThatDifferInAFewUnits) {
    AnchorStore store = open();
    std::mt19937 random(1);
    for (int trial = 0; trial < 200; ++trial) {
        const Mask first = random_mask(random, 2 + static_cast<unsigned>(trial) % 40);
        ASSERT_EQ(anchored(store, first), first);
        const std::size_t few = 1 + static_cast<std::size_t>(trial) % 4;
        EXPECT_EQ(anchored(store, changed(first, random, few)), first);
        EXPECT_EQ(anchored(store, first), first);
        const Mask far = changed(first, random, 10);
        EXPECT_EQ(anchored(store, far), far);
    }
}

TEST_F(Anchoring, DrawsFewerSetsNearTheLimit) {
    AnchorStore store = open();
    std::mt19937 random(11);
    constexpr int kTrials = 150;
    std::array<int, 11> drawn{};
    for (std::size_t changes = 1; changes <= 10; ++changes) {
        for (int trial = 0; trial < kTrials; ++trial) {
            const Mask first = random_mask(random, 5);
            ASSERT_EQ(anchored(store, first), first);
            const Mask near = changed(first, random, changes);
            const Mask became = anchored(store, near);
            EXPECT_TRUE(became == first || became == near);
            EXPECT_EQ(anchored(store, near), became) << "asking again does not draw again";
            drawn[changes] += became == first ? 1 : 0;
        }
        // From four units on one in six fewer for every unit, within five standard deviations.
        const double expected = std::min(1.0, static_cast<double>(10 - changes) / 6);
        EXPECT_NEAR(drawn[changes] / double{kTrials}, expected,
                    5 * std::sqrt(expected * (1 - expected) / kTrials) + 0.01)
            << changes;
    }
    EXPECT_EQ(drawn[10], 0);
}

TEST_F(Anchoring, KeepsAnchorsApartAndIsIdempotent) {
    AnchorStore store = open();
    std::mt19937 random(2);
    std::vector<Mask> anchors;
    Mask walk = random_mask(random, 5);
    for (int step = 0; step < 300; ++step) {
        walk = changed(walk, random, 1 + random() % 6);
        const Mask anchor = anchored(store, walk);
        EXPECT_EQ(anchored(store, anchor), anchor);
        if (std::find(anchors.begin(), anchors.end(), anchor) == anchors.end())
            anchors.push_back(anchor);
    }
    EXPECT_EQ(anchors.size(), store.size());
    for (std::size_t a = 0; a < anchors.size(); ++a)
        for (std::size_t b = a + 1; b < anchors.size(); ++b) {
            std::size_t distance = 0;
            for (std::size_t row = 0; row < kRows; ++row)
                distance += anchors[a][row] != anchors[b][row] ? 1U : 0U;
            EXPECT_GE(distance, 5U);
        }
}

TEST_F(Anchoring, ChoosesTheNearestThenTheOldest) {
    AnchorStore store = open();
    std::mt19937 random(3);
    const Mask base = random_mask(random, 4);
    Mask farther = base;
    for (std::size_t row = 0; row < 3; ++row) farther[row] ^= 1;
    Mask near = base;
    near[5] ^= 1;
    Mask as_near = base;
    as_near[7] ^= 1;
    for (const Mask& mask : {farther, near, as_near})
        ASSERT_TRUE(store.add(record_of(set_of(mask))).ok());
    EXPECT_EQ(anchored(store, base), near) << "equally near: the oldest";
    // As of the time when none of them was there.
    const UnitSet set = set_of(base);
    const auto then = nearest_anchor(store, set, record_of(set), attraction_, 2);
    ASSERT_TRUE(then.ok() && then->has_value());
    EXPECT_EQ((*then)->number, 1U);
    EXPECT_FALSE(nearest_anchor(store, set, record_of(set), attraction_, 0)->has_value());
}

TEST_F(Anchoring, NeedsARowForEveryUnit) {
    AnchorStore store = open();
    std::mt19937 random(4);
    const Mask mask = random_mask(random, 4);
    anchored(store, mask);
    // The same units but for the first selected one, which is not in this dataset.
    std::vector<std::uint32_t> units;
    Mask rest;
    bool left_out = false;
    for (std::size_t row = 0; row < kRows; ++row) {
        if (mask[row] == 1 && !left_out) {
            left_out = true;
            continue;
        }
        units.push_back(static_cast<std::uint32_t>(row));
        rest.push_back(mask[row]);
    }
    const UnitSet set{units.size(), rest, units, &keys_, 4};
    EXPECT_FALSE(nearest_anchor(store, set, record_of(set), attraction_, 1)->has_value());
    // Other units of another domain with the same keys are other sets.
    UnitSet other = set_of(mask);
    other.domain = 5;
    EXPECT_FALSE(nearest_anchor(store, other, record_of(other), attraction_, 1)->has_value());
}

TEST_F(Anchoring, IsRememberedByTheNextProcess) {
    std::mt19937 random(5);
    const Mask first = random_mask(random, 3);
    {
        AnchorStore store = open();
        anchored(store, first);
    }
    AnchorStore store = open();
    ASSERT_EQ(store.size(), 1U);
    EXPECT_EQ(*store.get(0), record_of(set_of(first)));
    EXPECT_EQ(anchored(store, changed(first, random, 1)), first);
    // Two at once see each other's anchors.
    AnchorStore other = open();
    const Mask second = random_mask(random, 7);
    anchored(other, second);
    ASSERT_TRUE(store.refresh().ok());
    EXPECT_EQ(anchored(store, changed(second, random, 1)), second);
}

TEST_F(Anchoring, AgreesWithSetsInMemory) {
    std::mt19937 random(6);
    const Mask first = random_mask(random, 4);
    const std::vector<SetRecord> sets{record_of(set_of(first))};
    const Mask near_mask = changed(first, random, 1);
    const UnitSet near = set_of(near_mask);
    const auto nearest = nearest_anchor(sets, near, record_of(near), attraction_);
    ASSERT_TRUE(nearest.has_value());
    EXPECT_EQ(nearest->changed_rows.size(), 1U);
    const Attraction weaker(base::Aes128::Key{4, 5, 6}, 3);
    const Mask far_mask = changed(first, random, 4);
    const UnitSet far = set_of(far_mask);
    EXPECT_FALSE(nearest_anchor(sets, far, record_of(far), weaker).has_value());
}

}  // namespace
}  // namespace skjerm::ledger
