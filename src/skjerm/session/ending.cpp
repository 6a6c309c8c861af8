#include "skjerm/session/ending.h"

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::session {

using base::Code;

Ending ending_of(Code code) {
    switch (code) {
        case Code::Cancelled:
            return Ending::Cancelled;
        case Code::InternalFault:
            return Ending::InternalFault;
        case Code::OutOfMemoryBudget:
        case Code::OutOfSystemMemory:
        case Code::LoopLimit:
            return Ending::ResourceLimit;
        case Code::DiskFull:
        case Code::DatastoreWriteFailed:
            return Ending::InputOutput;
        default:
            break;
    }
    const auto number = static_cast<std::uint16_t>(code);
    if (number >= 4000 && number < 5000) return Ending::DatastoreProblem;
    if (number >= 5000 && number < 6000) return Ending::Refused;
    if (number >= 7400 && number < 7450) return Ending::InputOutput;  // the audit log
    return Ending::CommandFailed;
}

std::string_view word_of(Ending ending) {
    switch (ending) {
        case Ending::Completed:
            return "completed";
        case Ending::StaticErrors:
            return "static_errors";
        case Ending::CommandFailed:
            return "failed";
        case Ending::Refused:
            return "refused";
        case Ending::DatastoreProblem:
            return "datastore_problem";
        case Ending::ResourceLimit:
            return "resource_limit";
        case Ending::InputOutput:
            return "input_output";
        case Ending::Cancelled:
            return "cancelled";
        case Ending::InternalFault:
            break;
    }
    return "internal_fault";
}

}  // namespace skjerm::session
