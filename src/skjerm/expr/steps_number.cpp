#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/expr/kernel.h"
#include "skjerm/expr/scalar.h"
#include "skjerm/expr/steps.h"

namespace skjerm::expr {
namespace {

using column::is_missing;
using column::missing;
using script::BinaryOperator;

constexpr double kTwoTo63 = 9223372036854775808.0;

template <class From, class To>
void convert(const Step& step, Frame& frame) {
    const From* in = frame.values<From>(step.in[0]);
    To* out = frame.values<To>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = is_missing(in[row]) ? missing<To>() : static_cast<To>(in[row]);
}

template <class From>
StepRun convert_from(Type to) {
    switch (to) {
        case Type::I8:
            return convert<From, std::int8_t>;
        case Type::I16:
            return convert<From, std::int16_t>;
        case Type::I32:
            return convert<From, std::int32_t>;
        case Type::I64:
            return convert<From, std::int64_t>;
        case Type::F64:
            return convert<From, double>;
        default:
            break;
    }
    base::fail_check("no such conversion", __FILE__, __LINE__);
}

template <double (*Round)(double)>
void to_integer(const Step& step, Frame& frame) {
    const double* in = frame.values<double>(step.in[0]);
    std::int64_t* out = frame.values<std::int64_t>(step.out);
    bool outside = false;
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const double whole = Round(in[row]);
        const bool fits = std::abs(whole) < kTwoTo63;
        outside |= !fits && !is_missing(whole);
        out[row] = fits ? static_cast<std::int64_t>(whole) : missing<std::int64_t>();
    }
    frame.flags[step.flag] |= outside ? 1 : 0;
}

double floor_of(double x) { return std::floor(x); }
double truncated(double x) { return std::trunc(x); }
double unchanged(double x) { return x; }

struct Sum {
    template <class T>
    static T of(T a, T b) {
        return a + b;
    }
    static bool overflows(std::int64_t a, std::int64_t b, std::int64_t* out) {
        return __builtin_add_overflow(a, b, out);
    }
};
struct Difference {
    template <class T>
    static T of(T a, T b) {
        return a - b;
    }
    static bool overflows(std::int64_t a, std::int64_t b, std::int64_t* out) {
        return __builtin_sub_overflow(a, b, out);
    }
};
struct Product {
    template <class T>
    static T of(T a, T b) {
        return a * b;
    }
    static bool overflows(std::int64_t a, std::int64_t b, std::int64_t* out) {
        return __builtin_mul_overflow(a, b, out);
    }
};
struct Quotient {
    static double of(double a, double b) { return a / b; }
};
struct Power {
    /// pow alone would give 1 for NaN^0 and 1^NaN.
    static double of(double a, double b) {
        return is_missing(a) || is_missing(b) ? missing<double>() : std::pow(a, b);
    }
    static bool overflows(std::int64_t a, std::int64_t b, std::int64_t* out) {
        const IntegerPower power = integer_power(a, b);
        *out = power.value;
        return !power.exact;
    }
};

/// Unsigned inside, so that the missing value may pass through the operation before it is masked.
template <class T, class Operation>
void unchecked(const Step& step, Frame& frame) {
    using Unsigned = std::make_unsigned_t<T>;
    const T* left = frame.values<T>(step.in[0]);
    const T* right = frame.values<T>(step.in[1]);
    T* out = frame.values<T>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto result = static_cast<T>(
            Operation::of(static_cast<Unsigned>(left[row]), static_cast<Unsigned>(right[row])));
        out[row] = is_missing(left[row]) || is_missing(right[row]) ? missing<T>() : result;
    }
}

template <class Operation>
void checked(const Step& step, Frame& frame) {
    const std::int64_t* left = frame.values<std::int64_t>(step.in[0]);
    const std::int64_t* right = frame.values<std::int64_t>(step.in[1]);
    std::int64_t* out = frame.values<std::int64_t>(step.out);
    bool overflow = false;
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        if (is_missing(left[row]) || is_missing(right[row])) {
            out[row] = missing<std::int64_t>();
            continue;
        }
        overflow |= Operation::overflows(left[row], right[row], &out[row]);
        overflow |= is_beyond_exact(out[row]);
    }
    frame.flags[step.flag] |= overflow ? 1 : 0;
}

double finite_or_missing(double x) {
    return std::abs(x) <= std::numeric_limits<double>::max() ? x : missing<double>();
}

template <class Operation>
void float_operation(const Step& step, Frame& frame) {
    const double* left = frame.values<double>(step.in[0]);
    const double* right = frame.values<double>(step.in[1]);
    double* out = frame.values<double>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = finite_or_missing(Operation::of(left[row], right[row]));
}

template <class T>
void negate(const Step& step, Frame& frame) {
    const T* in = frame.values<T>(step.in[0]);
    T* out = frame.values<T>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = is_missing(in[row]) ? missing<T>() : -in[row];
}

/// The rounded quotient of doubles never reaches the next whole number: that lies at least
/// 1 / divisor away, and the error is below |in| / divisor / 2^53.
template <class T>
void divide_truncated(const Step& step, Frame& frame) {
    const T* in = frame.values<T>(step.in[0]);
    T* out = frame.values<T>(step.out);
    const auto divisor = static_cast<double>(step.integer);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto quotient = static_cast<T>(static_cast<double>(in[row]) / divisor);
        out[row] = is_missing(in[row]) ? missing<T>() : quotient;
    }
}

template <class T>
std::vector<const T*> arguments_of(const Step& step, Frame& frame) {
    std::vector<const T*> arguments;
    for (const Register argument : step.in) arguments.push_back(frame.values<T>(argument));
    return arguments;
}

void call_floats(const Step& step, Frame& frame) {
    double* out = frame.values<double>(step.out);
    step.kernel->floats(arguments_of<double>(step, frame), frame.rows, out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) out[row] = finite_or_missing(out[row]);
}

void call_integers(const Step& step, Frame& frame) {
    const bool overflow = step.kernel->integers(arguments_of<std::int64_t>(step, frame), frame.rows,
                                                frame.values<std::int64_t>(step.out));
    frame.flags[step.flag] |= overflow ? 1 : 0;
}

void count_cuts(const Step& step, Frame& frame) {
    const auto& cuts = *static_cast<const std::vector<double>*>(step.table.get());
    const double* in = frame.values<double>(step.in[0]);
    std::int8_t* out = frame.values<std::int8_t>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto below = std::ranges::lower_bound(cuts, in[row]) - cuts.begin();
        out[row] = is_missing(in[row]) ? missing<std::int8_t>() : static_cast<std::int8_t>(below);
    }
}

}  // namespace

StepRun convert_step(Type from, Type to) {
    switch (from) {
        case Type::I8:
            return convert_from<std::int8_t>(to);
        case Type::I16:
            return convert_from<std::int16_t>(to);
        case Type::I32:
            return convert_from<std::int32_t>(to);
        case Type::I64:
            return convert_from<std::int64_t>(to);
        default:
            break;
    }
    base::fail_check("no such conversion", __FILE__, __LINE__);
}

StepRun to_integer_step(Whole whole) {
    switch (whole) {
        case Whole::Floor:
            return to_integer<floor_of>;
        case Whole::Truncate:
            return to_integer<truncated>;
        case Whole::Exact:
            break;
    }
    return to_integer<unchanged>;
}

StepRun integer_step(BinaryOperator op, Type type) {
    const bool wide = type == Type::I64;
    switch (op) {
        case BinaryOperator::Add:
            return wide ? unchecked<std::int64_t, Sum> : unchecked<std::int32_t, Sum>;
        case BinaryOperator::Subtract:
            return wide ? unchecked<std::int64_t, Difference> : unchecked<std::int32_t, Difference>;
        case BinaryOperator::Multiply:
            return wide ? unchecked<std::int64_t, Product> : unchecked<std::int32_t, Product>;
        default:
            break;
    }
    base::fail_check("no such integer operation", __FILE__, __LINE__);
}

StepRun checked_step(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Add:
            return checked<Sum>;
        case BinaryOperator::Subtract:
            return checked<Difference>;
        case BinaryOperator::Multiply:
            return checked<Product>;
        case BinaryOperator::Power:
            return checked<Power>;
        default:
            break;
    }
    base::fail_check("no such integer operation", __FILE__, __LINE__);
}

StepRun float_step(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Add:
            return float_operation<Sum>;
        case BinaryOperator::Subtract:
            return float_operation<Difference>;
        case BinaryOperator::Multiply:
            return float_operation<Product>;
        case BinaryOperator::Divide:
            return float_operation<Quotient>;
        case BinaryOperator::Power:
            return float_operation<Power>;
        default:
            break;
    }
    base::fail_check("no such operation", __FILE__, __LINE__);
}

StepRun negate_step(Type type) {
    if (type == Type::F64) return negate<double>;
    return type == Type::I64 ? negate<std::int64_t> : negate<std::int32_t>;
}

StepRun divide_truncated_step(Type type) {
    return type == Type::I64 ? divide_truncated<std::int64_t> : divide_truncated<std::int32_t>;
}

StepRun call_floats_step() { return call_floats; }
StepRun call_integers_step() { return call_integers; }
StepRun count_cuts_step() { return count_cuts; }

}  // namespace skjerm::expr
