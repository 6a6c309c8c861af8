// Fields of registers.json. Null and absent are the same.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "skjerm/base/date.h"

namespace skjerm::datagen {

[[nodiscard]] inline std::string text_in(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? std::string() : found->get<std::string>();
}

[[nodiscard]] inline std::optional<base::DayNumber> day_in(const nlohmann::json& object,
                                                           const char* key) {
    const std::string text = text_in(object, key);
    return text.empty() ? std::nullopt : base::parse_iso_date(text);
}

}  // namespace skjerm::datagen
