// Rules of charts: where bins, axes, hexagons and slices lie and which are drawn. All of them are
// functions of released numbers, so a chart tells nothing that its numbers do not; what is counted
// in the bins is released by the gate like any count. (disclosure policy, "charts")
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/value_release.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `least` (above 0).
[[nodiscard]] double nice_step(double least);

/// Whether more than low_cell_share of the counts are below low_cell; empty ones count as low, for
/// to tell them from small ones would be an oracle. For bars, slices, bins of single values and the
/// flows between two stages alike.
[[nodiscard]] bool has_too_many_low_cells(std::span<const double> counts, const Policy& policy);

// ------------------------------------------------------------------------------------ histograms

/// Bins of equal width: bin i is [first + i·width, first + (i + 1)·width). What lies outside is in
/// the outer bins.
struct Bins {
    double first = 0;
    double width = 1;
    std::size_t count = 1;

    [[nodiscard]] double edge(std::size_t i) const {
        return first + static_cast<double>(i) * width;
    }
    [[nodiscard]] std::size_t bin_of(double value) const;
};

/// Bins over the range of two released percentiles, widened to nice edges. `count`: released number
/// of values, which gives the number of bins, min(sqrt(count), default_bins), unless `bins` does.
[[nodiscard]] Bins nice_bins(double p1, double p99, double count, std::optional<std::size_t> bins,
                             const Policy& policy);
/// Bins with edges at multiples of `width` (above 0); the width is multiplied by the smallest whole
/// number that keeps max_bins.
[[nodiscard]] Bins bins_of_width(double p1, double p99, double width, const Policy& policy);

enum class BarHeight : std::uint8_t { Frequency, Fraction, Percent, Density };

/// Heights of bins from their released counts and the sum of these.
[[nodiscard]] std::vector<double> bar_heights(std::span<const double> counts, BarHeight height,
                                              double width);

// --------------------------------------------------------------------------------------- boxplots

/// The five numbers of a box, all of them released percentiles: whiskers at the 1st and 99th, no
/// points outside. Absent where one is not shown.
struct Box {
    double low = 0;
    double lower_quartile = 0;
    double median = 0;
    double upper_quartile = 0;
    double high = 0;
};
[[nodiscard]] std::optional<Box> box_of(const ReleasedValue& value);

// ------------------------------------------------------------------------------------ pie, sankey

struct Slice {
    std::size_t category = 0;  ///< index in what was given
    double count = 0;
    double percent = 0;  ///< of the sum of the shown counts
};
/// The slices with a released count above 0, in order.
[[nodiscard]] std::vector<Slice> pie_slices(std::span<const double> counts, const Policy& policy);

/// One flow between neighbouring stages of a sankey diagram.
struct Flow {
    std::size_t from = 0;
    std::size_t to = 0;
    double count = 0;
};
/// The flows of one pair of stages, row-major counts of `from` × `to` levels; those of 0 are left
/// out. Absent where has_too_many_low_cells refuses the pair. Heights of nodes are counts of their
/// own and not sums of flows.
[[nodiscard]] std::optional<std::vector<Flow>> sankey_flows(std::span<const double> counts,
                                                            std::size_t to_levels,
                                                            const Policy& policy);

// ----------------------------------------------------------------------------------------- hexbin

/// A lattice of hexagons (Carr 1987): two rectangular ones, the second half a step off.
struct HexLattice {
    Bins across;  ///< the range of x, in gridsize steps
    Bins up;      ///< the range of y, in steps of sqrt(3) times the height of a row

    struct Cell {
        std::int32_t column = 0;
        std::int32_t row = 0;
        bool shifted = false;
        friend auto operator<=>(const Cell&, const Cell&) = default;
    };
    struct Point {
        double x = 0;
        double y = 0;
    };
    /// The hexagon with the nearest centre; points outside the ranges are taken to the border
    /// first.
    [[nodiscard]] Cell cell_of(double x, double y) const;
    [[nodiscard]] Point centre_of(Cell cell) const;
    [[nodiscard]] double right() const { return across.edge(across.count); }
    [[nodiscard]] double top() const { return up.edge(up.count); }
};
/// Over released percentiles of both variables. `gridsize`: hexagons across, at most max_grid.
[[nodiscard]] HexLattice hex_lattice(double x1, double x99, double y1, double y99,
                                     std::size_t gridsize, const Policy& policy);

/// Colour classes of hexagons from released counts.
struct HexClasses {
    std::vector<double> edges;            ///< ascending, one more than there are classes
    std::vector<std::uint32_t> class_of;  ///< by hexagon from 1 on; 0: below low_cell, not drawn
};
/// At most `groups` classes (and max_groups), their limits evenly spaced in logarithms between the
/// smallest and the largest drawn count, in whole numbers.
[[nodiscard]] HexClasses hex_classes(std::span<const double> counts, std::size_t groups,
                                     const Policy& policy);

}  // namespace skjerm::disclosure
