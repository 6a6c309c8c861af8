#include "skjerm/session/incident.h"

#include <fcntl.h>
#include <unistd.h>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::session {

namespace {

std::filesystem::path& log_file() {
    static std::filesystem::path file;
    return file;
}

/// Only characters that need no escape in JSON; a fault names a file, a line and a condition.
std::string plain(std::string_view text) {
    std::string result;
    for (const char character : text) {
        const bool safe =
            character >= ' ' && character < 127 && character != '"' && character != '\\';
        result.push_back(safe ? character : '?');
    }
    return result;
}

}  // namespace

void set_incident_log(std::filesystem::path file) { log_file() = std::move(file); }

std::string record_incident(std::string_view fault) {
    std::string id = base::to_hex(base::sha256(fault)).substr(0, 12);
    if (log_file().empty()) return id;
    const std::string line = R"({"incident":")" + id + R"(","fault":")" + plain(fault) + "\"}\n";
    const int file = ::open(log_file().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return id;
    // A log that cannot be written must not hide the incident itself from the user.
    [[maybe_unused]] const ssize_t written = ::write(file, line.data(), line.size());
    ::close(file);
    return id;
}

}  // namespace skjerm::session
