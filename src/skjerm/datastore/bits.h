// Values as bits: the unsigned integer of a storage's width, and its pattern for missing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/column/types.h"

namespace skjerm::datastore {

/// Bits of the missing value of `storage`, in the low `width` bytes.
[[nodiscard]] constexpr std::uint64_t missing_bits(column::Storage storage) {
    switch (storage) {
        case column::Storage::Int8:
            return 0x80U;
        case column::Storage::Int16:
            return 0x8000U;
        case column::Storage::Int32:
            return 0x80000000U;
        case column::Storage::Int64:
            return 0x8000000000000000U;
        case column::Storage::Float64:
            return 0x7FF8000000000000U;
        case column::Storage::Code8:
        case column::Storage::Code16:
        case column::Storage::Code32:
            return 0;
        case column::Storage::Unit32:
            return 0xFFFFFFFFU;
    }
    return 0;
}

/// Calls `f(Word{})` with the unsigned integer of `width` bytes.
template <class F>
decltype(auto) with_word_of(std::size_t width, F&& f) {
    switch (width) {
        case 1:
            return std::forward<F>(f)(std::uint8_t{});
        case 2:
            return std::forward<F>(f)(std::uint16_t{});
        case 4:
            return std::forward<F>(f)(std::uint32_t{});
        case 8:
            return std::forward<F>(f)(std::uint64_t{});
        default:
            break;
    }
    base::fail_check("a storage has 1, 2, 4 or 8 bytes", __FILE__, __LINE__);
}
/// The same for the width of `storage`.
template <class F>
decltype(auto) with_word(column::Storage storage, F&& f) {
    return with_word_of(column::width_of(storage), std::forward<F>(f));
}

/// First place in the ascending [at, end) that is not below `wanted`: like std::lower_bound, but
/// cheap when that is near, as it is when units are asked for in order.
template <class Iterator, class T>
[[nodiscard]] Iterator advance_to(Iterator at, Iterator end, const T& wanted) {
    std::ptrdiff_t step = 1;
    Iterator below = at;  // everything before it is below `wanted`
    while (end - below > step && below[step] < wanted) {
        below += step;
        step *= 2;
    }
    return std::lower_bound(below, end - below > step ? below + step + 1 : end, wanted);
}

}  // namespace skjerm::datastore
