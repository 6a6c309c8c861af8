#include "skjerm/stats/design.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::stats {

namespace {

constexpr double kOwnShare = 1e-10;             // of a column's squared length
constexpr std::size_t kChunkNumbers = 32768;    // of a design, that fit in the second-level cache
constexpr std::size_t kStateNumbers = 1 << 24;  // of all accumulators of a pass together

/// A square matrix, row by row.
class Square {
public:
    explicit Square(std::size_t size) : size_(size), numbers_(size * size, 0.0) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] double* row(std::size_t row) { return numbers_.data() + row * size_; }
    [[nodiscard]] const double* row(std::size_t row) const { return numbers_.data() + row * size_; }
    [[nodiscard]] double& at(std::size_t row, std::size_t column) {
        return numbers_[row * size_ + column];
    }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const {
        return numbers_[row * size_ + column];
    }
    void add(const Square& other) {
        for (std::size_t i = 0; i < numbers_.size(); ++i) numbers_[i] += other.numbers_[i];
    }
    [[nodiscard]] const std::vector<double>& numbers() const { return numbers_; }

private:
    std::size_t size_;
    std::vector<double> numbers_;
};

bool is_kept(std::span<const std::uint8_t> kept, std::size_t row) { return kept[row] == 1; }

double weight_of(const Design& design, std::size_t row) {
    return design.weights.empty() ? 1.0 : design.weights[row];
}

/// The coordinates of one row of the design.
void project(const Basis& basis, std::span<const double> row, std::span<double> out) {
    const std::size_t rank = basis.rank();
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t i = 0; i < rank; ++i) {
        const double x = row[basis.columns[i]];
        if (x == 0) continue;
        const double* const inverse = basis.inverse.data() + i * rank;
        for (std::size_t j = i; j < rank; ++j) out[j] += x * inverse[j];
    }
}

/// Blocks in a group, so that the accumulators of all groups stay within bounds.
std::size_t blocks_per_group(std::size_t rows, std::size_t state) {
    const std::size_t groups =
        std::max<std::size_t>(1, kStateNumbers / std::max<std::size_t>(1, state));
    return std::max<std::size_t>(1, (base::block_count(rows) + groups - 1) / groups);
}

/// Upper triangle of the weighted cross-products of `size` numbers a row. make(row of the design,
/// out) gives the numbers.
template <class Make>
Square cross_products(const Design& design, std::span<const std::uint8_t> kept, std::size_t size,
                      const Make& make) {
    return base::fold_blocks<Square>(
        design.rows, [&] { return Square(size); },
        [&](Square& into, const base::Block& block) {
            std::vector<double> numbers(size);
            for_each_design_chunk(
                design, block.begin, block.end,
                [&](std::size_t begin, std::size_t rows, std::span<const double> chunk) {
                    for (std::size_t row = 0; row < rows; ++row) {
                        if (!is_kept(kept, begin + row)) continue;
                        make(chunk.subspan(row * design.columns, design.columns),
                             std::span(numbers));
                        const double weight = weight_of(design, begin + row);
                        for (std::size_t i = 0; i < size; ++i) {
                            const double x = weight * numbers[i];
                            if (x == 0) continue;
                            double* const to = into.row(i);
                            for (std::size_t j = i; j < size; ++j) to[j] += x * numbers[j];
                        }
                    }
                });
        },
        [](Square& into, const Square& from) { into.add(from); },
        blocks_per_group(design.rows, size * size));
}

/// The Cholesky factor R (upper, R'R = products) of the independent ones of some columns.
struct Factor {
    std::vector<std::size_t> columns;
    Square upper{0};
};

/// Row by row; the numbers of a dropped column are left out.
Factor factor_of(const Square& products) {
    Factor factor;
    std::vector<std::vector<double>> rows;  // of R, over all columns
    std::vector<double> own(products.size());
    for (std::size_t j = 0; j < products.size(); ++j) own[j] = products.at(j, j);
    for (std::size_t j = 0; j < products.size(); ++j) {
        if (!(own[j] > kOwnShare * products.at(j, j))) continue;
        std::vector<double>& row = rows.emplace_back(products.size(), 0.0);
        const double diagonal = std::sqrt(own[j]);
        row[j] = diagonal;
        for (std::size_t k = j + 1; k < products.size(); ++k) {
            double rest = products.at(j, k);
            for (std::size_t i = 0; i + 1 < rows.size(); ++i) rest -= rows[i][j] * rows[i][k];
            row[k] = rest / diagonal;
            own[k] -= row[k] * row[k];
        }
        factor.columns.push_back(j);
    }
    factor.upper = Square(factor.columns.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i; j < rows.size(); ++j)
            factor.upper.at(i, j) = rows[i][factor.columns[j]];
    return factor;
}

/// The inverse of an upper triangle.
Square inverse_of(const Square& upper) {
    const std::size_t size = upper.size();
    Square inverse(size);
    for (std::size_t column = 0; column < size; ++column) {
        inverse.at(column, column) = 1 / upper.at(column, column);
        for (std::size_t row = column; row-- > 0;) {
            double sum = 0;
            for (std::size_t k = row + 1; k <= column; ++k)
                sum += upper.at(row, k) * inverse.at(k, column);
            inverse.at(row, column) = -sum / upper.at(row, row);
        }
    }
    return inverse;
}

/// The product of two upper triangles.
Square product_of(const Square& left, const Square& right) {
    Square product(left.size());
    for (std::size_t row = 0; row < left.size(); ++row)
        for (std::size_t k = row; k < left.size(); ++k)
            for (std::size_t column = k; column < left.size(); ++column)
                product.at(row, column) += left.at(row, k) * right.at(k, column);
    return product;
}

/// Calls use(row, coordinates of the row in the basis) for the kept rows of a block.
template <class Use>
void for_each_projected_row(const Design& design, const Basis& basis,
                            std::span<const std::uint8_t> kept, const base::Block& block, Use use) {
    std::vector<double> coordinates(basis.rank());
    for_each_design_chunk(
        design, block.begin, block.end,
        [&](std::size_t begin, std::size_t rows, std::span<const double> chunk) {
            for (std::size_t row = 0; row < rows; ++row) {
                if (!is_kept(kept, begin + row)) continue;
                project(basis, chunk.subspan(row * design.columns, design.columns), coordinates);
                use(begin + row, std::span<const double>(coordinates));
            }
        });
}

}  // namespace

void for_each_design_chunk(
    const Design& design, std::size_t begin, std::size_t end,
    const std::function<void(std::size_t, std::size_t, std::span<const double>)>& work) {
    const std::size_t rows =
        std::max<std::size_t>(1, kChunkNumbers / std::max<std::size_t>(1, design.columns));
    std::vector<double> numbers(rows * design.columns);
    for (; begin < end; begin += rows) {
        const std::size_t size = std::min(rows, end - begin);
        const std::span<double> chunk = std::span(numbers).first(size * design.columns);
        design.fill(begin, chunk);
        work(begin, size, chunk);
    }
}

Basis basis_of(const Design& design, std::span<const std::uint8_t> kept) {
    SKJERM_CHECK(kept.size() == design.rows);
    SKJERM_CHECK(design.weights.empty() || design.weights.size() == design.rows);
    const Square products = cross_products(design, kept, design.columns,
                                           [](std::span<const double> row, std::span<double> out) {
                                               std::copy(row.begin(), row.end(), out.begin());
                                           });
    const Factor first = factor_of(products);
    Basis basis{first.columns, inverse_of(first.upper).numbers()};
    // What cancelled in the first products is set right by those of the nearly orthonormal columns.
    const Square again = cross_products(
        design, kept, basis.rank(),
        [&](std::span<const double> row, std::span<double> out) { project(basis, row, out); });
    const Factor second = factor_of(again);
    SKJERM_CHECK(second.columns.size() == basis.rank());
    basis.inverse = product_of(inverse_of(first.upper), inverse_of(second.upper)).numbers();
    return basis;
}

std::vector<double> leverages(const Design& design, const Basis& basis,
                              std::span<const std::uint8_t> kept) {
    SKJERM_CHECK(kept.size() == design.rows);
    std::vector<double> result(design.rows, 0.0);
    base::for_each_block(design.rows, [&](const base::Block& block) {
        for_each_projected_row(
            design, basis, kept, block, [&](std::size_t row, std::span<const double> coordinates) {
                const double square = std::inner_product(coordinates.begin(), coordinates.end(),
                                                         coordinates.begin(), 0.0);
                result[row] = std::min(1.0, weight_of(design, row) * square);
            });
    });
    return result;
}

double projected_share(const Design& design, const Basis& basis, std::span<const std::uint8_t> kept,
                       std::span<const std::int8_t> signs) {
    SKJERM_CHECK(kept.size() == design.rows && signs.size() == design.rows);
    struct State {
        std::vector<double> sums;
        std::size_t rows = 0;
    };
    const State state = base::fold_blocks<State>(
        design.rows, [&] { return State{std::vector<double>(basis.rank(), 0.0)}; },
        [&](State& into, const base::Block& block) {
            for_each_projected_row(design, basis, kept, block,
                                   [&](std::size_t row, std::span<const double> coordinates) {
                                       const double root = std::sqrt(weight_of(design, row));
                                       for (std::size_t j = 0; j < coordinates.size(); ++j)
                                           into.sums[j] += root * signs[row] * coordinates[j];
                                       ++into.rows;
                                   });
        },
        [](State& into, const State& from) {
            for (std::size_t j = 0; j < into.sums.size(); ++j) into.sums[j] += from.sums[j];
            into.rows += from.rows;
        });
    if (state.rows == 0) return 0;
    const double square =
        std::inner_product(state.sums.begin(), state.sums.end(), state.sums.begin(), 0.0);
    return std::min(1.0, square / static_cast<double>(state.rows));
}

std::vector<ColumnRange> column_ranges(const Design& design, std::span<const std::uint8_t> kept) {
    SKJERM_CHECK(kept.size() == design.rows);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const auto fold = [&](const std::vector<ColumnRange>& start, const auto& add) {
        return base::fold_exact<std::vector<ColumnRange>>(
            design.rows, [&] { return start; },
            [&](std::vector<ColumnRange>& into, const base::Block& block) {
                for_each_design_chunk(
                    design, block.begin, block.end,
                    [&](std::size_t begin, std::size_t rows, std::span<const double> chunk) {
                        for (std::size_t row = 0; row < rows; ++row)
                            if (is_kept(kept, begin + row))
                                for (std::size_t j = 0; j < design.columns; ++j)
                                    add(into[j], chunk[row * design.columns + j]);
                    });
            },
            [](std::vector<ColumnRange>& into, const std::vector<ColumnRange>& from) {
                for (std::size_t j = 0; j < into.size(); ++j) {
                    into[j].lowest = std::min(into[j].lowest, from[j].lowest);
                    into[j].highest = std::max(into[j].highest, from[j].highest);
                    into[j].two_valued = into[j].two_valued && from[j].two_valued;
                }
            });
    };
    std::vector<ColumnRange> ranges =
        fold(std::vector<ColumnRange>(design.columns, {kInfinity, -kInfinity, true}),
             [](ColumnRange& range, double x) {
                 range.lowest = std::min(range.lowest, x);
                 range.highest = std::max(range.highest, x);
             });
    for (ColumnRange& range : ranges) range.two_valued = range.lowest < range.highest;
    return fold(ranges, [](ColumnRange& range, double x) {
        range.two_valued = range.two_valued && (x == range.lowest || x == range.highest);
    });
}

}  // namespace skjerm::stats
