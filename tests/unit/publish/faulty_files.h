// A file system of which one call goes wrong: it fails, or the process dies in the middle of it.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <cstddef>
#include <optional>

#include "skjerm/datastore/file_system.h"

namespace skjerm::publish::testing {

class FaultyFiles : public datastore::FileSystem {
public:
    enum class Fault : std::uint8_t { Fail, Die };

    /// Call number `at`, counted from 0 over all that change something, goes wrong.
    FaultyFiles(Fault fault, std::size_t at, int error = 0)
        : fault_(fault), at_(at), error_(error) {}

    [[nodiscard]] std::size_t calls() const { return calls_; }

    int create_directories(const std::filesystem::path& directory) override {
        return wrong() ? error_ : real_.create_directories(directory);
    }
    int open(const std::filesystem::path& file, int& descriptor) override {
        return wrong() ? error_ : real_.open(file, descriptor);
    }
    int write_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) override {
        const bool is_wrong = calls_ == at_;
        // Half of it reaches the disk, as it does when the disk fills up.
        if (is_wrong)
            static_cast<void>(real_.write_at(descriptor, offset, bytes.first(bytes.size() / 2)));
        return wrong() ? error_ : real_.write_at(descriptor, offset, bytes);
    }
    int close(int descriptor) override { return real_.close(descriptor); }
    // Nothing here is to outlive a power cut: a sync that works does nothing.
    int sync(const std::filesystem::path&) override { return wrong() ? error_ : 0; }
    int sync_all(const std::filesystem::path&) override { return wrong() ? error_ : 0; }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return wrong() ? error_ : real_.rename(from, to);
    }
    int remove_all(const std::filesystem::path& path) override {
        if (fault_ == Fault::Die && wrong()) return error_;
        return real_.remove_all(path);
    }
    int restrict_to_owner(const std::filesystem::path& path) override {
        return wrong() ? error_ : real_.restrict_to_owner(path);
    }
    int free_space(const std::filesystem::path& folder, datastore::FreeSpace& space) override {
        return real_.free_space(folder, space);
    }

private:
    bool wrong() {
        if (calls_++ != at_) return false;
        if (fault_ == Fault::Die) ::kill(::getpid(), SIGKILL);
        return true;
    }

    FileSystem& real_ = datastore::posix_file_system();
    Fault fault_;
    std::size_t at_;
    int error_;
    std::size_t calls_ = 0;
};

}  // namespace skjerm::publish::testing
