#include "skjerm/command/expression_carriers.h"

#include "skjerm/expr/used_variables.h"

namespace skjerm::command {

dataset::Carriers expression_carriers(const dataset::Dataset& dataset,
                                      const expr::BoundExpression& expression) {
    dataset::Carriers carriers;
    for (const std::string& name : expr::used_variables(expression))
        if (const dataset::Variable* variable = dataset.find(name))
            dataset::unite_carriers(carriers, variable->carriers);
    return carriers;
}

base::Result<dataset::Carriers> condition_carriers(
    const dataset::DatasetPtr& dataset, const std::optional<script::Expression>& condition) {
    if (!condition) return dataset::Carriers{};
    SKJERM_TRY_ASSIGN(const expr::Binding binding,
                      expr::bind_condition(*condition, dataset::DatasetScope(dataset)));
    return expression_carriers(*dataset, binding.expression);
}

}  // namespace skjerm::command
