#include "skjerm/expr/combinations.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "skjerm/base/parallel.h"

namespace skjerm::expr {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
/// Up to this many possible combinations are numbered by an array instead of a hash table.
constexpr std::uint64_t kLargestArray = std::uint64_t{1} << 20;

/// A place in an array for every possible combination of integers in known ranges; empty when
/// there are too many or one key is not an integer.
class Arrangement {
public:
    explicit Arrangement(std::span<const CombinationKey> keys) {
        std::uint64_t places = 1;
        for (const CombinationKey& key : keys) {
            const std::uint64_t width = static_cast<std::uint64_t>(key.range.high) -
                                        static_cast<std::uint64_t>(key.range.low);
            if (!key.is_integer || width >= kLargestArray) return;
            places *= width + 2;  // and one for missing
            if (places > kLargestArray) return;
        }
        for (const CombinationKey& key : keys) keys_.push_back(key.range);
        places_ = places;
    }

    [[nodiscard]] std::size_t places() const { return places_; }

    [[nodiscard]] std::size_t place(const std::uint64_t* tuple) const {
        std::uint64_t place = 0;
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            const Interval range = keys_[i];
            const bool absent = column::is_missing(static_cast<std::int64_t>(tuple[i]));
            const std::uint64_t digit =
                absent ? 0 : tuple[i] - static_cast<std::uint64_t>(range.low) + 1;
            place = place * (static_cast<std::uint64_t>(range.high - range.low) + 2) + digit;
        }
        return place;
    }

private:
    std::vector<Interval> keys_;
    std::size_t places_ = 0;
};

/// Numbers combinations in the order they are met.
class TupleNumbers {
public:
    TupleNumbers(std::size_t keys, const Arrangement& arrangement)
        : keys_(keys), arrangement_(arrangement) {
        const bool direct = arrangement_.places() > 0;
        slots_.assign(direct ? arrangement_.places() : 1024, kNone);
    }

    std::uint32_t number_of(const std::uint64_t* tuple) {
        if (arrangement_.places() > 0) {
            std::uint32_t& slot = slots_[arrangement_.place(tuple)];
            if (slot == kNone) slot = append(tuple);
            return slot;
        }
        std::size_t at = hash(tuple) & (slots_.size() - 1);
        while (slots_[at] != kNone) {
            if (std::equal(tuple, tuple + keys_, &tuples_[slots_[at] * keys_])) return slots_[at];
            at = (at + 1) & (slots_.size() - 1);
        }
        const std::uint32_t number = append(tuple);
        slots_[at] = number;
        if (count() * 2 > slots_.size()) grow();
        return number;
    }

    [[nodiscard]] std::size_t count() const { return tuples_.size() / keys_; }
    [[nodiscard]] const std::uint64_t* tuple(std::size_t number) const {
        return &tuples_[number * keys_];
    }
    [[nodiscard]] std::vector<std::uint64_t> take_tuples() { return std::move(tuples_); }

private:
    std::uint32_t append(const std::uint64_t* tuple) {
        const auto number = static_cast<std::uint32_t>(count());
        tuples_.insert(tuples_.end(), tuple, tuple + keys_);
        return number;
    }

    [[nodiscard]] std::size_t hash(const std::uint64_t* tuple) const {
        std::uint64_t state = 0;
        for (std::size_t i = 0; i < keys_; ++i) {
            state = (state ^ tuple[i]) * 0x9E3779B97F4A7C15U;
            state ^= state >> 29;
        }
        return state * 0xBF58476D1CE4E5B9U >> 16;
    }

    void grow() {
        slots_.assign(slots_.size() * 4, kNone);
        for (std::uint32_t number = 0; number < count(); ++number) {
            std::size_t at = hash(tuple(number)) & (slots_.size() - 1);
            while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = number;
        }
    }

    std::size_t keys_;
    const Arrangement& arrangement_;
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint64_t> tuples_;
};

struct Worker {
    TupleNumbers numbers;
    std::vector<std::uint64_t> tuple;
};

}  // namespace

base::Result<Combinations> find_combinations(Program& program, std::span<const CombinationKey> keys,
                                             std::size_t rows,
                                             const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int32_t>::make(rows, budget));
    const std::span<std::int32_t> row_numbers = builder.values();
    const Arrangement arrangement(keys);
    std::vector<std::unique_ptr<Worker>> workers(base::worker_slots());
    std::vector<std::size_t> slot_of_block(base::block_count(rows));

    program.run(rows, [&](Frame& frame) {
        const std::size_t slot = base::worker_slot();
        slot_of_block[frame.begin / base::kBlockRows] = slot;
        std::unique_ptr<Worker>& worker = workers[slot];
        if (!worker)
            worker = std::make_unique<Worker>(Worker{TupleNumbers(keys.size(), arrangement),
                                                     std::vector<std::uint64_t>(keys.size())});
        for (std::size_t row = 0; row < frame.rows; ++row) {
            for (std::size_t i = 0; i < keys.size(); ++i)
                worker->tuple[i] = frame.values<std::uint64_t>(keys[i].values)[row];
            row_numbers[frame.begin + row] =
                static_cast<std::int32_t>(worker->numbers.number_of(worker->tuple.data()));
        }
    });

    TupleNumbers all(keys.size(), arrangement);
    std::vector<std::vector<std::int32_t>> final_numbers(workers.size());
    for (std::size_t slot = 0; slot < workers.size(); ++slot) {
        if (!workers[slot]) continue;
        const TupleNumbers& local = workers[slot]->numbers;
        for (std::size_t number = 0; number < local.count(); ++number)
            final_numbers[slot].push_back(
                static_cast<std::int32_t>(all.number_of(local.tuple(number))));
        workers[slot].reset();
    }
    base::for_each_block(rows, [&](const base::Block& block) {
        const std::vector<std::int32_t>& renumbered = final_numbers[slot_of_block[block.index]];
        for (std::size_t row = block.begin; row < block.end; ++row)
            row_numbers[row] = renumbered[static_cast<std::size_t>(row_numbers[row])];
    });

    Combinations combinations;
    combinations.count = all.count();
    combinations.tuples = all.take_tuples();
    combinations.numbers = std::move(builder).freeze();
    return combinations;
}

}  // namespace skjerm::expr
