// The four-part version numbers of the official services: MAJOR.MINOR.PATCH.DRAFT. Released
// versions have DRAFT 0; the draft is 0.0.0.<seconds of its last change>, and 0.0.0.0 means the
// draft whatever its stamp.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::official {

struct VersionNumber {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t patch = 0;
    std::uint32_t draft = 0;

    /// Exactly four numbers; nothing else is a version.
    [[nodiscard]] static std::optional<VersionNumber> parse(std::string_view text);

    [[nodiscard]] bool is_draft() const { return major == 0 && minor == 0 && patch == 0; }
    /// "45_1_2" of the names of metadata files, "45_1" of those of data files.
    [[nodiscard]] std::string metadata_suffix() const;
    [[nodiscard]] std::string data_suffix() const;
    /// By number: 9.0.0.0 comes before 10.0.0.0.
    friend auto operator<=>(const VersionNumber&, const VersionNumber&) = default;
};

}  // namespace skjerm::official
