// The audit log of one epoch: a folder of segment files to which records are only ever added. What
// append() has returned from is on the disk. Several processes may use one log; a lock keeps their
// records apart.
//
//   segment-000001.jsonl …   the chain of records (audit/chain.h)
//   lock                     held while a record is added
//   owner.pub, owner.key     the data owner's keys (audit/sealing.h)
//   scripts/<hash>           the scripts that were run, named by their hash
//
// What a process that was killed had begun to write is cut off by the next one, which says so in a
// record. Any other damage is an error, and then nothing may be released.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/audit/chain.h"
#include "skjerm/audit/log_time.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/base/result.h"

namespace skjerm::audit {

struct LogOptions {
    std::string epoch;  ///< named in the first record
    Clock clock = Clock::system();
    std::uint64_t segment_bytes = std::uint64_t{8} << 20U;  ///< then the next segment begins
    std::chrono::milliseconds lock_wait{10'000};
    /// So far behind the last record the clock may be; beyond, nothing is entered.
    std::chrono::milliseconds clock_back{300'000};
};

enum class Durable : std::uint8_t {
    No,  ///< survives the end of the process
    Yes  ///< survives the end of the machine
};

class Log {
public:
    /// Opens the log in `folder`, or makes it. Checks the last segment, which is what it will add
    /// to; verify() checks all of them.
    [[nodiscard]] static base::Result<std::unique_ptr<Log>> open(
        const std::filesystem::path& folder, const LogOptions& options);

    /// Adds records, all or none, and gives each `seq`, `prev` and `at`. Times never run backwards:
    /// where the clock does, the record has the time of the one before, the reading in `clock`, and
    /// the note `clock_ran_back`, or it is refused (AuditClockRanBack) where the clock is farther
    /// behind than the options allow; where it leaps ahead within one process, the note
    /// `clock_leapt_ahead`. Not for two threads at a time.
    [[nodiscard]] base::Status append(std::span<Json> records, Durable durable = Durable::Yes);

    /// Lets the log follow a clock that is behind it, because it was wrong before: a record that
    /// says so and has its time. Takes two people (AuditClockNeedsTwo).
    [[nodiscard]] base::Status accept_clock(const std::string& by, const std::string& second);

    /// Keeps a script under its hash, which is returned; on the disk when this returns.
    [[nodiscard]] base::Result<std::string> keep_script(std::string_view script);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// Records so far, as far as this process knows, and the hash of the last.
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] const Hash& head() const { return head_; }

private:
    class Lock;

    Log(std::filesystem::path folder, LogOptions options)
        : folder_(std::move(folder)), options_(std::move(options)) {}

    [[nodiscard]] base::Status find_end();
    [[nodiscard]] base::Status catch_up();
    [[nodiscard]] base::Status read_segment(std::uint64_t number);
    [[nodiscard]] base::Status begin_segment(std::uint64_t number);
    [[nodiscard]] base::Status cut_torn_line(std::string_view torn);
    [[nodiscard]] base::Status write(std::span<Json> records, Durable durable);
    void stamp(Json& record);
    [[nodiscard]] base::Status check_clock() const;
    [[nodiscard]] std::filesystem::path segment_path(std::uint64_t number) const;
    [[nodiscard]] base::Diagnostic changed(std::uint64_t record) const;

    std::filesystem::path folder_;
    LogOptions options_;
    Descriptor lock_file_;
    Descriptor segment_;
    std::uint64_t segment_number_ = 0;  ///< 0: none
    std::uint64_t end_ = 0;             ///< of what is known of the segment
    std::uint64_t count_ = 0;
    Hash head_{};
    std::int64_t last_at_ = 0;  ///< time of the last record
    std::int64_t wall_before_ = 0;
    std::int64_t steady_before_ = 0;
    bool failed_ = false;  ///< what is on the disk is not known any more
};

/// The names of the segments of a log, and the numbers in them.
[[nodiscard]] std::string segment_name(std::uint64_t number);
/// The segments in `folder`, ascending.
[[nodiscard]] base::Result<std::vector<std::uint64_t>> segments_in(
    const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path script_path(const std::filesystem::path& folder,
                                                std::string_view hash);

}  // namespace skjerm::audit
