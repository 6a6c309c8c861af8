#include "skjerm/disclosure/policy.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/embedded/policy.h"

namespace skjerm::disclosure {

namespace {

template <class T>
struct Range {
    T low;
    T high;
};

/// Reads the fields of one policy file; the first fault is kept, later reads do nothing.
class PolicyReader {
public:
    PolicyReader(const toml::table& root, std::string_view name) : root_(root), name_(name) {}

    template <class T>
    void read(std::string_view path, T& target, Range<T> range) {
        const toml::node* node = take(path);
        if (node == nullptr) return;
        // An integer will do for a real number, not the other way round.
        std::optional<T> value;
        if constexpr (std::is_same_v<T, double>) {
            if (node->is_number()) value = node->value<double>();
        } else if (const auto* integer = node->as_integer(); integer != nullptr) {
            if (integer->get() >= 0) value = static_cast<T>(integer->get());
        }
        if (!value || !(*value >= range.low && *value <= range.high)) return fail_value(path);
        target = *value;
    }

    void read_text(std::string_view path, std::string& target, std::size_t size) {
        const toml::node* node = take(path);
        if (node == nullptr) return;
        const auto text = node->value_exact<std::string>();
        if (!text || text->empty() || (size != 0 && text->size() != size)) return fail_value(path);
        target = *text;
    }

    void read_mode(std::string_view path, SmallChangeMode& target) {
        std::string word;
        read_text(path, word, 0);
        if (fault_) return;
        if (word != "snap" && word != "refuse") return fail_value(path);
        target = word == "snap" ? SmallChangeMode::Snap : SmallChangeMode::Refuse;
    }

    void read_flag(std::string_view path, bool& target) {
        const toml::node* node = take(path);
        if (node == nullptr) return;
        const auto flag = node->value_exact<bool>();
        if (!flag) return fail_value(path);
        target = *flag;
    }

    /// What is wrong with the file, if anything.
    std::optional<base::Diagnostic> finish() {
        for (const auto& [section, node] : root_) {
            if (fault_) break;
            if (const toml::table* fields = node.as_table()) {
                for (const auto& [field, value] : *fields)
                    check_known(std::string(section.str()) + "." + std::string(field.str()));
            } else {
                check_known(std::string(section.str()));
            }
        }
        return fault_;
    }

private:
    const toml::node* take(std::string_view path) {
        if (fault_) return nullptr;
        seen_.emplace(path);
        const toml::node* node = root_.at_path(path).node();
        if (node == nullptr) fail(base::Code::PolicyFieldMissing, path);
        return node;
    }
    void check_known(const std::string& path) {
        if (!fault_ && !seen_.contains(path)) fail(base::Code::PolicyFieldUnknown, path);
    }
    void fail_value(std::string_view path) { fail(base::Code::PolicyFieldInvalid, path); }
    void fail(base::Code code, std::string_view path) {
        fault_ = base::error(code, {}, {base::Argument::name(name_), base::Argument::name(path)});
    }

    const toml::table& root_;
    std::string_view name_;
    std::set<std::string, std::less<>> seen_;
    std::optional<base::Diagnostic> fault_;
};

/// Models, survival curves and charts.
void read_analyses(PolicyReader& reader, Policy& policy) {
    using Count = Range<std::uint64_t>;
    using Real = Range<double>;
    reader.read("models.min_units", policy.model_min_units, Count{20, 1'000'000});
    reader.read("models.min_freedom", policy.model_min_freedom, Count{10, 1'000'000});
    reader.read("models.max_columns", policy.model_max_columns, Count{1, 500});
    reader.read("models.max_leverage", policy.model_max_leverage, Real{0.001, 0.2});
    reader.read("models.max_removed", policy.model_max_removed, Real{0, 0.05});
    reader.read("models.max_fit", policy.model_max_fit, Real{0.5, 0.999999});
    reader.read("models.constant_min", policy.model_constant_min, Count{5, 1'000'000});
    reader.read("models.min_groups", policy.model_min_groups, Count{10, 1'000'000});
    reader.read("models.tau_max", policy.model_tau_max, Real{0.01, 0.9});
    reader.read_flag("models.exact", policy.model_exact);
    reader.read("survival.min_units", policy.survival_min_units, Count{20, 1'000'000});
    reader.read("survival.min_total_events", policy.survival_min_total_events,
                Count{10, 1'000'000});
    reader.read("survival.min_events", policy.survival_min_events, Count{5, 1'000'000});
    reader.read("survival.event_share", policy.survival_event_share, Real{0, 0.5});
    reader.read("survival.min_risk", policy.survival_min_risk, Count{10, 1'000'000});
    reader.read("survival.grid_points", policy.survival_grid_points, Count{10, 1000});
    reader.read("charts.default_bins", policy.chart_default_bins, Count{1, 100});
    reader.read("charts.max_bins", policy.chart_max_bins, Count{1, 200});
    reader.read("charts.max_grid", policy.chart_max_grid, Count{1, 25});
    reader.read("charts.max_groups", policy.chart_max_groups, Count{1, 10});
}

/// What the ledger of questions looks for.
void read_ledger(PolicyReader& reader, Policy& policy) {
    using Count = Range<std::uint64_t>;
    using Real = Range<double>;
    // A set sketch tells differences of up to 9 units apart, whatever is asked of it.
    reader.read("ledger.delta", policy.ledger_delta, Count{5, 9});
    reader.read("ledger.max_exposure", policy.ledger_max_exposure, Count{1, 100});
    reader.read("ledger.model_weight", policy.ledger_model_weight, Count{1, 100});
    reader.read("ledger.max_fragments", policy.ledger_max_fragments, Count{1, 1000});
    reader.read("ledger.fragment_units", policy.ledger_fragment_units, Count{50, 1'000'000});
    reader.read("ledger.recorded_sets", policy.ledger_recorded_sets, Count{1000, 1'000'000});
    reader.read("ledger.account_share", policy.ledger_account_share, Real{0.01, 1});
    reader.read("ledger.freeze_days", policy.ledger_freeze_days, Count{1, 3650});
    reader.read_flag("anchoring.enabled", policy.anchoring);
    reader.read("anchoring.large_set", policy.anchoring_large_set, Count{10, 1000});
    reader.read("anchoring.small_delta", policy.anchoring_small_delta, Count{1, 9});
    reader.read("anchoring.precedents", policy.anchoring_precedents, Count{10'000, 100'000'000});
    reader.read("rates.same_skeleton", policy.rate_same_skeleton, Count{10, 10'000});
    reader.read("rates.same_skeleton_all", policy.rate_same_skeleton_all, Count{10, 100'000});
    reader.read("rates.small_if", policy.rate_small_if, Count{10, 10'000});
    reader.read("rates.daily_sets", policy.rate_daily_sets, Count{100, 1'000'000});
    reader.read("rates.refused", policy.rate_refused, Count{1, 10'000});
    reader.read("rates.refused_share", policy.rate_refused_share, Real{0.01, 1});
    reader.read("rates.throttled", policy.rate_throttled, Count{1, 10'000});
    reader.read("rates.daily_precedents", policy.rate_daily_precedents, Count{1000, 100'000'000});
    reader.read("rates.variants", policy.rate_variants, Count{5, 10'000});
}

/// What findings weigh.
void read_scores(PolicyReader& reader, Policy& policy) {
    using Count = Range<std::uint64_t>;
    constexpr Count kPoints{1, 100};
    reader.read("scores.fragmented_unit", policy.score_fragmented_unit, kPoints);
    reader.read("scores.most_fragmented", policy.score_most_fragmented, kPoints);
    reader.read("scores.limited_per_point", policy.score_limited_per_point, kPoints);
    reader.read("scores.most_limited", policy.score_most_limited, kPoints);
    reader.read("scores.refused", policy.score_refused, kPoints);
    reader.read("scores.least_commands", policy.score_least_commands, Count{1, 1000});
    reader.read("scores.samples", policy.score_samples, kPoints);
    reader.read("scores.many_joins", policy.score_many_joins, Count{1, 10'000});
    reader.read("scores.joins", policy.score_joins, kPoints);
    reader.read("scores.shared_skeleton", policy.score_shared_skeleton, kPoints);
    reader.read("scores.variants", policy.score_variants, kPoints);
    reader.read("scores.flagged", policy.score_flagged, kPoints);
    reader.read("scores.throttled", policy.score_throttled, kPoints);
    reader.read("scores.frozen", policy.score_frozen, kPoints);
    reader.read("scores.shortest_delay", policy.score_shortest_delay, Count{10, 3600});
    reader.read("scores.longest_delay", policy.score_longest_delay, Count{20, 7200});
    reader.read("audit.clock_back", policy.audit_clock_back, Count{1, 86'400});
}

/// Limits may be tightened at will, and loosened only as far as a toy population needs.
Policy read_policy(PolicyReader& reader) {
    using Count = Range<std::uint64_t>;
    using Real = Range<double>;
    using Digits = Range<int>;
    constexpr std::size_t kDigestLength = 64;

    Policy policy;
    reader.read_text("version", policy.version, 0);
    reader.read("population.min_population", policy.min_population, Count{50, 1'000'000'000});
    reader.read("population.min_affected", policy.min_affected, Count{10, 1'000'000});
    reader.read_mode("population.small_change_mode", policy.small_change_mode);
    reader.read("population.sample_orders", policy.sample_orders, Count{1, 64});
    reader.read("counts.sticky_share", policy.sticky_share, Real{0.1, 0.9});
    reader.read_text("counts.perturbation_table", policy.perturbation_table, kDigestLength);
    reader.read_text("counts.normal_scores", policy.normal_scores, kDigestLength);
    reader.read("tables.low_cell", policy.low_cell, Count{5, 1'000'000});
    reader.read("tables.low_cell_share", policy.low_cell_share, Real{0, 0.9});
    reader.read("tables.label_min", policy.label_min, Count{10, 1'000'000});
    reader.read("tables.max_cells", policy.table_max_cells, Count{1, 1'000'000});
    reader.read("tables.max_levels", policy.table_max_levels, Count{1, 1'000'000});
    reader.read("tables.percent_decimals", policy.percent_decimals, Digits{0, 3});
    reader.read("values.min_descriptive", policy.min_descriptive, Count{10, 1'000'000});
    reader.read("values.moment_digits", policy.moment_digits, Digits{1, 9});
    reader.read("values.gini_decimals", policy.gini_decimals, Digits{1, 4});
    reader.read("values.dominance_share", policy.dominance_share, Real{0.01, 0.9});
    reader.read("groups.small_group", policy.small_group, Count{0, 9});
    reader.read("groups.carrier_min", policy.carrier_min, Count{10, 1'000'000});
    reader.read("winsorising.share", policy.winsor_share, Real{0.001, 0.1});
    reader.read("winsorising.min_tail", policy.winsor_min_tail, Count{3, 1'000'000});
    reader.read("winsorising.reach", policy.winsor_reach, Real{1, 5});
    reader.read("winsorising.few_values", policy.winsor_few_values, Count{0, 1000});
    reader.read("weights.inflation", policy.weight_inflation, Real{0.5, 10});
    reader.read("weights.tau_min", policy.weight_tau_min, Real{0.001, 0.5});
    reader.read("weights.tau_max", policy.weight_tau_max, Real{0.1, 0.9});
    reader.read("weights.value_noise", policy.value_noise, Real{0.5, 3});
    reader.read("quantiles.digits", policy.quantile_digits, Digits{1, 4});
    reader.read("quantiles.window_share", policy.quantile_window_share, Real{0, 0.1});
    reader.read("quantiles.window_min", policy.quantile_window_min, Count{2, 1000});
    reader.read("quantiles.window_max", policy.quantile_window_max, Count{2, 1'000'000});
    reader.read("quantiles.min_values", policy.quantile_min_values, Count{5, 1000});
    reader.read("quantiles.window_noise", policy.window_noise, Real{0.25, 3});
    reader.read("quantiles.grid_parts", policy.quantile_grid_parts, Count{1, 200});
    read_analyses(reader, policy);
    read_ledger(reader, policy);
    read_scores(reader, policy);
    return policy;
}

}  // namespace

base::Result<Policy> Policy::parse(std::string_view toml, std::string_view name) {
    toml::table root;
    try {
        root = toml::parse(toml);
    } catch (const toml::parse_error& fault) {
        const auto line = static_cast<std::int64_t>(fault.source().begin.line);
        return base::error(base::Code::PolicySyntax, {},
                           {base::Argument::name(name), base::Argument::fact(line)});
    }
    PolicyReader reader(root, name);
    Policy policy = read_policy(reader);
    if (auto fault = reader.finish()) return *std::move(fault);
    if (policy.weight_tau_min > policy.weight_tau_max ||
        policy.quantile_window_min > policy.quantile_window_max ||
        policy.weight_tau_min > policy.model_tau_max ||
        policy.chart_default_bins > policy.chart_max_bins ||
        policy.score_flagged > policy.score_throttled ||
        policy.score_throttled > policy.score_frozen ||
        policy.score_shortest_delay >= policy.score_longest_delay) {
        return base::error(base::Code::PolicyBoundsCrossed, {}, {base::Argument::name(name)});
    }
    return policy;
}

const Policy& Policy::standard() {
    static const Policy kPolicy = [] {
        auto parsed = parse(embedded::policy(), "policy/sdc-2026-12.toml");
        SKJERM_CHECK(parsed.ok());
        return std::move(parsed).value();
    }();
    return kPolicy;
}

const std::string& Policy::standard_digest() {
    static const std::string kDigest = base::to_hex(base::sha256(embedded::policy()));
    return kDigest;
}

}  // namespace skjerm::disclosure
