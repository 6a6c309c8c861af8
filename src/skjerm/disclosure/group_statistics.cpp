// Value statistics in every group of a table.
#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/keyed_weights.h"
#include "skjerm/disclosure/rows_per_unit.h"
#include "skjerm/disclosure/value_measures.h"
#include "skjerm/disclosure/value_noise.h"
#include "skjerm/disclosure/value_statistics.h"
#include "skjerm/disclosure/yardstick.h"
#include "skjerm/stats/group_sums.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::disclosure {
namespace {

using base::Evidence;
using column::Column;
using stats::Crosstab;
using stats::Rows;
using stats::ValueScale;
using stats::WeightedOrder;

/// One variable by the groups of all layers.
class GroupSummary {
public:
    GroupSummary(const Gate& gate, const Rows& rows, const Column& column,
                 const ValueRequest& request, const Crosstab& table, const GroupPlan& plan,
                 const Treatment& treatment)
        : gate_(gate),
          rows_(rows),
          column_(column),
          request_(request),
          table_(table),
          treatment_(treatment),
          signs_(gate.keyed_signs()) {
        if (!request.carriers.empty()) {
            carriers_.emplace(gate, rows, request.carriers);
            weighted_rows_ = carriers_->weighted_rows();
        }
        const std::vector<Evidence> cells = valid_cells();
        for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell)
            layers_.push_back(make_layer(group_of_cell, plan.group_count, cells));
    }

    void fill(std::vector<RawValue>& values) const {
        const auto sums = group_sums(treatment_.scale);
        std::vector<std::vector<double>> strengths;
        for (std::size_t at = 0; at < layers_.size(); ++at) {
            const Layer& layer = layers_[at];
            strengths.push_back(strengths_of(layer, sums[at]));
            std::vector<WeightedOrder> orders;
            if (request_.quantiles || request_.gini || request_.extremes) orders = orders_of(layer);
            for (std::size_t group = 0; group < layer.groups.size(); ++group) {
                RawValue& value = values[layer.groups[group]];
                value.valid = layer.valid[group];
                fill_value(gate_.policy(), request_, treatment_, sums[at][group],
                           {strengths[at][group], bearers(layer, group)},
                           ValueNoise(signs_, layer.set_keys[group], sums[at][group],
                                      request_.derivation.family),
                           orders.empty() ? nullptr : &orders[group], value);
            }
            fill_numbers(layer, values);
            if (treatment_.two_values) fill_high(layer, values);
        }
        if (!request_.unit_is_person && request_.moments) fill_largest_shares(strengths, values);
    }

private:
    /// Cells of one way in which cells count, under group numbers of their own.
    struct Layer {
        std::vector<std::uint32_t> group_of_cell;
        std::vector<std::uint32_t> groups;    ///< own number → number in the plan
        std::vector<Evidence> valid;          ///< of each group
        std::vector<CarrierSpreads> spreads;  ///< of each group, where there are carriers
        std::vector<std::uint64_t> set_keys;
    };
    using Sums = std::vector<std::vector<stats::SignedSums>>;

    /// Evidence of the valid values in each cell.
    std::vector<Evidence> valid_cells() const {
        // A table that counts rows with a valid value of this column alone has it already.
        const bool counted =
            table_.valid_in_any.size() == 1 && table_.valid_in_any[0].get() == &column_;
        if (counted) return table_.cells;
        std::vector<std::uint32_t> itself(table_.cells.size());
        std::iota(itself.begin(), itself.end(), 0U);
        return evidence_of_valid(itself, itself.size());
    }

    /// How many units, or carriers in their place, have a weight in a group.
    std::uint64_t bearers(const Layer& layer, std::size_t group) const {
        return carriers_ ? layer.spreads[group][carriers_->coarsest()].carriers.units
                         : layer.valid[group].units;
    }

    /// How strong the weights of each group are.
    std::vector<double> strengths_of(const Layer& layer,
                                     const std::vector<stats::SignedSums>& sums) const {
        std::vector<double> strengths;
        if (!carriers_) {
            for (std::size_t group = 0; group < sums.size(); ++group)
                strengths.push_back(
                    weight_strength(gate_.policy(), layer.valid[group].units, sums[group].all));
            return strengths;
        }
        std::vector<stats::Int128> magnitudes;
        magnitudes.reserve(sums.size());
        for (const stats::SignedSums& one : sums) magnitudes.push_back(one.all.magnitude);
        const std::vector<double> effective =
            stats::effective_carriers(grouped_rows(layer), carriers_->coarsest_index(), column_,
                                      treatment_.scale, magnitudes);
        for (std::size_t group = 0; group < sums.size(); ++group)
            strengths.push_back(weight_strength(
                gate_.policy(), layer.spreads[group][carriers_->coarsest()].carriers.units,
                effective[group]));
        return strengths;
    }

    void fill_numbers(const Layer& layer, std::vector<RawValue>& values) const {
        const stats::GroupedRows grouped = grouped_rows(layer);
        const std::vector<RawRows> numbers = numbers_of(grouped, layer.valid, layer.spreads);
        for (std::size_t group = 0; group < numbers.size(); ++group) {
            RawValue& value = values[layer.groups[group]];
            value.number = numbers[group];
            if (carriers_) value.carriers = layer.spreads[group];
        }
    }

    std::vector<RawRows> numbers_of(const stats::GroupedRows& grouped,
                                    std::span<const Evidence> sets,
                                    std::span<const CarrierSpreads> spreads) const {
        if (carriers_) return carriers_->rows_of_carriers(grouped, spreads);
        return rows_of_units(gate_, grouped, sets);
    }

    stats::GroupedRows grouped_rows(const Layer& layer) const {
        return {.rows = rows_,
                .table = table_,
                .group_of_cell = layer.group_of_cell,
                .groups = layer.groups.size(),
                .valid = &column_};
    }

    std::vector<Evidence> evidence_of_valid(std::span<const std::uint32_t> group_of_cell,
                                            std::size_t groups) const {
        return stats::evidence_above(rows_, table_, group_of_cell, groups, column_,
                                     -std::numeric_limits<double>::infinity());
    }

    Layer make_layer(std::span<const std::uint32_t> group_of_cell, std::size_t group_count,
                     std::span<const Evidence> cells) const {
        Layer layer;
        std::vector<std::uint32_t> own(group_count, GroupPlan::kNone);
        for (const std::uint32_t group : group_of_cell) {
            std::uint32_t number = GroupPlan::kNone;
            if (group != GroupPlan::kNone) {
                if (own[group] == GroupPlan::kNone) {
                    own[group] = static_cast<std::uint32_t>(layer.groups.size());
                    layer.groups.push_back(group);
                }
                number = own[group];
            }
            layer.group_of_cell.push_back(number);
        }
        if (table_.repeated_units) {
            layer.valid = evidence_of_valid(layer.group_of_cell, layer.groups.size());
        } else {
            layer.valid.resize(layer.groups.size());
            for (std::size_t cell = 0; cell < cells.size(); ++cell)
                if (layer.group_of_cell[cell] != GroupPlan::kNone)
                    layer.valid[layer.group_of_cell[cell]].merge(cells[cell]);
        }
        if (carriers_) {
            layer.spreads = carriers_->spreads(grouped_rows(layer));
            for (const CarrierSpreads& spreads : layer.spreads)
                layer.set_keys.push_back(spreads[carriers_->coarsest()].row_key_sum);
        } else if (table_.repeated_units) {
            layer.set_keys = stats::row_key_sums(grouped_rows(layer));
        } else {
            for (const Evidence& one : layer.valid) layer.set_keys.push_back(one.key_sum);
        }
        return layer;
    }

    Sums group_sums(const ValueScale& scale) const {
        std::vector<stats::Grouping> groupings;
        groupings.reserve(layers_.size());
        for (const Layer& layer : layers_)
            groupings.push_back({layer.group_of_cell, layer.set_keys});
        return stats::group_sums(weighted_rows_, table_, groupings, signs_, column_, scale);
    }

    std::vector<WeightedOrder> orders_of(const Layer& layer) const {
        std::vector<std::uint64_t> sizes;
        sizes.reserve(layer.valid.size());
        for (const Evidence& one : layer.valid) sizes.push_back(one.rows);
        return stats::order_groups(weighted_rows_, table_, layer.group_of_cell, sizes,
                                   layer.set_keys, signs_, column_);
    }

    void fill_largest_shares(const std::vector<std::vector<double>>& strengths,
                             std::vector<RawValue>& values) const {
        const Sums magnitudes = group_sums(treatment_.magnitudes);
        for (std::size_t at = 0; at < layers_.size(); ++at) {
            const Layer& layer = layers_[at];
            const std::vector<stats::Int128> largest = largest_of(layer);
            for (std::size_t group = 0; group < layer.groups.size(); ++group) {
                RawValue& value = values[layer.groups[group]];
                const stats::SignedSums& sums = magnitudes[at][group];
                value.largest_share =
                    largest_share(largest[group], sums.all, sums.plus, strengths[at][group]);
            }
        }
    }

    /// By group, the largest contribution of one unit.
    std::vector<stats::Int128> largest_of(const Layer& layer) const {
        return stats::largest_contributions(grouped_rows(layer), column_, treatment_.magnitudes);
    }

    void fill_high(const Layer& layer, std::vector<RawValue>& values) const {
        const double between = midpoint(*treatment_.two_values);
        const std::vector<Evidence> high = stats::evidence_above(
            rows_, table_, layer.group_of_cell, layer.groups.size(), column_, between);
        stats::GroupedRows grouped = grouped_rows(layer);
        grouped.above = between;
        const std::vector<CarrierSpreads> spreads =
            carriers_ ? carriers_->spreads(grouped) : std::vector<CarrierSpreads>();
        const std::vector<RawRows> numbers = numbers_of(grouped, high, spreads);
        for (std::size_t group = 0; group < layer.groups.size(); ++group)
            values[layer.groups[group]].high = numbers[group];
    }

    const Gate& gate_;
    const Rows& rows_;
    const Column& column_;
    const ValueRequest& request_;
    const Crosstab& table_;
    const Treatment& treatment_;
    base::KeyedSigns signs_;
    std::optional<CarrierSet> carriers_;
    Rows weighted_rows_ = rows_;  ///< with signs by carrier, where there are any
    std::vector<Layer> layers_;
};

}  // namespace

RawVariable summarize_groups(const Gate& gate, const Rows& rows, const Column& column,
                             const ValueRequest& request, const Crosstab& table,
                             const GroupPlan& plan) {
    RawVariable variable;
    variable.unit_is_person = request.unit_is_person;
    variable.groups.resize(plan.group_count);
    const ClippingOrder values = clipping_order(gate, rows, column);
    if (values.order.count() == 0) return variable;
    variable.two_values = values.few.two_values;
    const Treatment treatment = treatment_of(gate.policy(), column, values.order, values.few);
    for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell)
        SKJERM_CHECK(group_of_cell.size() == table.cells.size());
    GroupSummary(gate, rows, column, request, table, plan, treatment).fill(variable.groups);
    variable.yardstick = yardstick_of(request.derivation, treatment.bounds);
    std::uint64_t groups = 0;
    for (const RawValue& value : variable.groups) groups += value.valid.key_sum;
    gate.note_statistics(groups, request.derivation);
    return variable;
}

}  // namespace skjerm::disclosure
