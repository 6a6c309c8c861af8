// What was said of a variable binds what is said of its linear functions.
#include "skjerm/disclosure/yardstick.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>

#include "skjerm/disclosure/value_release.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::evidence;
using testing::standard_gate;

/// All sets show the numbers of one.
class OneSet : public Precedents {
public:
    base::Evidence set_shown_for(const Subject& subject) override {
        base::Evidence shown = subject.set;
        shown.key_sum = 1;
        return shown;
    }
    double first_answer(const base::Evidence& shown, std::uint64_t question,
                        const Answer& answer) override {
        const Answer& first =
            answers.emplace(std::pair(shown.key_sum, question), answer).first->second;
        const bool near =
            std::fabs(first.value - answer.value) <= std::min(first.reach, answer.reach);
        return near ? first.value : answer.value;
    }

    std::map<std::pair<std::uint64_t, std::uint64_t>, Answer> answers;
};

constexpr base::Derivation kWage{.own = {1, 2}, .family = {3, 4}, .factor = 1};

RawValue value(const base::Evidence& valid, double mean, double deviation) {
    return {.valid = valid,
            .number = {valid, 1},
            .mean = mean,
            .standard_deviation = deviation,
            .gini = 0.25,
            .quantiles = {1.0, 2.0, 3.0, 4.0, 5.0},
            .lowest = 0.5,
            .highest = 6.0,
            .largest_share = 0,
            .high = {}};
}

class Answers : public ::testing::Test {
protected:
    RawValue asked(base::Derivation variable, double low, double high, const RawValue& value) {
        const Bounds bounds{.lowest = low, .highest = high};
        const CountNoise bound = standard_gate().count_noise().bound_by(one_set_);
        return with_first_answers(value, yardstick_of(variable, bounds), bound);
    }

    OneSet one_set_;
};

TEST_F(Answers, AreTheFirstOnesOfTheSameVariable) {
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    RawValue other = value(evidence(standard_gate(), 0, 99), 3.5, 2.5);
    other.gini = 0.5;
    other.quantiles = {2.0, 3.0, 4.0, 5.0, 6.0};
    other.lowest = 0.75;
    other.highest = 7;
    const RawValue second = asked(kWage, 0, 10, other);
    EXPECT_DOUBLE_EQ(*second.mean, 3);
    EXPECT_DOUBLE_EQ(*second.standard_deviation, 2);
    EXPECT_DOUBLE_EQ(*second.gini, 0.25);
    for (std::size_t at = 0; at < kQuantiles; ++at)
        EXPECT_DOUBLE_EQ(*second.quantiles[at], static_cast<double>(at + 1));
    EXPECT_DOUBLE_EQ(*second.lowest, 0.5);
    EXPECT_DOUBLE_EQ(*second.highest, 6);
    // What is about the set itself stays.
    EXPECT_EQ(second.valid, other.valid);
    EXPECT_EQ(second.number, other.number);
}

TEST_F(Answers, BindTwiceTheVariableAndItsNegative) {
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    base::Derivation twice = kWage;
    twice.factor = 2;
    const RawValue doubled = asked(twice, 0, 20, value(evidence(standard_gate(), 0, 99), 6.5, 4.5));
    EXPECT_DOUBLE_EQ(*doubled.mean, 6);
    EXPECT_DOUBLE_EQ(*doubled.standard_deviation, 4);
    EXPECT_DOUBLE_EQ(*doubled.quantiles[0], 2);
    EXPECT_DOUBLE_EQ(*doubled.quantiles[4], 10);
    base::Derivation negative = kWage;
    negative.factor = -1;
    const RawValue turned =
        asked(negative, -10, 0, value(evidence(standard_gate(), 0, 99), -3.5, 2.5));
    EXPECT_DOUBLE_EQ(*turned.mean, -3);
    EXPECT_DOUBLE_EQ(*turned.standard_deviation, 2);
    EXPECT_DOUBLE_EQ(*turned.quantiles[0], -5);
    EXPECT_DOUBLE_EQ(*turned.quantiles[4], -1);
    EXPECT_DOUBLE_EQ(*turned.lowest, -6);
    EXPECT_DOUBLE_EQ(*turned.highest, -0.5);
    base::Derivation shifted = kWage;
    shifted.shift = 100;
    const RawValue moved =
        asked(shifted, 100, 110, value(evidence(standard_gate(), 0, 99), 103.5, 2.5));
    EXPECT_DOUBLE_EQ(*moved.mean, 103);
    EXPECT_DOUBLE_EQ(*moved.standard_deviation, 2);
}

TEST_F(Answers, OfRatiosBindOnlyVariablesWithTheSameOrigin) {
    base::Derivation shifted = kWage;
    shifted.shift = 100;
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    RawValue other = value(evidence(standard_gate(), 0, 99), 103, 2);
    other.gini = 0.01;
    EXPECT_DOUBLE_EQ(*asked(shifted, 100, 110, other).gini, 0.01);
    other.gini = 0.02;
    EXPECT_DOUBLE_EQ(*asked(shifted, 100, 110, other).gini, 0.01);
    shifted.shift = 50;
    EXPECT_DOUBLE_EQ(*asked(shifted, 50, 60, other).gini, 0.02);
}

TEST_F(Answers, AreTheSameWhicheverSelectionTheGroupStandsIn) {
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    const RawValue other =
        asked(kWage, 0.5, 11, value(evidence(standard_gate(), 0, 99), 3.25, 2.125));
    EXPECT_DOUBLE_EQ(*other.mean, 3);
    EXPECT_DOUBLE_EQ(*other.standard_deviation, 2);
}

TEST_F(Answers, ThatOtherBoundsMovedFarAreOthers) {
    // The same group among persons who earn little, all it has above them cut off.
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 9, 1));
    const RawValue other =
        asked(kWage, 0, 1000, value(evidence(standard_gate(), 0, 100), 400, 200));
    EXPECT_DOUBLE_EQ(*other.mean, 400);
    EXPECT_DOUBLE_EQ(*other.standard_deviation, 200);
}

TEST_F(Answers, OfRatiosBindNoNegative) {
    asked(kWage, -5, 5, value(evidence(standard_gate(), 0, 100), 1, 2));
    base::Derivation negative = kWage;
    negative.factor = -1;
    RawValue other = value(evidence(standard_gate(), 0, 99), -1, 2);
    other.gini = 0.75;  // negative values count as 0
    const RawValue turned = asked(negative, -5, 5, other);
    EXPECT_DOUBLE_EQ(*turned.gini, 0.75);
    EXPECT_DOUBLE_EQ(*turned.mean, -1);
}

TEST_F(Answers, DoNotBindOtherVariables) {
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    base::Derivation other = kWage;
    other.family = {5, 6};
    EXPECT_DOUBLE_EQ(*asked(other, 0, 10, value(evidence(standard_gate(), 0, 99), 3.5, 2)).mean,
                     3.5);
}

TEST_F(Answers, AreLeftAloneWhereThereIsNoRange) {
    asked(kWage, 4, 4, value(evidence(standard_gate(), 0, 100), 4, 0));
    EXPECT_TRUE(one_set_.answers.empty());
    RawValue none;
    none.valid = evidence(standard_gate(), 0, 100);
    const RawValue same = asked(kWage, 0, 10, none);
    EXPECT_FALSE(same.mean.has_value());
    EXPECT_TRUE(one_set_.answers.empty());
}

TEST_F(Answers, ThatAreHiddenBindNoOthers) {
    const Gate& gate = standard_gate();
    RawVariable variable;
    variable.unit_is_person = true;
    variable.yardstick = {.question = 5, .factor = 1, .shift = 0, .range = 10};
    const CountNoise bound = gate.count_noise().bound_by(one_set_);
    const auto release = [&](const RawValue& value, bool hidden) {
        return release_value(variable, value, hidden, gate.policy(), bound);
    };
    const RawValue first = value(evidence(gate, 0, 100), 3, 2);
    EXPECT_EQ(release(first, true).mean.state, released::CellState::Suppressed);
    EXPECT_TRUE(one_set_.answers.empty());
    EXPECT_DOUBLE_EQ(release(value(evidence(gate, 0, 99), 3.5, 2), false).mean.value, 3.5);
    EXPECT_DOUBLE_EQ(release(first, false).mean.value, 3.5);
}

TEST_F(Answers, AreTheirOwnWhereTheyAgreeButForRounding) {
    asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), 3, 2));
    const double near = std::nextafter(3.0, 4.0);
    EXPECT_EQ(*asked(kWage, 0, 10, value(evidence(standard_gate(), 0, 100), near, 2)).mean, near);
}

}  // namespace
}  // namespace skjerm::disclosure
