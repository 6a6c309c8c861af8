#include "support/collect.h"

#include <algorithm>

#include "support/small_norway.h"

namespace skjerm::testing {

namespace {

class Collector : public session::EventSink {
public:
    explicit Collector(Collected& collected) : collected_(collected) {}
    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent&, const released::Result& result) override {
        collected_.results.push_back(result);
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        collected_.diagnostics.push_back(diagnostic);
    }
    void command_finished(const session::CommandEvent&, bool) override {}

private:
    Collected& collected_;
};

}  // namespace

std::vector<released::Table> Collected::tables() const {
    std::vector<released::Table> tables;
    for (const released::Result& result : results)
        if (const auto* table = std::get_if<released::Table>(&result.body()))
            tables.push_back(*table);
    return tables;
}

std::vector<double> Collected::dataset_sizes() const {
    std::vector<double> sizes;
    for (const released::Result& result : results)
        if (const auto* summary = std::get_if<released::DatasetSummary>(&result.body()))
            if (summary->units) sizes.push_back(*summary->units);
    return sizes;
}

bool Collected::has(base::Code code) const {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [&](const base::Diagnostic& known) { return known.code == code; });
}

Collected collect(const std::string& script, const disclosure::Gate& gate) {
    SmallNorway stores;
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &gate;
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    environment.engine_version = "test";
    session::Session session(environment);
    Collected collected;
    Collector events(collected);
    collected.ending = session.run(script, {}, events);
    return collected;
}

}  // namespace skjerm::testing
