#include "skjerm/expr/derivation.h"

#include <optional>
#include <type_traits>

#include "skjerm/expr/bound.h"
#include "skjerm/expr/truth_parts.h"

namespace skjerm::expr {

namespace {

using base::Derivation;
using base::DerivationMaker;
using script::BinaryOperator;

/// Writes down a tree, node by node.
class Describer {
public:
    explicit Describer(DerivationMaker& maker) : maker_(maker) {}

    void visit(const BoundNode& node) {
        maker_.add(std::uint64_t{node.node.index()});
        std::visit([&](const auto& one) { describe(one); }, node.node);
    }
    [[nodiscard]] bool sees_all_rows() const { return sees_all_rows_; }

private:
    void value(const Value& value) {
        maker_.add(std::uint64_t{value.index()});
        std::visit(
            [&](const auto& one) {
                using T = std::remove_cvref_t<decltype(one)>;
                if constexpr (std::is_same_v<T, std::int64_t>)
                    maker_.add(static_cast<std::uint64_t>(one));
                else if constexpr (std::is_same_v<T, double>)
                    maker_.add(one);
                else if constexpr (std::is_same_v<T, std::string>)
                    maker_.add(std::string_view(one));
            },
            value);
    }
    void describe(const ConstantNode& constant) { value(constant.value); }
    void describe(const VariableNode& variable) { maker_.add(variable.derivation); }
    void describe(const UnaryNode& unary) {
        maker_.add(static_cast<std::uint64_t>(unary.op));
        visit(*unary.operand);
    }
    void describe(const BinaryNode& binary) {
        maker_.add(static_cast<std::uint64_t>(binary.op));
        visit(*binary.left);
        visit(*binary.right);
    }
    void describe(const CallNode& call) {
        maker_.add(call.function->name);
        maker_.add(std::uint64_t{call.arguments.size()});
        for (const BoundPtr& argument : call.arguments) visit(*argument);
    }
    void describe(const MissingTestNode& test) { visit(*test.operand); }
    void describe(const MembershipNode& membership) {
        visit(*membership.operand);
        maker_.add(std::uint64_t{membership.values.size()});
        for (const Value& one : membership.values) value(one);
    }
    void describe(const QuantileNode& quantile) {
        sees_all_rows_ = true;
        maker_.add(static_cast<std::uint64_t>(quantile.groups));
        visit(*quantile.operand);
    }

    DerivationMaker& maker_;
    bool sees_all_rows_ = false;
};

std::optional<double> constant_number(const BoundNode& node) {
    const Value* value = node.constant();
    return value == nullptr ? std::nullopt : number_of(*value);
}

/// The family of a node that is a·y + b; nothing for others.
std::optional<Derivation> linear(const BoundNode& node) {
    if (node.is_text()) return std::nullopt;
    if (const VariableNode* variable = node.variable())
        return variable->derivation.is_linear() ? std::optional(variable->derivation)
                                                : std::nullopt;
    if (const auto* unary = std::get_if<UnaryNode>(&node.node)) {
        if (unary->op != script::UnaryOperator::Negate) return std::nullopt;
        const std::optional<Derivation> operand = linear(*unary->operand);
        return operand ? scaled(*operand, -1) : std::nullopt;
    }
    const auto* binary = std::get_if<BinaryNode>(&node.node);
    if (binary == nullptr) return std::nullopt;
    const std::optional<double> before = constant_number(*binary->left);
    const std::optional<double> after = constant_number(*binary->right);
    if (before.has_value() == after.has_value()) return std::nullopt;
    const std::optional<Derivation> y = linear(after ? *binary->left : *binary->right);
    if (!y) return std::nullopt;
    const double number = after ? *after : *before;
    switch (binary->op) {
        case BinaryOperator::Multiply:
            return scaled(*y, number);
        case BinaryOperator::Divide:
            return after ? scaled(*y, 1 / number) : std::nullopt;
        case BinaryOperator::Add:
            return shifted(*y, number);
        case BinaryOperator::Subtract: {
            const std::optional<Derivation> signed_y = after ? y : scaled(*y, -1);
            return signed_y ? shifted(*signed_y, number) : std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

Derivation derivation_of(const BoundExpression& expression, std::uint64_t population) {
    if (const VariableNode* variable = expression.root().variable()) return variable->derivation;
    DerivationMaker maker("expression");
    Describer describer(maker);
    describer.visit(expression.root());
    if (describer.sees_all_rows() || !truth_parts(expression).empty()) maker.add(population);
    Derivation result = maker.make();
    if (const std::optional<Derivation> family = linear(expression.root())) {
        const base::Word128 own = result.own;
        result = *family;
        result.own = own;
    }
    return result;
}

}  // namespace skjerm::expr
