#include "skjerm/cli/mapping_fault.h"

#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/source_text.h"
#include "skjerm/cli/exit_code.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::cli {

namespace {

/// A signal handler may neither allocate nor lock, so the message lies ready: the name of the file
/// stands between each part and the next.
std::vector<std::string>& parts_of_message() {
    static std::vector<std::string> parts;
    return parts;
}

void write_all(const char* text, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::write(STDERR_FILENO, text, size);
        if (written <= 0) return;
        text += written;
        size -= static_cast<std::size_t>(written);
    }
}

void handle(int, siginfo_t* information, void*) {
    const char* name = information->si_code == BUS_ADRERR
                           ? datastore::MappedFile::name_at(information->si_addr)
                           : nullptr;
    if (name == nullptr) {
        ::signal(SIGBUS, SIG_DFL);  // not ours: it comes again, and ends the process
        return;
    }
    const std::vector<std::string>& parts = parts_of_message();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (part > 0) write_all(name, std::strlen(name));
        write_all(parts[part].data(), parts[part].size());
    }
    ::_exit(number(ExitCode::Datastore));
}

}  // namespace

void explain_mapping_faults(const MessageStyle& style) {
    constexpr std::string_view kPlaceOfName = "<file>";
    const base::Diagnostic diagnostic =
        base::error(base::Code::DatastoreFileChanged, {}, {base::Argument::name(kPlaceOfName)});
    const base::SourceText nowhere("skjerm", "");
    const std::string text = style.json ? diagnostic_json(diagnostic, nowhere) + "\n"
                                        : nowhere.render(diagnostic, style.language, style.colour);
    std::vector<std::string>& parts = parts_of_message();
    parts.clear();
    std::size_t from = 0;
    for (std::size_t place = text.find(kPlaceOfName); place != std::string::npos;
         place = text.find(kPlaceOfName, from)) {
        parts.push_back(text.substr(from, place - from));
        from = place + kPlaceOfName.size();
    }
    parts.push_back(text.substr(from));

    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace skjerm::cli
