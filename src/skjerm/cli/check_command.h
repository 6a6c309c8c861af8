// Checking scripts on the command line: the stores for it, where there are any.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "skjerm/cli/program.h"
#include "skjerm/command/context.h"

namespace skjerm::cli {

/// The chosen datastores, opened for their catalogues; null, and said so, when none was chosen and
/// there is none to be found.
[[nodiscard]] base::Result<std::unique_ptr<command::StoreDirectory>> stores_for_check(
    const Program& program);

}  // namespace skjerm::cli
