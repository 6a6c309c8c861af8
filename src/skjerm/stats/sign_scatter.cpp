#include "skjerm/stats/sign_scatter.h"

#include <algorithm>
#include <array>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::stats::detail {
namespace {

constexpr std::size_t kLargestBatch = 32;
constexpr std::size_t kBatchedGroups = 4096;  // above, batches would not stay in the cache
constexpr std::size_t kRadixFrom = 512;       // below, a comparison sort is quicker
constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

}  // namespace

void sort_keys(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch) {
    if (keys.size() < kRadixFrom) {
        std::sort(keys.begin(), keys.end());
        return;
    }
    std::uint64_t differs = 0;
    for (const std::uint64_t key : keys) differs |= key ^ keys[0];
    if (scratch.size() < keys.size()) scratch.resize(keys.size());
    std::span<std::uint64_t> from = keys;
    std::span<std::uint64_t> to = std::span(scratch).first(keys.size());
    for (unsigned shift = 0; shift < 64; shift += kDigitBits) {
        if ((differs >> shift & (kDigits - 1)) == 0) continue;
        std::array<std::uint32_t, kDigits> start{};
        for (const std::uint64_t key : from) ++start[key >> shift & (kDigits - 1)];
        std::uint32_t sum = 0;
        for (std::uint32_t& one : start) {
            const std::uint32_t count = one;
            one = sum;
            sum += count;
        }
        for (const std::uint64_t key : from) to[start[key >> shift & (kDigits - 1)]++] = key;
        std::swap(from, to);
    }
    if (from.data() != keys.data()) std::copy(from.begin(), from.end(), keys.begin());
}

SignScatter::SignScatter(std::span<const std::uint64_t> sizes) : begin_(sizes.size() + 1) {
    for (std::size_t group = 0; group < sizes.size(); ++group)
        begin_[group + 1] = begin_[group] + sizes[group];
    keys_ = std::make_unique_for_overwrite<std::uint64_t[]>(begin_.back());
    used_ = std::make_unique<std::atomic<std::size_t>[]>(2 * sizes.size());
}

SignScatter::Writer::Writer(SignScatter& target)
    : target_(&target),
      batch_size_(target.begin_.size() <= kBatchedGroups ? kLargestBatch : 1),
      batches_(2 * batch_size_ * target.begin_.size()),
      fill_(2 * target.begin_.size()) {}

SignScatter::Writer::~Writer() {
    for (std::size_t place = 0; place < fill_.size(); ++place)
        if (fill_[place] > 0) write_out(place);
}

void SignScatter::Writer::write_out(std::size_t place) {
    const std::size_t count = fill_[place];
    fill_[place] = 0;
    const std::size_t at = target_->used_[place].fetch_add(count, std::memory_order_relaxed);
    const std::uint64_t* from = batches_.data() + place * batch_size_;
    const std::size_t group = place / 2;
    std::uint64_t* to = place % 2 == 0
                            ? target_->keys_.get() + target_->begin_[group] + at
                            : target_->keys_.get() + target_->begin_[group + 1] - at - count;
    std::copy_n(from, count, to);
}

void SignScatter::sort() {
    const std::size_t groups = begin_.size() - 1;
    for (std::size_t group = 0; group < groups; ++group)
        SKJERM_CHECK(used_[2 * group] + used_[2 * group + 1] == begin_[group + 1] - begin_[group]);
    std::vector<std::vector<std::uint64_t>> scratch(base::worker_slots());
    base::parallel_for(2 * groups, [&](std::size_t place) {
        sort_keys(part(place / 2, place % 2 == 1), scratch[base::worker_slot()]);
    });
}

std::span<std::uint64_t> SignScatter::part(std::size_t group, bool plus) const {
    if (!plus) return {keys_.get() + begin_[group], used_[2 * group].load()};
    const std::size_t count = used_[2 * group + 1].load();
    return {keys_.get() + begin_[group + 1] - count, count};
}

std::span<const std::uint64_t> SignScatter::minus(std::size_t group) const {
    return part(group, false);
}

std::span<const std::uint64_t> SignScatter::plus(std::size_t group) const {
    return part(group, true);
}

}  // namespace skjerm::stats::detail
