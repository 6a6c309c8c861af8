#include "skjerm/column/dictionary.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "skjerm/base/check.h"

namespace skjerm::column {

Dictionary::Dictionary(std::vector<std::string> sorted_entries)
    : entries_(std::move(sorted_entries)) {
    SKJERM_CHECK(entries_.size() < std::numeric_limits<std::uint32_t>::max());
    SKJERM_CHECK(entries_.empty() || !entries_.front().empty());
    SKJERM_CHECK(std::ranges::adjacent_find(entries_, std::greater_equal{}) == entries_.end());
}

std::optional<std::uint32_t> Dictionary::code(std::string_view text) const {
    const auto found = std::ranges::lower_bound(entries_, text);
    if (found == entries_.end() || *found != text) return std::nullopt;
    return static_cast<std::uint32_t>(found - entries_.begin()) + 1;
}

DictionaryWithCodes make_dictionary(std::span<const std::string> texts) {
    // Distinct strings are numbered as they are met, then renumbered in order of the strings.
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    std::vector<std::string_view> met;
    std::vector<std::uint32_t> codes(texts.size(), 0);
    for (std::size_t row = 0; row < texts.size(); ++row) {
        if (texts[row].empty()) continue;
        const auto next = static_cast<std::uint32_t>(met.size()) + 1;
        const auto [entry, is_new] = numbers.try_emplace(texts[row], next);
        if (is_new) met.push_back(texts[row]);
        codes[row] = entry->second;
    }

    std::vector<std::string> sorted(met.begin(), met.end());
    std::ranges::sort(sorted);
    auto dictionary = std::make_shared<const Dictionary>(std::move(sorted));
    std::vector<std::uint32_t> final_code(met.size() + 1, 0);
    for (std::size_t index = 0; index < met.size(); ++index)
        final_code[index + 1] = *dictionary->code(met[index]);
    for (std::uint32_t& code : codes) code = final_code[code];
    return {std::move(dictionary), std::move(codes)};
}

}  // namespace skjerm::column
