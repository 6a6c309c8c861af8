#include "skjerm/datastore/version.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::datastore {

using base::Argument;
using base::Code;

namespace {

/// The numbers of "45", "45.1", "45.1.2" or "45.1.2.0"; nullopt for anything else.
std::optional<std::vector<std::int32_t>> parse_parts(std::string_view text) {
    std::vector<std::int32_t> parts;
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view part = text.substr(0, dot);
        std::int32_t number = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc{} || end != part.data() + part.size() || number < 0 ||
            part[0] == '-')
            return std::nullopt;
        parts.push_back(number);
        if (dot == std::string_view::npos) break;
        text.remove_prefix(dot + 1);
    }
    if (parts.size() > 4 || (parts.size() == 4 && parts[3] != 0)) return std::nullopt;
    if (parts.size() == 4) parts.pop_back();
    return parts;
}

bool matches(const Version& version, const std::vector<std::int32_t>& parts) {
    const std::int32_t numbers[] = {version.major, version.minor, version.patch};
    return std::equal(parts.begin(), parts.end(), numbers);
}

/// "no.ssb.fdb:45", as a script writes it.
Argument reference(const std::string& databank, const Version& version) {
    return Argument::name(databank + ":" + std::to_string(version.major));
}

}  // namespace

std::string Version::text() const {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
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
    const auto parts = parse_parts(text);
    if (!parts)
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
