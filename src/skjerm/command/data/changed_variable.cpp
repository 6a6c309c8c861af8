#include "skjerm/command/data/changed_variable.h"

#include <utility>

#include "skjerm/command/operands.h"

namespace skjerm::command {

base::Result<dataset::DatasetPtr> with_changed(const dataset::DatasetPtr& dataset,
                                               const script::NameExpression& source,
                                               const std::optional<std::string>& prefix,
                                               dataset::Variable changed,
                                               std::vector<std::string>& names) {
    if (prefix) {
        SKJERM_TRY_ASSIGN(changed.name, derived_name(*dataset, source, *prefix));
        changed.source.clear();
    }
    names.push_back(changed.name);
    return prefix ? dataset->with(std::move(changed))
                  : dataset->replacing(name_of(source), std::move(changed));
}

}  // namespace skjerm::command
