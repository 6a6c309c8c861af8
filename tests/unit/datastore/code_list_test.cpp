// The labels in force on a day, and the union of all.
#include <gtest/gtest.h>

#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

Variable variable(std::vector<DatedCode> codes, DataType type = DataType::String) {
    Variable result;
    result.name = "KOMMUNE";
    result.data_type = type;
    result.code_list = std::make_shared<DatedCodeList>(
        DatedCodeList{"MUNICIPALITY", {"Kommune", "Municipality"}, std::move(codes)});
    return result;
}

std::vector<DatedCode> municipalities() {
    return {{"0301", {"Oslo", ""}, std::nullopt, std::nullopt},
            {"3005", {"Drammen (2020)", ""}, day(2020, 1, 1), day(2023, 12, 31)},
            {"0602", {"Drammen", ""}, std::nullopt, day(2019, 12, 31)},
            {"3301", {"Drammen (2024)", ""}, day(2024, 1, 1), std::nullopt}};
}

std::vector<std::string> codes_at(const Variable& tested, std::optional<base::DayNumber> at) {
    std::vector<std::string> codes;
    const column::CodeListPtr list = code_list_at(tested, at);
    for (const column::CodeEntry& entry : list->entries())
        codes.push_back(std::get<std::string>(entry.code));
    return codes;
}

using Codes = std::vector<std::string>;

TEST(CodeListAt, GivesTheCodesInForceOnTheDay) {
    const Variable tested = variable(municipalities());
    EXPECT_EQ(codes_at(tested, day(2019, 12, 31)), (Codes{"0301", "0602"}));
    EXPECT_EQ(codes_at(tested, day(2020, 1, 1)), (Codes{"0301", "3005"}));
    EXPECT_EQ(codes_at(tested, day(2023, 12, 31)), (Codes{"0301", "3005"}));
    EXPECT_EQ(codes_at(tested, day(2024, 1, 1)), (Codes{"0301", "3301"}));
}

TEST(CodeListAt, GivesAllCodesWithoutADay) {
    EXPECT_EQ(codes_at(variable(municipalities()), std::nullopt),
              (Codes{"0301", "0602", "3005", "3301"}));
}

TEST(CodeListAt, TakesTheNearestEarlierListAndElseTheNextOne) {
    const Variable tested = variable({{"A", {"a", ""}, day(2000, 1, 1), day(2001, 12, 31)},
                                      {"B", {"b", ""}, day(2005, 1, 1), day(2006, 12, 31)}});
    EXPECT_EQ(codes_at(tested, day(2003, 5, 5)), Codes{"A"});
    EXPECT_EQ(codes_at(tested, day(2030, 1, 1)), Codes{"B"});
    EXPECT_EQ(codes_at(tested, day(1990, 1, 1)), Codes{"A"});
}

TEST(DatedCodesAt, GivesTheCodesWithTheirValidity) {
    const Variable tested = variable(municipalities());
    const auto codes = dated_codes_at(tested, day(2020, 1, 1));
    ASSERT_EQ(codes.size(), 2U);
    EXPECT_EQ(codes[0]->code, "0301");
    EXPECT_EQ(codes[0]->valid_from, std::nullopt);
    EXPECT_EQ(codes[1]->code, "3005");
    EXPECT_EQ(codes[1]->valid_to, day(2023, 12, 31));
    // In the order in which they came into force, so the last one of a code has its label.
    const auto all = dated_codes_at(tested, std::nullopt);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all.back()->code, "3301");
    EXPECT_TRUE(dated_codes_at(Variable(), std::nullopt).empty());
}

TEST(CodeListAt, LetsTheNewestLabelWin) {
    const Variable tested = variable({{"1", {"ny", "new"}, day(2010, 1, 1), std::nullopt},
                                      {"1", {"gammel", "old"}, std::nullopt, day(2009, 12, 31)}});
    const auto all = code_list_at(tested, std::nullopt);
    ASSERT_EQ(all->entries().size(), 1U);
    EXPECT_EQ(all->find("1")->label_nb, "ny");
    EXPECT_EQ(code_list_at(tested, day(2009, 1, 1))->find("1")->label(base::Language::English),
              "old");
    EXPECT_EQ(all->origin(), column::CodeList::Origin::Register);
}

TEST(CodeListAt, GivesNumbersForANumericVariable) {
    const Variable tested = variable({{"10", {"ti", ""}, std::nullopt, std::nullopt},
                                      {"9", {"ni", ""}, std::nullopt, std::nullopt},
                                      {"ukjent", {"ukjent", ""}, std::nullopt, std::nullopt}},
                                     DataType::Long);
    const auto list = code_list_at(tested, std::nullopt);
    ASSERT_EQ(list->entries().size(), 2U);
    EXPECT_EQ(list->find(std::int64_t{9})->label_nb, "ni");
}

TEST(CodeListAt, IsNullWithoutACodeList) {
    EXPECT_EQ(code_list_at(Variable{}, std::nullopt), nullptr);
}

}  // namespace
}  // namespace skjerm::datastore::testing
