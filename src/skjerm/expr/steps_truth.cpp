#include <type_traits>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/expr/steps.h"
#include "skjerm/expr/value.h"

namespace skjerm::expr {
namespace {

using column::Code16;
using column::Code32;
using column::Code8;
using column::is_missing;
using script::BinaryOperator;

template <BinaryOperator Op>
struct Ordered {
    template <class T>
    static bool of(T a, T b) {
        if constexpr (Op == BinaryOperator::Equal)
            return a == b;
        else if constexpr (Op == BinaryOperator::NotEqual)
            return a != b;
        else if constexpr (Op == BinaryOperator::Less)
            return a < b;
        else if constexpr (Op == BinaryOperator::LessEqual)
            return a <= b;
        else if constexpr (Op == BinaryOperator::Greater)
            return a > b;
        else
            return a >= b;
    }
};

constexpr bool holds_for_missing(BinaryOperator op) { return op == BinaryOperator::NotEqual; }

/// IEEE comparison of doubles has the missing rules already. For integers the missing value is the
/// smallest one, so one of the two tests below is implied; the compiler drops what it can.
template <BinaryOperator Op, class T>
bool holds(T a, T b) {
    const bool ordered = Ordered<Op>::of(a, b);
    if constexpr (std::is_same_v<T, double>)
        return ordered;
    else if constexpr (Op == BinaryOperator::NotEqual)
        return ordered | is_missing(a);
    else if constexpr (Op == BinaryOperator::Greater || Op == BinaryOperator::GreaterEqual)
        return ordered & !is_missing(b);
    else
        return ordered & !is_missing(a);
}

template <BinaryOperator Op, class T>
struct Compare {
    static void run(const Step& step, Frame& frame) {
        const T* left = frame.values<T>(step.in[0]);
        const T* right = frame.values<T>(step.in[1]);
        std::int8_t* out = frame.values<std::int8_t>(step.out);
        const std::size_t rows = frame.rows;
        for (std::size_t row = 0; row < rows; ++row)
            out[row] = holds<Op>(left[row], right[row]) ? 1 : 0;
    }
};

template <BinaryOperator Op, class T>
struct CompareConstant {
    static void run(const Step& step, Frame& frame) {
        const T* left = frame.values<T>(step.in[0]);
        std::int8_t* out = frame.values<std::int8_t>(step.out);
        T right{};
        if constexpr (std::is_same_v<T, double>)
            right = step.number;
        else
            right = static_cast<T>(step.integer);
        const std::size_t rows = frame.rows;
        for (std::size_t row = 0; row < rows; ++row) out[row] = holds<Op>(left[row], right) ? 1 : 0;
    }
};

template <BinaryOperator Op, class>
struct CompareMixed {
    static void run(const Step& step, Frame& frame) {
        const std::int64_t* left = frame.values<std::int64_t>(step.in[0]);
        const double* right = frame.values<double>(step.in[1]);
        std::int8_t* out = frame.values<std::int8_t>(step.out);
        const std::size_t rows = frame.rows;
        for (std::size_t row = 0; row < rows; ++row) {
            const bool absent = is_missing(left[row]) || is_missing(right[row]);
            const bool result = absent ? holds_for_missing(Op)
                                       : Ordered<Op>::of(compare_exactly(left[row], right[row]), 0);
            out[row] = result ? 1 : 0;
        }
    }
};

/// The instance of Kernel<Op, T> for an operator.
template <template <BinaryOperator, class> class Kernel, class T>
StepRun by_operator(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Equal:
            return Kernel<BinaryOperator::Equal, T>::run;
        case BinaryOperator::NotEqual:
            return Kernel<BinaryOperator::NotEqual, T>::run;
        case BinaryOperator::Less:
            return Kernel<BinaryOperator::Less, T>::run;
        case BinaryOperator::LessEqual:
            return Kernel<BinaryOperator::LessEqual, T>::run;
        case BinaryOperator::Greater:
            return Kernel<BinaryOperator::Greater, T>::run;
        case BinaryOperator::GreaterEqual:
            return Kernel<BinaryOperator::GreaterEqual, T>::run;
        default:
            break;
    }
    base::fail_check("not a comparison", __FILE__, __LINE__);
}

template <template <BinaryOperator, class> class Kernel>
StepRun by_type(BinaryOperator op, Type type) {
    switch (type) {
        case Type::I8:
            return by_operator<Kernel, std::int8_t>(op);
        case Type::I16:
            return by_operator<Kernel, std::int16_t>(op);
        case Type::I32:
            return by_operator<Kernel, std::int32_t>(op);
        case Type::I64:
            return by_operator<Kernel, std::int64_t>(op);
        case Type::F64:
            return by_operator<Kernel, double>(op);
        default:
            break;
    }
    base::fail_check("codes have no order", __FILE__, __LINE__);
}

template <class T, bool WantEqual>
void compare_codes(const Step& step, Frame& frame) {
    const T* left = frame.values<T>(step.in[0]);
    const T* right = frame.values<T>(step.in[1]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool equal = (left[row] == right[row]) & !is_missing(left[row]);
        out[row] = equal == WantEqual ? 1 : 0;
    }
}

template <class T, bool WantEqual>
void compare_code_constant(const Step& step, Frame& frame) {
    const T* left = frame.values<T>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const T right{static_cast<std::underlying_type_t<T>>(step.integer)};
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = (left[row] == right) == WantEqual ? 1 : 0;
}

template <class T>
void truth(const Step& step, Frame& frame) {
    const T* in = frame.values<T>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = ((in[row] != 0) & !is_missing(in[row])) ? 1 : 0;
}

template <class T>
void is_missing_in(const Step& step, Frame& frame) {
    const T* in = frame.values<T>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) out[row] = is_missing(in[row]) ? 1 : 0;
}

template <bool And>
void logic(const Step& step, Frame& frame) {
    const std::int8_t* left = frame.values<std::int8_t>(step.in[0]);
    const std::int8_t* right = frame.values<std::int8_t>(step.in[1]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = static_cast<std::int8_t>(And ? left[row] & right[row] : left[row] | right[row]);
}

void negation(const Step& step, Frame& frame) {
    const std::int8_t* in = frame.values<std::int8_t>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) out[row] = static_cast<std::int8_t>(in[row] ^ 1);
}

template <class T>
void in_set(const Step& step, Frame& frame) {
    const auto& set = *static_cast<const std::vector<std::uint8_t>*>(step.table.get());
    const T* in = frame.values<T>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const auto lowest = static_cast<std::uint64_t>(step.integer);
    const std::uint64_t size = set.size();
    const std::uint8_t* listed_values = set.data();
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto value = static_cast<std::uint64_t>(static_cast<std::int64_t>(in[row]));
        const std::uint64_t index = value - lowest;
        const bool listed = index < size && listed_values[index] != 0;
        out[row] = (listed & !is_missing(in[row])) ? 1 : 0;
    }
}

}  // namespace

StepRun compare_step(BinaryOperator op, Type type) { return by_type<Compare>(op, type); }

StepRun compare_constant_step(BinaryOperator op, Type type) {
    return by_type<CompareConstant>(op, type);
}

StepRun compare_mixed_step(BinaryOperator op) { return by_operator<CompareMixed, void>(op); }

StepRun compare_codes_step(BinaryOperator op, Type type) {
    const bool equal = op == BinaryOperator::Equal;
    if (type == Type::C8) return equal ? compare_codes<Code8, true> : compare_codes<Code8, false>;
    if (type == Type::C16)
        return equal ? compare_codes<Code16, true> : compare_codes<Code16, false>;
    SKJERM_CHECK(type == Type::C32);
    return equal ? compare_codes<Code32, true> : compare_codes<Code32, false>;
}

StepRun compare_code_constant_step(BinaryOperator op, Type type) {
    const bool equal = op == BinaryOperator::Equal;
    if (type == Type::C8)
        return equal ? compare_code_constant<Code8, true> : compare_code_constant<Code8, false>;
    if (type == Type::C16)
        return equal ? compare_code_constant<Code16, true> : compare_code_constant<Code16, false>;
    SKJERM_CHECK(type == Type::C32);
    return equal ? compare_code_constant<Code32, true> : compare_code_constant<Code32, false>;
}

StepRun truth_step(Type type) {
    switch (type) {
        case Type::I8:
            return truth<std::int8_t>;
        case Type::I16:
            return truth<std::int16_t>;
        case Type::I32:
            return truth<std::int32_t>;
        case Type::I64:
            return truth<std::int64_t>;
        default:
            break;
    }
    SKJERM_CHECK(type == Type::F64);
    return truth<double>;
}

StepRun is_missing_step(Type type) {
    switch (type) {
        case Type::I8:
            return is_missing_in<std::int8_t>;
        case Type::I16:
            return is_missing_in<std::int16_t>;
        case Type::I32:
            return is_missing_in<std::int32_t>;
        case Type::I64:
            return is_missing_in<std::int64_t>;
        case Type::F64:
            return is_missing_in<double>;
        case Type::C8:
            return is_missing_in<Code8>;
        case Type::C16:
            return is_missing_in<Code16>;
        case Type::C32:
            break;
    }
    return is_missing_in<Code32>;
}

StepRun logic_step(BinaryOperator op) {
    return op == BinaryOperator::And ? logic<true> : logic<false>;
}

StepRun not_step() { return negation; }

StepRun in_set_step(Type type) {
    return type == Type::I64 ? in_set<std::int64_t> : in_set<std::int32_t>;
}

}  // namespace skjerm::expr
