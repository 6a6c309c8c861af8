#include "skjerm/expr/truth_parts.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/expr/bound.h"

namespace skjerm::expr {

namespace {

using script::BinaryOperator;

bool is_truth(const BoundNode& node);

bool is_truth_of(const UnaryNode& unary) { return unary.op == script::UnaryOperator::Not; }
bool is_truth_of(const BinaryNode& binary) {
    switch (binary.op) {
        case BinaryOperator::Equal:
        case BinaryOperator::NotEqual:
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual:
        case BinaryOperator::And:
        case BinaryOperator::Or:
            return true;
        case BinaryOperator::Multiply:  // another way to write `&`
            return is_truth(*binary.left) && is_truth(*binary.right);
        default:
            return false;
    }
}
bool is_truth_of(const CallNode& call) {
    return call.function->group == FunctionGroup::Logic || call.function->name == "startswith" ||
           call.function->name == "endswith";
}
bool is_truth_of(const MissingTestNode&) { return true; }
bool is_truth_of(const MembershipNode&) { return true; }
bool is_truth_of(const ConstantNode&) { return false; }
bool is_truth_of(const VariableNode&) { return false; }
bool is_truth_of(const QuantileNode&) { return false; }

bool is_truth(const BoundNode& node) {
    return std::visit([](const auto& one) { return is_truth_of(one); }, node.node);
}

/// Copies a tree, with `replace` in place of its truths. A node whose children stay is shared.
class Rewriter {
public:
    using Replace = std::function<BoundPtr(const BoundPtr&)>;
    explicit Rewriter(Replace replace) : replace_(std::move(replace)) {}

    BoundPtr visit(const BoundPtr& node) {
        if (is_truth(*node)) return replace_(node);
        return std::visit([&](const auto& one) { return rewrite(node, one); }, node->node);
    }

private:
    BoundPtr rewrite(const BoundPtr& node, const ConstantNode&) { return node; }
    BoundPtr rewrite(const BoundPtr& node, const VariableNode&) { return node; }
    BoundPtr rewrite(const BoundPtr& node, const UnaryNode& unary) {
        BoundPtr operand = visit(unary.operand);
        if (operand == unary.operand) return node;
        return with(node, UnaryNode{unary.op, std::move(operand)});
    }
    BoundPtr rewrite(const BoundPtr& node, const BinaryNode& binary) {
        BoundPtr left = visit(binary.left);
        BoundPtr right = visit(binary.right);
        if (left == binary.left && right == binary.right) return node;
        return with(node, BinaryNode{binary.op, std::move(left), std::move(right)});
    }
    BoundPtr rewrite(const BoundPtr& node, const CallNode& call) {
        CallNode copy = call;
        for (BoundPtr& argument : copy.arguments) argument = visit(argument);
        if (copy.arguments == call.arguments) return node;
        return with(node, std::move(copy));
    }
    BoundPtr rewrite(const BoundPtr& node, const QuantileNode& quantile) {
        BoundPtr operand = visit(quantile.operand);
        if (operand == quantile.operand) return node;
        return with(node, QuantileNode{std::move(operand), quantile.groups});
    }
    BoundPtr rewrite(const BoundPtr& node, const MissingTestNode&) { return node; }  // a truth
    BoundPtr rewrite(const BoundPtr& node, const MembershipNode&) { return node; }   // a truth

    template <class Node>
    static BoundPtr with(const BoundPtr& node, Node changed) {
        auto copy = std::make_shared<BoundNode>(*node);
        copy->node = std::move(changed);
        return copy;
    }

    Replace replace_;
};

}  // namespace

std::vector<TruthPart> truth_parts(const BoundExpression& expression) {
    std::vector<TruthPart> parts;
    const BoundPtr root = expression.shared_root();
    Rewriter([&](const BoundPtr& node) {
        parts.push_back({BoundExpression(node), node->span});
        return node;
    }).visit(root);
    return parts;
}

BoundExpression with_constant_truths(const BoundExpression& expression,
                                     std::span<const std::optional<bool>> values) {
    std::size_t next = 0;
    const BoundPtr root = expression.shared_root();
    BoundPtr changed = Rewriter([&](const BoundPtr& node) -> BoundPtr {
                           SKJERM_CHECK(next < values.size());
                           const std::optional<bool> value = values[next++];
                           if (!value) return node;
                           BoundNode constant;
                           constant.node = ConstantNode{Value(std::int64_t{*value ? 1 : 0})};
                           constant.kind = node->kind;
                           constant.span = node->span;
                           return std::make_shared<const BoundNode>(std::move(constant));
                       }).visit(root);
    return BoundExpression(std::move(changed));
}

}  // namespace skjerm::expr
