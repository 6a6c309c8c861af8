// Sums of doubles without rounding error: the double nearest to the true sum, whatever the order
// of the terms. A sum is kept as doubles that do not overlap (Shewchuk 1997, Adaptive precision
// floating-point arithmetic).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace skjerm::stats {

/// a + b as the nearest double and what that leaves out (Knuth).
struct TwoSum {
    TwoSum(double a, double b) : sum(a + b) {
        const double of_b = sum - a;
        rest = (a - (sum - of_b)) + (b - of_b);
    }
    double sum;
    double rest;
};

/// A sum in two doubles, which hold that of a few terms of similar size exactly; it tells when they
/// do not. Quicker than ExactSum, and the same bits.
class PairSum {
public:
    void add(double term) {
        const TwoSum whole(sum_, term);
        const TwoSum rest(rest_, whole.rest);
        sum_ = whole.sum;
        rest_ = rest.sum;
        lost_ += std::fabs(rest.rest);
        largest_ = std::max(largest_, std::fabs(term));
    }
    /// Nothing was lost; false also where a term or the sum is not finite.
    [[nodiscard]] bool is_exact() const { return lost_ == 0; }
    /// The largest term in size.
    [[nodiscard]] double largest() const { return largest_; }
    /// Where it is exact, with at least one term: the double nearest to the true sum.
    [[nodiscard]] double value() const { return rest_ == 0 ? sum_ : sum_ + rest_; }

private:
    double sum_ = -0.0;  // adds nothing, not even to -0
    double rest_ = 0;
    double lost_ = 0;
    double largest_ = 0;
};

/// Terms must be below 2^960 in size, so that no sum of a column overflows on the way.
class ExactSum {
public:
    /// Makes it empty again; memory is kept.
    void clear() { parts_.clear(); }

    void add(double term) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            double large = term;
            double small = parts_[i];
            if (std::fabs(large) < std::fabs(small)) std::swap(large, small);
            const double sum = large + small;
            const double rest = small - (sum - large);
            if (rest != 0) parts_[kept++] = rest;
            term = sum;
        }
        parts_.resize(kept);
        parts_.push_back(term);
    }

    /// The nearest double; of two, the even one.
    [[nodiscard]] double value() const {
        if (parts_.empty()) return 0;
        std::size_t at = parts_.size() - 1;
        double sum = parts_[at];
        double rest = 0;
        while (at > 0) {
            const double before = sum;
            const double part = parts_[--at];
            sum = before + part;
            rest = part - (sum - before);
            if (rest != 0) break;
        }
        // Half way between two doubles the next part decides.
        if (at > 0 && ((rest < 0 && parts_[at - 1] < 0) || (rest > 0 && parts_[at - 1] > 0))) {
            const double doubled = 2 * rest;
            const double other = sum + doubled;
            if (doubled == other - sum) sum = other;
        }
        return sum;
    }

private:
    std::vector<double> parts_;  // ascending in size; two or three, as a rule
};

}  // namespace skjerm::stats
