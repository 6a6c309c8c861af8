// What was shown, as far as it binds what is shown later: sets of units whose counts went out, and
// answers about values (disclosure/precedents.h says why). 32 bytes a set, 24 an answer, in a file
// of their own; in memory twice that, at most so many as the policy says: beyond that, the older
// half is forgotten.
//
// Which set binds a new one: the oldest that differs from it in few enough units and draws it
// (Attraction). Oldest, so that a set shows the same numbers for ever, whatever comes after it. How
// many units set two sets apart is told by their parities, without saying which they are: a few
// less, when several of them turn over the same bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/result.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/precedents.h"
#include "skjerm/ledger/anchoring.h"
#include "skjerm/ledger/number_table.h"
#include "skjerm/ledger/record_file.h"

namespace skjerm::ledger {

/// A set whose numbers were shown.
struct ShownSet {
    std::uint64_t units = 0;
    std::uint64_t key_sum = 0;
    std::uint64_t key_min = 0;
    std::uint64_t parities = 0;
    bool with_rows = false;  ///< disclosure::Subject
    friend bool operator==(const ShownSet&, const ShownSet&) = default;
};

/// An answer to a question about a set, by a hash of both and of how many other answers to it there
/// were already, none of them within reach.
struct ShownAnswer {
    std::uint64_t key = 0;
    double value = 0;
    double reach = 0;
    friend bool operator==(const ShownAnswer&, const ShownAnswer&) = default;
};

/// Which sets are near enough for one to bind the other.
class Nearness {
public:
    Nearness(const base::Aes128::Key& key, const disclosure::Policy& policy);
    /// The farthest that a set may be from any.
    [[nodiscard]] std::uint64_t most() const { return attraction_.delta(); }
    [[nodiscard]] bool binds(const ShownSet& shown, const ShownSet& set) const;

private:
    Attraction attraction_;
    std::uint64_t large_;        ///< units from which a set may be most() away
    std::uint64_t small_delta_;  ///< the farthest for smaller ones
};

/// Sets and answers in memory.
class PrecedentBook {
public:
    /// At most so many sets, and so many answers; then the older half goes.
    explicit PrecedentBook(std::size_t most) : most_(most) {}

    void add(const ShownSet& set);
    void add(const ShownAnswer& answer);

    [[nodiscard]] bool holds(const ShownSet& set) const;
    /// The oldest set that binds `set`.
    [[nodiscard]] const ShownSet* binding(const ShownSet& set, const Nearness& nearness) const;
    [[nodiscard]] std::optional<disclosure::Answer> answer(std::uint64_t key) const;

    [[nodiscard]] const std::vector<ShownSet>& sets() const { return sets_; }
    [[nodiscard]] const std::vector<ShownAnswer>& answers() const { return answers_; }
    [[nodiscard]] std::size_t bytes() const;

private:
    void index(std::uint32_t number);
    void index_answer(std::uint32_t number);

    std::size_t most_;
    std::vector<ShownSet> sets_;  ///< oldest first
    // Numbers of sets and answers count from 1.
    std::vector<std::uint32_t> older_;  ///< the set before in the same bucket; 0: none
    NumberTable by_sum_;
    NumberTable by_bucket_;             ///< by smallest key and size in steps: the newest
    std::vector<ShownAnswer> answers_;  ///< oldest first
    NumberTable by_question_;
};

/// What binds one command: all that was shown before it, and what it shows itself.
class CommandPrecedents : public disclosure::Precedents {
public:
    /// What one command adds at most. Beyond, it is bound by what was shown, but binds no others.
    static constexpr std::size_t kMostSets = std::size_t{1} << 16;
    static constexpr std::size_t kMostAnswers = std::size_t{1} << 18;
    /// To one question, of one set. Beyond, the nearest one binds.
    static constexpr std::uint64_t kMostOfOneQuestion = 8;

    /// `known` must outlive it and stay as it is.
    CommandPrecedents(const PrecedentBook& known, const Nearness& nearness)
        : known_(known), nearness_(nearness), added_(kMostAnswers) {}

    [[nodiscard]] base::Evidence set_shown_for(const disclosure::Subject& subject) override;
    [[nodiscard]] double first_answer(const base::Evidence& shown, std::uint64_t question,
                                      const disclosure::Answer& answer) override;

    /// What others will be bound by.
    [[nodiscard]] const PrecedentBook& added() const { return added_; }

private:
    const PrecedentBook& known_;
    Nearness nearness_;
    PrecedentBook added_;
};

/// The book of an installation, and its file.
class PrecedentStore {
public:
    static constexpr std::uint32_t kFileKind = 3;

    /// Opens the file; hold the folder's lock for this and for refresh() and keep().
    [[nodiscard]] static base::Result<PrecedentStore> open(const std::filesystem::path& file,
                                                           RecordFile::Identity identity,
                                                           std::size_t most);

    /// Takes in what other processes have added. Ends all CommandPrecedents.
    [[nodiscard]] base::Status refresh();
    /// Adds what a command showed.
    [[nodiscard]] base::Status keep(const PrecedentBook& added);

    [[nodiscard]] const PrecedentBook& book() const { return book_; }

private:
    PrecedentStore(RecordFile file, std::size_t most) : file_(std::move(file)), book_(most) {}

    RecordFile file_;
    PrecedentBook book_;
};

}  // namespace skjerm::ledger
