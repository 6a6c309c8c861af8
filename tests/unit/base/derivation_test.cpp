#include "skjerm/base/derivation.h"

#include <gtest/gtest.h>

namespace skjerm::base {
namespace {

const Derivation kWage = DerivationMaker("register").add("INNTEKT_WLONN").make_register();

TEST(Derivation, FollowsFromWhatWasAddedInItsOrder) {
    const auto make = [](auto... parts) {
        DerivationMaker maker("test");
        (maker.add(parts), ...);
        return maker.make();
    };
    const std::uint64_t one = 1;
    EXPECT_EQ(make("a", "b"), make("a", "b"));
    EXPECT_NE(make("a", "b").own, make("b", "a").own);
    EXPECT_NE(make("a", "b").own, make("ab").own);
    EXPECT_NE(make("ab", "").own, make("a", "b").own);
    EXPECT_NE(make(one).own, make(1.0).own);
    EXPECT_NE(make(0.0).own, make(-0.0).own);
    EXPECT_NE(make(kWage).own, make(make(kWage)).own);
    EXPECT_NE(DerivationMaker("a").make().own, DerivationMaker("b").make().own);
}

TEST(Derivation, OfARegisterVariableIsLinear) {
    EXPECT_TRUE(kWage.is_linear());
    EXPECT_EQ(kWage.own, kWage.family);
    EXPECT_FALSE(DerivationMaker("mean").add(kWage).make().is_linear());
}

TEST(Derivation, StaysInTheFamilyWhenScaledAndShifted) {
    const auto monthly = scaled(kWage, 1.0 / 12);
    ASSERT_TRUE(monthly);
    EXPECT_EQ(monthly->family, kWage.family);
    EXPECT_DOUBLE_EQ(monthly->factor, 1.0 / 12);
    const auto less = shifted(*monthly, -1000);
    ASSERT_TRUE(less);
    EXPECT_EQ(less->family, kWage.family);
    EXPECT_DOUBLE_EQ(less->reach, 12'000) << "in units of the register variable";
    EXPECT_DOUBLE_EQ(shifted(*less, 1000)->reach, 24'000) << "shifting back loses digits again";
}

TEST(Derivation, LeavesTheFamilyWhereValuesAreLost) {
    EXPECT_FALSE(scaled(kWage, 0));
    EXPECT_FALSE(scaled(kWage, 1e-10));
    EXPECT_FALSE(scaled(kWage, 1e10));
    EXPECT_FALSE(scaled(*scaled(kWage, 1e-6), 1e-6)) << "little by little";
    EXPECT_FALSE(shifted(kWage, 1e16)) << "what is left are multiples of 2";
    EXPECT_FALSE(shifted(*shifted(kWage, 6e6), -6e6));
    EXPECT_FALSE(shifted(*scaled(kWage, 1e-9), 1)) << "of 10^9 units of the register variable";
}

TEST(Derivation, OfOtherValuesHasNoFamilyToStayIn) {
    const Derivation computed = DerivationMaker("computed").make();
    EXPECT_FALSE(scaled(computed, 2));
    EXPECT_FALSE(shifted(computed, 2));
}

}  // namespace
}  // namespace skjerm::base
