// The two languages of the interface, and a text given in both.
#pragma once

#include <cstdint>
#include <string_view>

namespace skjerm::base {

enum class Language : std::uint8_t { Bokmaal, English };

/// The same text in both languages; points at static storage.
struct LocalizedText {
    std::string_view nb;
    std::string_view en;

    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::Bokmaal ? nb : en;
    }
};

}  // namespace skjerm::base
