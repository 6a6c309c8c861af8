// Near duplicates expose the units by which they differ; small sets around one unit are counted.
#include "skjerm/ledger/recognition.h"

#include <gtest/gtest.h>

#include "ledger_folder.h"

namespace skjerm::ledger {
namespace {

using disclosure::Policy;

RecordedSet selected(const SetRecord& set, std::uint64_t released = 500) {
    return {SetRole::Selected, released, 0, set};
}

class Recognising : public ::testing::Test {
protected:
    Policy policy_ = Policy::standard();
    RandomSets sets_{11};
};

TEST_F(Recognising, CountsEachPairOnce) {
    Recognition recognition(policy_);
    const auto base = sets_.keys(200);
    const std::uint64_t target = sets_.keys(1)[0];
    auto with = base;
    with.push_back(target);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(base))), 0U);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(with))), 1U);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(with))), 0U) << "asked before";
    EXPECT_EQ(recognition.add("b", selected(RandomSets::record(base))), 0U);
    EXPECT_EQ(recognition.highest_exposure(), 1U);
    EXPECT_EQ(recognition.sets(), 2U);
}

TEST_F(Recognising, AddsUpOverDifferentPairs) {
    Recognition recognition(policy_);
    const std::uint64_t target = sets_.keys(1)[0];
    for (std::uint64_t pair = 1; pair <= 12; ++pair) {
        auto keys = sets_.keys(300);
        EXPECT_EQ(recognition.add("a", selected(RandomSets::record(keys))), 0U);
        keys.push_back(target);
        EXPECT_EQ(recognition.add("a", selected(RandomSets::record(keys))), pair);
    }
    EXPECT_EQ(recognition.exposed_units(), 1U);
    recognition.forget_exposures(10);
    EXPECT_EQ(recognition.highest_exposure(), 0U);
}

TEST_F(Recognising, LeavesSetsAloneThatDifferByMore) {
    Recognition recognition(policy_);
    const auto base = sets_.keys(1000);
    auto far = base;
    far.resize(990);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(base))), 0U);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(far))), 0U);
    auto near = base;
    near.resize(991);
    EXPECT_EQ(recognition.add("a", selected(RandomSets::record(near))), 1U);
    SetRecord other_domain = RandomSets::record(base);
    other_domain.domain = 3;
    EXPECT_EQ(recognition.add("a", selected(other_domain)), 0U);
}

TEST_F(Recognising, WeighsModels) {
    Recognition recognition(policy_);
    const auto base = sets_.keys(100);
    auto with = base;
    with.push_back(1);
    recognition.add("a", selected(RandomSets::record(base)));
    RecordedSet support{SetRole::Support, 100, 77, RandomSets::record(with)};
    EXPECT_EQ(recognition.add("a", support), 3U);
    EXPECT_EQ(recognition.add("a", support), 0U);
    support.model = 78;
    EXPECT_EQ(recognition.add("a", support), 6U) << "another model of the same support";
}

TEST_F(Recognising, CountsSmallSetsAroundAUnit) {
    Recognition recognition(policy_);
    const auto around = [&](SetRole role, std::uint64_t released) {
        auto keys = sets_.keys(100);
        keys.push_back(5);  // smaller than any other
        recognition.add("a", {role, released, 0, RandomSets::record(keys)});
    };
    for (int i = 0; i < 30; ++i) around(SetRole::Selected, 101);
    for (int i = 0; i < 30; ++i) around(SetRole::Population, 101);
    for (int i = 0; i < 30; ++i) around(SetRole::Selected, 251);
    EXPECT_EQ(recognition.fragmented_units("a"), 0U);
    around(SetRole::Level, 250);
    EXPECT_EQ(recognition.fragmented_units("a"), 1U);
    EXPECT_EQ(recognition.fragmented_units("b"), 0U);
    recognition.forget_fragments("a");
    EXPECT_EQ(recognition.fragmented_units("a"), 0U);
}

TEST_F(Recognising, ForgetsModelsTogetherWithTheirSets) {
    policy_.ledger_recorded_sets = 100;
    policy_.ledger_account_share = 1;
    Recognition recognition(policy_);
    std::size_t bytes_when_full = 0;
    for (std::uint64_t set = 0; set < 2000; ++set) {
        const SetRecord record = RandomSets::record(sets_.keys(60));
        for (const std::uint64_t model : {1U, 2U, 3U})
            recognition.add("a", {SetRole::Support, 5000, model, record});
        if (set == 999) bytes_when_full = recognition.bytes();
    }
    EXPECT_EQ(recognition.sets(), 100U);
    EXPECT_LE(recognition.bytes(), bytes_when_full + bytes_when_full / 8);
}

TEST_F(Recognising, StaysWithinItsBounds) {
    policy_.ledger_recorded_sets = 400;
    policy_.ledger_account_share = 0.5;
    Recognition recognition(policy_);
    const auto first = sets_.keys(100);
    recognition.add("victim", selected(RandomSets::record(first)));
    std::size_t most_bytes = 0;
    for (int i = 0; i < 3000; ++i) {
        recognition.add("flood", selected(sets_.record(50)));
        most_bytes = std::max(most_bytes, recognition.bytes());
        EXPECT_LE(recognition.sets(), 201U);
    }
    EXPECT_LT(most_bytes, std::size_t{2} << 20U);
    // One account cannot push out what another asked.
    auto near = first;
    near.pop_back();
    EXPECT_EQ(recognition.add("victim", selected(RandomSets::record(near))), 1U);
    for (const char* account : {"b", "c", "d"})
        for (int i = 0; i < 150; ++i) recognition.add(account, selected(sets_.record(50)));
    EXPECT_LE(recognition.sets(), 400U);
}

}  // namespace
}  // namespace skjerm::ledger
