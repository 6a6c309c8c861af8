#include "skjerm/base/date.h"

#include <gtest/gtest.h>

#include <chrono>

namespace skjerm::base {
namespace {

constexpr DayNumber kFarthest = 4'000'000;

TEST(Date, AgreesWithTheStandardCalendarOver22000Years) {
    for (DayNumber days = -kFarthest; days <= kFarthest; ++days) {
        const CivilDate date = civil_from_days(days);
        const std::chrono::sys_days day{std::chrono::days{days}};
        const std::chrono::year_month_day expected{day};
        ASSERT_EQ(date.year, static_cast<int>(expected.year())) << days;
        ASSERT_EQ(static_cast<unsigned>(date.month), static_cast<unsigned>(expected.month()));
        ASSERT_EQ(static_cast<unsigned>(date.day), static_cast<unsigned>(expected.day()));
        ASSERT_TRUE(is_valid(date));
        ASSERT_EQ(days_from_civil(date), days);
        ASSERT_EQ(static_cast<unsigned>(weekday(days)), std::chrono::weekday{day}.iso_encoding());
    }
}

struct ParseCase {
    const char* text;
    std::optional<DayNumber> days;
};

TEST(Date, ParsesIsoDatesAndNothingElse) {
    const ParseCase cases[] = {
        {"1970-01-01", 0},       {"1969-12-31", -1},
        {"2000-02-29", 11016},   {"2024-12-31", 20088},
        {"0001-01-01", -719162}, {"9999-12-31", 2932896},
        {"1900-02-29", {}},      {"2023-02-29", {}},
        {"2023-04-31", {}},      {"2023-13-01", {}},
        {"2023-00-10", {}},      {"2023-01-00", {}},
        {"0000-01-01", {}},      {"", {}},
        {"2023-1-01", {}},       {"2023-01-1", {}},
        {"2023-01-011", {}},     {"2023/01/01", {}},
        {" 023-01-01", {}},      {"-023-01-01", {}},
        {"2023-01-0a", {}},      {"20230101", {}},
    };
    for (const ParseCase& item : cases)
        EXPECT_EQ(parse_iso_date(item.text), item.days) << item.text;
}

TEST(Date, FormatsWhatItParses) {
    for (DayNumber days = -719162; days <= 2932896; days += 97)
        ASSERT_EQ(parse_iso_date(format_iso_date(days)), days);
    EXPECT_EQ(format_iso_date(0), "1970-01-01");
    EXPECT_EQ(format_iso_date(-719162), "0001-01-01");
}

TEST(Date, FormatsYearsOutsideTheCalendarWithASign) {
    EXPECT_EQ(format_iso_date(-719163), "+0000-12-31");
    EXPECT_EQ(format_iso_date(-719163 - 366), "-0001-12-31");
    EXPECT_EQ(format_iso_date(2932897), "+10000-01-01");
}

}  // namespace
}  // namespace skjerm::base
