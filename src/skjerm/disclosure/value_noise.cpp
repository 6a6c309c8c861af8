#include "skjerm/disclosure/value_noise.h"

#include <cmath>

#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/gate.h"

namespace skjerm::disclosure {

namespace {

/// Keeps these blocks apart from those of signs, whose first word is the number of a unit.
constexpr std::uint64_t kValueLayer = 0x76616c7565000000;
constexpr double kFingerprintScale = 1e9;
constexpr double kScoreScale = 1048576;  // of NoiseTable::score

constexpr std::uint64_t kCutLayer = 0x6375740000000000;

double score_of(const base::Word128& word) {
    return NoiseTable::standard().score(static_cast<std::uint16_t>(word.low)) / kScoreScale;
}

/// How far the values of units with sign +1 lie above the others, in standard errors; 0 where all
/// values are equal. Changed by y -> a·y + b in its sign at most.
double contrast(const stats::SignedSums& sums) {
    if (sums.all.count < 2) return 0;
    const auto count = static_cast<double>(sums.all.count);
    const auto sum = static_cast<double>(sums.all.sum);
    const double squares = static_cast<double>(sums.all.squares) - sum / count * sum;
    if (!(squares > 0)) return 0;
    const auto signed_sum = static_cast<double>(2 * sums.plus.sum - sums.all.sum);
    const double signed_count = 2 * static_cast<double>(sums.plus.count) - count;
    return (signed_sum - sum / count * signed_count) / std::sqrt(squares);
}

base::Word128 seed(const base::KeyedSigns& keys, std::uint64_t set_key, double contrast,
                   base::Word128 family) {
    const auto fingerprint =
        static_cast<std::uint64_t>(std::llround(std::fabs(contrast) * kFingerprintScale));
    const base::Word128 of_values = keys.group_bits(kValueLayer + fingerprint, set_key);
    return keys.group_bits(of_values.low ^ family.low, of_values.high ^ family.high);
}

}  // namespace

ValueNoise::ValueNoise(const base::KeyedSigns& keys, std::uint64_t set_key,
                       const stats::SignedSums& sums, base::Word128 family)
    : keys_(keys),
      seed_(seed(keys, set_key, contrast(sums), family)),
      downward_(contrast(sums) < 0) {}

double ValueNoise::score(Blurred statistic) const {
    const double score =
        score_of(keys_.group_bits(seed_.low, seed_.high ^ static_cast<std::uint64_t>(statistic)));
    return statistic == Blurred::Mean && downward_ ? -score : score;
}

double ValueNoise::score(Blurred statistic, std::size_t place, double inside) const {
    const auto local = static_cast<std::uint64_t>(std::llround(inside * kFingerprintScale));
    return score_of(keys_.group_bits(seed_.low + (local << 8),
                                     seed_.high ^ (static_cast<std::uint64_t>(statistic) + place)));
}

int cut_shift(const Gate& gate, const base::Evidence& valid, std::uint64_t content,
              base::Word128 family, int cut) {
    if (gate.policy().value_noise == 0) return 0;
    const base::KeyedSigns keys = gate.keyed_signs();
    const base::Word128 of_values =
        keys.group_bits(content, valid.key_sum ^ (kCutLayer + static_cast<std::uint64_t>(cut)));
    const base::Word128 word =
        keys.group_bits(of_values.low ^ family.low, of_values.high ^ family.high);
    return NoiseTable::standard().change(NoiseTable::kRows,
                                         static_cast<std::uint32_t>(word.low & 0xFFFF));
}

}  // namespace skjerm::disclosure
