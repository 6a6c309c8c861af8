#include "skjerm/cli/script_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/output.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

base::Diagnostic open_failure(const std::string& path, int error) {
    if (error == ENOENT || error == ENOTDIR)
        return base::error(Code::ScriptNotFound, {}, {Argument::name(path)});
    return base::error(Code::ScriptUnreadable, {},
                       {Argument::name(path), Argument::fact(system_error_text(error))});
}

base::Result<std::string> read_all(int descriptor, const std::string& path) {
    std::string text;
    std::array<char, 1 << 16> chunk;
    while (true) {
        const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EISDIR)
            return base::error(Code::ScriptIsFolder, {}, {Argument::name(path)});
        if (got < 0) return open_failure(path, errno);
        if (got == 0) break;
        text.append(chunk.data(), static_cast<std::size_t>(got));
        if (text.size() > kMostBytes)
            return base::error(Code::ScriptFileTooLarge, {},
                               {Argument::name(path), Argument::fact("16 MiB")});
    }
    if (text.find('\0') != std::string::npos)
        return base::error(Code::ScriptNotText, {}, {Argument::name(path)});
    return text;
}

base::Diagnostic write_failure(const std::string& path, int error) {
    return base::error(Code::OutputNotWritten, {},
                       {Argument::name(path), Argument::fact(system_error_text(error))});
}

/// 0, or the number of the error.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

base::Status replace_script(const std::string& path, std::string_view text) {
    std::error_code fault;
    std::filesystem::path target = std::filesystem::canonical(path, fault);
    if (fault) target = path;  // a new file
    std::string aside = target.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(aside.data(), O_CLOEXEC);
    if (descriptor < 0) return write_failure(path, errno);
    struct stat known {};
    const bool exists = ::stat(target.c_str(), &known) == 0;
    const mode_t mode = exists ? known.st_mode & 07777U : 0644U;
    int error = write_all(descriptor, text);
    if (error == 0 && ::fchmod(descriptor, mode) != 0) error = errno;
    ::close(descriptor);
    if (error == 0 && ::rename(aside.c_str(), target.c_str()) != 0) error = errno;
    if (error == 0) return base::ok();
    ::unlink(aside.c_str());
    return write_failure(path, error);
}

std::string shown_name(const std::string& path) { return path == "-" ? "stdin" : path; }

base::Result<std::string> read_script(const std::string& path) {
    if (path == "-") return read_all(STDIN_FILENO, path);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return open_failure(path, errno);
    base::Result<std::string> text = read_all(descriptor, path);
    ::close(descriptor);
    return text;
}

}  // namespace skjerm::cli
