// A file of a datastore that is cut short while a column of it is in use: the memory behind it is
// gone in the middle of a computation (SIGBUS), and nothing can be computed any more. Instead of
// dying without a word, the program says which file it was and ends with the exit code of a damaged
// datastore. (Files that changed between two uses are found by datastore/mapped_file.h.)
#pragma once

#include "skjerm/cli/messages.h"

namespace skjerm::cli {

/// From now on for the whole process. The message is in the style of `style`.
void explain_mapping_faults(const MessageStyle& style);

}  // namespace skjerm::cli
