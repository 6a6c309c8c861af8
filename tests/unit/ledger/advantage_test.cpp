// The game of a single differencing pair: an attacker who can single one unit out compares the
// counts of a group with and without it, and says whether the unit belongs to the group. Without
// anchors different counts give it away; with them there is nothing to see.
#include <gtest/gtest.h>

#include <random>

#include "ledger_folder.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/ledger/anchoring.h"

namespace skjerm::ledger {
namespace {

TEST(Advantage, OfADifferencingPairIsGone) {
    constexpr std::size_t kRows = 2500;
    constexpr int kTrials = 400;
    LedgerFolder folder;
    ASSERT_TRUE(Folder::open(folder.path()).ok());
    auto store = AnchorStore::open(folder.file("anchors"), kTestIdentity);
    ASSERT_TRUE(store.ok());
    const base::UnitKeys keys(base::Aes128::Key{7}, 1);
    const disclosure::CountNoise noise(base::Aes128::Key{8},
                                       disclosure::Policy::standard().sticky_share,
                                       disclosure::NoiseTable::standard());
    const Attraction attraction(base::Aes128::Key{9}, 9);
    std::mt19937 random(9);

    const auto count = [&](const std::vector<std::int8_t>& mask) {
        base::Evidence evidence;
        for (std::uint32_t row = 0; row < kRows; ++row)
            if (mask[row] == 1) evidence.add(keys.key(row));
        return noise.release(evidence);
    };
    const auto anchored_count = [&](std::vector<std::int8_t> mask) {
        const UnitSet set{kRows, mask, {}, &keys, 1};
        const SetRecord record = record_of(set);
        const auto nearest = nearest_anchor(*store, set, record, attraction, store->size());
        SKJERM_CHECK(nearest.ok());
        if (*nearest) {
            for (const std::uint32_t row : (*nearest)->changed_rows)
                mask[row] = static_cast<std::int8_t>(1 - mask[row]);
        } else {
            SKJERM_CHECK(store->add(record).ok());
        }
        return count(mask);
    };

    int right = 0;
    int right_with_anchors = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
        const bool belongs = random() % 2 == 0;
        const std::size_t target = random() % kRows;
        const unsigned one_in = 2 + static_cast<unsigned>(random() % 40);
        std::vector<std::int8_t> group(kRows);
        for (std::int8_t& entry : group) entry = random() % one_in == 0 ? 1 : 0;
        group[target] = belongs ? 1 : 0;
        std::vector<std::int8_t> without = group;
        without[target] = 0;
        right += (count(group) != count(without)) == belongs ? 1 : 0;
        right_with_anchors += (anchored_count(group) != anchored_count(without)) == belongs ? 1 : 0;
    }
    const auto advantage = [](int correct) { return 2.0 * correct / kTrials - 1; };
    EXPECT_GT(advantage(right), 0.75) << "the attack must be a real one";
    // Always answering "no" is right in half of the cases, give or take five standard deviations.
    EXPECT_LE(advantage(right_with_anchors), 0.25);
    RecordProperty("advantage_without", std::to_string(advantage(right)));
    RecordProperty("advantage_with", std::to_string(advantage(right_with_anchors)));
}

}  // namespace
}  // namespace skjerm::ledger
