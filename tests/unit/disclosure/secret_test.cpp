// The key file: made safely, refused when it is not safe.
#include "skjerm/disclosure/secret.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::disclosure {
namespace {

class SecretFile : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name =
            (std::filesystem::temp_directory_path() / "skjerm-secret-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "secret"; }

    void write(std::size_t bytes, mode_t mode) const {
        std::ofstream(file()) << std::string(bytes, 'x');
        ASSERT_EQ(::chmod(file().c_str(), mode), 0);
    }

    std::filesystem::path folder_;
};

void expect_refused(const std::filesystem::path& file, base::Code code) {
    const auto secret = Secret::load_or_create(file);
    ASSERT_FALSE(secret.ok());
    EXPECT_EQ(secret.diagnostic().code, code);
}

TEST_F(SecretFile, IsMadeOnceForItsOwnerAlone) {
    const auto first = Secret::load_or_create(file());
    ASSERT_TRUE(first.ok());
    struct stat facts {};
    ASSERT_EQ(::stat(file().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777U, 0600U);
    EXPECT_EQ(facts.st_size, 32);
    const auto second = Secret::load_or_create(file());
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(first->cell_key(), second->cell_key());
    EXPECT_EQ(first->record_key(), second->record_key());
    // Nothing is left beside it.
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(SecretFile, IsAnotherOneForAnotherInstallation) {
    const auto one = Secret::load_or_create(file());
    const auto other = Secret::load_or_create(folder_ / "other");
    ASSERT_TRUE(one.ok() && other.ok());
    EXPECT_NE(one->cell_key(), other->cell_key());
}

TEST_F(SecretFile, IsTheSameForAllWhoMakeItAtOnce) {
    std::vector<base::Aes128::Key> keys(8);
    std::vector<std::thread> threads;
    for (base::Aes128::Key& key : keys)
        threads.emplace_back([&] { key = Secret::load_or_create(file()).value().cell_key(); });
    for (std::thread& thread : threads) thread.join();
    for (const base::Aes128::Key& key : keys) EXPECT_EQ(key, keys.front());
}

TEST_F(SecretFile, IsRefusedWhenOthersMayReadOrChangeIt) {
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U}) {
        write(32, mode);
        expect_refused(file(), base::Code::SecretTooOpen);
        std::filesystem::remove(file());
    }
}

TEST_F(SecretFile, IsRefusedWhenItsSizeIsWrong) {
    for (const std::size_t size : std::vector<std::size_t>{0, 31, 33, 64}) {
        write(size, 0600);
        expect_refused(file(), base::Code::SecretDamaged);
        std::filesystem::remove(file());
    }
}

TEST_F(SecretFile, IsRefusedWhenItIsNoFile) {
    write(32, 0600);
    std::filesystem::create_symlink(file(), folder_ / "link");
    expect_refused(folder_ / "link", base::Code::SecretNotAFile);
    std::filesystem::create_symlink(folder_ / "nowhere", folder_ / "dangling");
    expect_refused(folder_ / "dangling", base::Code::SecretNotAFile);
    expect_refused(folder_, base::Code::SecretNotAFile);
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    expect_refused(folder_ / "pipe", base::Code::SecretNotAFile);
}

TEST_F(SecretFile, IsRefusedWhenItCannotBeMade) {
    expect_refused(folder_ / "missing" / "secret", base::Code::SecretNotWritten);
}

TEST_F(SecretFile, IsRefusedWhenItCannotBeRead) {
    write(32, 0200);
    // Root reads everything: give the file to somebody else instead.
    if (::geteuid() == 0) {
        ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
        ASSERT_EQ(::chown(file().c_str(), 65534, 65534), 0);
    }
    expect_refused(file(), base::Code::SecretUnreadable);
}

TEST(Secret, HasAKeyForEachPurpose) {
    const Secret secret(std::array<std::uint8_t, 32>{1, 2, 3});
    const std::vector<base::Aes128::Key> keys{secret.record_key(), secret.cell_key(),
                                              secret.weight_key(), secret.sample_key(),
                                              secret.fingerprint_key()};
    for (std::size_t one = 0; one < keys.size(); ++one)
        for (std::size_t other = 0; other < one; ++other) EXPECT_NE(keys[one], keys[other]);
}

TEST(Secret, IsWipedWhereItWasMovedFrom) {
    Secret secret(std::array<std::uint8_t, 32>{1, 2, 3});
    const base::Aes128::Key key = secret.cell_key();
    const Secret moved = std::move(secret);
    EXPECT_EQ(moved.cell_key(), key);
    EXPECT_EQ(secret.cell_key(), base::Aes128::Key{});  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace skjerm::disclosure
