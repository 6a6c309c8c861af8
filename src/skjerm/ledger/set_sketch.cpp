#include "skjerm/ledger/set_sketch.h"

#include <algorithm>

#include "skjerm/ledger/field64.h"

namespace skjerm::ledger {

namespace {

constexpr std::size_t kSyndromes = 2 * kSketchCapacity;  // and one more, to check

/// Where a bucket stands in the code: distinct, and none of them 0.
constexpr std::uint32_t locator_of(std::uint32_t bucket) { return bucket + 1; }

/// The shortest recurrence that a sequence follows: sum over i of c[i] s[n - i] = 0.
struct Recurrence {
    std::array<std::uint64_t, kSyndromes + 2> coefficients{};  // of x^0, x^1, …
    std::size_t length = 0;
};

/// Berlekamp and Massey, without divisions: these are what costs most.
Recurrence shortest_recurrence(std::span<const std::uint64_t> sequence) {
    Recurrence now;
    Recurrence before;
    now.coefficients[0] = before.coefficients[0] = 1;
    std::uint64_t before_discrepancy = 1;
    std::size_t distance = 1;
    for (std::size_t n = 0; n < sequence.size(); ++n) {
        std::uint64_t discrepancy = 0;
        for (std::size_t i = 0; i <= now.length; ++i)
            discrepancy ^= times(now.coefficients[i], sequence[n - i]);
        if (discrepancy == 0) {
            ++distance;
            continue;
        }
        const Recurrence kept = now;
        for (std::size_t i = 0; i <= now.length; ++i)
            now.coefficients[i] = times(now.coefficients[i], before_discrepancy);
        for (std::size_t i = 0; i <= before.length && i + distance < now.coefficients.size(); ++i)
            now.coefficients[i + distance] ^= times(discrepancy, before.coefficients[i]);
        if (2 * kept.length > n) {
            ++distance;
            continue;
        }
        now.length = n + 1 - kept.length;
        before = kept;
        before_discrepancy = discrepancy;
        distance = 1;
    }
    return now;
}

/// The buckets at which the recurrence has its roots.
std::vector<std::uint32_t> roots(const Recurrence& recurrence) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t bucket = 0; bucket < kSketchBuckets; ++bucket) {
        // c[0] x^L + c[1] x^(L-1) + … + c[L]: a multiple of the product of (x + locator).
        std::uint64_t value = recurrence.coefficients[0];
        for (std::size_t i = 1; i <= recurrence.length; ++i)
            value = times_small(value, locator_of(bucket)) ^ recurrence.coefficients[i];
        if (value == 0) found.push_back(bucket);
    }
    return found;
}

/// The values d of sum over i of d[i] locator[i]^j = syndrome[j], by elimination.
std::vector<Residual> solve(const std::vector<std::uint32_t>& buckets,
                            std::span<const std::uint64_t> syndromes) {
    const std::size_t size = buckets.size();
    std::array<std::array<std::uint64_t, kSketchCapacity + 1>, kSketchCapacity> rows{};
    for (std::size_t column = 0; column < size; ++column) {
        std::uint64_t power = 1;
        for (std::size_t row = 0; row < size; ++row) {
            rows[row][column] = power;
            power = times_small(power, locator_of(buckets[column]));
        }
    }
    for (std::size_t row = 0; row < size; ++row) rows[row][size] = syndromes[row];
    for (std::size_t pivot = 0; pivot < size; ++pivot) {
        // Leading minors of a Vandermonde matrix are never singular: no need to swap.
        const std::uint64_t scale = inverse(rows[pivot][pivot]);
        for (std::size_t column = pivot; column <= size; ++column)
            rows[pivot][column] = times(rows[pivot][column], scale);
        for (std::size_t row = 0; row < size; ++row) {
            if (row == pivot) continue;
            const std::uint64_t factor = rows[row][pivot];
            for (std::size_t column = pivot; column <= size; ++column)
                rows[row][column] ^= times(factor, rows[pivot][column]);
        }
    }
    std::vector<Residual> result;
    for (std::size_t i = 0; i < size; ++i) result.push_back({buckets[i], rows[i][size]});
    return result;
}

}  // namespace

std::optional<std::vector<Residual>> decode(const SetSketch& difference) {
    const std::span<const std::uint64_t> all(difference.syndromes);
    const Recurrence recurrence = shortest_recurrence(all.first(kSyndromes));
    if (recurrence.length > kSketchCapacity) return std::nullopt;
    std::uint64_t check = 0;
    for (std::size_t i = 0; i <= recurrence.length; ++i)
        check ^= times(recurrence.coefficients[i], all[kSyndromes - i]);
    if (check != 0) return std::nullopt;
    const std::vector<std::uint32_t> buckets = roots(recurrence);
    if (buckets.size() != recurrence.length) return std::nullopt;
    std::vector<Residual> result = solve(buckets, all);
    // A bucket holds keys of its own alone; of sets that differ by far more, chance makes others.
    for (const Residual& residual : result) {
        const std::uint32_t bucket = bucket_of(residual.value);
        if (bucket != residual.bucket && bucket != 0) return std::nullopt;
    }
    return result;
}

void SetAccumulator::offer_smallest(std::uint64_t key) {
    smallest_[3] = key;
    for (std::size_t i = 3; i > 0 && smallest_[i] < smallest_[i - 1]; --i)
        std::swap(smallest_[i], smallest_[i - 1]);
}

void SetAccumulator::add(std::uint64_t key) {
    buckets_[bucket_of(key)] ^= key;
    ++units_;
    key_sum_ += key;
    if (key < smallest_[3]) offer_smallest(key);
}

void SetAccumulator::add(std::span<const std::uint64_t> keys, std::span<const std::int8_t> select) {
    std::uint64_t sum = 0;
    if (select.empty()) {
        for (const std::uint64_t key : keys) {
            buckets_[bucket_of(key)] ^= key;
            sum += key;
            if (key < smallest_[3]) [[unlikely]]
                offer_smallest(key);
        }
        units_ += keys.size();
        key_sum_ += sum;
        return;
    }
    std::uint64_t units = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        // No branch on the condition: the time must not tell how many it selects.
        const std::uint64_t mask = 0 - static_cast<std::uint64_t>(select[i] == 1);
        const std::uint64_t key = keys[i];
        buckets_[bucket_of(key)] ^= key & mask;
        sum += key & mask;
        units += mask & 1U;
        if ((key | ~mask) < smallest_[3]) [[unlikely]]
            offer_smallest(key);
    }
    units_ += units;
    key_sum_ += sum;
}

void SetAccumulator::merge(const SetAccumulator& other) {
    for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] ^= other.buckets_[i];
    for (const std::uint64_t key : other.smallest_)
        if (key < smallest_[3]) offer_smallest(key);
    units_ += other.units_;
    key_sum_ += other.key_sum_;
}

SetRecord SetAccumulator::finish(std::uint16_t domain) const {
    SetRecord record;
    record.domain = domain;
    record.units = units_;
    record.key_sum = key_sum_;
    record.smallest = smallest_;
    // The low bits of a bucket's keys are its number: their exclusive or is not 0 where they are
    // odd in number. Bucket 0 tells nothing.
    for (std::uint32_t bucket = 1; bucket < kSketchBuckets; ++bucket)
        record.parities ^= std::uint64_t{bucket_of(buckets_[bucket]) != 0} << (bucket % 64U);
    std::array<std::uint64_t, kSketchBuckets> terms = buckets_;
    for (std::uint64_t& syndrome : record.sketch.syndromes) {
        std::uint64_t sum = 0;
        for (std::uint32_t bucket = 0; bucket < kSketchBuckets; ++bucket) {
            sum ^= terms[bucket];
            terms[bucket] = times_small(terms[bucket], locator_of(bucket));
        }
        syndrome = sum;
    }
    return record;
}

}  // namespace skjerm::ledger
