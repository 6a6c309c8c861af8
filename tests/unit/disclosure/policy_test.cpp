// The policy file: what is shipped, and what is refused.
#include "skjerm/disclosure/policy.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/gate.h"
#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

std::string shipped() {
    std::ifstream file("policy/sdc-2026-12.toml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string with(const std::string& line, const std::string& replacement) {
    std::string text = shipped();
    const std::size_t at = text.find("\n" + line);
    EXPECT_NE(at, std::string::npos) << line;
    const std::size_t end = text.find('\n', at + 1);
    return text.substr(0, at + 1) + replacement + text.substr(end);
}

TEST(Policy, ShipsTheAgreedParameters) {
    const Policy& policy = Policy::standard();
    EXPECT_EQ(policy.version, "sdc-2026-12");
    EXPECT_EQ(policy.min_population, 1000U);
    EXPECT_EQ(policy.min_affected, 10U);
    EXPECT_EQ(policy.small_change_mode, SmallChangeMode::Snap);
    EXPECT_EQ(policy.sample_orders, 16U);
    EXPECT_EQ(policy.min_descriptive, 10U);
    EXPECT_DOUBLE_EQ(policy.sticky_share, 0.3);
    EXPECT_EQ(policy.low_cell, 5U);
    EXPECT_DOUBLE_EQ(policy.low_cell_share, 0.5);
    EXPECT_DOUBLE_EQ(policy.winsor_share, 0.01);
    EXPECT_EQ(policy.winsor_min_tail, 5U);
    EXPECT_DOUBLE_EQ(policy.winsor_reach, 3);
    EXPECT_EQ(policy.quantile_digits, 3);
    EXPECT_DOUBLE_EQ(policy.weight_inflation, 1.4);
    EXPECT_DOUBLE_EQ(policy.weight_tau_min, 0.0035);
    EXPECT_DOUBLE_EQ(policy.weight_tau_max, 0.35);
    EXPECT_DOUBLE_EQ(policy.value_noise, 1.25);
    EXPECT_DOUBLE_EQ(policy.window_noise, 0.75);
    EXPECT_EQ(policy.moment_digits, 6);
    EXPECT_DOUBLE_EQ(policy.dominance_share, 0.5);
    EXPECT_EQ(policy.label_min, 10U);
    EXPECT_EQ(policy.small_group, 9U);
    EXPECT_EQ(policy.carrier_min, 10U);
    EXPECT_EQ(policy.table_max_cells, 50'000U);
    EXPECT_EQ(policy.table_max_levels, 2'000U);
    EXPECT_EQ(policy.model_min_units, 50U);
    EXPECT_EQ(policy.model_min_freedom, 10U);
    EXPECT_DOUBLE_EQ(policy.model_max_leverage, 0.1);
    EXPECT_DOUBLE_EQ(policy.model_max_fit, 0.999999);
    EXPECT_EQ(policy.model_constant_min, 5U);
    EXPECT_DOUBLE_EQ(policy.model_tau_max, 0.2);
    EXPECT_FALSE(policy.model_exact);
    EXPECT_EQ(policy.survival_min_events, 5U);
    EXPECT_EQ(policy.survival_min_risk, 20U);
    EXPECT_EQ(policy.survival_min_total_events, 20U);
    EXPECT_EQ(policy.chart_max_bins, 100U);
    EXPECT_EQ(policy.chart_max_grid, 25U);
    EXPECT_EQ(policy.chart_max_groups, 10U);
    EXPECT_EQ(policy.ledger_delta, 9U);
    EXPECT_EQ(policy.ledger_max_exposure, 10U);
    EXPECT_EQ(policy.ledger_model_weight, 3U);
    EXPECT_TRUE(policy.anchoring);
    EXPECT_EQ(policy.rate_same_skeleton, 200U);
    EXPECT_EQ(policy.rate_same_skeleton_all, 600U);
    EXPECT_EQ(policy.rate_small_if, 120U);
    EXPECT_EQ(policy.rate_daily_sets, 20'000U);
}

TEST(Policy, IsTheFileInTheTree) {
    const auto parsed = Policy::parse(shipped(), "file");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->version, Policy::standard().version);
    EXPECT_EQ(parsed->perturbation_table, Policy::standard().perturbation_table);
}

TEST(Policy, RefusesFaultyFiles) {
    struct Case {
        const char* name;
        std::string toml;
        base::Code code;
    };
    const Case cases[] = {
        {"no toml", "version = ", base::Code::PolicySyntax},
        {"empty", "", base::Code::PolicyFieldMissing},
        {"field missing", with("low_cell =", ""), base::Code::PolicyFieldMissing},
        {"unknown field", with("low_cell =", "low_cell = 5\nlow_sell = 5"),
         base::Code::PolicyFieldUnknown},
        {"unknown field outside sections", "extra = 1\n" + shipped(),
         base::Code::PolicyFieldUnknown},
        {"text for a number", with("low_cell =", "low_cell = \"5\""),
         base::Code::PolicyFieldInvalid},
        {"fraction for a count", with("low_cell =", "low_cell = 5.5"),
         base::Code::PolicyFieldInvalid},
        {"negative count", with("low_cell =", "low_cell = -5"), base::Code::PolicyFieldInvalid},
        {"not a number", with("sticky_share", "sticky_share = nan"),
         base::Code::PolicyFieldInvalid},
        {"unknown word", with("small_change_mode", "small_change_mode = \"off\""),
         base::Code::PolicyFieldInvalid},
        {"noise without sticky layer", with("sticky_share", "sticky_share = 0.0"),
         base::Code::PolicyFieldInvalid},
        {"small cells named", with("low_cell =", "low_cell = 1"), base::Code::PolicyFieldInvalid},
        {"groups of one described", with("min_descriptive", "min_descriptive = 1"),
         base::Code::PolicyFieldInvalid},
        {"no clipping", with("min_tail", "min_tail = 0"), base::Code::PolicyFieldInvalid},
        {"no weights", with("tau_min", "tau_min = 0.0"), base::Code::PolicyFieldInvalid},
        {"exact percentiles", with("digits = 3", "digits = 9"), base::Code::PolicyFieldInvalid},
        {"number for a flag", with("enabled =", "enabled = 1"), base::Code::PolicyFieldInvalid},
        {"near duplicates of any size", with("delta =", "delta = 100"),
         base::Code::PolicyFieldInvalid},
        {"exposure without end", with("max_exposure =", "max_exposure = 100000"),
         base::Code::PolicyFieldInvalid},
        {"bounds crossed", with("tau_min", "tau_min = 0.5"), base::Code::PolicyBoundsCrossed},
        {"bounds of bins crossed", with("max_bins =", "max_bins = 40"),
         base::Code::PolicyBoundsCrossed},
        {"levels of scores crossed", with("flagged =", "flagged = 11"),
         base::Code::PolicyBoundsCrossed},
        {"delays crossed", with("longest_delay =", "longest_delay = 120"),
         base::Code::PolicyBoundsCrossed},
        {"word for a flag", with("exact =", "exact = \"no\""), base::Code::PolicyFieldInvalid},
        {"models of single units", with("max_leverage =", "max_leverage = 0.9"),
         base::Code::PolicyFieldInvalid},
        {"steps of single events", with("min_events =", "min_events = 1"),
         base::Code::PolicyFieldInvalid},
        {"shortened digest", with("normal_scores", "normal_scores = \"70\""),
         base::Code::PolicyFieldInvalid},
    };
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        std::string toml = test.toml;
        if (test.code == base::Code::PolicyBoundsCrossed) {
            const std::size_t at = toml.find("tau_max = 0.35");
            toml.replace(at, 14, "tau_max = 0.4");
        }
        const auto parsed = Policy::parse(toml, "test.toml");
        ASSERT_FALSE(parsed.ok());
        EXPECT_EQ(parsed.diagnostic().code, test.code);
    }
}

TEST(Policy, MayBeTightened) {
    const auto parsed = Policy::parse(with("min_population", "min_population = 5000"), "strict");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->min_population, 5000U);
    const auto refuse =
        Policy::parse(with("small_change_mode", "small_change_mode = \"refuse\""), "strict");
    ASSERT_TRUE(refuse.ok());
    EXPECT_EQ(refuse->small_change_mode, SmallChangeMode::Refuse);
}

TEST(Policy, MustMeanTheNoiseOfTheProgram) {
    EXPECT_TRUE(Gate::check_policy(Policy::standard()).ok());
    Policy other = Policy::standard();
    other.perturbation_table[0] = 'f';
    const auto status = Gate::check_policy(other);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.diagnostic().code, base::Code::PolicyTableMismatch);
    EXPECT_THROW(Gate(other, testing::test_secret()), base::InternalError);
}

}  // namespace
}  // namespace skjerm::disclosure
