#include "skjerm/disclosure/yardstick.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "skjerm/base/mix64.h"

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

class FirstAnswers {
public:
    FirstAnswers(const Yardstick& yardstick, const base::Evidence& shown, const CountNoise& noise)
        : yardstick_(yardstick), shown_(shown), noise_(noise) {}

    [[nodiscard]] bool is_upside_down() const { return yardstick_.unit < 0; }

    /// A place among the values.
    void bind_place(Asked what, std::optional<double>& answer) const {
        bind(question(what), yardstick_.origin, yardstick_.unit, answer);
    }
    void bind_percentile(std::size_t place, std::optional<double>& answer) const {
        const std::size_t from_below = is_upside_down() ? kQuantiles - 1 - place : place;
        bind_place(
            static_cast<Asked>(static_cast<std::size_t>(Asked::FirstPercentile) + from_below),
            answer);
    }
    /// A distance between values.
    void bind_distance(Asked what, std::optional<double>& answer) const {
        bind(question(what), 0, std::fabs(yardstick_.unit), answer);
    }
    /// Something that does not change with the unit of the values. Those of -y and of y + b have
    /// other ratios: they are another question for each sign and origin.
    void bind_ratio(Asked what, std::optional<double>& answer) const {
        constexpr double kSteps = 1e6;
        std::uint64_t asked = base::mix64(question(what), is_upside_down() ? 1 : 0);
        if (yardstick_.is_shifted)
            asked = base::mix64(
                asked, static_cast<std::uint64_t>(
                           std::llround(kSteps * yardstick_.origin / std::fabs(yardstick_.unit))));
        bind(asked, 0, 1, answer);
    }

private:
    [[nodiscard]] std::uint64_t question(Asked what) const {
        return base::mix64(yardstick_.question, static_cast<std::uint64_t>(what));
    }
    void bind(std::uint64_t question, double origin, double unit,
              std::optional<double>& answer) const {
        if (!answer) return;
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
    const std::uint64_t question = base::mix64(
        base::mix64(variable.family.low, variable.family.high), noise.set_shown_for(valid).key_sum);
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
