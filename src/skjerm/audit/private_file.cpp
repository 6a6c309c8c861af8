#include "skjerm/audit/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::audit {

namespace {

using base::Argument;
using base::Code;

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

base::Diagnostic fault(Code code, const std::filesystem::path& name) {
    return base::error(code, {}, {Argument::name(name.string())});
}

/// Whether only this user can use what `facts` describes.
base::Status check_owner(const struct stat& facts, const std::filesystem::path& name) {
    if (facts.st_uid != ::geteuid()) return fault(Code::AuditUnreadable, name);
    if ((facts.st_mode & kOthers) != 0) return fault(Code::AuditTooOpen, name);
    return base::ok();
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

base::Diagnostic write_fault(const std::filesystem::path& name, int error_number) {
    const bool full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
    return fault(full ? Code::AuditDiskFull : Code::AuditNotWritten, name);
}

base::Status check_private_folder(const std::filesystem::path& folder) {
    struct stat facts {};
    if (::lstat(folder.c_str(), &facts) != 0)
        return fault(errno == ENOENT ? Code::AuditNothingThere : Code::AuditUnreadable, folder);
    if (!S_ISDIR(facts.st_mode)) return fault(Code::AuditUnreadable, folder);
    return check_owner(facts, folder);
}

base::Status make_private_folder(const std::filesystem::path& folder) {
    std::error_code ignored;  // what could not be made is found missing below
    std::filesystem::create_directories(folder.parent_path(), ignored);
    if (::mkdir(folder.c_str(), S_IRWXU) == 0) return sync_folder(folder.parent_path());
    if (errno != EEXIST) return write_fault(folder, errno);
    return check_private_folder(folder);
}

base::Result<std::optional<Descriptor>> open_private_file(const std::filesystem::path& file,
                                                          Access access) {
    // Never through a link: the name given is the file whose permissions count. O_NONBLOCK, so that
    // a pipe by that name cannot make us wait.
    constexpr int kCare = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    const int how = access == Access::Read     ? O_RDONLY
                    : access == Access::Append ? O_RDWR | O_APPEND
                                               : O_RDWR | O_APPEND | O_CREAT;
    Descriptor opened(::open(file.c_str(), how | kCare, S_IRUSR | S_IWUSR));
    if (!opened.is_open()) {
        if (errno == ENOENT && access != Access::MakeAndAppend) return std::optional<Descriptor>();
        if (access == Access::Read || errno == ELOOP) return fault(Code::AuditUnreadable, file);
        return write_fault(file, errno);
    }
    struct stat facts {};
    if (::fstat(opened.number(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return fault(Code::AuditUnreadable, file);
    SKJERM_TRY(check_owner(facts, file));
    return std::optional<Descriptor>(std::move(opened));
}

base::Result<std::string> read_from(const Descriptor& file, std::uint64_t begin,
                                    const std::filesystem::path& name) {
    constexpr std::size_t kPart = std::size_t{1} << 20U;
    std::string text;
    while (true) {
        const std::size_t before = text.size();
        text.resize(before + kPart);
        const ssize_t got =
            ::pread(file.number(), text.data() + before, kPart, static_cast<off_t>(begin + before));
        if (got < 0) return fault(Code::AuditUnreadable, name);
        text.resize(before + static_cast<std::size_t>(got));
        if (got == 0) return text;
    }
}

base::Result<std::optional<std::string>> read_private_file(const std::filesystem::path& file) {
    SKJERM_TRY_ASSIGN(const std::optional<Descriptor> opened,
                      open_private_file(file, Access::Read));
    if (!opened) return std::optional<std::string>();
    SKJERM_TRY_ASSIGN(std::string text, read_from(*opened, 0, file));
    return std::optional<std::string>(std::move(text));
}

base::Result<std::optional<std::string>> read_file(const std::filesystem::path& file) {
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.is_open()) {
        if (errno == ENOENT) return std::optional<std::string>();
        return fault(Code::AuditUnreadable, file);
    }
    SKJERM_TRY_ASSIGN(std::string text, read_from(opened, 0, file));
    return std::optional<std::string>(std::move(text));
}

base::Status write_all(const Descriptor& file, std::string_view text,
                       const std::filesystem::path& name) {
    while (!text.empty()) {
        const ssize_t written = ::write(file.number(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return write_fault(name, errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return base::ok();
}

base::Status sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || ::fsync(opened.number()) != 0)
        return fault(Code::AuditNotWritten, folder);
    return base::ok();
}

base::Result<bool> make_private_file(const std::filesystem::path& file, std::string_view content) {
    std::string aside = file.string() + ".XXXXXX";
    const Descriptor made(::mkostemp(aside.data(), O_CLOEXEC));  // mode 0600, O_EXCL
    if (!made.is_open()) return write_fault(file, errno);
    base::Status done = write_all(made, content, file);
    if (done && ::fsync(made.number()) != 0) done = write_fault(file, errno);
    bool is_new = false;
    if (done) {
        is_new = ::link(aside.c_str(), file.c_str()) == 0;
        if (!is_new && errno != EEXIST) done = write_fault(file, errno);
    }
    ::unlink(aside.c_str());
    SKJERM_TRY(done);
    SKJERM_TRY(sync_folder(file.parent_path()));
    return is_new;
}

}  // namespace skjerm::audit
