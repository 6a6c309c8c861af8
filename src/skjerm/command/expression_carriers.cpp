#include "skjerm/command/expression_carriers.h"

#include "skjerm/expr/used_variables.h"

namespace skjerm::command {

dataset::Carriers value_carriers(const dataset::Dataset& dataset,
                                 const dataset::Variable& variable) {
    dataset::Carriers carriers = variable.carriers;
    dataset::unite_carriers(carriers, dataset.chosen_by());
    return carriers;
}

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
    dataset::Carriers carriers = dataset->chosen_by();
    if (!condition) return carriers;
    SKJERM_TRY_ASSIGN(const expr::Binding binding,
                      expr::bind_condition(*condition, dataset::DatasetScope(dataset)));
    dataset::unite_carriers(carriers, expression_carriers(*dataset, binding.expression));
    return carriers;
}

}  // namespace skjerm::command
