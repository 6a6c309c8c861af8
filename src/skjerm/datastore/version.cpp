#include "skjerm/datastore/version.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::datastore {

using base::Argument;
using base::Code;

namespace {

/// A fourth number is the stamp of a draft; released versions have 0 there.
bool matches(const Version& version, const std::vector<std::uint32_t>& parts) {
    const std::int32_t numbers[] = {version.major, version.minor, version.patch, 0};
    return std::equal(parts.begin(), parts.end(), numbers,
                      std::cmp_equal<std::uint32_t, std::int32_t>);
}

/// "no.ssb.fdb:45", as a script writes it.
Argument reference(const std::string& databank, const Version& version) {
    return Argument::name(databank + ":" + std::to_string(version.major));
}

}  // namespace

std::string Version::text() const {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string shown_version(const Version& version) {
    return version.is_draft() ? "DRAFT" : version.text();
}

std::optional<std::vector<std::uint32_t>> version_parts(std::string_view text) {
    std::vector<std::uint32_t> parts;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        std::uint32_t number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || parts.size() == 4) return std::nullopt;
        parts.push_back(number);
        if (next == end) return parts;
        if (*next != '.') return std::nullopt;
        at = next + 1;
    }
}

std::optional<Version> parse_version(std::string_view text) {
    const auto parts = version_parts(text);
    constexpr auto kLargest = static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max());
    if (!parts || parts->size() != 3) return std::nullopt;
    if (std::ranges::any_of(*parts, [](std::uint32_t part) { return part > kLargest; }))
        return std::nullopt;
    const auto part = [&](std::size_t index) { return static_cast<std::int32_t>((*parts)[index]); };
    return Version{part(0), part(1), part(2)};
}

base::Result<Version> resolve_version(const std::vector<Version>& versions,
                                      const std::string& databank, std::string_view text,
                                      base::Span where) {
    SKJERM_CHECK(!versions.empty());
    const Version& newest = versions.back();
    const Argument store = Argument::name(databank);
    const Argument newest_text = Argument::fact(newest.text());
    if (text.empty())
        return base::error(Code::VersionMissing, where,
                           {store, newest_text, reference(databank, newest)});
    if (text == "DRAFT")
        return base::error(Code::DraftRefused, where, {store, reference(databank, newest)});
    const auto parts = version_parts(text);
    if (!parts || (parts->size() == 4 && parts->back() != 0))
        return base::error(Code::VersionMalformed, where,
                           {Argument::script_text(text), store, newest_text});
    const auto found = std::find_if(versions.rbegin(), versions.rend(),
                                    [&](const Version& each) { return matches(each, *parts); });
    if (found == versions.rend())
        return base::error(
            Code::VersionUnknown, where,
            {store, Argument::script_text(text), Argument::fact(versions.front().text()),
             newest_text, reference(databank, newest)});
    return *found;
}

}  // namespace skjerm::datastore
