#include "skjerm/cli/program.h"

namespace skjerm::cli {

std::string_view program_version() { return SKJERM_VERSION; }

std::string_view program_commit() {
    return
#include "skjerm/cli/skjerm_commit.inc"
        ;
}

}  // namespace skjerm::cli
