#include "skjerm/session/tidy.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"

namespace skjerm::session {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view line_end_of(std::string_view source) {
    const std::size_t first = source.find_first_of("\r\n");
    if (first == std::string_view::npos || source[first] == '\n') return "\n";
    return source.substr(first).starts_with("\r\n") ? "\r\n" : "\r";
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == '\n')
            result += line_end;
        else
            result += c;
    }
    return result;
}

}  // namespace

Tidied tidy(std::string_view source) {
    script::Parsed parsed = script::parse(source, command::grammar());
    Tidied result;
    std::ranges::copy_if(
        parsed.diagnostics, std::back_inserter(result.errors),
        [](const base::Diagnostic& d) { return d.severity == base::Severity::Error; });
    if (!result.errors.empty()) return result;
    const std::string formatted = script::format(parsed.script);
    // Layout must never change what a script means.
    SKJERM_CHECK(script::parse(formatted, command::grammar()).script == parsed.script);
    if (source.starts_with(kByteOrderMark)) result.text = kByteOrderMark;
    result.text += with_line_ends(formatted, line_end_of(source));
    return result;
}

}  // namespace skjerm::session
