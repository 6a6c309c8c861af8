#include "script_generator.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/date.h"
#include "support/script_grammar.h"

namespace skjerm::tests {

namespace {

using namespace skjerm::script;  // NOLINT: the generator names almost every node

/// Where an expression stands; see script/format_expression.h.
enum class Where : std::uint8_t { Value, Dated };

class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    Script script() {
        Script result;
        for (std::size_t i = count(0, 6); i > 0; --i) result.statements.push_back(statement(0));
        if (chance(3)) result.comments_at_end = comments();
        return result;
    }

    Expression expression(Where where, int depth) {
        if (depth <= 0) return leaf(where);
        switch (count(0, 7)) {
            case 0:
            case 1:
            case 2: {
                const auto op = static_cast<BinaryOperator>(
                    count(0, static_cast<std::size_t>(BinaryOperator::Or)));
                return {Binary{op, expression(where, depth - 1), expression(where, depth - 1)}, {}};
            }
            case 3: {
                const auto op = static_cast<UnaryOperator>(count(0, 2));
                return {Unary{op, expression(where, depth - 1)}, {}};
            }
            case 4:
                return call(where, depth);
            default:
                return leaf(where);
        }
    }

private:
    // ---- dice

    std::size_t count(std::size_t least, std::size_t most) {
        return std::uniform_int_distribution<std::size_t>(least, most)(random_);
    }
    bool chance(std::size_t one_in) { return count(1, one_in) == 1; }
    template <std::size_t size>
    std::string pick(const std::string_view (&list)[size]) {
        return std::string(list[count(0, size - 1)]);
    }

    // ---- words

    std::string name() {
        static constexpr std::string_view kNames[] = {
            "x",     "y",    "lønn",       "år_2",         "_kode",   "Æ",    "e5",      "i",
            "c",     "ib",   "nonmissing", "min",          "missing", "date", "kommune", "X9",
            "ñandú", "变量", "f",          "inntekt_wlonn"};
        return pick(kNames);
    }
    Word word() { return {name(), {}}; }
    std::string text() {
        static constexpr std::string_view kTexts[] = {"",       "1",          "0301",
                                                      "It's",   "\"",         "a, (b) = c",
                                                      "x // y", "->",         "Kun fossilbil(er)",
                                                      "\\",     "Øst #1",     "’",
                                                      "*",      "  blanke  ", "tab\tinni",
                                                      "$x",     "if"};
        return pick(kTexts);
    }

    // ---- expressions

    Expression leaf(Where where) {
        switch (count(0, 7)) {
            case 0:
                return {integer(false), {}};
            case 1:
                return {FloatLiteral{positive_float()}, {}};
            case 2:
                return {StringLiteral{text()}, {}};
            case 3:
                return {BindingReference{name()}, {}};
            case 4:
                if (where == Where::Dated) return {date(), {}};
                return {NameReference{"START@" + name()}, {}};
            case 5:
                return {NameReference{"date@panel"}, {}};
            default:
                return {NameReference{name()}, {}};
        }
    }
    Expression call(Where where, int depth) {
        static constexpr std::string_view kFunctions[] = {"f", "bind", "to_symbol", "inlist", "år"};
        Call result{pick(kFunctions), {}, {}};
        for (std::size_t i = count(0, 3); i > 0; --i) {
            result.arguments.push_back(expression(where, depth - 1));
        }
        return {std::move(result), {}};
    }
    IntegerLiteral integer(bool is_signed) {
        constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
        std::int64_t value = static_cast<std::int64_t>(count(0, 3000));
        if (chance(8)) value = kLargest;
        if (is_signed && chance(3)) value = value == kLargest ? -value - 1 : -value;
        return {value};
    }
    double positive_float() {
        static constexpr double kValues[] = {0.0, 0.5, 1.0, 1e20, 1e-7, 2.5e300, 5e-324, 100.25};
        if (chance(3)) return kValues[count(0, std::size(kValues) - 1)];
        return std::ldexp(static_cast<double>(count(1, 1'000'000)),
                          static_cast<int>(count(0, 120)) - 60);
    }
    DateLiteral date() {
        const auto days = static_cast<std::int32_t>(count(0, 40'000));
        return {base::format_iso_date(days), days};
    }
    Expression signed_number() {
        if (chance(3)) return {FloatLiteral{chance(2) ? positive_float() : -positive_float()}, {}};
        return {integer(true), {}};
    }

    NameExpression name_expression() {
        NameExpression result;
        switch (count(0, 8)) {
            case 0:
                result.node = BindingReference{name()};
                break;
            case 1:
                result.node = NameReference{"STOP@" + name()};
                break;
            case 2:
                result.node = StringLiteral{text()};
                break;
            case 3: {
                static constexpr std::string_view kCalls[] = {"bind", "to_symbol", "to_str"};
                Call call{pick(kCalls), {}, {}};
                call.arguments.push_back(expression(Where::Value, 1));
                result.node = std::move(call);
                break;
            }
            default:
                result.node = NameReference{name()};
                break;
        }
        while (chance(5)) {
            result = {
                Binary{BinaryOperator::Concatenate, std::move(result), expression(Where::Value, 2)},
                {}};
        }
        return result;
    }
    std::vector<NameExpression> names(std::size_t least, std::size_t most) {
        std::vector<NameExpression> result(
            count(least, std::max(least, std::min<std::size_t>(most, 5))));
        for (NameExpression& one : result) one = name_expression();
        return result;
    }

    /// A date position: never a bare number, which is an incomplete date.
    Expression time() {
        if (chance(2)) return {date(), {}};
        Expression result = expression(Where::Dated, 2);
        // Neither a number nor a name alone is ever a date.
        const bool never = std::holds_alternative<IntegerLiteral>(result.node) ||
                           std::holds_alternative<FloatLiteral>(result.node) ||
                           std::holds_alternative<NameReference>(result.node);
        return never ? Expression{BindingReference{"d"}, {}} : result;
    }

    // ---- operands

    RegisterReference reference() { return {{"db", {}}, {"V" + name(), {}}, {}}; }
    Renaming renaming() {
        Renaming result{name_expression(), std::nullopt};
        if (chance(2)) result.target = name_expression();
        return result;
    }
    Factor factor() { return {static_cast<Factor::Prefix>(count(0, 2)), name_expression()}; }
    Term term() {
        Term result;
        result.factors.push_back(factor());
        while (chance(4)) {
            result.full.push_back(chance(2));
            result.factors.push_back(factor());
        }
        return result;
    }
    std::vector<Term> terms(std::size_t least, std::size_t most) {
        std::vector<Term> result(count(least, std::max(least, std::min<std::size_t>(most, 4))));
        for (Term& one : result) one = term();
        return result;
    }
    Term plain_term() {
        Term result;
        result.factors.push_back({Factor::Prefix::None, name_expression()});
        return result;
    }

    Expression rule_value() {
        switch (count(0, 3)) {
            case 0:
                return {StringLiteral{text()}, {}};
            case 1:
                return {BindingReference{name()}, {}};
            default:
                return signed_number();
        }
    }
    RecodeElement element() {
        if (chance(5)) return {Expression{MissingLiteral{}, {}}, {}};
        if (!chance(3)) return {rule_value(), {}};
        RecodeInterval interval;
        if (chance(2)) interval.low = static_cast<double>(count(0, 50)) - 25.5;
        if (chance(2)) interval.high = interval.low.value_or(0.0) + positive_float();
        return {interval, {}};
    }
    RecodeRule rule() {
        RecodeRule result;
        result.match = static_cast<RecodeRule::Match>(chance(2) ? 0 : count(0, 3));
        if (result.match == RecodeRule::Match::Elements) {
            result.elements.resize(count(1, 6));
            for (RecodeElement& one : result.elements) one = element();
        }
        result.result = chance(4) ? Expression{MissingLiteral{}, {}} : rule_value();
        if (chance(2)) result.label = chance(2) ? text() : name();
        result.flag_missing = chance(3);
        return result;
    }

    Operands operands(const CommandSyntax& syntax) {
        switch (syntax.form) {
            case Form::None:
                return NoOperands{};
            case Form::Names:
                return Names{names(syntax.min_operands, syntax.max_operands)};
            case Form::Assignment:
                if (chance(8)) return Assignment{name_expression(), {MissingLiteral{}, {}}};
                return Assignment{name_expression(), expression(Where::Value, 5)};
            case Form::Let:
                return Assignment{{NameReference{name()}, {}}, expression(Where::Dated, 4)};
            case Form::Require: {
                static constexpr std::string_view kVersions[] = {"45", "45.1", "45.01.2", "DRAFT"};
                return Require{{"no.ssb.fdb", {}}, {pick(kVersions), {}}, word()};
            }
            case Form::Import: {
                Import result{{reference()}, {}, std::nullopt};
                if (chance(2)) result.times.push_back(time());
                if (chance(2)) result.as = name_expression();
                return result;
            }
            case Form::ImportEvent: {
                Import result{{reference()}, {}, std::nullopt};
                result.times.push_back(time());
                result.times.push_back(time());
                if (chance(2)) result.as = name_expression();
                return result;
            }
            case Form::ImportPanel: {
                Import result;
                for (std::size_t i = count(1, 3); i > 0; --i) {
                    result.variables.push_back(reference());
                }
                for (std::size_t i = count(1, 4); i > 0; --i) result.times.push_back(time());
                return result;
            }
            case Form::CloneVariables: {
                CloneVariables result;
                for (std::size_t i = count(1, 3); i > 0; --i) {
                    result.items.push_back({name_expression(), name_expression()});
                }
                return result;
            }
            case Form::Aggregation: {
                Aggregation result;
                for (std::size_t i = count(1, 4); i > 0; --i) {
                    result.items.push_back({word(), renaming()});
                }
                return result;
            }
            case Form::Merge: {
                Merge result{names(1, 3), name_expression(), std::nullopt};
                if (chance(2)) result.key = name_expression();
                return result;
            }
            case Form::Recode: {
                Recode result{names(1, 3), {}};
                result.rules.resize(count(1, 4));
                for (RecodeRule& one : result.rules) one = rule();
                return result;
            }
            case Form::Sample:
                return Sample{expression(Where::Value, 3), expression(Where::Value, 3)};
            case Form::DefineLabels: {
                DefineLabels result{name_expression(), {}};
                // After `a ++ b` a negative code would be a subtraction.
                const bool plain = std::holds_alternative<NameReference>(result.list.node);
                const std::size_t pairs = count(1, 30);
                const bool texts = chance(3);
                for (std::size_t i = 0; i < pairs; ++i) {
                    const auto code = static_cast<std::int64_t>(i) - (plain ? 3 : 0);
                    Expression value{IntegerLiteral{code}, {}};
                    if (texts) value.node = StringLiteral{"k" + std::to_string(code)};
                    result.pairs.push_back({std::move(value), {text(), {}}});
                }
                return result;
            }
            case Form::ListLabels: {
                if (chance(2)) return ListLabels{name_expression(), std::nullopt};
                ListLabels result{reference(), std::nullopt};
                if (chance(2)) result.time = time();
                return result;
            }
            case Form::OptionalWord: {
                if (syntax.min_operands == 0 && chance(2)) return OptionalWord{};
                return OptionalWord{Word{chance(2) ? name() : text(), {}}};
            }
            case Form::Registers: {
                Registers result;
                for (std::size_t i = count(0, 3); i > 0; --i) {
                    result.variables.push_back(reference());
                }
                return result;
            }
            case Form::Words: {
                Words result;
                for (std::size_t i = count(1, 3); i > 0; --i) result.words.push_back(word());
                return result;
            }
            default:
                return analysis(syntax);
        }
    }

    Analysis analysis(const CommandSyntax& syntax) {
        Analysis result;
        const CommandSyntax* shape = &syntax;
        if (syntax.form == Form::AnalysisModel) {
            static constexpr std::string_view kModels[] = {"regress", "negative-binomial",
                                                           "ivregress", "regress-mml", "barchart"};
            result.model = Word{pick(kModels), {}};
            shape = test_grammar().find(result.model->text);
        }
        result.terms = terms(shape->min_operands, shape->max_operands);
        switch (shape->form) {
            case Form::AnalysisStatistic:
                result.statistic = word();
                break;
            case Form::AnalysisBy:
                result.by = names(1, 2);
                break;
            case Form::AnalysisInstruments:
                result.instruments = Instruments{names(1, 2), names(1, 2)};
                result.terms_after = terms(0, 2);
                break;
            default:
                break;
        }
        return result;
    }

    Option option(const OptionSpec& spec) {
        Option result{{std::string(spec.name), {}}, false, {}, {}};
        const auto add = [&](auto argument) { result.arguments.emplace_back(std::move(argument)); };
        const std::size_t several = count(1, 3);
        result.has_parentheses = spec.arguments != OptionArguments::None;
        switch (spec.arguments) {
            case OptionArguments::None:
                break;
            case OptionArguments::Variables:
                for (std::size_t i = 0; i < several; ++i) add(plain_term());
                break;
            case OptionArguments::Terms:
                for (std::size_t i = 0; i < several; ++i) add(term());
                break;
            case OptionArguments::OptionalTerms:
                result.has_parentheses = chance(2);
                if (result.has_parentheses && chance(2)) add(term());
                break;
            case OptionArguments::Integer:
                add(Expression{integer(true), {}});
                break;
            case OptionArguments::OptionalInteger:
                result.has_parentheses = chance(2);
                if (result.has_parentheses && chance(2)) add(Expression{integer(true), {}});
                break;
            case OptionArguments::Number:
                add(signed_number());
                break;
            case OptionArguments::Codes:
            case OptionArguments::Values:
                for (std::size_t i = 0; i < several; ++i) {
                    add(chance(4) ? Expression{date(), {}} : rule_value());
                }
                break;
            case OptionArguments::Text:
            case OptionArguments::OptionalText:
                if (chance(2)) {
                    add(Expression{StringLiteral{text()}, {}});
                } else {
                    Term single;
                    single.factors.push_back({Factor::Prefix::None, {NameReference{name()}, {}}});
                    add(std::move(single));
                }
        }
        return result;
    }

    // ---- statements

    Command command() {
        const auto commands = test_grammar().commands();
        const CommandSyntax& syntax = *commands[count(0, commands.size() - 1)];
        Command result;
        result.name = {std::string(syntax.name), {}};
        result.syntax = &syntax;
        result.operands = operands(syntax);
        const bool may_have_if = syntax.if_clause == Clause::Allowed;
        if (syntax.operands_or_condition) {
            if (chance(2)) {
                result.operands = Names{};
                result.condition = expression(Where::Value, 4);
            }
        } else if (may_have_if && chance(2)) {
            result.condition = expression(Where::Value, 4);
        }
        for (const OptionSpec& spec : syntax.options) {
            if (chance(5)) result.options.push_back(option(spec));
        }
        return result;
    }

    LoopElement loop_element() {
        switch (count(0, 4)) {
            case 0:
                return Expression{NameReference{name()}, {}};
            case 1:
                return Expression{StringLiteral{text()}, {}};
            case 2:
                return Expression{date(), {}};
            case 3:
                return signed_number();
            default: {
                const auto low = static_cast<std::int64_t>(count(0, 20)) - 10;
                LoopRange range{{IntegerLiteral{low}, {}}, {IntegerLiteral{low + 5}, {}}};
                if (chance(3)) range.first.node = BindingReference{name()};
                if (chance(3)) {
                    range.last.node =
                        Unary{UnaryOperator::Negate, Expression{BindingReference{name()}, {}}};
                }
                return range;
            }
        }
    }

    ForBlock loop(int depth) {
        ForBlock result;
        int iterator = 0;
        for (std::size_t i = count(1, 2); i > 0; --i) {
            LoopLevel level;
            for (std::size_t j = count(1, 2); j > 0; --j) {
                level.iterators.push_back({"i" + std::to_string(++iterator), {}});
            }
            level.lists.resize(count(1, 3));
            for (LoopList& list : level.lists) {
                for (std::size_t j = count(1, 30); j > 0; --j) {
                    list.elements.push_back(loop_element());
                }
            }
            result.levels.push_back(std::move(level));
        }
        for (std::size_t i = count(0, 3); i > 0; --i) result.body.push_back(statement(depth + 1));
        if (chance(3)) result.comments_before_end = comments();
        if (chance(3)) result.comment_after_end = "// slutt";
        return result;
    }

    std::vector<std::string> comments() {
        static constexpr std::string_view kComments[] = {"", "// a \\", "# b", "//", "// 'æ"};
        std::vector<std::string> result(count(0, 3));
        for (std::string& one : result) one = pick(kComments);
        return result;
    }

    Statement statement(int depth) {
        Statement result;
        if (chance(3)) result.comments_before = comments();
        if (chance(12)) {
            static constexpr std::string_view kBlocks[] = {"", "# A\n\ntext\n", "  'x // %\\\n"};
            result.node = TextBlock{pick(kBlocks)};
            return result;
        }
        if (depth < 4 && chance(6)) {
            result.node = loop(depth);
        } else {
            result.node = command();
        }
        if (chance(4)) result.comment_after = "// hvorfor";
        return result;
    }

    std::mt19937_64 random_;
};

}  // namespace

Script random_script(std::uint64_t seed) { return Generator(seed).script(); }

Expression random_expression(std::uint64_t seed) {
    return Generator(seed).expression(Where::Value, 8);
}

}  // namespace skjerm::tests
