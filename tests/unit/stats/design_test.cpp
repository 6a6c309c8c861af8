// Bases and leverages against plain Gram-Schmidt, and against themselves in other columns.
#include "skjerm/stats/design.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::WithThreads;

/// A matrix that is held, row by row.
struct Matrix {
    std::size_t rows;
    std::size_t columns;
    std::vector<double> numbers;

    [[nodiscard]] Design design() const {
        return {.rows = rows,
                .columns = columns,
                .fill = [this](std::size_t begin, std::span<double> out) {
                    std::copy_n(numbers.begin() + static_cast<std::ptrdiff_t>(begin * columns),
                                out.size(), out.begin());
                }};
    }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const {
        return numbers[row * columns + column];
    }
};

/// A constant, two dummies, a year number and a skewed one.
Matrix sample(std::size_t rows) {
    Matrix matrix{rows, 5, {}};
    std::mt19937 random(17);
    for (std::size_t row = 0; row < rows; ++row) {
        const double skewed = std::exp(static_cast<double>(random() % 1000) / 200);
        for (const double x : {1.0, random() % 3 == 0 ? 1.0 : 0.0, random() % 50 == 0 ? 1.0 : 0.0,
                               2000.0 + static_cast<double>(random() % 20), skewed})
            matrix.numbers.push_back(x);
    }
    return matrix;
}

std::vector<std::uint8_t> all(std::size_t rows) { return std::vector<std::uint8_t>(rows, 1); }

/// Diagonal of the hat matrix by modified Gram-Schmidt, twice over, in long double.
std::vector<double> slow_leverages(const Matrix& matrix, const std::vector<double>& weights,
                                   const std::vector<std::uint8_t>& kept) {
    std::vector<std::vector<long double>> basis;
    for (std::size_t column = 0; column < matrix.columns; ++column) {
        std::vector<long double> vector(matrix.rows, 0);
        for (std::size_t row = 0; row < matrix.rows; ++row)
            if (kept[row] == 1)
                vector[row] = std::sqrt(static_cast<long double>(weights[row])) *
                              static_cast<long double>(matrix.at(row, column));
        const auto dot = [](const auto& a, const auto& b) {
            return std::inner_product(a.begin(), a.end(), b.begin(), 0.0L);
        };
        const long double before = dot(vector, vector);
        for (int twice = 0; twice < 2; ++twice)
            for (const auto& one : basis) {
                const long double part = dot(one, vector);
                for (std::size_t row = 0; row < matrix.rows; ++row) vector[row] -= part * one[row];
            }
        const long double own = dot(vector, vector);
        if (!(own > 1e-10L * before)) continue;
        for (long double& x : vector) x /= std::sqrt(own);
        basis.push_back(vector);
    }
    std::vector<double> result(matrix.rows, 0);
    for (const auto& one : basis)
        for (std::size_t row = 0; row < matrix.rows; ++row)
            result[row] += static_cast<double>(one[row] * one[row]);
    return result;
}

TEST(Design, LeveragesAgreeWithTheSlowWay) {
    const Matrix matrix = sample(700);
    std::vector<std::uint8_t> kept = all(700);
    std::vector<double> weights(700);
    for (std::size_t row = 0; row < 700; ++row) {
        kept[row] = row % 9 == 4 ? 0 : 1;
        weights[row] = 0.1 + static_cast<double>(row % 7);
    }
    Design design = matrix.design();
    design.weights = weights;
    const Basis basis = basis_of(design, kept);
    EXPECT_EQ(basis.columns, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
    const std::vector<double> found = leverages(design, basis, kept);
    const std::vector<double> expected = slow_leverages(matrix, weights, kept);
    for (std::size_t row = 0; row < 700; ++row) EXPECT_NEAR(found[row], expected[row], 1e-12);
    EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), 5, 1e-10);
}

TEST(Design, DoNotDependOnHowColumnsAreWritten) {
    const Matrix matrix = sample(2000);
    Matrix other{2000, 6, {}};
    for (std::size_t row = 0; row < 2000; ++row) {
        const double year = matrix.at(row, 3) - 2010;
        for (const double x :
             {3 * matrix.at(row, 4) - year, matrix.at(row, 1) + matrix.at(row, 2),
              matrix.at(row, 2) - 4 * matrix.at(row, 1), year / 100, 7.0, matrix.at(row, 1)})
            other.numbers.push_back(x);
    }
    const Basis first = basis_of(matrix.design(), all(2000));
    const Basis second = basis_of(other.design(), all(2000));
    // The last column is a combination of the others.
    EXPECT_EQ(second.columns, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
    const auto one = leverages(matrix.design(), first, all(2000));
    const auto two = leverages(other.design(), second, all(2000));
    for (std::size_t row = 0; row < one.size(); ++row) EXPECT_NEAR(one[row], two[row], 1e-11);
    std::vector<std::int8_t> signs(2000);
    for (std::size_t row = 0; row < 2000; ++row) signs[row] = row % 5 < 2 ? 1 : -1;
    const double share = projected_share(matrix.design(), first, all(2000), signs);
    EXPECT_NEAR(share, projected_share(other.design(), second, all(2000), signs), 1e-12);
    EXPECT_GT(share, 0.04);  // the constant alone has (1/5)²
    EXPECT_LT(share, 0.06);
}

TEST(Design, ASeparatedUnitHasALeverageOfOne) {
    Matrix matrix{100, 2, {}};
    for (int row = 0; row < 100; ++row) {
        matrix.numbers.push_back(1);
        matrix.numbers.push_back(row == 37 ? 1 : 0);
    }
    const Basis basis = basis_of(matrix.design(), all(100));
    const auto found = leverages(matrix.design(), basis, all(100));
    EXPECT_NEAR(found[37], 1, 1e-12);
    EXPECT_NEAR(found[0], 1.0 / 99, 1e-12);
    // Without it the dummy is nothing.
    std::vector<std::uint8_t> kept = all(100);
    kept[37] = 0;
    EXPECT_EQ(basis_of(matrix.design(), kept).columns, std::vector<std::size_t>{0});
}

TEST(Design, WithoutRowsOrColumns) {
    const Matrix matrix = sample(10);
    const std::vector<std::uint8_t> nobody(10, 0);
    const Basis basis = basis_of(matrix.design(), nobody);
    EXPECT_EQ(basis.rank(), 0U);
    EXPECT_EQ(leverages(matrix.design(), basis, nobody), std::vector<double>(10, 0.0));
    EXPECT_EQ(projected_share(matrix.design(), basis, nobody, std::vector<std::int8_t>(10, 1)), 0);
    const Matrix empty{5, 0, {}};
    EXPECT_EQ(basis_of(empty.design(), all(5)).rank(), 0U);
}

TEST(Design, KnowsTwoValuedColumns) {
    const Matrix matrix = sample(300);
    const std::vector<ColumnRange> ranges = column_ranges(matrix.design(), all(300));
    EXPECT_FALSE(ranges[0].two_valued);  // one value
    EXPECT_TRUE(ranges[1].two_valued);
    EXPECT_TRUE(ranges[2].two_valued);
    EXPECT_FALSE(ranges[3].two_valued);
    EXPECT_EQ(ranges[2].lowest, 0);
    EXPECT_EQ(ranges[2].highest, 1);
    EXPECT_FALSE(column_ranges(matrix.design(), std::vector<std::uint8_t>(300, 0))[1].two_valued);
}

TEST(Design, HasTheSameBitsForAnyThreads) {
    const Matrix matrix = sample(200'000);
    std::vector<double> first;
    for (const int threads : {1, 2, 5}) {
        const WithThreads with(threads);
        const Basis basis = basis_of(matrix.design(), all(200'000));
        std::vector<double> numbers = leverages(matrix.design(), basis, all(200'000));
        numbers.insert(numbers.end(), basis.inverse.begin(), basis.inverse.end());
        numbers.push_back(projected_share(matrix.design(), basis, all(200'000),
                                          std::vector<std::int8_t>(200'000, 1)));
        if (first.empty()) first = numbers;
        EXPECT_EQ(numbers, first) << threads;
    }
}

}  // namespace
}  // namespace skjerm::stats
