// Recognises among the sets that an institution was answered about those that are nearly equal, or
// too many around one unit (spec 12.2, rules 1 and 2). Bounded in memory: the oldest sets of
// whoever fills too large a share go first, so that nobody can push out what others asked.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "skjerm/disclosure/policy.h"
#include "skjerm/ledger/command_record.h"
#include "skjerm/ledger/set_index.h"

namespace skjerm::ledger {

class Recognition {
public:
    static constexpr std::size_t kMostCandidates = 64;
    static constexpr std::size_t kMostExposed = 1'000'000;
    static constexpr std::size_t kMostFragments = 10'000;  ///< of an account

    /// `policy` must outlive it.
    explicit Recognition(const disclosure::Policy& policy) : policy_(policy) {}

    /// Takes a set in. Gives the highest exposure among the units by which it differs from nearly
    /// equal ones, 0 when there are none, or when the set was known.
    std::uint64_t add(const std::string& account, const RecordedSet& set);

    /// Units around which the account has seen more small sets than the policy's limit.
    [[nodiscard]] std::size_t fragmented_units(const std::string& account) const;

    /// Units of an exposure from `limit` on start anew: an account was reinstated.
    void forget_exposures(std::uint64_t limit);
    void forget_fragments(const std::string& account) { fragments_.erase(account); }

    [[nodiscard]] std::size_t sets() const { return sets_.size(); }
    [[nodiscard]] std::size_t exposed_units() const { return exposure_.size(); }
    [[nodiscard]] std::uint64_t highest_exposure() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Held {
        SetRecord set;
        std::uint64_t name = 0;                ///< in known_
        std::vector<std::uint64_t> of_models;  ///< names of the set with models, in known_
    };
    struct Fragment {
        std::uint64_t smallest = 0;
        std::uint64_t key_sum = 0;
    };
    std::uint64_t expose(std::uint64_t unit, std::uint64_t weight);
    void hold(const std::string& account, const SetRecord& set, std::uint64_t name);
    void hold_model(std::uint64_t name, std::uint64_t model_name);
    void drop_oldest(const std::string& account);
    void remember_fragment(const std::string& account, const RecordedSet& set);

    const disclosure::Policy& policy_;
    SetIndex index_;
    std::unordered_map<std::uint32_t, Held> sets_;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  ///< of the sets, by name
    std::map<std::string, std::deque<std::uint32_t>> of_account_;
    std::unordered_set<std::uint64_t> known_;  ///< sets, and supports with their models
    std::unordered_map<std::uint64_t, std::uint64_t> exposure_;
    std::map<std::string, std::deque<Fragment>> fragments_;
    std::uint32_t next_ = 0;
    std::size_t dropped_ = 0;  ///< since the index forgot what was dropped
};

}  // namespace skjerm::ledger
