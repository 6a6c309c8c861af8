// Calls: numeric functions on vectors, text functions once per distinct text or combination.
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/expr/combinations.h"
#include "skjerm/expr/compiler.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Result;

/// The narrowest integer type for [low, high] and missing.
Type narrowest(std::int64_t low, std::int64_t high) {
    return type_of(column::narrowest_integer(low, high));
}

template <class T>
std::shared_ptr<const void> integer_table(std::span<const Value> values) {
    auto table = std::make_shared<std::vector<T>>();
    table->reserve(values.size());
    for (const Value& value : values)
        table->push_back(is_missing(value) ? column::missing<T>()
                                           : static_cast<T>(std::get<std::int64_t>(value)));
    const T* data = table->data();
    return {std::move(table), data};
}

std::shared_ptr<const void> integer_table(Type type, std::span<const Value> values) {
    switch (type) {
        case Type::I8:
            return integer_table<std::int8_t>(values);
        case Type::I16:
            return integer_table<std::int16_t>(values);
        case Type::I32:
            return integer_table<std::int32_t>(values);
        default:
            return integer_table<std::int64_t>(values);
    }
}

/// mapping[code] as entries of type T.
template <class T>
std::shared_ptr<const void> code_table(const CodedText& text) {
    auto table = std::make_shared<std::vector<T>>(text.code_count);
    for (std::size_t code = 0; code < text.code_count; ++code)
        (*table)[code] = static_cast<T>(text.entry(code));
    const T* data = table->data();
    return {std::move(table), data};
}

std::shared_ptr<const void> code_table(const CodedText& text, Type type) {
    if (type == Type::C8) return code_table<std::uint8_t>(text);
    if (type == Type::C16) return code_table<std::uint16_t>(text);
    return code_table<std::uint32_t>(text);
}

}  // namespace

struct Compiler::Tabulated {
    Register codes = 0;
    Type type = Type::C32;
    std::vector<Value> results;  ///< by code
};

Result<Operand> Compiler::call(const CallNode& call, const BoundNode& node) {
    if (!call.kernel->scalar) return numeric_call(call, node);
    SKJERM_TRY_ASSIGN(const Tabulated table, tabulate(call));
    return looked_up(table);
}

// ---- numeric functions ------------------------------------------------------------------------

/// int(x / c) of integers x and a constant c > 0 without the float in between.
Result<std::optional<Operand>> Compiler::truncated_quotient(const CallNode& call) {
    const std::optional<Operand> not_that;
    if (call.function->name != "int") return not_that;
    const auto* quotient = std::get_if<BinaryNode>(&call.arguments[0]->node);
    if (!quotient || quotient->op != script::BinaryOperator::Divide) return not_that;
    const Value* constant_right = quotient->right->constant();
    const auto* divisor = constant_right ? std::get_if<std::int64_t>(constant_right) : nullptr;
    if (!divisor || *divisor <= 0 || quotient->left->kind != column::Kind::Integer) return not_that;
    SKJERM_TRY_ASSIGN(Operand dividend, number(*quotient->left));
    if (dividend.constant || !dividend.is_integer()) return not_that;
    refine(dividend);
    if (!dividend.bounds.within(kExactInDouble)) return not_that;
    Operand result;
    result.type = dividend.bounds.within(kValuesOf<std::int32_t>) ? Type::I32 : Type::I64;
    result.bounds = {.low = dividend.bounds.low / *divisor,
                     .high = dividend.bounds.high / *divisor};
    Step details;
    details.integer = *divisor;
    result.values = step(divide_truncated_step(result.type), result.type,
                         {values_as(dividend, result.type)}, std::move(details));
    return std::optional<Operand>(std::move(result));
}

Result<Operand> Compiler::numeric_call(const CallNode& call, const BoundNode& node) {
    const FunctionKernel& kernel = *call.kernel;
    SKJERM_TRY_ASSIGN(const std::optional<Operand> quotient, truncated_quotient(call));
    if (quotient) return *quotient;

    std::vector<Operand> arguments;
    bool all_integers = true;
    for (const BoundPtr& argument : call.arguments) {
        SKJERM_TRY_ASSIGN(Operand operand, number(*argument));
        all_integers &= operand.is_integer();
        arguments.push_back(std::move(operand));
    }
    Step details;
    details.kernel = &kernel;
    std::vector<Register> registers;
    Operand result;
    const bool as_float = float_nodes_.contains(&node);
    if (kernel.integers && !as_float && (all_integers || !kernel.floats)) {
        std::vector<Interval> bounds;
        const Whole rounding = kernel.rounding == Rounding::Floor ? Whole::Floor : Whole::Truncate;
        for (Operand& argument : arguments) {
            if (kernel.bounds) refine(argument);
            bounds.push_back(argument.bounds);
            if (argument.is_integer()) {
                registers.push_back(values_as(argument, Type::I64));
                continue;
            }
            Step whole;
            whole.flag = program_.add_flag();  // nobody asks: a value out of range is missing
            registers.push_back(step(to_integer_step(rounding), Type::I64,
                                     {values_as(argument, Type::F64)}, std::move(whole)));
        }
        details.flag = flag_of(node);
        result.type = Type::I64;
        if (kernel.bounds) result.bounds = kernel.bounds(bounds);
        result.values =
            step(call_integers_step(), Type::I64, std::move(registers), std::move(details));
        return result;
    }
    for (const Operand& argument : arguments) registers.push_back(values_as(argument, Type::F64));
    result.type = Type::F64;
    result.values = step(call_floats_step(), Type::F64, std::move(registers), std::move(details));
    const bool whole =
        kernel.result == ResultRule::Integral || kernel.result == ResultRule::Integer;
    if (!whole || as_float) return result;
    Step exact;
    exact.flag = flag_of(node);
    result.values =
        step(to_integer_step(Whole::Exact), Type::I64, {result.values}, std::move(exact));
    result.type = Type::I64;
    return result;
}

// ---- functions of text ------------------------------------------------------------------------

Result<Compiler::Tabulated> Compiler::tabulate(const CallNode& call) {
    std::size_t variable_arguments = 0;
    std::size_t position = 0;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
        if (call.arguments[i]->constant()) continue;
        ++variable_arguments;
        position = i;
    }
    if (variable_arguments == 1 && call.arguments[position]->is_text())
        return tabulate_texts(call, position);
    return tabulate_combinations(call);
}

Result<Compiler::Tabulated> Compiler::tabulate_texts(const CallNode& call, std::size_t position) {
    SKJERM_TRY_ASSIGN(const CodedText coded, text(*call.arguments[position]));
    Tabulated table;
    table.codes = coded.codes;
    table.type = coded.type;
    table.results.resize(coded.code_count);
    base::for_each_block(coded.code_count, [&](const base::Block& block) {
        std::vector<Value> arguments;
        for (const BoundPtr& argument : call.arguments)
            arguments.push_back(argument->constant() ? *argument->constant() : Value{});
        for (std::size_t code = block.begin; code < block.end; ++code) {
            arguments[position] = coded.text(code);
            table.results[code] = call.kernel->scalar(arguments);
        }
    });
    return table;
}

Result<Compiler::Tabulated> Compiler::tabulate_combinations(const CallNode& call) {
    // A program of its own finds the combinations before this one can look them up.
    Compiler keys_compiler(evaluation_, float_nodes_);
    struct Decoder {
        std::size_t position;
        bool is_float;
        std::optional<CodedText> text;
    };
    std::vector<CombinationKey> keys;
    std::vector<Decoder> decoders;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
        const BoundNode& argument = *call.arguments[i];
        if (argument.constant()) continue;
        if (argument.is_text()) {
            SKJERM_TRY_ASSIGN(CodedText coded, keys_compiler.text(argument));
            auto table = std::make_shared<std::vector<std::uint64_t>>(coded.code_count);
            for (std::size_t code = 0; code < coded.code_count; ++code)
                (*table)[code] = coded.entry(code);
            Step details;
            const std::uint64_t* data = table->data();
            details.table = std::shared_ptr<const void>(std::move(table), data);
            keys.push_back(
                {.values = keys_compiler.step(gather_step(coded.type, 8), Type::I64, {coded.codes},
                                              std::move(details)),
                 .is_integer = true,
                 .range = {.low = 0, .high = static_cast<std::int64_t>(coded.dictionary->size())}});
            decoders.push_back({.position = i, .is_float = false, .text = std::move(coded)});
            continue;
        }
        SKJERM_TRY_ASSIGN(Operand operand, keys_compiler.number(argument));
        keys_compiler.refine(operand);
        const bool is_integer = operand.is_integer();
        const Type type = is_integer ? Type::I64 : Type::F64;
        keys.push_back({.values = keys_compiler.values_as(operand, type),
                        .is_integer = is_integer,
                        .range = operand.bounds});
        decoders.push_back({.position = i, .is_float = !is_integer, .text = std::nullopt});
    }
    SKJERM_TRY_ASSIGN(Combinations found, find_combinations(keys_compiler.program_, keys,
                                                            evaluation_.rows, evaluation_.budget));
    for (const BoundNode* node : keys_compiler.overflowed()) overflowed_inside_.insert(node);

    Tabulated table;
    table.codes = program_.add_column(found.numbers);
    table.type = Type::C32;
    table.results.resize(found.count);
    base::for_each_block(found.count, [&](const base::Block& block) {
        std::vector<Value> arguments;
        for (const BoundPtr& argument : call.arguments)
            arguments.push_back(argument->constant() ? *argument->constant() : Value{});
        for (std::size_t number = block.begin; number < block.end; ++number) {
            const std::uint64_t* tuple = &found.tuples[number * decoders.size()];
            for (std::size_t key = 0; key < decoders.size(); ++key) {
                const Decoder& decoder = decoders[key];
                Value& argument = arguments[decoder.position];
                if (decoder.text)
                    argument = decoder.text->dictionary_text(tuple[key]);
                else if (decoder.is_float)
                    argument = float_value(std::bit_cast<double>(tuple[key]));
                else if (column::is_missing(static_cast<std::int64_t>(tuple[key])))
                    argument = std::monostate{};
                else
                    argument = static_cast<std::int64_t>(tuple[key]);
            }
            table.results[number] = call.kernel->scalar(arguments);
        }
    });
    return table;
}

/// Integer results by code.
Operand Compiler::looked_up(const Tabulated& table) {
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = std::numeric_limits<std::int64_t>::min();
    for (const Value& result : table.results) {
        if (is_missing(result)) continue;
        low = std::min(low, std::get<std::int64_t>(result));
        high = std::max(high, std::get<std::int64_t>(result));
    }
    Operand operand;
    operand.bounds =
        low <= high ? Interval{.low = low, .high = high} : Interval{.low = 0, .high = 0};
    operand.type = narrowest(operand.bounds.low, operand.bounds.high);
    Step details;
    details.table = integer_table(operand.type, table.results);
    operand.values = step(gather_step(table.type, width_of(operand.type)), operand.type,
                          {table.codes}, std::move(details));
    return operand;
}

Result<CodedText> Compiler::text(const BoundNode& node) {
    SKJERM_CHECK(node.is_text());
    if (const Value* value = node.constant()) {
        CodedText fixed;
        fixed.dictionary = std::make_shared<const column::Dictionary>(std::vector<std::string>{});
        if (const auto* text_of_value = std::get_if<std::string>(value))
            fixed.constant = *text_of_value;
        return fixed;
    }
    if (const VariableNode* variable_node = node.variable()) {
        SKJERM_CHECK(variable_node->column && variable_node->column->size() == evaluation_.rows);
        CodedText coded;
        coded.codes = program_.add_column(variable_node->column);
        coded.type = type_of(variable_node->column->storage());
        coded.dictionary = variable_node->column->dictionary();
        coded.code_count = coded.dictionary->size() + 1;
        coded.column = variable_node->column;
        return coded;
    }
    return text_call(std::get<CallNode>(node.node));
}

Result<CodedText> Compiler::text_call(const CallNode& call) {
    SKJERM_TRY_ASSIGN(Tabulated table, tabulate(call));
    std::vector<std::string> texts;
    texts.reserve(table.results.size());
    for (Value& result : table.results) {
        auto* produced = std::get_if<std::string>(&result);
        texts.push_back(produced ? std::move(*produced) : std::string());
    }
    column::DictionaryWithCodes sorted = column::make_dictionary(texts);
    CodedText coded;
    coded.codes = table.codes;
    coded.type = table.type;
    coded.code_count = texts.size();
    coded.mapping = std::move(sorted.codes);
    coded.dictionary = std::move(sorted.dictionary);
    return coded;
}

Register Compiler::entries(const CodedText& text, Type type) {
    Step details;
    details.table = code_table(text, type);
    return step(gather_step(text.type, width_of(type)), type, {text.codes}, std::move(details));
}

}  // namespace skjerm::expr
