// SKJERM_CHECK guards invariants of our own code, never anything a user, a file or the data can
// cause (that is base::Result). A broken invariant throws InternalError; the session catches it in
// one place and reports SKJ-9001 with an incident id and nothing else.
#pragma once

#include <stdexcept>
#include <string>

namespace skjerm::base {

class InternalError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void fail_check(const char* condition, const char* file, int line) {
    throw InternalError(std::string(file) + ":" + std::to_string(line) + ": " + condition);
}

}  // namespace skjerm::base

#define SKJERM_CHECK(condition)                                                       \
    do {                                                                              \
        if (!(condition)) ::skjerm::base::fail_check(#condition, __FILE__, __LINE__); \
    } while (false)
