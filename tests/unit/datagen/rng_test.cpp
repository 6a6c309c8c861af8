#include "datagen/rng.h"

#include <gtest/gtest.h>

namespace skjerm::datagen {
namespace {

// Known answers of the Random123 library (file kat_vectors).
struct KnownAnswer {
    const char* name;
    PhiloxCounter counter;
    PhiloxKey key;
    PhiloxCounter expected;
};
constexpr KnownAnswer kKnownAnswers[] = {
    {"zeros", {0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {"ones",
     {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {"pi",
     {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

TEST(Philox, GivesTheKnownAnswers) {
    for (const KnownAnswer& answer : kKnownAnswers)
        EXPECT_EQ(philox4x32(answer.counter, answer.key), answer.expected) << answer.name;
}

TEST(Draws, DependOnEveryPartOfTheirName) {
    const Seeds seeds(1);
    Draws base(seeds, Stream::Birth, 7, 2000);
    const std::uint32_t first = base.bits();
    Draws again(seeds, Stream::Birth, 7, 2000);
    EXPECT_EQ(again.bits(), first);
    Draws other_unit(seeds, Stream::Birth, 8, 2000);
    Draws other_period(seeds, Stream::Birth, 7, 2001);
    Draws other_stream(seeds, Stream::Death, 7, 2000);
    const Seeds other_seeds(2);
    Draws other_seed(other_seeds, Stream::Birth, 7, 2000);
    EXPECT_NE(other_unit.bits(), first);
    EXPECT_NE(other_period.bits(), first);
    EXPECT_NE(other_stream.bits(), first);
    EXPECT_NE(other_seed.bits(), first);
}

TEST(Draws, StayWithinTheirBounds) {
    const Seeds seeds(3);
    Draws draws(seeds, Stream::Wage, 1);
    bool low = false;
    bool high = false;
    for (int count = 0; count < 2000; ++count) {
        const double share = draws.uniform();
        EXPECT_GT(share, 0.0);
        EXPECT_LT(share, 1.0);
        const std::int32_t day = draws.between(-3, 3);
        EXPECT_GE(day, -3);
        EXPECT_LE(day, 3);
        low = low || day == -3;
        high = high || day == 3;
    }
    EXPECT_TRUE(low && high);
}

}  // namespace
}  // namespace skjerm::datagen
