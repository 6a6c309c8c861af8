#include "skjerm/command/data/number_text.h"

#include <gtest/gtest.h>

#include <string>

namespace skjerm::command {
namespace {

struct Case {
    std::string text;
    NumberText expected;
    NumberReading reading = {};
};

TEST(ReadNumber, reads_signed_decimals_only) {
    const Case cases[] = {
        {"0301", std::int64_t{301}},
        {" 12\t", std::int64_t{12}},
        {"\u00A0-7 ", std::int64_t{-7}},
        {"+5", std::int64_t{5}},
        {"-0", std::int64_t{0}},
        {"12.50", 12.5},
        {"-0.1", -0.1},
        {"3.000", std::int64_t{3}},
        {"9007199254740991", std::int64_t{9007199254740991}},
        {"9007199254740992", 9007199254740992.0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
        {"", NoText{}},
        {"  ", NoText{}},
        {".5", NotANumber{}},
        {"5.", NotANumber{}},
        {"1e5", NotANumber{}},
        {"0x10", NotANumber{}},
        {"inf", NotANumber{}},
        {"nan", NotANumber{}},
        {"--1", NotANumber{}},
        {"+ 1", NotANumber{}},
        {"1 000", NotANumber{}},
        {"1,5", NotANumber{}},
        {"1.2.3", NotANumber{}},
        {"-", NotANumber{}},
        {std::string(400, '9'), NotANumber{}},
        {"4a", NotANumber{}},
        {"٣", NotANumber{}},
    };
    for (const Case& one : cases) EXPECT_EQ(read_number(one.text, {}), one.expected) << one.text;
}

TEST(ReadNumber, leaves_out_ignored_characters_and_reads_a_comma) {
    const NumberReading percent{.ignored = "%", .comma_is_decimal = true};
    const NumberReading norwegian{.ignored = ".kr ", .comma_is_decimal = true};
    const NumberReading two_bytes{.ignored = "æ€", .comma_is_decimal = false};
    const Case cases[] = {
        {"12,5 %", 12.5, percent},
        {"%", NoText{}, percent},
        {"1.234,50 kr", 1234.5, norwegian},
        {"1,2,3", NotANumber{}, norwegian},
        {"€ 12æ", std::int64_t{12}, two_bytes},
        // ø shares its first byte with æ.
        {"12ø", NotANumber{}, two_bytes},
        {"1.5", 1.5, percent},
    };
    for (const Case& one : cases)
        EXPECT_EQ(read_number(one.text, one.reading), one.expected) << one.text;
}

}  // namespace
}  // namespace skjerm::command
