// What the commands of a session gave, by everything it depends on, so that a changed script need
// only be run from the first change on. A step is found by a hash chain: engine and policy version,
// identity and version of the stores, and the canonical text of every command before it that could
// change the workspace, its bindings substituted. The same chain gives the same bytes, so a session
// that reuses steps cannot be told from one that does not.
//
// A cache belongs to one session: what it holds was released to this user already, and a quick
// answer tells nothing about others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/dataset/workspace.h"
#include "skjerm/disclosure/trace.h"
#include "skjerm/released/result.h"

namespace skjerm::session {

/// The state of a session, as a hash of what led to it.
using ChainKey = base::Digest256;

/// The state before the first command.
[[nodiscard]] ChainKey first_key(std::string_view engine_version, std::string_view policy_version);
/// The state after `step`.
[[nodiscard]] ChainKey next_key(const ChainKey& before, std::string_view step);

/// What one command gave.
struct CachedStep {
    dataset::Workspace workspace;  ///< after it
    std::vector<base::Diagnostic> notes;
    std::vector<released::Result> results;
    std::shared_ptr<const disclosure::Trace> trace;  ///< the sets of units that it counted
    /// The command as it was written, and where: places in messages hold for it alone.
    std::string written;
    std::uint32_t begin = 0;

    /// The same step of a command that has moved by `bytes` within its script.
    [[nodiscard]] CachedStep moved(std::int64_t bytes) const;
};

class PrefixCache {
public:
    /// Holds columns and results of at most so many bytes, shared columns counted once; the steps
    /// that were not used for longest go first.
    explicit PrefixCache(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// The step that leads to `key`, or null. Good until the cache is changed.
    [[nodiscard]] const CachedStep* find(const ChainKey& key);
    void put(const ChainKey& key, CachedStep step);
    void clear();

    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] std::size_t steps() const { return steps_.size(); }

private:
    struct Entry {
        CachedStep step;
        std::vector<column::ColumnPtr> columns;  ///< of its workspace, each once
        std::size_t result_bytes = 0;
        std::uint64_t last_use = 0;
    };
    void remove(const ChainKey& key);
    void make_room();

    std::size_t limit_bytes_;
    std::size_t bytes_ = 0;
    std::uint64_t uses_ = 0;
    std::map<ChainKey, Entry> steps_;
    std::map<std::uint64_t, ChainKey> by_use_;
    std::unordered_map<const column::Column*, std::size_t> holders_;  ///< entries that hold it
};

}  // namespace skjerm::session
