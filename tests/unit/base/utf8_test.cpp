#include "skjerm/base/utf8.h"

#include <gtest/gtest.h>

namespace skjerm::base {
namespace {

using namespace std::string_view_literals;

struct ValidityCase {
    const char* name;
    std::string_view text;
    std::optional<std::size_t> first_invalid;
};

constexpr ValidityCase kValidityCases[] = {
    {"empty", "", {}},
    {"ascii", "summarize lonn", {}},
    {"norwegian", "blåbærsyltetøy", {}},
    {"four bytes", "a😀b", {}},
    {"highest code point", "\xF4\x8F\xBF\xBF", {}},
    {"zero byte", "a\0b"sv, {}},
    {"above the highest", "\xF4\x90\x80\x80", 0},
    {"lone continuation", "abc\x80", 3},
    {"overlong slash", "a\xC0\xAF", 1},
    {"overlong of three bytes", "a\xE0\x80\xAF", 1},
    {"surrogate", "a\xED\xA0\x80", 1},
    {"truncated of two", "\xC3", 0},
    {"truncated of four", "abcdefghij\xF0\x9F\x98", 10},
    {"latin-1",
     "bl\xE5"
     "b\xE6r",
     2},
    {"invalid after a long valid start", "åååååååå\xFF", 16},
};

TEST(Utf8, FindsTheFirstInvalidSequence) {
    for (const ValidityCase& item : kValidityCases)
        EXPECT_EQ(first_invalid_utf8(item.text), item.first_invalid) << item.name;
}

TEST(Utf8, CountsCodePoints) {
    EXPECT_EQ(code_point_count(""), 0U);
    EXPECT_EQ(code_point_count("blåbær"), 6U);
    EXPECT_EQ(code_point_count("a😀b"), 3U);
}

TEST(Utf8, WalksOverAnyBytes) {
    const std::string_view text = "å\xFF\xF0\x9Fz";
    std::u32string seen;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        seen += point.value;
        at += point.bytes;
    }
    EXPECT_EQ(seen, U"å\uFFFD\uFFFD\uFFFDz");
}

TEST(Utf8, EncodesWhatItDecodes) {
    for (char32_t point = 1; point < 0x110000; ++point) {
        if (point >= 0xD800 && point < 0xE000) continue;
        std::string text;
        append_utf8(text, point);
        const CodePoint back = code_point_at(text, 0);
        ASSERT_EQ(back.value, point);
        ASSERT_EQ(back.bytes, text.size());
        ASSERT_FALSE(first_invalid_utf8(text));
    }
}

TEST(Utf8, KnowsLetters) {
    for (const char32_t letter : U"aZæÆøåéßñʰあ漢Ж"sv) EXPECT_TRUE(is_letter(letter)) << +letter;
    for (const char32_t other : U"0_ -.$€²😀\u0301"sv) EXPECT_FALSE(is_letter(other)) << +other;
}

TEST(Utf8, KnowsWhatMustNotReachATerminal) {
    for (const char32_t bad :
         {U'\x1b', U'\0', U'\n', U'\x7f', U'\u0085', U'\u2028', U'\u202E', U'\u2066', U'\u200F'})
        EXPECT_TRUE(is_unprintable(bad)) << +bad;
    for (const char32_t good : U" aå漢😀\u0301\u00A0"sv) EXPECT_FALSE(is_unprintable(good)) << +good;
}

TEST(Utf8, MeasuresDisplayWidth) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("æøå"), 3U);
    EXPECT_EQ(display_width("漢字"), 4U);
    EXPECT_EQ(display_width("a\u030A"), 1U);
    EXPECT_EQ(display_width("😀"), 2U);
    EXPECT_EQ(display_width(U'\u0301'), 0);
}

TEST(Utf8, NormalisesToComposedForm) {
    EXPECT_EQ(normalise_nfc("plain"), "plain");
    EXPECT_EQ(normalise_nfc("a\u030Ar"), "år");
    EXPECT_EQ(normalise_nfc("blåbær"), "blåbær");
    EXPECT_EQ(normalise_nfc("\u212B"), "Å");  // the ångström sign
    EXPECT_EQ(normalise_nfc("o\u0308o"), "öo");
    EXPECT_EQ(normalise_nfc("å\xFF"), "å\xFF");
}

TEST(Utf8, LowersCase) { EXPECT_EQ(lower_case("INNTEKT_ÆØÅ"), U"inntekt_æøå"); }

struct DistanceCase {
    const char* a;
    const char* b;
    std::size_t distance;
};

constexpr DistanceCase kDistanceCases[] = {
    {"", "", 0},     {"", "lønn", 4},          {"lonn", "lønn", 1},  {"kitten", "sitting", 3},
    {"ab", "ba", 2}, {"alder", "alder", 0},    {"lonnn", "lonn", 1}, {"flaw", "lawn", 2},
    {"å", "a", 1},   {"tabulate", "table", 3}, {"abc", "xyz", 3},
};

TEST(Utf8, MeasuresEditDistanceBothWays) {
    for (const DistanceCase& item : kDistanceCases) {
        EXPECT_EQ(edit_distance(item.a, item.b), item.distance) << item.a << " " << item.b;
        EXPECT_EQ(edit_distance(item.b, item.a), item.distance) << item.b << " " << item.a;
    }
}

}  // namespace
}  // namespace skjerm::base
