// What a demographer would look at before believing a synthetic population: rules that must hold
// without exception, published figures beside those found, and the connections that analyses should
// find. Reads any store through its public interface, so what is checked is what users get.
//
// Exact counts come out: a caller refuses stores that are not synthetic.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datagen {

enum class CheckKind : std::uint8_t { Rule, Target, Signal };

struct Finding {
    CheckKind kind;
    std::string nb, en;      ///< what it is about
    double aim = 0;          ///< rules: 0
    double found = 0;        ///< rules: violations
    double tolerance = 0;    ///< absolute, in the unit of the figure; rules: violations allowed
    bool is_checked = true;  ///< false: the store does not hold what it takes

    [[nodiscard]] bool is_met() const {
        const double distance = found < aim ? aim - found : found - aim;
        return !is_checked || distance <= tolerance;
    }
};

/// Rules, then targets, then signals. Tolerances widen for populations below 500 000.
[[nodiscard]] base::Result<std::vector<Finding>> check_store(const datastore::Store& store);

}  // namespace skjerm::datagen
