#include "skjerm/base/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <memory>
#include <mutex>

// oneTBB is not instrumented, so the thread sanitizer is told where tasks begin and end.
#ifdef SKJERM_ANNOTATE_TASKS
#include <sanitizer/tsan_interface.h>
#endif

namespace skjerm::base {
namespace {

void happens_before([[maybe_unused]] void* event) {
#ifdef SKJERM_ANNOTATE_TASKS
    __tsan_release(event);
#endif
}

void happens_after([[maybe_unused]] void* event) {
#ifdef SKJERM_ANNOTATE_TASKS
    __tsan_acquire(event);
#endif
}

/// Everything a runner does lies between the start of its loop and the loop's end.
struct LoopEvents {
    char started = 0;
    char finished = 0;
};

class RunnerScope {
public:
    explicit RunnerScope(LoopEvents& events) : events_(events) { happens_after(&events_.started); }
    ~RunnerScope() { happens_before(&events_.finished); }
    RunnerScope(const RunnerScope&) = delete;
    RunnerScope& operator=(const RunnerScope&) = delete;

private:
    LoopEvents& events_;
};

/// Opens a loop when made and closes it when it goes, by exception or not.
class LoopScope {
public:
    LoopScope() { happens_before(&events.started); }
    ~LoopScope() { happens_after(&events.finished); }
    LoopScope(const LoopScope&) = delete;
    LoopScope& operator=(const LoopScope&) = delete;

    LoopEvents events;
};

/// The threads of the process. Replaced as a whole when the limit changes; never destroyed at exit,
/// when worker threads may still be about.
struct Threads {
    explicit Threads(int wanted)
        : count(wanted > 0 ? wanted : oneapi::tbb::info::default_concurrency()),
          control(oneapi::tbb::global_control::max_allowed_parallelism,
                  static_cast<std::size_t>(count)),
          arena(count) {}

    int count;
    oneapi::tbb::global_control control;
    oneapi::tbb::task_arena arena;
};

std::mutex threads_mutex;
std::atomic<Threads*> threads_in_use{nullptr};

Threads& threads() {
    Threads* current = threads_in_use.load(std::memory_order_acquire);
    if (current != nullptr) return *current;
    const std::lock_guard lock(threads_mutex);
    current = threads_in_use.load(std::memory_order_acquire);
    if (current == nullptr) {
        current = new Threads(0);
        threads_in_use.store(current, std::memory_order_release);
    }
    return *current;
}

void run_task(std::size_t task, const std::function<void(std::size_t)>& work) {
    if (current_cancellation().requested()) throw Cancelled{};
    work(task);
}

}  // namespace

CancellationFlag& current_cancellation() {
    static CancellationFlag flag;
    return flag;
}

void set_thread_limit(int limit) {
    const std::lock_guard lock(threads_mutex);
    delete threads_in_use.exchange(nullptr);
    threads_in_use.store(new Threads(limit), std::memory_order_release);
}

int thread_limit() { return threads().count; }

std::size_t worker_slots() { return static_cast<std::size_t>(threads().count); }

std::size_t worker_slot() {
    // Outside the arena (a loop of one task, or of one thread) a single task runs: any slot will
    // do.
    const int index = oneapi::tbb::this_task_arena::current_thread_index();
    return index >= 0 && index < threads().count ? static_cast<std::size_t>(index) : 0;
}

void parallel_for(std::size_t tasks, const std::function<void(std::size_t)>& work) {
    Threads& pool = threads();
    const std::size_t runners = std::min(tasks, static_cast<std::size_t>(pool.count));
    if (runners <= 1) {
        for (std::size_t task = 0; task < tasks; ++task) run_task(task, work);
        return;
    }

    // Each runner takes the next tasks from a shared counter: blocks are started in row order and
    // no thread is left with a long tail. Small tasks are taken several at a time.
    std::atomic<std::size_t> next{0};
    const std::size_t at_a_time = std::clamp<std::size_t>(tasks / (runners * 64), 1, 256);
    const auto run = [&] {
        try {
            while (true) {
                const std::size_t first = next.fetch_add(at_a_time, std::memory_order_relaxed);
                if (first >= tasks) return;
                const std::size_t last = std::min(tasks, first + at_a_time);
                for (std::size_t task = first; task < last; ++task) run_task(task, work);
            }
        } catch (...) {
            next.store(tasks, std::memory_order_relaxed);  // the other runners stop; TBB rethrows
            throw;
        }
    };
    LoopScope loop;
    pool.arena.execute([&] {
        // Isolated: a thread that waits here for an inner loop must not start a task of the outer
        // loop, which would enter the accumulator of its slot a second time.
        oneapi::tbb::this_task_arena::isolate([&] {
            oneapi::tbb::parallel_for(
                std::size_t{0}, runners,
                [&](std::size_t) {
                    const RunnerScope scope(loop.events);
                    run();
                },
                oneapi::tbb::simple_partitioner());
        });
    });
}

void for_each_block(std::size_t rows, const std::function<void(const Block&)>& work) {
    parallel_for(block_count(rows), [&](std::size_t index) { work(block_at(index, rows)); });
}

}  // namespace skjerm::base
