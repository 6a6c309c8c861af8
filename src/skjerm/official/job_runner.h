// Does the jobs that stewards ordered: one at a time, oldest first, on the datastore itself.
//
// A runner that is killed leaves a job that is neither queued nor finished. The next one sees by
// the datastore whether it came to its end, and else undoes or orders it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/publish/steward.h"

namespace skjerm::official {

struct JobRunnerSettings {
    std::filesystem::path root;  ///< the datastore with versions
    /// The folder of its private key, for packages that are encrypted; made by GENERATE_RSA_KEYS.
    std::filesystem::path private_keys;
    /// Gives the steward its vault or service before an import. Absent: it needs none.
    std::function<base::Status(publish::Steward& steward)> prepare;
    std::filesystem::path state_folder;  ///< where maintenance is told; empty: never paused
    std::function<std::int64_t()> now;   ///< seconds since 1970 UTC
};

enum class RunnerOutcome : std::uint8_t { Completed, Failed, NothingToDo, Paused };

/// Finishes what another runner left, and does the oldest job that is queued. The job's log holds
/// what went wrong, in English and without anything from the data. An error when the datastore or
/// the list of jobs itself cannot be used.
[[nodiscard]] base::Result<RunnerOutcome> run_next_job(const JobRunnerSettings& settings);

}  // namespace skjerm::official
