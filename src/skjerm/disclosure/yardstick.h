// Answers about values, bound by those given before about nearly the same units. They are compared
// in the units of the register variable, so that what was said of a variable binds what is said of
// twice it: else the two would prove by their ratio that the sets differ.
//
// The selection that a group stands in does not matter, although bounds of clipping follow from it:
// who asks for a cell of two selections would else see by one mean whether the cell is the same.
// But where other bounds have moved an answer farther than a few units could, it is another answer.
#pragma once

#include "skjerm/base/derivation.h"
#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/raw_values.h"

namespace skjerm::disclosure {

/// Of a variable whose values are clipped to `bounds`.
[[nodiscard]] Yardstick yardstick_of(const base::Derivation& variable, const Bounds& bounds);

/// `value` with the answers first given of the set that is shown for its valid rows.
[[nodiscard]] RawValue with_first_answers(const RawValue& value, const Yardstick& yardstick,
                                          const CountNoise& noise);

}  // namespace skjerm::disclosure
