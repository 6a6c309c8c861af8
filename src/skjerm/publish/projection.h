// The folder ROOT/<databank> as the official services know it: data files under official names and
// the JSON documents that list them. It follows from datastore.json and is brought into agreement
// with it after every change, and again whenever a steward starts to work.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/publish/record.h"

namespace skjerm::publish {

/// Where tier 1 of a variable lies: ROOT/<databank>/data/<NAME>.
[[nodiscard]] std::filesystem::path official_folder(const std::filesystem::path& root,
                                                    const std::string& databank,
                                                    const std::string& name);
/// The name of an import's data before they belong to the draft: ".job7".
[[nodiscard]] std::string job_name(std::uint64_t job);
/// The official name of data: "NAME__DRAFT", or "NAME__45_1".
[[nodiscard]] std::string draft_name(const std::string& name);
[[nodiscard]] std::string released_name(const std::string& name,
                                        const datastore::Version& data_version);

/// Renames data to their official names, removes what datastore.json does not know, writes the
/// documents that are missing or differ; datastore_versions.json last, so that no reader sees a
/// version whose files are not there.
[[nodiscard]] base::Status project(datastore::FileSystem& files, const std::filesystem::path& root,
                                   const datastore::PublishedState& state);

/// The documents that are missing or not what they should be, relative to ROOT. project() writes
/// those that are missing; those of released versions it does not look into each time.
[[nodiscard]] base::Result<std::vector<std::string>> differing_documents(
    const std::filesystem::path& root, const datastore::PublishedState& state);

/// Removes files of imports that datastore.json does not name: what a killed steward left.
[[nodiscard]] base::Status remove_unknown(datastore::FileSystem& files,
                                          const std::filesystem::path& root,
                                          const datastore::PublishedState& state);

}  // namespace skjerm::publish
