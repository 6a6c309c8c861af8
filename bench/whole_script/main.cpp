// Runs a script on a datastore as the program does, everything included, and says what it cost:
//
//   bench_whole_script SCRIPT DATASTORE [REPETITIONS] [THREADS]
//
// Per command the median time over the repetitions, the whole script, and peak resident memory
// against the bytes of the columns that were imported (each counted once, as imported).
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/store.h"
#include "skjerm/render/document.h"
#include "skjerm/session/session.h"

namespace {

using namespace skjerm;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

class OneStore : public command::StoreDirectory {
public:
    explicit OneStore(datastore::StorePtr store) : store_(std::move(store)) {}
    base::Result<datastore::StorePtr> find(std::string_view, base::Span) override { return store_; }

private:
    datastore::StorePtr store_;
};

/// Times every command, with its results rendered as JSON.
class Stopwatch : public session::EventSink {
public:
    explicit Stopwatch(const session::Session& session) : session_(session) {}

    void command_started(const session::CommandEvent&) override { started_ = Clock::now(); }
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        json_bytes += render::to_json(result, {.index = command.number,
                                               .command = command.text,
                                               .name = command.name,
                                               .dataset = command.dataset})
                          .size();
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error)
            std::fprintf(stderr, "%s %s\n", base::code_label(diagnostic.code).c_str(),
                         base::message_text(diagnostic, base::Language::English).c_str());
    }
    void command_finished(const session::CommandEvent& command, bool) override {
        times.push_back({command.text, milliseconds(Clock::now() - started_)});
        if (command.name != "import") return;
        const auto& variables = session_.workspace().active()->variables();
        imported_bytes += variables.back().column->bytes();
    }

    std::vector<std::pair<std::string, double>> times;
    std::size_t imported_bytes = 0;
    std::size_t json_bytes = 0;

private:
    const session::Session& session_;
    Clock::time_point started_;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 3) {
        std::fprintf(stderr,
                     "usage: bench_whole_script SCRIPT DATASTORE [REPETITIONS] [THREADS]\n");
        return 2;
    }
    const int repetitions = argument_count > 3 ? std::atoi(arguments[3]) : 5;
    base::set_thread_limit(argument_count > 4 ? std::atoi(arguments[4]) : 0);
    std::ifstream file(arguments[1]);
    std::ostringstream script;
    script << file.rdbuf();
    auto store = datastore::Store::open(arguments[2]);
    if (!store) {
        std::fprintf(stderr, "%s\n",
                     base::message_text(store.diagnostic(), base::Language::English).c_str());
        return 5;
    }
    OneStore stores(*store);
    std::array<std::uint8_t, 32> bytes{};
    const disclosure::Gate gate(disclosure::Policy::standard(), disclosure::Secret(bytes));
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &gate;
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{16} << 30);
    environment.engine_version = "bench";

    std::vector<std::vector<double>> by_command;
    std::vector<std::string> names;
    std::vector<double> totals;
    double imported_bytes = 0;
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        session::Session session(environment);
        Stopwatch stopwatch(session);
        const Clock::time_point start = Clock::now();
        if (session.run(script.str(), {}, stopwatch) != session::Ending::Completed) return 1;
        totals.push_back(milliseconds(Clock::now() - start));
        by_command.resize(stopwatch.times.size());
        names.clear();
        for (std::size_t at = 0; at < stopwatch.times.size(); ++at) {
            names.push_back(stopwatch.times[at].first);
            by_command[at].push_back(stopwatch.times[at].second);
        }
        imported_bytes = static_cast<double>(stopwatch.imported_bytes);
        if (repetition == 0) {
            rusage usage{};
            getrusage(RUSAGE_SELF, &usage);
            const double peak = static_cast<double>(usage.ru_maxrss) * 1024;
            std::printf(
                "first run %.0f ms, peak resident %.0f MB, imported columns %.0f MB, "
                "ratio %.2f\n",
                totals[0], peak / 1e6, imported_bytes / 1e6, peak / imported_bytes);
        }
    }
    for (std::size_t at = 0; at < names.size(); ++at)
        std::printf("%9.1f ms  %s\n", median(by_command[at]), names[at].substr(0, 90).c_str());
    std::printf("%9.1f ms  whole script, median of %d\n", median(totals), repetitions);
    return 0;
}
