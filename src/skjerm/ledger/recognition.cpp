#include "skjerm/ledger/recognition.h"

#include <algorithm>
#include <set>

namespace skjerm::ledger {

namespace {

/// A number for a set and its role: equal for equal sets.
std::uint64_t name_of(const SetRecord& set, std::uint64_t model) {
    std::uint64_t name = set.key_sum;
    for (const std::uint64_t part : {std::uint64_t{set.domain}, set.units, model}) {
        name ^= part + 0x9E3779B97F4A7C15U + (name << 6U) + (name >> 2U);
        name *= 0xBF58476D1CE4E5B9U;
        name ^= name >> 31U;
    }
    return name;
}

bool counts_as_fragment(const RecordedSet& set) {
    return set.role == SetRole::Selected || set.role == SetRole::Level ||
           set.role == SetRole::Support;
}

}  // namespace

std::uint64_t Recognition::add(const std::string& account, const RecordedSet& set) {
    const std::uint64_t name = name_of(set.set, 0);
    const std::uint64_t model_name = name_of(set.set, set.model);
    const bool is_known = known_.contains(name);
    if (is_known && known_.contains(model_name)) return 0;

    std::uint64_t highest = 0;
    const std::uint64_t weight = set.role == SetRole::Support ? policy_.ledger_model_weight : 1;
    const auto is_held = [&](std::uint32_t number) { return sets_.contains(number); };
    for (const std::uint32_t number :
         index_.near(set.set, policy_.ledger_delta, kMostCandidates, is_held)) {
        const SetRecord& other = sets_.at(number).set;
        if (other.domain != set.set.domain || other.same_set(set.set)) continue;
        const auto residuals = decode(set.set.sketch ^ other.sketch);
        if (!residuals || residuals->size() > policy_.ledger_delta) continue;
        for (const Residual& residual : *residuals)
            highest = std::max(highest, expose(residual.value, weight));
    }
    remember_fragment(account, set);
    if (!is_known) hold(account, set.set, name);
    if (model_name != name) hold_model(name, model_name);
    return highest;
}

std::uint64_t Recognition::expose(std::uint64_t unit, std::uint64_t weight) {
    if (exposure_.size() >= kMostExposed && !exposure_.contains(unit)) {
        // Units that were met least often say least.
        for (std::uint64_t least = 1; exposure_.size() >= kMostExposed / 4 * 3; ++least)
            std::erase_if(exposure_, [&](const auto& entry) { return entry.second <= least; });
    }
    return exposure_[unit] += weight;
}

void Recognition::hold(const std::string& account, const SetRecord& set, std::uint64_t name) {
    std::deque<std::uint32_t>& own = of_account_[account];
    const auto quota = static_cast<std::size_t>(policy_.ledger_account_share *
                                                static_cast<double>(policy_.ledger_recorded_sets));
    if (own.size() >= std::max<std::size_t>(quota, 1)) drop_oldest(account);
    if (sets_.size() >= policy_.ledger_recorded_sets) {
        const auto largest = std::max_element(
            of_account_.begin(), of_account_.end(),
            [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
        drop_oldest(largest->first);
    }
    known_.insert(name);
    index_.add(set, next_);
    sets_.emplace(next_, Held{set, name, {}});
    numbers_[name] = next_;
    own.push_back(next_);
    ++next_;
}

void Recognition::hold_model(std::uint64_t name, std::uint64_t model_name) {
    known_.insert(model_name);
    sets_.at(numbers_.at(name)).of_models.push_back(model_name);
}

void Recognition::drop_oldest(const std::string& account) {
    std::deque<std::uint32_t>& own = of_account_[account];
    const auto held = sets_.find(own.front());
    known_.erase(held->second.name);
    for (const std::uint64_t model_name : held->second.of_models) known_.erase(model_name);
    numbers_.erase(held->second.name);
    sets_.erase(held);
    own.pop_front();
    if (++dropped_ > policy_.ledger_recorded_sets / 8) {
        index_.keep_only([&](std::uint32_t number) { return sets_.contains(number); });
        dropped_ = 0;
    }
}

void Recognition::remember_fragment(const std::string& account, const RecordedSet& set) {
    if (!counts_as_fragment(set) || set.released > policy_.ledger_fragment_units) return;
    std::deque<Fragment>& own = fragments_[account];
    own.push_back({set.set.smallest[0], set.set.key_sum});
    if (own.size() > kMostFragments) own.pop_front();
}

std::size_t Recognition::fragmented_units(const std::string& account) const {
    const auto own = fragments_.find(account);
    if (own == fragments_.end()) return 0;
    std::set<std::pair<std::uint64_t, std::uint64_t>> distinct;
    for (const Fragment& fragment : own->second)
        distinct.emplace(fragment.smallest, fragment.key_sum);
    std::size_t units = 0;
    std::size_t sets = 0;
    std::uint64_t smallest = 0;
    for (const auto& [key, sum] : distinct) {
        sets = key == smallest ? sets + 1 : 1;
        smallest = key;
        if (sets == policy_.ledger_max_fragments + 1) ++units;
    }
    return units;
}

void Recognition::forget_exposures(std::uint64_t limit) {
    std::erase_if(exposure_, [&](const auto& entry) { return entry.second >= limit; });
}

std::uint64_t Recognition::highest_exposure() const {
    std::uint64_t highest = 0;
    for (const auto& [unit, exposure] : exposure_) highest = std::max(highest, exposure);
    return highest;
}

std::size_t Recognition::bytes() const {
    // Nodes of the tables cost about two pointers more than what they hold.
    constexpr std::size_t kNode = 2 * sizeof(void*);
    std::size_t fragments = 0;
    for (const auto& [account, own] : fragments_) fragments += own.size() * sizeof(Fragment);
    return index_.bytes() + sets_.size() * (sizeof(Held) + sizeof(std::uint32_t) + kNode) +
           numbers_.size() * (2 * sizeof(std::uint64_t) + kNode) +
           known_.size() * (sizeof(std::uint64_t) + kNode) +
           exposure_.size() * (2 * sizeof(std::uint64_t) + kNode) + fragments;
}

}  // namespace skjerm::ledger
