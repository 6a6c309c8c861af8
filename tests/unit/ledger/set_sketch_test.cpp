// Sketches tell exactly in which units two sets differ, up to nine of them.
#include "skjerm/ledger/set_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "skjerm/base/parallel.h"
#include "skjerm/ledger/field64.h"
#include "skjerm/ledger/unit_set.h"

namespace skjerm::ledger {
namespace {

SetRecord record_of_keys(const std::vector<std::uint64_t>& keys) {
    SetAccumulator gathered;
    for (const std::uint64_t key : keys) gathered.add(key);
    return gathered.finish(0);
}

TEST(Field64, IsAField) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t a = random();
        const std::uint64_t b = random();
        const std::uint64_t c = random();
        EXPECT_EQ(times(a, b), times(b, a));
        EXPECT_EQ(times(a, times(b, c)), times(times(a, b), c));
        EXPECT_EQ(times(a, b ^ c), times(a, b) ^ times(a, c));
        EXPECT_EQ(times(a, inverse(a)), 1U);
        const auto small = static_cast<std::uint32_t>(b % 2048);
        EXPECT_EQ(times_small(a, small), times(a, small));
    }
    // x times x^63 is x^64 = x^4 + x^3 + x + 1.
    EXPECT_EQ(times(2, std::uint64_t{1} << 63U), 0x1BU);
}

TEST(SetSketch, FindsUpToNineUnits) {
    std::mt19937_64 random(2);
    std::size_t failed = 0;
    constexpr int kTrials = 3000;
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<std::uint64_t> common(50);
        for (std::uint64_t& key : common) key = random();
        const std::size_t differing = static_cast<std::size_t>(trial) % 10;
        std::vector<std::uint64_t> a = common;
        std::vector<std::uint64_t> b = common;
        std::set<std::uint64_t> expected;
        for (std::size_t i = 0; i < differing; ++i) {
            const std::uint64_t key = random();
            (random() % 2 == 0 ? a : b).push_back(key);
            expected.insert(key);
        }
        const auto residuals = decode(record_of_keys(a).sketch ^ record_of_keys(b).sketch);
        ASSERT_TRUE(residuals.has_value());
        // Rows of all the units that there are.
        std::vector<KeyedRow> rows;
        for (const std::uint64_t key : common) rows.push_back({key, 0});
        for (const std::uint64_t key : expected) rows.push_back({key, 0});
        std::sort(rows.begin(), rows.end(),
                  [](const KeyedRow& x, const KeyedRow& y) { return x.key < y.key; });
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].row = static_cast<std::uint32_t>(i);
        const auto found = units_behind(*residuals, rows, kSketchCapacity);
        if (!found) {
            ++failed;  // three in one bucket
            continue;
        }
        std::set<std::uint64_t> keys;
        for (const std::uint32_t row : *found) keys.insert(rows[row].key);
        EXPECT_EQ(keys, expected);
    }
    EXPECT_LE(failed, 4U);  // 0.2 expected
}

TEST(SetSketch, SaysWhenThereAreMore) {
    std::mt19937_64 random(3);
    for (int trial = 0; trial < 500; ++trial) {
        std::vector<std::uint64_t> keys(10 + static_cast<std::size_t>(trial));
        for (std::uint64_t& key : keys) key = random();
        std::set<std::uint32_t> buckets;
        for (const std::uint64_t key : keys) buckets.insert(bucket_of(key));
        if (buckets.size() <= kSketchCapacity) continue;
        EXPECT_FALSE(decode(record_of_keys(keys).sketch).has_value());
    }
}

TEST(SetSketch, TakesTwoUnitsOfABucketApart) {
    const std::vector<std::uint64_t> keys{7 + 1024 * 5, 7 + 1024 * 900, 9 + 1024 * 77};
    const auto residuals = decode(record_of_keys(keys).sketch);
    ASSERT_TRUE(residuals.has_value());
    ASSERT_EQ(residuals->size(), 2U);
    std::vector<KeyedRow> rows{{9 + 1024 * 77, 5}, {7 + 1024 * 5, 1}, {7 + 1024 * 900, 2}};
    std::sort(rows.begin(), rows.end(),
              [](const KeyedRow& a, const KeyedRow& b) { return a.key < b.key; });
    const auto found = units_behind(*residuals, rows, 9);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, (std::vector<std::uint32_t>{1, 2, 5}));
    EXPECT_FALSE(units_behind(*residuals, rows, 2).has_value());
    rows.erase(rows.begin());
    EXPECT_FALSE(units_behind(*residuals, rows, 9).has_value()) << "a unit without a row";
}

class RecordOf : public ::testing::Test {
protected:
    void TearDown() override { base::set_thread_limit(0); }

    base::UnitKeys keys_{base::Aes128::Key{1, 2, 3}, 4};

    SetRecord slowly(const UnitSet& set) const {
        SetAccumulator gathered;
        std::map<std::uint32_t, std::vector<bool>> rows_of;
        for (std::size_t row = 0; row < set.rows; ++row)
            rows_of[set.units.empty() ? static_cast<std::uint32_t>(row) : set.units[row]].push_back(
                set.selected.empty() || set.selected[row] == 1);
        for (const auto& [unit, rows] : rows_of) {
            const auto chosen = std::count(rows.begin(), rows.end(), true);
            if (chosen == 0) continue;
            if (chosen == static_cast<std::ptrdiff_t>(rows.size())) {
                gathered.add(keys_.key(unit));
                continue;
            }
            // Some rows of a unit: whatever a dataset of this unit alone gives.
            const std::vector<std::uint32_t> same(rows.size(), unit);
            std::vector<std::int8_t> mask(rows.begin(), rows.end());
            const SetRecord alone = record_of({rows.size(), mask, same, &keys_, 0});
            EXPECT_NE(alone.key_sum, keys_.key(unit));
            EXPECT_EQ(alone.units, 1U);
            gathered.add(alone.key_sum);
        }
        return gathered.finish(set.domain);
    }
};

TEST_F(RecordOf, AgreesWithTheSlowWayOnAnyNumberOfThreads) {
    std::mt19937 random(5);
    for (const std::size_t rows : {0UL, 1UL, 1000UL, 65536UL, 200'001UL}) {
        std::vector<std::int8_t> selected(rows);
        std::vector<std::uint32_t> once(rows);
        std::vector<std::uint32_t> repeated(rows);
        std::uint32_t unit = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            selected[row] = random() % 3 == 0 ? 1 : 0;
            once[row] = static_cast<std::uint32_t>(3 * row + 1);
            unit += static_cast<std::uint32_t>(random() % 2);
            repeated[row] = unit;
        }
        for (const std::vector<std::uint32_t>& units :
             {std::vector<std::uint32_t>(), once, repeated}) {
            for (const bool all : {true, false}) {
                const UnitSet set{rows, all ? std::span<const std::int8_t>() : selected, units,
                                  &keys_, 4};
                // Slow for units with several rows: of many, one thread is the measure.
                base::set_thread_limit(1);
                const bool is_quick = units != repeated || rows <= 1000;
                const SetRecord expected = is_quick ? slowly(set) : record_of(set);
                for (const int threads : {1, 2}) {
                    base::set_thread_limit(threads);
                    EXPECT_EQ(record_of(set), expected) << rows;
                }
            }
        }
    }
}

TEST_F(RecordOf, FindsTheRowsOfBuckets) {
    constexpr std::size_t kRows = 150'000;
    const UnitSet set{kRows, {}, {}, &keys_, 4};
    const std::vector<std::uint32_t> buckets{3, 1000};
    const std::vector<KeyedRow> rows = rows_in_buckets(set, buckets);
    std::size_t expected = 0;
    for (std::uint32_t unit = 0; unit < kRows; ++unit) {
        const std::uint32_t bucket = bucket_of(keys_.key(unit));
        expected += bucket == 3 || bucket == 1000 ? 1U : 0U;
    }
    EXPECT_EQ(rows.size(), expected);
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end(),
                               [](const auto& a, const auto& b) { return a.key < b.key; }));
    for (const KeyedRow& row : rows) EXPECT_EQ(keys_.key(row.row), row.key);
    EXPECT_TRUE(rows_in_buckets(set, {}).empty());
}

}  // namespace
}  // namespace skjerm::ledger
