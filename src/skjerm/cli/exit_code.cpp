#include "skjerm/cli/exit_code.h"

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::cli {

ExitCode exit_code_of(session::Ending ending) {
    using session::Ending;
    switch (ending) {
        case Ending::Completed:
            return ExitCode::Success;
        case Ending::StaticErrors:
            return ExitCode::StaticErrors;
        case Ending::CommandFailed:
            return ExitCode::CommandFailed;
        case Ending::Refused:
            return ExitCode::Refused;
        case Ending::DatastoreProblem:
            return ExitCode::Datastore;
        case Ending::ResourceLimit:
            return ExitCode::ResourceLimit;
        case Ending::InputOutput:
            return ExitCode::InputOutput;
        case Ending::Cancelled:
            return ExitCode::Interrupted;
        case Ending::InternalFault:
            return ExitCode::Internal;
    }
    SKJERM_CHECK(false);
    return ExitCode::Internal;
}

ExitCode exit_code_of(const base::Diagnostic& diagnostic) {
    using base::Code;
    switch (diagnostic.code) {
        case Code::ScriptNotFound:
        case Code::ScriptIsFolder:
        case Code::ScriptUnreadable:
        case Code::ScriptFileTooLarge:
        case Code::ScriptNotText:
        case Code::OutputNotWritten:
        case Code::SecretUnreadable:
        case Code::SecretTooOpen:
        case Code::SecretDamaged:
        case Code::SecretNotAFile:
        case Code::SecretNotWritten:
        case Code::PackageFileUnreadable:
        case Code::PackageFileUnwritable:
        case Code::PackageTargetExists:
        case Code::KeyUnreadable:
            return ExitCode::InputOutput;
        case Code::NoDatastore:
        case Code::DatabankTwice:
        case Code::NoVariableInStores:
            return ExitCode::Datastore;
        case Code::RunsDiffer:
        case Code::AuditReplayDiffers:
            return ExitCode::Differences;
        case Code::AuditTimeInvalid:
        case Code::AuditRecordUnknown:
            return ExitCode::Usage;
        case Code::AuditReplayImpossible:
            return ExitCode::CommandFailed;
        case Code::RunTimedOut:
        case Code::PackageMemoryShort:
            return ExitCode::ResourceLimit;
        case Code::RunInterrupted:
            return ExitCode::Interrupted;
        default:
            break;
    }
    const session::Ending ending = session::ending_of(diagnostic.code);
    if (diagnostic.code >= Code::AuditChanged && diagnostic.code <= Code::AuditScriptChanged)
        return ExitCode::Differences;
    // What is left of 72xx is about the command line.
    const auto code = static_cast<unsigned>(diagnostic.code);
    if (code >= 7200 && code < 7300) return ExitCode::Usage;
    return exit_code_of(ending);
}

}  // namespace skjerm::cli
