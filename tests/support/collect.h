// Runs a script on Small Norway and keeps what it released, for tests that look at numbers.
#pragma once

#include <string>
#include <vector>

#include "skjerm/released/result.h"
#include "skjerm/session/session.h"
#include "support/golden.h"

namespace skjerm::testing {

struct Collected {
    session::Ending ending = session::Ending::Completed;
    std::vector<released::Result> results;
    std::vector<base::Diagnostic> diagnostics;

    /// The tables among the results, in order.
    [[nodiscard]] std::vector<released::Table> tables() const;
    /// Released unit counts of the datasets, in order.
    [[nodiscard]] std::vector<double> dataset_sizes() const;
    [[nodiscard]] bool has(base::Code code) const;
};

[[nodiscard]] Collected collect(const std::string& script, const disclosure::Gate& gate);
[[nodiscard]] inline Collected collect(const std::string& script) {
    return collect(script, test_gate(PolicyKind::Standard));
}

}  // namespace skjerm::testing
