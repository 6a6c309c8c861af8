// The outcome of a parallel loop whose tasks may fail: the failure of the first task in order, not
// of the first in time, so that the same damage gives the same message for any number of threads.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "skjerm/base/parallel.h"
#include "skjerm/base/result.h"

namespace skjerm::datastore {

/// Runs work(task) for every task in [0, tasks) on all cores. Tasks after a failed one are skipped.
[[nodiscard]] inline base::Status parallel_tasks(
    std::size_t tasks, const std::function<base::Status(std::size_t)>& work) {
    std::mutex mutex;
    std::size_t failed_task = tasks;
    std::optional<base::Diagnostic> failure;
    base::parallel_for(tasks, [&](std::size_t task) {
        {
            const std::scoped_lock lock(mutex);
            if (task > failed_task) return;
        }
        base::Status status = work(task);
        if (status.ok()) return;
        const std::scoped_lock lock(mutex);
        if (task > failed_task) return;
        failed_task = task;
        failure = std::move(status).diagnostic();
    });
    if (failure) return std::move(*failure);
    return base::ok();
}

}  // namespace skjerm::datastore
