// Result<T>: a value, or the Diagnostic that says why there is none. For everything a script, a
// user, a file or the data can cause. SKJERM_TRY hands the diagnostic on to the caller.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic.h"

namespace skjerm::base {

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
    Result(Diagnostic diagnostic)
        : state_(std::in_place_index<1>, std::move(diagnostic)) {}  // NOLINT

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        SKJERM_CHECK(ok());
        return std::get<0>(state_);
    }
    [[nodiscard]] const T& value() const& {
        SKJERM_CHECK(ok());
        return std::get<0>(state_);
    }
    [[nodiscard]] T&& value() && {
        SKJERM_CHECK(ok());
        return std::get<0>(std::move(state_));
    }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    [[nodiscard]] const Diagnostic& diagnostic() const& {
        SKJERM_CHECK(!ok());
        return std::get<1>(state_);
    }
    [[nodiscard]] Diagnostic&& diagnostic() && {
        SKJERM_CHECK(!ok());
        return std::get<1>(std::move(state_));
    }

private:
    std::variant<T, Diagnostic> state_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;
[[nodiscard]] inline Status ok() { return Done{}; }

}  // namespace skjerm::base

#define SKJERM_CONCAT_INNER(a, b) a##b
#define SKJERM_CONCAT(a, b) SKJERM_CONCAT_INNER(a, b)

/// Evaluates a Result; returns its diagnostic from the enclosing function when it failed.
#define SKJERM_TRY(expression)                                              \
    do {                                                                    \
        if (auto skjerm_try_result = (expression); !skjerm_try_result.ok()) \
            return std::move(skjerm_try_result).diagnostic();               \
    } while (false)

/// `SKJERM_TRY_ASSIGN(auto x, f());` declares or assigns x from a Result, or returns its
/// diagnostic.
#define SKJERM_TRY_ASSIGN(target, expression)                                   \
    auto SKJERM_CONCAT(skjerm_result_, __LINE__) = (expression);                \
    if (!SKJERM_CONCAT(skjerm_result_, __LINE__).ok())                          \
        return std::move(SKJERM_CONCAT(skjerm_result_, __LINE__)).diagnostic(); \
    target = std::move(SKJERM_CONCAT(skjerm_result_, __LINE__)).value()
