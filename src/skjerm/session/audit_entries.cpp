#include "skjerm/session/audit_entries.h"

#include <memory>
#include <span>

#include "skjerm/audit/log.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/session/audit_overseer.h"
#include "skjerm/session/installation.h"

namespace skjerm::session {

namespace {

/// The log that is there; none is made.
base::Result<std::unique_ptr<audit::Log>> existing_log(const std::filesystem::path& secret_file) {
    SKJERM_TRY_ASSIGN(const std::filesystem::path folder, audit_folder(secret_file));
    SKJERM_TRY(audit::check_private_folder(folder));
    return audit::Log::open(folder, {});
}

}  // namespace

base::Status enter_look(const std::filesystem::path& secret_file, std::string_view what,
                        const std::vector<std::string>& words) {
    SKJERM_TRY_ASSIGN(const std::unique_ptr<audit::Log> log, existing_log(secret_file));
    const Account account = Account::local();
    audit::Json record{
        {"kind", "look"},
        {"what", what},
        {"words", words},
        {"account",
         {{"id", account.id}, {"name", account.name}, {"institution", account.institution}}}};
    return log->append(std::span(&record, 1));
}

base::Status accept_clock(const std::filesystem::path& secret_file, const std::string& by,
                          const std::string& second) {
    SKJERM_TRY_ASSIGN(const std::unique_ptr<audit::Log> log, existing_log(secret_file));
    return log->accept_clock(by, second);
}

}  // namespace skjerm::session
