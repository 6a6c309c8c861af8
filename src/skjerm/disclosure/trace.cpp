#include "skjerm/disclosure/trace.h"

#include <algorithm>

namespace skjerm::disclosure {

namespace {

/// An entry of an unordered_set, about: value, link, share of the buckets.
constexpr std::size_t kSeenBytes = sizeof(base::Evidence) + 3 * sizeof(void*);

}  // namespace

void Trace::add(TracedRole role, const base::Evidence& evidence, std::uint64_t released) {
    if (sets_.size() >= kMostSets) {
        ++beyond_;
        return;
    }
    const auto place = static_cast<std::size_t>(role);
    if (place >= seen_.size()) seen_.resize(place + 1);
    if (!seen_[place].insert(evidence).second) return;
    sets_.push_back({.role = role, .domain = domain_, .released = released, .evidence = evidence});
}

void Trace::add_statistics(const TracedStatistics& statistics) {
    if (statistics_.size() >= kMostStatistics) return;
    if (std::ranges::find(statistics_, statistics) == statistics_.end())
        statistics_.push_back(statistics);
}

std::size_t Trace::bytes() const {
    return sizeof *this + sets_.size() * (sizeof(TracedSet) + kSeenBytes) +
           statistics_.size() * sizeof(TracedStatistics);
}

}  // namespace skjerm::disclosure
