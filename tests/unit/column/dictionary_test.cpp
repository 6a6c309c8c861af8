#include "skjerm/column/dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "skjerm/base/check.h"

namespace skjerm::column {
namespace {

TEST(Dictionary, FindsCodesOfItsEntriesOnly) {
    const Dictionary dictionary({"0301", "1103", "Oslo", "ålesund"});
    EXPECT_EQ(dictionary.size(), 4U);
    for (std::uint32_t code = 1; code <= 4; ++code)
        EXPECT_EQ(dictionary.code(dictionary.text(code)), code);
    for (const char* absent : {"", "0300", "0302", "oslo", "å", "ø"})
        EXPECT_FALSE(dictionary.code(absent)) << absent;
    EXPECT_FALSE(Dictionary({}).code("x"));
}

TEST(Dictionary, RefusesEntriesOutOfOrder) {
    using Entries = std::vector<std::string>;
    EXPECT_THROW(Dictionary(Entries{"b", "a"}), base::InternalError);
    EXPECT_THROW(Dictionary(Entries{"a", "a"}), base::InternalError);
    EXPECT_THROW(Dictionary(Entries{"", "a"}), base::InternalError);
}

TEST(Dictionary, CodesAreInOrderOfCodePoints) {
    const std::vector<std::string> texts{"å", "a", "", "Z", "😀", "z", "a", "\uFFFD"};
    const auto [dictionary, codes] = make_dictionary(texts);
    EXPECT_THAT(dictionary->entries(), testing::ElementsAre("Z", "a", "z", "å", "\uFFFD", "😀"));
    EXPECT_THAT(codes, testing::ElementsAre(4, 2, 0, 1, 6, 3, 2, 5));
}

TEST(Dictionary, ManyRandomTextsKeepTheirText) {
    std::mt19937 random(7);
    std::vector<std::string> texts(20000);
    for (std::string& text : texts)
        for (auto length = random() % 4; length > 0; --length)
            text += static_cast<char>('a' + random() % 26);
    const auto [dictionary, codes] = make_dictionary(texts);
    const std::set<std::string> distinct(texts.begin(), texts.end());
    EXPECT_EQ(dictionary->size(), distinct.size() - distinct.count(""));
    for (std::size_t row = 0; row < texts.size(); ++row) {
        const std::uint32_t code = codes[row];
        ASSERT_EQ(code == 0 ? "" : dictionary->text(code), texts[row]);
    }
}

TEST(Dictionary, OfNothingIsEmpty) {
    const auto [dictionary, codes] = make_dictionary({});
    EXPECT_EQ(dictionary->size(), 0U);
    EXPECT_TRUE(codes.empty());
}

}  // namespace
}  // namespace skjerm::column
