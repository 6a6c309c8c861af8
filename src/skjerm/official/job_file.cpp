#include "skjerm/official/job_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <span>

#include "skjerm/datastore/failure.h"
#include "skjerm/publish/atomic_file.h"
#include "skjerm/publish/utc_time.h"

namespace skjerm::official {

namespace {

constexpr const char* kFile = "jobs.json";
constexpr int kFormat = 1;

constexpr std::array<std::string_view, 13> kStatuses = {
    "queued",         "initiated",  "decrypting",   "validating", "enriching",
    "transforming",   "converting", "partitioning", "built",      "importing",
    "pseudonymizing", "completed",  "failed"};

/// Keeps others from changing the list; lets go at the end.
class Lock {
public:
    explicit Lock(const std::filesystem::path& root)
        : descriptor_(::open((root / "jobs.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) close();
    }
    ~Lock() { close(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    [[nodiscard]] bool held() const { return descriptor_ >= 0; }

private:
    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }
    int descriptor_;
};

/// Whether everything that others read of a job is there.
bool is_job(const Json& job) {
    const auto has = [](const Json& in, const char* member, auto is_right) {
        return in.contains(member) && is_right(in[member]);
    };
    const auto is_text = [](const Json& value) { return value.is_string(); };
    if (!job.is_object() || !has(job, "createdBy", [](const Json&) { return true; })) return false;
    for (const char* member : {"jobId", "status", "createdAt"})
        if (!has(job, member, is_text)) return false;
    const auto is_log = [&](const Json& log) {
        return log.is_array() && std::all_of(log.begin(), log.end(), [&](const Json& one) {
                   return one.is_object() && has(one, "at", is_text);
               });
    };
    if (!has(job, "log", is_log)) return false;
    return has(job, "parameters", [&](const Json& parameters) {
        return parameters.is_object() && has(parameters, "operation", is_text) &&
               has(parameters, "target", is_text);
    });
}

}  // namespace

bool is_open(const Json& job) {
    const std::string status = job.value("status", "");
    return status != "completed" && status != "failed";
}

bool is_job_status(std::string_view status) {
    return std::ranges::find(kStatuses, status) != kStatuses.end();
}

base::Result<Json> JobFile::jobs() const {
    std::ifstream stream(root_ / kFile, std::ios::binary);
    if (!stream) return Json::array();
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object() || document.value("skjerm_jobs", 0) != kFormat ||
        !document.contains("jobs") || !document["jobs"].is_array())
        return datastore::damaged_file(kFile, datastore::damage::kEntries, {});
    const Json& jobs = document["jobs"];
    if (!std::all_of(jobs.begin(), jobs.end(), is_job))
        return datastore::damaged_file(kFile, datastore::damage::kEntries, {});
    return jobs;
}

base::Status JobFile::change(const std::function<void(Json& jobs)>& work) const {
    const Lock lock(root_);
    if (!lock.held()) return datastore::unwritable_file(kFile, errno);
    SKJERM_TRY_ASSIGN(Json list, jobs());
    work(list);
    const std::string text = Json{{"skjerm_jobs", kFormat}, {"jobs", std::move(list)}}.dump(
                                 1, ' ', false, Json::error_handler_t::replace) +
                             "\n";
    return publish::replace_file(datastore::posix_file_system(), root_, kFile,
                                 std::as_bytes(std::span(text)), publish::FileAccess::OwnerOnly);
}

base::Status JobFile::set_status(const std::string& id, std::string_view status,
                                 std::string_view message, std::int64_t now) const {
    return change([&](Json& list) {
        for (Json& job : list) {
            if (job.value("jobId", "") != id) continue;
            job["status"] = status;
            if (!message.empty())
                job["log"].push_back({{"at", publish::utc_time_text(now)}, {"message", message}});
        }
    });
}

}  // namespace skjerm::official
