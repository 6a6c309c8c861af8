// What taking a dataset in and making its files again have in common: the domains it needs, the
// folder for rows on their way, the names of its files in the archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/publish/dataset_rows.h"
#include "skjerm/publish/unit_domain.h"

namespace skjerm::publish {

/// The domains of one dataset, opened.
struct OpenDomains {
    std::unique_ptr<UnitDomain> units;
    std::unique_ptr<UnitDomain> linked;  ///< null without a link, or when it is the units' own

    [[nodiscard]] RowDomains view(bool is_link) const {
        UnitDomain* const other = linked ? linked.get() : units.get();
        return {units.get(), is_link ? other : nullptr};
    }
};

/// `units` and `linked` are places in the state; `backend` as for UnitDomain::open.
[[nodiscard]] base::Result<OpenDomains> open_domains(const std::filesystem::path& root,
                                                     const datastore::PublishedState& state,
                                                     std::size_t units,
                                                     std::optional<std::size_t> linked,
                                                     PseudonymBackend* backend);

/// The folder for rows on their way; removed at the end.
class WorkingFolder {
public:
    WorkingFolder(datastore::FileSystem& files, const std::filesystem::path& root,
                  const datastore::PublishedState& state, std::uint64_t job)
        : files_(files), path_(root / (state.databank + "_working") / std::to_string(job)) {}
    ~WorkingFolder() { files_.remove_all(path_); }
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;

    [[nodiscard]] base::Status make();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    datastore::FileSystem& files_;
    std::filesystem::path path_;
};

/// The names that the state knows an import's data by: a draft, or the version that brought it.
[[nodiscard]] std::string official_name(const datastore::PublishedState& state,
                                        const std::string& name, std::uint64_t data_job);

}  // namespace skjerm::publish
