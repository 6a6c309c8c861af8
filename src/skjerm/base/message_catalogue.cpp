#include "skjerm/base/message_catalogue.h"

#include <algorithm>
#include <charconv>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::base {
namespace {

/// Sorted by code.
constexpr MessageEntry kMessages[] = {
#include "skjerm/base/diagnostic_messages.inc"
};

struct Filled {
    std::string text;
    bool has_placeholder = false;
    bool has_argument = false;  ///< at least one placeholder became something
};

/// Replaces {0}, {1}… by the arguments and doubled braces by single ones. An argument that was not
/// given is empty. The generator of the table has checked the braces.
Filled fill(std::string_view pattern, const std::vector<Argument>& arguments, Language language) {
    Filled filled;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        const bool doubled = at + 1 < pattern.size() && pattern[at + 1] == c;
        if ((c != '{' && c != '}') || doubled) {
            filled.text += c;
            at += (c == '{' || c == '}') ? 1 : 0;
            continue;
        }
        const std::size_t close = pattern.find('}', at);
        SKJERM_CHECK(c == '{' && close != std::string_view::npos);
        std::size_t index = 0;
        std::from_chars(pattern.data() + at + 1, pattern.data() + close, index);
        filled.has_placeholder = true;
        if (index < arguments.size()) {
            const std::string argument = arguments[index].text(language);
            filled.has_argument |= !argument.empty();
            filled.text += argument;
        }
        at = close;
    }
    return filled;
}

}  // namespace

const MessageEntry& message_entry(Code code) {
    const auto* entry = std::ranges::lower_bound(kMessages, code, {}, &MessageEntry::code);
    SKJERM_CHECK(entry != std::end(kMessages) && entry->code == code);
    return *entry;
}

std::span<const MessageEntry> all_messages() { return kMessages; }

std::string code_label(Code code) { return "SKJ-" + std::to_string(static_cast<unsigned>(code)); }

std::string message_text(const Diagnostic& diagnostic, Language language) {
    const LocalizedText& text = message_entry(diagnostic.code).text;
    return fill(text.in(language), diagnostic.arguments, language).text;
}

std::string hint_text(const Diagnostic& diagnostic, Language language) {
    const LocalizedText& hint = message_entry(diagnostic.code).hint;
    Filled filled = fill(hint.in(language), diagnostic.arguments, language);
    if (filled.has_placeholder && !filled.has_argument) return {};
    return std::move(filled.text);
}

}  // namespace skjerm::base
