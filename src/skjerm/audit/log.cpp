#include "skjerm/audit/log.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <thread>
#include <utility>

#include "skjerm/audit/log_time.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::audit {

namespace {

using base::Argument;
using base::Code;

constexpr std::string_view kSegmentStart = "segment-";
constexpr std::string_view kSegmentEnd = ".jsonl";
constexpr std::size_t kSegmentDigits = 6;
constexpr std::string_view kScripts = "scripts";

/// The clock is said to have leapt when it gains more than this on one that never jumps.
constexpr std::int64_t kLeapMilliseconds = 60'000;

base::Diagnostic fault(Code code, const std::filesystem::path& name) {
    return base::error(code, {}, {Argument::name(name.string())});
}

}  // namespace

/// Keeps other processes out of a log while it lives.
class Log::Lock {
public:
    static base::Result<Lock> take(const Log& log) {
        constexpr std::chrono::milliseconds kPause{1};
        const auto deadline = std::chrono::steady_clock::now() + log.options_.lock_wait;
        while (::flock(log.lock_file_.number(), LOCK_EX | LOCK_NB) != 0) {
            if (std::chrono::steady_clock::now() >= deadline)
                return fault(Code::AuditBusy, log.folder_);
            std::this_thread::sleep_for(kPause);
        }
        return Lock(log.lock_file_.number());
    }
    Lock(Lock&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Lock& operator=(Lock&&) = delete;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() {
        if (number_ >= 0) ::flock(number_, LOCK_UN);
    }

private:
    explicit Lock(int number) : number_(number) {}
    int number_;
};

std::string segment_name(std::uint64_t number) {
    std::string digits = std::to_string(number);
    digits.insert(0, kSegmentDigits - std::min(kSegmentDigits, digits.size()), '0');
    return std::string(kSegmentStart) + digits + std::string(kSegmentEnd);
}

base::Result<std::vector<std::uint64_t>> segments_in(const std::filesystem::path& folder) {
    std::vector<std::uint64_t> numbers;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        const std::string name = at->path().filename().string();
        std::uint64_t number = 0;
        if (name.size() > kSegmentStart.size())
            std::from_chars(name.data() + kSegmentStart.size(), name.data() + name.size(), number);
        if (number > 0 && name == segment_name(number)) numbers.push_back(number);
    }
    if (failure) return fault(Code::AuditUnreadable, folder);
    std::ranges::sort(numbers);
    return numbers;
}

std::filesystem::path script_path(const std::filesystem::path& folder, std::string_view hash) {
    return folder / kScripts / hash;
}

base::Result<std::unique_ptr<Log>> Log::open(const std::filesystem::path& folder,
                                             const LogOptions& options) {
    SKJERM_TRY(make_private_folder(folder));
    std::unique_ptr<Log> log(new Log(folder, options));
    SKJERM_TRY_ASSIGN(auto lock_file, open_private_file(folder / "lock", Access::MakeAndAppend));
    log->lock_file_ = std::move(*lock_file);
    SKJERM_TRY_ASSIGN(const Lock lock, Lock::take(*log));
    SKJERM_TRY(log->find_end());
    return log;
}

std::filesystem::path Log::segment_path(std::uint64_t number) const {
    return folder_ / segment_name(number);
}

base::Diagnostic Log::changed(std::uint64_t record) const {
    return base::error(Code::AuditChanged, {},
                       {Argument::fact(static_cast<std::int64_t>(record)),
                        Argument::name(segment_path(segment_number_).string())});
}

base::Status Log::find_end() {
    SKJERM_TRY_ASSIGN(const std::vector<std::uint64_t> numbers, segments_in(folder_));
    if (numbers.empty()) {
        SKJERM_TRY(begin_segment(1));
    } else {
        // The one before the last tells where the last begins.
        if (numbers.size() > 1) SKJERM_TRY(read_segment(numbers[numbers.size() - 2]));
        SKJERM_TRY(read_segment(numbers.back()));
    }
    if (count_ > 0) return base::ok();
    Json begin{{"kind", "begin"}, {"format", "skjerm-audit/1"}, {"epoch", options_.epoch}};
    return write(std::span(&begin, 1), Durable::Yes);
}

base::Status Log::begin_segment(std::uint64_t number) {
    // Records that nobody waited for go to the disk before those that follow on them.
    if (segment_.is_open() && ::fdatasync(segment_.number()) != 0)
        return fault(Code::AuditNotWritten, segment_path(segment_number_));
    const std::filesystem::path path = segment_path(number);
    SKJERM_TRY_ASSIGN(auto opened, open_private_file(path, Access::MakeAndAppend));
    SKJERM_TRY(sync_folder(folder_));
    segment_ = std::move(*opened);
    segment_number_ = number;
    end_ = 0;
    return base::ok();
}

base::Status Log::read_segment(std::uint64_t number) {
    const std::filesystem::path path = segment_path(number);
    const bool begins_here = number != segment_number_;
    // The segment before the last one is only looked at for its last record, so its first record
    // has nothing to be compared with.
    bool is_known = !begins_here || number == 1 || segment_number_ != 0;
    if (begins_here) {
        SKJERM_TRY_ASSIGN(auto opened, open_private_file(path, Access::Append));
        if (!opened) return fault(Code::AuditUnreadable, path);
        segment_ = std::move(*opened);
        segment_number_ = number;
        end_ = 0;
    }
    struct stat facts {};
    if (::fstat(segment_.number(), &facts) != 0) return fault(Code::AuditUnreadable, path);
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    // A file that was moved away could be written to, and nobody would find it.
    struct stat named {};
    const bool in_place = ::stat(path.c_str(), &named) == 0 && named.st_dev == facts.st_dev &&
                          named.st_ino == facts.st_ino;
    if (!in_place || size < end_) return changed(count_);
    if (size == end_) return base::ok();

    SKJERM_TRY_ASSIGN(const std::string text, read_from(segment_, end_, path));
    std::string_view rest = text;
    std::string_view last;
    std::uint64_t lines = 0;
    while (!rest.empty()) {
        const Line line = read_line(rest);
        if (line.state == Line::State::Torn) break;
        const bool whole = line.state == Line::State::Whole;
        if (!whole || (is_known && next_hash(head_, line.record) != line.hash))
            return changed(count_ + lines + 1);
        is_known = true;
        head_ = line.hash;
        last = line.record;
        ++lines;
        rest.remove_prefix(line.size);
        end_ += line.size;
    }
    if (!last.empty()) {
        const Json record = Json::parse(last, nullptr, false);
        const std::optional<std::int64_t> at =
            record.is_object() ? parse_time(record.value("at", "")) : std::nullopt;
        if (!at || !record.contains("seq") || !record["seq"].is_number_unsigned())
            return changed(count_ + lines);
        count_ = record["seq"];
        last_at_ = *at;
    }
    return rest.empty() ? base::ok() : cut_torn_line(rest);
}

base::Status Log::cut_torn_line(std::string_view torn) {
    std::error_code ignored;
    if (std::filesystem::exists(segment_path(segment_number_ + 1), ignored))
        return changed(count_ + 1);  // it would have been cut before the next segment began
    if (::ftruncate(segment_.number(), static_cast<off_t>(end_)) != 0)
        return fault(Code::AuditNotWritten, segment_path(segment_number_));
    Json cut{{"kind", "cut"}, {"bytes", torn.size()}, {"torn", to_hex(hash_of(torn))}};
    return write(std::span(&cut, 1), Durable::Yes);
}

base::Status Log::catch_up() {
    SKJERM_TRY(read_segment(segment_number_));
    std::error_code ignored;
    while (std::filesystem::exists(segment_path(segment_number_ + 1), ignored))
        SKJERM_TRY(read_segment(segment_number_ + 1));
    return base::ok();
}

base::Status Log::check_clock() const {
    const std::int64_t wall = options_.clock.wall();
    if (last_at_ - wall <= options_.clock_back.count()) return base::ok();
    return base::error(Code::AuditClockRanBack, {},
                       {Argument::fact(time_text(wall)), Argument::fact(time_text(last_at_))});
}

void Log::stamp(Json& record) {
    const std::int64_t wall = options_.clock.wall();
    const std::int64_t steady = options_.clock.steady();
    const bool leapt =
        steady_before_ != 0 && wall - wall_before_ > steady - steady_before_ + kLeapMilliseconds;
    if (wall < last_at_) {
        record["clock"] = time_text(wall);
        record["note"] = "clock_ran_back";
    } else if (leapt) {
        record["note"] = "clock_leapt_ahead";
    }
    wall_before_ = wall;
    steady_before_ = steady;
    last_at_ = std::max(last_at_, wall);
    record["at"] = time_text(last_at_);
    record["seq"] = ++count_;
    record["prev"] = to_hex(head_);
}

base::Status Log::write(std::span<Json> records, Durable durable) {
    const std::uint64_t count_before = count_;
    const Hash head_before = head_;
    const std::int64_t at_before = last_at_;
    std::string lines;
    for (Json& record : records) {
        stamp(record);
        const std::string text = canonical(record);
        head_ = next_hash(head_, text);
        lines += line_of(text, head_);
    }
    const std::filesystem::path path = segment_path(segment_number_);
    base::Status written = write_all(segment_, lines, path);
    if (written && durable == Durable::Yes && ::fdatasync(segment_.number()) != 0) {
        written = fault(Code::AuditNotWritten, path);
        failed_ = true;  // the system may have forgotten what it could not write
    }
    if (written) {
        end_ += lines.size();
        return written;
    }
    count_ = count_before;
    head_ = head_before;
    last_at_ = at_before;
    if (::ftruncate(segment_.number(), static_cast<off_t>(end_)) != 0) failed_ = true;
    return written;
}

base::Status Log::append(std::span<Json> records, Durable durable) {
    if (failed_) return fault(Code::AuditNotWritten, folder_);
    SKJERM_TRY_ASSIGN(const Lock lock, Lock::take(*this));
    SKJERM_TRY(catch_up());
    SKJERM_TRY(check_clock());
    if (end_ >= options_.segment_bytes) SKJERM_TRY(begin_segment(segment_number_ + 1));
    return write(records, durable);
}

base::Status Log::accept_clock(const std::string& by, const std::string& second) {
    if (by.empty() || second.empty() || by == second)
        return base::error(Code::AuditClockNeedsTwo, {});
    if (failed_) return fault(Code::AuditNotWritten, folder_);
    SKJERM_TRY_ASSIGN(const Lock lock, Lock::take(*this));
    SKJERM_TRY(catch_up());
    Json record{{"kind", "clock"}, {"by", by}, {"second", second}, {"was", time_text(last_at_)}};
    const std::int64_t before = std::exchange(last_at_, std::min(last_at_, options_.clock.wall()));
    base::Status written = write(std::span(&record, 1), Durable::Yes);
    if (!written) last_at_ = before;
    return written;
}

base::Result<std::string> Log::keep_script(std::string_view script) {
    const std::string hash = to_hex(hash_of(script));
    const std::filesystem::path path = script_path(folder_, hash);
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return hash;
    SKJERM_TRY(make_private_folder(path.parent_path()));
    SKJERM_TRY(make_private_file(path, script));
    return hash;
}

}  // namespace skjerm::audit
