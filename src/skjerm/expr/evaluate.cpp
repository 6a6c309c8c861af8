#include "skjerm/expr/evaluate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/expr/compiler.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Result;
using column::ColumnBuilder;
using column::ColumnPtr;
using column::DictionaryPtr;
using column::Storage;

template <class T>
Result<ColumnPtr> filled(T value, const Evaluation& evaluation,
                         DictionaryPtr dictionary = nullptr) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(evaluation.rows, evaluation.budget));
    const std::span<T> out = builder.values();
    base::for_each_block(evaluation.rows, [&](const base::Block& block) {
        std::ranges::fill(out.subspan(block.begin, block.size()), value);
    });
    return std::move(builder).freeze(std::move(dictionary));
}

Result<ColumnPtr> constant_column(const Value& value, column::Kind kind,
                                  const Evaluation& evaluation) {
    if (const auto* number = std::get_if<double>(&value)) return filled(*number, evaluation);
    if (const auto* text = std::get_if<std::string>(&value)) {
        auto dictionary = std::make_shared<const column::Dictionary>(std::vector{*text});
        return filled(column::Code8{1}, evaluation, std::move(dictionary));
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        switch (column::narrowest_integer(*integer, *integer)) {
            case Storage::Int8:
                return filled(static_cast<std::int8_t>(*integer), evaluation);
            case Storage::Int16:
                return filled(static_cast<std::int16_t>(*integer), evaluation);
            case Storage::Int32:
                return filled(static_cast<std::int32_t>(*integer), evaluation);
            default:
                return filled(*integer, evaluation);
        }
    }
    return column::missing_column(kind, evaluation.rows, evaluation.budget);
}

/// Runs the program so that `values` ends in a new column of type T.
template <class T>
Result<ColumnPtr> run_into(Program& program, Register values, const Evaluation& evaluation,
                           DictionaryPtr dictionary = nullptr) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<T>::make(evaluation.rows, evaluation.budget));
    program.write_to(values, builder.values().data());
    program.run(evaluation.rows);
    return std::move(builder).freeze(std::move(dictionary));
}

/// Whether one of the first values needs the storage it has: then there is nothing to narrow, and
/// no pass over all rows to find that out.
bool needs_its_width(const column::Column& column) {
    return column::visit(column, [](auto values) {
        using T = typename decltype(values)::value_type;
        if constexpr (!std::is_integral_v<T> || sizeof(T) == 1) {
            return true;
        } else {
            constexpr T kHighest = sizeof(T) == 8   ? static_cast<T>(kValuesOf<std::int32_t>.high)
                                   : sizeof(T) == 4 ? static_cast<T>(kValuesOf<std::int16_t>.high)
                                                    : static_cast<T>(kValuesOf<std::int8_t>.high);
            const auto first = values.first(std::min(values.size(), base::kBlockRows));
            return std::ranges::any_of(first, [](T value) {
                return !column::is_missing(value) && (value > kHighest || value < -kHighest);
            });
        }
    });
}

/// `operand` is no constant.
Result<ColumnPtr> number_column(Compiler& compiler, const Operand& operand,
                                const Evaluation& evaluation) {
    Program& program = compiler.program();
    if (!operand.is_integer())
        return run_into<double>(program, compiler.values_as(operand, Type::F64), evaluation);
    switch (column::narrowest_integer(operand.bounds.low, operand.bounds.high)) {
        case Storage::Int8:
            return run_into<std::int8_t>(program, compiler.values_as(operand, Type::I8),
                                         evaluation);
        case Storage::Int16:
            return run_into<std::int16_t>(program, compiler.values_as(operand, Type::I16),
                                          evaluation);
        case Storage::Int32:
            return run_into<std::int32_t>(program, compiler.values_as(operand, Type::I32),
                                          evaluation);
        default:
            return run_into<std::int64_t>(program, compiler.values_as(operand, Type::I64),
                                          evaluation);
    }
}

/// Repeats an evaluation until no integer operation overflows any more; each round turns at least
/// one more node into floats. `attempt` compiles, runs and returns a column.
template <class Attempt>
Result<ColumnPtr> until_nothing_overflows(const Evaluation& evaluation, Attempt attempt) {
    FloatNodes float_nodes;
    for (;;) {
        Compiler compiler(evaluation, float_nodes);
        Result<ColumnPtr> column = attempt(compiler);
        if (!column.ok()) return column;
        const FloatNodes overflowed = compiler.overflowed();
        if (overflowed.empty()) return column;
        const std::size_t before = float_nodes.size();
        float_nodes.insert(overflowed.begin(), overflowed.end());
        SKJERM_CHECK(float_nodes.size() > before);
    }
}

Result<ColumnPtr> text_column(Compiler& compiler, const BoundNode& root,
                              const Evaluation& evaluation) {
    SKJERM_TRY_ASSIGN(const CodedText coded, compiler.text(root));
    SKJERM_CHECK(!coded.constant);
    Program& program = compiler.program();
    switch (column::narrowest_code(coded.dictionary->size())) {
        case Storage::Code8:
            return run_into<column::Code8>(program, compiler.entries(coded, Type::C8), evaluation,
                                           coded.dictionary);
        case Storage::Code16:
            return run_into<column::Code16>(program, compiler.entries(coded, Type::C16), evaluation,
                                            coded.dictionary);
        default:
            return run_into<column::Code32>(program, compiler.entries(coded, Type::C32), evaluation,
                                            coded.dictionary);
    }
}

}  // namespace

Result<ColumnPtr> evaluate_number(const BoundNode& node, const Evaluation& evaluation) {
    if (const Value* value = node.constant()) return constant_column(*value, node.kind, evaluation);
    if (const VariableNode* variable = node.variable()) return variable->column;
    SKJERM_TRY_ASSIGN(
        const ColumnPtr column,
        until_nothing_overflows(evaluation, [&](Compiler& compiler) -> Result<ColumnPtr> {
            SKJERM_TRY_ASSIGN(const Operand operand, compiler.number(node));
            if (operand.constant) return constant_column(*operand.constant, node.kind, evaluation);
            return number_column(compiler, operand, evaluation);
        }));
    return needs_its_width(*column) ? column : column::narrow(column, evaluation.budget);
}

Result<Evaluated> evaluate(const BoundExpression& expression, const Evaluation& evaluation) {
    const BoundNode& root = expression.root();
    Evaluated result;
    result.format = root.format;
    if (const VariableNode* variable = root.variable()) {
        SKJERM_CHECK(variable->column && variable->column->size() == evaluation.rows);
        result.column = variable->column;
        result.labels = variable->labels;
        return result;
    }
    if (const Value* value = root.constant()) {
        SKJERM_TRY_ASSIGN(result.column, constant_column(*value, root.kind, evaluation));
    } else if (root.is_text()) {
        SKJERM_TRY_ASSIGN(result.column,
                          until_nothing_overflows(evaluation, [&](Compiler& compiler) {
                              return text_column(compiler, root, evaluation);
                          }));
    } else {
        SKJERM_TRY_ASSIGN(result.column, evaluate_number(root, evaluation));
    }
    return result;
}

Result<ColumnPtr> evaluate_condition(const BoundExpression& condition,
                                     const Evaluation& evaluation) {
    const BoundNode& root = condition.root();
    if (const Value* value = root.constant())
        return filled(static_cast<std::int8_t>(is_true(*value) ? 1 : 0), evaluation);
    return until_nothing_overflows(evaluation, [&](Compiler& compiler) -> Result<ColumnPtr> {
        SKJERM_TRY_ASSIGN(const Operand operand, compiler.number(root));
        if (operand.constant)
            return filled(static_cast<std::int8_t>(is_true(*operand.constant) ? 1 : 0), evaluation);
        SKJERM_TRY_ASSIGN(const Register truth, compiler.truth(root));
        return run_into<std::int8_t>(compiler.program(), truth, evaluation);
    });
}

}  // namespace skjerm::expr
