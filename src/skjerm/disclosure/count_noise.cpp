#include "skjerm/disclosure/count_noise.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/embedded/normal_scores.h"
#include "skjerm/embedded/perturbation_table.h"

namespace skjerm::disclosure {

namespace {

constexpr std::uint32_t kTotalWeight = 1U << 16;

/// Takes one integer and the separator after it off the front of `text`.
std::int64_t take_integer(std::string_view& text, char separator) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    SKJERM_CHECK(fault == std::errc{});
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    SKJERM_CHECK(!text.empty() && text.front() == separator);
    text.remove_prefix(1);
    return number;
}

std::size_t row_of(std::uint64_t count) {
    SKJERM_CHECK(count >= 1);
    return static_cast<std::size_t>(std::min<std::uint64_t>(count, NoiseTable::kRows)) - 1;
}

base::Aes128::Key sticky_key(base::Aes128::Key key) {
    for (std::uint8_t& byte : key) byte ^= 0x5c;
    return key;
}

std::int64_t score_factor(double share) { return std::llround(32768.0 * std::sqrt(share)); }

/// A uniform number below 2^16 that nobody can predict without the key.
std::uint16_t draw(const base::Aes128& cipher, std::uint64_t input) {
    return static_cast<std::uint16_t>(cipher.encrypt({input, 0}).high >> 48);
}

}  // namespace

NoiseTable::NoiseTable(std::string_view changes_csv, std::string_view scores_binary)
    : changes_digest_(base::to_hex(base::sha256(changes_csv))),
      scores_digest_(base::to_hex(base::sha256(scores_binary))) {
    constexpr std::string_view kHeader = "count,change,weight\n";
    SKJERM_CHECK(changes_csv.starts_with(kHeader));
    changes_csv.remove_prefix(kHeader.size());

    std::vector<std::uint32_t> weights(kRows * kChanges, 0);
    while (!changes_csv.empty()) {
        const std::int64_t count = take_integer(changes_csv, ',');
        const std::int64_t change = take_integer(changes_csv, ',');
        const std::int64_t weight = take_integer(changes_csv, '\n');
        SKJERM_CHECK(count >= 1 && change >= -kNoiseBound && change <= kNoiseBound);
        const std::size_t row = static_cast<std::size_t>(count) - 1;
        SKJERM_CHECK(row < kRows && weight > 0 && weight <= kTotalWeight);
        weights[row * kChanges + static_cast<std::size_t>(change + kNoiseBound)] =
            static_cast<std::uint32_t>(weight);
    }
    cumulative_ = std::move(weights);
    for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t at = 1; at < kChanges; ++at)
            cumulative_[row * kChanges + at] += cumulative_[row * kChanges + at - 1];
        SKJERM_CHECK(cumulative_[row * kChanges + kChanges - 1] == kTotalWeight);
    }

    SKJERM_CHECK(scores_binary.size() == kScores * sizeof(std::int32_t));
    scores_.resize(kScores);
    for (std::size_t k = 0; k < kScores; ++k) {
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), scores_binary.data() + 4 * k, bytes.size());
        const std::uint32_t word = bytes[0] | std::uint32_t{bytes[1]} << 8 |
                                   std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24;
        scores_[k] = static_cast<std::int32_t>(word);
    }
    SKJERM_CHECK(std::is_sorted(scores_.begin(), scores_.end()));
}

const NoiseTable& NoiseTable::standard() {
    static const NoiseTable kTable = [] {
        NoiseTable read(embedded::perturbation_table(), embedded::normal_scores());
        SKJERM_CHECK(read.changes_digest_ == Policy::standard().perturbation_table);
        SKJERM_CHECK(read.scores_digest_ == Policy::standard().normal_scores);
        return read;
    }();
    return kTable;
}

std::uint32_t NoiseTable::weight(std::uint64_t count, int change) const {
    if (change < -kNoiseBound || change > kNoiseBound) return 0;
    const std::size_t at =
        row_of(count) * kChanges + static_cast<std::size_t>(change + kNoiseBound);
    return cumulative_[at] - (change == -kNoiseBound ? 0 : cumulative_[at - 1]);
}

int NoiseTable::change(std::uint64_t count, std::uint32_t place) const {
    const std::uint32_t* row = cumulative_.data() + row_of(count) * kChanges;
    const auto above = std::upper_bound(row, row + kChanges, place);
    SKJERM_CHECK(above != row + kChanges);
    return static_cast<int>(above - row) - kNoiseBound;
}

std::uint32_t NoiseTable::place(std::int64_t score) const {
    const auto above = std::upper_bound(scores_.begin(), scores_.end(), score);
    return std::min(static_cast<std::uint32_t>(above - scores_.begin()), kTotalWeight - 1);
}

CountNoise::CountNoise(const base::Aes128::Key& cell_key, double sticky_share,
                       const NoiseTable& table)
    : set_cipher_(cell_key),
      sticky_cipher_(sticky_key(cell_key)),
      set_factor_(score_factor(1 - sticky_share)),
      sticky_factor_(score_factor(sticky_share)),
      table_(&table) {}

CountNoise CountNoise::watched_by(Trace& trace) const {
    CountNoise watched = *this;
    watched.trace_ = &trace;
    return watched;
}

CountNoise CountNoise::bound_by(Precedents& precedents) const {
    CountNoise bound = *this;
    bound.precedents_ = &precedents;
    return bound;
}

base::Evidence CountNoise::set_shown_for(const Subject& subject) const {
    return precedents_ == nullptr ? subject.set : precedents_->set_shown_for(subject);
}

double CountNoise::first_answer(const base::Evidence& shown, std::uint64_t question,
                                const Answer& answer) const {
    return precedents_ == nullptr ? answer.value
                                  : precedents_->first_answer(shown, question, answer);
}

std::uint64_t CountNoise::release(const base::Evidence& set, TracedRole role) const {
    const std::uint64_t released = look_up(is_shown(role) ? set_shown_for({.set = set}) : set);
    if (trace_ != nullptr) trace_->add(role, set, released);
    return released;
}

std::uint64_t CountNoise::look_up(const base::Evidence& set) const {
    // ±5 would not hide a unit that has many rows in the set.
    if (set.units == 0) return 0;
    const std::int64_t set_score = table_->score(draw(set_cipher_, set.key_sum));
    const std::int64_t sticky_score = table_->score(draw(sticky_cipher_, set.key_min));
    // Shifting a negative number right rounds down: defined so since C++20.
    const std::int64_t score = (sticky_factor_ * sticky_score + set_factor_ * set_score) >> 15;
    const int change = table_->change(set.units, table_->place(score));
    return set.units + static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
}

}  // namespace skjerm::disclosure
