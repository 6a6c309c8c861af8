#include "skjerm/ledger/set_index.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace skjerm::ledger {

namespace {

constexpr std::size_t kMostRecent = 4096;

/// Keys of two domains may agree as numbers; mixing the domain in keeps their sets apart.
std::uint64_t key_in_domain(std::uint64_t key, std::uint16_t domain) {
    return key ^ (std::uint64_t{domain} * 0x9E3779B97F4A7C15U);
}

}  // namespace

void SetIndex::add(const SetRecord& set, std::uint32_t number) {
    for (const std::uint64_t key : set.smallest)
        if (key != kNoKey)
            recent_.push_back({key_in_domain(key, set.domain),
                               static_cast<std::uint32_t>(set.units), number, set.parities});
    if (recent_.size() >= std::max(kMostRecent, sorted_.size() / 8)) merge_recent();
}

void SetIndex::merge_recent() {
    std::sort(recent_.begin(), recent_.end());
    const auto middle = static_cast<std::ptrdiff_t>(sorted_.size());
    sorted_.insert(sorted_.end(), recent_.begin(), recent_.end());
    std::inplace_merge(sorted_.begin(), sorted_.begin() + middle, sorted_.end());
    recent_.clear();
}

std::vector<std::uint32_t> SetIndex::near(
    const SetRecord& set, std::uint64_t delta, std::size_t most,
    const std::function<bool(std::uint32_t)>& is_wanted) const {
    struct Candidate {
        std::uint32_t shared = 0;
        std::uint64_t distance = 0;
    };
    std::unordered_map<std::uint32_t, Candidate> found;
    const std::uint64_t low = set.units > delta ? set.units - delta : 0;
    const std::uint64_t high = set.units + delta;
    const auto consider = [&](const Entry& entry) {
        if (std::popcount(entry.parities ^ set.parities) > static_cast<int>(delta)) return;
        if (!is_wanted(entry.number)) return;
        Candidate& candidate = found[entry.number];
        ++candidate.shared;
        candidate.distance =
            entry.units > set.units ? entry.units - set.units : set.units - entry.units;
    };
    for (const std::uint64_t smallest : set.smallest) {
        if (smallest == kNoKey) continue;
        const std::uint64_t key = key_in_domain(smallest, set.domain);
        auto at = std::lower_bound(sorted_.begin(), sorted_.end(),
                                   Entry{key, static_cast<std::uint32_t>(low), 0, 0});
        for (; at != sorted_.end() && at->key == key && at->units <= high; ++at) consider(*at);
        for (const Entry& entry : recent_)
            if (entry.key == key && entry.units >= low && entry.units <= high) consider(entry);
    }
    std::vector<std::uint32_t> numbers;
    numbers.reserve(found.size());
    for (const auto& [number, candidate] : found) numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Candidate& first = found[a];
        const Candidate& second = found[b];
        if (first.shared != second.shared) return first.shared > second.shared;
        if (first.distance != second.distance) return first.distance < second.distance;
        return a < b;
    });
    if (numbers.size() > most) numbers.resize(most);
    return numbers;
}

void SetIndex::keep_only(const std::function<bool(std::uint32_t)>& is_wanted) {
    const auto unwanted = [&](const Entry& entry) { return !is_wanted(entry.number); };
    std::erase_if(sorted_, unwanted);
    std::erase_if(recent_, unwanted);
}

std::size_t SetIndex::bytes() const {
    return (sorted_.capacity() + recent_.capacity()) * sizeof(Entry);
}

}  // namespace skjerm::ledger
