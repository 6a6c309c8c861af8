// Results that are longer than the screen, through the user's pager.
#pragma once

#include <string_view>

#include "skjerm/cli/output.h"

namespace skjerm::cli {

/// Writes `text` to the terminal behind `output`: through $PAGER (`less` when it is unset) when it
/// has more lines than the screen, else as it is. A pager that cannot be started is done without.
void show_by_page(std::string_view text, Output& output);

}  // namespace skjerm::cli
