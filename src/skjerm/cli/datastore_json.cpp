#include "skjerm/cli/datastore_json.h"

namespace skjerm::cli {

using Json = nlohmann::ordered_json;
using base::LocalizedText;
using datastore::Variable;

LocalizedText temporality_text(datastore::Temporality temporality) {
    switch (temporality) {
        case datastore::Temporality::Fixed:
            return {"fast", "fixed"};
        case datastore::Temporality::Status:
            return {"tverrsnitt", "status"};
        case datastore::Temporality::Accumulated:
            return {"akkumulert", "accumulated"};
        case datastore::Temporality::Event:
            return {"forløp", "event"};
    }
    return {"", ""};
}

LocalizedText type_text(datastore::DataType type) {
    switch (type) {
        case datastore::DataType::Long:
            return {"heltall", "integer"};
        case datastore::DataType::Double:
            return {"tall", "number"};
        case datastore::DataType::String:
            return {"tekst", "text"};
        case datastore::DataType::Date:
            return {"dato", "date"};
    }
    return {"", ""};
}

Json both(const datastore::Label& label) { return {{"nb", label.nb}, {"en", label.en}}; }

Json day_json(std::optional<base::DayNumber> day) {
    return day ? Json(base::format_iso_date(*day)) : Json(nullptr);
}

Json variable_json(const Variable& variable) {
    return {{"name", variable.name},
            {"register", variable.register_id},
            {"label", both(variable.label)},
            {"unit_type", variable.unit_type->id},
            {"temporality", temporality_text(variable.temporality).en},
            {"data_type", type_text(variable.data_type).en},
            {"valid_from", day_json(variable.valid_from)},
            {"valid_to", day_json(variable.valid_to)},
            {"code_list", variable.code_list ? Json(variable.code_list->id) : Json(nullptr)},
            {"link", variable.link ? Json(variable.link->id) : Json(nullptr)},
            {"measure", variable.measure}};
}

Json codes_json(const datastore::DatedCodeList& list) {
    Json codes = Json::array();
    for (const datastore::DatedCode& code : list.codes)
        codes.push_back({{"code", code.code},
                         {"label", both(code.label)},
                         {"valid_from", day_json(code.valid_from)},
                         {"valid_to", day_json(code.valid_to)}});
    return codes;
}

}  // namespace skjerm::cli
