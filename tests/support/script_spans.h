// Whether every place in a syntax tree lies inside its source.
#pragma once

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/script/ast.h"

namespace skjerm::tests {

[[nodiscard]] inline bool inside(base::Span span, std::string_view source) {
    return span.begin <= span.end && span.end <= source.size();
}

/// Visits every span of a tree.
class SpanCheck {
public:
    explicit SpanCheck(std::string_view source) : source_(source) {}

    [[nodiscard]] bool holds() const { return holds_; }

    void check(const script::Script& script) { each(script.statements); }
    void check(base::Span span) { holds_ = holds_ && inside(span, source_); }
    void check(const script::Expression& expression) {
        check(expression.span);
        if (const auto* unary = std::get_if<script::Unary>(&expression.node)) {
            check(*unary->operand);
        } else if (const auto* binary = std::get_if<script::Binary>(&expression.node)) {
            check(*binary->left);
            check(*binary->right);
        } else if (const auto* call = std::get_if<script::Call>(&expression.node)) {
            check(call->function_span);
            each(call->arguments);
        }
    }
    void check(const script::Word& word) { check(word.span); }
    void check(const script::RegisterReference& reference) {
        check(reference.span);
        check(reference.alias);
        check(reference.variable);
    }
    void check(const script::Renaming& renaming) {
        check(renaming.source);
        maybe(renaming.target);
    }
    void check(const script::Term& term) {
        check(term.span);
        for (const script::Factor& factor : term.factors) check(factor.name);
    }
    void check(const script::Statement& statement) {
        check(statement.span);
        if (const auto* command = std::get_if<script::Command>(&statement.node)) {
            check(*command);
        } else if (const auto* loop = std::get_if<script::ForBlock>(&statement.node)) {
            check(loop->header_span);
            for (const script::LoopLevel& level : loop->levels) {
                check(level.span);
                each(level.iterators);
                for (const script::LoopList& list : level.lists) check(list.span);
            }
            each(loop->body);
        }
    }
    void check(const script::Command& command) {
        check(command.span);
        check(command.name);
        maybe(command.condition);
        for (const script::Option& option : command.options) {
            check(option.span);
            check(option.name);
            for (const auto& argument : option.arguments) {
                std::visit([&](const auto& node) { check(node); }, argument);
            }
        }
        std::visit([&](const auto& operands) { check_operands(operands); }, command.operands);
    }

private:
    template <class T>
    void each(const std::vector<T>& list) {
        for (const T& item : list) check(item);
    }
    template <class T>
    void maybe(const std::optional<T>& item) {
        if (item) check(*item);
    }

    void check_operands(const script::NoOperands&) {}
    void check_operands(const script::Names& operands) { each(operands.names); }
    void check_operands(const script::Assignment& operands) {
        check(operands.target);
        check(operands.value);
    }
    void check_operands(const script::Require& operands) {
        check(operands.store);
        check(operands.version);
        check(operands.alias);
    }
    void check_operands(const script::Import& operands) {
        each(operands.variables);
        each(operands.times);
        maybe(operands.as);
    }
    void check_operands(const script::CloneVariables& operands) { each(operands.items); }
    void check_operands(const script::Aggregation& operands) {
        for (const script::AggregationItem& item : operands.items) {
            check(item.statistic);
            check(item.variable);
        }
    }
    void check_operands(const script::Merge& operands) {
        each(operands.variables);
        check(operands.target);
        maybe(operands.key);
    }
    void check_operands(const script::Recode& operands) {
        each(operands.variables);
        for (const script::RecodeRule& rule : operands.rules) {
            check(rule.span);
            check(rule.result);
            for (const script::RecodeElement& element : rule.elements) check(element.span);
        }
    }
    void check_operands(const script::Sample& operands) {
        check(operands.size);
        check(operands.seed);
    }
    void check_operands(const script::DefineLabels& operands) {
        check(operands.list);
        for (const script::LabelPair& pair : operands.pairs) {
            check(pair.code);
            check(pair.label);
        }
    }
    void check_operands(const script::ListLabels& operands) {
        std::visit([&](const auto& list) { check(list); }, operands.list);
        maybe(operands.time);
    }
    void check_operands(const script::OptionalWord& operands) { maybe(operands.word); }
    void check_operands(const script::Registers& operands) { each(operands.variables); }
    void check_operands(const script::Words& operands) { each(operands.words); }
    void check_operands(const script::Analysis& operands) {
        maybe(operands.statistic);
        maybe(operands.model);
        each(operands.terms);
        if (operands.instruments) {
            each(operands.instruments->endogenous);
            each(operands.instruments->instruments);
        }
        each(operands.terms_after);
        each(operands.by);
    }

    std::string_view source_;
    bool holds_ = true;
};

[[nodiscard]] inline bool spans_inside(const script::Script& script, std::string_view source) {
    SpanCheck check(source);
    check.check(script);
    return check.holds();
}

}  // namespace skjerm::tests
