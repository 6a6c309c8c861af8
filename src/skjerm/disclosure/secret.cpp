#include "skjerm/disclosure/secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::disclosure {

namespace {

constexpr std::size_t kMasterBytes = 32;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

/// The master secret, for the moment between reading and deriving: locked, wiped.
class Master {
public:
    // mlock may be refused (limits of a container); the wipe below still holds.
    Master() { sodium_mlock(bytes_.data(), bytes_.size()); }
    ~Master() { sodium_munlock(bytes_.data(), bytes_.size()); }
    Master(const Master&) = delete;
    Master& operator=(const Master&) = delete;
    std::array<std::uint8_t, kMasterBytes>& bytes() { return bytes_; }

private:
    std::array<std::uint8_t, kMasterBytes> bytes_{};
};

/// A file descriptor, closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

base::Diagnostic fault(base::Code code, const std::filesystem::path& file) {
    return base::error(code, {}, {base::Argument::name(file.string())});
}

/// No core dump and no debugger of another user: keys and data are in this process's memory.
void forbid_dumps() {
#ifndef __SANITIZE_ADDRESS__  // whose leak check has to look into its own process
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

bool write_all(int descriptor, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

/// How many bytes could be read, up to the size of `bytes`.
std::optional<std::size_t> read_up_to(int descriptor, std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::read(descriptor, bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

/// Makes the file whole or not at all: written aside, forced to disk, then linked to its name. link
/// fails when another process was first; its file is then the one that counts.
bool create(const std::filesystem::path& file) {
    std::string aside = file.string() + ".XXXXXX";
    const Descriptor made(::mkostemp(aside.data(), O_CLOEXEC));  // mode 0600, O_EXCL
    if (!made.is_open()) return false;

    Master master;
    randombytes_buf(master.bytes().data(), master.bytes().size());
    const bool whole = ::fchmod(made.number(), S_IRUSR | S_IWUSR) == 0 &&
                       write_all(made.number(), master.bytes()) && ::fsync(made.number()) == 0;
    const bool there = whole && (::link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST);
    ::unlink(aside.c_str());
    if (!there) return false;

    const std::filesystem::path parent =
        file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder.is_open() && ::fsync(folder.number()) == 0;
}

base::Status read(const std::filesystem::path& file, Master& master) {
    // Never through a link: the name given is the file whose permissions count. O_NONBLOCK, so that
    // a pipe by that name cannot make us wait.
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!opened.is_open()) {
        return fault(errno == ELOOP ? base::Code::SecretNotAFile : base::Code::SecretUnreadable,
                     file);
    }
    struct stat facts {};
    if (::fstat(opened.number(), &facts) != 0) return fault(base::Code::SecretUnreadable, file);
    if (!S_ISREG(facts.st_mode)) return fault(base::Code::SecretNotAFile, file);
    if (facts.st_uid != ::geteuid()) return fault(base::Code::SecretUnreadable, file);
    if ((facts.st_mode & kOthers) != 0) return fault(base::Code::SecretTooOpen, file);
    if (facts.st_size != kMasterBytes) return fault(base::Code::SecretDamaged, file);
    const auto size = read_up_to(opened.number(), master.bytes());
    if (!size) return fault(base::Code::SecretUnreadable, file);
    if (*size != kMasterBytes) return fault(base::Code::SecretDamaged, file);
    return base::ok();
}

}  // namespace

base::Result<Secret> Secret::load_or_create(const std::filesystem::path& file) {
    SKJERM_CHECK(sodium_init() >= 0);
    forbid_dumps();
    struct stat facts {};
    const bool missing = ::lstat(file.c_str(), &facts) != 0 && errno == ENOENT;
    if (missing && !create(file)) return fault(base::Code::SecretNotWritten, file);
    return load(file);
}

base::Result<Secret> Secret::load(const std::filesystem::path& file) {
    SKJERM_CHECK(sodium_init() >= 0);
    forbid_dumps();
    Master master;
    SKJERM_TRY(read(file, master));
    return Secret(master.bytes());
}

Secret::Secret(const std::array<std::uint8_t, 32>& master)
    : record_(base::derive_key(master, "skjerm/record")),
      cell_(base::derive_key(master, "skjerm/cell")),
      weight_(base::derive_key(master, "skjerm/weight")),
      sample_(base::derive_key(master, "skjerm/sample")),
      fingerprint_(base::derive_key(master, "skjerm/fingerprint")) {
    // A label of its own: the name of an epoch stands in logs and on the disk.
    const base::Aes128::Key name = base::derive_key(master, "skjerm/epoch");
    for (std::size_t byte = 0; byte < sizeof epoch_; ++byte) epoch_ = epoch_ << 8U | name[byte];
}

std::string Secret::epoch_name() const { return fmt::format("{:016x}", epoch_); }

Secret::Secret(Secret&& other) noexcept { *this = std::move(other); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    record_ = other.record_;
    cell_ = other.cell_;
    weight_ = other.weight_;
    sample_ = other.sample_;
    fingerprint_ = other.fingerprint_;
    epoch_ = other.epoch_;
    other.wipe();
    return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept {
    for (base::Aes128::Key* key : {&record_, &cell_, &weight_, &sample_, &fingerprint_})
        sodium_memzero(key->data(), key->size());
}

}  // namespace skjerm::disclosure
