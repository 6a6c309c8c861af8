#include "skjerm/command/data/valid_values.h"

#include <vector>

#include "skjerm/command/data/recode_rules.h"

namespace skjerm::command {

base::Result<column::ColumnPtr> valid_values(const dataset::Variable& variable,
                                             const base::MemoryBudgetPtr& budget) {
    if (!variable.labels || !variable.labels->has_missing_codes()) return variable.column;
    script::RecodeRule to_missing;
    for (const column::CodeEntry& entry : variable.labels->entries()) {
        if (!entry.is_missing) continue;
        script::Expression code;
        if (const auto* text = std::get_if<std::string>(&entry.code))
            code.node = script::StringLiteral{*text};
        else
            code.node = script::IntegerLiteral{std::get<std::int64_t>(entry.code)};
        to_missing.elements.push_back({std::move(code), {}});
    }
    to_missing.result.node = script::MissingLiteral{};
    const std::vector rules{std::move(to_missing)};
    const RecodeClasses classes(rules, *variable.column);
    return recoded(*variable.column, rules, classes, {0, classes.none()}, {}, budget);
}

}  // namespace skjerm::command
