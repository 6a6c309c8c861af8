// What a catalogue says, as JSON, and the words for it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "skjerm/base/date.h"
#include "skjerm/base/language.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::cli {

[[nodiscard]] base::LocalizedText temporality_text(datastore::Temporality temporality);
[[nodiscard]] base::LocalizedText type_text(datastore::DataType type);

/// {"nb": …, "en": …}
[[nodiscard]] nlohmann::ordered_json both(const datastore::Label& label);
/// "2020-12-31" or null.
[[nodiscard]] nlohmann::ordered_json day_json(std::optional<base::DayNumber> day);
[[nodiscard]] nlohmann::ordered_json variable_json(const datastore::Variable& variable);
[[nodiscard]] nlohmann::ordered_json codes_json(const datastore::DatedCodeList& list);

}  // namespace skjerm::cli
