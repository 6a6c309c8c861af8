#include "skjerm/stats/moments.h"

#include <array>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunks.h"

namespace skjerm::stats {

void MomentsAccumulator::add(std::span<const double> values) {
    if (values.empty()) return;
    MomentsAccumulator part;
    part.count_ = values.size();
    // Relative to the first value, so that equal values have exactly themselves as mean.
    double sum = 0;
    for (const double value : values) sum += value - values[0];
    part.mean_ = values[0] + sum / static_cast<double>(values.size());
    for (const double value : values)
        part.squared_deviations_ += (value - part.mean_) * (value - part.mean_);
    merge(part);
}

void MomentsAccumulator::merge(const MomentsAccumulator& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
        *this = other;
        return;
    }
    const auto here = static_cast<double>(count_);
    const auto there = static_cast<double>(other.count_);
    const double apart = other.mean_ - mean_;
    mean_ += apart * there / (here + there);
    squared_deviations_ +=
        other.squared_deviations_ + apart * apart * here * there / (here + there);
    count_ += other.count_;
}

Moments MomentsAccumulator::finish() const {
    Moments moments{.count = count_, .mean = {}, .variance = {}};
    if (count_ > 0) moments.mean = mean_;
    if (count_ > 1) moments.variance = squared_deviations_ / static_cast<double>(count_ - 1);
    return moments;
}

Moments moments(const Rows& rows, const column::Column& column) {
    return column::visit(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (std::is_integral_v<T> || std::is_same_v<T, double>) {
            return base::fold_blocks<MomentsAccumulator>(
                       rows.count, [] { return MomentsAccumulator(); },
                       [&](MomentsAccumulator& state, const base::Block& block) {
                           std::array<double, kChunkRows> valid;
                           for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                               std::size_t count = 0;
                               for (std::size_t row = begin; row < begin + size; ++row) {
                                   valid[count] = static_cast<double>(values[row]);
                                   count += rows.selects(row) && !column::is_missing(values[row])
                                                ? 1U
                                                : 0U;
                               }
                               state.add(std::span<const double>(valid.data(), count));
                           });
                       },
                       [](MomentsAccumulator& into, const MomentsAccumulator& from) {
                           into.merge(from);
                       })
                .finish();
        } else {
            base::fail_check("moments are of numbers", __FILE__, __LINE__);
            return Moments{};
        }
    });
}

}  // namespace skjerm::stats
