#include "skjerm/script/format_expression.h"

#include "skjerm/base/check.h"
#include "skjerm/script/literals.h"

namespace skjerm::script {

namespace {

/// How tightly a node binds, loosest first.
enum class Binding : std::uint8_t {
    None,
    Or,
    And,
    Comparison,
    Concatenation,
    Sum,
    Product,
    Unary,
    Power,
    Primary
};

struct Spelling {
    std::string_view text;
    Binding binding;
};

Spelling spelling(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Power:
            return {"^", Binding::Power};
        case BinaryOperator::Multiply:
            return {"*", Binding::Product};
        case BinaryOperator::Divide:
            return {"/", Binding::Product};
        case BinaryOperator::Add:
            return {"+", Binding::Sum};
        case BinaryOperator::Subtract:
            return {"-", Binding::Sum};
        case BinaryOperator::Concatenate:
            return {"++", Binding::Concatenation};
        case BinaryOperator::Equal:
            return {"==", Binding::Comparison};
        case BinaryOperator::NotEqual:
            return {"!=", Binding::Comparison};
        case BinaryOperator::Less:
            return {"<", Binding::Comparison};
        case BinaryOperator::LessEqual:
            return {"<=", Binding::Comparison};
        case BinaryOperator::Greater:
            return {">", Binding::Comparison};
        case BinaryOperator::GreaterEqual:
            return {">=", Binding::Comparison};
        case BinaryOperator::And:
            return {"&", Binding::And};
        case BinaryOperator::Or:
            return {"|", Binding::Or};
    }
    base::fail_check("every operator is handled", __FILE__, __LINE__);
}

std::string_view spelling(UnaryOperator op) {
    switch (op) {
        case UnaryOperator::Negate:
            return "-";
        case UnaryOperator::Plus:
            return "+";
        case UnaryOperator::Not:
            return "!";
    }
    base::fail_check("every operator is handled", __FILE__, __LINE__);
}

Binding tighter(Binding binding) { return static_cast<Binding>(static_cast<int>(binding) + 1); }

bool is_plus(const Expression& expression) {
    const auto* unary = std::get_if<Unary>(&expression.node);
    return unary != nullptr && unary->op == UnaryOperator::Plus;
}

class ExpressionWriter {
public:
    explicit ExpressionWriter(bool name_position) : name_position_(name_position) {}

    /// In parentheses when it binds looser than `least`.
    void write(const Expression& expression, Binding least) {
        if (binding_of(expression) >= least) {
            std::visit([&](const auto& node) { write_node(node); }, expression.node);
            return;
        }
        const bool outer = name_position_;
        name_position_ = false;
        text_ += '(';
        std::visit([&](const auto& node) { write_node(node); }, expression.node);
        text_ += ')';
        name_position_ = outer;
    }

    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    [[nodiscard]] Binding binding_of(const Expression& expression) const {
        if (const auto* binary = std::get_if<Binary>(&expression.node)) {
            return spelling(binary->op).binding;
        }
        if (std::holds_alternative<Unary>(expression.node)) return Binding::Unary;
        if (const auto* call = std::get_if<Call>(&expression.node); call && name_position_) {
            const bool is_name_call = call->function == "bind" || call->function == "to_symbol" ||
                                      call->function == "to_str";
            return is_name_call ? Binding::Primary : Binding::None;
        }
        return Binding::Primary;
    }

    void write_node(const IntegerLiteral& node) { text_ += std::to_string(node.value); }
    void write_node(const FloatLiteral& node) { text_ += format_float(node.value); }
    void write_node(const StringLiteral& node) { text_ += quoted(node.value); }
    void write_node(const DateLiteral& node) { text_ += node.text; }
    void write_node(const MissingLiteral&) { text_ += '.'; }
    void write_node(const NameReference& node) { text_ += node.name; }
    void write_node(const BindingReference& node) { text_.append("$").append(node.name); }

    void write_node(const Unary& node) {
        text_ += spelling(node.op);
        if (node.op == UnaryOperator::Plus && is_plus(*node.operand)) text_ += ' ';  // not `++`
        write(*node.operand, Binding::Unary);
    }

    void write_node(const Binary& node) {
        const Spelling op = spelling(node.op);
        if (node.op == BinaryOperator::Power) {
            write(*node.left, Binding::Primary);
            text_ += op.text;
            write(*node.right, Binding::Unary);
            return;
        }
        const bool chains = op.binding != Binding::Comparison;
        write(*node.left, chains ? op.binding : tighter(op.binding));
        text_.append(" ").append(op.text).push_back(kBreak);
        write(*node.right, tighter(op.binding));
    }

    void write_node(const Call& node) {
        const bool outer = name_position_;
        name_position_ = false;
        text_.append(node.function).append("(");
        for (std::size_t i = 0; i < node.arguments.size(); ++i) {
            if (i > 0) text_.append(",").push_back(kBreak);
            write(node.arguments[i], Binding::Or);
        }
        text_ += ')';
        name_position_ = outer;
    }

    std::string text_;
    bool name_position_;
};

bool ends_in_name(const Expression& expression) {
    const Expression* last = &expression;
    while (true) {
        if (const auto* binary = std::get_if<Binary>(&last->node)) {
            last = &*binary->right;
        } else if (const auto* unary = std::get_if<Unary>(&last->node)) {
            last = &*unary->operand;
        } else {
            return std::holds_alternative<NameReference>(last->node);
        }
    }
}

}  // namespace

std::string expression_text(const Expression& expression, Place place) {
    Binding least = Binding::Or;
    if (place == Place::Binding) least = Binding::Concatenation;
    if (place == Place::Arithmetic) least = Binding::Sum;
    ExpressionWriter writer(place == Place::Name);
    writer.write(expression, least);
    return std::move(writer).text();
}

std::string listed_text(const Expression& expression, Place place, bool is_first,
                        std::string_view next) {
    std::string text = expression_text(expression, place);
    const bool continues = !is_first && (text.starts_with('-') || text.starts_with('+'));
    const bool would_call =
        next.starts_with('(') && !text.ends_with(')') && ends_in_name(expression);
    if (continues || would_call) return "(" + text + ")";
    return text;
}

std::string quoted(std::string_view text) {
    const char mark = text.find('\'') == std::string_view::npos ? '\'' : '"';
    std::string result(1, mark);
    result += text;
    result += mark;
    return result;
}

}  // namespace skjerm::script
