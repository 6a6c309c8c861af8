#include "skjerm/disclosure/yardstick.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
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

/// So many units of the whole clipped range move a mean as far as near sets and their noise do.
constexpr double kFewUnits = 20;

constexpr double kAnyDistance = std::numeric_limits<double>::infinity();

class FirstAnswers {
public:
    FirstAnswers(const Yardstick& yardstick, const base::Evidence& shown, const CountNoise& noise)
        : yardstick_(yardstick),
          shown_(shown),
          noise_(noise),
          reach_(kFewUnits * yardstick.range / static_cast<double>(shown.units)) {}

    [[nodiscard]] bool is_upside_down() const { return yardstick_.factor < 0; }

    void bind_mean(std::optional<double>& answer) const {
        bind(question(Asked::Mean), yardstick_.shift, yardstick_.factor, reach_, answer);
    }
    void bind_standard_deviation(std::optional<double>& answer) const {
        // A unit at the end of the range moves the variance by its square, and that by 2 sd each.
        if (!answer) return;
        const double sd = *answer / std::fabs(yardstick_.factor);
        const double reach = sd > 0 ? reach_ * std::max(1.0, yardstick_.range / sd) : kAnyDistance;
        bind(question(Asked::StandardDeviation), 0, std::fabs(yardstick_.factor), reach, answer);
    }
    /// A ratio of values: those of -y and of y + b are others, so they are another question for
    /// each sign and shift. `mean`: of the values themselves.
    void bind_gini(double mean, std::optional<double>& answer) const {
        const auto shift = static_cast<float>(yardstick_.shift / std::fabs(yardstick_.factor));
        const std::uint64_t asked =
            base::mix64(base::mix64(question(Asked::Gini), is_upside_down() ? 1 : 0),
                        std::bit_cast<std::uint32_t>(shift));
        const double size = std::fabs(mean / yardstick_.factor);
        bind(asked, 0, 1, size > 0 ? reach_ / size : kAnyDistance, answer);
    }
    /// A place among the values: where these lie far apart, a few units move it farther than a
    /// mean.
    void bind_place(Asked what, std::optional<double>& answer) const {
        constexpr double kSparse = 5;
        bind(question(what), yardstick_.shift, yardstick_.factor, kSparse * reach_, answer);
    }
    void bind_percentile(std::size_t place, std::optional<double>& answer) const {
        const std::size_t from_below = is_upside_down() ? kQuantiles - 1 - place : place;
        bind_place(
            static_cast<Asked>(static_cast<std::size_t>(Asked::FirstPercentile) + from_below),
            answer);
    }

private:
    [[nodiscard]] std::uint64_t question(Asked what) const {
        return base::mix64(yardstick_.question, static_cast<std::uint64_t>(what));
    }
    void bind(std::uint64_t question, double origin, double unit, double reach,
              std::optional<double>& answer) const {
        if (!answer) return;
        const double now = (*answer - origin) / unit;
        const double first = noise_.first_answer(shown_, question, {now, reach});
        const double scale = unit == 1 && origin == 0 ? std::fabs(now) : yardstick_.range;
        if (std::fabs(first - now) > kRounding * scale) answer = origin + first * unit;
    }

    const Yardstick& yardstick_;
    const base::Evidence& shown_;
    const CountNoise& noise_;
    double reach_;  ///< of a mean, in units of y
};

}  // namespace

Yardstick yardstick_of(const base::Derivation& variable, const Bounds& bounds) {
    const double range = bounds.highest - bounds.lowest;
    if (!(range > 0) || !std::isfinite(range)) return {};
    const double factor = variable.is_linear() ? variable.factor : 1;
    return {.question =
                std::max<std::uint64_t>(base::mix64(variable.family.low, variable.family.high), 1),
            .factor = factor,
            .shift = variable.is_linear() ? variable.shift : 0,
            .range = range / std::fabs(factor)};
}

RawValue with_first_answers(const RawValue& value, const Yardstick& yardstick,
                            const CountNoise& noise) {
    if (yardstick.question == 0 || value.valid.units == 0) return value;
    RawValue bound = value;
    const base::Evidence shown = noise.set_shown_for(value.number.subject());
    const FirstAnswers answers(yardstick, shown, noise);
    answers.bind_mean(bound.mean);
    answers.bind_standard_deviation(bound.standard_deviation);
    answers.bind_gini(value.mean.value_or(0), bound.gini);
    for (std::size_t place = 0; place < kQuantiles; ++place)
        answers.bind_percentile(place, bound.quantiles[place]);
    const bool upside_down = answers.is_upside_down();
    answers.bind_place(upside_down ? Asked::Highest : Asked::Lowest, bound.lowest);
    answers.bind_place(upside_down ? Asked::Lowest : Asked::Highest, bound.highest);
    return bound;
}

}  // namespace skjerm::disclosure
