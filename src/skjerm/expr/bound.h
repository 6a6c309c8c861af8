// The tree of a bound expression: names resolved, types known, constants folded. Private to the
// module.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/base/span.h"
#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/expr/scope.h"
#include "skjerm/expr/value.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

using base::Span;

struct BoundNode;
using BoundPtr = std::shared_ptr<const BoundNode>;

struct ConstantNode {
    Value value;
};
struct VariableNode {
    std::string name;
    column::ColumnPtr column;  ///< null while only types are known
    column::CodeListPtr labels;
    base::Derivation derivation;
};
/// Negate and Not; a unary plus leaves no node.
struct UnaryNode {
    script::UnaryOperator op;
    BoundPtr operand;
};
struct BinaryNode {
    script::BinaryOperator op;
    BoundPtr left;
    BoundPtr right;
};
/// `kernel` is that of the function or one its `lower` chose.
struct CallNode {
    const FunctionSpec* function;
    const FunctionKernel* kernel;
    std::vector<BoundPtr> arguments;
};
/// 1 where the operand is missing.
struct MissingTestNode {
    BoundPtr operand;
};
/// 1 where the operand, of the type of the values, equals one of them. None of them is missing.
struct MembershipNode {
    BoundPtr operand;
    std::vector<Value> values;
};
/// Group number of the operand among quantiles of the whole population.
struct QuantileNode {
    BoundPtr operand;
    int groups;
};

/// `kind` is Integer, Float or Text. Integer is a promise only as far as the data keep it: an
/// overflow makes the values of the node floats.
struct BoundNode {
    std::variant<ConstantNode, VariableNode, UnaryNode, BinaryNode, CallNode, MissingTestNode,
                 MembershipNode, QuantileNode>
        node;
    column::Kind kind = column::Kind::Integer;
    Format format = Format::Plain;
    Span span;

    [[nodiscard]] bool is_text() const { return kind == column::Kind::Text; }
    [[nodiscard]] const Value* constant() const {
        const auto* node_constant = std::get_if<ConstantNode>(&node);
        return node_constant ? &node_constant->value : nullptr;
    }
    [[nodiscard]] const VariableNode* variable() const { return std::get_if<VariableNode>(&node); }
};

}  // namespace skjerm::expr
