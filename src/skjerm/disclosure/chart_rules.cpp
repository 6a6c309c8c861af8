#include "skjerm/disclosure/chart_rules.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/rounding.h"

namespace skjerm::disclosure {

namespace {

/// Steps from one edge to another, without the dust of a division.
double steps_between(double first, double last, double width) {
    return round_significant((last - first) / width, 12);
}

/// Edges at multiples of `width` around the range.
Bins bins_at_multiples(double low, double high, double width) {
    const double below = std::floor(round_significant(low / width, 12));
    const double above = std::ceil(round_significant(high / width, 12));
    return {.first = below * width,
            .width = width,
            .count = static_cast<std::size_t>(std::max(1.0, above - below))};
}

/// A range that is not empty: a single value gets a unit of its own digits around it.
double extent_of(double low, double high) {
    if (high > low) return high - low;
    return std::max(std::fabs(low) / 100, 1e-6);
}

double place_in(const Bins& bins, double value) {
    return std::clamp((value - bins.first) / bins.width, 0.0, static_cast<double>(bins.count));
}

}  // namespace

double nice_step(double least) {
    SKJERM_CHECK(least > 0 && std::isfinite(least));
    const double power = std::pow(10, std::floor(std::log10(least)) - 1);
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0}) {
        const double step = round_significant(factor * power, 3);
        if (step >= least) return step;
    }
    return round_significant(100 * power, 3);
}

bool has_too_many_low_cells(std::span<const double> counts, const Policy& policy) {
    const auto low = std::count_if(counts.begin(), counts.end(), [&](double count) {
        return count < static_cast<double>(policy.low_cell);
    });
    return static_cast<double>(low) > policy.low_cell_share * static_cast<double>(counts.size());
}

std::size_t Bins::bin_of(double value) const {
    const double place = std::floor((value - first) / width);
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(count - 1)));
}

Bins nice_bins(double p1, double p99, double count, std::optional<std::size_t> bins,
               const Policy& policy) {
    const auto wanted =
        bins ? static_cast<double>(std::min<std::uint64_t>(*bins, policy.chart_max_bins))
             : std::min(std::floor(std::sqrt(count)),
                        static_cast<double>(policy.chart_default_bins));
    double width = nice_step(extent_of(p1, p99) / std::max(1.0, wanted));
    Bins result = bins_at_multiples(p1, p99, width);
    // Widening to whole edges may have added a bin.
    while (static_cast<double>(result.count) > std::max(1.0, wanted) && result.count > 2) {
        width = nice_step(width * 1.01);
        result = bins_at_multiples(p1, p99, width);
    }
    return result;
}

Bins bins_of_width(double p1, double p99, double width, const Policy& policy) {
    SKJERM_CHECK(width > 0);
    const double most = static_cast<double>(policy.chart_max_bins);
    double factor = std::max(1.0, std::ceil(steps_between(p1, p99, width * most)));
    Bins result = bins_at_multiples(p1, p99, factor * width);
    while (result.count > policy.chart_max_bins)
        result = bins_at_multiples(p1, p99, ++factor * width);
    return result;
}

std::vector<double> bar_heights(std::span<const double> counts, BarHeight height, double width) {
    const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
    double scale = 1;
    if (height != BarHeight::Frequency) scale = sum > 0 ? 1 / sum : 0;
    if (height == BarHeight::Percent) scale *= 100;
    if (height == BarHeight::Density) scale /= width;
    std::vector<double> heights;
    for (const double count : counts) heights.push_back(count * scale);
    return heights;
}

std::optional<Box> box_of(const ReleasedValue& value) {
    for (const released::Number& quantile : value.quantiles)
        if (quantile.state != released::CellState::Shown) return std::nullopt;
    const auto number = [&](Quantile quantile) {
        return value.quantiles[static_cast<std::size_t>(quantile)].value;
    };
    return Box{.low = number(Quantile::P1),
               .lower_quartile = number(Quantile::P25),
               .median = number(Quantile::P50),
               .upper_quartile = number(Quantile::P75),
               .high = number(Quantile::P99)};
}

std::vector<Slice> pie_slices(std::span<const double> counts, const Policy& policy) {
    const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<Slice> slices;
    for (std::size_t category = 0; category < counts.size(); ++category) {
        if (!(counts[category] > 0)) continue;
        slices.push_back({category, counts[category],
                          round_decimals(100 * counts[category] / sum, policy.percent_decimals)});
    }
    return slices;
}

std::optional<std::vector<Flow>> sankey_flows(std::span<const double> counts, std::size_t to_levels,
                                              const Policy& policy) {
    if (has_too_many_low_cells(counts, policy)) return std::nullopt;
    std::vector<Flow> flows;
    for (std::size_t cell = 0; cell < counts.size(); ++cell)
        if (counts[cell] > 0) flows.push_back({cell / to_levels, cell % to_levels, counts[cell]});
    return flows;
}

HexLattice hex_lattice(double x1, double x99, double y1, double y99, std::size_t gridsize,
                       const Policy& policy) {
    const auto columns = std::clamp<std::size_t>(gridsize, 1, policy.chart_max_grid);
    const double rows = static_cast<double>(columns) / std::numbers::sqrt3;
    const auto axis = [](double low, double high, double parts) {
        // Nice ends first, then as many steps as were asked for.
        const Bins ends = bins_at_multiples(low, high, nice_step(extent_of(low, high) / 10));
        const auto count = static_cast<std::size_t>(std::ceil(parts));
        return Bins{.first = ends.first,
                    .width = (ends.edge(ends.count) - ends.first) / static_cast<double>(count),
                    .count = count};
    };
    return {.across = axis(x1, x99, static_cast<double>(columns)), .up = axis(y1, y99, rows)};
}

HexLattice::Cell HexLattice::cell_of(double x, double y) const {
    const double u = place_in(across, x);
    const double v = place_in(up, y);
    const auto distance = [&](double centre_u, double centre_v) {
        return (u - centre_u) * (u - centre_u) + 3 * (v - centre_v) * (v - centre_v);
    };
    const double column = std::floor(u + 0.5);
    const double row = std::floor(v + 0.5);
    const bool shifted = distance(std::floor(u) + 0.5, std::floor(v) + 0.5) < distance(column, row);
    return {.column = static_cast<std::int32_t>(shifted ? std::floor(u) : column),
            .row = static_cast<std::int32_t>(shifted ? std::floor(v) : row),
            .shifted = shifted};
}

HexLattice::Point HexLattice::centre_of(Cell cell) const {
    const double half = cell.shifted ? 0.5 : 0;
    return {.x = across.first + (cell.column + half) * across.width,
            .y = up.first + (cell.row + half) * up.width};
}

HexClasses hex_classes(std::span<const double> counts, std::size_t groups, const Policy& policy) {
    HexClasses classes;
    classes.class_of.assign(counts.size(), 0);
    double lowest = 0;
    double highest = 0;
    for (const double count : counts) {
        if (count < static_cast<double>(policy.low_cell)) continue;
        lowest = lowest == 0 ? count : std::min(lowest, count);
        highest = std::max(highest, count);
    }
    if (lowest == 0) return classes;
    const auto most = std::clamp<std::size_t>(groups, 1, policy.chart_max_groups);
    classes.edges.push_back(lowest);
    for (std::size_t group = 1; group <= most; ++group) {
        const double share = static_cast<double>(group) / static_cast<double>(most);
        const double edge =
            group == most ? highest : std::round(lowest * std::pow(highest / lowest, share));
        if (edge > classes.edges.back()) classes.edges.push_back(edge);
    }
    if (classes.edges.size() == 1) classes.edges.push_back(highest);
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        if (counts[cell] < lowest) continue;
        const auto above =
            std::upper_bound(classes.edges.begin() + 1, classes.edges.end() - 1, counts[cell]);
        classes.class_of[cell] = static_cast<std::uint32_t>(above - classes.edges.begin());
    }
    return classes;
}

}  // namespace skjerm::disclosure
