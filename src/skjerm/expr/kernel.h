// What makes a function run: its argument types, the rules for its result, and up to three forms of
// it. The binder and the compiler choose a form; whoever writes a function gives the simplest forms
// that serve it.
//
// - `floats` and `integers` work on vectors of numbers. Missing is NaN and the smallest int64.
//   The same forms fold constants, as vectors of length one.
// - `scalar` works on one row of Values. Functions of text run it once per distinct combination of
//   their arguments, never once per row.
// - `lower` rewrites a call into other nodes while binding (inrange becomes two comparisons).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "skjerm/base/result.h"
#include "skjerm/expr/bound.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/expr/interval.h"
#include "skjerm/expr/value.h"

namespace skjerm::expr {

enum class ArgumentType : std::uint8_t {
    Number,
    Text,
    TextOrEmpty,  ///< text; the literal '' is allowed
    Any,
};

enum class ResultRule : std::uint8_t {
    Integer,
    Float,
    Text,
    AsArguments,  ///< integer when all arguments are, otherwise float
    Integral,     ///< whole numbers: integer, or float where a value leaves the range of int64
    AsLowered,    ///< whatever `lower` makes
};

/// How a float argument becomes an integer for the `integers` form.
enum class Rounding : std::uint8_t { Floor, Truncate };

inline constexpr std::uint8_t kAnyNumber = 255;

/// Columns of arguments: arguments[i][row].
template <class T>
using Arguments = std::span<const T* const>;

class Binder;

/// A call whose arguments are bound, for `lower`.
struct CallContext {
    Binder& binder;
    const FunctionSpec& function;
    Span span;
    std::span<const BoundPtr> arguments;
};

struct FunctionKernel {
    std::uint8_t min_arguments = 1;
    std::uint8_t max_arguments = 1;
    /// Types by position; the last one repeats.
    std::span<const ArgumentType> parameters;
    ResultRule result = ResultRule::Float;
    Rounding rounding = Rounding::Floor;
    /// Sees all units at once: not in conditions or bindings.
    bool whole_population = false;

    /// Missing in, missing out is up to the form. Non-finite results become missing.
    void (*floats)(Arguments<double> arguments, std::size_t rows, double* out) = nullptr;
    /// True when a result left the range of int64; the call is then redone with `floats`.
    bool (*integers)(Arguments<std::int64_t> arguments, std::size_t rows,
                     std::int64_t* out) = nullptr;
    Value (*scalar)(std::span<const Value> arguments) = nullptr;
    base::Result<BoundPtr> (*lower)(const CallContext& call) = nullptr;

    /// Bounds of the results of `integers`, from those of the arguments. Null: unknown.
    Interval (*bounds)(std::span<const Interval> arguments) = nullptr;

    /// False when a literal argument lies outside the domain of the function, whatever the others
    /// are. Null: every number is inside.
    bool (*in_domain)(std::size_t position, double argument) = nullptr;
};

}  // namespace skjerm::expr
