// Which models may be estimated, on which units, and with which keyed weights.
//
// A coefficient is a statistic of the units that determine it. Which these are does not depend on
// how terms are written, so no term is judged by itself: a unit whose leverage is above a tenth
// (the diagonal of the hat matrix, summed over its rows) is left out, and with it every combination
// of terms that singles out fewer than ten units. What is left is estimated with weights 1 ± tau
// that are keyed on the units and on the space that the terms span; the dependent variable has no
// part in them. (disclosure policy, "models")
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/result.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/stats/design.h"
#include "skjerm/stats/rows.h"

namespace skjerm::disclosure {

/// A model before estimation: rows.selected are the rows of the estimation sample.
struct ModelDesign {
    const stats::Rows& rows;
    /// Constant, dummies, interactions, terms that are not shown, at the working weights of a
    /// generalised model; demeaned where effects are absorbed.
    const stats::Design& design;
    /// Sets that no column stands for: reference levels, the classes of a dependent variable with
    /// two values. Only the number of units of the smaller side matters.
    std::span<const base::Evidence> supports{};
    /// The dependent variable has two values or is a count: stronger weights.
    bool dependent_counts = false;
};

struct AdmittedModel {
    std::vector<std::uint8_t> kept;        ///< by row: 1 in the estimation
    std::vector<std::size_t> columns;      ///< of the design, independent of each other
    base::Evidence units;                  ///< of the kept rows
    std::vector<base::Evidence> supports;  ///< smaller sides of two-valued columns, for the ledger
    double tau = 0;                        ///< strength of the keyed weights
    /// What the signs are keyed on, as the set of base::KeyedSigns: units, their rows and space.
    std::uint64_t sign_set = 0;
    std::uint64_t space = 0;  ///< fingerprint of the column space
};

/// Refuses (SDC-E5) a model with too few units or degrees of freedom, too many columns, or units
/// that determine it after five rounds of leaving out. Decided on released counts, but for the
/// leverage itself.
[[nodiscard]] base::Result<AdmittedModel> admit_model(const Gate& gate, const ModelDesign& model,
                                                      base::Span where);

/// Refuses (SDC-E5) what fits exactly, a separated model among them: its residuals are known.
[[nodiscard]] base::Status admit_fit(const Policy& policy, double r_squared, bool separated,
                                     base::Span where);

/// Refuses (SDC-E5) a part of a model with fewer released units than `least`: a class of a
/// dependent variable with two values, a side of a threshold, a cell of a comparison of
/// differences, a group.
[[nodiscard]] base::Status admit_part(const Gate& gate, const base::Evidence& part,
                                      std::uint64_t least, base::Span where);

/// Refuses (SDC-E5) too few clusters, panel units or groups with effects of their own. `groups`:
/// each group once. Of groups that are units of a register at least as many as min_groups, of
/// categories at least two.
[[nodiscard]] base::Status admit_groups(const Gate& gate, const base::Evidence& groups,
                                        bool are_units, base::Span where);

/// What becomes of the levels of a declared factor.
struct FactorLevels {
    static constexpr std::uint32_t kOther = 0xFFFFFFFFU;
    /// By level: itself, or kOther where its released count is below min_affected.
    std::vector<std::uint32_t> merged;
    /// The reference level: the one chosen, or the largest (released; the first of equal ones) when
    /// that was merged; kOther when all were.
    std::uint32_t reference = 0;
};
[[nodiscard]] FactorLevels merge_small_levels(const Gate& gate,
                                              std::span<const base::Evidence> levels,
                                              std::uint32_t reference);

}  // namespace skjerm::disclosure
