// Comparisons: exact between integers and floats, by code between texts.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "skjerm/base/check.h"
#include "skjerm/expr/compiler.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Result;
using script::BinaryOperator;

/// op such that `b op a` is `a op b` with the sides exchanged.
BinaryOperator mirrored(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Less:
            return BinaryOperator::Greater;
        case BinaryOperator::LessEqual:
            return BinaryOperator::GreaterEqual;
        case BinaryOperator::Greater:
            return BinaryOperator::Less;
        case BinaryOperator::GreaterEqual:
            return BinaryOperator::LessEqual;
        default:
            return op;
    }
}

/// The result where `left op right` holds for no present value; missing values only satisfy !=.
bool holds_for_missing(BinaryOperator op) { return op == BinaryOperator::NotEqual; }

Value truth_value(bool holds) { return std::int64_t{holds ? 1 : 0}; }

Interval values_of_type(Type type) {
    switch (type) {
        case Type::I8:
            return kValuesOf<std::int8_t>;
        case Type::I16:
            return kValuesOf<std::int16_t>;
        case Type::I32:
            return kValuesOf<std::int32_t>;
        default:
            return kValuesOf<std::int64_t>;
    }
}

/// A comparison with a number that is no integer, as one with an integer; nullopt where equality
/// can never hold.
struct IntegerTest {
    BinaryOperator op;
    double bound;
};
std::optional<IntegerTest> between_integers(BinaryOperator op, double right) {
    switch (op) {
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
            return IntegerTest{BinaryOperator::LessEqual, std::floor(right)};
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual:
            return IntegerTest{BinaryOperator::GreaterEqual, std::ceil(right)};
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<Operand> Compiler::comparison(const BinaryNode& binary) {
    if (binary.left->is_text()) return compare_texts(binary);
    SKJERM_TRY_ASSIGN(const Operand left, number(*binary.left));
    SKJERM_TRY_ASSIGN(const Operand right, number(*binary.right));
    return compare(binary.op, left, right);
}

Operand Compiler::compare(BinaryOperator op, const Operand& left, const Operand& right) {
    if (right.constant) return compare_with(op, left, *right.constant);
    if (left.constant) return compare_with(mirrored(op), right, *left.constant);
    if (left.is_integer() && right.is_integer()) {
        const Type type = std::max(left.type, right.type);
        const Register left_values = values_as(left, type);
        const Register right_values = values_as(right, type);
        return truth_of(compare_step(op, type), {left_values, right_values});
    }
    if (left.is_integer() != right.is_integer()) {
        const Operand& integers = left.is_integer() ? left : right;
        const Operand& floats = left.is_integer() ? right : left;
        if (!integers.bounds.within(kExactInDouble))
            return truth_of(compare_mixed_step(left.is_integer() ? op : mirrored(op)),
                            {values_as(integers, Type::I64), floats.values});
    }
    const Register left_values = values_as(left, Type::F64);
    const Register right_values = values_as(right, Type::F64);
    return truth_of(compare_step(op, Type::F64), {left_values, right_values});
}

Operand Compiler::compare_with(BinaryOperator op, const Operand& left, const Value& right) {
    if (left.constant) return constant(apply_operator(op, *left.constant, right));
    if (is_missing(right)) return constant(truth_value(holds_for_missing(op)));
    const auto* integer = std::get_if<std::int64_t>(&right);
    if (left.is_integer()) {
        if (integer) return compare_integers_with(op, left, *integer);
        double number = std::get<double>(right);
        if (number != std::floor(number)) {
            const std::optional<IntegerTest> test = between_integers(op, number);
            if (!test) return constant(truth_value(holds_for_missing(op)));
            op = test->op;
            number = test->bound;
        }
        // Beyond int64 the nearest bound that no value reaches gives the same answer.
        if (number >= 9223372036854775808.0 || number < -9223372036854775807.0) {
            Operand bound = constant(right);
            return truth_of(compare_mixed_step(op),
                            {values_as(left, Type::I64), values_as(bound, Type::F64)});
        }
        return compare_integers_with(op, left, static_cast<std::int64_t>(number));
    }
    if (integer && !Interval{*integer, *integer}.within(kExactInDouble)) {
        const Operand whole = constant(right);
        return truth_of(compare_mixed_step(mirrored(op)),
                        {values_as(whole, Type::I64), left.values});
    }
    Step details;
    details.number = *number_of(right);
    return truth_of(compare_constant_step(op, Type::F64), {left.values}, std::move(details));
}

Operand Compiler::compare_integers_with(BinaryOperator op, const Operand& left,
                                        std::int64_t right) {
    const Interval possible = values_of_type(left.type);
    if (right >= possible.low && right <= possible.high) {
        Step details;
        details.integer = right;
        return truth_of(compare_constant_step(op, left.type), {left.values}, std::move(details));
    }
    // Every present value lies on one side of the constant.
    const bool all_below = right > possible.high;
    const bool holds = all_below
                           ? op == BinaryOperator::Less || op == BinaryOperator::LessEqual
                           : op == BinaryOperator::Greater || op == BinaryOperator::GreaterEqual;
    if (!holds) return constant(truth_value(holds_for_missing(op)));
    const Register absent = step(is_missing_step(left.type), Type::I8, {left.values});
    return truth_of(not_step(), {absent});
}

Result<Operand> Compiler::compare_texts(const BinaryNode& binary) {
    SKJERM_TRY_ASSIGN(const CodedText left, text(*binary.left));
    SKJERM_TRY_ASSIGN(const CodedText right, text(*binary.right));
    if (left.constant || right.constant || left.code_count == 0 || right.code_count == 0) {
        const CodedText& coded = left.constant || left.code_count == 0 ? right : left;
        const CodedText& fixed = left.constant || left.code_count == 0 ? left : right;
        const auto entry = fixed.constant ? coded.dictionary->code(*fixed.constant) : std::nullopt;
        if (!entry) return constant(truth_value(holds_for_missing(binary.op)));
        if (coded.mapping.empty()) {
            Step details;
            details.integer = *entry;
            return truth_of(compare_code_constant_step(binary.op, coded.type), {coded.codes},
                            std::move(details));
        }
        std::vector<std::uint8_t> truth(coded.code_count);
        for (std::size_t code = 0; code < truth.size(); ++code)
            truth[code] =
                (coded.entry(code) == *entry) == (binary.op == BinaryOperator::Equal) ? 1 : 0;
        return test_of_texts(coded, truth);
    }
    return same_entries(binary.op, left, right);
}

/// Both sides as codes of one dictionary: the left one's, and new codes for what it lacks.
Operand Compiler::same_entries(BinaryOperator op, const CodedText& left, const CodedText& right) {
    const bool plain = left.mapping.empty() && right.mapping.empty() &&
                       left.dictionary == right.dictionary && left.type == right.type;
    if (plain) return truth_of(compare_codes_step(op, left.type), {left.codes, right.codes});
    CodedText translated = right;
    translated.mapping.resize(right.code_count);
    for (std::size_t code = 0; code < right.code_count; ++code) {
        const std::uint32_t entry = right.entry(code);
        // An entry that the left side lacks gets a number beyond its dictionary.
        const auto beyond = static_cast<std::uint32_t>(left.dictionary->size()) + 1;
        translated.mapping[code] =
            entry == 0 ? 0 : left.dictionary->code(right.dictionary->text(entry)).value_or(beyond);
    }
    const Register left_entries = entries(left, Type::C32);
    const Register right_entries = entries(translated, Type::C32);
    return truth_of(compare_codes_step(op, Type::C32), {left_entries, right_entries});
}

Operand Compiler::test_of_texts(const CodedText& text, std::span<const std::uint8_t> truth) {
    SKJERM_CHECK(truth.size() == text.code_count);
    auto table = std::make_shared<std::vector<std::uint8_t>>(truth.begin(), truth.end());
    const std::uint8_t* entries_of_table = table->data();
    Step details;
    details.table = std::shared_ptr<const void>(std::move(table), entries_of_table);
    return truth_of(gather_step(text.type, 1), {text.codes}, std::move(details));
}

}  // namespace skjerm::expr
