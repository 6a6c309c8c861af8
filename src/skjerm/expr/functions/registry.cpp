#include <algorithm>
#include <vector>

#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

std::vector<const FunctionSpec*> all_functions() {
    std::vector<const FunctionSpec*> all;
    for (const std::span<const FunctionSpec> family :
         {date_functions(), probability_functions(), mathematics_functions(), row_functions(),
          string_functions(), logic_functions(), label_functions(), binding_functions()})
        for (const FunctionSpec& function : family) all.push_back(&function);
    std::ranges::sort(all, {}, [](const FunctionSpec* function) {
        return std::pair(function->group, function->name);
    });
    return all;
}

}  // namespace

std::span<const FunctionSpec* const> functions() {
    static const std::vector<const FunctionSpec*> kAll = all_functions();
    return kAll;
}

const FunctionSpec* find_function(std::string_view name) {
    const auto found = std::ranges::find(functions(), name, &FunctionSpec::name);
    return found == functions().end() ? nullptr : *found;
}

}  // namespace skjerm::expr
