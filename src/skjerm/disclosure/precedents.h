// What was shown before binds what is shown now. Noise belongs to a set of units, so two different
// numbers prove that two sets differ; where these are nearly the same, the proof is about a few
// units, and of whoever knows all but one, about one. Selections of rows that are nearly equal
// become the same (ledger/anchoring.h); the cells of tables cannot, for their rows are counted in
// one pass. Instead a set that differs in a few units from one that was shown shows the numbers of
// that one: its count, and its answers to the same questions about values. (docs/decisions/0007)
#pragma once

#include <cstdint>

#include "skjerm/base/evidence.h"

namespace skjerm::disclosure {

/// What numbers and answers are about.
struct Subject {
    base::Evidence set;
    /// Each unit is taken together with its rows (stats::evidence_with_rows): it turns over two
    /// parities when these change.
    bool with_rows = false;
};

/// What was said of a set, in any unit.
struct Answer {
    double value = 0;
    double reach = 0;  ///< how far a first answer may be from it and take its place
};

/// Of one command; its own numbers bind each other too, in the order in which they are asked for.
class Precedents {
public:
    virtual ~Precedents() = default;

    /// The set whose numbers that of `subject` shows: itself, which others may then have to show, or
    /// one that was shown before. Only the members that noise is keyed on (units, keys) are those of the
    /// other set.
    [[nodiscard]] virtual base::Evidence set_shown_for(const Subject& subject) = 0;

    /// The answer to `question` (a hash) that was given first of the sets that show the numbers of
    /// `shown`, which set_shown_for() returned, and is within reach of `answer`, as that is of it;
    /// `answer` becomes one where there is none.
    [[nodiscard]] virtual double first_answer(const base::Evidence& shown, std::uint64_t question,
                                              const Answer& answer) = 0;
};

}  // namespace skjerm::disclosure
