// What one command let out, or decided on: every set of units whose released count was looked up,
// with the role it played. The Gate fills it in by itself (through the noise that it lends out, so
// no code path can forget to); the audit log and the ledger read it, with the name badge that only
// they have. Nobody else can: a trace has neither a text nor a JSON form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "skjerm/base/evidence.h"

namespace skjerm::session {
class TraceReader;  // of the audit log: session/trace_reader.h
}
namespace skjerm::ledger {
class TraceReader;
}

namespace skjerm::disclosure {

/// Why the count of a set was looked up. The numbers are written to the audit log.
enum class TracedRole : std::uint8_t {
    Decision = 0,    ///< a rule of disclosure control: carriers, levels that clip, failures, …
    Selected = 1,    ///< rows that a condition or change selects
    Rest = 2,        ///< rows that it leaves
    Population = 3,  ///< a dataset that was admitted, or refused, for analysis
    Dataset = 4,     ///< the number of units shown for a dataset
    Level = 5,       ///< one level of a classifying variable
    Cell = 6,        ///< an inner cell of a table
    Total = 7,       ///< a total of a table, or the one cell of a summary
    Value = 8,       ///< valid values behind value statistics
    Sample = 9       ///< a population that was drawn from
};

/// Whether the number goes out, or decides what does in a way that it could: a level that is left
/// out, a value that is blank.
[[nodiscard]] constexpr bool is_shown(TracedRole role) {
    switch (role) {
        case TracedRole::Dataset:
        case TracedRole::Level:
        case TracedRole::Cell:
        case TracedRole::Total:
        case TracedRole::Value:
            return true;
        case TracedRole::Decision:
        case TracedRole::Selected:
        case TracedRole::Rest:
        case TracedRole::Population:
        case TracedRole::Sample:
            break;
    }
    return false;
}

/// One set of units, and what was said of it.
struct TracedSet {
    TracedRole role = TracedRole::Decision;
    std::uint16_t domain = 0;  ///< identifier domain of its units
    std::uint64_t released = 0;
    base::Evidence evidence;
};

/// Statistics of a variable that is no linear function of a register variable: over which sets, and
/// how the variable was computed.
struct TracedStatistics {
    std::uint64_t sets = 0;
    std::uint64_t variable = 0;
    friend bool operator==(const TracedStatistics&, const TracedStatistics&) = default;
};

/// Proof that its holder may look into traces.
class TraceBadge {
private:
    friend class session::TraceReader;
    friend class ledger::TraceReader;
    TraceBadge() noexcept {}
};

/// Belongs to one command and to the thread that runs it.
class Trace {
public:
    /// More sets than the largest table shows; what a command looks up beyond them (a collapse into
    /// very many groups) is only counted.
    static constexpr std::size_t kMostSets = std::size_t{1} << 17;

    Trace() = default;
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;
    ~Trace() = default;

    /// In the order in which they were first looked up, each once for each role.
    [[nodiscard]] const std::vector<TracedSet>& sets(TraceBadge) const { return sets_; }
    /// Sets beyond kMostSets, repetitions included.
    [[nodiscard]] std::uint64_t beyond(TraceBadge) const { return beyond_; }

    /// Of such variables, each once for the same sets; kMostStatistics at most.
    static constexpr std::size_t kMostStatistics = 1000;
    [[nodiscard]] const std::vector<TracedStatistics>& statistics(TraceBadge) const {
        return statistics_;
    }

    /// What it takes in memory.
    [[nodiscard]] std::size_t bytes() const;

private:
    friend class CountNoise;
    friend class Gate;

    /// Sets that are looked up from now on have units of this domain.
    void use_domain(std::uint16_t domain) { domain_ = domain; }
    void add_statistics(const TracedStatistics& statistics);
    void add(TracedRole role, const base::Evidence& evidence, std::uint64_t released);

    struct Seen {
        std::size_t operator()(const base::Evidence& evidence) const {
            return static_cast<std::size_t>(evidence.key_sum ^ (evidence.rows << 1U));
        }
    };

    std::vector<TracedSet> sets_;
    std::vector<TracedStatistics> statistics_;
    std::vector<std::unordered_set<base::Evidence, Seen>> seen_;  ///< by role
    std::uint64_t beyond_ = 0;
    std::uint16_t domain_ = 0;
};

}  // namespace skjerm::disclosure
