// The second layer of the noise of values. Keyed weights depend on the set of units alone, so two
// variables over one set have the same weights: of a variable and of the same variable with a known
// amount added for one unit, the difference of the means would be free of noise, and so would one
// unit's value computed from three such means. Therefore a released statistic is moved by as much
// again, keyed on the set, on how the variable was computed (base/derivation.h) and on a
// fingerprint of its values within the set. All three are the same for y, 2y and y + 1, so related
// results stay related. Another computation has another noise even where the values are the same,
// for equal results would prove that they are; other values have another noise even where the
// computation is the same. Percentiles, which the attacker can make to hinge on one value among
// chosen ones, move in proportion to what one value may do to them. (docs/disclosure-policy.md,
// "Statistics of values")
#pragma once

#include <cstddef>
#include <cstdint>

#include "skjerm/base/evidence.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/stats/clipped_sums.h"

namespace skjerm::disclosure {

class Gate;

/// Statistics whose noise is drawn separately.
enum class Blurred : std::uint8_t {
    Mean,
    StandardDeviation,
    Gini,
    Lowest,
    Highest,
    FirstPercentile  ///< and the other percentiles after it, in their order
};

/// The fingerprint of a variable within a set is how its values go together with the signs of the
/// units, to nine decimals of a standard score.
class ValueNoise {
public:
    /// `set_key`: what the weights of the set are keyed on; `sums`: of the variable over the set;
    /// `family`: of its derivation.
    ValueNoise(const base::KeyedSigns& keys, std::uint64_t set_key, const stats::SignedSums& sums,
               base::Word128 family);

    /// A standard normal score of one statistic. Of -y the mean has the opposite score.
    [[nodiscard]] double score(Blurred statistic) const;
    /// Of a percentile (the one at `place`) or an extreme: a mean of neighbouring values that lies
    /// at `inside` (0 to 1) between the lowest and the highest of them. That is part of the
    /// fingerprint: values elsewhere may be so large that the rest drowns in the contrast.
    [[nodiscard]] double score(Blurred statistic, std::size_t place, double inside) const;

private:
    base::KeyedSigns keys_;
    base::Word128 seed_;
    bool downward_;  ///< which of y and -y it is
};

/// By how many ranks (-5 to 5, as counts are changed) the cut number `cut` of quantile() is moved.
/// With exact cuts, a target between two large groups of chosen values decides into which class one
/// of the groups falls: a pair of scales that is right every time. `content`: a keyed sum over
/// units and their values, so that any other value anywhere draws anew; `family`: of the derivation
/// of the values, so that equal classes do not prove equal values.
[[nodiscard]] int cut_shift(const Gate& gate, const base::Evidence& valid, std::uint64_t content,
                            base::Word128 family, int cut);

}  // namespace skjerm::disclosure
