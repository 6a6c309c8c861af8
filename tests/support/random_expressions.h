// Random expressions over the columns of RandomData: well typed, or of any shape.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "skjerm/expr/function_spec.h"
#include "skjerm/script/ast.h"
#include "support/expressions.h"

namespace skjerm::tests {

/// Columns of every type with missing values, extremes and ties: i and j small integers, w and x
/// large ones, f and g floats, s and t texts.
struct RandomData {
    std::map<std::string, std::vector<expr::Value>> columns;
    TestScope scope;
};

class RandomExpressions {
public:
    explicit RandomExpressions(std::uint64_t seed) : random_(seed) {}

    RandomData data(std::size_t rows) {
        RandomData result;
        const auto fill = [&](const std::string& name, column::Kind kind, auto make) {
            std::vector<expr::Value> values;
            for (std::size_t row = 0; row < rows; ++row)
                values.push_back(below(6) == 0 ? expr::Value{} : expr::Value{make()});
            result.scope.add(name, kind, values);
            result.columns[name] = std::move(values);
        };
        const auto small = [&] { return static_cast<std::int64_t>(below(11)) - 5; };
        const auto medium = [&] { return static_cast<std::int64_t>(below(200'000)) - 50'000; };
        const auto large = [&] {
            const std::int64_t value = static_cast<std::int64_t>(random_() >> (1 + below(60)));
            return below(2) == 0 ? value : -value;
        };
        const auto real = [&] { return static_cast<double>(large() >> 20) / 8.0; };
        const auto text = [&] {
            std::string made(1 + below(3), 'a');
            for (char& c : made) c = static_cast<char>('a' + below(3));
            return made;
        };
        fill("i", column::Kind::Integer, small);
        fill("j", column::Kind::Integer, medium);
        fill("w", column::Kind::Integer, large);
        fill("x", column::Kind::Integer, large);
        fill("f", column::Kind::Float, real);
        fill("g", column::Kind::Float, [&] { return static_cast<double>(small()) / 2; });
        fill("s", column::Kind::Text, text);
        fill("t", column::Kind::Text, text);
        return result;
    }

    script::Expression number(int depth) {
        if (depth == 0) {
            switch (below(8)) {
                case 0:
                    return make(script::IntegerLiteral{static_cast<std::int64_t>(below(8))});
                case 1:
                    return make(script::IntegerLiteral{static_cast<std::int64_t>(random_() >> 1)});
                case 2:
                    return make(script::FloatLiteral{static_cast<double>(below(40)) / 8});
                default:
                    return name({"i", "j", "w", "x", "f", "g"});
            }
        }
        using enum script::BinaryOperator;
        switch (below(12)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return binary({Add, Subtract, Multiply, Divide}, number(depth - 1),
                              number(depth - 1));
            case 4:
                return binary({Power}, number(depth - 1),
                              make(script::IntegerLiteral{static_cast<std::int64_t>(below(4))}));
            case 5:
                return make(script::Unary{script::UnaryOperator::Negate, number(depth - 1)});
            case 6:
                return call(
                    {"int", "floor", "ceil", "round", "abs", "sqrt", "year", "month", "day"},
                    {number(depth - 1)});
            case 7:
                return call({"rowmax", "rowmin", "rowtotal", "rowmean"},
                            {number(depth - 1), number(depth - 1), number(depth - 1)});
            case 8:
                return call({"rowmissing", "rowvalid"}, {number(depth - 1), text(depth - 1)});
            case 9:
                return call({"length"}, {text(depth - 1)});
            case 10:
                return call({"int"}, {binary({Divide}, number(depth - 1),
                                             make(script::IntegerLiteral{
                                                 static_cast<std::int64_t>(1 + below(120))}))});
            default:
                return condition(depth - 1);
        }
    }

    script::Expression condition(int depth) {
        if (depth == 0) return number(0);
        using enum script::BinaryOperator;
        switch (below(9)) {
            case 0:
            case 1:
            case 2:
                return binary({Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual},
                              number(depth - 1), number(depth - 1));
            case 3:
                return binary({Equal, NotEqual}, text(depth - 1), text(depth - 1));
            case 4:
                return binary({And, Or}, condition(depth - 1), condition(depth - 1));
            case 5:
                return make(script::Unary{script::UnaryOperator::Not, condition(depth - 1)});
            case 6:
                return call({"inlist"},
                            {number(depth - 1), number(0), number(0), number(0), number(0)});
            case 7:
                return below(2) == 0 ? call({"inlist"}, {text(depth - 1), text(0), text(0)})
                                     : call({"startswith"}, {text(depth - 1), text(0)});
            default:
                return below(2) == 0 ? call({"inrange"}, {number(depth - 1), number(0), number(0)})
                                     : call({"sysmiss"},
                                            {below(2) == 0 ? number(depth - 1) : text(depth - 1)});
        }
    }

    script::Expression text(int depth) {
        if (depth == 0)
            return below(3) == 0 ? make(script::StringLiteral{
                                       std::string(1, static_cast<char>('a' + below(3)))})
                                 : name({"s", "t"});
        switch (below(4)) {
            case 0:
                return call({"substr"}, {text(depth - 1), small_literal(), small_literal()});
            case 1:
                return call({"rowconcat"}, {text(depth - 1), text(depth - 1)});
            case 2:
                return call({"string"}, {number(depth - 1)});
            default:
                return text(depth - 1);
        }
    }

    /// Any tree at all, mostly wrong.
    script::Expression anything(int depth) {
        if (depth == 0 || below(6) == 0) {
            switch (below(9)) {
                case 0:
                    return make(script::IntegerLiteral{static_cast<std::int64_t>(random_())});
                case 1:
                    return make(script::FloatLiteral{static_cast<double>(random_()) * 1e290});
                case 2:
                    return make(script::StringLiteral{below(3) == 0 ? "" : "a"});
                case 3:
                    return make(script::MissingLiteral{});
                case 4:
                    return make(script::BindingReference{"b"});
                case 5:
                    return make(script::DateLiteral{"2020-01-01", 18262});
                default:
                    return name({"i", "j", "w", "x", "f", "g", "s", "t", "ukjent"});
            }
        }
        switch (below(3)) {
            case 0:
                return make(script::Unary{static_cast<script::UnaryOperator>(below(3)),
                                          anything(depth - 1)});
            case 1:
                return make(script::Binary{static_cast<script::BinaryOperator>(below(14)),
                                           anything(depth - 1), anything(depth - 1)});
            default: {
                const auto functions = expr::functions();
                std::vector<script::Expression> arguments;
                for (std::uint64_t i = below(5); i > 0; --i)
                    arguments.push_back(anything(depth - 1));
                return make(script::Call{std::string(functions[below(functions.size())]->name),
                                         {},
                                         std::move(arguments)});
            }
        }
    }

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

private:
    static script::Expression make(script::Expression::Node node) { return {std::move(node), {}}; }
    script::Expression name(std::vector<const char*> names) {
        return make(script::NameReference{names[below(names.size())]});
    }
    script::Expression binary(std::vector<script::BinaryOperator> operators,
                              script::Expression left, script::Expression right) {
        return make(
            script::Binary{operators[below(operators.size())], std::move(left), std::move(right)});
    }
    script::Expression call(std::vector<const char*> functions,
                            std::vector<script::Expression> arguments) {
        return make(script::Call{functions[below(functions.size())], {}, std::move(arguments)});
    }
    script::Expression small_literal() {
        if (below(3) == 0) return name({"i"});
        auto literal = make(script::IntegerLiteral{static_cast<std::int64_t>(1 + below(3))});
        return below(3) == 0
                   ? make(script::Unary{script::UnaryOperator::Negate, std::move(literal)})
                   : literal;
    }

    std::mt19937_64 random_;
};

}  // namespace skjerm::tests
