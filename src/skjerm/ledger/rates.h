// How often accounts ask, in the ledger's own time, and what the limits of the policy say to it
// (spec 12.2 rules 3 to 5, 12.3 a).
//
// What counts is a command that showed something its account had not been shown within the hour:
// asking the same again gives the same and tells nothing new, so a class that runs one script all
// day is in nobody's way. Bounded: so many of an account's latest commands are kept.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "skjerm/disclosure/policy.h"
#include "skjerm/ledger/command_record.h"

namespace skjerm::ledger {

/// A command that is about to run, as far as its text tells.
struct Question {
    std::uint64_t skeleton = 0;
    CommandKind kind = CommandKind::Other;
    bool has_condition = false;
};

enum class Verdict : std::uint8_t { Go, TooMany, Throttled };

class Rates {
public:
    static constexpr std::size_t kMostEvents = 25'000;  ///< of an account

    /// `policy` must outlive it.
    explicit Rates(const disclosure::Policy& policy) : policy_(policy) {}

    void add(const CommandRecord& record, std::int64_t at_ms);

    /// Whether `account` of this institution may ask now. Depends on what was asked and shown
    /// alone.
    [[nodiscard]] Verdict judge(const std::string& account, const Question& question,
                                bool throttled, std::int64_t now_ms) const;

    /// What the asynchronous sum of scores looks at.
    struct Findings {
        std::uint64_t commands = 0;          ///< within the hour
        std::uint64_t refused = 0;           ///< of these, by disclosure control
        std::uint64_t too_many = 0;          ///< refused by a rate within the day
        std::uint64_t samples = 0;           ///< different samples drawn within the day
        std::uint64_t joins = 0;             ///< different joins within the day
        std::uint64_t shared_skeletons = 0;  ///< asked too often by several accounts within the day
        std::uint64_t variants = 0;  ///< most computed variables shown of one set within the day
    };
    [[nodiscard]] Findings findings(const std::string& account, std::int64_t now_ms) const;

    void forget(const std::string& account) { events_.erase(account); }
    [[nodiscard]] std::size_t events() const;

private:
    struct Event {
        std::int64_t at_ms = 0;
        std::uint64_t skeleton = 0;
        std::uint64_t constants = 0;
        std::uint64_t shown = 0;
        std::uint32_t sets = 0;
        std::uint32_t precedents = 0;
        CommandKind kind = CommandKind::Other;
        CommandOutcome outcome = CommandOutcome::Shown;
        bool small_selection = false;
        std::vector<RecordedStatistics> statistics;
    };
    using Events = std::deque<Event>;

    const disclosure::Policy& policy_;
    std::map<std::string, Events> events_;
};

}  // namespace skjerm::ledger
