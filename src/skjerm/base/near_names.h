// "Did you mean": the names closest to a miss.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::base {

/// Up to four candidates, nearest first, by edit distance (case ignored) of at most a third of the
/// longer name; equally near ones by name. Those that differ by case only leave the others out.
/// Empty when nothing is near.
/// Never call with names found in the data.
[[nodiscard]] std::vector<std::string> near_names(std::string_view miss,
                                                  std::span<const std::string_view> candidates);

}  // namespace skjerm::base
