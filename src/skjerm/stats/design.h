// The column space of a design matrix: an orthonormal basis of it, how much each row determines it
// (leverage), and how much of a vector lies in it. What none of them depends on is how the columns
// are written: dummies, their sums or differences give the same numbers.
//
// The matrix is made row by row by its owner and never held: every step is a pass of O(rows x
// columns²) over blocks of rows, merged in a fixed tree, so the bits do not depend on threads. The
// basis comes from Cholesky factors of the cross-products, taken twice (Yamamoto et al. 2015,
// CholeskyQR2), which is as good as Householder's QR for columns that are told apart at all here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace skjerm::stats {

/// A design of `columns` finite numbers a row, with weights.
struct Design {
    std::size_t rows = 0;
    std::size_t columns = 0;
    /// Writes the rows from `begin` on, row by row, as many as fit in `out`. Called from many
    /// threads.
    std::function<void(std::size_t begin, std::span<double> out)> fill;
    std::span<const double> weights{};  ///< of rows, not negative; empty: 1
};

/// An orthonormal basis of the columns of a design.
struct Basis {
    /// The columns that are independent of those before them, ascending.
    std::vector<std::size_t> columns;
    /// Upper triangle, row by row over `columns`: sqrt(weight) x row x inverse are coordinates.
    std::vector<double> inverse;

    [[nodiscard]] std::size_t rank() const { return columns.size(); }
};

/// Of the rows where `kept` is 1. A column counts as dependent when less than 1e-10 of its squared
/// length is its own.
[[nodiscard]] Basis basis_of(const Design& design, std::span<const std::uint8_t> kept);

/// By row: its diagonal element of the hat matrix, in [0, 1]; 0 where `kept` is 0.
[[nodiscard]] std::vector<double> leverages(const Design& design, const Basis& basis,
                                            std::span<const std::uint8_t> kept);

/// (v'Pv) / (v'v), where P projects on the space of `basis` and v is a vector of signs: v[i] = 1 or
/// -1 for kept rows. In [0, 1]; 0 without kept rows.
[[nodiscard]] double projected_share(const Design& design, const Basis& basis,
                                     std::span<const std::uint8_t> kept,
                                     std::span<const std::int8_t> signs);

/// Smallest and largest number of a column among the kept rows, and whether there are others.
struct ColumnRange {
    double lowest = 0;
    double highest = 0;
    bool two_valued = false;  ///< nothing between, and the two differ
};
[[nodiscard]] std::vector<ColumnRange> column_ranges(const Design& design,
                                                     std::span<const std::uint8_t> kept);

/// Calls work(first row, rows, numbers) for chunks of a block of a design.
void for_each_design_chunk(
    const Design& design, std::size_t begin, std::size_t end,
    const std::function<void(std::size_t, std::size_t, std::span<const double>)>& work);

}  // namespace skjerm::stats
