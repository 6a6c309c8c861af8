// Released counts: the true number of units plus noise that depends on the set of units and on the
// cell key alone. Integers only, so every machine, compiler and thread count gives the same bits.
//
// Two layers are mixed. One is keyed on the whole set (its key sum): any other set has other noise.
// The other is keyed on the smallest unit key of the set: of the parts into which a group is split,
// one always keeps it, so the noise of many splits does not average out. After Fraser & Wooton
// (2005) and Giessing (2016); docs/disclosure-policy.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/disclosure/precedents.h"
#include "skjerm/disclosure/trace.h"

namespace skjerm::disclosure {

/// Largest change of a count.
inline constexpr int kNoiseBound = 5;

/// The perturbation table, made by tools/make_perturbation_table.py: for true counts 1..10 (the
/// last row serves all larger ones) the probabilities of the changes -5..+5 in units of 2^-16, and
/// 65 536 normal scores in units of 2^-20.
class NoiseTable {
public:
    static constexpr std::size_t kRows = 2 * kNoiseBound;
    static constexpr std::size_t kChanges = 2 * kNoiseBound + 1;
    static constexpr std::size_t kScores = 65536;

    /// The table shipped with the program, read once. Its SHA-256 is that of the standard policy.
    [[nodiscard]] static const NoiseTable& standard();

    /// P(change) of a true count of at least 1, in units of 2^-16.
    [[nodiscard]] std::uint32_t weight(std::uint64_t count, int change) const;
    /// The change of a true count of at least 1 at the place `place` in 0..65535 of its
    /// distribution: the smallest one whose cumulative probability exceeds place / 65536.
    [[nodiscard]] int change(std::uint64_t count, std::uint32_t place) const;
    /// Normal score of (k + 1/2) / 65536.
    [[nodiscard]] std::int32_t score(std::uint16_t k) const { return scores_[k]; }
    /// How many scores are at most `score`, but not more than 65535: a place.
    [[nodiscard]] std::uint32_t place(std::int64_t score) const;

    /// SHA-256 of the two files, in hexadecimal.
    [[nodiscard]] const std::string& changes_digest() const { return changes_digest_; }
    [[nodiscard]] const std::string& scores_digest() const { return scores_digest_; }

private:
    friend struct PlainNoise;  // tests/support/plain_policy.cpp
    NoiseTable() = default;
    NoiseTable(std::string_view changes_csv, std::string_view scores_binary);

    std::string changes_digest_;
    std::string scores_digest_;
    std::vector<std::uint32_t> cumulative_;  // kRows x kChanges
    std::vector<std::int32_t> scores_;       // kScores, ascending
};

class CountNoise {
public:
    /// `sticky_share`: share of the sticky layer in the variance of the score, 0..1. `table` must
    /// outlive this.
    CountNoise(const base::Aes128::Key& cell_key, double sticky_share, const NoiseTable& table);

    /// The released number of units of a set: 0 for the empty set, never 1..4, never more than 5
    /// off; or, of a number that is shown, that of the set which precedents name for it. `role` is
    /// written to the trace, if there is one.
    [[nodiscard]] std::uint64_t release(const base::Evidence& set,
                                        TracedRole role = TracedRole::Decision) const;

    /// The same noise, which writes every set that it is asked for into `trace`. One thread at a
    /// time may use it; `trace` must outlive it.
    [[nodiscard]] CountNoise watched_by(Trace& trace) const;
    /// The same noise, bound by what was shown before. One thread at a time may use it;
    /// `precedents` must outlive it.
    [[nodiscard]] CountNoise bound_by(Precedents& precedents) const;

    /// The set whose numbers are shown for that of `subject`: itself where nothing was shown before.
    [[nodiscard]] base::Evidence set_shown_for(const Subject& subject) const;
    /// The answer to `question` about a set that set_shown_for() returned: the first one given.
    [[nodiscard]] double first_answer(const base::Evidence& shown, std::uint64_t question,
                                      const Answer& answer) const;

private:
    [[nodiscard]] std::uint64_t look_up(const base::Evidence& set) const;

    base::Aes128 set_cipher_;
    base::Aes128 sticky_cipher_;
    std::int64_t set_factor_;     // 2^15 sqrt(1 - sticky share)
    std::int64_t sticky_factor_;  // 2^15 sqrt(sticky share)
    const NoiseTable* table_;
    Trace* trace_ = nullptr;
    Precedents* precedents_ = nullptr;
};

}  // namespace skjerm::disclosure
