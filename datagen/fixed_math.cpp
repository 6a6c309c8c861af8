#include "datagen/fixed_math.h"

#include <array>
#include <bit>
#include <cmath>

namespace skjerm::datagen {

namespace {

// ln 2 in two parts, so that k * kLn2High is exact for |k| < 2^11.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kInverseLn2 = 1.44269504088896338700;

// 2^exponent for the exponents of normal numbers.
double power_of_two(std::int64_t exponent) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// coefficients[0] + x * (coefficients[1] + ...)
template <std::size_t Size>
double polynomial(const std::array<double, Size>& coefficients, double x) {
    double sum = coefficients[Size - 1];
    for (std::size_t index = Size - 1; index > 0; --index) sum = sum * x + coefficients[index - 1];
    return sum;
}

}  // namespace

double fixed_exp(double x) {
    const std::int64_t halvings = round_to_integer(x * kInverseLn2);
    const auto exponent = static_cast<double>(halvings);
    const double rest = (x - exponent * kLn2High) - exponent * kLn2Low;  // |rest| <= 0.347
    double sum = 1.0;
    for (int term = 14; term >= 1; --term) sum = 1.0 + sum * rest / static_cast<double>(term);
    // In two factors: 2^1024 alone would overflow where the result does not.
    const std::int64_t half = halvings / 2;
    return sum * power_of_two(half) * power_of_two(halvings - half);
}

double fixed_log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
    double mantissa = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
    if (mantissa > 1.41421356237309504880) {
        mantissa *= 0.5;
        ++exponent;
    }
    // log m = 2 artanh((m - 1) / (m + 1)); |s| <= 0.1716, so eleven terms leave 1e-18.
    const double s = (mantissa - 1.0) / (mantissa + 1.0);
    const double square = s * s;
    double sum = 0.0;
    for (int odd = 23; odd >= 3; odd -= 2) sum = (sum + 1.0 / static_cast<double>(odd)) * square;
    const auto scale = static_cast<double>(exponent);
    return scale * kLn2High + (2.0 * s + (2.0 * s * sum + scale * kLn2Low));
}

double fixed_pow(double base, double exponent) { return fixed_exp(exponent * fixed_log(base)); }

double normal_quantile(double p) {
    static constexpr std::array<double, 8> kCentralTop = {
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3};
    static constexpr std::array<double, 8> kCentralBottom = {1.0,
                                                             4.2313330701600911252e1,
                                                             6.8718700749205790830e2,
                                                             5.3941960214247511077e3,
                                                             2.1213794301586595867e4,
                                                             3.9307895800092710610e4,
                                                             2.8729085735721942674e4,
                                                             5.2264952788528545610e3};
    static constexpr std::array<double, 8> kMiddleTop = {
        1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr std::array<double, 8> kMiddleBottom = {1.0,
                                                            2.05319162663775882187e0,
                                                            1.67638483018380384940e0,
                                                            6.89767334985100004550e-1,
                                                            1.48103976427480074590e-1,
                                                            1.51986665636164571966e-2,
                                                            5.47593808499534494600e-4,
                                                            1.05075007164441684324e-9};
    static constexpr std::array<double, 8> kTailTop = {
        6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr std::array<double, 8> kTailBottom = {1.0,
                                                          5.99832206555887937690e-1,
                                                          1.36929880922735805310e-1,
                                                          1.48753612908506148525e-2,
                                                          7.86869131145613259100e-4,
                                                          1.84631831751005468180e-5,
                                                          1.42151175831644588870e-7,
                                                          2.04426310338993978564e-15};
    const double centred = p - 0.5;
    if (centred >= -0.425 && centred <= 0.425) {
        const double r = 0.180625 - centred * centred;
        return centred * polynomial(kCentralTop, r) / polynomial(kCentralBottom, r);
    }
    const double r = std::sqrt(-fixed_log(centred < 0 ? p : 1.0 - p));
    const double size = r <= 5.0
                            ? polynomial(kMiddleTop, r - 1.6) / polynomial(kMiddleBottom, r - 1.6)
                            : polynomial(kTailTop, r - 5.0) / polynomial(kTailBottom, r - 5.0);
    return centred < 0 ? -size : size;
}

double interpolate(std::span<const Knot> knots, double at) {
    if (at <= knots.front().at) return knots.front().value;
    for (std::size_t index = 1; index < knots.size(); ++index) {
        const Knot& left = knots[index - 1];
        const Knot& right = knots[index];
        if (at <= right.at)
            return left.value + (right.value - left.value) * (at - left.at) / (right.at - left.at);
    }
    return knots.back().value;
}

}  // namespace skjerm::datagen
