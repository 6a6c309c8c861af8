// Small released tables for the tests of rendering, filled in by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "skjerm/released/result.h"

namespace skjerm::testing {

using released::Axis;
using released::Category;
using released::CellState;
using released::Measure;
using released::Number;
using released::Statistic;
using released::Table;

inline Category category(std::string code, std::string nb, std::string en) {
    return {.kind = Category::Kind::Value,
            .code = std::move(code),
            .label = {std::move(nb), std::move(en)}};
}
inline Category total() { return {.kind = Category::Kind::Total, .code = {}, .label = {}}; }

inline Number shown_number(double value) { return {.value = value, .state = CellState::Shown}; }
inline Number hidden(CellState state) { return {.value = 0, .state = state}; }

inline std::vector<Number> shown_numbers(const std::vector<double>& values) {
    std::vector<Number> numbers;
    for (const double value : values) numbers.push_back(shown_number(value));
    return numbers;
}

inline Axis sex() {
    return {
        .variable = "kjønn",
        .label = {"Kjønn", "Sex"},
        .categories = {category("1", "Mann", "Male"), category("2", "Kvinne", "Female"), total()}};
}
inline Axis civil_status() {
    return {.variable = "sivilstand",
            .label = {"Sivilstand", "Civil status"},
            .categories = {category("1", "Ugift", "Unmarried"), category("2", "Gift", "Married"),
                           total()}};
}

/// kjønn down, sivilstand across; counts alone.
inline Table two_way() {
    return {.rows = {sex()},
            .columns = {civil_status()},
            .row_index = {{0}, {1}, {2}},
            .column_index = {{0}, {1}, {2}},
            .measures = {{.statistic = Statistic::Frequency,
                          .variable = {},
                          .decimals = 0,
                          .cells = shown_numbers({1402331, 901004, 2303335, 1310000, 899120,
                                                  2209120, 2712331, 1800124, 4512455})}},
            .tests = {}};
}

/// kjønn down, one measure with a cell of each state.
inline Table states() {
    Axis axis{.variable = "x", .label = {}, .categories = {}};
    for (const char* code : {"a", "b", "c", "d", "e"})
        axis.categories.push_back(category(code, "", ""));
    return {.rows = {axis},
            .columns = {},
            .row_index = {{0}, {1}, {2}, {3}, {4}},
            .column_index = {{}},
            .measures = {{.statistic = Statistic::Mean,
                          .variable = "lønn",
                          .decimals = 1,
                          .cells = {shown_number(-1234.5), hidden(CellState::Suppressed),
                                    hidden(CellState::NotDefined), hidden(CellState::Missing),
                                    hidden(CellState::Blank)}}},
            .tests = {}};
}

}  // namespace skjerm::testing
