// The official interfaces of data stewards: jobs, packages that wait, targets, public keys,
// datastores, maintenance. Jobs are entered and told here; job_runner.h does them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "skjerm/official/directory.h"
#include "skjerm/official/message.h"

namespace skjerm::official {

struct StewardSettings {
    std::map<std::string, std::filesystem::path> roots;  ///< datastores with versions, by name
    std::set<std::string> not_bumped;    ///< those whose releases are not ordered over the wire
    std::filesystem::path state_folder;  ///< for maintenance.json; exists
    /// Who asks, when it is a steward of that datastore (empty: of any): what `createdBy` is to
    /// hold. Absent: nobody is.
    std::function<std::optional<Json>(const Request& request, std::string_view datastore)> steward;
    /// Whether a key is that of a service of ours. Absent: none is.
    std::function<bool(std::string_view api_key)> is_service;
    std::function<std::int64_t()> now;  ///< seconds since 1970 UTC
};

/// Whether the audience of a token covers a datastore: its name, or a leading part of it that ends
/// before a dot ("no.ssb" covers "no.ssb.fdb", and not "no.ssbx").
[[nodiscard]] bool audience_covers(std::string_view audience, std::string_view datastore);

/// Whether new jobs are not to be started at present.
[[nodiscard]] bool is_paused(const std::filesystem::path& state_folder);

/// Paths without a datastore: /datastores, /datastores/rdns, /datastores/{name},
/// /maintenance-statuses. nullopt: it is none of these.
[[nodiscard]] std::optional<Response> answer_installation(const StewardSettings& settings,
                                                          const Request& request);

/// Paths of one datastore: /jobs, /importable-datasets, /targets, /public-key and what lies below
/// them. nullopt: `path` is none of these.
[[nodiscard]] std::optional<Response> answer_steward(const StewardSettings& settings,
                                                     const std::string& datastore,
                                                     std::string_view path, const Request& request);

}  // namespace skjerm::official
