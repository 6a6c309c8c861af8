// What a datastore keeps of one import besides values: the metadata in all languages, the official
// data structure, the catalogue entry and the files of tier 1. Written once per import and never
// changed; named and vouched for by datastore.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/package/metadata.h"
#include "skjerm/publish/official_metadata.h"

namespace skjerm::publish {

struct Record {
    std::string name;
    std::uint64_t job = 0;       ///< of this record
    std::uint64_t data_job = 0;  ///< of its data; another one after a change of metadata alone
    std::string delivery;        ///< SHA-256 of what was delivered, to know it when it comes again
    package::Coverage coverage;
    std::uint64_t rows = 0;    ///< for comparison with the next delivery; never shown to users
    bool partitioned = false;  ///< tier 1 is a folder of partitions
    /// Files of tier 1; of their names what follows the name of the data: ".parquet", or
    /// "/start_year=2020/data_0.parquet".
    std::vector<datastore::StoredFile> official;
    datastore::StoredVariable entry;
    Json structure;  ///< the official data structure
    Json metadata;   ///< the enriched document, all languages
};

/// Writes records/NAME/<job>.json durably.
[[nodiscard]] base::Result<datastore::StoredFile> write_record(
    datastore::FileSystem& files, const std::filesystem::path& root,
    const datastore::PublishedState& state, const Record& record);
/// Reads one and compares its SHA-256.
[[nodiscard]] base::Result<Record> read_record(const std::filesystem::path& root,
                                               const datastore::StoredFile& file);

/// The catalogue entries of variables, by name, each from its record.
[[nodiscard]] base::Result<std::vector<datastore::StoredVariable>> entries_of(
    const std::filesystem::path& root, const std::map<std::string, datastore::Living>& living);

/// The catalogue of a version made of these entries; unit types are shared by id.
[[nodiscard]] datastore::Catalogue catalogue_of(const datastore::PublishedState& state,
                                                const datastore::Version& version,
                                                std::vector<datastore::StoredVariable> entries);

/// What the next version would hold if the whole draft were released, as version 0.0.0.
[[nodiscard]] base::Result<datastore::Catalogue> draft_catalogue(
    const std::filesystem::path& root, const datastore::PublishedState& state);

}  // namespace skjerm::publish
