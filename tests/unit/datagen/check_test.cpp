// What `skjerm synth check` finds in a store of 50 000 persons with all registers: no rule is
// broken, figures and connections are as they should be.
#include "datagen/check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "datagen/generate.h"

namespace skjerm::datagen {
namespace {

struct TemporaryStore {
    explicit TemporaryStore(const std::string& name)
        : path(std::filesystem::path(::testing::TempDir()) /
               ("skjerm-check-" + std::to_string(::getpid()) + "-" + name)) {
        std::filesystem::remove_all(path);
    }
    ~TemporaryStore() { std::filesystem::remove_all(path); }

    [[nodiscard]] std::vector<Finding> findings(Options options) const {
        options.directory = path;
        EXPECT_TRUE(generate(options, {}).ok());
        const auto store = datastore::Store::open(path);
        EXPECT_TRUE(store.ok());
        auto found = check_store(**store);
        EXPECT_TRUE(found.ok());
        return *found;
    }
    std::filesystem::path path;
};

TEST(Check, FindsAllRegistersInOrder) {
    const TemporaryStore store("all");
    const std::vector<Finding> findings =
        store.findings({.persons = 50'000, .seed = 1, .directory = {}});
    ASSERT_GT(findings.size(), 100U);
    for (const Finding& finding : findings) {
        EXPECT_TRUE(finding.is_checked) << finding.en;
        // Wealth follows its median and mean, which leave fewer above this bound.
        if (finding.en.starts_with("gross wealth above")) continue;
        EXPECT_TRUE(finding.is_met()) << finding.en << ": " << finding.found << " for "
                                      << finding.aim << " ± " << finding.tolerance;
    }
}

TEST(Check, PassesOverWhatAStoreDoesNotHold) {
    const TemporaryStore store("few");
    const std::vector<Finding> findings = store.findings({.persons = 20'000,
                                                          .seed = 2,
                                                          .first_year = 2018,
                                                          .last_year = 2020,
                                                          .registers = {"BOF"}});
    const auto checked = std::count_if(findings.begin(), findings.end(),
                                       [](const Finding& finding) { return finding.is_checked; });
    EXPECT_EQ(checked, 0);
    EXPECT_TRUE(std::all_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return finding.is_met(); }));
}

TEST(Check, JudgesByDistanceFromTheAim) {
    Finding finding{CheckKind::Target, "", "", 10, 11, 1, true};
    EXPECT_TRUE(finding.is_met());
    finding.found = 8.9;
    EXPECT_FALSE(finding.is_met());
    Finding rule{CheckKind::Rule, "", "", 0, 1, 0, true};
    EXPECT_FALSE(rule.is_met());
}

}  // namespace
}  // namespace skjerm::datagen
