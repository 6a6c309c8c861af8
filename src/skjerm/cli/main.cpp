// The program `skjerm`.
#include <string>
#include <vector>

#include "skjerm/cli/program.h"

int main(int argc, char** argv) {
    return skjerm::cli::run_program(std::vector<std::string>(argv + 1, argv + argc));
}
