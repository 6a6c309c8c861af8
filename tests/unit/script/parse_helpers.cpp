#include "parse_helpers.h"

namespace skjerm::tests {

namespace {

std::string_view symbol(script::BinaryOperator op) {
    constexpr std::string_view kSymbols[] = {
        "^", "*", "/", "+", "-", "++", "==", "!=", "<", "<=", ">", ">=", "&", "|"};
    return kSymbols[static_cast<std::size_t>(op)];
}

struct Dumper {
    std::string operator()(const script::IntegerLiteral& node) const {
        return std::to_string(node.value);
    }
    std::string operator()(const script::FloatLiteral& node) const {
        return "f" + std::to_string(node.value);
    }
    std::string operator()(const script::StringLiteral& node) const {
        return "'" + node.value + "'";
    }
    std::string operator()(const script::DateLiteral& node) const { return "d" + node.text; }
    std::string operator()(const script::MissingLiteral&) const { return "."; }
    std::string operator()(const script::NameReference& node) const { return node.name; }
    std::string operator()(const script::BindingReference& node) const { return "$" + node.name; }
    std::string operator()(const script::Unary& node) const {
        constexpr std::string_view kSymbols[] = {"-", "+", "!"};
        return "(" + std::string(kSymbols[static_cast<std::size_t>(node.op)]) +
               dump(*node.operand) + ")";
    }
    std::string operator()(const script::Binary& node) const {
        return "(" + dump(*node.left) + std::string(symbol(node.op)) + dump(*node.right) + ")";
    }
    std::string operator()(const script::Call& node) const {
        std::string result = node.function + "(";
        for (std::size_t i = 0; i < node.arguments.size(); ++i) {
            result += (i > 0 ? "," : "") + dump(node.arguments[i]);
        }
        return result + ")";
    }
};

}  // namespace

std::string dump(const script::Expression& expression) {
    return std::visit(Dumper{}, expression.node);
}

}  // namespace skjerm::tests
