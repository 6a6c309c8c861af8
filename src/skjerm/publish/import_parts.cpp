#include "skjerm/publish/import_parts.h"

#include "skjerm/datastore/failure.h"
#include "skjerm/publish/projection.h"

namespace skjerm::publish {

namespace fs = std::filesystem;
using datastore::Operation;
using datastore::PublishedState;
using datastore::Update;

base::Result<OpenDomains> open_domains(const fs::path& root, const PublishedState& state,
                                       std::size_t units, std::optional<std::size_t> linked,
                                       PseudonymBackend* backend) {
    OpenDomains domains;
    SKJERM_TRY_ASSIGN(domains.units,
                      UnitDomain::open(root, state.databank, state.domains[units], backend));
    if (linked && *linked != units) {
        SKJERM_TRY_ASSIGN(domains.linked,
                          UnitDomain::open(root, state.databank, state.domains[*linked], backend));
    }
    return domains;
}

base::Status WorkingFolder::make() {
    int error = files_.create_directories(path_);
    if (error == 0) error = files_.restrict_to_owner(path_);
    return error == 0 ? base::ok()
                      : base::Status(datastore::unwritable_file(path_.string(), error));
}

std::string official_name(const PublishedState& state, const std::string& name,
                          std::uint64_t data_job) {
    for (const datastore::PublishedVersion& version : state.versions)
        for (const Update& update : version.updates)
            if (update.name == name && update.data_job == data_job &&
                update.operation != Operation::PatchMetadata)
                return released_name(name, {version.version.major, version.version.minor, 0});
    return draft_name(name);
}

}  // namespace skjerm::publish
