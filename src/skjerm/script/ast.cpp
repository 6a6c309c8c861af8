#include "skjerm/script/ast.h"

namespace skjerm::script {

Child::Child(Expression expression)
    : expression_(std::make_unique<Expression>(std::move(expression))) {}
Child::Child(const Child& other) : expression_(std::make_unique<Expression>(*other.expression_)) {}
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(const Child& other) {
    if (this != &other) expression_ = std::make_unique<Expression>(*other.expression_);
    return *this;
}
Child& Child::operator=(Child&&) noexcept = default;
Child::~Child() = default;

bool operator==(const Child& a, const Child& b) { return *a.expression_ == *b.expression_; }

bool operator==(const Call& a, const Call& b) {
    return a.function == b.function && a.arguments == b.arguments;
}

bool operator==(const RecodeRule& a, const RecodeRule& b) {
    return a.match == b.match && a.elements == b.elements && a.result == b.result &&
           a.label == b.label && a.flag_missing == b.flag_missing;
}

bool operator==(const ForBlock& a, const ForBlock& b) {
    return a.levels == b.levels && a.body == b.body;
}

}  // namespace skjerm::script
