// Labels of the values of a variable, and which codes count as missing. Immutable and shared;
// modification is by copy. Affects display and the `missing` rules of analysis commands only:
// values are always compared by code.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skjerm/base/language.h"

namespace skjerm::column {

/// A code: an integer for numeric variables, a string for text variables. A list has one kind.
using CodeValue = std::variant<std::int64_t, std::string>;

struct CodeEntry {
    CodeValue code;
    std::string label_nb;
    std::string label_en;     ///< empty: show label_nb
    bool is_missing = false;  ///< a user-missing code (recode … missing)

    [[nodiscard]] const std::string& label(base::Language language) const {
        return language == base::Language::English && !label_en.empty() ? label_en : label_nb;
    }
    friend bool operator==(const CodeEntry&, const CodeEntry&) = default;
};

class CodeList {
public:
    /// Where the list comes from decides whether its labels may always be shown
    /// (disclosure-control 8.2: register and define-labels lists may).
    enum class Origin : std::uint8_t { Register, User };

    /// Sorts by code; the last entry of equal codes wins.
    CodeList(Origin origin, std::vector<CodeEntry> entries);

    [[nodiscard]] Origin origin() const { return origin_; }
    [[nodiscard]] const std::vector<CodeEntry>& entries() const { return entries_; }
    [[nodiscard]] const CodeEntry* find(std::int64_t code) const;
    [[nodiscard]] const CodeEntry* find(std::string_view code) const;
    [[nodiscard]] bool is_text() const;
    [[nodiscard]] bool has_missing_codes() const;
    /// A copy in which `entry` replaces or joins the entry of its code.
    [[nodiscard]] std::shared_ptr<const CodeList> with(CodeEntry entry) const;

private:
    Origin origin_;
    std::vector<CodeEntry> entries_;
};

using CodeListPtr = std::shared_ptr<const CodeList>;

/// Codes of a register's list, as a script writes them, that may be meant by a text that is none of
/// them: those with that label, else those that differ from it by leading zeros. At most four, in
/// order. None of a user's list, which may have been made from data.
[[nodiscard]] std::vector<std::string> codes_meant_by(const CodeList& list, std::string_view miss);

/// All codes of several lists of one kind (null: none), with the label of the last list that has
/// the code. Null when all are.
[[nodiscard]] CodeListPtr unite(std::span<const CodeListPtr> lists);

}  // namespace skjerm::column
