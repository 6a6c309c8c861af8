// Codes of texts, short and long, in any order and wherever they lie.
#include "skjerm/datastore/text_codes.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace skjerm::datastore {
namespace {

/// As DuckDB lays a text out; a long one lies in `text`, which outlives it.
duckdb_string_t laid_out(const std::string& text) {
    duckdb_string_t value{};
    const auto size = static_cast<std::uint32_t>(text.size());
    if (size <= sizeof(value.value.inlined.inlined)) {
        value.value.inlined.length = size;
        std::memcpy(value.value.inlined.inlined, text.data(), size);
    } else {
        value.value.pointer.length = size;
        std::memcpy(value.value.pointer.prefix, text.data(), sizeof(value.value.pointer.prefix));
        value.value.pointer.ptr = const_cast<char*>(text.data());
    }
    return value;
}

/// More texts than places to remember them, half of them long and alike to their last byte.
std::vector<std::string> many_texts() {
    std::vector<std::string> texts;
    for (int number = 100'000; number < 140'000; ++number) {
        texts.push_back("alike beyond its twelfth byte " + std::to_string(number));
        texts.push_back(std::to_string(number));
    }
    texts.emplace_back("exactly 12 b");
    texts.emplace_back("exactly 13 by");
    return texts;
}

TEST(TextCodes, AreThoseOfTheDictionary) {
    const column::DictionaryWithCodes made = column::make_dictionary(many_texts());
    TextCodes codes(*made.dictionary);
    std::size_t wrong = 0;
    for (int round = 0; round < 2; ++round) {
        const std::vector<std::string> texts = many_texts();  // elsewhere in each round
        for (std::size_t text = 0; text < texts.size(); ++text)
            for (int again = 0; again < 2; ++again)
                wrong += codes.code(laid_out(texts[text])) != made.codes[text];
    }
    EXPECT_EQ(wrong, 0U);
}

TEST(TextCodes, AreZeroForOtherTexts) {
    const column::Dictionary dictionary({"0301", "4601", "a text that does not fit in a value"});
    TextCodes codes(dictionary);
    for (const char* other :
         {"", "030", "03011", "5001", "a text that does not fit in a valuf", "a text that"})
        EXPECT_EQ(codes.code(laid_out(other)), 0U) << other;
    EXPECT_EQ(codes.code(laid_out("4601")), 2U);
}

TEST(TextCodes, DoNotConfuseTextsThatLieInOnePlaceAfterEachOther) {
    const column::Dictionary dictionary(
        {"the first of two long texts", "the other of two long ones"});
    TextCodes codes(dictionary);
    std::string place = "the first of two long texts";
    EXPECT_EQ(codes.code(laid_out(place)), 1U);
    place.assign("the other of two long ones ");
    place.pop_back();
    EXPECT_EQ(codes.code(laid_out(place)), 2U);
    place.assign("the other of two long twos");
    EXPECT_EQ(codes.code(laid_out(place)), 0U);
}

}  // namespace
}  // namespace skjerm::datastore
