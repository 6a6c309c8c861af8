// Accounts are slowed down, flagged, frozen and reinstated; honest ones are left alone.
#include "skjerm/ledger/ledger.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "ledger_folder.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::ledger {
namespace {

using base::Code;

class Ledgers : public ::testing::Test {
protected:
    LedgerOptions options() {
        LedgerOptions options;
        options.folder = folder_.path();
        options.key = {9, 8, 7};
        options.epoch = 5;
        options.policy = policy_;
        options.clock = [this] { return moment_; };
        return options;
    }
    std::unique_ptr<Ledger> open() {
        auto ledger = Ledger::open(options());
        SKJERM_CHECK(ledger.ok());
        return std::move(ledger).value();
    }
    void pass(std::int64_t ms) {
        moment_.wall_ms += ms;
        moment_.boot_ms += ms;
    }
    /// Asks as a session does: first whether it may, then that it did. The code of a refusal.
    std::optional<Code> ask(Ledger& ledger, CommandRecord record, bool has_condition = true) {
        pass(1000);
        const auto status = ledger.admit(record.account, record.institution,
                                         {record.skeleton, record.kind, has_condition});
        std::optional<Code> refusal;
        if (!status.ok()) {
            refusal = status.diagnostic().code;
            record.outcome = CommandOutcome::TooMany;
            record.shown = 0;
            record.sets.clear();
        }
        SKJERM_CHECK(ledger.record(record).ok());
        return refusal;
    }
    CommandRecord statistic(const std::string& account, std::uint64_t shown) {
        CommandRecord record;
        record.account = account;
        record.institution = "uni";
        record.skeleton = 100;
        record.shown = shown;
        record.kind = CommandKind::Statistic;
        return record;
    }
    CommandRecord about(const std::string& account, const SetRecord& set) {
        CommandRecord record = statistic(account, set.key_sum);
        record.skeleton = set.key_sum;
        record.sets.push_back({SetRole::Selected, set.units, 0, set});
        return record;
    }
    /// Compares `pairs` sets with and without one unit; how many pairs were answered.
    int difference(Ledger& ledger, const std::string& account, int pairs, std::uint64_t target) {
        for (int pair = 0; pair < pairs; ++pair) {
            auto keys = sets_.keys(1200);
            if (ask(ledger, about(account, RandomSets::record(keys)))) return pair;
            keys.push_back(target);
            if (ask(ledger, about(account, RandomSets::record(keys)))) return pair;
        }
        return pairs;
    }
    Level level_of(Ledger& ledger, const std::string& account) {
        const auto overview = ledger.overview();
        SKJERM_CHECK(overview.ok());
        for (const AccountOverview& known : overview->accounts)
            if (known.account == account) return known.level;
        return Level::None;
    }

    LedgerFolder folder_;
    disclosure::Policy policy_ = disclosure::Policy::standard();
    Moment moment_{1'800'000'000'000, 50'000, 42};
    RandomSets sets_{21};
};

TEST_F(Ledgers, FreezeWhoComparesNearlyEqualSets) {
    const auto ledger = open();
    EXPECT_EQ(difference(*ledger, "kari", 20, 77), 10);
    EXPECT_EQ(ask(*ledger, statistic("kari", 1)), Code::AccountUnderReview);
    EXPECT_EQ(level_of(*ledger, "kari"), Level::Frozen);
    EXPECT_EQ(ask(*ledger, statistic("ola", 1)), std::nullopt) << "others go on";
    // A new process knows it too.
    const auto again = open();
    EXPECT_EQ(ask(*again, statistic("kari", 2)), Code::AccountUnderReview);
}

TEST_F(Ledgers, AddExposureUpOverAccounts) {
    const auto ledger = open();
    EXPECT_EQ(difference(*ledger, "a", 5, 77), 5);
    EXPECT_EQ(difference(*ledger, "b", 20, 77), 5) << "ten pairs of the institution";
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
}

TEST_F(Ledgers, FreezeTheInstitutionAfterTwoAccounts) {
    const auto ledger = open();
    EXPECT_EQ(difference(*ledger, "a", 20, 1), 10);
    pass(20 * kDayMs);
    EXPECT_EQ(difference(*ledger, "b", 20, 2), 10);
    EXPECT_EQ(ask(*ledger, statistic("c", 1)), Code::AccountUnderReview);
    EXPECT_TRUE(ledger->overview()->institutions[0].frozen);
    CommandRecord elsewhere = statistic("a", 1);
    elsewhere.institution = "other";
    EXPECT_EQ(ask(*ledger, elsewhere), std::nullopt);

    ASSERT_TRUE(ledger->reinstate("", "uni", "anne", "berit").ok());
    EXPECT_EQ(ask(*ledger, statistic("c", 1)), std::nullopt);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), Code::AccountUnderReview);
}

TEST_F(Ledgers, LeaveTheInstitutionAloneWhenFreezesAreFarApart) {
    const auto ledger = open();
    difference(*ledger, "a", 20, 1);
    pass(31 * kDayMs);
    difference(*ledger, "b", 20, 2);
    EXPECT_EQ(ask(*ledger, statistic("c", 1)), std::nullopt);
}

TEST_F(Ledgers, TakeTwoPeopleToReinstate) {
    const auto ledger = open();
    difference(*ledger, "kari", 20, 1);
    const auto refused = [&](const char* by, const char* second) {
        return ledger->reinstate("kari", "uni", by, second).diagnostic().code;
    };
    EXPECT_EQ(refused("anne", "anne"), Code::ReinstatingNeedsTwo);
    EXPECT_EQ(refused("anne", ""), Code::ReinstatingNeedsTwo);
    EXPECT_EQ(refused("", "anne"), Code::ReinstatingNeedsTwo);
    EXPECT_EQ(refused("kari", "anne"), Code::ReinstatingNeedsTwo);
    EXPECT_EQ(refused("anne", "kari"), Code::ReinstatingNeedsTwo);
    EXPECT_EQ(ledger->reinstate("ola", "uni", "anne", "berit").diagnostic().code,
              Code::NothingToReinstate);
    EXPECT_EQ(ledger->reinstate("kari", "no such", "anne", "berit").diagnostic().code,
              Code::NothingToReinstate);
    ASSERT_TRUE(ledger->reinstate("kari", "uni", "anne", "berit").ok());
    EXPECT_EQ(ask(*ledger, statistic("kari", 1)), std::nullopt);
    EXPECT_EQ(difference(*ledger, "kari", 20, 1), 10) << "counted anew, not for ever free";
}

TEST_F(Ledgers, StopSweepsOverConstants) {
    const auto ledger = open();
    std::uint64_t answered = 0;
    while (!ask(*ledger, statistic("a", 1000 + answered))) ++answered;
    EXPECT_EQ(answered, 200U);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), Code::TooManySimilarCommands);
    CommandRecord other = statistic("a", 5);
    other.skeleton = 3;
    EXPECT_EQ(ask(*ledger, other), std::nullopt) << "another question";
    CommandRecord data = statistic("a", 0);
    data.kind = CommandKind::Other;
    EXPECT_EQ(ask(*ledger, data), std::nullopt);
    pass(kHourMs);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
}

TEST_F(Ledgers, StopSweepsOfAnInstitution) {
    const auto ledger = open();
    std::uint64_t shown = 1;
    for (int account = 0; account < 4; ++account)
        for (int i = 0; i < 150; ++i)
            EXPECT_EQ(ask(*ledger, statistic("a" + std::to_string(account), shown++)),
                      std::nullopt);
    EXPECT_EQ(ask(*ledger, statistic("fresh", shown)), Code::TooManySimilarCommands);
}

TEST_F(Ledgers, StopManySmallSelections) {
    const auto ledger = open();
    std::uint64_t answered = 0;
    const auto small = [&](std::uint64_t number) {
        CommandRecord record = statistic("a", number);
        record.skeleton = number;
        record.small_selection = true;
        return record;
    };
    while (!ask(*ledger, small(answered + 1))) ++answered;
    EXPECT_EQ(answered, 120U);
    EXPECT_EQ(ask(*ledger, small(9999), false), std::nullopt) << "without a condition";
}

TEST_F(Ledgers, StopAtTheDailyNumberOfSets) {
    policy_.rate_daily_sets = 300;
    const auto ledger = open();
    std::uint64_t answered = 0;
    for (;; ++answered) {
        CommandRecord record = about("a", sets_.record(40));
        record.sets.resize(1);
        if (ask(*ledger, record)) break;
        ASSERT_LT(answered, 1000U);
    }
    EXPECT_EQ(answered, 300U);
    pass(kDayMs);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
}

TEST_F(Ledgers, StopAtTheDailyNumberOfPrecedents) {
    policy_.rate_daily_precedents = 1000;
    const auto ledger = open();
    CommandRecord record = statistic("a", 1);
    record.kind = CommandKind::Other;
    record.precedents = 999;
    EXPECT_EQ(ask(*ledger, record), std::nullopt);
    record.precedents = 1;
    EXPECT_EQ(ask(*ledger, record), std::nullopt);
    EXPECT_EQ(ask(*ledger, record), base::Code::TooManySimilarCommands);
    EXPECT_EQ(ask(*ledger, statistic("b", 1)), std::nullopt) << "of another account";
    pass(kDayMs);
    EXPECT_EQ(ask(*ledger, record), std::nullopt);
}

TEST_F(Ledgers, AskingTheSameAgainCostsNothing) {
    const auto ledger = open();
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(ask(*ledger, statistic("a", 7)), std::nullopt);
}

TEST_F(Ledgers, CountsVariantsOfVariablesOverOneSet) {
    const auto ledger = open();
    const auto ask_variants = [&](std::uint64_t first, std::uint64_t variants, std::uint64_t sets) {
        for (std::uint64_t variable = first; variable < first + variants; ++variable) {
            CommandRecord record = statistic("a", 1);
            record.statistics.push_back({sets, variable});
            EXPECT_EQ(ask(*ledger, record), std::nullopt);
        }
        pass(240'000);
        EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
        return level_of(*ledger, "a");
    };
    EXPECT_EQ(ask_variants(0, 39, 7), Level::None);
    EXPECT_EQ(ask_variants(0, 39, 7), Level::None) << "the same again";
    EXPECT_EQ(ask_variants(100, 39, 8), Level::None) << "of other units";
    EXPECT_EQ(ask_variants(39, 1, 7), Level::Flagged);
    pass(kDayMs);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
    pass(240'000);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
    EXPECT_EQ(level_of(*ledger, "a"), Level::None) << "counted by the day";
}

TEST_F(Ledgers, SumScoresAfterAWhile) {
    const auto ledger = open();
    // Six small sets around one unit too many: five points.
    for (int i = 0; i < 36; ++i) {
        auto keys = sets_.keys(60);
        keys.push_back(5);
        EXPECT_EQ(ask(*ledger, about("a", RandomSets::record(keys))), std::nullopt);
    }
    EXPECT_EQ(level_of(*ledger, "a"), Level::None) << "not at once";
    pass(240'000);
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
    EXPECT_EQ(level_of(*ledger, "a"), Level::Flagged);
    // Two more units: throttled.
    for (const std::uint64_t unit : {6U, 7U})
        for (int i = 0; i < 36; ++i) {
            auto keys = sets_.keys(60);
            keys.push_back(unit);
            ask(*ledger, about("a", RandomSets::record(keys)));
            pass(90'000);
        }
    pass(240'000);
    ask(*ledger, statistic("a", 1));
    EXPECT_EQ(level_of(*ledger, "a"), Level::Throttled);
    std::optional<Code> refusal;
    int answered = 0;
    while (!(refusal = ask(*ledger, statistic("a", 1)))) ++answered;
    EXPECT_EQ(refusal, Code::AccountThrottled);
    EXPECT_LE(answered, 60);
    ASSERT_TRUE(ledger->reinstate("a", "uni", "anne", "berit").ok());
    EXPECT_EQ(ask(*ledger, statistic("a", 1)), std::nullopt);
}

TEST_F(Ledgers, TakeRefusalsSweepsAndSamplesAsFindings) {
    const auto ledger = open();
    for (int i = 0; i < 60; ++i) {
        CommandRecord refused = statistic("a", 0);
        refused.outcome = CommandOutcome::Refused;
        ask(*ledger, refused);
    }
    for (std::uint64_t i = 0; i < 20; ++i) {
        CommandRecord sample = statistic("a", 0);
        sample.kind = CommandKind::Sampling;
        sample.constants = i;
        ask(*ledger, sample);
    }
    for (std::uint64_t i = 0; i < 250; ++i) {
        CommandRecord join = statistic("a", 0);
        join.kind = CommandKind::Joining;
        join.constants = i;
        ask(*ledger, join);
    }
    const auto before = ledger->overview();
    ASSERT_TRUE(before.ok());
    ASSERT_EQ(before->accounts.size(), 1U);
    EXPECT_EQ(before->accounts[0].score, 3U + 3U + 2U);
    EXPECT_EQ(before->accounts[0].refused_in_an_hour, 60U);
}

TEST_F(Ledgers, ClockThatJumpsUnlocksNothing) {
    auto ledger = open();
    for (std::uint64_t i = 0; i < 200; ++i) ask(*ledger, statistic("a", 1 + i));
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), Code::TooManySimilarCommands);
    moment_.wall_ms += 400 * kDayMs;  // forwards, the machine not restarted
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), Code::TooManySimilarCommands);
    moment_.wall_ms -= 900 * kDayMs;  // and far back
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), Code::TooManySimilarCommands);
    moment_.boot_id = 43;  // restarted, the clock still behind
    moment_.boot_ms = 10;
    ledger = open();
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), Code::TooManySimilarCommands);
    pass(kHourMs);
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), std::nullopt) << "time goes on all the same";
    moment_.boot_id = 0;  // not known
    pass(1000);
    EXPECT_EQ(ask(*ledger, statistic("a", 999)), std::nullopt);
}

TEST_F(Ledgers, ReplayAsTheStoreWas) {
    const auto ledger = open();
    const base::UnitKeys keys(base::Aes128::Key{1}, 0);
    std::vector<std::int8_t> mask(2000, 0);
    for (std::size_t row = 0; row < 700; ++row) mask[row] = 1;
    const auto anchor = [&](Ledger& of, std::size_t from, std::size_t to) {
        std::vector<std::int8_t> changed = mask;
        for (std::size_t row = from; row < to; ++row) changed[row] ^= 1;
        const UnitSet set{mask.size(), changed, {}, &keys, 0};
        const auto rows = of.anchor(set, record_of(set));
        SKJERM_CHECK(rows.ok());
        return rows->size();
    };
    EXPECT_EQ(*ledger->anchor_count(), 0U);
    EXPECT_EQ(anchor(*ledger, 0, 0), 0U);
    EXPECT_EQ(*ledger->anchor_count(), 1U);
    EXPECT_EQ(anchor(*ledger, 0, 1), 1U) << "becomes the first";
    EXPECT_EQ(anchor(*ledger, 0, 12), 0U) << "too far";
    EXPECT_EQ(*ledger->anchor_count(), 2U);

    const auto replay = open();
    replay->replay_as_of(0);
    EXPECT_EQ(anchor(*replay, 0, 1), 0U) << "the first there was";
    EXPECT_EQ(anchor(*replay, 0, 0), 1U);
    EXPECT_EQ(*replay->anchor_count(), 1U);
    EXPECT_EQ(*ledger->anchor_count(), 2U) << "nothing was added";

    policy_.anchoring = false;
    const auto without = open();
    EXPECT_EQ(anchor(*without, 0, 1), 0U);
    EXPECT_EQ(*without->anchor_count(), 2U);
}

TEST_F(Ledgers, RefuseDamagedFiles) {
    {
        const auto ledger = open();
        for (std::uint64_t i = 0; i < 20; ++i) ask(*ledger, about("a", sets_.record(30)));
    }
    const std::vector<char> whole = folder_.bytes("commands");
    std::vector<char> damaged = whole;
    damaged[damaged.size() / 2] ^= 1;
    folder_.write("commands", damaged);
    EXPECT_EQ(Ledger::open(options()).diagnostic().code, Code::LedgerDamaged);
    folder_.write("commands", whole);
    ASSERT_TRUE(Ledger::open(options()).ok());

    // Damage while a session runs: what is shortened has lost records.
    const auto ledger = open();
    folder_.write("commands", std::vector<char>(whole.begin(), whole.begin() + 200));
    const auto status = ledger->admit("a", "uni", {});
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.diagnostic().code, Code::LedgerDamaged);
    EXPECT_EQ(ledger->record(statistic("a", 1)).diagnostic().code, Code::LedgerDamaged);
    EXPECT_EQ(ledger->overview().diagnostic().code, Code::LedgerDamaged);
}

TEST_F(Ledgers, ReadRecordsOfBeforeStatisticsAndPrecedentsWereEntered) {
    CommandRecord record = about("a", sets_.record(30));
    record.statistics = {{1, 2}, {3, 4}};
    record.precedents = 17;
    const LedgerTime time{5, moment_};
    CommandRecord read;
    LedgerTime read_time;
    const Bytes now = to_bytes(record, time);
    ASSERT_TRUE(from_bytes(now, read, read_time));
    EXPECT_EQ(read.statistics.size(), 2U);
    EXPECT_EQ(read.precedents, 17U);
    // Without the number of precedents, and without the number of statistics and the two of them
    // besides; anything between is damage.
    constexpr std::size_t kPrecedentsBytes = 4;
    constexpr std::size_t kStatisticsBytes = 4 + 2 * 16;
    const std::span<const std::uint8_t> bytes(now);
    ASSERT_TRUE(from_bytes(bytes.first(now.size() - kPrecedentsBytes), read, read_time));
    EXPECT_EQ(read.statistics.size(), 2U);
    EXPECT_EQ(read.precedents, 0U);
    for (std::size_t less = 1; less <= kPrecedentsBytes + kStatisticsBytes; ++less)
        EXPECT_EQ(from_bytes(bytes.first(now.size() - less), read, read_time),
                  less == kPrecedentsBytes || less == kPrecedentsBytes + kStatisticsBytes)
            << less;
    EXPECT_TRUE(read.statistics.empty());
    EXPECT_EQ(read.sets.size(), 1U);
}

// A class of thirty runs nearly the same script all day: a few constants differ.
TEST_F(Ledgers, LeaveAClassAlone) {
    const auto ledger = open();
    constexpr int kStudents = 30;
    constexpr int kScriptCommands = 12;
    std::vector<SetRecord> selections;
    for (int i = 0; i < 3 * kScriptCommands; ++i) selections.push_back(sets_.record(1500));
    int refusals = 0;
    for (int hour = 0; hour < 8; ++hour)
        for (int run = 0; run < 2; ++run)
            for (int student = 0; student < kStudents; ++student)
                for (int command = 0; command < kScriptCommands; ++command) {
                    const std::size_t variant = static_cast<std::size_t>((student + hour) % 3);
                    const SetRecord& set =
                        selections[variant * kScriptCommands + static_cast<std::size_t>(command)];
                    CommandRecord record = about("student" + std::to_string(student), set);
                    record.skeleton = static_cast<std::uint64_t>(command);
                    moment_.boot_ms += 4000;
                    refusals += ask(*ledger, record) ? 1 : 0;
                }
    EXPECT_EQ(refusals, 0);
    for (int student = 0; student < kStudents; ++student)
        EXPECT_EQ(level_of(*ledger, "student" + std::to_string(student)), Level::None);
}

}  // namespace
}  // namespace skjerm::ledger
