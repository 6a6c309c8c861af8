#include "skjerm/column/code_list.h"

#include <algorithm>

#include "skjerm/base/check.h"

namespace skjerm::column {
namespace {

/// The entry of `code` among entries of one kind in order of their codes, or nullptr.
template <class Value, class Code>
const CodeEntry* find_code(const std::vector<CodeEntry>& entries, const Code& code) {
    if (entries.empty() || !std::holds_alternative<Value>(entries.front().code)) return nullptr;
    const auto value = [](const CodeEntry& entry) -> const Value& {
        return std::get<Value>(entry.code);
    };
    const auto found = std::ranges::lower_bound(entries, code, {}, value);
    return found != entries.end() && value(*found) == code ? &*found : nullptr;
}

}  // namespace

CodeList::CodeList(Origin origin, std::vector<CodeEntry> entries)
    : origin_(origin), entries_(std::move(entries)) {
    std::ranges::stable_sort(entries_, {}, &CodeEntry::code);
    // Of equal codes the last stays: unique() keeps the first, so it runs from the back.
    const auto kept =
        std::unique(entries_.rbegin(), entries_.rend(),
                    [](const CodeEntry& a, const CodeEntry& b) { return a.code == b.code; });
    entries_.erase(entries_.begin(), kept.base());
    // Integers sort before strings, so a mixed list differs at its ends.
    SKJERM_CHECK(entries_.empty() || entries_.front().code.index() == entries_.back().code.index());
}

const CodeEntry* CodeList::find(std::int64_t code) const {
    return find_code<std::int64_t>(entries_, code);
}

const CodeEntry* CodeList::find(std::string_view code) const {
    return find_code<std::string>(entries_, code);
}

bool CodeList::is_text() const {
    return !entries_.empty() && std::holds_alternative<std::string>(entries_.front().code);
}

bool CodeList::has_missing_codes() const {
    return std::ranges::any_of(entries_, &CodeEntry::is_missing);
}

std::shared_ptr<const CodeList> CodeList::with(CodeEntry entry) const {
    std::vector<CodeEntry> entries = entries_;
    entries.push_back(std::move(entry));
    return std::make_shared<const CodeList>(origin_, std::move(entries));
}

std::vector<std::string> codes_meant_by(const CodeList& list, std::string_view miss) {
    constexpr std::size_t kMost = 4;
    const auto without_zeros = [](std::string_view text) {
        return text.substr(std::min(text.find_first_not_of('0'), text.size()));
    };
    std::vector<std::string> labelled;
    std::vector<std::string> padded;
    if (list.origin() != CodeList::Origin::Register) return labelled;
    for (const CodeEntry& entry : list.entries()) {
        const auto* text = std::get_if<std::string>(&entry.code);
        const std::string written =
            text ? "'" + *text + "'" : std::to_string(std::get<std::int64_t>(entry.code));
        const bool has_label = entry.label_nb == miss || entry.label_en == miss;
        const bool has_digits = text && without_zeros(*text) == without_zeros(miss);
        if (has_label && labelled.size() < kMost) labelled.push_back(written);
        if (has_digits && padded.size() < kMost) padded.push_back(written);
    }
    return labelled.empty() ? padded : labelled;
}

CodeListPtr unite(std::span<const CodeListPtr> lists) {
    CodeListPtr first;
    bool all_equal = true;
    std::vector<CodeEntry> entries;
    for (const CodeListPtr& list : lists) {
        if (list == nullptr) continue;
        if (first == nullptr) first = list;
        all_equal = all_equal && list == first;
        entries.insert(entries.end(), list->entries().begin(), list->entries().end());
    }
    if (all_equal) return first;
    return std::make_shared<const CodeList>(first->origin(), std::move(entries));
}

}  // namespace skjerm::column
