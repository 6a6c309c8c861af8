// Answers about values, bound by those given before about nearly the same units. They are compared
// in units of the clipped range, so that what was said of a variable binds what is said of twice
// it: else the two would prove by their ratio that the sets differ.
#pragma once

#include "skjerm/base/derivation.h"
#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/raw_values.h"

namespace skjerm::disclosure {

/// Of a variable whose values, one for each unit of `valid`, are clipped to `bounds`. `valid`: all
/// that the command is about, since the bounds follow from them.
[[nodiscard]] Yardstick yardstick_of(const base::Derivation& variable, const Bounds& bounds,
                                     const base::Evidence& valid, const CountNoise& noise);

/// `value` with the answers first given of the set that is shown for its valid rows.
[[nodiscard]] RawValue with_first_answers(const RawValue& value, const Yardstick& yardstick,
                                          const CountNoise& noise);

}  // namespace skjerm::disclosure
