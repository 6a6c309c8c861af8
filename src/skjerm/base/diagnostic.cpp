#include "skjerm/base/diagnostic.h"

#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

/// Longest quotation of script text in a message, in code points.
constexpr std::size_t kLongestQuotation = 200;

/// `text` in backticks on one line: a quotation must neither steer a terminal nor fill it.
std::string quoted(std::string_view text) {
    std::string out = "`";
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (count == kLongestQuotation) {
            out += "…";
            break;
        }
        const CodePoint point = code_point_at(text, at);
        const bool space = point.value == '\n' || point.value == '\r' || point.value == '\t';
        append_utf8(out, space ? U' ' : is_unprintable(point.value) ? U'\uFFFD' : point.value);
        at += point.bytes;
    }
    return out + "`";
}

}  // namespace

Argument Argument::names(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        if (!list.empty()) list += ", ";
        list += quoted(name);
    }
    return {Style::List, std::move(list)};
}

Diagnostic Diagnostic::moved(std::int64_t bytes) const {
    const auto shift = [&](Span& span) {
        if (span == Span{}) return;  // outside a script
        span.begin = static_cast<std::uint32_t>(span.begin + bytes);
        span.end = static_cast<std::uint32_t>(span.end + bytes);
    };
    Diagnostic result = *this;
    shift(result.where);
    for (Span& span : result.related) shift(span);
    if (result.fix) shift(result.fix->where);
    return result;
}

std::string Argument::text(Language language) const {
    const std::string& stored = language == Language::Bokmaal ? nb_ : en_;
    return style_ == Style::Quoted && !stored.empty() ? quoted(stored) : stored;
}

}  // namespace skjerm::base
