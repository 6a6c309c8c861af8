#include "skjerm/datastore/file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace skjerm::datastore {

namespace {

int error_of(int result) { return result == 0 ? 0 : errno; }

class PosixFileSystem final : public FileSystem {
public:
    int create_directories(const std::filesystem::path& directory) override {
        std::error_code error;
        std::filesystem::create_directories(directory, error);
        return error.value();
    }

    int open(const std::filesystem::path& file, int& descriptor) override {
        descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        return descriptor < 0 ? errno : 0;
    }

    int write_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const ssize_t written =
                ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return errno;
            if (written == 0) return ENOSPC;
            bytes = bytes.subspan(static_cast<std::size_t>(written));
            offset += static_cast<std::uint64_t>(written);
        }
        return 0;
    }

    int close(int descriptor) override { return error_of(::close(descriptor)); }

    int sync(const std::filesystem::path& path) override {
        return with_descriptor(path, [](int descriptor) { return error_of(::fsync(descriptor)); });
    }

    int sync_all(const std::filesystem::path& directory) override {
        return with_descriptor(directory,
                               [](int descriptor) { return error_of(::syncfs(descriptor)); });
    }

    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return error_of(std::rename(from.c_str(), to.c_str()));
    }

    int remove_all(const std::filesystem::path& path) override {
        std::error_code error;
        std::filesystem::remove_all(path, error);
        return error.value();
    }

    int restrict_to_owner(const std::filesystem::path& path) override {
        std::error_code error;
        const bool is_folder = std::filesystem::is_directory(path, error);
        return error_of(::chmod(path.c_str(), is_folder ? S_IRWXU : S_IRUSR | S_IWUSR));
    }

    int free_space(const std::filesystem::path& folder, FreeSpace& space) override {
        struct statvfs room {};
        struct stat facts {};
        if (::statvfs(folder.c_str(), &room) != 0 || ::stat(folder.c_str(), &facts) != 0)
            return errno;
        space = {std::uint64_t{room.f_bavail} * room.f_frsize, facts.st_dev};
        return 0;
    }

private:
    template <class F>
    static int with_descriptor(const std::filesystem::path& path, F work) {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) return errno;
        const int error = work(descriptor);
        ::close(descriptor);
        return error;
    }
};

}  // namespace

FileSystem& posix_file_system() {
    static PosixFileSystem file_system;
    return file_system;
}

}  // namespace skjerm::datastore
