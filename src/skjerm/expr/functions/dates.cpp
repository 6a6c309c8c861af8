// Dates are day numbers: days since 1970-01-01 in the Gregorian calendar.
#include <cmath>

#include "skjerm/base/date.h"
#include "skjerm/expr/functions/calendar.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

using base::CivilDate;
using base::DayNumber;

constexpr std::int64_t kMissing = column::missing<std::int64_t>();
/// About a million years either way: far inside what DayNumber can hold.
constexpr std::int64_t kLargestDay = 365'000'000;

/// Part(day) where the day number is in the calendar, missing elsewhere.
template <std::int32_t (*Part)(DayNumber)>
constexpr auto kPart = [](std::int64_t day) -> std::int64_t {
    if (day < -kLargestDay || day > kLargestDay) return kMissing;
    return Part(static_cast<DayNumber>(day));
};

std::int32_t year_of(DayNumber day) { return base::civil_from_days(day).year; }
std::int32_t month_of(DayNumber day) { return base::civil_from_days(day).month; }
std::int32_t day_of(DayNumber day) { return base::civil_from_days(day).day; }
std::int32_t quarter_of(DayNumber day) { return (month_of(day) - 1) / 3 + 1; }
std::int32_t half_year_of(DayNumber day) { return (month_of(day) - 1) / 6 + 1; }
std::int32_t day_of_week(DayNumber day) { return base::weekday(day); }

std::int32_t day_of_year(DayNumber day) {
    return day - base::days_from_civil({.year = year_of(day), .month = 1, .day = 1}) + 1;
}

/// ISO 8601: a week belongs to the year of its Thursday.
std::int32_t iso_week(DayNumber day) {
    const DayNumber thursday = day - base::weekday(day) + 4;
    return (day_of_year(thursday) - 1) / 7 + 1;
}

bool day_numbers(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = day_number(arguments[0][row], arguments[1][row], arguments[2][row]);
    return false;
}

Value iso_text(std::span<const Value> arguments) {
    const auto number = number_of(arguments[0]);
    if (!number) return std::monostate{};
    const double day = std::floor(*number);
    if (std::abs(day) > static_cast<double>(kLargestDay)) return std::monostate{};
    const auto whole = static_cast<DayNumber>(day);
    const std::int32_t year = year_of(whole);
    if (year < 1 || year > 9999) return std::monostate{};
    return base::format_iso_date(whole);
}

template <std::int64_t Low, std::int64_t High>
Interval always(std::span<const Interval>) {
    return {.low = Low, .high = High};
}

/// Part lies in [Low, High].
template <std::int32_t (*Part)(DayNumber), std::int64_t Low, std::int64_t High>
constexpr FunctionKernel kPartKernel{.parameters = kNumbers,
                                     .result = ResultRule::Integer,
                                     .integers = each_integer<kPart<Part>>,
                                     .bounds = always<Low, High>};
constexpr auto kDay = kPartKernel<day_of, 1, 31>;
constexpr auto kDayOfWeek = kPartKernel<day_of_week, 1, 7>;
constexpr auto kDayOfYear = kPartKernel<day_of_year, 1, 366>;
constexpr auto kHalfYear = kPartKernel<half_year_of, 1, 2>;
constexpr auto kMonth = kPartKernel<month_of, 1, 12>;
constexpr auto kQuarter = kPartKernel<quarter_of, 1, 4>;
constexpr auto kWeek = kPartKernel<iso_week, 1, 53>;
constexpr auto kYear = kPartKernel<year_of, -2'000'000, 2'000'000>;

constexpr FunctionKernel kDate{.min_arguments = 3,
                               .max_arguments = 3,
                               .parameters = kNumbers,
                               .result = ResultRule::Integer,
                               .rounding = Rounding::Truncate,
                               .integers = day_numbers,
                               .bounds = always<-kLargestDay - 366, kLargestDay + 366>,
                               .in_domain = is_date_part};
constexpr FunctionKernel kIsoText{
    .parameters = kNumbers, .result = ResultRule::Text, .scalar = iso_text};

constexpr FunctionExample kDateExamples[] = {
    {"date(2015, 12, 31)", "16800"}, {"date(1967, 05, 27)", "-950"}, {"date(2021, 2, 29)", "."}};
constexpr FunctionExample kDayExamples[] = {{"day(-950)", "27"}};
constexpr FunctionExample kDowExamples[] = {
    {"dow(16800)", "4"}, {"dow(0)", "4"}, {"dow(-950)", "6"}};
constexpr FunctionExample kDoyExamples[] = {{"doy(16800)", "365"}, {"doy(-950)", "147"}};
constexpr FunctionExample kHalfYearExamples[] = {{"halfyear(-950)", "1"}};
constexpr FunctionExample kIsoExamples[] = {{"isoformatdate(16800)", "2015-12-31"}};
constexpr FunctionExample kMonthExamples[] = {{"month(-950)", "5"}};
constexpr FunctionExample kQuarterExamples[] = {{"quarter(-950)", "2"}};
constexpr FunctionExample kWeekExamples[] = {
    {"week(16800)", "53"}, {"week(0)", "1"}, {"week(-950)", "21"}};
constexpr FunctionExample kYearExamples[] = {{"year(-950)", "1967"}};

constexpr FunctionSpec kFunctions[] = {
    {.name = "date",
     .group = FunctionGroup::Dates,
     .signature = "date(y, m, d)",
     .help = {.nb =
                  "Dagnummeret til datoen: antall dager etter 1970-01-01. En dato som ikke finnes, "
                  "gir manglende verdi.",
              .en = "The day number of the date: days since 1970-01-01. A date that does not exist "
                    "gives a missing value."},
     .examples = kDateExamples,
     .allowed_in_let = true,
     .kernel = &kDate},
    {.name = "day",
     .group = FunctionGroup::Dates,
     .signature = "day(n)",
     .help = {.nb = "Dagen i måneden (1-31) for dagnummeret n.",
              .en = "The day of the month (1-31) of the day number n."},
     .examples = kDayExamples,
     .allowed_in_let = true,
     .kernel = &kDay},
    {.name = "dow",
     .group = FunctionGroup::Dates,
     .signature = "dow(n)",
     .help = {.nb = "Ukedagen for dagnummeret n: mandag er 1, søndag er 7.",
              .en = "The day of the week of the day number n: Monday is 1, Sunday is 7."},
     .examples = kDowExamples,
     .kernel = &kDayOfWeek},
    {.name = "doy",
     .group = FunctionGroup::Dates,
     .signature = "doy(n)",
     .help = {.nb = "Dagen i året (1-366) for dagnummeret n.",
              .en = "The day of the year (1-366) of the day number n."},
     .examples = kDoyExamples,
     .kernel = &kDayOfYear},
    {.name = "halfyear",
     .group = FunctionGroup::Dates,
     .signature = "halfyear(n)",
     .help = {.nb = "Halvåret (1 eller 2) for dagnummeret n.",
              .en = "The half of the year (1 or 2) of the day number n."},
     .examples = kHalfYearExamples,
     .kernel = &kHalfYear},
    {.name = "isoformatdate",
     .group = FunctionGroup::Dates,
     .signature = "isoformatdate(n)",
     .help = {.nb = "Datoen som tekst, 'ÅÅÅÅ-MM-DD', for dagnummeret n. Årene 1-9999.",
              .en = "The date as text, 'YYYY-MM-DD', of the day number n. Years 1-9999."},
     .examples = kIsoExamples,
     .kernel = &kIsoText},
    {.name = "month",
     .group = FunctionGroup::Dates,
     .signature = "month(n)",
     .help = {.nb = "Måneden (1-12) for dagnummeret n.",
              .en = "The month (1-12) of the day number n."},
     .examples = kMonthExamples,
     .allowed_in_let = true,
     .kernel = &kMonth},
    {.name = "quarter",
     .group = FunctionGroup::Dates,
     .signature = "quarter(n)",
     .help = {.nb = "Kvartalet (1-4) for dagnummeret n.",
              .en = "The quarter (1-4) of the day number n."},
     .examples = kQuarterExamples,
     .kernel = &kQuarter},
    {.name = "week",
     .group = FunctionGroup::Dates,
     .signature = "week(n)",
     .help = {.nb = "Ukenummeret (1-53) etter ISO 8601: uke 1 er den første med en torsdag i året.",
              .en =
                  "The week number (1-53) of ISO 8601: week 1 is the first with a Thursday in the "
                  "year."},
     .examples = kWeekExamples,
     .kernel = &kWeek},
    {.name = "year",
     .group = FunctionGroup::Dates,
     .signature = "year(n)",
     .help = {.nb = "Året for dagnummeret n.", .en = "The year of the day number n."},
     .examples = kYearExamples,
     .allowed_in_let = true,
     .kernel = &kYear},
};

}  // namespace

std::span<const FunctionSpec> date_functions() { return kFunctions; }

}  // namespace skjerm::expr
