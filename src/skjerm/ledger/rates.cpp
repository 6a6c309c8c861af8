#include "skjerm/ledger/rates.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "skjerm/ledger/clock.h"

namespace skjerm::ledger {

namespace {

/// Calls use(event) for the events later than `since_ms`, the latest first.
template <class Events, class Use>
void for_each_since(const Events& events, std::int64_t since_ms, Use use) {
    for (auto event = events.rbegin(); event != events.rend() && event->at_ms > since_ms; ++event)
        use(*event);
}

using Distinct = std::unordered_set<std::uint64_t>;

}  // namespace

void Rates::add(const CommandRecord& record, std::int64_t at_ms) {
    Events& own = events_[record.account];
    own.push_back({.at_ms = at_ms,
                   .skeleton = record.skeleton,
                   .constants = record.constants,
                   .shown = record.shown,
                   .sets = static_cast<std::uint32_t>(record.sets.size()),
                   .precedents = record.precedents,
                   .kind = record.kind,
                   .outcome = record.outcome,
                   .small_selection = record.small_selection,
                   .statistics = record.statistics});
    // What is older than a day decides nothing.
    while (own.size() > kMostEvents || own.front().at_ms < at_ms - kDayMs) own.pop_front();
}

Verdict Rates::judge(const std::string& account, const Question& question, bool throttled,
                     std::int64_t now_ms) const {
    const auto found = events_.find(account);
    const std::int64_t hour = now_ms - kHourMs;
    if (found != events_.end() && throttled) {
        std::uint64_t commands = 0;
        for_each_since(found->second, hour, [&](const Event& event) {
            commands += event.outcome != CommandOutcome::TooMany ? 1U : 0U;
        });
        if (commands >= policy_.rate_throttled) return Verdict::Throttled;
    }
    if (found != events_.end()) {
        // Of any command: more would push out what others were shown before.
        std::uint64_t precedents = 0;
        for_each_since(found->second, now_ms - kDayMs,
                       [&](const Event& event) { precedents += event.precedents; });
        if (precedents >= policy_.rate_daily_precedents) return Verdict::TooMany;
    }
    if (question.kind == CommandKind::Other) return Verdict::Go;

    if (found != events_.end()) {
        Distinct small;
        Distinct shown;
        std::uint64_t sets = 0;
        for_each_since(found->second, now_ms - kDayMs, [&](const Event& event) {
            if (event.shown != 0 && shown.insert(event.shown).second) sets += event.sets;
            if (event.at_ms > hour && event.small_selection && event.shown != 0)
                small.insert(event.shown);
        });
        if (sets >= policy_.rate_daily_sets) return Verdict::TooMany;
        if (question.has_condition && small.size() >= policy_.rate_small_if)
            return Verdict::TooMany;
    }

    Distinct of_all;
    for (const auto& [name, events] : events_) {
        Distinct of_one;
        for_each_since(events, hour, [&](const Event& event) {
            if (event.skeleton == question.skeleton && event.shown != 0) of_one.insert(event.shown);
        });
        if (name == account && of_one.size() >= policy_.rate_same_skeleton) return Verdict::TooMany;
        of_all.insert(of_one.begin(), of_one.end());
    }
    return of_all.size() >= policy_.rate_same_skeleton_all ? Verdict::TooMany : Verdict::Go;
}

Rates::Findings Rates::findings(const std::string& account, std::int64_t now_ms) const {
    Findings findings;
    const auto found = events_.find(account);
    if (found == events_.end()) return findings;
    Distinct samples;
    Distinct joins;
    Distinct own_skeletons;
    std::unordered_map<std::uint64_t, Distinct> variables_of_sets;
    for_each_since(found->second, now_ms - kDayMs, [&](const Event& event) {
        const bool within_hour = event.at_ms > now_ms - kHourMs;
        findings.commands += within_hour ? 1U : 0U;
        findings.refused += within_hour && event.outcome == CommandOutcome::Refused ? 1U : 0U;
        findings.too_many += event.outcome == CommandOutcome::TooMany ? 1U : 0U;
        if (event.kind == CommandKind::Sampling) samples.insert(event.constants);
        if (event.kind == CommandKind::Joining) joins.insert(event.constants);
        if (event.shown != 0) own_skeletons.insert(event.skeleton);
        for (const RecordedStatistics& one : event.statistics)
            variables_of_sets[one.sets].insert(one.variable);
    });
    for (const auto& [sets, variables] : variables_of_sets)
        findings.variants = std::max<std::uint64_t>(findings.variants, variables.size());
    findings.samples = samples.size();
    findings.joins = joins.size();

    struct Shared {
        std::uint64_t accounts = 0;
        Distinct shown;
    };
    std::unordered_map<std::uint64_t, Shared> skeletons;
    for (const auto& [name, events] : events_) {
        Distinct counted;
        for_each_since(events, now_ms - kDayMs, [&](const Event& event) {
            if (event.shown == 0 || !own_skeletons.contains(event.skeleton)) return;
            Shared& shared = skeletons[event.skeleton];
            if (counted.insert(event.skeleton).second) ++shared.accounts;
            shared.shown.insert(event.shown);
        });
    }
    for (const auto& [skeleton, shared] : skeletons) {
        const bool is_sweep =
            shared.accounts > 2 && shared.shown.size() >= 4 * policy_.rate_same_skeleton_all;
        findings.shared_skeletons += is_sweep ? 1U : 0U;
    }
    return findings;
}

std::size_t Rates::events() const {
    std::size_t count = 0;
    for (const auto& [name, events] : events_) count += events.size();
    return count;
}

}  // namespace skjerm::ledger
