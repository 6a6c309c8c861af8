#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/expr/function_spec.h"
#include "support/expressions.h"
#include "support/naive_expressions.h"
#include "support/random_expressions.h"

namespace skjerm::tests {
namespace {

std::vector<std::string> shown_values(const std::vector<expr::Value>& values) {
    std::vector<std::string> texts;
    for (const expr::Value& value : values) texts.push_back(shown(value));
    return texts;
}

/// The bytes of a result and its dictionary.
std::string bytes_of(const column::Column& column) {
    std::string bytes = std::to_string(static_cast<int>(column.storage())) + ":";
    column::visit(column, [&](auto values) {
        const auto raw = std::as_bytes(values);
        bytes.append(reinterpret_cast<const char*>(raw.data()), raw.size());
    });
    if (column.dictionary())
        for (const std::string& entry : column.dictionary()->entries()) bytes += "|" + entry;
    return bytes;
}

RC_GTEST_PROP(ExprProperty, AgreesWithTheNaiveEvaluator, (std::uint64_t seed)) {
    RandomExpressions random(seed);
    const RandomData data = random.data(64);
    const NaiveEvaluator naive(data.columns, 64);
    const int depth = static_cast<int>(random.below(4)) + 1;
    for (const script::Expression& expression :
         {random.number(depth), random.condition(depth), random.text(depth)}) {
        const auto bound = expr::bind_value(expression, data.scope);
        // Literal arguments outside a domain are refused; that is not the subject here.
        if (!bound.ok()) {
            RC_ASSERT(bound.diagnostic().code == base::Code::ArgumentOutOfDomain);
            continue;
        }
        const auto result = expr::evaluate(bound->expression, evaluation_of(64));
        RC_ASSERT(result.ok());
        RC_LOG() << script::format(expression) << "\n";
        RC_ASSERT(shown_values(values_of(*result->column)) ==
                  shown_values(naive.evaluate(expression)));
    }
}

RC_GTEST_PROP(ExprProperty, AnyTreeIsRefusedOrEvaluated, (std::uint64_t seed)) {
    RandomExpressions random(seed);
    const RandomData data = random.data(10);
    for (int i = 0; i < 50; ++i) {
        const script::Expression expression = random.anything(5);
        const auto bound = expr::bind_value(expression, data.scope);
        if (bound.ok()) {
            const auto result = expr::evaluate(bound->expression, evaluation_of(10));
            RC_ASSERT(result.ok());
            RC_ASSERT(result->column->size() == 10U);
        }
        expr::Bindings bindings;
        bindings.set("b", std::int64_t{1});
        const auto binding = expr::evaluate_binding(expression, bindings);
        if (binding.ok()) continue;
        RC_ASSERT(!base::message_text(binding.diagnostic(), base::Language::English).empty());
    }
}

/// Enough rows for several blocks a thread, and a last one that is not full.
TEST(ExprProperty, AnyThreadCountGivesTheSameBits) {
    constexpr std::size_t kRows = 3 * base::kBlockRows + 12'345;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        RandomExpressions random(seed);
        const RandomData data = random.data(kRows);
        for (const script::Expression& expression :
             {random.number(3), random.condition(3), random.text(2)}) {
            const auto bound = expr::bind_value(expression, data.scope);
            if (!bound.ok()) continue;
            std::string first;
            for (const int threads : {1, 2, 3, 8}) {
                base::set_thread_limit(threads);
                const auto result = expr::evaluate(bound->expression, evaluation_of(kRows));
                ASSERT_TRUE(result.ok());
                const std::string bytes = bytes_of(*result->column);
                if (first.empty()) first = bytes;
                EXPECT_TRUE(bytes == first)
                    << script::format(expression) << " with " << threads << " threads";
            }
        }
    }
    base::set_thread_limit(0);
}

}  // namespace
}  // namespace skjerm::tests
