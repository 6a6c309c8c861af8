#include "skjerm/command/data/key_column.h"

namespace skjerm::command {

std::optional<KeyColumn> find_key(const dataset::Dataset& dataset, std::string_view name) {
    if (const dataset::Variable* variable = dataset.find(name))
        return KeyColumn{.name = variable->name,
                         .column = variable->column,
                         .unit_type = variable->link,
                         .variable = variable};
    if (!dataset.is_identifier(name)) return std::nullopt;
    return identifier_of(dataset);
}

KeyColumn identifier_of(const dataset::Dataset& dataset) {
    KeyColumn key{.name = std::string(dataset.identifier()),
                  .is_identifier = true,
                  .column = nullptr,
                  .unit_type = dataset.unit_type()};
    if (const dataset::Variable* category = dataset.category()) {
        key.column = category->column;
        key.unit_type = nullptr;
    }
    return key;
}

}  // namespace skjerm::command
