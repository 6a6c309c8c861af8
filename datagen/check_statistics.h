// The statistics that the checks of connections need.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "datagen/check_reader.h"

namespace skjerm::datagen {

struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    void add(double a, double b) {
        n += 1;
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    [[nodiscard]] double correlation() const {
        return (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y));
    }
};

// Least squares by the normal equations; few, well-scaled regressors.
template <std::size_t K>
class Regression {
public:
    void add(const std::array<double, K>& x, double y) {
        for (std::size_t i = 0; i < K; ++i) {
            for (std::size_t j = 0; j < K; ++j) matrix_[i][j] += x[i] * x[j];
            right_[i] += x[i] * y;
        }
        total_ += y * y;
        sum_ += y;
        ++n_;
    }
    [[nodiscard]] std::array<double, K> solve() {
        auto a = matrix_;
        auto b = right_;
        for (std::size_t pivot = 0; pivot < K; ++pivot)
            for (std::size_t row = pivot + 1; row < K; ++row) {
                const double factor = a[row][pivot] / a[pivot][pivot];
                for (std::size_t column = pivot; column < K; ++column)
                    a[row][column] -= factor * a[pivot][column];
                b[row] -= factor * b[pivot];
            }
        std::array<double, K> beta{};
        for (std::size_t row = K; row-- > 0;) {
            double value = b[row];
            for (std::size_t column = row + 1; column < K; ++column)
                value -= a[row][column] * beta[column];
            beta[row] = value / a[row][row];
        }
        return beta;
    }
    [[nodiscard]] double r_squared() {
        const std::array<double, K> beta = solve();
        double explained = 0;
        for (std::size_t i = 0; i < K; ++i) explained += beta[i] * right_[i];
        const double mean = sum_ * sum_ / n_;
        return (explained - mean) / (total_ - mean);
    }

private:
    std::array<std::array<double, K>, K> matrix_{};
    std::array<double, K> right_{};
    double total_ = 0, sum_ = 0, n_ = 0;
};

/// Level of education (first digit of NUS2000) on a day; '0' when there is none.
[[nodiscard]] inline std::vector<char> levels_on(StoreReader& reader, base::DayNumber day) {
    std::vector<char> levels(reader.persons(), '0');
    const SpellRows spells = reader.spells("NUDB_BU");
    for (const SpellRow& spell : spells.rows)
        if (spell.start <= day && day <= spell.stop) levels[spell.unit] = spells.text(spell)[0];
    return levels;
}

[[nodiscard]] inline double log_wage(std::int64_t wage) {
    return std::log(static_cast<double>(wage));
}

}  // namespace skjerm::datagen
