// The trees of commands and loops.
#include <gtest/gtest.h>

#include "parse_helpers.h"

namespace skjerm::tests {
namespace {

using script::RecodeRule;

std::vector<std::string> dumped(const std::vector<script::Expression>& list) {
    std::vector<std::string> result;
    for (const script::Expression& expression : list) result.push_back(dump(expression));
    return result;
}
using Texts = std::vector<std::string>;

TEST(ScriptCommand, ReadsNames) {
    EXPECT_EQ(dumped(operands<script::Names>("keep a år_2 _k START@x $b 'c' d++$år").names),
              (Texts{"a", "år_2", "_k", "START@x", "$b", "'c'", "(d++$år)"}));
    EXPECT_EQ(dumped(operands<script::Names>("drop lønn++$år dagpenger++$år").names),
              (Texts{"(lønn++$år)", "(dagpenger++$år)"}));
    EXPECT_EQ(dumped(operands<script::Names>("keep bind(a) to_symbol('b') to_str(c)").names),
              (Texts{"bind(a)", "to_symbol('b')", "to_str(c)"}));
    EXPECT_EQ(dumped(operands<script::Names>("rename to as").names), (Texts{"to", "as"}));
    const script::Command keep = command("keep if a");
    EXPECT_TRUE(std::get<script::Names>(keep.operands).names.empty());
    ASSERT_TRUE(keep.condition.has_value());
    EXPECT_EQ(dump(*keep.condition), "a");
    EXPECT_EQ(keep.syntax, test_grammar().find("keep"));
}

TEST(ScriptCommand, CallsInNamePositionsAreThreeFunctionsOnly) {
    const auto recode = operands<script::Recode>("recode x (1 = 0)");
    EXPECT_EQ(dumped(recode.variables), Texts{"x"});
    EXPECT_EQ(dumped(operands<script::Recode>("recode x ++ y (1 = 0)").variables), Texts{"(x++y)"});
    EXPECT_EQ(operands<script::Aggregation>("collapse (sum) x (max) y, by(g)").items.size(), 2U);
}

TEST(ScriptCommand, ReadsRequire) {
    const std::string_view source = "require no.ssb.fdb:45 as db";
    const auto plain = operands<script::Require>(source);
    EXPECT_EQ(plain.store.text, "no.ssb.fdb");
    EXPECT_EQ(plain.version.text, "45");
    EXPECT_EQ(plain.alias.text, "db");
    EXPECT_EQ(part(source, plain.store.span), "no.ssb.fdb");
    EXPECT_EQ(part(source, plain.version.span), "45");
    for (const std::string version : {"45.1", "45.1.2", "45.01.20", "DRAFT"}) {
        EXPECT_EQ(operands<script::Require>("require no.fhi.npr:" + version + " as f").version.text,
                  version);
    }
}

TEST(ScriptCommand, ReadsImports) {
    const auto dated = operands<script::Import>("import db/LØNN 2022-12-31 as lønn22");
    ASSERT_EQ(dated.variables.size(), 1U);
    EXPECT_EQ(dated.variables[0].alias.text, "db");
    EXPECT_EQ(dated.variables[0].variable.text, "LØNN");
    EXPECT_EQ(dumped(dated.times), Texts{"d2022-12-31"});
    EXPECT_EQ(dump(*dated.as), "lønn22");

    const auto bound = operands<script::Import>("import db/V $år ++ \"-01-01\" as a++$år");
    EXPECT_EQ(dumped(bound.times), Texts{"($år++'-01-01')"});
    EXPECT_EQ(dump(*bound.as), "(a++$år)");
    EXPECT_EQ(dumped(operands<script::Import>("import db/V 2000++\"-01-01\"").times),
              Texts{"(2000++'-01-01')"});
    EXPECT_EQ(dumped(operands<script::Import>("import db/V date_fmt($år, 12, 31)").times),
              Texts{"date_fmt($år,12,31)"});
    EXPECT_TRUE(operands<script::Import>("import db/V as x").times.empty());
    EXPECT_EQ(command("import db/V, outer_join").options.size(), 1U);

    const auto event = operands<script::Import>("import-event db/V 2018-01-01 to $slutt as u");
    EXPECT_EQ(dumped(event.times), (Texts{"d2018-01-01", "$slutt"}));
    const auto panel = operands<script::Import>("import-panel db/V db/W 2019-01-01 $b f(1)");
    EXPECT_EQ(panel.variables.size(), 2U);
    EXPECT_EQ(dumped(panel.times), (Texts{"d2019-01-01", "$b", "f(1)"}));
}

TEST(ScriptCommand, ReadsAggregations) {
    const auto items =
        operands<script::Aggregation>("collapse (mean) a -> b c (count) d -> e, by(g)").items;
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].statistic.text, "mean");
    EXPECT_EQ(dump(items[0].variable.source), "a");
    EXPECT_EQ(dump(*items[0].variable.target), "b");
    EXPECT_EQ(items[1].statistic.text, "mean");
    EXPECT_FALSE(items[1].variable.target.has_value());
    EXPECT_EQ(items[2].statistic.text, "count");
    const auto bound = operands<script::Aggregation>("collapse (count) $f -> $g, by(x)").items;
    EXPECT_EQ(dump(*bound[0].variable.target), "$g");
}

TEST(ScriptCommand, ReadsMerge) {
    const auto merge = operands<script::Merge>("merge a b into d++$år on k");
    EXPECT_EQ(dumped(merge.variables), (Texts{"a", "b"}));
    EXPECT_EQ(dump(merge.target), "(d++$år)");
    EXPECT_EQ(dump(*merge.key), "k");
    EXPECT_FALSE(operands<script::Merge>("merge on into d").key.has_value());
}

TEST(ScriptCommand, ReadsRecodeRules) {
    const auto recode = operands<script::Recode>(
        "recode a b (. 0/10 = 0 'Jobber ikke') (missing = 9 Ukjent missing) (nonmissing = -2.5) "
        "(* = '3' \"Øvrig\") (min/-1 2/max min/max = $x) ('a' $b missing 01 -3 = . missing) "
        "(1 = 2 missing missing)");
    ASSERT_EQ(recode.rules.size(), 7U);
    EXPECT_EQ(dumped(recode.variables), (Texts{"a", "b"}));

    const RecodeRule& first = recode.rules[0];
    EXPECT_EQ(first.match, RecodeRule::Match::Elements);
    ASSERT_EQ(first.elements.size(), 2U);
    EXPECT_EQ(dump(std::get<script::Expression>(first.elements[0].value)), ".");
    EXPECT_EQ(std::get<script::RecodeInterval>(first.elements[1].value),
              (script::RecodeInterval{0.0, 10.0}));
    EXPECT_EQ(dump(first.result), "0");
    EXPECT_EQ(first.label, "Jobber ikke");
    EXPECT_FALSE(first.flag_missing);

    EXPECT_EQ(recode.rules[1].match, RecodeRule::Match::Missing);
    EXPECT_EQ(recode.rules[1].label, "Ukjent");
    EXPECT_TRUE(recode.rules[1].flag_missing);
    EXPECT_EQ(recode.rules[2].match, RecodeRule::Match::NonMissing);
    EXPECT_EQ(dump(recode.rules[2].result), "f-2.500000");
    EXPECT_EQ(recode.rules[3].match, RecodeRule::Match::Anything);
    EXPECT_EQ(dump(recode.rules[3].result), "'3'");

    const RecodeRule& open = recode.rules[4];
    EXPECT_EQ(std::get<script::RecodeInterval>(open.elements[0].value),
              (script::RecodeInterval{std::nullopt, -1.0}));
    EXPECT_EQ(std::get<script::RecodeInterval>(open.elements[1].value),
              (script::RecodeInterval{2.0, std::nullopt}));
    EXPECT_EQ(std::get<script::RecodeInterval>(open.elements[2].value), script::RecodeInterval{});
    EXPECT_EQ(dump(open.result), "$x");

    const RecodeRule& mixed = recode.rules[5];
    Texts values;
    for (const auto& element : mixed.elements) {
        values.push_back(dump(std::get<script::Expression>(element.value)));
    }
    EXPECT_EQ(values, (Texts{"'a'", "$b", ".", "1", "-3"}));
    EXPECT_EQ(dump(mixed.result), ".");
    EXPECT_FALSE(mixed.label.has_value());
    EXPECT_TRUE(mixed.flag_missing);

    EXPECT_EQ(recode.rules[6].label, "missing");
    EXPECT_TRUE(recode.rules[6].flag_missing);
}

TEST(ScriptCommand, ReadsRecodeConditionsAndOptions) {
    const script::Command recode = command("recode k (1 = 2 'Ålesund') if y == 1508, prefix(ny_)");
    EXPECT_EQ(dump(*recode.condition), "(y==1508)");
    ASSERT_EQ(recode.options.size(), 1U);
    EXPECT_EQ(recode.options[0].name.text, "prefix");
}

TEST(ScriptCommand, ReadsLabels) {
    const auto labels =
        operands<script::DefineLabels>("define-labels l 1 Lav 02 'To ord' -3 x 2.5 5");
    Texts codes;
    Texts texts;
    for (const script::LabelPair& pair : labels.pairs) {
        codes.push_back(dump(pair.code));
        texts.push_back(pair.label.text);
    }
    EXPECT_EQ(codes, (Texts{"1", "2", "-3", "f2.500000"}));
    EXPECT_EQ(texts, (Texts{"Lav", "To ord", "x", "5"}));
    EXPECT_EQ(dump(operands<script::DefineLabels>("define-labels l A B 'c' 05").pairs[1].code),
              "'c'");

    const auto listed = operands<script::ListLabels>("list-labels db/K 2024-01-01");
    EXPECT_TRUE(std::holds_alternative<script::RegisterReference>(listed.list));
    EXPECT_EQ(dump(*listed.time), "d2024-01-01");
    EXPECT_EQ(
        dump(std::get<script::Expression>(operands<script::ListLabels>("list-labels l").list)),
        "l");
}

TEST(ScriptCommand, ReadsWords) {
    EXPECT_EQ(operands<script::OptionalWord>("help regress-panel").word->text, "regress-panel");
    EXPECT_EQ(operands<script::OptionalWord>("load 'mitt skript'").word->text, "mitt skript");
    EXPECT_FALSE(operands<script::OptionalWord>("save, edit").word.has_value());
    EXPECT_EQ(operands<script::Words>("configure nocache a-b, c").words.size(), 3U);
    EXPECT_EQ(operands<script::Registers>("variables db/A db/B").variables.size(), 2U);
    EXPECT_TRUE(operands<script::Registers>("variables").variables.empty());
}

TEST(ScriptCommand, ReadsSample) {
    const auto sample = operands<script::Sample>("sample 0.1 $n * 2");
    EXPECT_EQ(dump(sample.size), "f0.100000");
    EXPECT_EQ(dump(sample.seed), "($n*2)");
}

TEST(ScriptCommand, ReadsTerms) {
    const auto model = operands<script::Analysis>("regress y x i.kjønn c.a#i.b a##b#c.d i c");
    ASSERT_EQ(model.terms.size(), 7U);
    EXPECT_EQ(model.terms[2].factors[0].prefix, script::Factor::Prefix::Indicator);
    EXPECT_EQ(dump(model.terms[2].factors[0].name), "kjønn");
    EXPECT_EQ(model.terms[3].factors[0].prefix, script::Factor::Prefix::Continuous);
    EXPECT_EQ(model.terms[3].full, std::vector<bool>{false});
    EXPECT_EQ(model.terms[4].factors.size(), 3U);
    EXPECT_EQ(model.terms[4].full, (std::vector<bool>{true, false}));
    EXPECT_EQ(dump(model.terms[5].factors[0].name), "i");
    EXPECT_EQ(model.terms[5].factors[0].prefix, script::Factor::Prefix::None);
}

TEST(ScriptCommand, ReadsAnalysisForms) {
    EXPECT_EQ(operands<script::Analysis>("barchart(mean) a b").statistic->text, "mean");
    const auto iv = operands<script::Analysis>("ivregress y m (f g = z w) n if a");
    EXPECT_EQ(dumped(iv.instruments->endogenous), (Texts{"f", "g"}));
    EXPECT_EQ(dumped(iv.instruments->instruments), (Texts{"z", "w"}));
    EXPECT_EQ(iv.terms.size(), 2U);
    EXPECT_EQ(iv.terms_after.size(), 1U);
    const auto grouped = operands<script::Analysis>("regress-mml y x by g h");
    EXPECT_EQ(grouped.terms.size(), 2U);
    EXPECT_EQ(dumped(grouped.by), (Texts{"g", "h"}));
    EXPECT_EQ(operands<script::Analysis>("tabulate by x").terms.size(), 2U);
    EXPECT_TRUE(operands<script::Analysis>("summarize").terms.empty());
    EXPECT_EQ(operands<script::Analysis>("tabulate date@panel").terms.size(), 1U);

    const script::Command plot =
        command("coefplot negative-binomial y i.x if a, horizontal irr level(99)");
    const auto& inner = std::get<script::Analysis>(plot.operands);
    EXPECT_EQ(inner.model->text, "negative-binomial");
    EXPECT_EQ(inner.terms.size(), 2U);
    EXPECT_EQ(plot.options.size(), 3U);
    EXPECT_TRUE(operands<script::Analysis>("coefplot ivregress y (x = z)").instruments.has_value());
    EXPECT_EQ(operands<script::Analysis>("coefplot regress-mml y x by g").by.size(), 1U);
}

TEST(ScriptCommand, ReadsOptionArguments) {
    const auto argument = [](std::string_view source) {
        return command(source).options.at(0).arguments.at(0);
    };
    const auto expression = [&](std::string_view source) {
        return dump(std::get<script::Expression>(argument(source)));
    };
    EXPECT_EQ(expression("ci x, level(97.5)"), "f97.500000");
    EXPECT_EQ(expression("ci x, level(-3)"), "-3");
    EXPECT_EQ(expression("ci x, level($n)"), "$n");
    EXPECT_EQ(expression("tabulate x, top(5)"), "5");
    EXPECT_EQ(expression("tabulate x, rowsort('1')"), "'1'");
    EXPECT_EQ(expression("tabulate x, rowsort(2020-01-01)"), "d2020-01-01");
    EXPECT_EQ(expression("destring x, ignore('.,')"), "'.,'");
    EXPECT_EQ(dump(std::get<script::Term>(argument("destring x, prefix(p_)")).factors[0].name),
              "p_");
    EXPECT_EQ(std::get<script::Term>(argument("regress y x, control(i.a#b)")).factors.size(), 2U);

    const auto options =
        command("tabulate x y, rowsort() top colsort('1', 201905) summarize(a b)").options;
    ASSERT_EQ(options.size(), 4U);
    EXPECT_TRUE(options[0].has_parentheses);
    EXPECT_TRUE(options[0].arguments.empty());
    EXPECT_FALSE(options[1].has_parentheses);
    EXPECT_EQ(options[2].arguments.size(), 2U);
    EXPECT_EQ(options[3].arguments.size(), 2U);
}

TEST(ScriptLoop, ReadsLevelsAndLists) {
    const script::Parsed parsed = parse(
        "for mnd, dag in 1:12, 31 28 -1 ; x in mor 'b' $c 2020-01-01 0.5, -$a : $b\nuse $x\nend");
    ASSERT_TRUE(parsed.diagnostics.empty());
    const auto& loop = std::get<script::ForBlock>(parsed.script.statements.at(0).node);
    ASSERT_EQ(loop.levels.size(), 2U);
    EXPECT_EQ(loop.levels[0].iterators.size(), 2U);
    EXPECT_EQ(loop.levels[0].lists.size(), 2U);
    const auto& range = std::get<script::LoopRange>(loop.levels[0].lists[0].elements[0]);
    EXPECT_EQ(dump(range.first) + dump(range.last), "112");
    EXPECT_EQ(loop.levels[0].lists[1].elements.size(), 3U);
    Texts values;
    for (const script::LoopElement& element : loop.levels[1].lists[0].elements) {
        values.push_back(dump(std::get<script::Expression>(element)));
    }
    EXPECT_EQ(values, (Texts{"mor", "'b'", "$c", "d2020-01-01", "f0.500000"}));
    const auto& bound = std::get<script::LoopRange>(loop.levels[1].lists[1].elements[0]);
    EXPECT_EQ(dump(bound.first), "(-$a)");
    EXPECT_EQ(loop.body.size(), 1U);
}

TEST(ScriptLoop, Nests) {
    const script::Parsed parsed = parse("for i in 1\nfor j in 2\nuse a\nend\nuse b\nend\nuse c");
    ASSERT_TRUE(parsed.diagnostics.empty());
    ASSERT_EQ(parsed.script.statements.size(), 2U);
    const auto& outer = std::get<script::ForBlock>(parsed.script.statements[0].node);
    ASSERT_EQ(outer.body.size(), 2U);
    EXPECT_EQ(std::get<script::ForBlock>(outer.body[0].node).body.size(), 1U);
}

TEST(ScriptRecovery, KeepsTheWellFormedStatements) {
    const script::Parsed parsed = parse("use a\nfoo\nfor i in 1\nbar\nuse b\nend\nuse c");
    EXPECT_TRUE(parsed.has_errors());
    ASSERT_EQ(parsed.script.statements.size(), 3U);
    EXPECT_EQ(std::get<script::ForBlock>(parsed.script.statements[1].node).body.size(), 1U);
}

}  // namespace
}  // namespace skjerm::tests
