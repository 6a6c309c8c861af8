// What is written is read back by any process; a torn end is dropped, any other damage refused.
#include "skjerm/ledger/record_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "ledger_folder.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::ledger {
namespace {

using base::Code;

Bytes body(std::size_t size, std::uint8_t fill) { return Bytes(size, fill); }

class RecordFiles : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(Folder::open(folder_.path()).ok()); }

    base::Result<RecordFile> open(RecordFile::Identity identity = kTestIdentity) const {
        return RecordFile::open(folder_.file("records"), identity);
    }
    /// Sizes of the records that a fresh reader sees.
    base::Result<std::vector<std::size_t>> read() const {
        SKJERM_TRY_ASSIGN(RecordFile file, open());
        std::vector<std::size_t> sizes;
        SKJERM_TRY(file.read_new([&](std::uint32_t, std::span<const std::uint8_t> bytes) {
            sizes.push_back(bytes.size());
            return base::ok();
        }));
        return sizes;
    }
    void write_three() const {
        auto file = open();
        ASSERT_TRUE(file.ok());
        ASSERT_TRUE(file->append(std::vector<RecordFile::Entry>{{1, body(10, 1)}, {2, body(0, 2)}},
                                 RecordFile::Durable::No)
                        .ok());
        ASSERT_TRUE(file->append(std::vector<RecordFile::Entry>{{3, body(300, 3)}},
                                 RecordFile::Durable::Yes)
                        .ok());
        EXPECT_EQ(file->count(), 3U);
    }
    LedgerFolder folder_;
};

TEST_F(RecordFiles, KeepWhatWasWritten) {
    write_three();
    const auto sizes = read();
    ASSERT_TRUE(sizes.ok());
    EXPECT_EQ(*sizes, (std::vector<std::size_t>{10, 0, 300}));
}

TEST_F(RecordFiles, ShowWhatOthersAdd) {
    auto first = open();
    auto second = open();
    ASSERT_TRUE(first.ok() && second.ok());
    std::size_t seen = 0;
    const auto count = [&](std::uint32_t, std::span<const std::uint8_t>) {
        ++seen;
        return base::ok();
    };
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(first->read_new(count).ok());
        ASSERT_TRUE(
            first->append(std::vector<RecordFile::Entry>{{1, body(20, 1)}}, RecordFile::Durable::No)
                .ok());
        ASSERT_TRUE(second->read_new(count).ok());
        ASSERT_TRUE(
            second
                ->append(std::vector<RecordFile::Entry>{{1, body(30, 1)}}, RecordFile::Durable::No)
                .ok());
    }
    EXPECT_EQ(seen, 9U);
    EXPECT_EQ(read()->size(), 10U);
}

TEST_F(RecordFiles, DropATornEndAndNothingElse) {
    write_three();
    const std::vector<char> whole = folder_.bytes("records");
    const std::size_t last = 16 + 300 + 8;
    for (std::size_t cut = 1; cut < last; cut += cut < 30 ? 1 : 29) {
        SCOPED_TRACE(cut);
        folder_.write("records", {whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(cut)});
        const auto sizes = read();
        ASSERT_TRUE(sizes.ok());
        EXPECT_EQ(*sizes, (std::vector<std::size_t>{10, 0}));
        // The next record goes where the torn one began.
        auto file = open();
        ASSERT_TRUE(file->read_new([](auto, auto) { return base::ok(); }).ok());
        ASSERT_TRUE(
            file->append(std::vector<RecordFile::Entry>{{1, body(5, 1)}}, RecordFile::Durable::No)
                .ok());
        EXPECT_EQ(*read(), (std::vector<std::size_t>{10, 0, 5}));
    }
    std::vector<char> zeros = whole;
    zeros.insert(zeros.end(), 5000, '\0');
    folder_.write("records", zeros);
    EXPECT_EQ(read()->size(), 3U);
}

TEST_F(RecordFiles, FindEveryChangedByte) {
    write_three();
    const std::vector<char> whole = folder_.bytes("records");
    for (std::size_t place = 0; place < whole.size(); ++place) {
        std::vector<char> changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 0x10);
        folder_.write("records", changed);
        const auto sizes = read();
        ASSERT_FALSE(sizes.ok()) << place;
        const Code code = sizes.diagnostic().code;
        EXPECT_TRUE(code == Code::LedgerDamaged || code == Code::LedgerOtherVersion) << place;
    }
}

TEST_F(RecordFiles, FindRecordsTakenOutOrSwapped) {
    write_three();
    const std::vector<char> whole = folder_.bytes("records");
    const std::ptrdiff_t first = 32;
    const std::ptrdiff_t second = first + 16 + 10 + 8;
    const std::ptrdiff_t third = second + 16 + 8;
    std::vector<char> without(whole.begin(), whole.begin() + second);
    without.insert(without.end(), whole.begin() + third, whole.end());
    folder_.write("records", without);
    EXPECT_EQ(read().diagnostic().code, Code::LedgerDamaged);
    std::vector<char> twice = whole;
    twice.insert(twice.begin() + third, whole.begin() + second, whole.begin() + third);
    folder_.write("records", twice);
    EXPECT_EQ(read().diagnostic().code, Code::LedgerDamaged);
}

TEST_F(RecordFiles, RefuseWhatIsNotTheirs) {
    write_three();
    RecordFile::Identity other = kTestIdentity;
    other.kind = 8;
    EXPECT_EQ(open(other).diagnostic().code, Code::LedgerOtherVersion);
    other = kTestIdentity;
    other.epoch = 1;
    EXPECT_EQ(open(other).diagnostic().code, Code::LedgerDamaged);
    other = kTestIdentity;
    other.key[5] ^= 1U;
    EXPECT_EQ(open(other).diagnostic().code, Code::LedgerDamaged);

    ASSERT_EQ(::chmod(folder_.file("records").c_str(), 0644), 0);
    EXPECT_EQ(open().diagnostic().code, Code::LedgerTooOpen);
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
    EXPECT_EQ(Folder::open(folder_.path()).diagnostic().code, Code::LedgerTooOpen);
    EXPECT_EQ(Folder::open("/proc/no/such").diagnostic().code, Code::LedgerNotWritten);
    EXPECT_EQ(RecordFile::open("/dev/null", kTestIdentity).diagnostic().code,
              Code::LedgerOtherVersion);
    EXPECT_EQ(RecordFile::open(folder_.file("no") / "such", kTestIdentity).diagnostic().code,
              Code::LedgerUnreadable);
    folder_.write("notes", std::vector<char>(100, 'x'));
    ASSERT_EQ(::chmod(folder_.file("notes").c_str(), 0600), 0);
    EXPECT_EQ(RecordFile::open(folder_.file("notes"), kTestIdentity).diagnostic().code,
              Code::LedgerOtherVersion);
}

TEST_F(RecordFiles, StayWholeWhenTheDiskIsFull) {
    write_three();
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{600, 600};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto file = open();
        bool good = file->read_new([](auto, auto) { return base::ok(); }).ok();
        const auto written = file->append(std::vector<RecordFile::Entry>{{1, body(5000, 1)}},
                                          RecordFile::Durable::Yes);
        good = good && !written.ok() && written.diagnostic().code == Code::LedgerNotWritten;
        ::_exit(good ? 0 : 1);
    }
    int status = 1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(*read(), (std::vector<std::size_t>{10, 0, 300}));
}

TEST_F(RecordFiles, SurviveProcessesThatAreKilledAndWriteAtOnce) {
    constexpr int kWriters = 3;
    std::vector<pid_t> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto folder = Folder::open(folder_.path());
            for (std::size_t i = 0;; ++i) {
                const auto lock = folder->lock();
                auto file = open();
                if (!file.ok() || !file->read_new([](auto, auto) { return base::ok(); }).ok())
                    ::_exit(1);
                if (!file->append(std::vector<RecordFile::Entry>{{1, body(i % 5000, 7)}},
                                  RecordFile::Durable::No)
                         .ok())
                    ::_exit(1);
            }
        }
        writers.push_back(child);
    }
    ::usleep(300'000);
    for (const pid_t writer : writers) ::kill(writer, SIGKILL);
    for (const pid_t writer : writers) {
        int status = 0;
        ASSERT_EQ(::waitpid(writer, &status, 0), writer);
        EXPECT_TRUE(WIFSIGNALED(status)) << "a writer found damage";
    }
    const auto sizes = read();
    ASSERT_TRUE(sizes.ok());
    EXPECT_GT(sizes->size(), 10U);
}

TEST(Bytes, AreReadAsTheyWereWritten) {
    ByteWriter out;
    out.u8(1);
    out.u16(0x0203);
    out.u32(0x04050607);
    out.u64(0x08090A0B0C0D0E0FU);
    out.text("blåbær");
    ByteReader in(out.bytes());
    EXPECT_EQ(in.u8(), 1U);
    EXPECT_EQ(in.u16(), 0x0203U);
    EXPECT_EQ(in.u32(), 0x04050607U);
    EXPECT_EQ(in.u64(), 0x08090A0B0C0D0E0FU);
    EXPECT_EQ(in.text(), "blåbær");
    EXPECT_TRUE(in.complete());
    EXPECT_EQ(in.u8(), 0U);
    EXPECT_FALSE(in.complete());
    const Bytes short_text{9, 0, 0, 0, 'a'};
    ByteReader cut(short_text);
    EXPECT_EQ(cut.text(), "");
    EXPECT_TRUE(cut.failed());
}

}  // namespace
}  // namespace skjerm::ledger
