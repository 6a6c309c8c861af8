// From the syntax tree to the bound tree: names looked up, types checked, constants folded. The
// public entry points stand in evaluate.h; functions that rewrite their calls use the building
// blocks. Private to the module.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/expr/bound.h"
#include "skjerm/expr/kernel.h"
#include "skjerm/expr/scope.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

class Binder {
public:
    enum class Position : std::uint8_t { Assigned, Condition };

    Binder(const Scope& scope, Position position) : scope_(scope), position_(position) {}

    /// Binds a whole right-hand side or condition.
    [[nodiscard]] base::Result<BoundPtr> bind_root(const script::Expression& expression);

    // ---- building blocks: operands are bound, results folded where all are constants

    [[nodiscard]] static BoundPtr constant(Value value, column::Kind kind, Span span);
    [[nodiscard]] static BoundPtr integer(std::int64_t value, Span span);
    [[nodiscard]] base::Result<BoundPtr> unary(script::UnaryOperator op, BoundPtr operand,
                                               Span span);
    [[nodiscard]] base::Result<BoundPtr> binary(script::BinaryOperator op, BoundPtr left,
                                                BoundPtr right, Span span);
    /// left op right op … as a balanced tree; `operands` is not empty.
    [[nodiscard]] base::Result<BoundPtr> reduce(script::BinaryOperator op,
                                                std::span<const BoundPtr> operands, Span span);
    [[nodiscard]] static BoundPtr missing_test(BoundPtr operand, Span span);
    /// 1 where `operand` equals one of `values`, constants or not.
    [[nodiscard]] base::Result<BoundPtr> membership(const BoundPtr& operand,
                                                    std::span<const BoundPtr> values, Span span);
    [[nodiscard]] static BoundPtr call(const FunctionSpec& function, const FunctionKernel& kernel,
                                       std::span<const BoundPtr> arguments, Span span);

    /// A call whose arguments have passed the checks of types and domains.
    [[nodiscard]] base::Result<BoundPtr> checked_call(const FunctionSpec& function,
                                                      std::span<const BoundPtr> arguments,
                                                      Span span);

    void warn(base::Diagnostic warning) { warnings_.push_back(std::move(warning)); }
    [[nodiscard]] std::vector<base::Diagnostic> take_warnings() { return std::move(warnings_); }

private:
    [[nodiscard]] base::Result<BoundPtr> bind(const script::Expression& expression);
    [[nodiscard]] base::Result<BoundPtr> bind_literal(const script::Expression& expression);
    [[nodiscard]] base::Result<BoundPtr> bind_name(const std::string& name, Span span);
    [[nodiscard]] base::Result<BoundPtr> bind_call(const script::Call& call, Span span);
    [[nodiscard]] base::Result<std::vector<BoundPtr>> bind_arguments(const FunctionSpec& function,
                                                                     const script::Call& call);
    [[nodiscard]] static base::Status check_type(const FunctionSpec& function, ArgumentType type,
                                                 const BoundNode& argument);
    void warn_of_register_number(const FunctionSpec& function, const BoundNode& argument);
    [[nodiscard]] base::Status check_comparison(script::BinaryOperator op, const BoundNode& left,
                                                const BoundNode& right, Span span);
    void warn_of_unlisted_code(const BoundNode& variable, const BoundNode& literal);

    const Scope& scope_;
    Position position_;
    std::vector<base::Diagnostic> warnings_;
};

}  // namespace skjerm::expr
