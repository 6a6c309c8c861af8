// The jobs of a datastore, as stewards ordered them over the official interfaces: kept in
// ROOT/jobs.json, in the form in which they are told. Several processes may read and change them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/official/directory.h"

namespace skjerm::official {

/// Whether a job waits or is being done: neither completed nor failed.
[[nodiscard]] bool is_open(const Json& job);
/// All statuses a job can have.
[[nodiscard]] bool is_job_status(std::string_view status);

class JobFile {
public:
    explicit JobFile(std::filesystem::path root) : root_(std::move(root)) {}

    /// The jobs, oldest first, each with what the interfaces tell of it. Without a file there are
    /// none; an error: the file is something else.
    [[nodiscard]] base::Result<Json> jobs() const;
    /// Changes the list while nobody else does, and makes it durable.
    [[nodiscard]] base::Status change(const std::function<void(Json& jobs)>& work) const;
    /// A job with another status and, unless it is empty, a message more in its log. A job that is
    /// not there stays so.
    [[nodiscard]] base::Status set_status(const std::string& id, std::string_view status,
                                          std::string_view message, std::int64_t now) const;

private:
    std::filesystem::path root_;
};

}  // namespace skjerm::official
