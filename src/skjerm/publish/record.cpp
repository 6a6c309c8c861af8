#include "skjerm/publish/record.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/publish/atomic_file.h"

namespace skjerm::publish {

namespace {

using datastore::StoredFile;

constexpr int kFormat = 1;

Json day_json(const std::optional<base::DayNumber>& day) { return day ? Json(*day) : Json(); }

Json to_json(const Record& record, const datastore::PublishedState& state) {
    Json official = Json::array();
    for (const StoredFile& file : record.official)
        official.push_back({{"file", file.file}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    const std::string entry =
        datastore::write_catalogue(catalogue_of(state, {0, 0, 0}, {record.entry}));
    return {{"skjerm_record", kFormat},
            {"name", record.name},
            {"job", record.job},
            {"data_job", record.data_job},
            {"delivery", record.delivery},
            {"coverage",
             {{"start", day_json(record.coverage.start)},
              {"latest", day_json(record.coverage.latest)},
              {"status_dates", record.coverage.status_dates}}},
            {"rows", record.rows},
            {"partitioned", record.partitioned},
            {"official", std::move(official)},
            {"entry", Json::parse(entry)},
            {"structure", record.structure},
            {"metadata", record.metadata}};
}

std::optional<base::DayNumber> read_day(const Json& json) {
    if (json.is_null()) return std::nullopt;
    return json.get<base::DayNumber>();
}

/// Throws what the JSON library throws; the file's SHA-256 has been compared.
base::Result<Record> from_json(const Json& json) {
    Record record;
    record.name = json.at("name");
    record.job = json.at("job");
    record.data_job = json.at("data_job");
    record.delivery = json.at("delivery");
    record.coverage.start = read_day(json.at("coverage").at("start"));
    record.coverage.latest = read_day(json.at("coverage").at("latest"));
    record.coverage.status_dates =
        json.at("coverage").at("status_dates").get<std::vector<base::DayNumber>>();
    record.rows = json.at("rows");
    record.partitioned = json.at("partitioned");
    for (const Json& file : json.at("official"))
        record.official.push_back({file.at("file"), file.at("bytes"), file.at("sha256")});
    record.structure = json.at("structure");
    record.metadata = json.at("metadata");
    SKJERM_TRY_ASSIGN(datastore::Catalogue catalogue,
                      datastore::read_catalogue(json.at("entry").dump()));
    if (catalogue.variables.size() != 1)
        return datastore::damaged_file(record.name, datastore::damage::kEntries, {});
    record.entry = std::move(catalogue.variables.front());
    return record;
}

}  // namespace

base::Result<StoredFile> write_record(datastore::FileSystem& files,
                                      const std::filesystem::path& root,
                                      const datastore::PublishedState& state,
                                      const Record& record) {
    const std::string name = datastore::record_file(record.name, record.job);
    SKJERM_TRY(put_file(files, root, name, to_json(record, state).dump(1) + "\n"));
    return datastore::describe_file(root, name);
}

base::Result<Record> read_record(const std::filesystem::path& root, const StoredFile& file) {
    SKJERM_TRY_ASSIGN(const auto mapped,
                      datastore::MappedFile::open(root / file.file, file.file, {}));
    const std::string_view text(reinterpret_cast<const char*>(mapped->bytes().data()),
                                mapped->bytes().size());
    const base::Diagnostic damaged =
        datastore::damaged_file(file.file, datastore::damage::kChecksum, {});
    if (text.size() != file.bytes || base::to_hex(base::sha256(text)) != file.sha256)
        return damaged;
    try {
        return from_json(Json::parse(text));
    } catch (const Json::exception&) {
        return damaged;  // sound bytes of another format
    }
}

base::Result<std::vector<datastore::StoredVariable>> entries_of(
    const std::filesystem::path& root, const std::map<std::string, datastore::Living>& living) {
    std::vector<datastore::StoredVariable> entries;
    for (const auto& [name, each] : living) {
        SKJERM_TRY_ASSIGN(Record record, read_record(root, *each.update.record));
        entries.push_back(std::move(record.entry));
    }
    return entries;
}

datastore::Catalogue catalogue_of(const datastore::PublishedState& state,
                                  const datastore::Version& version,
                                  std::vector<datastore::StoredVariable> entries) {
    datastore::Catalogue catalogue;
    catalogue.databank = state.databank;
    catalogue.title = state.title;
    catalogue.synthetic = state.synthetic;
    catalogue.provenance = "skjerm datastore";
    catalogue.versions = {version};
    catalogue.unit_counts = state.unit_counts();
    std::map<std::string, datastore::UnitTypePtr> types;
    const auto shared = [&](datastore::UnitTypePtr& type) {
        if (type != nullptr) type = types.emplace(type->id, type).first->second;
    };
    std::ranges::sort(entries, {},
                      [](const datastore::StoredVariable& entry) { return entry.variable->name; });
    for (datastore::StoredVariable& entry : entries) {
        auto variable = std::make_shared<datastore::Variable>(*entry.variable);
        shared(variable->unit_type);
        shared(variable->link);
        entry.variable = std::move(variable);
    }
    for (const auto& [id, type] : types) catalogue.unit_types.push_back(type);
    catalogue.variables = std::move(entries);
    return catalogue;
}

base::Result<datastore::Catalogue> draft_catalogue(const std::filesystem::path& root,
                                                   const datastore::PublishedState& state) {
    SKJERM_TRY_ASSIGN(std::vector<datastore::StoredVariable> entries,
                      entries_of(root, datastore::living_in_draft(state)));
    return catalogue_of(state, datastore::Version{}, std::move(entries));
}

}  // namespace skjerm::publish
