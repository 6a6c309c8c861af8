#include "skjerm/official/version_number.h"

#include <array>
#include <charconv>

namespace skjerm::official {

std::optional<VersionNumber> VersionNumber::parse(std::string_view text) {
    std::array<std::uint64_t, 4> parts{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (part > 0) {
            if (at == end || *at != '.') return std::nullopt;
            ++at;
        }
        const auto [next, error] = std::from_chars(at, end, parts[part]);
        if (error != std::errc()) return std::nullopt;
        at = next;
    }
    if (at != end) return std::nullopt;
    return VersionNumber{parts[0], parts[1], parts[2], parts[3]};
}

std::string VersionNumber::metadata_suffix() const {
    return data_suffix() + '_' + std::to_string(patch);
}

std::string VersionNumber::data_suffix() const {
    return std::to_string(major) + '_' + std::to_string(minor);
}

}  // namespace skjerm::official
