// The parser and the formatter are each other's inverse, and no input breaks the parser.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "script_generator.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"
#include "support/script_grammar.h"
#include "support/script_spans.h"

namespace skjerm::tests {
namespace {

using script::format;

script::Parsed read(std::string_view source) { return script::parse(source, test_grammar()); }

RC_GTEST_PROP(Script, FormattedTreesParseBackToThemselves, (std::uint64_t seed)) {
    const script::Script tree = random_script(seed);
    const std::string text = format(tree);
    RC_LOG() << text;
    const script::Parsed parsed = read(text);
    RC_ASSERT(parsed.diagnostics.empty());
    RC_ASSERT(parsed.script == tree);
    RC_ASSERT(format(parsed.script) == text);
    RC_ASSERT(spans_inside(parsed.script, text));
}

RC_GTEST_PROP(Script, FormattedExpressionsParseBackToThemselves, (std::uint64_t seed)) {
    const script::Expression tree = random_expression(seed);
    const std::string text = "generate x = " + format(tree);
    RC_LOG() << text;
    const script::Parsed parsed = read(text);
    RC_ASSERT(parsed.diagnostics.empty());
    const auto& command = std::get<script::Command>(parsed.script.statements.at(0).node);
    RC_ASSERT(std::get<script::Assignment>(command.operands).value == tree);
}

RC_GTEST_PROP(Script, AnyBytesAreRead, (const std::vector<std::uint8_t>& bytes)) {
    const std::string source(bytes.begin(), bytes.end());
    const script::Parsed parsed = read(source);
    RC_ASSERT(spans_inside(parsed.script, source));
    for (const base::Diagnostic& diagnostic : parsed.diagnostics) {
        RC_ASSERT(inside(diagnostic.where, source));
    }
}

/// Words and signs of the language in any order come nearer to its rules than bytes do.
RC_GTEST_PROP(Script, AnyTokensAreReadAndFormatted, (const std::vector<std::uint8_t>& choices)) {
    static constexpr std::string_view kTokens[] = {
        "generate ",   "recode ",    "keep if ", "tabulate ", "collapse ", "for ", "end\n",
        "import ",     "let ",       "x",        "lønn",      " in ",      " if ", "by",
        "(",           ")",          ",",        "=",         "==",        "+",    "++",
        "-",           "->",         "/",        "//",        "#",         "##",   ".",
        "i.",          "$x",         "'a'",      "\"",        "1",         "2.5",  "2020-01-01",
        ":",           ";",          "\n",       "\\\n",      " ",         "db/V", "missing",
        "textblock\n", "endblock\n", "*",        "!",         "&",         "<"};
    std::string source;
    for (const std::uint8_t choice : choices) source += kTokens[choice % std::size(kTokens)];
    RC_LOG() << source;
    const script::Parsed parsed = read(source);
    RC_ASSERT(spans_inside(parsed.script, source));
    if (parsed.has_errors()) return;
    const std::string text = format(parsed.script);
    const script::Parsed again = read(text);
    RC_ASSERT(again.diagnostics.empty());
    RC_ASSERT(again.script == parsed.script);
    RC_ASSERT(format(again.script) == text);
}

}  // namespace
}  // namespace skjerm::tests
