#include "skjerm/disclosure/yardstick.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace skjerm::disclosure {

namespace {

/// What is asked about a variable.
enum class Asked : std::uint8_t {
    Mean,
    StandardDeviation,
    Gini,
    Lowest,
    Highest,
    FirstPercentile  ///< and the others after it, in their order
};

/// Answers that differ by less, in clipped ranges, are the same with another rounding.
constexpr double kRounding = 1e-9;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = (a ^ (b + kOdd)) * kOdd;
    hash ^= hash >> 32U;
    return hash * kOdd;
}

class FirstAnswers {
public:
    FirstAnswers(const Yardstick& yardstick, const base::Evidence& shown, const CountNoise& noise)
        : yardstick_(yardstick), shown_(shown), noise_(noise) {}

    /// A place among the values.
    void bind_place(Asked what, std::optional<double>& answer) const {
        bind(what, 0, yardstick_.origin, answer);
    }
    /// A distance between values.
    void bind_distance(Asked what, std::optional<double>& answer) const {
        bind(what, 0, 0, answer, std::fabs(yardstick_.unit));
    }
    /// Something that does not change with the unit of the values.
    void bind_ratio(Asked what, std::optional<double>& answer) const {
        // Shifted values have other ratios: they are another question for each origin.
        std::uint64_t further = 0;
        if (yardstick_.is_shifted)
            further = 1 + static_cast<std::uint64_t>(
                              std::llround(1e6 * yardstick_.origin / std::fabs(yardstick_.unit)));
        bind(what, further, 0, answer, 1);
    }
    [[nodiscard]] bool is_upside_down() const { return yardstick_.unit < 0; }
    void bind_percentile(std::size_t place, std::optional<double>& answer) const {
        const std::size_t from_below = is_upside_down() ? kQuantiles - 1 - place : place;
        bind(static_cast<Asked>(static_cast<std::size_t>(Asked::FirstPercentile) + from_below), 0,
             yardstick_.origin, answer);
    }

private:
    void bind(Asked what, std::uint64_t further, double origin,
              std::optional<double>& answer) const {
        bind(what, further, origin, answer, yardstick_.unit);
    }
    void bind(Asked what, std::uint64_t further, double origin, std::optional<double>& answer,
              double unit) const {
        if (!answer) return;
        const std::uint64_t question =
            mixed(mixed(yardstick_.question, static_cast<std::uint64_t>(what)), further);
        const double now = (*answer - origin) / unit;
        const double first = noise_.first_answer(shown_, question, now);
        if (std::fabs(first - now) > kRounding) answer = origin + first * unit;
    }

    const Yardstick& yardstick_;
    const base::Evidence& shown_;
    const CountNoise& noise_;
};

}  // namespace

Yardstick yardstick_of(const base::Derivation& variable, const Bounds& bounds,
                       const base::Evidence& valid, const CountNoise& noise) {
    const double range = bounds.highest - bounds.lowest;
    if (!(range > 0) || !std::isfinite(range)) return {};
    const bool upside_down = variable.factor < 0;
    const std::uint64_t question =
        mixed(mixed(variable.family.low, variable.family.high), noise.set_shown_for(valid).key_sum);
    return {.question = std::max<std::uint64_t>(question, 1),
            .origin = upside_down ? bounds.highest : bounds.lowest,
            .unit = upside_down ? -range : range,
            .is_shifted = variable.reach != 0};
}

RawValue with_first_answers(const RawValue& value, const Yardstick& yardstick,
                            const CountNoise& noise) {
    if (yardstick.question == 0) return value;
    RawValue bound = value;
    const base::Evidence shown = noise.set_shown_for(value.valid);
    const FirstAnswers answers(yardstick, shown, noise);
    answers.bind_place(Asked::Mean, bound.mean);
    answers.bind_distance(Asked::StandardDeviation, bound.standard_deviation);
    answers.bind_ratio(Asked::Gini, bound.gini);
    for (std::size_t place = 0; place < kQuantiles; ++place)
        answers.bind_percentile(place, bound.quantiles[place]);
    const bool upside_down = answers.is_upside_down();
    answers.bind_place(upside_down ? Asked::Highest : Asked::Lowest, bound.lowest);
    answers.bind_place(upside_down ? Asked::Lowest : Asked::Highest, bound.highest);
    return bound;
}

}  // namespace skjerm::disclosure
