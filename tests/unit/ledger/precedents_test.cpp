// What was shown binds what is shown later about nearly the same units.
#include "skjerm/ledger/precedents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "ledger_folder.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::ledger {
namespace {

constexpr double kAnyDistance = std::numeric_limits<double>::infinity();

using Keys = std::vector<std::uint64_t>;

base::Evidence evidence(const Keys& keys) {
    base::Evidence set;
    for (const std::uint64_t key : keys) set.add(key);
    return set;
}

class Precedents : public ::testing::Test {
protected:
    /// Random units, the one with the smallest key first.
    Keys keys(std::size_t size) {
        Keys result(size);
        for (std::uint64_t& key : result) key = random_();
        std::iter_swap(result.begin(), std::ranges::min_element(result));
        return result;
    }
    /// Without its last `few` units.
    static Keys without(Keys keys, std::size_t few) {
        keys.resize(keys.size() - few);
        return keys;
    }
    CommandPrecedents command() const { return {book_, nearness_}; }
    /// A command that shows one set: what it shows.
    base::Evidence show(const Keys& keys) {
        CommandPrecedents one = command();
        const base::Evidence shown = one.set_shown_for({evidence(keys)});
        for (const ShownSet& set : one.added().sets()) book_.add(set);
        return shown;
    }
    /// The share of sets of `size` units that show the numbers of those with `few` more.
    double share_bound(std::size_t size, std::size_t few, int games) {
        int bound = 0;
        for (int game = 0; game < games; ++game) {
            const Keys larger = keys(size + few);
            CommandPrecedents one = command();
            static_cast<void>(one.set_shown_for({evidence(larger)}));
            const base::Evidence shown = one.set_shown_for({evidence(without(larger, few))});
            bound += shown.units == larger.size() ? 1 : 0;
        }
        return bound / static_cast<double>(games);
    }

    std::mt19937_64 random_{20261123};
    PrecedentBook book_{1000};
    Nearness nearness_{base::Aes128::Key{1, 2, 3}, disclosure::Policy::standard()};
};

TEST_F(Precedents, BindSetsThatDifferInFewUnits) {
    for (std::size_t few = 0; few <= 4; ++few) EXPECT_EQ(share_bound(200, few, 100), 1.0) << few;
    // One step in six with every unit; two units that turn over the same bit (half of those of
    // nine) count as none.
    EXPECT_NEAR(share_bound(200, 5, 2000), 5 / 6.0, 0.05);
    EXPECT_NEAR(share_bound(200, 7, 2000), 3 / 6.0, 0.05);
    EXPECT_NEAR(share_bound(200, 9, 2000), 1 / 6.0, 0.05);
    EXPECT_EQ(share_bound(200, 10, 300), 0.0);
    EXPECT_EQ(share_bound(200, 40, 300), 0.0);
}

TEST_F(Precedents, BindSmallSetsMoreLoosely) {
    EXPECT_EQ(share_bound(20, 1, 100), 1.0);
    EXPECT_NEAR(share_bound(20, 3, 2000), 3 / 5.0, 0.05);
    EXPECT_NEAR(share_bound(20, 5, 2000), 1 / 5.0, 0.05);
    EXPECT_EQ(share_bound(20, 6, 300), 0.0);
}

TEST_F(Precedents, LiftNoHandful) {
    // Less than half of the smaller one of two sets, but for those of up to four.
    for (std::size_t size = 1; size <= 2; ++size)
        for (std::size_t few = 1; few <= 5; ++few)
            EXPECT_EQ(share_bound(size, few, 200), size + few <= 4 ? 1.0 : 0.0)
                << size << ' ' << few;
    EXPECT_EQ(share_bound(3, 1, 200), 1.0);
    EXPECT_EQ(share_bound(3, 2, 200), 0.0);
    EXPECT_EQ(share_bound(5, 1, 200), 1.0);
    EXPECT_NEAR(share_bound(5, 2, 2000), 1 / 2.0, 0.05);
    EXPECT_EQ(share_bound(5, 3, 200), 0.0);
    EXPECT_NEAR(share_bound(9, 3, 2000), 2 / 4.0, 0.05);
    EXPECT_EQ(share_bound(9, 5, 200), 0.0);
}

TEST_F(Precedents, SeeUnitsThatTakeTheTurnOfOthers) {
    // As many leave as come: the sizes do not tell.
    const Keys first = keys(300);
    show(first);
    Keys second = first;
    for (std::size_t at = 290; at < 292; ++at) second[at] = random_() | (std::uint64_t{1} << 63U);
    EXPECT_EQ(show(second).key_sum, evidence(first).key_sum);
    Keys third = first;
    for (std::size_t at = 100; at < 150; ++at) third[at] = random_() | (std::uint64_t{1} << 63U);
    EXPECT_EQ(show(third), evidence(third));
}

TEST_F(Precedents, ChangeOnlyWhatNoiseIsKeyedOn) {
    const Keys first = keys(100);
    show(first);
    const base::Evidence own = evidence(without(first, 1));
    const base::Evidence shown = show(without(first, 1));
    EXPECT_EQ(shown.rows, own.rows);
    EXPECT_EQ(shown.units, 100U);
    EXPECT_EQ(shown.key_sum, evidence(first).key_sum);
    EXPECT_EQ(shown.key_min, evidence(first).key_min);
    EXPECT_EQ(show({}), base::Evidence());
}

TEST_F(Precedents, StayWhatTheyWereWhateverComesLater) {
    const Keys first = keys(400);
    std::vector<Keys> sets;
    std::vector<base::Evidence> shown;
    // Sets ever farther from the first; some of them are shown as they are and bind others.
    for (std::size_t few = 0; few < 40; ++few) {
        sets.push_back(without(first, few));
        shown.push_back(show(sets.back()));
    }
    EXPECT_GT(book_.sets().size(), 2U);
    EXPECT_LT(book_.sets().size(), 20U);
    for (std::size_t at = 0; at < sets.size(); ++at) EXPECT_EQ(show(sets[at]), shown[at]) << at;
    for (std::size_t at = sets.size(); at-- > 0;) EXPECT_EQ(show(sets[at]), shown[at]) << at;
}

TEST_F(Precedents, OfOneCommandBindEachOther) {
    const Keys first = keys(100);
    CommandPrecedents one = command();
    static_cast<void>(one.set_shown_for({evidence(first)}));
    EXPECT_EQ(one.set_shown_for({evidence(without(first, 2))}).units, 100U);
    EXPECT_EQ(one.added().sets().size(), 1U);
    // And nothing else, until they are kept.
    EXPECT_EQ(command().set_shown_for({evidence(without(first, 2))}).units, 98U);
}

TEST_F(Precedents, DoNotDependOnWhereCommandsEnd) {
    const PrecedentBook nothing(1000);
    CommandPrecedents all(nothing, nearness_);
    Keys set = keys(60);
    std::size_t bound = 0;
    for (int step = 0; step < 400; ++step) {
        // Some units come and some go; the one with the smallest key mostly stays.
        const std::size_t changes = random_() % 6;
        for (std::size_t at = 0; at < changes; ++at) {
            const std::size_t place = random_() % set.size();
            if (random_() % 2 == 0)
                set.push_back(random_());
            else if (set.size() > 20)
                set.erase(set.begin() + static_cast<std::ptrdiff_t>(place));
        }
        const base::Evidence own = evidence(set);
        const base::Evidence shown = show(set);
        EXPECT_EQ(all.set_shown_for({own}), shown) << step;
        bound += shown == own ? 0U : 1U;
        const std::uint64_t apart =
            shown.units > own.units ? shown.units - own.units : own.units - shown.units;
        EXPECT_LE(apart, nearness_.most());
    }
    EXPECT_GT(bound, 100U);
    EXPECT_LT(bound, 390U);
}

TEST_F(Precedents, GiveTheFirstAnswerToAQuestion) {
    const Keys first = keys(100);
    CommandPrecedents one = command();
    const base::Evidence shown = one.set_shown_for({evidence(first)});
    EXPECT_EQ(one.first_answer(shown, 1, {2.5, kAnyDistance}), 2.5);
    EXPECT_EQ(one.first_answer(shown, 2, {3.5, kAnyDistance}), 3.5);
    const base::Evidence near = one.set_shown_for({evidence(without(first, 1))});
    EXPECT_EQ(one.first_answer(near, 1, {2.625, kAnyDistance}), 2.5);
    for (const ShownAnswer& answer : one.added().answers()) book_.add(answer);
    for (const ShownSet& set : one.added().sets()) book_.add(set);
    CommandPrecedents next = command();
    EXPECT_EQ(
        next.first_answer(next.set_shown_for({evidence(without(first, 3))}), 2, {9, kAnyDistance}),
        3.5);
    const Keys other = keys(100);
    EXPECT_EQ(next.first_answer(next.set_shown_for({evidence(other)}), 2, {9, kAnyDistance}), 9);
}

TEST_F(Precedents, CountTwoParitiesOfUnitsWithRowsAsOne) {
    // Four units whose rows changed: they are there, and turn over other parities.
    int bound = 0;
    for (int game = 0; game < 200; ++game) {
        const Keys first = keys(200);
        Keys changed = first;
        for (std::size_t at = 100; at < 104; ++at)
            changed[at] = random_() | (std::uint64_t{1} << 63U);
        CommandPrecedents one = command();
        const base::Evidence shown = one.set_shown_for({evidence(first), true});
        bound += one.set_shown_for({evidence(changed), true}) == shown ? 1 : 0;
        // A set without its rows is another, however near.
        EXPECT_EQ(one.set_shown_for({evidence(without(first, 1)), false}).units, 199U);
    }
    EXPECT_EQ(bound, 200);
}

TEST_F(Precedents, KeepAnswersThatAreOutOfReachApart) {
    CommandPrecedents one = command();
    const base::Evidence set = one.set_shown_for({evidence(keys(100))});
    EXPECT_EQ(one.first_answer(set, 1, {10, 1}), 10);
    EXPECT_EQ(one.first_answer(set, 1, {12, 5}), 12) << "out of the reach of the first";
    EXPECT_EQ(one.first_answer(set, 1, {10.5, 1}), 10);
    EXPECT_EQ(one.first_answer(set, 1, {12.5, 1}), 12);
    // Whoever asks in ever other ways ends at the nearest.
    for (double far = 100; far < 700; far += 100)
        EXPECT_EQ(one.first_answer(set, 1, {far, 1}), far);
    EXPECT_EQ(one.first_answer(set, 1, {640, 1}), 600);
}

TEST_F(Precedents, ForgetTheOlderHalf) {
    PrecedentBook book(10);
    std::vector<ShownSet> sets;
    for (std::uint64_t at = 0; at < 11; ++at) {
        sets.push_back({100, at + 1, at + 1, at});
        book.add(sets.back());
        book.add(ShownAnswer{at, static_cast<double>(at), 1});
    }
    EXPECT_EQ(book.sets().size(), 6U);
    EXPECT_EQ(book.answers().size(), 6U);
    for (std::uint64_t at = 0; at < 11; ++at) {
        EXPECT_EQ(book.holds(sets[at]), at >= 5) << at;
        EXPECT_EQ(book.answer(at).has_value(), at >= 5) << at;
        EXPECT_EQ(book.binding(sets[at], nearness_) != nullptr, at >= 5) << at;
    }
    EXPECT_GT(book.bytes(), 11 * sizeof(ShownSet));
}

// ---- the file ----------------------------------------------------------------------------------

class PrecedentFile : public Precedents {
protected:
    void SetUp() override { ASSERT_TRUE(Folder::open(folder_.path()).ok()); }
    PrecedentStore open() const {
        auto store = PrecedentStore::open(folder_.file("precedents"), kTestIdentity, 1000);
        SKJERM_CHECK(store.ok());
        return std::move(store).value();
    }

    LedgerFolder folder_;
};

TEST_F(PrecedentFile, IsReadBackAndShared) {
    PrecedentStore first = open();
    PrecedentStore second = open();
    const Keys shown = keys(100);
    {
        CommandPrecedents one(first.book(), nearness_);
        const base::Evidence set = one.set_shown_for({evidence(shown)});
        static_cast<void>(one.set_shown_for({evidence(keys(50)), true}));
        EXPECT_EQ(one.first_answer(set, 7, {-0.25, kAnyDistance}), -0.25);
        ASSERT_TRUE(first.keep(one.added()).ok());
    }
    ASSERT_TRUE(second.refresh().ok());
    for (const PrecedentStore* store : {&first, &second}) {
        CommandPrecedents next(store->book(), nearness_);
        const base::Evidence set = next.set_shown_for({evidence(without(shown, 1))});
        EXPECT_EQ(set.units, 100U);
        EXPECT_EQ(next.first_answer(set, 7, {0, kAnyDistance}), -0.25);
        EXPECT_TRUE(next.added().sets().empty());
    }
    const PrecedentStore third = open();
    EXPECT_EQ(third.book().sets(), first.book().sets());
    EXPECT_EQ(third.book().answers(), first.book().answers());
}

TEST_F(PrecedentFile, HoldsManyOfOneCommand) {
    PrecedentStore store = open();
    PrecedentBook many(200'000);
    for (std::uint64_t at = 0; at < 150'000; ++at) many.add(ShownSet{at, at, at, at});
    ASSERT_TRUE(store.keep(many).ok());
    EXPECT_EQ(open().book().sets(), store.book().sets());
}

TEST_F(PrecedentFile, OfOtherRecordsIsRefused) {
    const auto damaged = [&](std::uint32_t type, Bytes body) {
        const LedgerFolder other;
        SKJERM_CHECK(Folder::open(other.path()).ok());
        RecordFile::Identity identity = kTestIdentity;
        identity.kind = PrecedentStore::kFileKind;
        auto file = RecordFile::open(other.file("precedents"), identity);
        SKJERM_CHECK(file.ok());
        const RecordFile::Entry entry{type, std::move(body)};
        SKJERM_CHECK(file->append(std::span(&entry, 1), RecordFile::Durable::No).ok());
        return PrecedentStore::open(other.file("precedents"), kTestIdentity, 1000);
    };
    for (const auto& [type, size] :
         {std::pair<std::uint32_t, std::size_t>{4, 32}, {1, 31}, {2, 17}, {3, 25}}) {
        const auto opened = damaged(type, Bytes(size));
        ASSERT_FALSE(opened.ok()) << type;
        EXPECT_EQ(opened.diagnostic().code, base::Code::LedgerDamaged);
    }
    EXPECT_TRUE(damaged(1, Bytes(64)).ok());
    EXPECT_TRUE(damaged(2, Bytes(32)).ok()) << "of an earlier version: passed over";
}

}  // namespace
}  // namespace skjerm::ledger
