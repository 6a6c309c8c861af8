// The words by which enumerations stand in catalogue.json.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "skjerm/column/types.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::datastore {

/// Words of an enumeration, in the order of its enumerators.
template <class Enum>
struct Names;

template <>
struct Names<Temporality> {
    static constexpr std::array<std::string_view, 4> kWords = {"FIXED", "STATUS", "ACCUMULATED",
                                                               "EVENT"};
};
template <>
struct Names<DataType> {
    static constexpr std::array<std::string_view, 4> kWords = {"LONG", "DOUBLE", "STRING", "DATE"};
};
template <>
struct Names<Calendar> {
    static constexpr std::array<std::string_view, 13> kWords = {
        "none",          "yearly 01-01",     "yearly 06-30",     "yearly 11-16",
        "yearly 12-31",  "monthly 16",       "monthly last day", "monthly first and last day",
        "calendar year", "calendar quarter", "calendar month",   "spell",
        "listed"};
};
template <>
struct Names<ValueFormat> {
    static constexpr std::array<std::string_view, 4> kWords = {"NUMBER", "YYYY", "YYYYMM",
                                                               "YYYYMMDD"};
};
template <>
struct Names<column::Storage> {
    static constexpr std::array<std::string_view, 9> kWords = {
        "int8", "int16", "int32", "int64", "float64", "code8", "code16", "code32", "unit32"};
};

template <class Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) {
    return Names<Enum>::kWords[static_cast<std::size_t>(value)];
}

template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> named(std::string_view word) {
    for (std::size_t index = 0; index < Names<Enum>::kWords.size(); ++index)
        if (Names<Enum>::kWords[index] == word) return static_cast<Enum>(index);
    return std::nullopt;
}

}  // namespace skjerm::datastore
