// Expressions in tests and fuzzers: parsed from text with the real parser, bound in a small
// dataset, evaluated, and shown as text ("." for missing).
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/expr/value.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"
#include "support/script_grammar.h"

namespace skjerm::tests {

inline constexpr std::string_view kBeforeExpression = "generate y = ";

/// The expression that `text` spells, or the parser's first diagnostic. Spans start behind the
/// command: see pointed_at.
inline base::Result<script::Expression> try_parse_expression(std::string_view text) {
    const std::string source = std::string(kBeforeExpression) + std::string(text);
    const script::Parsed parsed = script::parse(source, test_grammar());
    if (!parsed.diagnostics.empty()) return parsed.diagnostics.front();
    const auto& command = std::get<script::Command>(parsed.script.statements.front().node);
    return std::get<script::Assignment>(command.operands).value;
}

/// Of a text that is known to be well-formed.
inline script::Expression parse_expression(std::string_view text) {
    return try_parse_expression(text).value();
}

/// The part of `text` that a diagnostic about parse_expression(text) points at.
inline std::string pointed_at(std::string_view text, base::Span where) {
    const auto before = static_cast<std::uint32_t>(kBeforeExpression.size());
    if (where.begin < before || where.end - before > text.size() || where.begin > where.end)
        return "(outside)";
    return std::string(text.substr(where.begin - before, where.size()));
}

/// "UnknownVariable: lonnn".
inline std::string described(const base::Diagnostic& diagnostic, std::string_view text) {
    return std::string(base::message_entry(diagnostic.code).name) + ": " +
           pointed_at(text, diagnostic.where);
}

inline std::string shown(const expr::Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) return expr::number_text(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return ".";
}

inline base::MemoryBudgetPtr large_budget() {
    return std::make_shared<base::MemoryBudget>(std::size_t{4} << 30);
}

template <class T>
column::ColumnPtr column_of(const std::vector<T>& values,
                            column::DictionaryPtr dictionary = nullptr) {
    auto builder = column::ColumnBuilder<T>::make(values.size(), large_budget());
    std::ranges::copy(values, builder->values().begin());
    return std::move(builder).value().freeze(std::move(dictionary));
}

/// A column of values of one type, in the narrowest storage unless `storage` asks for a wider one.
inline column::ColumnPtr column_of_values(const std::vector<expr::Value>& values,
                                          column::Kind kind) {
    if (kind == column::Kind::Float) {
        std::vector<double> numbers;
        for (const expr::Value& value : values)
            numbers.push_back(expr::number_of(value).value_or(column::missing<double>()));
        return column_of(numbers);
    }
    if (kind == column::Kind::Text) {
        std::vector<std::string> texts;
        for (const expr::Value& value : values) {
            const auto* text = std::get_if<std::string>(&value);
            texts.push_back(text ? *text : std::string());
        }
        const column::DictionaryWithCodes coded = column::make_dictionary(texts);
        std::vector<column::Code16> codes;
        for (const std::uint32_t code : coded.codes)
            codes.push_back(column::Code16{static_cast<std::uint16_t>(code)});
        return column_of(codes, coded.dictionary);
    }
    std::vector<std::int64_t> integers;
    for (const expr::Value& value : values) {
        const auto* integer = std::get_if<std::int64_t>(&value);
        integers.push_back(integer ? *integer : column::missing<std::int64_t>());
    }
    return *column::narrow(column_of(integers), large_budget());
}

inline std::vector<expr::Value> values_of(const column::Column& column) {
    std::vector<expr::Value> result;
    column::visit(column, [&](auto values) {
        using T = typename decltype(values)::value_type;
        for (const T value : values) {
            if (column::is_missing(value))
                result.emplace_back(std::monostate{});
            else if constexpr (std::is_same_v<T, double>)
                result.emplace_back(value);
            else if constexpr (column::kIsCode<T>)
                result.emplace_back(
                    std::string(column.dictionary()->text(static_cast<std::uint32_t>(value))));
            else
                result.emplace_back(static_cast<std::int64_t>(value));
        }
    });
    return result;
}

/// A dataset `personer` of a few columns.
class TestScope final : public expr::Scope {
public:
    expr::ScopeVariable& add(std::string name, column::Kind kind,
                             const std::vector<expr::Value>& values) {
        expr::ScopeVariable variable;
        variable.name = name;
        variable.kind = kind;
        if (kind != column::Kind::Unit) variable.column = column_of_values(values, kind);
        rows_ = values.size();
        return variables_[std::move(name)] = std::move(variable);
    }
    expr::ScopeVariable& add(std::string name, column::ColumnPtr column) {
        expr::ScopeVariable variable;
        variable.name = name;
        variable.kind = column->kind();
        rows_ = column->size();
        variable.column = std::move(column);
        return variables_[std::move(name)] = std::move(variable);
    }

    [[nodiscard]] const expr::ScopeVariable* find(std::string_view name) const override {
        const auto found = variables_.find(name);
        return found == variables_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::vector<std::string_view> names() const override {
        std::vector<std::string_view> result;
        for (const auto& [name, variable] : variables_) result.push_back(name);
        return result;
    }
    [[nodiscard]] std::string_view dataset_name() const override { return "personer"; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    void set_rows(std::size_t rows) { rows_ = rows; }

private:
    std::map<std::string, expr::ScopeVariable, std::less<>> variables_;
    std::size_t rows_ = 1;
};

inline expr::Evaluation evaluation_of(std::size_t rows) {
    expr::Evaluation evaluation;
    evaluation.rows = rows;
    evaluation.budget = large_budget();
    evaluation.quantile_cuts = [](const expr::BoundExpression&, const column::Column&,
                                  std::span<const std::int8_t>, int) {
        return base::Result<std::vector<double>>(std::vector<double>{});
    };
    return evaluation;
}

inline base::Result<expr::Binding> bind_text(std::string_view text, const expr::Scope& scope,
                                             bool condition = false) {
    SKJERM_TRY_ASSIGN(const script::Expression expression, try_parse_expression(text));
    return condition ? expr::bind_condition(expression, scope)
                     : expr::bind_value(expression, scope);
}

/// Binds and evaluates; the diagnostic's description where that fails.
inline std::vector<std::string> evaluated(std::string_view text, const TestScope& scope) {
    const auto bound = bind_text(text, scope);
    if (!bound.ok()) return {described(bound.diagnostic(), text)};
    const auto result = expr::evaluate(bound->expression, evaluation_of(scope.rows()));
    if (!result.ok()) return {described(result.diagnostic(), text)};
    std::vector<std::string> shown_values;
    for (const expr::Value& value : values_of(*result->column))
        shown_values.push_back(shown(value));
    return shown_values;
}

}  // namespace skjerm::tests
