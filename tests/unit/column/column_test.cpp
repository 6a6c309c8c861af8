#include "skjerm/column/column.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/column_memory.h"

namespace skjerm::column {
namespace {

using base::Code;
using base::MemoryBudget;

base::MemoryBudgetPtr budget_of(std::size_t bytes) { return std::make_shared<MemoryBudget>(bytes); }

DictionaryPtr small_dictionary() {
    return std::make_shared<const Dictionary>(std::vector<std::string>{"a", "b", "c"});
}

template <class T>
ColumnPtr make_column(const std::vector<T>& values) {
    auto builder = ColumnBuilder<T>::make(values.size(), nullptr);
    std::ranges::copy(values, builder->values().begin());
    return std::move(*builder).freeze(kIsCode<T> ? small_dictionary() : nullptr);
}

template <class T>
std::vector<T> values_of(const Column& column) {
    const std::span<const T> values = column.values<T>();
    return {values.begin(), values.end()};
}

/// Values as integers with missing as the smallest 64-bit one, whatever the storage.
std::vector<std::int64_t> widened(const Column& column) {
    std::vector<std::int64_t> out;
    visit(column, [&](auto values) {
        for (const auto value : values) {
            if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(value)>>)
                out.push_back(is_missing(value) ? missing<std::int64_t>() : value);
        }
    });
    return out;
}

// --- ColumnBuilder

template <class T>
class EveryStorage : public testing::Test {};

using AllTypes = testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, double,
                                Code8, Code16, Code32, UnitIndex>;
TYPED_TEST_SUITE(EveryStorage, AllTypes);

TYPED_TEST(EveryStorage, BuildsAlignedColumnsAndGivesTheMemoryBack) {
    const auto budget = budget_of(100'000'000);
    for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{1000},
                                   kMappedFrom / sizeof(TypeParam), std::size_t{2'000'001}}) {
        auto builder = ColumnBuilder<TypeParam>::make(rows, budget);
        ASSERT_TRUE(builder.ok());
        EXPECT_EQ(builder->size(), rows);
        const std::span<TypeParam> out = builder->values();
        ASSERT_EQ(out.size(), rows);
        if (rows * sizeof(TypeParam) >= kMappedFrom) {
            ASSERT_TRUE(std::ranges::all_of(std::as_bytes(out),
                                            [](std::byte byte) { return byte == std::byte{0}; }));
        }
        if (rows > 0) out.back() = missing<TypeParam>();
        const TypeParam* address = out.data();

        const ColumnPtr column =
            std::move(*builder).freeze(kIsCode<TypeParam> ? small_dictionary() : nullptr, 3);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(address) % 64, 0U);
        EXPECT_EQ(column->values<TypeParam>().data(), address);
        EXPECT_EQ(column->size(), rows);
        EXPECT_EQ(column->bytes(), rows * sizeof(TypeParam));
        EXPECT_EQ(column->storage(), storage_of<TypeParam>());
        EXPECT_EQ(column->domain(), 3);
        EXPECT_GE(budget->used_bytes(), column->bytes());
        EXPECT_LE(budget->used_bytes(), column->bytes() + 4096);
        if (rows > 0) {
            EXPECT_TRUE(is_missing(column->values<TypeParam>().back()));
        }
    }
    EXPECT_EQ(budget->used_bytes(), 0U);
}

TYPED_TEST(EveryStorage, GathersLikeALoop) {
    std::mt19937 random(11);
    std::vector<TypeParam> values(1000);
    for (TypeParam& value : values) value = static_cast<TypeParam>(random() % 4);
    values[17] = missing<TypeParam>();
    const ColumnPtr column = make_column(values);

    std::vector<std::uint32_t> rows(3 * base::kBlockRows + 5);
    for (std::uint32_t& row : rows)
        row = random() % 10 == 0 ? kMissingRow : static_cast<std::uint32_t>(random() % 1000);
    for (const int threads : {1, 3}) {
        base::set_thread_limit(threads);
        const auto gathered = gather(*column, rows, nullptr);
        ASSERT_TRUE(gathered.ok());
        EXPECT_EQ((*gathered)->dictionary(), column->dictionary());
        const auto out = (*gathered)->template values<TypeParam>();
        ASSERT_EQ(out.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const TypeParam expected =
                rows[i] == kMissingRow ? missing<TypeParam>() : values[rows[i]];
            ASSERT_TRUE(out[i] == expected || (is_missing(out[i]) && is_missing(expected))) << i;
        }
    }
    base::set_thread_limit(0);
}

TEST(ColumnBuilder, FailsPastTheBudgetAndTakesNothing) {
    const auto budget = budget_of(10'000);
    const auto small = ColumnBuilder<std::int32_t>::make(1000, budget);
    ASSERT_TRUE(small.ok());
    const std::size_t used = budget->used_bytes();
    const auto large = ColumnBuilder<std::int32_t>::make(2000, budget);
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.diagnostic().code, Code::OutOfMemoryBudget);
    EXPECT_EQ(budget->used_bytes(), used);
}

TEST(ColumnBuilder, SaysWhenTheMachineHasNoMemory) {
    const auto budget = budget_of(std::numeric_limits<std::size_t>::max());
    const auto builder = ColumnBuilder<double>::make(std::size_t{1} << 50, budget);
    ASSERT_FALSE(builder.ok());
    EXPECT_EQ(builder.diagnostic().code, Code::OutOfSystemMemory);
    EXPECT_EQ(budget->used_bytes(), 0U);
}

// --- Column

TEST(Column, RefusesTheTypeOfAnotherStorage) {
    const ColumnPtr column = make_column<std::int16_t>({1, 2});
    EXPECT_THROW((void)column->values<std::int32_t>(), base::InternalError);
    EXPECT_EQ(visit(*column, [](auto values) { return sizeof(values[0]); }), 2U);
}

TEST(Column, TextAndOnlyTextHasADictionary) {
    alignas(64) static constexpr std::uint8_t kBytes[64] = {};
    EXPECT_THROW(Column(Storage::Code8, 4, kBytes, nullptr), base::InternalError);
    EXPECT_THROW(Column(Storage::Int8, 4, kBytes, nullptr, small_dictionary()),
                 base::InternalError);
    EXPECT_THROW(Column(Storage::Int8, 4, kBytes + 1, nullptr), base::InternalError);
    EXPECT_EQ(Column(Storage::Code8, 4, kBytes, nullptr, small_dictionary()).kind(), Kind::Text);
}

TEST(Column, KeepsItsOwnerAlive) {
    auto owner = std::make_shared<std::array<std::int64_t, 64>>();
    const std::weak_ptr<void> watched = owner;
    void* aligned = owner->data();
    std::size_t space = sizeof(*owner);
    std::align(64, 64, aligned, space);
    auto column = std::make_shared<const Column>(Storage::Int64, 8, aligned, std::move(owner));
    EXPECT_FALSE(watched.expired());
    column.reset();
    EXPECT_TRUE(watched.expired());
}

TEST(MissingColumn, HoldsMissingInTheNarrowestStorage) {
    struct {
        Kind kind;
        Storage storage;
    } const cases[] = {{Kind::Integer, Storage::Int8},
                       {Kind::Float, Storage::Float64},
                       {Kind::Text, Storage::Code8},
                       {Kind::Unit, Storage::Unit32}};
    for (const auto& item : cases) {
        const auto column = missing_column(item.kind, 100'000, nullptr);
        ASSERT_TRUE(column.ok());
        EXPECT_EQ((*column)->storage(), item.storage);
        EXPECT_EQ((*column)->size(), 100'000U);
        visit(**column, [](auto values) {
            for (const auto value : values) ASSERT_TRUE(is_missing(value));
        });
    }
    EXPECT_FALSE(missing_column(Kind::Float, 1000, budget_of(100)).ok());
}

// --- gather

TEST(Gather, RefusesRowsOutsideTheColumn) {
    const ColumnPtr column = make_column<std::int16_t>({1, 2});
    const std::vector<std::uint32_t> rows{0, 2};
    EXPECT_THROW((void)gather(*column, rows, nullptr), base::InternalError);
}

TEST(Gather, OfAnEmptyColumnGivesMissing) {
    const ColumnPtr column = make_column<std::int16_t>({});
    const std::vector<std::uint32_t> rows{kMissingRow, kMissingRow};
    const auto gathered = gather(*column, rows, nullptr);
    EXPECT_EQ(values_of<std::int16_t>(**gathered),
              (std::vector{missing<std::int16_t>(), missing<std::int16_t>()}));
    EXPECT_EQ((*gather(*column, {}, nullptr))->size(), 0U);
}

TEST(Gather, KeepsTheDomainOfUnits) {
    auto builder = ColumnBuilder<UnitIndex>::make(1, nullptr);
    builder->values()[0] = UnitIndex{5};
    const ColumnPtr column = std::move(*builder).freeze(nullptr, 9);
    EXPECT_EQ((*gather(*column, std::vector<std::uint32_t>{0}, nullptr))->domain(), 9);
}

// --- narrow

struct NarrowCase {
    const char* name;
    std::vector<std::int64_t> values;
    Storage storage;
};

constexpr std::int64_t kMissing = std::numeric_limits<std::int64_t>::min();

TEST(Narrow, ChoosesTheNarrowestStorageThatLeavesRoomForMissing) {
    const NarrowCase cases[] = {
        {"empty", {}, Storage::Int8},
        {"all missing", {kMissing, kMissing}, Storage::Int8},
        {"ages", {0, 107, kMissing, 42}, Storage::Int8},
        {"limits of 8 bits", {-127, 127}, Storage::Int8},
        {"-128 is missing in 8 bits", {-128}, Storage::Int16},
        {"128", {128}, Storage::Int16},
        {"limits of 16 bits", {-32767, 32767, kMissing}, Storage::Int16},
        {"-32768", {-32768}, Storage::Int32},
        {"limits of 32 bits", {-2147483647, 2147483647, kMissing}, Storage::Int32},
        {"-2^31", {-2147483648}, Storage::Int64},
        {"2^31", {2147483648, kMissing}, Storage::Int64},
        {"limits of 64 bits",
         {kMissing + 1, std::numeric_limits<std::int64_t>::max()},
         Storage::Int64},
    };
    for (const NarrowCase& item : cases) {
        const ColumnPtr column = make_column(item.values);
        const auto narrowed = narrow(column, nullptr);
        ASSERT_TRUE(narrowed.ok());
        EXPECT_EQ((*narrowed)->storage(), item.storage) << item.name;
        EXPECT_EQ(widened(**narrowed), item.values) << item.name;
        if (item.storage == Storage::Int64) {
            EXPECT_EQ(*narrowed, column) << item.name;
        }
    }
}

TEST(Narrow, KeepsEveryValueOfEveryWidth) {
    std::mt19937_64 random(3);
    for (const int bits : {6, 12, 20, 31, 40}) {
        std::vector<std::int64_t> wide(2 * base::kBlockRows + 77);
        for (std::int64_t& value : wide) {
            const auto magnitude = static_cast<std::int64_t>(random() >> (64 - bits));
            value = random() % 7 == 0 ? kMissing : random() % 2 == 0 ? magnitude : -magnitude;
        }
        ColumnPtr column = make_column(wide);
        EXPECT_EQ(widened(**narrow(column, nullptr)), wide);
        if (bits <= 31) {  // the same from 32-bit storage
            std::vector<std::int32_t> half;
            for (const std::int64_t value : wide)
                half.push_back(value == kMissing ? missing<std::int32_t>()
                                                 : static_cast<std::int32_t>(value));
            column = make_column(half);
            EXPECT_EQ(widened(**narrow(column, nullptr)), wide);
        }
    }
}

TEST(Narrow, LeavesOtherKindsAsTheyAre) {
    for (const ColumnPtr& column :
         {make_column<double>({1.0, 2.0}), make_column<Code32>({Code32{1}}),
          make_column<UnitIndex>({UnitIndex{1}}), make_column<std::int8_t>({1})})
        EXPECT_EQ(*narrow(column, nullptr), column);
}

TEST(Narrow, FailsPastTheBudget) {
    const ColumnPtr column = make_column(std::vector<std::int64_t>(1000, 5));
    EXPECT_EQ(narrow(column, budget_of(500)).diagnostic().code, Code::OutOfMemoryBudget);
}

}  // namespace
}  // namespace skjerm::column
