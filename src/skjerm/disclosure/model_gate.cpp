#include "skjerm/disclosure/model_gate.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/disclosure/rounding.h"
#include "skjerm/stats/unit_rows.h"

namespace skjerm::disclosure {

namespace {

constexpr int kRounds = 5;
constexpr int kSpaceDigits = 5;

base::Diagnostic refusal(base::Span where) {
    return base::error(base::Code::ModelTooFewUnits, where);
}

/// Calls work(unit, first row, end of rows) for every unit; its rows stand together.
template <class Work>
void for_each_unit(const stats::Rows& rows, const Work& work) {
    for (std::size_t first = 0; first < rows.count;) {
        const std::uint32_t unit = rows.units->unit(first);
        std::size_t end = first + 1;
        while (end < rows.count && rows.units->unit(end) == unit) ++end;
        work(unit, first, end);
        first = end;
    }
}

/// Evidence of the units with a kept row.
base::Evidence evidence_of(const stats::Rows& rows, std::span<const std::uint8_t> kept) {
    base::Evidence evidence;
    for_each_unit(rows, [&](std::uint32_t unit, std::size_t first, std::size_t end) {
        const auto count = static_cast<std::uint64_t>(
            std::count(kept.begin() + static_cast<std::ptrdiff_t>(first),
                       kept.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{1}));
        if (count == 0) return;
        evidence.add(rows.keys->key(unit));
        evidence.rows += count - 1;
    });
    return evidence;
}

/// Takes the rows of units above the largest leverage out of `kept`; whether there were any.
bool leave_out(const stats::Rows& rows, std::span<const double> leverage, double most,
               std::vector<std::uint8_t>& kept) {
    bool any = false;
    for_each_unit(rows, [&](std::uint32_t, std::size_t first, std::size_t end) {
        double sum = 0;
        for (std::size_t row = first; row < end; ++row) sum += leverage[row];
        if (!(sum > most)) return;
        any = true;
        for (std::size_t row = first; row < end; ++row) kept[row] = 0;
    });
    return any;
}

/// Of each two-valued column, the units on the side with fewer of them.
std::vector<base::Evidence> supports_of(const ModelDesign& model,
                                        std::span<const std::uint8_t> kept) {
    const std::vector<stats::ColumnRange> ranges = stats::column_ranges(model.design, kept);
    struct Sides {
        base::Evidence low;
        base::Evidence high;
        bool in_low = false;
        bool in_high = false;
    };
    std::vector<Sides> sides(ranges.size());
    std::uint32_t unit = 0;
    const auto close_unit = [&] {
        const std::uint64_t key = model.rows.keys->key(unit);
        for (Sides& side : sides) {
            if (side.in_low) side.low.add(key);
            if (side.in_high) side.high.add(key);
            side.in_low = side.in_high = false;
        }
    };
    stats::for_each_design_chunk(
        model.design, 0, model.design.rows,
        [&](std::size_t begin, std::size_t rows, std::span<const double> chunk) {
            for (std::size_t row = 0; row < rows; ++row) {
                if (kept[begin + row] != 1) continue;
                const std::uint32_t next = model.rows.units->unit(begin + row);
                if (next != unit) close_unit();
                unit = next;
                for (std::size_t j = 0; j < ranges.size(); ++j) {
                    if (!ranges[j].two_valued) continue;
                    const bool low = chunk[row * ranges.size() + j] == ranges[j].lowest;
                    sides[j].in_low |= low;
                    sides[j].in_high |= !low;
                }
            }
        });
    close_unit();
    std::vector<base::Evidence> supports;
    for (std::size_t j = 0; j < ranges.size(); ++j)
        if (ranges[j].two_valued)
            supports.push_back(sides[j].low.units < sides[j].high.units ? sides[j].low
                                                                        : sides[j].high);
    return supports;
}

/// tau of a model whose smallest support has so many units, of which a power of two enters.
double model_strength(const Policy& policy, std::uint64_t support, bool dependent_counts) {
    if (policy.model_exact) return 0;
    const auto power = static_cast<double>(std::bit_floor(std::max<std::uint64_t>(1, support)));
    const double most = dependent_counts ? policy.weight_tau_max : policy.model_tau_max;
    return std::clamp(policy.weight_inflation / std::sqrt(2 * power), policy.weight_tau_min, most);
}

/// A fingerprint of the space that the columns span over the kept rows, without their weights,
/// which depend on the dependent variable.
std::uint64_t space_of(const Gate& gate, const ModelDesign& model,
                       std::span<const std::uint8_t> kept) {
    stats::Design plain = model.design;
    plain.weights = {};
    const base::Aes128 cipher = gate.fingerprint_cipher();
    std::vector<std::int8_t> signs(plain.rows, 1);
    for_each_unit(model.rows, [&](std::uint32_t unit, std::size_t first, std::size_t end) {
        const bool plus = (cipher.encrypt({model.rows.keys->key(unit), 0}).low & 1U) != 0;
        for (std::size_t row = first; row < end; ++row) signs[row] = plus ? 1 : -1;
    });
    const double share = stats::projected_share(plain, stats::basis_of(plain, kept), kept, signs);
    const double rounded = round_significant(share, kSpaceDigits);
    // The second word keeps this use of the key apart from the one above.
    return cipher.encrypt({std::bit_cast<std::uint64_t>(rounded), 1}).low;
}

}  // namespace

base::Result<AdmittedModel> admit_model(const Gate& gate, const ModelDesign& model,
                                        base::Span where) {
    const Policy& policy = gate.policy();
    const CountNoise& noise = gate.count_noise();
    SKJERM_CHECK(model.design.rows == model.rows.count);
    if (model.design.columns > policy.model_max_columns) return refusal(where);

    AdmittedModel admitted;
    admitted.kept.resize(model.rows.count);
    for (std::size_t row = 0; row < admitted.kept.size(); ++row)
        admitted.kept[row] = model.rows.selects(row) ? 1 : 0;
    const base::Evidence asked = evidence_of(model.rows, admitted.kept);

    std::optional<stats::Basis> basis;
    bool settled = false;
    for (int round = 0; round <= kRounds && !settled; ++round) {
        basis = stats::basis_of(model.design, admitted.kept);
        const std::vector<double> leverage = stats::leverages(model.design, *basis, admitted.kept);
        settled = !leave_out(model.rows, leverage, policy.model_max_leverage, admitted.kept);
    }
    admitted.units = evidence_of(model.rows, admitted.kept);
    admitted.columns = basis->columns;

    std::vector<std::uint8_t> removed(admitted.kept.size());
    for (std::size_t row = 0; row < removed.size(); ++row)
        removed[row] = model.rows.selects(row) && admitted.kept[row] == 0 ? 1 : 0;
    const base::Evidence left_out = evidence_of(model.rows, removed);
    const std::uint64_t units = noise.release(admitted.units);
    const bool too_many = static_cast<double>(noise.release(left_out)) >
                          policy.model_max_removed * static_cast<double>(noise.release(asked));
    if (!settled || too_many || units < policy.model_min_units ||
        units < admitted.columns.size() + policy.model_min_freedom) {
        return refusal(where);
    }

    admitted.supports = supports_of(model, admitted.kept);
    std::uint64_t smallest = admitted.units.units;
    for (const base::Evidence& support : admitted.supports)
        smallest = std::min(smallest, support.units);
    for (const base::Evidence& support : model.supports) {
        const std::uint64_t others =
            admitted.units.units - std::min(admitted.units.units, support.units);
        smallest = std::min({smallest, support.units, others});
    }
    admitted.tau = model_strength(policy, smallest, model.dependent_counts);
    admitted.space = space_of(gate, model, admitted.kept);
    std::uint64_t set = admitted.units.key_sum;
    if (admitted.units.rows != admitted.units.units) {
        stats::Rows rows = model.rows;
        const std::vector<std::int8_t> selected(admitted.kept.begin(), admitted.kept.end());
        rows.selected = selected;
        const stats::Crosstab everything = stats::one_cell();
        const std::vector<std::uint32_t> first{0};
        set = stats::row_key_sums(
            {.rows = rows, .table = everything, .group_of_cell = first, .groups = 1})[0];
    }
    admitted.sign_set = set ^ admitted.space;
    return admitted;
}

base::Status admit_fit(const Policy& policy, double r_squared, bool separated, base::Span where) {
    if (separated || !(r_squared <= policy.model_max_fit)) return refusal(where);
    return base::ok();
}

base::Status admit_part(const Gate& gate, const base::Evidence& part, std::uint64_t least,
                        base::Span where) {
    if (gate.count_noise().release(part) < least) return refusal(where);
    return base::ok();
}

base::Status admit_groups(const Gate& gate, const base::Evidence& groups, bool are_units,
                          base::Span where) {
    constexpr std::uint64_t kFewestCategories = 2;
    // Categories are public, and so is how many there are.
    const bool enough = are_units
                            ? gate.count_noise().release(groups) >= gate.policy().model_min_groups
                            : groups.units >= kFewestCategories;
    if (!enough) return refusal(where);
    return base::ok();
}

FactorLevels merge_small_levels(const Gate& gate, std::span<const base::Evidence> levels,
                                std::uint32_t reference) {
    SKJERM_CHECK(reference < levels.size());
    FactorLevels result;
    std::uint64_t most = 0;
    std::uint32_t largest = FactorLevels::kOther;
    for (std::uint32_t level = 0; level < levels.size(); ++level) {
        const std::uint64_t released = gate.count_noise().release(levels[level]);
        const bool stays = released >= gate.policy().min_affected;
        result.merged.push_back(stays ? level : FactorLevels::kOther);
        if (stays && released > most) {
            most = released;
            largest = level;
        }
    }
    result.reference = result.merged[reference] == reference ? reference : largest;
    return result;
}

}  // namespace skjerm::disclosure
