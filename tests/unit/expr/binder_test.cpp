#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/expr/evaluate.h"
#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using column::CodeList;
using column::Kind;
using expr::Format;

TestScope population() {
    TestScope scope;
    scope.add("alder", Kind::Integer, {std::int64_t{30}});
    scope.add("lonn", Kind::Float, {30.5});
    scope.add("kommune", Kind::Text, {"0301"}).labels = std::make_shared<const CodeList>(
        CodeList::Origin::Register,
        std::vector<column::CodeEntry>{
            {.code = "0301", .label_nb = "Oslo", .label_en = "Oslo city"},
            {.code = "4601", .label_nb = "Bergen", .label_en = ""}});
    scope.add("kjonn", Kind::Integer, {std::int64_t{1}}).labels = std::make_shared<const CodeList>(
        CodeList::Origin::Register,
        std::vector<column::CodeEntry>{
            {.code = std::int64_t{1}, .label_nb = "Mann", .label_en = "Male"},
            {.code = std::int64_t{2}, .label_nb = "Kvinne", .label_en = "Female"},
            {.code = std::int64_t{9}, .label_nb = "Mann", .label_en = ""}});
    scope.add("egen", Kind::Integer, {std::int64_t{1}}).labels = std::make_shared<const CodeList>(
        CodeList::Origin::User, std::vector<column::CodeEntry>{
                                    {.code = std::int64_t{1}, .label_nb = "Ja", .label_en = ""}});
    scope.add("PERSONID_1", Kind::Unit, {std::int64_t{1}});
    scope.add("fodt", Kind::Integer, {std::int64_t{0}}).format = Format::Date;
    scope.add("faarmnd", Kind::Integer, {std::int64_t{199001}}).format = Format::YearMonth;
    scope.add("fdato", Kind::Integer, {std::int64_t{19900115}}).format = Format::YearMonthDay;
    return scope;
}

struct BindCase {
    const char* text;
    const char* result;  ///< "integer", "float", "text", with " date", or the diagnostic
};

std::string described_kind(const expr::BoundExpression& expression) {
    const char* kind = expression.kind() == Kind::Integer ? "integer"
                       : expression.kind() == Kind::Float ? "float"
                                                          : "text";
    switch (expression.format()) {
        case Format::Plain:
            return kind;
        case Format::Date:
            return std::string(kind) + " date";
        case Format::YearMonth:
            return std::string(kind) + " yearmonth";
        case Format::YearMonthDay:
            return std::string(kind) + " yearmonthday";
    }
    return kind;
}

constexpr BindCase kValues[] = {
    {"1", "integer"},
    {"1.5", "float"},
    {"'a'", "text"},
    {".", "integer"},
    {"alder", "integer"},
    {"lonn", "float"},
    {"kommune", "text"},
    {"alder + 1", "integer"},
    {"alder + lonn", "float"},
    {"alder / 2", "float"},
    {"alder ^ 2", "integer"},
    {"-lonn", "float"},
    {"alder > lonn", "integer"},
    {"!alder", "integer"},
    {"fodt", "integer date"},
    {"fodt + 1", "integer date"},
    {"1 + fodt", "integer date"},
    {"fodt - alder", "integer date"},
    {"1 - fodt", "integer"},
    {"fodt - fodt", "integer"},
    {"fodt + 0.5", "float"},
    {"fodt * 2", "integer"},
    {"-fodt", "integer"},
    {"faarmnd", "integer yearmonth"},
    {"faarmnd + 1", "integer"},
    {"int(lonn)", "integer"},
    {"round(lonn)", "integer"},
    {"round(lonn, 10)", "integer"},
    {"round(lonn, 0.1)", "float"},
    {"abs(lonn)", "float"},
    {"abs(alder)", "integer"},
    {"rowmax(alder, 1)", "integer"},
    {"rowmax(alder, lonn)", "float"},
    {"rowmean(alder, 1)", "float"},
    {"substr(kommune, 1, 2)", "text"},
    {"string(alder)", "text"},
    {"year(fodt)", "integer"},
    {"label_to_code(kommune, 'Oslo')", "text"},
    {"label_to_code(kjonn, 'Female')", "integer"},
    {"quantile(lonn, 4)", "integer"},
    {"rowconcat(kommune, '')", "text"},
    // Names
    {"aldr", "UnknownVariable: aldr"},
    {"PERSONID_1", "KeyVariable: PERSONID_1"},
    {"sysmiss(PERSONID_1)", "KeyVariable: PERSONID_1"},
    {"string(PERSONID_1)", "KeyVariable: PERSONID_1"},
    {"PERSONID_1 == PERSONID_1", "KeyVariable: PERSONID_1"},
    {"kvadrat(alder)", "UnknownFunction: kvadrat"},
    {"normal(kommune)", "NumberExpected: kommune"},
    {"normal(1, 2)", "WrongArgumentCount: normal(1, 2)"},
    {"chi2(lonn, 0)", "ArgumentOutOfDomain: 0"},
    {"invt(1.5, 3)", "ArgumentOutOfDomain: 1.5"},
    {"Ftail(lonn, 2, 20, -1)", "ArgumentOutOfDomain: -1"},
    {"normalden(lonn, 0, 0)", "ArgumentOutOfDomain: 0"},
    {"binomial(10, 3, 2)", "ArgumentOutOfDomain: 2"},
    {"$x + 1", "UnknownBinding: $x"},
    // Types
    {"kommune + 1", "NumberExpected: kommune"},
    {"1 - 'a'", "NumberExpected: 'a'"},
    {"-kommune", "NumberExpected: kommune"},
    {"sqrt(kommune)", "NumberExpected: kommune"},
    {"date('2020', 1, 1)", "NumberExpected: '2020'"},
    {"rowmax(alder, kommune)", "NumberExpected: kommune"},
    {"inrange(kommune, 1, 2)", "NumberExpected: kommune"},
    {"length(alder)", "TextExpected: alder"},
    {"substr(alder, 1, 2)", "TextExpected: alder"},
    {"rowconcat(kommune, alder)", "TextExpected: alder"},
    {"startswith(kommune, 3)", "TextExpected: 3"},
    {"kommune == 301", "MixedComparison: 301"},
    {"1 != kommune", "MixedComparison: 1"},
    {"alder == kommune", "MixedComparison: alder == kommune"},
    {"inlist(kommune, '0301', 301)", "MixedComparison: 301"},
    {"kommune < '0301'", "TextOrdering: kommune < '0301'"},
    {"kommune >= kommune", "TextOrdering: kommune >= kommune"},
    {"kommune & 1", "TextCondition: kommune"},
    {"1 | 'a'", "TextCondition: 'a'"},
    {"!kommune", "TextCondition: kommune"},
    {"kommune ++ '_'", "ConcatenationOfData: kommune ++ '_'"},
    // Missing and empty literals
    {"alder + .", "MissingInExpression: ."},
    {"rowmax(alder, .)", "MissingInExpression: ."},
    {"''", "EmptyText: ''"},
    {"kommune == ''", "EmptyText: ''"},
    {"length('')", "EmptyText: ''"},
    // Calls
    {"sqrt()", "WrongArgumentCount: sqrt()"},
    {"pi(1)", "WrongArgumentCount: pi(1)"},
    {"inrange(alder, 1)", "WrongArgumentCount: inrange(alder, 1)"},
    {"inlist(alder)", "WrongArgumentCount: inlist(alder)"},
    {"sqrt(-4)", "ArgumentOutOfDomain: -4"},
    {"ln(0)", "ArgumentOutOfDomain: 0"},
    {"acos(2)", "ArgumentOutOfDomain: 2"},
    {"logit(1)", "ArgumentOutOfDomain: 1"},
    {"date(alder, 13, 1)", "ArgumentOutOfDomain: 13"},
    {"round(alder, 0)", "ArgumentOutOfDomain: 0"},
    {"quantile(lonn, 1)", "ArgumentOutOfDomain: 1"},
    {"quantile(lonn, 101)", "ArgumentOutOfDomain: 101"},
    {"quantile(lonn, alder)", "ConstantExpected: alder"},
    {"label_to_code(kommune, 'Osl')", "UnknownLabel: 'Osl'"},
    {"label_to_code(alder, 'Oslo')", "NoCodeList: alder"},
    {"label_to_code(kommune, kommune)", "ConstantExpected: kommune"},
    {"inlabels(1 + 1, 'Oslo')", "VariableExpected: 1 + 1"},
    {"inlabels(kommune, 'Oslo', 'Drammen')", "UnknownLabel: 'Drammen'"},
    {"to_symbol(kommune)", "SymbolFunctionOnData: to_symbol(kommune)"},
    {"bind(kommune)", "SymbolFunctionOnData: bind(kommune)"},
};

TEST(Binder, ValuesHaveTypesOrDiagnostics) {
    const TestScope scope = population();
    for (const BindCase& c : kValues) {
        const auto bound = bind_text(c.text, scope);
        EXPECT_EQ(
            bound.ok() ? described_kind(bound->expression) : described(bound.diagnostic(), c.text),
            c.result)
            << c.text;
    }
}

constexpr BindCase kConditions[] = {
    {"alder", "integer"},
    {"lonn > 1 & kommune == '0301'", "integer"},
    {"kommune", "TextCondition: kommune"},
    {"'a'", "TextCondition: 'a'"},
    {"quantile(lonn, 4) == 1", "PopulationFunctionInCondition: quantile(lonn, 4)"},
    {"alder + quantile(lonn, 4)", "PopulationFunctionInCondition: quantile(lonn, 4)"},
};

TEST(Binder, Conditions) {
    const TestScope scope = population();
    for (const BindCase& c : kConditions) {
        const auto bound = bind_text(c.text, scope, true);
        EXPECT_EQ(
            bound.ok() ? described_kind(bound->expression) : described(bound.diagnostic(), c.text),
            c.result)
            << c.text;
    }
}

TEST(Binder, MissingIsNoCondition) {
    const script::Expression dot{script::MissingLiteral{}, {}};
    const auto bound = expr::bind_condition(dot, population());
    ASSERT_FALSE(bound.ok());
    EXPECT_EQ(bound.diagnostic().code, base::Code::MissingLiteralMisplaced);
}

struct WarningCase {
    const char* text;
    const char* warnings;
};

constexpr WarningCase kWarnings[] = {
    {"kommune == '0301'", ""},
    {"kommune == '301'", "LiteralNotInCodeList: '301'"},
    {"'301' != kommune", "LiteralNotInCodeList: '301'"},
    {"inlist(kommune, '0301', '301', '9')",
     "LiteralNotInCodeList: '301' LiteralNotInCodeList: '9'"},
    {"kjonn == 3", "LiteralNotInCodeList: 3"},
    {"kjonn > 3", ""},
    {"egen == 3", ""},
    {"substr(kommune, 1, 2) == '03'", ""},
    {"year(faarmnd)", "DatePartOfRegisterNumber: faarmnd"},
    {"month(fdato)", "DatePartOfRegisterNumber: fdato"},
    {"year(int(faarmnd / 100))", ""},
    {"date(fdato, 1, 1)", ""},
    {"year(fodt)", ""},
    {"label_to_code(kjonn, 'Mann')", "LabelOfSeveralCodes: 'Mann'"},
    {"inlabels(kjonn, 'Mann')", ""},
};

TEST(Binder, Warnings) {
    const TestScope scope = population();
    for (const WarningCase& c : kWarnings) {
        const auto bound = bind_text(c.text, scope);
        ASSERT_TRUE(bound.ok()) << c.text;
        std::string warnings;
        for (const base::Diagnostic& warning : bound->warnings) {
            EXPECT_EQ(warning.severity, base::Severity::Warning);
            warnings += (warnings.empty() ? "" : " ") + described(warning, c.text);
        }
        EXPECT_EQ(warnings, c.warnings) << c.text;
    }
}

TEST(Binder, MessagesNameTheWayOut) {
    const TestScope scope = population();
    const auto message = [&](std::string_view text) {
        const auto bound = expr::bind_value(parse_expression(text), scope);
        EXPECT_FALSE(bound.ok()) << text;
        return base::message_text(bound.diagnostic(), base::Language::Bokmaal) + " | " +
               base::hint_text(bound.diagnostic(), base::Language::Bokmaal);
    };
    EXPECT_EQ(message("aldr"),
              "finner ikke variabelen `aldr` i datasettet `personer` | Mente du `alder`?");
    EXPECT_EQ(message("sqr(1)"), "det finnes ingen funksjon som heter `sqr` | Mente du `sqrt`?");
    EXPECT_EQ(message("date(1, 2)"),
              "`date` kan ikke kalles med 2 argumenter | Slik brukes den: `date(y, m, d)`.");
}

TEST(Binder, WorksWithoutData) {
    TestScope scope = population();
    scope.add("uten", Kind::Float, {1.0}).column = nullptr;
    const auto bound = expr::bind_value(parse_expression("ln(uten) + alder"), scope);
    ASSERT_TRUE(bound.ok());
    EXPECT_EQ(bound->expression.kind(), Kind::Float);
}

TEST(Binder, EmptyDatasetSaysSo) {
    const auto bound = expr::bind_value(parse_expression("alder"), TestScope());
    ASSERT_FALSE(bound.ok());
    EXPECT_EQ(bound.diagnostic().code, base::Code::EmptyDatasetScope);
}

}  // namespace
}  // namespace skjerm::tests
