#include "skjerm/command/data/choose.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace skjerm::command {
namespace {

const auto kBudget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 24);

template <class T>
column::ColumnPtr numbers(const std::vector<T>& values) {
    auto builder = column::ColumnBuilder<T>::make(values.size(), kBudget);
    std::copy(values.begin(), values.end(), builder->values().begin());
    return std::move(*builder).freeze();
}

column::ColumnPtr texts(const std::vector<std::string>& values) {
    const column::DictionaryWithCodes made = column::make_dictionary(values);
    auto builder = column::ColumnBuilder<column::Code8>::make(values.size(), kBudget);
    for (std::size_t row = 0; row < values.size(); ++row)
        builder->values()[row] = static_cast<column::Code8>(made.codes[row]);
    return std::move(*builder).freeze(made.dictionary);
}

std::string text_at(const column::Column& column, std::size_t row) {
    const auto code = static_cast<std::uint32_t>(column.values<column::Code8>()[row]);
    return code == 0 ? "" : std::string(column.dictionary()->text(code));
}

const std::vector<std::int8_t> kMask = {1, 0, 1, 0};

TEST(Choose, widens_integers_and_keeps_missing) {
    const auto result = choose(
        kMask, numbers<std::int8_t>({1, 2, column::missing<std::int8_t>(), 4}),
        numbers<std::int32_t>({70'000, 80'000, 90'000, column::missing<std::int32_t>()}), kBudget);
    const auto values = (*result)->values<std::int32_t>();
    EXPECT_EQ(values[0], 1);
    EXPECT_EQ(values[1], 80'000);
    EXPECT_TRUE(column::is_missing(values[2]));
    EXPECT_TRUE(column::is_missing(values[3]));
}

TEST(Choose, makes_floats_of_an_integer_and_a_float) {
    const auto result = choose(kMask, numbers<double>({0.5, 1.5, std::nan(""), 3.5}),
                               numbers<std::int16_t>({10, 20, 30, 40}), kBudget);
    const auto values = (*result)->values<double>();
    EXPECT_EQ(values[0], 0.5);
    EXPECT_EQ(values[1], 20.0);
    EXPECT_TRUE(column::is_missing(values[2]));
    EXPECT_EQ(values[3], 40.0);
}

TEST(Choose, unites_dictionaries) {
    const auto result =
        choose(kMask, texts({"c", "c", "", "c"}), texts({"a", "b", "d", "a"}), kBudget);
    const std::vector<std::string> expected = {"c", "b", "", "a"};
    for (std::size_t row = 0; row < expected.size(); ++row)
        EXPECT_EQ(text_at(**result, row), expected[row]) << row;
}

TEST(Differences, compare_values_across_storages) {
    const auto same_numbers =
        differences(*numbers<std::int8_t>({1, 2, column::missing<std::int8_t>(), 4}),
                    *numbers<double>({1.0, 2.5, std::nan(""), 4.0}), kBudget);
    const auto values = (*same_numbers)->values<std::int8_t>();
    EXPECT_EQ(std::vector<std::int8_t>(values.begin(), values.end()),
              (std::vector<std::int8_t>{0, 1, 0, 0}));
    const auto same_texts =
        differences(*texts({"a", "b", "", ""}), *texts({"a", "c", "", "b"}), kBudget);
    const auto changed = (*same_texts)->values<std::int8_t>();
    EXPECT_EQ(std::vector<std::int8_t>(changed.begin(), changed.end()),
              (std::vector<std::int8_t>{0, 1, 0, 1}));
}

}  // namespace
}  // namespace skjerm::command
