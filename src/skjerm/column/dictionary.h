// The distinct strings of a text column. Code 0 is missing; codes 1..size() are the entries. Codes
// are in code-point order of their strings, so comparing codes compares strings, and sorting rows
// of a table by code is sorting by string.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::column {

class Dictionary {
public:
    /// `sorted_entries`: strictly ascending, none empty.
    explicit Dictionary(std::vector<std::string> sorted_entries);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    /// The string of `code` in 1..size().
    [[nodiscard]] std::string_view text(std::uint32_t code) const { return entries_[code - 1]; }
    /// The code of `text`, or nullopt.
    [[nodiscard]] std::optional<std::uint32_t> code(std::string_view text) const;
    [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }

private:
    std::vector<std::string> entries_;
};

using DictionaryPtr = std::shared_ptr<const Dictionary>;

/// A dictionary of the distinct non-empty strings in `texts`, and for each of them its code (0 for
/// an empty string).
struct DictionaryWithCodes {
    DictionaryPtr dictionary;
    std::vector<std::uint32_t> codes;
};
[[nodiscard]] DictionaryWithCodes make_dictionary(std::span<const std::string> texts);

}  // namespace skjerm::column
