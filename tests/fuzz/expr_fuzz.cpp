// Any bytes as the right-hand side of a generate: parsed, substituted, bound in a fixed dataset and
// evaluated on 100 rows. Nothing may crash, and one thread must give what two give.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "skjerm/base/parallel.h"
#include "support/random_expressions.h"

namespace {

using namespace skjerm;

const tests::RandomData& population() {
    static const tests::RandomData kData = tests::RandomExpressions(1).data(100);
    return kData;
}

std::string shown_result(const expr::BoundExpression& expression) {
    const auto result = expr::evaluate(expression, tests::evaluation_of(100));
    if (!result.ok()) std::abort();
    std::string text;
    for (const expr::Value& value : tests::values_of(*result->column))
        text += tests::shown(value) + "|";
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string source = std::string(tests::kBeforeExpression) +
                               std::string(reinterpret_cast<const char*>(data), size);
    const script::Parsed parsed = script::parse(source, tests::test_grammar());
    if (parsed.has_errors() || parsed.script.statements.empty()) return 0;
    const auto* command = std::get_if<script::Command>(&parsed.script.statements.front().node);
    if (!command) return 0;
    expr::Bindings bindings;
    bindings.set("n", std::int64_t{2});
    bindings.set("v", expr::Symbol{"i"});
    bindings.set("t", std::string("s"));
    const auto substituted = expr::substitute(*command, bindings);
    if (!substituted.ok()) return 0;
    const auto* assignment = std::get_if<script::Assignment>(&substituted->operands);
    if (!assignment) return 0;
    const auto bound = expr::bind_value(assignment->value, population().scope);
    if (!bound.ok()) return 0;
    base::set_thread_limit(1);
    const std::string alone = shown_result(bound->expression);
    base::set_thread_limit(2);
    if (shown_result(bound->expression) != alone) std::abort();
    return 0;
}
