#include "skjerm/ledger/precedents.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/mix64.h"

namespace skjerm::ledger {

namespace {

constexpr std::uint32_t kSets = 1;        // a record of sets
constexpr std::uint32_t kOldAnswers = 2;  // to questions that are asked no more
constexpr std::uint32_t kAnswers = 3;     // of answers
constexpr std::size_t kSetBytesHere = 4 * sizeof(std::uint64_t);
constexpr std::size_t kOldAnswerBytes = 2 * sizeof(std::uint64_t);
constexpr std::size_t kAnswerBytes = 3 * sizeof(std::uint64_t);
/// Of one record: well below the longest body of a file of records.
constexpr std::size_t kMostInRecord = 65536;
/// In the file, with the number of units.
constexpr std::uint64_t kWithRows = std::uint64_t{1} << 63U;
/// Sizes of sets in one bucket: so many that the sets near to one are in at most two.
constexpr std::uint64_t kSizeStep = 32;

std::uint64_t distance_of(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

ShownSet shown_set(const disclosure::Subject& subject) {
    const base::Evidence& set = subject.set;
    return {set.units, set.key_sum, set.key_min, set.parities, subject.with_rows};
}

/// In how many units two sets differ at least, but for those that turn over the same parity.
std::uint64_t distance_between(const ShownSet& a, const ShownSet& b) {
    const auto turned = static_cast<std::uint64_t>(std::popcount(a.parities ^ b.parities));
    // A unit of which some rows are gone turns over two, as if it were gone and another one there.
    return std::max(distance_of(a.units, b.units), a.with_rows ? (turned + 1) / 2 : turned);
}

std::uint64_t bucket_of_set(const ShownSet& set) {
    return base::mix64(set.key_min, set.units / kSizeStep);
}

}  // namespace

Nearness::Nearness(const base::Aes128::Key& key, const disclosure::Policy& policy)
    : attraction_(key, policy.ledger_delta),
      large_(policy.anchoring_large_set),
      small_delta_(policy.anchoring_small_delta) {}

bool Nearness::binds(const ShownSet& shown, const ShownSet& set) const {
    if (shown.with_rows != set.with_rows) return false;
    const std::uint64_t distance = distance_between(shown, set);
    // So few that nothing but their number can be shown, which noise leaves below ten.
    constexpr std::uint64_t kTiny = 4;
    if (shown.units <= kTiny && set.units <= kTiny) return true;
    // A handful must not show what is shown of twice as many: names and means want ten.
    const std::uint64_t smaller = std::max<std::uint64_t>(std::min(shown.units, set.units), 1);
    const std::uint64_t delta =
        shown.units < large_ ? std::min(small_delta_, (smaller - 1) / 2) : attraction_.delta();
    return distance <= delta &&
           attraction_.draws_within(delta, set.key_sum, shown.key_sum, distance);
}

// ---- the book ----------------------------------------------------------------------------------

void PrecedentBook::add(const ShownSet& set) {
    if (sets_.size() >= most_) {
        sets_.erase(sets_.begin(), sets_.begin() + static_cast<std::ptrdiff_t>(most_ / 2));
        older_.clear();
        by_sum_.clear();
        by_bucket_.clear();
        for (std::uint32_t number = 1; number <= sets_.size(); ++number) index(number);
    }
    sets_.push_back(set);
    index(static_cast<std::uint32_t>(sets_.size()));
}

void PrecedentBook::index(std::uint32_t number) {
    const ShownSet& set = sets_[number - 1];
    by_sum_.make_room(number, [&](std::uint32_t one) { return sets_[one - 1].key_sum; });
    by_bucket_.make_room(number, [&](std::uint32_t one) { return bucket_of_set(sets_[one - 1]); });
    std::uint32_t& same =
        by_sum_.at(set.key_sum, [&](std::uint32_t one) { return sets_[one - 1] == set; });
    if (same == 0) same = number;
    std::uint32_t& newest = by_bucket_.at(bucket_of_set(set), [&](std::uint32_t one) {
        return bucket_of_set(sets_[one - 1]) == bucket_of_set(set);
    });
    older_.push_back(newest);
    newest = number;
}

void PrecedentBook::add(const ShownAnswer& answer) {
    if (answers_.size() >= most_) {
        answers_.erase(answers_.begin(), answers_.begin() + static_cast<std::ptrdiff_t>(most_ / 2));
        by_question_.clear();
        for (std::uint32_t number = 1; number <= answers_.size(); ++number) index_answer(number);
    }
    answers_.push_back(answer);
    index_answer(static_cast<std::uint32_t>(answers_.size()));
}

void PrecedentBook::index_answer(std::uint32_t number) {
    by_question_.make_room(number, [&](std::uint32_t one) { return answers_[one - 1].key; });
    const std::uint64_t key = answers_[number - 1].key;
    std::uint32_t& first =
        by_question_.at(key, [&](std::uint32_t one) { return answers_[one - 1].key == key; });
    if (first == 0) first = number;
}

bool PrecedentBook::holds(const ShownSet& set) const {
    return by_sum_.get(set.key_sum, [&](std::uint32_t one) { return sets_[one - 1] == set; }) != 0;
}

const ShownSet* PrecedentBook::binding(const ShownSet& set, const Nearness& nearness) const {
    const std::uint64_t most = nearness.most();
    const std::uint64_t low = (set.units > most ? set.units - most : 0) / kSizeStep;
    const std::uint64_t high = (set.units + most) / kSizeStep;
    std::uint32_t oldest = 0;
    for (std::uint64_t size = low; size <= high; ++size) {
        const std::uint64_t bucket = base::mix64(set.key_min, size);
        std::uint32_t number = by_bucket_.get(
            bucket, [&](std::uint32_t one) { return bucket_of_set(sets_[one - 1]) == bucket; });
        for (; number != 0; number = older_[number - 1]) {
            const ShownSet& shown = sets_[number - 1];
            const bool older = oldest == 0 || number < oldest;
            if (older && shown.key_min == set.key_min && nearness.binds(shown, set))
                oldest = number;
        }
    }
    return oldest == 0 ? nullptr : &sets_[oldest - 1];
}

std::optional<disclosure::Answer> PrecedentBook::answer(std::uint64_t key) const {
    const std::uint32_t number =
        by_question_.get(key, [&](std::uint32_t one) { return answers_[one - 1].key == key; });
    if (number == 0) return std::nullopt;
    return disclosure::Answer{answers_[number - 1].value, answers_[number - 1].reach};
}

std::size_t PrecedentBook::bytes() const {
    return sets_.capacity() * sizeof(ShownSet) + older_.capacity() * sizeof(std::uint32_t) +
           answers_.capacity() * sizeof(ShownAnswer) + by_sum_.bytes() + by_bucket_.bytes() +
           by_question_.bytes();
}

// ---- one command -------------------------------------------------------------------------------

base::Evidence CommandPrecedents::set_shown_for(const disclosure::Subject& subject) {
    const base::Evidence& set = subject.set;
    if (set.units == 0) return set;
    const ShownSet asked = shown_set(subject);
    if (known_.holds(asked) || added_.holds(asked)) return set;
    const ShownSet* binding = known_.binding(asked, nearness_);
    if (binding == nullptr) binding = added_.binding(asked, nearness_);
    if (binding == nullptr) {
        if (added_.sets().size() < kMostSets) added_.add(asked);
        return set;
    }
    base::Evidence shown = set;
    shown.units = binding->units;
    shown.key_sum = binding->key_sum;
    shown.key_min = binding->key_min;
    shown.parities = binding->parities;
    return shown;
}

double CommandPrecedents::first_answer(const base::Evidence& shown, std::uint64_t question,
                                       const disclosure::Answer& answer) {
    std::optional<disclosure::Answer> nearest;
    for (std::uint64_t place = 0; place < kMostOfOneQuestion; ++place) {
        const std::uint64_t key = base::mix64(base::mix64(shown.key_sum, question), place);
        std::optional<disclosure::Answer> first = known_.answer(key);
        if (!first) first = added_.answer(key);
        if (!first) {
            if (added_.answers().size() < kMostAnswers - 1)
                added_.add(ShownAnswer{key, answer.value, answer.reach});
            return answer.value;
        }
        const double distance = std::fabs(first->value - answer.value);
        if (distance <= std::min(first->reach, answer.reach)) return first->value;
        if (!nearest || distance < std::fabs(nearest->value - answer.value)) nearest = first;
    }
    return nearest->value;
}

// ---- the file ----------------------------------------------------------------------------------

base::Result<PrecedentStore> PrecedentStore::open(const std::filesystem::path& file,
                                                  RecordFile::Identity identity, std::size_t most) {
    identity.kind = kFileKind;
    SKJERM_TRY_ASSIGN(RecordFile opened, RecordFile::open(file, identity));
    PrecedentStore store(std::move(opened), most);
    SKJERM_TRY(store.refresh());
    return store;
}

base::Status PrecedentStore::refresh() {
    return file_.read_new([&](std::uint32_t type, std::span<const std::uint8_t> body) {
        std::size_t size = type == kSets ? kSetBytesHere : kAnswerBytes;
        if (type == kOldAnswers) size = kOldAnswerBytes;
        // The caller tells of a damaged file, whatever this says.
        if (type < kSets || type > kAnswers || body.size() % size != 0)
            return base::Status(base::error(base::Code::LedgerDamaged, {}));
        ByteReader in(body);
        while (type != kOldAnswers && in.left() > 0) {
            if (type == kSets) {
                ShownSet set;
                const std::uint64_t units = in.u64();
                set.with_rows = (units & kWithRows) != 0;
                set.units = units & ~kWithRows;
                set.key_sum = in.u64();
                set.key_min = in.u64();
                set.parities = in.u64();
                book_.add(set);
            } else {
                ShownAnswer answer;
                answer.key = in.u64();
                answer.value = std::bit_cast<double>(in.u64());
                answer.reach = std::bit_cast<double>(in.u64());
                book_.add(answer);
            }
        }
        return base::ok();
    });
}

base::Status PrecedentStore::keep(const PrecedentBook& added) {
    std::vector<RecordFile::Entry> entries;
    const auto write_all = [&](const auto& all, std::uint32_t type, auto write) {
        for (std::size_t begin = 0; begin < all.size(); begin += kMostInRecord) {
            ByteWriter out;
            const std::size_t end = std::min(begin + kMostInRecord, all.size());
            for (std::size_t at = begin; at < end; ++at) write(out, all[at]);
            entries.push_back({type, out.take()});
        }
    };
    write_all(added.sets(), kSets, [](ByteWriter& out, const ShownSet& set) {
        out.u64(set.units | (set.with_rows ? kWithRows : 0));
        out.u64(set.key_sum);
        out.u64(set.key_min);
        out.u64(set.parities);
    });
    write_all(added.answers(), kAnswers, [](ByteWriter& out, const ShownAnswer& answer) {
        out.u64(answer.key);
        out.u64(std::bit_cast<std::uint64_t>(answer.value));
        out.u64(std::bit_cast<std::uint64_t>(answer.reach));
    });
    if (entries.empty()) return base::ok();
    SKJERM_TRY(file_.append(entries, RecordFile::Durable::No));
    for (const ShownSet& set : added.sets()) book_.add(set);
    for (const ShownAnswer& answer : added.answers()) book_.add(answer);
    return base::ok();
}

}  // namespace skjerm::ledger
