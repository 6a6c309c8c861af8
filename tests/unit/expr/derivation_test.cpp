// Which expressions have the derivation of a variable, and which have the same as others.
#include "skjerm/expr/derivation.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using base::Derivation;

Derivation register_of(std::string_view name) {
    return base::DerivationMaker("register").add(name).make_register();
}

TestScope scope() {
    TestScope scope;
    const std::vector<expr::Value> numbers{expr::Value{std::int64_t{1}}, expr::Value{2.5}};
    scope.add("lonn", column::Kind::Float, numbers).derivation = register_of("LONN");
    scope.add("samme", column::Kind::Float, numbers).derivation = register_of("LONN");
    scope.add("alder", column::Kind::Float, numbers).derivation = register_of("ALDER");
    scope.add("laget", column::Kind::Float, numbers).derivation =
        base::DerivationMaker("made").make();
    scope.add("navn", column::Kind::Text, {expr::Value{std::string("a")}, expr::Value{}})
        .derivation = register_of("NAVN");
    return scope;
}

Derivation derived(std::string_view text, std::uint64_t population = 0) {
    const TestScope variables = scope();
    return expr::derivation_of(bind_text(text, variables).value().expression, population);
}

TEST(ExpressionDerivation, OfACopyIsThatOfTheVariable) {
    EXPECT_EQ(derived("lonn"), register_of("LONN"));
    EXPECT_EQ(derived("+lonn"), register_of("LONN"));
    EXPECT_EQ(derived("samme"), derived("lonn")) << "names do not matter";
}

TEST(ExpressionDerivation, StaysInTheFamilyOfOneVariableWhenLinear) {
    for (const char* text :
         {"-lonn", "2*lonn", "lonn*2", "lonn/12", "lonn + 1", "1 + lonn", "lonn - 100",
          "2022 - lonn", "(lonn - 32)*5/9", "-(3 - lonn)", "12*(1000 + lonn/12)", "lonn*(2 + 3)"}) {
        EXPECT_EQ(derived(text).family, register_of("LONN").family) << text;
        EXPECT_NE(derived(text).own, register_of("LONN").own) << text;
        EXPECT_TRUE(derived(text).is_linear()) << text;
    }
    EXPECT_EQ(derived("lonn + 1").own, derived("samme + 1").own);
    EXPECT_NE(derived("lonn + 1").own, derived("lonn + 2").own);
}

TEST(ExpressionDerivation, OfEverythingElseIsItsOwn) {
    std::vector<Derivation> all{register_of("LONN"), register_of("ALDER")};
    for (const char* text : {"0*lonn",
                             "lonn*lonn",
                             "lonn + alder",
                             "alder + lonn",
                             "lonn + 0*alder",
                             "1/lonn",
                             "lonn/lonn",
                             "ln(lonn)",
                             "int(lonn)",
                             "int(-lonn)",
                             "rowmax(lonn, 0)",
                             "rowmax(lonn, 1)",
                             "lonn*lonn + 1e9*rowmax(0, 1 - abs(alder - 17))",
                             "lonn + 1e16 - 1e16",
                             "lonn*1e-10*1e10",
                             "laget + 1",
                             "laget*2",
                             "-laget",
                             "lonn > 3",
                             "lonn >= 3",
                             "sysmiss(lonn)",
                             "sysmiss(alder)",
                             "inlist(alder, 1, 2)",
                             "inlist(alder, 1, 3)",
                             "quantile(lonn, 4)",
                             "quantile(lonn, 5)",
                             "5",
                             "lonn*lonn*lonn",
                             "lonn*(lonn > 3)",
                             "lonn*sysmiss(lonn)"}) {
        ASSERT_TRUE(bind_text(text, scope()).ok()) << text;
        const Derivation one = derived(text);
        EXPECT_FALSE(one.is_linear()) << text;
        EXPECT_EQ(one.own, one.family) << text;
        for (const Derivation& other : all) EXPECT_NE(one.family, other.family) << text;
        all.push_back(one);
    }
    EXPECT_GT(all.size(), 25U);
}

TEST(ExpressionDerivation, IsMadeFromWhatVariablesAre) {
    // Two variables of one family hold different values, so what is made of them differs.
    TestScope variables;
    const std::vector<expr::Value> numbers{expr::Value{1.5}};
    variables.add("en", column::Kind::Float, numbers).derivation = derived("lonn + 1");
    variables.add("to", column::Kind::Float, numbers).derivation = derived("lonn + 2");
    const auto of = [&](std::string_view text) {
        return expr::derivation_of(bind_text(text, variables).value().expression, 0);
    };
    EXPECT_EQ(of("en").family, of("to").family);
    EXPECT_NE(of("ln(en)").family, of("ln(to)").family);
}

TEST(ExpressionDerivation, DependsOnThePopulationWhereValuesDo) {
    for (const char* text : {"quantile(lonn, 4)", "lonn > 3", "lonn*(alder > 3)", "sysmiss(lonn)",
                             "startswith(navn, 'a')"})
        EXPECT_NE(derived(text, 1).family, derived(text, 2).family) << text;
    for (const char* text : {"lonn + 1", "ln(lonn)", "rowmax(lonn, alder)", "substr(navn, 1, 1)"})
        EXPECT_EQ(derived(text, 1), derived(text, 2)) << text;
}

}  // namespace
}  // namespace skjerm::tests
