// Which dates a variable may be imported for, for every temporality and calendar.
#include "skjerm/datastore/date_check.h"

#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using base::Code;

StoredVariable stored(Temporality temporality, Calendar calendar,
                      const std::vector<std::string>& days, const std::string& from = "",
                      const std::string& to = "") {
    auto variable = std::make_shared<Variable>();
    variable->name = "V";
    variable->temporality = temporality;
    variable->calendar = calendar;
    if (!from.empty()) variable->valid_from = base::parse_iso_date(from);
    if (!to.empty()) variable->valid_to = base::parse_iso_date(to);
    StoredVariable result;
    result.variable = variable;
    for (const std::string& each : days) {
        StoredSegment segment;
        segment.day = base::parse_iso_date(each);
        result.segments.push_back(segment);
    }
    if (days.empty()) result.segments.resize(1);
    return result;
}

struct Case {
    const char* name;
    StoredVariable stored;
    const char* day;              ///< "" for an import without a date
    std::optional<Code> refused;  ///< absent: accepted
    std::size_t segment = 0;
    const char* message = "";  ///< part of the English text
};

std::vector<Case> cases() {
    const StoredVariable fixed = stored(Temporality::Fixed, Calendar::None, {});
    const StoredVariable january = stored(Temporality::Status, Calendar::YearlyJanuary1,
                                          {"2005-01-01", "2006-01-01", "2008-01-01"});
    const StoredVariable june =
        stored(Temporality::Status, Calendar::YearlyJune30, {"2006-06-30", "2007-06-30"});
    const StoredVariable november =
        stored(Temporality::Status, Calendar::YearlyNovember16, {"2014-11-16", "2015-11-16"});
    const StoredVariable december =
        stored(Temporality::Status, Calendar::YearlyDecember31, {"2014-12-31", "2015-12-31"});
    const StoredVariable sixteenth = stored(Temporality::Status, Calendar::Monthly16,
                                            {"2020-01-16", "2020-02-16", "2020-03-16"});
    const StoredVariable month_end =
        stored(Temporality::Status, Calendar::MonthlyLast, {"2020-01-31", "2020-02-29"});
    const StoredVariable both = stored(Temporality::Status, Calendar::MonthlyFirstAndLast,
                                       {"2020-01-01", "2020-01-31", "2020-02-01"});
    const StoredVariable year = stored(Temporality::Accumulated, Calendar::CalendarYear,
                                       {"2019-01-01", "2020-01-01", "2022-01-01"});
    const StoredVariable quarter =
        stored(Temporality::Accumulated, Calendar::CalendarQuarter, {"2020-01-01", "2020-10-01"});
    const StoredVariable month =
        stored(Temporality::Accumulated, Calendar::CalendarMonth, {"2019-12-01", "2020-02-01"});
    const StoredVariable narrowed =
        stored(Temporality::Status, Calendar::YearlyJanuary1,
               {"2005-01-01", "2006-01-01", "2007-01-01"}, "2006-01-01", "2006-12-31");
    const StoredVariable spells =
        stored(Temporality::Event, Calendar::Spell, {}, "1991-12-31", "2023-12-31");
    const StoredVariable boundless = stored(Temporality::Event, Calendar::Spell, {});
    const auto outside = Code::DateOutsideValidity;
    const auto unmeasured = Code::NotAMeasurementDate;
    return {
        {"FixedWithoutDate", fixed, "", std::nullopt},
        {"FixedWithDate", fixed, "2020-01-01", std::nullopt},
        {"StatusWithoutDate", january, "", Code::DateRequired, 0, "2005-01-01 to 2008-01-01"},
        {"SumWithoutDate", year, "", Code::DateRequired, 0, "2019-01-01 to 2022-12-31"},
        {"EventWithoutDate", spells, "", Code::DateRequired, 0, "1991-12-31 to 2023-12-31"},
        {"FirstJanuary", january, "2005-01-01", std::nullopt, 0},
        {"LastJanuary", january, "2008-01-01", std::nullopt, 2},
        {"DayBeforeFirst", january, "2004-12-31", outside, 0, "2005-01-01 to 2008-01-01"},
        {"DayAfterLast", january, "2008-01-02", outside, 0, "2005-01-01 to 2008-01-01"},
        {"DayAfterJanuary1", january, "2005-01-02", unmeasured, 0, "2005-01-01 and 2006-01-01"},
        {"YearWithoutMeasurement", january, "2007-01-01", unmeasured, 0,
         "2006-01-01 and 2008-01-01"},
        {"June30", june, "2007-06-30", std::nullopt, 1},
        {"NotJune30", june, "2006-07-01", unmeasured, 0, "2006-06-30 and 2007-06-30"},
        {"November16", november, "2014-11-16", std::nullopt, 0},
        {"NotNovember16", november, "2015-11-15", unmeasured, 0, "2014-11-16 and 2015-11-16"},
        {"December31", december, "2015-12-31", std::nullopt, 1},
        {"NotDecember31", december, "2015-01-01", unmeasured, 0, "2014-12-31 and 2015-12-31"},
        {"Sixteenth", sixteenth, "2020-02-16", std::nullopt, 1},
        {"NotSixteenth", sixteenth, "2020-02-15", unmeasured, 0, "2020-01-16 and 2020-02-16"},
        {"LeapDayIsMonthEnd", month_end, "2020-02-29", std::nullopt, 1},
        {"NotMonthEnd", month_end, "2020-02-28", unmeasured, 0, "2020-01-31 and 2020-02-29"},
        {"FirstOfMonth", both, "2020-02-01", std::nullopt, 2},
        {"LastOfMonth", both, "2020-01-31", std::nullopt, 1},
        {"NeitherFirstNorLast", both, "2020-01-15", unmeasured, 0, "2020-01-01 and 2020-01-31"},
        {"FirstDayOfYear", year, "2019-01-01", std::nullopt, 0},
        {"LastDayOfYear", year, "2019-12-31", std::nullopt, 0},
        {"NextYear", year, "2020-01-01", std::nullopt, 1},
        {"LastDayOfLastYear", year, "2022-12-31", std::nullopt, 2},
        {"YearLeftOut", year, "2021-06-01", Code::NoPeriodAtDate, 0, "2020-01-01 and 2022-01-01"},
        {"BeforeFirstYear", year, "2018-12-31", outside, 0, "2019-01-01 to 2022-12-31"},
        {"AfterLastYear", year, "2023-01-01", outside, 0, "2019-01-01 to 2022-12-31"},
        {"LastDayOfQuarter", quarter, "2020-03-31", std::nullopt, 0},
        {"QuarterLeftOut", quarter, "2020-04-01", Code::NoPeriodAtDate, 0, ""},
        {"LastQuarter", quarter, "2020-12-31", std::nullopt, 1},
        {"AfterLastQuarter", quarter, "2021-01-01", outside, 0, "2020-12-31"},
        {"DecemberMonth", month, "2019-12-31", std::nullopt, 0},
        {"MonthLeftOut", month, "2020-01-30", Code::NoPeriodAtDate, 0, ""},
        {"LeapDayInMonth", month, "2020-02-29", std::nullopt, 1},
        {"BeforeValidity", narrowed, "2005-01-01", outside, 0, "2006-01-01 to 2006-12-31"},
        {"WithinValidity", narrowed, "2006-01-01", std::nullopt, 1},
        {"AfterValidity", narrowed, "2007-01-01", outside, 0, ""},
        {"FirstDayOfSpells", spells, "1991-12-31", std::nullopt},
        {"LastDayOfSpells", spells, "2023-12-31", std::nullopt},
        {"BeforeSpells", spells, "1991-12-30", outside, 0, "1991-12-31 to 2023-12-31"},
        {"AfterSpells", spells, "2024-01-01", outside, 0, "1991-12-31 to 2023-12-31"},
        {"AnyDayWithoutBounds", boundless, "1700-01-01", std::nullopt},
    };
}

class DateCheckCase : public ::testing::TestWithParam<Case> {};

TEST_P(DateCheckCase, AcceptsOrRefuses) {
    const Case& each = GetParam();
    const base::Span where{5, 15};
    std::optional<base::DayNumber> at;
    if (*each.day != '\0') at = base::parse_iso_date(each.day);
    const auto checked = check_variable_date(each.stored, at, where);
    ASSERT_EQ(checked.ok(), !each.refused.has_value());
    if (!each.refused) {
        EXPECT_EQ(date_place_at(each.stored, checked->at.day), each.segment);
        return;
    }
    EXPECT_EQ(checked.diagnostic().code, *each.refused);
    EXPECT_EQ(checked.diagnostic().where, where);
    const std::string text = text_of(checked.diagnostic()) + " " +
                             base::hint_text(checked.diagnostic(), base::Language::English);
    EXPECT_NE(text.find(each.message), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(EveryCalendar, DateCheckCase, ::testing::ValuesIn(cases()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(DateCheckWarning, SaysThatADateOfAFixedVariableIsNotUsed) {
    const StoredVariable fixed = stored(Temporality::Fixed, Calendar::None, {});
    const auto checked = check_variable_date(fixed, day(2020, 1, 1), {});
    ASSERT_TRUE(checked.ok());
    EXPECT_FALSE(checked->at.day.has_value());
    ASSERT_TRUE(checked->warning.has_value());
    EXPECT_EQ(checked->warning->severity, base::Severity::Warning);
    EXPECT_EQ(base::message_text(*checked->warning, base::Language::Bokmaal),
              "`V` er en fast opplysning uten dato; datoen 2020-01-01 er ikke brukt");
    EXPECT_FALSE(check_variable_date(fixed, std::nullopt, {})->warning.has_value());
}

TEST(DateCheckMessage, NamesTheCalendarInBothLanguages) {
    const StoredVariable january =
        stored(Temporality::Status, Calendar::YearlyJanuary1, {"2005-01-01", "2006-01-01"});
    const auto checked = check_variable_date(january, day(2005, 6, 1), {});
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(base::hint_text(checked.diagnostic(), base::Language::Bokmaal),
              "Variabelen er målt 1. januar hvert år.");
    EXPECT_EQ(base::hint_text(checked.diagnostic(), base::Language::English),
              "The variable was measured on 1 January each year.");
}

}  // namespace
}  // namespace skjerm::datastore::testing
