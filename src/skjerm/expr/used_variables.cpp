#include "skjerm/expr/used_variables.h"

#include <algorithm>

#include "skjerm/expr/bound.h"

namespace skjerm::expr {

namespace {

class Collector {
public:
    void visit(const BoundNode& node) {
        std::visit([&](const auto& one) { collect(one); }, node.node);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(names_); }

private:
    void collect(const ConstantNode&) {}
    void collect(const VariableNode& variable) {
        if (std::find(names_.begin(), names_.end(), variable.name) == names_.end())
            names_.push_back(variable.name);
    }
    void collect(const UnaryNode& unary) { visit(*unary.operand); }
    void collect(const BinaryNode& binary) {
        visit(*binary.left);
        visit(*binary.right);
    }
    void collect(const CallNode& call) {
        for (const BoundPtr& argument : call.arguments) visit(*argument);
    }
    void collect(const MissingTestNode& test) { visit(*test.operand); }
    void collect(const MembershipNode& membership) { visit(*membership.operand); }
    void collect(const QuantileNode& quantile) { visit(*quantile.operand); }

    std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> used_variables(const BoundExpression& expression) {
    Collector collector;
    collector.visit(expression.root());
    return collector.take();
}

}  // namespace skjerm::expr
