// Commands that change the values of variables (recode, destring): in their place, or beside them
// under a name with a prefix.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/dataset/dataset.h"
#include "skjerm/script/ast.h"
#include "skjerm/script/syntax.h"

namespace skjerm::command {

inline constexpr script::OptionSpec kPrefixOption = {
    .name = "prefix",
    .arguments = script::OptionArguments::Text,
    .help = {.nb = "Lager nye variabler med dette foran navnet; de gamle blir som de er.",
             .en = "Makes new variables with this before the name; the old ones stay."}};

/// `dataset` with `changed` in the place of the variable `source`, or with a prefix as a new one
/// after the others. Adds its name to `names`. Fails when the new name is not valid or not free.
[[nodiscard]] base::Result<dataset::DatasetPtr> with_changed(
    const dataset::DatasetPtr& dataset, const script::NameExpression& source,
    const std::optional<std::string>& prefix, dataset::Variable changed,
    std::vector<std::string>& names);

}  // namespace skjerm::command
