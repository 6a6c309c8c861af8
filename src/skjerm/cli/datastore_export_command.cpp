// `skjerm datastore export-metadata`: what is known of a version, for catalogues and archives.
#include <filesystem>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/exported_metadata.h"
#include "skjerm/cli/program.h"
#include "skjerm/datastore/published_store.h"
#include "skjerm/datastore/version.h"
#include "skjerm/publish/official_store.h"
#include "skjerm/publish/record.h"

namespace skjerm::cli {

namespace {

namespace fs = std::filesystem;
using base::Argument;
using base::Code;
using datastore::Version;

constexpr std::int64_t kDaySeconds = 86'400;

/// Of a datastore whose versions differ: the texts of each delivery stand in its record.
base::Status add_recorded(const fs::path& folder, const Version& version,
                          ExportedMetadata& metadata) {
    SKJERM_TRY_ASSIGN(const datastore::PublishedState state, datastore::load_state(folder));
    if (const auto* released = state.find_version(version))
        metadata.released = base::format_iso_date(
            static_cast<base::DayNumber>(released->release_time / kDaySeconds));
    const auto living = version.is_draft() ? datastore::living_in_draft(state)
                                           : datastore::living_in(state, version);
    for (const auto& [name, each] : living) {
        SKJERM_TRY_ASSIGN(publish::Record record,
                          publish::read_record(folder, *each.update.record));
        metadata.variables.push_back({record.entry.variable, std::move(record.metadata)});
    }
    return base::ok();
}

base::Result<std::string> exported(const Program& program) {
    SKJERM_TRY_ASSIGN(const std::vector<fs::path> folders, chosen_datastores(program.arguments));
    if (folders.size() > 1)
        return base::error(Code::FlagRepeated, {}, {Argument::name("--datastore")});
    SKJERM_TRY_ASSIGN(const datastore::StorePtr store, publish::open_store(folders.front()));
    Version version = store->versions().back();
    if (const auto asked = program.arguments.value("--of-version")) {
        SKJERM_TRY_ASSIGN(version, store->resolve(*asked, {}));
    }
    ExportedMetadata metadata;
    metadata.databank = store->databank();
    metadata.title = store->title();
    metadata.version = datastore::shown_version(version);
    metadata.is_synthetic = store->is_synthetic();
    if (datastore::is_published_store(folders.front()))
        SKJERM_TRY(add_recorded(folders.front(), version, metadata));
    else
        for (const datastore::VariablePtr& variable : store->variables())
            if (const datastore::VariablePtr found = store->find(variable->name, version))
                metadata.variables.push_back({found, {}});
    return program.arguments.value("--format") == "ddi" ? metadata_as_ddi(metadata)
                                                        : metadata_as_json(metadata);
}

}  // namespace

ExitCode datastore_export_command(Program& program) {
    const base::Result<std::string> text = exported(program);
    if (!text) return program.fail(text.diagnostic());
    const auto file = program.arguments.value("--out");
    if (!file) {
        program.out.write(*text);
        return ExitCode::Success;
    }
    base::Result<Output> out = Output::create(*file);
    if (!out) return program.fail(out.diagnostic());
    out->write(*text);
    const base::Status written = out->finish();
    return written ? ExitCode::Success : program.fail(written.diagnostic());
}

}  // namespace skjerm::cli
