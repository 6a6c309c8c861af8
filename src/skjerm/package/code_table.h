// The codes that a measure can have, for looking one up in every row of a data file.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "skjerm/package/metadata.h"

namespace skjerm::package {

class CodeTable {
public:
    struct Entry {
        std::string text;
        bool sentinel = false;
        struct Period {
            base::DayNumber from;
            base::DayNumber until;
        };
        std::vector<Period> periods;
        std::uint64_t rows_outside = 0;  ///< counted by the caller

        /// Sentinels are valid always.
        [[nodiscard]] bool valid_on(base::DayNumber day) const;
    };

    /// Empty for a measure whose values are free. For the unit type KOMMUNE: the central list.
    explicit CodeTable(const MeasureVariable& measure);

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    /// Null when the code is not in the list.
    [[nodiscard]] Entry* find(std::string_view text);
    [[nodiscard]] Entry* find(std::int64_t number);
    /// In the order of the list.
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    Entry& entry_of(const MeasureCode& code);

    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> texts_;
    std::unordered_map<std::int64_t, std::size_t> numbers_;
};

}  // namespace skjerm::package
