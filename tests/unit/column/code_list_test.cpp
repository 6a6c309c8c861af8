#include "skjerm/column/code_list.h"

#include <gtest/gtest.h>

#include "skjerm/base/check.h"

namespace skjerm::column {
namespace {

using base::Language;
using enum CodeList::Origin;

CodeEntry number(std::int64_t code, std::string label) {
    return {code, std::move(label), "", false};
}
CodeEntry text(std::string code, std::string label) {
    return {std::move(code), std::move(label), "", false};
}

TEST(CodeList, FindsByCodeOfItsKind) {
    const CodeList numbers(Register,
                           {number(2, "Kvinne"), number(1, "Mann"), number(-5, "Ukjent")});
    ASSERT_NE(numbers.find(1), nullptr);
    EXPECT_EQ(numbers.find(1)->label_nb, "Mann");
    EXPECT_EQ(numbers.find(-5)->label_nb, "Ukjent");
    EXPECT_EQ(numbers.find(3), nullptr);
    EXPECT_EQ(numbers.find("1"), nullptr);
    EXPECT_FALSE(numbers.is_text());
    EXPECT_EQ(numbers.origin(), Register);

    const CodeList texts(User, {text("0301", "Oslo"), text("1103", "Stavanger")});
    EXPECT_EQ(texts.find("1103")->label_nb, "Stavanger");
    EXPECT_EQ(texts.find("11"), nullptr);
    EXPECT_EQ(texts.find(301), nullptr);
    EXPECT_TRUE(texts.is_text());
}

TEST(CodeList, SortsAndKeepsTheLastOfEqualCodes) {
    const CodeList list(User, {number(3, "c"), number(1, "first"), number(2, "b"),
                               number(1, "second"), number(1, "third")});
    ASSERT_EQ(list.entries().size(), 3U);
    EXPECT_EQ(list.entries()[0], number(1, "third"));
    EXPECT_EQ(list.entries()[1], number(2, "b"));
    EXPECT_EQ(list.entries()[2], number(3, "c"));
}

TEST(CodeList, RefusesTwoKinds) {
    EXPECT_THROW(CodeList(User, {number(1, "a"), text("1", "b")}), base::InternalError);
}

TEST(CodeList, MayBeEmpty) {
    const CodeList list(User, {});
    EXPECT_EQ(list.find(1), nullptr);
    EXPECT_EQ(list.find("a"), nullptr);
    EXPECT_FALSE(list.is_text());
    EXPECT_FALSE(list.has_missing_codes());
}

TEST(CodeList, WithReplacesOrAddsAndLeavesTheOriginal) {
    const CodeList list(User, {number(1, "a"), number(3, "c")});
    const CodeListPtr added = list.with(number(2, "b"));
    const CodeListPtr replaced = added->with({std::int64_t{3}, "ukjent", "unknown", true});
    EXPECT_EQ(list.entries().size(), 2U);
    EXPECT_EQ(added->entries().size(), 3U);
    EXPECT_EQ(replaced->entries().size(), 3U);
    EXPECT_EQ(added->find(3)->label_nb, "c");
    EXPECT_EQ(replaced->find(3)->label(Language::English), "unknown");
    EXPECT_FALSE(added->has_missing_codes());
    EXPECT_TRUE(replaced->has_missing_codes());
    EXPECT_EQ(replaced->origin(), User);
}

TEST(CodesMeantBy, AreThoseOfALabelElseThoseThatLostZeros) {
    using Codes = std::vector<std::string>;
    const CodeList texts(Register, {text("0301", "Oslo"), text("1103", "Stavanger"),
                                    text("301", "Gamle Oslo"), text("A", "301")});
    EXPECT_EQ(codes_meant_by(texts, "Oslo"), (Codes{"'0301'"}));
    EXPECT_EQ(codes_meant_by(texts, "00301"), (Codes{"'0301'", "'301'"}));
    EXPECT_EQ(codes_meant_by(texts, "301"), (Codes{"'A'"}));
    EXPECT_EQ(codes_meant_by(texts, "oslo"), Codes());
    const CodeList numbers(Register, {number(1, "Mann"), number(2, "Mann")});
    EXPECT_EQ(codes_meant_by(numbers, "Mann"), (Codes{"1", "2"}));
    // What a user calls the codes may come from data.
    EXPECT_EQ(codes_meant_by(CodeList(User, {text("1", "Mann")}), "Mann"), Codes());
}

TEST(CodeList, ShowsTheNorwegianLabelWhereNoEnglishOneStands) {
    const CodeEntry both{std::int64_t{1}, "Mann", "Man", false};
    EXPECT_EQ(both.label(Language::Bokmaal), "Mann");
    EXPECT_EQ(both.label(Language::English), "Man");
    EXPECT_EQ(number(1, "Mann").label(Language::English), "Mann");
}

}  // namespace
}  // namespace skjerm::column
