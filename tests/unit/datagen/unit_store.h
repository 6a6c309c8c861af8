// A generated store of 50 000 persons, read as scripts read it: what the tests of jobs, courses,
// vehicles, meters and accidents look at.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "datagen/generate.h"
#include "skjerm/base/date.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datagen::testing {

inline base::DayNumber day(int year, int month, int day_of_month) {
    return base::days_from_civil({year, month, day_of_month});
}

class UnitStore {
public:
    UnitStore()
        : path_(std::filesystem::path(::testing::TempDir()) /
                ("skjerm-datagen-units-" + std::to_string(::getpid()))) {
        EXPECT_TRUE(generate({.persons = 50'000, .seed = 1, .directory = path_}, {}).ok());
        auto opened = datastore::Store::open(path_);
        EXPECT_TRUE(opened.ok());
        store_ = std::move(opened).value();
        // The files stay readable while they are mapped, and are gone with the test.
    }
    ~UnitStore() {
        store_.reset();
        std::filesystem::remove_all(path_);
    }

    [[nodiscard]] const datastore::Store& store() const { return *store_; }
    [[nodiscard]] datastore::VariablePtr variable(const std::string& name) const {
        auto found = store_->find(name, store_->versions().back());
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    [[nodiscard]] column::ColumnPtr column(const std::string& name,
                                           std::optional<base::DayNumber> at = {}) const {
        auto read = store_->read_all(*variable(name), {at}, budget_, {});
        EXPECT_TRUE(read.ok()) << name;
        return std::move(read).value();
    }
    /// Numbers, codes of the dictionary, or units; NaN where missing.
    [[nodiscard]] std::vector<double> numbers(const std::string& name,
                                              std::optional<base::DayNumber> at = {}) const {
        const column::ColumnPtr read = column(name, at);
        return column::visit(*read, [](auto values) {
            std::vector<double> result;
            result.reserve(values.size());
            for (const auto value : values)
                result.push_back(column::is_missing(value)
                                     ? std::numeric_limits<double>::quiet_NaN()
                                     : static_cast<double>(value));
            return result;
        });
    }
    /// Codes as texts; empty where missing.
    [[nodiscard]] std::vector<std::string> texts(const std::string& name,
                                                 std::optional<base::DayNumber> at = {}) const {
        const column::ColumnPtr read = column(name, at);
        std::vector<std::string> result;
        for (const double code : numbers(name, at))
            result.push_back(std::isnan(code) ? std::string()
                                              : std::string(read->dictionary()->text(
                                                    static_cast<std::uint32_t>(code))));
        return result;
    }
    [[nodiscard]] datastore::Store::Spells spells(const std::string& name, base::DayNumber first,
                                                  base::DayNumber last) const {
        auto read = store_->read_spells(*variable(name), first, last, budget_, {});
        EXPECT_TRUE(read.ok()) << name;
        return std::move(read).value();
    }

private:
    std::filesystem::path path_;
    datastore::StorePtr store_;
    base::MemoryBudgetPtr budget_ = std::make_shared<base::MemoryBudget>(std::size_t{4} << 30);
};

[[nodiscard]] inline const UnitStore& unit_store() {
    static const UnitStore store;
    return store;
}

[[nodiscard]] inline bool is_known(double value) { return !std::isnan(value); }

/// Share of the known values for which `is` holds, per cent.
template <class Is>
double per_cent(const std::vector<double>& values, const Is& is) {
    double known = 0;
    double found = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        ++known;
        found += is(value) ? 1 : 0;
    }
    return known == 0 ? 0 : 100.0 * found / known;
}
[[nodiscard]] inline double per_cent(const std::vector<std::string>& codes, const char* beginning) {
    double known = 0;
    double found = 0;
    for (const std::string& code : codes) {
        if (code.empty()) continue;
        ++known;
        found += code.starts_with(beginning) ? 1 : 0;
    }
    return known == 0 ? 0 : 100.0 * found / known;
}
[[nodiscard]] inline double count(const std::vector<double>& values) {
    double known = 0;
    for (const double value : values) known += std::isnan(value) ? 0 : 1;
    return known;
}
/// The share-th quantile of the known values.
[[nodiscard]] inline double quantile(std::vector<double> values, double share) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}
[[nodiscard]] inline double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += std::isnan(value) ? 0 : value;
    return sum / std::max(1.0, count(values));
}

}  // namespace skjerm::datagen::testing
