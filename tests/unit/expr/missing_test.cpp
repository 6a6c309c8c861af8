// The table of missing values: every operator and function, with a missing value in each argument
// position, numeric and text, in columns and folded constants alike.
#include <gtest/gtest.h>

#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using column::Kind;
using expr::Value;

TestScope three_rows() {
    TestScope scope;
    scope.add("i", Kind::Integer, {std::int64_t{4}, std::monostate{}, std::int64_t{0}});
    scope.add("w", Kind::Integer, {std::int64_t{5'000'000'000}, std::monostate{}, std::int64_t{0}});
    scope.add("f", Kind::Float, {0.5, std::monostate{}, 0.0});
    scope.add("s", Kind::Text, {"abc", std::monostate{}, "b"});
    scope.add("mi", Kind::Integer, {std::monostate{}, std::monostate{}, std::monostate{}});
    scope.add("mf", Kind::Float, {std::monostate{}, std::monostate{}, std::monostate{}});
    scope.add("ms", Kind::Text, {std::monostate{}, std::monostate{}, std::monostate{}});
    return scope;
}

struct MissingCase {
    const char* text;
    const char* values;  ///< the three rows; the second one has missing operands
};

constexpr MissingCase kTable[] = {
    // Arithmetic: missing in, missing out; domain errors are missing
    {"i + 1", "5 . 1"},
    {"1 + i", "5 . 1"},
    {"i + f", "4.5 . 0"},
    {"i - w", "-4999999996 . 0"},
    {"w * 2", "10000000000 . 0"},
    {"f * i", "2 . 0"},
    {"i / 2", "2 . 0"},
    {"1 / i", "0.25 . ."},
    {"i / 0", ". . ."},
    {"i ^ 2", "16 . 0"},
    {"2 ^ i", "16 . 1"},
    {"f ^ 0", "1 . 1"},
    {"1 ^ f", "1 . 1"},
    {"f ^ 2", "0.25 . 0"},
    {"-i", "-4 . 0"},
    {"-w", "-5000000000 . 0"},
    {"-f", "-0.5 . 0"},
    {"i + mi", ". . ."},
    {"mf * f", ". . ."},
    {"i + 1 / 0", ". . ."},
    // Comparisons: false, != true
    {"i == 4", "1 0 0"},
    {"i == i", "1 0 1"},
    {"i == mi", "0 0 0"},
    {"mi == mi", "0 0 0"},
    {"i < 4", "0 0 1"},
    {"4 > i", "0 0 1"},
    {"i <= 4", "1 0 1"},
    {"i > -1", "1 0 1"},
    {"i >= i", "1 0 1"},
    {"i < mi", "0 0 0"},
    {"mi < i", "0 0 0"},
    {"mi <= mi", "0 0 0"},
    {"i > mi", "0 0 0"},
    {"mi > i", "0 0 0"},
    {"mi >= mi", "0 0 0"},
    {"i < 1000", "1 0 1"},
    {"i <= 1000", "1 0 1"},
    {"i > 1000", "0 0 0"},
    {"i == 1000", "0 0 0"},
    {"i > -1000", "1 0 1"},
    {"i >= -1000", "1 0 1"},
    {"i < -1000", "0 0 0"},
    {"i < 0.5", "0 0 1"},
    {"i > 3.5", "1 0 0"},
    {"i == 3.5", "0 0 0"},
    {"i != 3.5", "1 1 1"},
    {"i < 1e300", "1 0 1"},
    {"i > -1e300", "1 0 1"},
    {"i == 1e300", "0 0 0"},
    {"i != 1e300", "1 1 1"},
    {"i == 4.0", "1 0 0"},
    {"f == 0.5", "1 0 0"},
    {"f < 0.5", "0 0 1"},
    {"f >= 0", "1 0 1"},
    {"f == i", "0 0 1"},
    {"w > f", "1 0 0"},
    {"mf == f", "0 0 0"},
    {"f <= mf", "0 0 0"},
    {"i != 4", "0 1 1"},
    {"i != i", "0 1 0"},
    {"i != mi", "1 1 1"},
    {"mi != mi", "1 1 1"},
    {"i != 1000", "1 1 1"},
    {"f != 0.5", "0 1 1"},
    {"f != mf", "1 1 1"},
    {"i ~= 4", "0 1 1"},
    {"i == 1 / 0", "0 0 0"},
    {"i != 1 / 0", "1 1 1"},
    {"s == 'abc'", "1 0 0"},
    {"s != 'abc'", "0 1 1"},
    {"s == 'zz'", "0 0 0"},
    {"s != 'zz'", "1 1 1"},
    {"'abc' == s", "1 0 0"},
    {"s == s", "1 0 1"},
    {"s != s", "0 1 0"},
    {"s == ms", "0 0 0"},
    {"ms == ms", "0 0 0"},
    {"ms != s", "1 1 1"},
    {"substr(s, 1, 1) == 'a'", "1 0 0"},
    {"substr(s, 1, 1) != 'a'", "0 1 1"},
    {"substr(s, 2, 1) != 'b'", "0 1 1"},
    {"substr(s, 1, 1) == s", "0 0 1"},
    {"substr(s, 1, 1) != s", "1 1 0"},
    // Logic: missing counts as false
    {"i & 1", "1 0 0"},
    {"1 & i", "1 0 0"},
    {"i | 0", "1 0 0"},
    {"f | mi", "1 0 0"},
    {"!i", "0 1 1"},
    {"!f", "0 1 1"},
    {"!(i > 1)", "0 1 1"},
    {"i & f", "1 0 0"},
    // Logic functions
    {"sysmiss(i)", "0 1 0"},
    {"sysmiss(w)", "0 1 0"},
    {"sysmiss(f)", "0 1 0"},
    {"sysmiss(s)", "0 1 0"},
    {"sysmiss(1 / i)", "0 1 1"},
    {"sysmiss(i > 1)", "0 0 0"},
    {"sysmiss(substr(s, 2, 1))", "0 1 1"},
    {"inlist(i, 4, 7)", "1 0 0"},
    {"inlist(i, 4, 7, 0, 9)", "1 0 1"},
    {"inlist(i, mi, 4)", "1 0 0"},
    {"inlist(mi, mi, 1)", "0 0 0"},
    {"inlist(4, i, mi)", "1 0 0"},
    {"inlist(f, 0.5, 7)", "1 0 0"},
    {"inlist(w, 5000000000, 0)", "1 0 1"},
    {"inlist(s, 'abc', 'x')", "1 0 0"},
    {"inlist('b', s, 'x')", "0 0 1"},
    {"inlist(s, ms, 'b')", "0 0 1"},
    {"inrange(i, 0, 4)", "1 0 1"},
    {"inrange(2, 0, i)", "1 0 0"},
    {"inrange(2, i, 9)", "0 0 1"},
    {"inrange(f, 0.1, 1)", "1 0 0"},
    {"inrange(mi, mi, mi)", "0 0 0"},
    // Numeric functions
    {"abs(i)", "4 . 0"},
    {"abs(-f)", "0.5 . 0"},
    {"sqrt(i)", "2 . 0"},
    {"sqrt(-f)", ". . 0"},
    {"ln(f)", "-0.6931471805599453 . ."},
    {"log10(f)", "-0.3010299956639812 . ."},
    {"exp(f * 0)", "1 . 1"},
    {"exp(w)", ". . 1"},
    {"logit(f)", "0 . ."},
    {"sin(f * 0)", "0 . 0"},
    {"cos(f * 0)", "1 . 1"},
    {"tan(f * 0)", "0 . 0"},
    {"asin(f * 4)", ". . 0"},
    {"acos(f * 2)", "0 . 1.5707963267948966"},
    {"atan(f * 0)", "0 . 0"},
    {"comb(i, 2)", "6 . ."},
    {"comb(5, i)", "5 . 1"},
    {"comb(f, 0)", ". . 1"},
    {"lnfactorial(i)", "3.1780538303479458 . 0"},
    {"lnfactorial(f)", ". . 0"},
    {"ceil(f)", "1 . 0"},
    {"floor(f)", "0 . 0"},
    {"int(f)", "0 . 0"},
    {"int(i)", "4 . 0"},
    {"int(i / 3)", "1 . 0"},
    {"round(f)", "1 . 0"},
    {"round(i)", "4 . 0"},
    {"round(f, 0.1)", "0.5 . 0"},
    {"round(7, i)", "8 . ."},
    {"round(i, 3)", "3 . 0"},
    {"round(7.5, f)", "7.5 . ."},
    // Dates
    {"date(2000, 1, i)", "10960 . ."},
    {"date(i, 1, 1)", "-718067 . -719528"},
    {"date(2000, i, 1)", "11048 . ."},
    {"year(i)", "1970 . 1970"},
    {"month(w)", ". . 1"},
    {"day(i)", "5 . 1"},
    {"quarter(f)", "1 . 1"},
    {"halfyear(i)", "1 . 1"},
    {"week(i)", "2 . 1"},
    {"dow(i)", "1 . 4"},
    {"doy(i)", "5 . 1"},
    {"isoformatdate(i)", "1970-01-05 . 1970-01-01"},
    {"isoformatdate(w)", ". . 1970-01-01"},
    // Row functions look at what is there
    {"rowmax(i, f)", "4 . 0"},
    {"rowmax(i, 2)", "4 2 2"},
    {"rowmin(i, 2)", "2 2 0"},
    {"rowmin(mi, i, mf)", "4 . 0"},
    {"rowmean(i, 2)", "3 2 1"},
    {"rowmedian(i, 2, 9)", "4 5.5 2"},
    {"rowstd(i, 2)", "1.4142135623730951 . 1.4142135623730951"},
    {"rowtotal(i, 2)", "6 2 2"},
    {"rowtotal(mi, mf)", "0 0 0"},
    {"rowtotal(f, mf)", "0.5 0 0"},
    {"rowmissing(i, f, s, 1)", "0 3 0"},
    {"rowvalid(i, f, s, 1)", "4 1 4"},
    {"rowconcat(s, '-')", "abc- - b-"},
    {"rowconcat(s, '')", "abc . b"},
    {"rowconcat(s, ms, s)", "abcabc . bb"},
    // Strings
    {"length(s)", "3 . 1"},
    {"string(i)", "4 . 0"},
    {"string(f)", "0.5 . 0"},
    {"string(s)", "abc . b"},
    {"lower(s)", "abc . b"},
    {"upper(s)", "ABC . B"},
    {"startswith(s, 'a')", "1 0 0"},
    {"startswith('abc', s)", "1 0 0"},
    {"startswith(s, s)", "1 0 1"},
    {"endswith(s, 'c')", "1 0 0"},
    {"endswith('abc', ms)", "0 0 0"},
    {"substr(s, 2, 5)", "bc . ."},
    {"substr(s, i, 1)", ". . ."},
    {"substr('abcdef', i, 2)", "de . ."},
    {"substr('abcdef', 2, i)", "bcde . ."},
    {"ltrim(s)", "abc . b"},
    {"rtrim(s)", "abc . b"},
    {"trim(ms)", ". . ."},
    // Binding functions on columns
    {"date_fmt(2000, i)", "2000-04-01 . ."},
    {"date_fmt(i)", "0004-01-01 . ."},
    {"to_int(string(i))", "4 . 0"},
    {"to_int(s)", ". . ."},
    {"to_str(i)", "4 . 0"},
    // Noncentrality beyond what the series can be summed for: missing
    {"nFden(1, 2, 3, 1e19 * f)", ". . 0.278854800926934"},
    {"nF(1, 2, 3, 1e19 * f)", ". . 0.53524199845511"},
    {"nchi2(2, 1, 1e19 * f)", ". . 0.8427007929497149"},
    // No cut points: missing
    {"quantile(i, 4)", ". . ."},
};

TEST(Missing, EveryOperatorAndFunction) {
    const TestScope scope = three_rows();
    for (const MissingCase& c : kTable) {
        std::string values;
        for (const std::string& value : evaluated(c.text, scope))
            values += (values.empty() ? "" : " ") + value;
        EXPECT_EQ(values, c.values) << c.text;
    }
}

TEST(Missing, ConditionsSelectPresentNonZeroRows) {
    const TestScope scope = three_rows();
    const std::pair<const char*, const char*> cases[] = {
        {"i", "100"},  {"!i", "011"},       {"f", "100"},          {"i != 4", "011"},
        {"1", "111"},  {"1 / 0", "000"},    {"0.0", "000"},        {"i + 1", "101"},
        {"mf", "000"}, {"i > 1000", "000"}, {"!sysmiss(s)", "101"}};
    for (const auto& [text, selected] : cases) {
        const auto bound = expr::bind_condition(parse_expression(text), scope);
        ASSERT_TRUE(bound.ok()) << text;
        const auto column = expr::evaluate_condition(bound->expression, evaluation_of(3));
        ASSERT_TRUE(column.ok());
        std::string shown_rows;
        for (const std::int8_t row : (*column)->values<std::int8_t>())
            shown_rows += row ? '1' : '0';
        EXPECT_EQ(shown_rows, selected) << text;
    }
}

}  // namespace
}  // namespace skjerm::tests
