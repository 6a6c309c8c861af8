// Every call that writes fails once, in turn, as a full disk, a full quota and a broken disk: the
// writer says so, nothing is left beside the target, and the target is as it was.
#include <gtest/gtest.h>

#include <cerrno>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

/// Fails call number `failing`, counted from 0 over all calls but close and remove.
class FailingFileSystem final : public FileSystem {
public:
    FailingFileSystem(std::size_t failing, int error) : failing_(failing), error_(error) {}

    [[nodiscard]] std::size_t calls() const { return calls_; }

    int create_directories(const std::filesystem::path& directory) override {
        return fails() ? error_ : real_.create_directories(directory);
    }
    int open(const std::filesystem::path& file, int& descriptor) override {
        return fails() ? error_ : real_.open(file, descriptor);
    }
    int write_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) override {
        if (!fails()) return real_.write_at(descriptor, offset, bytes);
        // Half of it reaches the disk, as it does when the disk fills up.
        EXPECT_EQ(real_.write_at(descriptor, offset, bytes.first(bytes.size() / 2)), 0);
        return error_;
    }
    int close(int descriptor) override { return real_.close(descriptor); }
    // Nothing here is to outlive a power cut: a sync that works does nothing.
    int sync(const std::filesystem::path&) override { return fails() ? error_ : 0; }
    int sync_all(const std::filesystem::path&) override { return fails() ? error_ : 0; }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return fails() ? error_ : real_.rename(from, to);
    }
    int remove_all(const std::filesystem::path& path) override { return real_.remove_all(path); }
    int restrict_to_owner(const std::filesystem::path& path) override {
        return fails() ? error_ : real_.restrict_to_owner(path);
    }
    int free_space(const std::filesystem::path& folder, FreeSpace& space) override {
        return real_.free_space(folder, space);
    }

private:
    bool fails() { return calls_++ == failing_; }

    FileSystem& real_ = posix_file_system();
    std::size_t failing_;
    int error_;
    std::size_t calls_ = 0;
};

SmallStore tiny() {
    return {{plan({.name = "DENSE", .storage = column::Storage::Int8}),
             plan({.name = "TEXT", .storage = column::Storage::Code8, .fill = 0.4}),
             // Its second block is empty, the whole nearly full: made dense at the end.
             plan({.name = "REWRITTEN", .storage = column::Storage::Int8, .by_block = true}),
             plan({.name = "SPELLS",
                   .temporality = Temporality::Event,
                   .calendar = Calendar::Spell,
                   .storage = column::Storage::Int16})},
            65536 + 40,
            0};
}

class Injection : public ::testing::TestWithParam<std::pair<int, base::Code>> {};

TEST_P(Injection, LeavesNothingWhicheverCallFails) {
    const auto [error, code] = GetParam();
    const SmallStore small = tiny();
    const TemporaryFolder folder;
    FailingFileSystem counting(static_cast<std::size_t>(-1), error);
    ASSERT_TRUE(small.write(folder / "counted", counting).ok());
    std::filesystem::remove_all(folder / "counted");
    ASSERT_GT(counting.calls(), 20U);

    for (std::size_t call = 0; call < counting.calls(); ++call) {
        for (const bool empty_folder_there : {false, true}) {
            if (empty_folder_there) std::filesystem::create_directories(folder / "store");
            FailingFileSystem files(call, error);
            const base::Status status = small.write(folder / "store", files);
            ASSERT_FALSE(status.ok()) << "call " << call;
            EXPECT_EQ(status.diagnostic().code, code) << "call " << call;
            EXPECT_EQ(std::filesystem::exists(folder / "store"), empty_folder_there);
            std::filesystem::remove(folder / "store");
            EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "call " << call;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Errors, Injection,
                         ::testing::Values(std::pair{ENOSPC, base::Code::DiskFull},
                                           std::pair{EDQUOT, base::Code::DiskFull},
                                           std::pair{EIO, base::Code::DatastoreWriteFailed}),
                         [](const auto& tested) {
                             return std::string(strerrorname_np(tested.param.first));
                         });

TEST(InjectionLater, GivesTheFailureToEveryLaterCall) {
    const SmallStore small = tiny();
    const TemporaryFolder folder;
    FailingFileSystem counting(static_cast<std::size_t>(-1), ENOSPC);
    std::size_t calls_of_create = 0;
    {
        auto writer = StoreWriter::create(small.to_write(folder / "store"), counting);
        ASSERT_TRUE(writer.ok());
        calls_of_create = counting.calls();
    }
    FailingFileSystem files(calls_of_create, ENOSPC);
    auto writer = StoreWriter::create(small.to_write(folder / "store"), files);
    ASSERT_TRUE(writer.ok());
    EXPECT_FALSE((*writer)->put(small.block(0, kPersons)).ok());
    EXPECT_FALSE((*writer)->put(small.block(1, kPersons)).ok());
    EXPECT_FALSE((*writer)->commit().ok());
    writer->reset();
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace skjerm::datastore::testing
