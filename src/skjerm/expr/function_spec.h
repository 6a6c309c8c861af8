// The declaration of a function: one place that feeds binding, help, completion and the reference
// manual. Families of functions stand in expr/functions/, one file each, listed in registry.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "skjerm/base/language.h"

namespace skjerm::expr {

enum class FunctionGroup : std::uint8_t {
    Dates,
    Probability,
    Mathematics,
    Rows,
    Strings,
    Logic,
    Labels,
    Bindings
};

/// `call` is an expression without variables; `value` its printed result ("." for missing).
struct FunctionExample {
    std::string_view call;
    std::string_view value;
};

struct FunctionKernel;  // expr/kernel.h: typed entry points

struct FunctionSpec {
    std::string_view name;
    FunctionGroup group;
    std::string_view signature;  ///< "round(x [, y])"
    base::LocalizedText help;
    std::span<const FunctionExample> examples;
    bool allowed_in_let = false;
    const FunctionKernel* kernel = nullptr;  ///< never null in a declared function
};

/// All functions, ordered by group and name.
[[nodiscard]] std::span<const FunctionSpec* const> functions();
[[nodiscard]] const FunctionSpec* find_function(std::string_view name);

}  // namespace skjerm::expr
