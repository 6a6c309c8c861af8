// Calls a function with the values of a numeric column, whatever their type. Internal to stats.
#pragma once

#include <span>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/column/column.h"

namespace skjerm::stats::detail {

template <class T>
inline constexpr bool kIsNumber = std::is_integral_v<T> || std::is_same_v<T, double>;

/// f(std::span<const T>), where T is an integer type or double. All results are of one type.
template <class F>
auto visit_numbers(const column::Column& column, F f) {
    return column::visit(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (kIsNumber<T>) {
            return f(values);
        } else {
            base::fail_check("only numbers have sums and an order", __FILE__, __LINE__);
            return f(std::span<const double>{});
        }
    });
}

}  // namespace skjerm::stats::detail
