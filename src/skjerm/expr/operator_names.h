// How scripts spell operators, for messages, and which class an operator belongs to.
#pragma once

#include <string_view>

#include "skjerm/script/ast.h"

namespace skjerm::expr {

[[nodiscard]] constexpr std::string_view operator_name(script::UnaryOperator op) {
    switch (op) {
        case script::UnaryOperator::Negate:
            return "-";
        case script::UnaryOperator::Plus:
            return "+";
        case script::UnaryOperator::Not:
            return "!";
    }
    return "";
}

[[nodiscard]] constexpr std::string_view operator_name(script::BinaryOperator op) {
    using enum script::BinaryOperator;
    switch (op) {
        case Power:
            return "^";
        case Multiply:
            return "*";
        case Divide:
            return "/";
        case Add:
            return "+";
        case Subtract:
            return "-";
        case Concatenate:
            return "++";
        case Equal:
            return "==";
        case NotEqual:
            return "!=";
        case Less:
            return "<";
        case LessEqual:
            return "<=";
        case Greater:
            return ">";
        case GreaterEqual:
            return ">=";
        case And:
            return "&";
        case Or:
            return "|";
    }
    return "";
}

[[nodiscard]] constexpr bool is_arithmetic(script::BinaryOperator op) {
    return op <= script::BinaryOperator::Subtract;
}
[[nodiscard]] constexpr bool is_logical(script::BinaryOperator op) {
    return op == script::BinaryOperator::And || op == script::BinaryOperator::Or;
}
[[nodiscard]] constexpr bool is_ordering(script::BinaryOperator op) {
    return op >= script::BinaryOperator::Less && op <= script::BinaryOperator::GreaterEqual;
}

}  // namespace skjerm::expr
