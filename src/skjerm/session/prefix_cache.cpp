#include "skjerm/session/prefix_cache.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"

namespace skjerm::session {

namespace {

std::string_view as_text(const ChainKey& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::vector<column::ColumnPtr> columns_of(const dataset::Workspace& workspace) {
    std::vector<column::ColumnPtr> columns;
    for (const dataset::DatasetPtr& dataset : workspace.datasets()) {
        if (dataset->has_units() && !dataset->units()->is_all())
            columns.push_back(dataset->units()->list());
        for (const dataset::Variable& variable : dataset->variables()) {
            columns.push_back(variable.column);
            columns.insert(columns.end(), variable.carriers.begin(), variable.carriers.end());
        }
    }
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
}

std::size_t bytes_of(const released::Result& result) {
    std::size_t bytes = sizeof result;
    if (const auto* table = std::get_if<released::Table>(&result.body()))
        for (const released::Measure& measure : table->measures)
            bytes += measure.cells.size() * sizeof(released::Number);
    if (const auto* document = std::get_if<released::Document>(&result.body()))
        bytes += document->text.nb.size() + document->text.en.size();
    return bytes;
}

}  // namespace

ChainKey first_key(std::string_view engine_version, std::string_view policy_version) {
    return base::sha256("skjerm session\n" + std::string(engine_version) + "\n" +
                        std::string(policy_version));
}

ChainKey next_key(const ChainKey& before, std::string_view step) {
    return base::sha256(std::string(as_text(before)) + std::string(step));
}

CachedStep CachedStep::moved(std::int64_t bytes) const {
    CachedStep step = *this;
    for (base::Diagnostic& note : step.notes) note = note.moved(bytes);
    for (released::Result& result : step.results) result = result.moved(bytes);
    return step;
}

const CachedStep* PrefixCache::find(const ChainKey& key) {
    const auto found = steps_.find(key);
    if (found == steps_.end()) return nullptr;
    by_use_.erase(found->second.last_use);
    found->second.last_use = ++uses_;
    by_use_.emplace(uses_, key);
    return &found->second.step;
}

void PrefixCache::put(const ChainKey& key, CachedStep step) {
    remove(key);
    Entry entry{.step = std::move(step), .columns = {}, .result_bytes = 0, .last_use = ++uses_};
    entry.columns = columns_of(entry.step.workspace);
    for (const column::ColumnPtr& column : entry.columns)
        if (holders_[column.get()]++ == 0) bytes_ += column->bytes();
    entry.result_bytes = sizeof(Entry);
    for (const released::Result& result : entry.step.results)
        entry.result_bytes += bytes_of(result);
    if (entry.step.trace) entry.result_bytes += entry.step.trace->bytes();
    bytes_ += entry.result_bytes;
    by_use_.emplace(uses_, key);
    steps_.emplace(key, std::move(entry));
    make_room();
}

void PrefixCache::remove(const ChainKey& key) {
    const auto found = steps_.find(key);
    if (found == steps_.end()) return;
    const Entry& entry = found->second;
    bytes_ -= entry.result_bytes;
    for (const column::ColumnPtr& column : entry.columns) {
        const auto holders = holders_.find(column.get());
        SKJERM_CHECK(holders != holders_.end());
        if (--holders->second > 0) continue;
        bytes_ -= column->bytes();
        holders_.erase(holders);
    }
    by_use_.erase(entry.last_use);
    steps_.erase(found);
}

void PrefixCache::make_room() {
    while (bytes_ > limit_bytes_ && !by_use_.empty()) remove(ChainKey(by_use_.begin()->second));
}

void PrefixCache::clear() {
    steps_.clear();
    by_use_.clear();
    holders_.clear();
    bytes_ = 0;
}

}  // namespace skjerm::session
