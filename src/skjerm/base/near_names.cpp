#include "skjerm/base/near_names.h"

#include <algorithm>
#include <tuple>

#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

constexpr std::size_t kMostNames = 4;

struct Candidate {
    std::size_t distance;
    std::string name;
};

std::string folded(std::string_view text) {
    std::string out;
    for (const char32_t point : lower_case(text)) append_utf8(out, point);
    return out;
}

}  // namespace

std::vector<std::string> near_names(std::string_view miss,
                                    std::span<const std::string_view> candidates) {
    const std::string wanted = folded(miss);
    const std::size_t wanted_length = code_point_count(wanted);

    std::vector<Candidate> near;
    for (const std::string_view name : candidates) {
        const std::string offered = folded(name);
        const std::size_t length = code_point_count(offered);
        const std::size_t allowed = std::max(length, wanted_length) / 3;
        const std::size_t surplus =
            std::max(length, wanted_length) - std::min(length, wanted_length);
        if (surplus > allowed) continue;
        const std::size_t distance = edit_distance(wanted, offered);
        if (distance <= allowed) near.push_back({distance, std::string(name)});
    }
    const auto order = [](const Candidate& candidate) {
        return std::tie(candidate.distance, candidate.name);
    };
    std::ranges::sort(near, {}, order);
    const auto repeated = std::ranges::unique(near, {}, order);
    near.erase(repeated.begin(), repeated.end());

    // A name that differs by capitals only is the one that is meant.
    const bool same_letters = !near.empty() && near.front().distance == 0;
    std::vector<std::string> names;
    for (Candidate& candidate : near) {
        if (names.size() == kMostNames || (same_letters && candidate.distance > 0)) break;
        names.push_back(std::move(candidate.name));
    }
    return names;
}

}  // namespace skjerm::base
