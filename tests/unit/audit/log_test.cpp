#include "skjerm/audit/log.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "log_fixture.h"

namespace skjerm::audit {
namespace {

using std::filesystem::perms;

std::int64_t wall_time = 0;
std::int64_t steady_time = 0;

/// A clock that shows what the test sets.
LogOptions with_test_clock() {
    LogOptions options;
    options.clock = {.wall = [] { return wall_time; }, .steady = [] { return steady_time; }};
    return options;
}

/// Runs `work` in a process of its own; its exit code, or 128 + the signal.
template <class Work>
int in_child(Work work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST_F(LogTest, BeginsWithTheEpochInPrivateFiles) {
    const std::unique_ptr<Log> log = open();
    EXPECT_EQ(log->count(), 1U);
    const auto mode = [](const std::filesystem::path& file) {
        return std::filesystem::status(file).permissions() & perms::all;
    };
    EXPECT_EQ(mode(folder()), perms::owner_all);
    EXPECT_EQ(mode(segment()), perms::owner_read | perms::owner_write);
    EXPECT_EQ(mode(folder() / "lock"), perms::owner_read | perms::owner_write);
    ASSERT_EQ(lines().size(), 1U);
    const Json first = Json::parse(lines()[0])["record"];
    EXPECT_EQ(first["kind"], "begin");
    EXPECT_EQ(first["epoch"], "00112233aabbccdd");
    EXPECT_EQ(first["seq"], 1);
    EXPECT_EQ(first["prev"], std::string(64, '0'));
    EXPECT_EQ(verdict().end.epoch, "00112233aabbccdd");
}

TEST_F(LogTest, GoesOnWhereItEnded) {
    fill(3);
    fill(5);
    EXPECT_EQ(breach(), Code{});
    const Verdict result = verdict();
    EXPECT_EQ(result.records, 5U);
    EXPECT_EQ(result.first, 1U);
    EXPECT_EQ(result.end.hash, open()->head());
}

TEST_F(LogTest, BeginsNewSegmentsAndFindsTheLast) {
    LogOptions options;
    options.segment_bytes = 600;
    fill(9, options);
    EXPECT_TRUE(std::filesystem::exists(segment(3)));
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().records, 9U);
    EXPECT_EQ(open(options)->count(), 9U);

    // A process may have ended between making a segment and writing to it.
    const std::uint64_t next = segments_in(folder())->back() + 1;
    std::ofstream(segment(next)).close();
    std::filesystem::permissions(segment(next), perms::owner_read | perms::owner_write);
    const std::unique_ptr<Log> log = open(options);
    EXPECT_EQ(log->count(), 9U);
    EXPECT_TRUE(add(*log, "ten"));
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().records, 10U);
}

TEST_F(LogTest, ReadsWhatOthersHaveAdded) {
    LogOptions options;
    options.segment_bytes = 900;
    const std::unique_ptr<Log> one = open(options);
    const std::unique_ptr<Log> other = open(options);
    for (int round = 0; round < 10; ++round) {
        EXPECT_TRUE(add(*one, "one"));
        EXPECT_TRUE(add(*other, "other"));
    }
    EXPECT_EQ(other->count(), 21U);
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().records, 21U);
}

TEST_F(LogTest, IsSharedByProcesses) {
    constexpr int kEach = 150;
    fill(1);
    std::vector<pid_t> children;
    for (int process = 0; process < 3; ++process) {
        const pid_t child = ::fork();
        if (child == 0) {
            const std::unique_ptr<Log> log = open({.epoch = {}, .segment_bytes = 20'000});
            for (int record = 0; record < kEach; ++record)
                if (!add(*log, "by " + std::to_string(process))) ::_exit(1);
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().records, 1U + 3 * kEach);
}

TEST_F(LogTest, SurvivesBeingKilledWhileWriting) {
    std::minstd_rand random(20261122);
    for (int round = 0; round < 25; ++round) {
        const pid_t child = ::fork();
        if (child == 0) {
            const std::unique_ptr<Log> log = open();
            while (add(*log, std::string(20'000, 'x'))) continue;
            ::_exit(1);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2 + random() % 20));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ASSERT_NE(open(), nullptr);
        ASSERT_EQ(breach(), Code{});
    }
}

TEST_F(LogTest, CutsALineThatWasNeverFinished) {
    fill(3);
    const std::string whole = testing::read_text(segment());
    const std::vector<std::string> before = lines();
    for (const std::size_t left : {std::size_t{1}, std::size_t{40}, before[2].size() - 1}) {
        write({before[0], before[1], before[2].substr(0, left)});
        EXPECT_EQ(verdict().torn_bytes, left);
        EXPECT_EQ(breach(), Code{});
        const std::unique_ptr<Log> log = open();
        EXPECT_EQ(log->count(), 3U);
        const Json cut = Json::parse(lines().back())["record"];
        EXPECT_EQ(cut["kind"], "cut");
        EXPECT_EQ(cut["bytes"], left);
        EXPECT_EQ(verdict().cuts, 1U);
        EXPECT_EQ(verdict().torn_bytes, 0U);
    }

    // Another process may be killed while this one goes on.
    const std::unique_ptr<Log> log = open();
    std::ofstream(segment(), std::ios::app) << before[2].substr(0, 50);
    EXPECT_TRUE(add(*log, "after"));
    EXPECT_EQ(verdict().cuts, 2U);
    EXPECT_EQ(breach(), Code{});
}

TEST_F(LogTest, RefusesToGoOnAfterDamage) {
    fill(4);
    const std::vector<std::string> good = lines();
    std::vector<std::string> bad = good;
    bad[2][100] = static_cast<char>(bad[2][100] + 1);
    write(bad);
    EXPECT_EQ(fault(), Code::AuditChanged);
    bad = good;
    std::swap(bad[1], bad[2]);
    write(bad);
    EXPECT_EQ(fault(), Code::AuditChanged);

    // Correct in itself, but not a record of ours.
    for (const char* foreign : {R"({"at":"2026-11-22T18:00:00.000Z"})", "[]", R"({"seq":1})",
                                R"({"at":"2026-11-22T18:00:00.000Z","seq":"x"})"}) {
        write({line_of(foreign, next_hash(Hash{}, foreign))});
        EXPECT_EQ(fault(), Code::AuditChanged) << foreign;
    }
    write(good);
    EXPECT_EQ(fault(), Code{});
}

TEST_F(LogTest, NoticesThatItsFileIsTakenAway) {
    fill(3);
    const std::unique_ptr<Log> log = open();
    const std::vector<std::string> good = lines();
    write({good[0], good[1]});
    EXPECT_EQ(add(*log, "x").diagnostic().code, Code::AuditChanged);
    write(good);
    EXPECT_TRUE(add(*log, "x"));
    std::filesystem::remove(segment());
    EXPECT_EQ(add(*log, "x").diagnostic().code, Code::AuditChanged);
}

TEST_F(LogTest, RefusesWhatOthersCanUse) {
    fill(1);
    for (const auto& [path, mode] :
         {std::pair(folder(), perms(0755)), std::pair(folder(), perms(0770)),
          std::pair(std::filesystem::path(segment()), perms(0644)),
          std::pair(folder() / "lock", perms(0660))}) {
        const perms before = std::filesystem::status(path).permissions();
        std::filesystem::permissions(path, mode);
        EXPECT_EQ(fault(), Code::AuditTooOpen) << path;
        std::filesystem::permissions(path, before);
    }
    EXPECT_EQ(fault(), Code{});
}

TEST_F(LogTest, RefusesLinksAndOtherThings) {
    fill(1);
    std::filesystem::rename(segment(), folder() / "elsewhere");
    std::filesystem::create_symlink(folder() / "elsewhere", segment());
    EXPECT_EQ(fault(), Code::AuditUnreadable);
    std::filesystem::remove(segment());
    ASSERT_EQ(::mkfifo(segment().c_str(), 0600), 0);
    EXPECT_EQ(fault(), Code::AuditUnreadable);
    std::filesystem::remove(segment());
    std::filesystem::create_directory(segment());
    EXPECT_EQ(fault(), Code::AuditNotWritten);

    std::filesystem::rename(folder(), temporary_.path() / "real");
    std::filesystem::create_symlink(temporary_.path() / "real", folder());
    EXPECT_EQ(fault(), Code::AuditUnreadable);
    std::filesystem::remove(folder());
    std::ofstream(folder()) << "a file";
    EXPECT_EQ(fault(), Code::AuditUnreadable);
}

TEST_F(LogTest, RefusesAFolderOfAnotherUser) {
    // Only root can give a folder away; for everyone else the folders of the system are such ones.
    std::filesystem::path of_another = "/usr";
    if (::geteuid() == 0) {
        fill(1);
        ASSERT_EQ(::chown(folder().c_str(), 12345, 12345), 0);
        of_another = folder();
    }
    const auto opened = Log::open(of_another, {.epoch = "e"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.diagnostic().code, Code::AuditUnreadable);
}

TEST_F(LogTest, RefusesAFolderThatItCannotEnterOrWriteTo) {
    fill(1);
    // Root may do everything, so it lets another user try.
    const bool is_root = ::geteuid() == 0;
    constexpr uid_t kOther = 12346;
    if (is_root) {
        ASSERT_EQ(::chown(folder().c_str(), kOther, kOther), 0);
    }
    const auto try_with = [&](mode_t of_parent, const std::filesystem::path& closed) {
        ::chmod(temporary_.path().c_str(), of_parent);
        if (!closed.empty()) ::chmod(closed.c_str(), 0);
        const int code = in_child([&] {
            if (is_root && (::setegid(kOther) != 0 || ::seteuid(kOther) != 0)) return 1;
            const Code found = fault();
            return found == Code::AuditUnreadable ? 10 : found == Code::AuditNotWritten ? 11 : 12;
        });
        ::chmod(temporary_.path().c_str(), 0700);
        return code;
    };
    EXPECT_EQ(try_with(is_root ? 0700 : 0000, {}), 11);  // mkdir in a folder that is closed to it
    EXPECT_EQ(try_with(0755, folder() / "lock"), 11);
    std::filesystem::remove_all(folder());
    EXPECT_EQ(try_with(is_root ? 0755 : 0555, {}), 11);
}

TEST_F(LogTest, WaitsForOthersButNotForEver) {
    const std::unique_ptr<Log> log =
        open({.epoch = {}, .lock_wait = std::chrono::milliseconds(30)});
    const int holder = ::open((folder() / "lock").c_str(), O_RDWR);
    ASSERT_EQ(::flock(holder, LOCK_EX), 0);
    EXPECT_EQ(add(*log, "x").diagnostic().code, Code::AuditBusy);
    ::flock(holder, LOCK_UN);
    EXPECT_TRUE(add(*log, "x"));
    ::close(holder);
}

TEST_F(LogTest, KeepsNothingOfWhatADiskHasNoRoomFor) {
    fill(2);
    const std::string before = testing::read_text(segment());
    EXPECT_EQ(in_child([&] {
                  ::signal(SIGXFSZ, SIG_IGN);
                  const std::unique_ptr<Log> log = open();
                  const rlimit small{.rlim_cur = before.size() + 100, .rlim_max = RLIM_INFINITY};
                  const rlimit none{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
                  if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 1;
                  const base::Status full = add(*log, std::string(1000, 'x'));
                  if (full.ok() || full.diagnostic().code != Code::AuditDiskFull) return 2;
                  const base::Result<std::string> script =
                      log->keep_script(std::string(10'000, 'x'));
                  if (script.ok() || script.diagnostic().code != Code::AuditDiskFull) return 3;
                  if (log->count() != 2) return 4;
                  ::setrlimit(RLIMIT_FSIZE, &none);
                  return add(*log, "there is room again") ? 0 : 5;
              }),
              0);
    EXPECT_EQ(testing::read_text(segment()).substr(0, before.size()), before);
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().records, 3U);
    EXPECT_TRUE(std::filesystem::is_empty(folder() / "scripts"));
}

TEST_F(LogTest, NeverRunsBackInTime) {
    wall_time = *parse_time("2026-11-22T18:00:00.000Z");
    steady_time = 1000;
    LogOptions patient = with_test_clock();
    patient.clock_back = std::chrono::hours(24);
    const std::unique_ptr<Log> log = open(patient);
    const auto next = [&](std::int64_t wall, std::int64_t steady) {
        wall_time += wall;
        steady_time += steady;
        EXPECT_TRUE(add(*log, "x"));
        return Json::parse(lines().back())["record"];
    };
    Json record = next(500, 500);
    EXPECT_EQ(record["at"], "2026-11-22T18:00:00.500Z");
    EXPECT_FALSE(record.contains("note"));
    record = next(-3'600'000, 10);
    EXPECT_EQ(record["at"], "2026-11-22T18:00:00.500Z");
    EXPECT_EQ(record["clock"], "2026-11-22T17:00:00.500Z");
    EXPECT_EQ(record["note"], "clock_ran_back");
    record = next(3'600'000 + 500, 500);
    EXPECT_EQ(record["at"], "2026-11-22T18:00:01.000Z");
    EXPECT_EQ(record["note"], "clock_leapt_ahead");
    record = next(50'000, 10);
    EXPECT_FALSE(record.contains("note"));
    EXPECT_EQ(breach(), Code{});

    // Another process with a clock that is late.
    wall_time = *parse_time("2026-11-22T06:00:00.000Z");
    const std::unique_ptr<Log> late = open(patient);
    EXPECT_TRUE(add(*late, "x"));
    EXPECT_EQ(Json::parse(lines().back())["record"]["note"], "clock_ran_back");
    EXPECT_EQ(breach(), Code{});
}

TEST_F(LogTest, RefusesAClockThatRanBackTooFar) {
    const std::int64_t noon = *parse_time("2026-11-22T12:00:00.000Z");
    wall_time = noon;
    const std::unique_ptr<Log> log = open(with_test_clock());
    wall_time = noon - 300'000;
    EXPECT_TRUE(add(*log, "as far as it may"));
    const std::string before = testing::read_text(segment(1));
    wall_time = noon - 300'001;
    const base::Status refused = add(*log, "too far");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.diagnostic().code, Code::AuditClockRanBack);
    EXPECT_EQ(testing::read_text(segment(1)), before);
    const std::unique_ptr<Log> another = open(with_test_clock());
    EXPECT_EQ(add(*another, "from another process").diagnostic().code, Code::AuditClockRanBack);
    wall_time = noon + 1;
    EXPECT_TRUE(add(*log, "set right"));
}

TEST_F(LogTest, FollowsAClockThatTwoPeopleAccept) {
    wall_time = *parse_time("2031-01-01T00:00:00.000Z");
    const std::unique_ptr<Log> log = open(with_test_clock());
    wall_time = *parse_time("2026-11-22T12:00:00.000Z");
    EXPECT_EQ(log->accept_clock("", "kari").diagnostic().code, Code::AuditClockNeedsTwo);
    EXPECT_EQ(log->accept_clock("kari", "").diagnostic().code, Code::AuditClockNeedsTwo);
    EXPECT_EQ(log->accept_clock("kari", "kari").diagnostic().code, Code::AuditClockNeedsTwo);
    EXPECT_FALSE(add(*log, "x"));
    EXPECT_TRUE(log->accept_clock("kari", "ola"));
    EXPECT_TRUE(add(*log, "x"));
    EXPECT_EQ(breach(), Code{});
    const Json record = Json::parse(lines()[1])["record"];
    EXPECT_EQ(record["kind"], "clock");
    EXPECT_EQ(record["at"], "2026-11-22T12:00:00.000Z");
    EXPECT_EQ(record["was"], "2031-01-01T00:00:00.000Z");
    // A clock that is right already is no reason to go back.
    wall_time += 1000;
    EXPECT_TRUE(log->accept_clock("kari", "ola"));
    EXPECT_EQ(Json::parse(lines().back())["record"]["at"], "2026-11-22T12:00:01.000Z");
    EXPECT_EQ(breach(), Code{});
}

TEST_F(LogTest, KeepsAScriptOnceUnderItsHash) {
    const std::unique_ptr<Log> log = open();
    const base::Result<std::string> first = log->keep_script("tabulate kjonn\n");
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(*first, to_hex(hash_of("tabulate kjonn\n")));
    EXPECT_EQ(testing::read_text(script_path(folder(), *first).string()), "tabulate kjonn\n");
    EXPECT_EQ(*log->keep_script("tabulate kjonn\n"), *first);
    EXPECT_NE(*log->keep_script("tabulate alder\n"), *first);
    std::filesystem::permissions(folder() / "scripts", perms(0755));
    EXPECT_EQ(log->keep_script("another").diagnostic().code, Code::AuditTooOpen);
}

TEST(LogTime, WritesAndReadsTimes) {
    EXPECT_EQ(time_text(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(time_text(-1), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(time_text(951'827'696'789), "2000-02-29T12:34:56.789Z");
    EXPECT_EQ(time_text(std::int64_t{1} << 60), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(parse_time("2000-02-29T12:34:56.789Z"), 951'827'696'789);
    for (const char* wrong :
         {"", "2001-02-29T12:34:56.789Z", "2000-02-29T24:34:56.789Z", "2000-02-29T12:60:56.789Z",
          "2000-02-29T12:34:60.789Z", "2000-02-29 12:34:56.789Z", "2000-02-2xT12:34:56.789Z"})
        EXPECT_FALSE(parse_time(wrong)) << wrong;
    const Clock clock = Clock::system();
    EXPECT_GT(clock.wall(), *parse_time("2026-01-01T00:00:00.000Z"));
    EXPECT_GT(clock.steady(), 0);
}

}  // namespace
}  // namespace skjerm::audit
