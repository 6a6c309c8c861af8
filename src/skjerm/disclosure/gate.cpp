#include "skjerm/disclosure/gate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <variant>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/table_plan.h"
#include "skjerm/disclosure/table_release.h"
#include "skjerm/disclosure/value_release.h"

namespace skjerm::disclosure {

namespace {

base::Argument limit(std::uint64_t number) {
    return base::Argument::fact(static_cast<std::int64_t>(number));
}

base::Diagnostic note(base::Code code, base::Span where, std::vector<base::Argument> arguments) {
    base::Diagnostic diagnostic = base::error(code, where, std::move(arguments));
    diagnostic.severity = base::Severity::Note;
    return diagnostic;
}

/// Some variable has no code list, so values may have been pooled. Depends on the variables, not on
/// what is in them.
bool may_pool(const RawTable& table) {
    return std::any_of(table.axes.begin(), table.axes.end(),
                       [](const RawAxis& axis) { return axis.without_code_list; });
}

}  // namespace

base::Status Gate::check_policy(const Policy& policy) {
    const NoiseTable& table = NoiseTable::standard();
    if (policy.perturbation_table != table.changes_digest() ||
        policy.normal_scores != table.scores_digest()) {
        return base::error(base::Code::PolicyTableMismatch, {},
                           {base::Argument::name(policy.version)});
    }
    return base::ok();
}

Gate::Gate(Policy policy, Secret secret)
    : Gate(std::move(policy), std::move(secret), NoiseTable::standard()) {
    SKJERM_CHECK(check_policy(policy_).ok());
}

Gate::Gate(Policy policy, Secret secret, const NoiseTable& table)
    : policy_(std::move(policy)),
      secret_(std::make_shared<const Secret>(std::move(secret))),
      count_noise_(secret_->cell_key(), policy_.sticky_share, table) {}

Gate Gate::checking() {
    // The policy of the product: commands name its limits when they refuse what a script asks for.
    Gate gate(Policy::standard(), Secret(std::array<std::uint8_t, 32>{}));
    gate.only_checks_ = true;
    return gate;
}

Gate Gate::watched_by(Trace& trace) const {
    Gate watched = *this;
    watched.count_noise_ = count_noise_.watched_by(trace);
    watched.trace_ = &trace;
    return watched;
}

Gate Gate::bound_by(Precedents& precedents) const {
    Gate bound = *this;
    bound.count_noise_ = count_noise_.bound_by(precedents);
    return bound;
}

base::UnitKeys Gate::unit_keys(std::uint16_t domain) const {
    if (trace_ != nullptr) trace_->use_domain(domain);
    return base::UnitKeys(secret_->record_key(), domain);
}

base::KeyedSigns Gate::keyed_signs() const { return base::KeyedSigns(secret_->weight_key()); }

base::Aes128 Gate::fingerprint_cipher() const { return base::Aes128(secret_->fingerprint_key()); }

void Gate::note_statistics(std::uint64_t sets, const base::Derivation& variable) const {
    if (trace_ != nullptr && !variable.is_linear())
        trace_->add_statistics({.sets = sets, .variable = variable.family.low});
}

base::Result<Snap> Gate::snap(const base::Evidence& selected, const base::Evidence& rest,
                              base::Span where) const {
    if (only_checks_) return Snap::Keep;
    const bool few_selected =
        count_noise_.release(selected, TracedRole::Selected) < policy_.min_affected;
    const bool few_left = count_noise_.release(rest, TracedRole::Rest) < policy_.min_affected;
    if (!few_selected && !few_left) return Snap::Keep;
    if (policy_.small_change_mode == SmallChangeMode::Refuse)
        return base::error(base::Code::ChangeTooSmall, where, {limit(policy_.min_affected)});
    return few_selected ? Snap::SelectNone : Snap::SelectAll;
}

base::Diagnostic Gate::condition_note(base::Span where) const {
    return note(base::Code::SmallConditionSnapped, where, {limit(policy_.min_affected)});
}

base::Diagnostic Gate::rules_note(base::Span where) const {
    return note(base::Code::SmallRuleSnapped, where, {limit(policy_.min_affected)});
}

base::Status Gate::admit_rows(const RawRows& rows, std::uint64_t largest, base::Span where) const {
    if (only_checks_) return base::ok();
    const auto needed = static_cast<double>(policy_.min_population + largest);
    if (release_rows(rows, count_noise_, TracedRole::Decision) >= needed) return base::ok();
    return base::error(base::Code::PopulationTooSmall, where, {limit(policy_.min_population)});
}

base::Status Gate::admit_population(const base::Evidence& population, base::Span where) const {
    if (only_checks_) return base::ok();
    if (count_noise_.release(population, TracedRole::Population) < policy_.min_population)
        return base::error(base::Code::PopulationTooSmall, where, {limit(policy_.min_population)});
    return base::ok();
}

SampleOrder Gate::sample_order(const base::Evidence& parent, std::uint64_t seed) const {
    return {secret_->sample_key(), parent, seed, policy_.sample_orders};
}

std::optional<std::uint64_t> Gate::sample_size(const base::Evidence& population,
                                               double share) const {
    const double rounded = two_digits(share);
    if (rounded >= 1) return std::nullopt;
    return static_cast<std::uint64_t>(
        std::llround(rounded * static_cast<double>(population.units)));
}

std::optional<std::uint64_t> Gate::sample_size(const base::Evidence& population,
                                               std::uint64_t count) const {
    const std::uint64_t released = count_noise_.release(population, TracedRole::Sample);
    if (count >= released) return std::nullopt;
    return sample_size(population, static_cast<double>(count) / static_cast<double>(released));
}

bool Gate::may_fail_because_of(const base::Evidence& affected) const {
    return count_noise_.release(affected) >= std::max<std::uint64_t>(policy_.min_affected, 1);
}

bool Gate::admits_quantile_groups(const base::Evidence& valid, int groups) const {
    if (only_checks_) return false;  // there are no values to make groups of
    return count_noise_.release(valid) / static_cast<std::uint64_t>(groups) >= policy_.min_affected;
}

base::Result<Permit> Gate::admit(const base::Evidence& population, base::Span where) const {
    SKJERM_TRY(admit_population(population, where));
    return Permit();
}

LevelPlan Gate::plan_levels(const RawAxis& axis, std::span<const base::Evidence> margin) const {
    return disclosure::plan_levels(axis, margin, policy_, count_noise_);
}

std::size_t Gate::countable_levels() const {
    // A single unit has a released count above 0 with probability 0.18.
    constexpr std::uint64_t kSingleUnits = 8;
    return static_cast<std::size_t>(kSingleUnits * policy_.table_max_levels);
}

base::Status Gate::admit_size(std::span<const RawAxis> axes,
                              std::span<const std::vector<base::Evidence>> margins,
                              base::Span where) const {
    SKJERM_CHECK(axes.size() == margins.size());
    std::vector<AxisPlan> plans;
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
        plans.push_back(plan_axis(axes[axis], margins[axis], policy_, count_noise_));
    if (!is_admissible_size(plans, policy_)) return too_large(policy_, where);
    return base::ok();
}

base::Result<GroupPlan> Gate::plan_groups(const RawTable& table) const {
    std::vector<AxisPlan> axes = plan_axes(table, policy_, count_noise_);
    if (!is_admissible_size(axes, policy_)) return too_large(policy_, table.where);
    return plan_table(std::move(axes)).groups;
}

base::Result<released::Result> Gate::release(RawResult&& raw,
                                             released::Provenance provenance) const {
    const RawResult opened = std::move(raw);
    provenance.policy = policy_.version;
    if (only_checks_) return released::Result(released::Document{}, {}, {}, std::move(provenance));
    if (const auto* summary = std::get_if<RawSummary>(&opened.body_)) {
        return released::Result(release_summary(*summary, policy_, count_noise_),
                                protections_of(summary_statistics(*summary)), summary->notes,
                                std::move(provenance));
    }
    const RawTable& table = std::get<RawTable>(opened.body_);
    SKJERM_TRY_ASSIGN(released::Table shown, release_table(table, policy_, count_noise_));
    std::vector<base::Diagnostic> notes = table.notes;
    if (may_pool(table)) {
        notes.push_back(
            note(base::Code::SmallCategoriesMerged, table.where, {limit(policy_.label_min)}));
    }
    return released::Result(std::move(shown), protections_of(table.statistics), std::move(notes),
                            std::move(provenance));
}

released::Result Gate::release_dataset(released::DatasetSummary summary,
                                       const base::Evidence* population,
                                       std::vector<base::Diagnostic> notes,
                                       released::Provenance provenance,
                                       const RawCarriers* carriers) const {
    provenance.policy = policy_.version;
    summary.units.reset();
    if (population != nullptr && !only_checks_) {
        if (carriers == nullptr)
            summary.units =
                static_cast<double>(count_noise_.release(*population, TracedRole::Dataset));
        else if (!has_few_carriers(carriers->spreads, policy_, count_noise_))
            summary.units = release_rows(carriers->number, count_noise_, TracedRole::Dataset);
    }
    std::vector<released::Protection> protections;
    if (summary.units) protections.push_back(released::Protection::CountNoise);
    return released::Result(std::move(summary), std::move(protections), std::move(notes),
                            std::move(provenance));
}

released::Result Gate::release_document(released::Document document,
                                        released::Provenance provenance) const {
    provenance.policy = policy_.version;
    return released::Result(std::move(document), {}, {}, std::move(provenance));
}

released::Result Gate::release_notice(base::Diagnostic message,
                                      released::Provenance provenance) const {
    provenance.policy = policy_.version;
    return released::Result(released::Notice{std::move(message)}, {}, {}, std::move(provenance));
}

}  // namespace skjerm::disclosure
