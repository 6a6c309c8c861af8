// The list of findings while it is made.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datagen/check_reader.h"

namespace skjerm::datagen {

class CheckList {
public:
    explicit CheckList(const datastore::Store& store) : reader(store) {}

    StoreReader reader;

    /// Counts violations; `allowed` of them are no fault. Not checked when variables are missing.
    template <class Count>
    void rule(std::initializer_list<std::string_view> names, int year, std::string nb,
              std::string en, Count count, double allowed = 0) {
        Finding finding{CheckKind::Rule, std::move(nb), std::move(en), 0, 0, allowed};
        finding.is_checked = reader.has(names, year);
        if (finding.is_checked) finding.found = static_cast<double>(count());
        findings.push_back(std::move(finding));
    }
    /// A figure within `tolerance` at 500 000 persons; more is allowed of smaller populations.
    template <class Find>
    void figure(CheckKind kind, std::initializer_list<std::string_view> names, int year,
                std::string nb, std::string en, double aim, double tolerance, Find find) {
        Finding finding{kind, std::move(nb), std::move(en), aim, 0, tolerance * widening()};
        finding.is_checked = reader.has(names, year);
        if (finding.is_checked) finding.found = find();
        findings.push_back(std::move(finding));
    }

    std::vector<Finding> findings;

private:
    /// Chance grows with the root of the scale; below 500 000 tolerances do too, at half the pace.
    [[nodiscard]] double widening() const {
        const double persons = static_cast<double>(reader.persons());
        return persons >= 400'000 ? 1.0 : std::min(3.0, 0.5 + 0.5 * 700 / isqrt(persons));
    }
    static double isqrt(double x) {
        double root = x;
        for (int step = 0; step < 40; ++step) root = 0.5 * (root + x / root);
        return root;
    }
};

void check_rules(CheckList& list);
void check_amounts(CheckList& list);
void check_targets(CheckList& list);
void check_signals(CheckList& list);
/// Part of the signals: what happens to the same persons over years.
void check_careers(CheckList& list);

}  // namespace skjerm::datagen
