#include "skjerm/expr/bindings.h"

#include <gtest/gtest.h>

#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using expr::Bindings;
using expr::BindingValue;
using expr::Symbol;

Bindings some_bindings() {
    Bindings bindings;
    bindings.set("år", std::int64_t{2017});
    bindings.set("minus", std::int64_t{-2});
    bindings.set("halv", 0.5);
    bindings.set("navn", Symbol{"lønn"});
    bindings.set("tekst", std::string("siv_2000"));
    bindings.set("fritekst", std::string("to ord"));
    bindings.set("dato", std::string("2020-02-29"));
    bindings.set("kpi2020", 112.2);
    return bindings;
}

/// "number 3", "text 3", "name x", or the diagnostic.
std::string described_binding(const base::Result<BindingValue>& value, std::string_view text) {
    if (!value.ok()) return described(value.diagnostic(), text);
    const std::string spelled = expr::binding_text(*value);
    if (std::holds_alternative<Symbol>(*value)) return "name " + spelled;
    if (std::holds_alternative<std::string>(*value)) return "text " + spelled;
    return "number " + spelled;
}

base::Result<BindingValue> let(std::string_view text, const Bindings& bindings) {
    SKJERM_TRY_ASSIGN(const script::Expression expression, try_parse_expression(text));
    return expr::evaluate_binding(expression, bindings);
}

struct LetCase {
    const char* text;
    const char* result;
};

constexpr LetCase kLet[] = {
    {"1", "number 1"},
    {"1.50", "number 1.5"},
    {"'a'", "text a"},
    {"sivstand", "name sivstand"},
    {"$navn", "name lønn"},
    {"kurs ++ $år", "name kurs2017"},
    {"lønn ++ $år - 2000 ++ \"_2\"", "name lønn17_2"},
    {"kurs ++ 6 / 2", "name kurs3"},
    {"'kurs' ++ 2", "text kurs2"},
    {"2000 ++ \"-01-01\"", "text 2000-01-01"},
    {"'v' ++ $halv", "text v0.5"},
    {"v ++ $halv", "InvalidName: v ++ $halv"},
    {"a ++ b ++ c", "name abc"},
    {"$år + 1", "number 2018"},
    {"2 ^ 10", "number 1024"},
    {"2 ^ 0.5", "number 1.4142135623730951"},
    {"9223372036854775807 + 1", "number 9223372036854775808"},
    {"-$år", "number -2017"},
    {"cos(2 * pi())", "number 1"},
    {"round($år / 10)", "number 202"},
    {"date_fmt(2000, 2, 11)", "text 2000-02-11"},
    {"date_fmt($år)", "text 2017-01-01"},
    {"date_fmt(2021, 2, 29)", "BindingWithoutValue: date_fmt(2021, 2, 29)"},
    {"date_fmt(2021, 13)", "ArgumentOutOfDomain: 13"},
    {"date(1970, 1, 2)", "number 1"},
    {"to_int('100')", "number 100"},
    {"to_int('x')", "BindingWithoutValue: to_int('x')"},
    {"to_str(100)", "text 100"},
    {"to_str(navn)", "text navn"},
    {"to_symbol('navn')", "name navn"},
    {"to_symbol('to ord')", "InvalidName: 'to ord'"},
    {"bind(kpi ++ 2020)", "number 112.2"},
    {"bind('år')", "number 2017"},
    {"bind(kpi2021)", "UnknownBinding: kpi2021"},
    {"substr('abcdef', 2, 3)", "text bcd"},
    {"upper(string(1.5) ++ 'x')", "text 1.5X"},
    {"$ukjent", "UnknownBinding: $ukjent"},
    {"1 / 0", "BindingWithoutValue: 1 / 0"},
    {"sqrt(-1)", "ArgumentOutOfDomain: -1"},
    {"navn + 1", "OperandTypeInBinding: navn"},
    {"'1' * 2", "OperandTypeInBinding: '1'"},
    {"-navn", "OperandTypeInBinding: navn"},
    {"length(navn)", "OperandTypeInBinding: navn"},
    {"sqrt('4')", "OperandTypeInBinding: '4'"},
    {"bind(1)", "OperandTypeInBinding: 1"},
    {"rowmean(1, 2)", "FunctionNotInBinding: rowmean"},
    {"quantile(1, 4)", "FunctionNotInBinding: quantile"},
    {"normal(1)", "FunctionNotInBinding: normal"},
    {"kvadrat(2)", "UnknownFunction: kvadrat"},
    {"sqrt()", "WrongArgumentCount: sqrt()"},
    {"date(2000, 1)", "WrongArgumentCount: date(2000, 1)"},
    {"1 == 1", "OperatorNotInBinding: 1 == 1"},
    {"1 & 1", "OperatorNotInBinding: 1 & 1"},
    {"!1", "OperatorNotInBinding: !1"},
    {"to_symbol('if')", "InvalidName: 'if'"},
    {"to_symbol('2x')", "InvalidName: '2x'"},
    {"to_symbol('')", "InvalidName: ''"},
};

TEST(Bindings, LetEvaluates) {
    const Bindings bindings = some_bindings();
    for (const LetCase& c : kLet)
        EXPECT_EQ(described_binding(let(c.text, bindings), c.text), c.result) << c.text;
}

TEST(Bindings, DateLiteralIsItsText) {
    const script::Expression date{script::DateLiteral{"2020-01-01", 18262}, {}};
    EXPECT_EQ(described_binding(expr::evaluate_binding(date, {}), ""), "text 2020-01-01");
}

TEST(Bindings, TextOfNumbers) {
    EXPECT_EQ(expr::binding_text(BindingValue{3.0}), "3");
    EXPECT_EQ(expr::binding_text(BindingValue{-0.0}), "0");
    EXPECT_EQ(expr::binding_text(BindingValue{0.1}), "0.1");
    EXPECT_EQ(expr::binding_text(BindingValue{123456789012345.0}), "123456789012345");
    EXPECT_EQ(expr::binding_text(BindingValue{0.00001}), "0.00001");
    EXPECT_EQ(expr::binding_text(BindingValue{std::int64_t{-7}}), "-7");
}

struct SubstituteCase {
    const char* script;
    const char* result;  ///< canonical text, or "Code: place"
};

constexpr SubstituteCase kSubstitute[] = {
    // Expressions
    {"generate x = 1 if siv_ ++ $år - 15 == \"1\"", "generate x = 1 if siv_2002 == '1'"},
    {"generate x = 1 if lønn ++ $år > 0", "generate x = 1 if lønn2017 > 0"},
    {"generate x = $navn + $år", "generate x = lønn + 2017"},
    {"generate x = int($navn / $år)", "generate x = int(lønn / 2017)"},
    {"generate x = bind(kpi ++ 2020) * lønn", "generate x = 112.2 * lønn"},
    {"generate x = to_symbol('lønn') + 1", "generate x = lønn + 1"},
    {"generate x = $tekst == y", "generate x = 'siv_2000' == y"},
    {"generate x = 'a' ++ $år == y", "generate x = 'a2017' == y"},
    {"generate x = string(a) ++ '_'", "ConcatenationOfData: a"},
    {"generate x = a + 1 ++ '_'", "ConcatenationOfData: a"},
    {"generate x = rowmax(a, b) ++ '_'", "ConcatenationOfData: rowmax"},
    {"replace $navn = 1 if sysmiss($navn)", "replace lønn = 1 if sysmiss(lønn)"},
    {"replace x = .", "replace x = ."},
    // Names
    {"generate fylke ++ $år = substr(kommune ++ $år, 1, 2)",
     "generate fylke2017 = substr(kommune2017, 1, 2)"},
    {"drop lønn++$år dagpenger++$år", "drop lønn2017 dagpenger2017"},
    {"create-dataset kurs++$år", "create-dataset kurs2017"},
    {"use $tekst", "use siv_2000"},
    {"use $fritekst", "InvalidName: $fritekst"},
    {"use $år", "NameExpected: $år"},
    {"merge personid into utdanning++$år on $navn", "merge personid into utdanning2017 on lønn"},
    {"rename $navn to_symbol('x')", "rename lønn x"},
    {"collapse (count) $navn -> n++$år, by($tekst)",
     "collapse (count) lønn -> n2017, by(siv_2000)"},
    {"clone-variables $navn -> a++$år x -> b", "clone-variables lønn -> a2017 x -> b"},
    {"tabulate $navn b ++ $år if $år > a, missing", "tabulate lønn b2017 if 2017 > a, missing"},
    {"regress y i.$navn c.x#c.z++$år", "regress y i.lønn c.x#c.z2017"},
    // Times
    {"import db/A date_fmt($år, 12, 31) as lønn++$år", "import db/A 2017-12-31 as lønn2017"},
    {"import db/A $dato", "import db/A 2020-02-29"},
    {"import db/A $år ++ \"-01-01\"", "import db/A 2017-01-01"},
    {"import db/A 2020-01-01", "import db/A 2020-01-01"},
    {"import db/A $fritekst", "DateExpected: $fritekst"},
    {"import db/A $år", "DateExpected: $år"},
    // Values
    {"recode x ($minus 3 = $år 'ny')", "recode x (-2 3 = 2017 'ny')"},
    {"recode x ($tekst = '1')", "recode x ('siv_2000' = '1')"},
    {"recode x ($navn = 1)", "ValueExpected: $navn"},
    {"sample $halv $år", "sample 0.5 2017"},
    {"define-labels liste 1 'en' 2 'to'", "define-labels liste 1 'en' 2 'to'"},
    // let
    {"let x = kurs ++ $år", "let x = kurs2017"},
    {"let x = $år * 2", "let x = 4034"},
};

TEST(Bindings, SubstituteReplacesEverywhere) {
    const Bindings bindings = some_bindings();
    for (const SubstituteCase& c : kSubstitute) {
        const script::Parsed parsed = script::parse(c.script, test_grammar());
        for (const base::Diagnostic& diagnostic : parsed.diagnostics)
            ADD_FAILURE() << c.script << ": "
                          << base::message_text(diagnostic, base::Language::English);
        if (!parsed.diagnostics.empty()) continue;
        const auto& command = std::get<script::Command>(parsed.script.statements.front().node);
        const auto result = expr::substitute(command, bindings);
        if (result.ok()) {
            EXPECT_EQ(script::format(*result), c.result) << c.script;
        } else {
            const base::Span where = result.diagnostic().where;
            const std::string place(std::string_view(c.script).substr(where.begin, where.size()));
            EXPECT_EQ(
                std::string(base::message_entry(result.diagnostic().code).name) + ": " + place,
                c.result);
        }
    }
}

TEST(Bindings, SubstitutionCannotInjectSyntax) {
    Bindings bindings;
    bindings.set("s", std::string("1) | (1 == 1"));
    const script::Parsed parsed = script::parse("keep if x == $s", test_grammar());
    const auto& command = std::get<script::Command>(parsed.script.statements.front().node);
    const auto result = expr::substitute(command, bindings);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(script::format(*result), "keep if x == '1) | (1 == 1'");
}

struct LoopCase {
    const char* list;
    const char* values;
};

constexpr LoopCase kLoops[] = {
    {"1:3", "1 2 3"},
    {"-1 : 1", "-1 0 1"},
    {"$år:2018", "2017 2018"},
    {"5:5", "5"},
    {"1 2 10:12", "1 2 10 11 12"},
    {"første andre", "første andre"},
    {"'indre' 'ytre'", "indre ytre"},
    {"$år:2", "LoopRangeEmpty"},
    {"1:1000000", "LoopRangeTooLong"},
    {"$halv:2", "LoopBoundNotInteger"},
    {"$navn:2", "LoopBoundNotInteger"},
};

TEST(Bindings, LoopValues) {
    const Bindings bindings = some_bindings();
    for (const LoopCase& c : kLoops) {
        const std::string source = "for i in " + std::string(c.list) + "\nuse d\nend";
        const script::Parsed parsed = script::parse(source, test_grammar());
        for (const base::Diagnostic& diagnostic : parsed.diagnostics)
            ADD_FAILURE() << c.list << ": "
                          << base::message_text(diagnostic, base::Language::English);
        if (!parsed.diagnostics.empty()) continue;
        const auto& loop = std::get<script::ForBlock>(parsed.script.statements.front().node);
        const auto values = expr::loop_values(loop.levels[0].lists[0], bindings);
        std::string shown_values;
        if (!values.ok()) {
            shown_values = base::message_entry(values.diagnostic().code).name;
        } else {
            for (const BindingValue& value : *values)
                shown_values += (shown_values.empty() ? "" : " ") + expr::binding_text(value);
        }
        EXPECT_EQ(shown_values, c.values) << c.list;
    }
}

TEST(Bindings, LoopDatesAreTheirText) {
    const script::LoopList dates{
        .elements = {script::Expression{script::DateLiteral{"2020-01-01", 18262}, {}}}, .span = {}};
    const auto values = expr::loop_values(dates, {});
    ASSERT_TRUE(values.ok());
    EXPECT_EQ(values->front(), BindingValue{std::string("2020-01-01")});
}

TEST(Bindings, EraseAndReplace) {
    Bindings bindings = some_bindings();
    bindings.set("år", std::string("nytt"));
    ASSERT_NE(bindings.find("år"), nullptr);
    EXPECT_EQ(*bindings.find("år"), BindingValue{std::string("nytt")});
    bindings.erase("år");
    EXPECT_EQ(bindings.find("år"), nullptr);
    bindings.erase("år");
    EXPECT_EQ(bindings.all().size(), 7U);
}

}  // namespace
}  // namespace skjerm::tests
