#include "skjerm/datastore/published_state.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/json_reader.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::datastore {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kOperations = {"ADD", "CHANGE", "PATCH_METADATA",
                                                         "REMOVE"};
constexpr std::array<std::string_view, 5> kStatuses = {"DRAFT", "PENDING_RELEASE", "PENDING_DELETE",
                                                       "RELEASED", "DELETED"};
constexpr std::array<std::string_view, 3> kLevels = {"MAJOR", "MINOR", "PATCH"};
constexpr std::array<std::string_view, 3> kPseudonyms = {"vault", "synthetic", "service"};
constexpr std::array<std::string_view, 3> kKinds = {"pseudonym", "computed", "text"};

template <class Enum, std::size_t Count>
Enum read_word(const JsonReader& json, const std::array<std::string_view, Count>& words) {
    const auto found = std::ranges::find(words, json.text());
    if (found != words.end()) return static_cast<Enum>(found - words.begin());
    json.fail(fault::kWord);
    return Enum{};
}

// ------------------------------------------------------------------------------------- writing

Json to_json(const StoredFile& file) {
    return {{"file", file.file}, {"bytes", file.bytes}, {"sha256", file.sha256}};
}

Json to_json(const std::optional<StoredFile>& file) { return file ? to_json(*file) : Json(); }

Json to_json(const Version& version) {
    return {{"major", version.major}, {"minor", version.minor}, {"patch", version.patch}};
}

Json to_json(const Update& update) {
    return {{"name", update.name},
            {"description", update.description},
            {"operation", name_of(update.operation)},
            {"status", name_of(update.status)},
            {"data_job", update.data_job},
            {"record", to_json(update.record)},
            {"successors", update.successors}};
}

Json to_json(const std::vector<Update>& updates) {
    Json json = Json::array();
    for (const Update& update : updates) json.push_back(to_json(update));
    return json;
}

Json to_json(const DomainState& domain) {
    Json generations = Json::array();
    for (const Generation& generation : domain.generations)
        generations.push_back({{"units", generation.units}, {"file", to_json(generation.file)}});
    return {
        {"id", domain.id}, {"kind", name_of(domain.kind)}, {"generations", std::move(generations)}};
}

Json to_json(const PublishedVersion& version) {
    return {{"version", to_json(version.version)},
            {"description", version.description},
            {"release_time", version.release_time},
            {"level", name_of(version.level)},
            {"catalogue", to_json(version.catalogue)},
            {"updates", to_json(version.updates)},
            {"withdrawn", version.withdrawn ? Json(*version.withdrawn) : Json()}};
}

Json to_json(const PublishedState& state) {
    Json domains = Json::array();
    for (const DomainState& domain : state.domains) domains.push_back(to_json(domain));
    Json versions = Json::array();
    for (const PublishedVersion& version : state.versions) versions.push_back(to_json(version));
    return {{"databank", state.databank},
            {"title", {{"nb", state.title.nb}, {"en", state.title.en}}},
            {"description", state.description},
            {"synthetic", state.synthetic},
            {"pseudonyms", name_of(state.pseudonyms)},
            {"vault", state.vault},
            {"next_job", state.next_job},
            {"domains", std::move(domains)},
            {"versions", std::move(versions)},
            {"draft",
             {{"time", static_cast<std::uint64_t>(state.draft_time)},
              {"updates", to_json(state.draft)}}}};
}

// ------------------------------------------------------------------------------------- reading

constexpr std::uint64_t kMostNumber = 1ULL << 53U;

std::int64_t read_time(const JsonReader& json) {
    return static_cast<std::int64_t>(json.unsigned_number(kMostNumber));
}

StoredFile read_stored_file(const JsonReader& json, const std::string& expected_name) {
    json.allow_only({"file", "bytes", "sha256"});
    StoredFile file{json.at("file").text(), json.at("bytes").unsigned_number(kMostNumber),
                    json.at("sha256").text()};
    if (file.file != expected_name) json.at("file").fail(fault::kFileName);
    if (!is_sha256_text(file.sha256)) json.at("sha256").fail(fault::kDigest);
    return file;
}

Version read_version_number(const JsonReader& json) {
    json.allow_only({"major", "minor", "patch"});
    const auto part = [&](const char* key) {
        return static_cast<std::int32_t>(json.at(key).unsigned_number(1'000'000));
    };
    return {part("major"), part("minor"), part("patch")};
}

/// "records/NAME/7.json" of this variable, with any number.
bool is_record_of(std::string_view file, std::string_view name) {
    const std::string start = record_file(name, 0);
    const std::size_t folder = start.size() - std::string_view("0.json").size();
    if (!file.starts_with(std::string_view(start).substr(0, folder))) return false;
    file.remove_prefix(folder);
    if (!file.ends_with(".json")) return false;
    file.remove_suffix(5);
    return !file.empty() && file.find_first_not_of("0123456789") == std::string_view::npos;
}

Update read_update(const JsonReader& json) {
    json.allow_only(
        {"name", "description", "operation", "status", "data_job", "record", "successors"});
    Update update;
    update.name = json.at("name").text();
    if (!is_variable_name(update.name)) json.at("name").fail(fault::kName);
    update.description = json.at("description").text();
    update.operation = read_word<Operation>(json.at("operation"), kOperations);
    update.status = read_word<ReleaseStatus>(json.at("status"), kStatuses);
    update.data_job = json.at("data_job").unsigned_number(kMostNumber);
    const JsonReader record = json.at("record");
    if (record.is_null() != (update.operation == Operation::Remove)) record.fail(fault::kReference);
    if (!record.is_null()) {
        const std::string file = record.at("file").text();
        if (!is_record_of(file, update.name)) record.at("file").fail(fault::kFileName);
        update.record = read_stored_file(record, file);
    }
    json.at("successors").for_each([&](const JsonReader& successor) {
        update.successors.push_back(successor.text());
    });
    return update;
}

std::vector<Update> read_updates(const JsonReader& json) {
    std::vector<Update> updates;
    json.for_each([&](const JsonReader& entry) {
        updates.push_back(read_update(entry));
        const std::size_t count = updates.size();
        if (count > 1 && updates[count - 2].name >= updates[count - 1].name)
            entry.fail(fault::kOrder);
    });
    return updates;
}

DomainState read_domain(const JsonReader& json) {
    json.allow_only({"id", "kind", "generations"});
    DomainState domain;
    domain.id = json.at("id").text();
    if (!is_variable_name(domain.id)) json.at("id").fail(fault::kName);
    domain.kind = read_word<DomainKind>(json.at("kind"), kKinds);
    json.at("generations").for_each([&](const JsonReader& entry) {
        entry.allow_only({"units", "file"});
        Generation generation;
        const std::uint64_t room = 0xFFFFFFFEU - std::uint64_t{domain.units()};
        generation.units = static_cast<std::uint32_t>(entry.at("units").unsigned_number(room));
        const JsonReader file = entry.at("file");
        if (file.is_null() != (domain.kind == DomainKind::Computed)) file.fail(fault::kReference);
        if (!file.is_null())
            generation.file =
                read_stored_file(file, generation_file(domain, domain.generations.size()));
        domain.generations.push_back(std::move(generation));
    });
    return domain;
}

PublishedVersion read_published_version(const JsonReader& json) {
    json.allow_only(
        {"version", "description", "release_time", "level", "catalogue", "updates", "withdrawn"});
    PublishedVersion version;
    version.version = read_version_number(json.at("version"));
    version.description = json.at("description").text();
    version.release_time = read_time(json.at("release_time"));
    version.level = read_word<BumpLevel>(json.at("level"), kLevels);
    version.catalogue = read_stored_file(json.at("catalogue"), catalogue_file(version.version));
    version.updates = read_updates(json.at("updates"));
    if (const JsonReader reason = json.at("withdrawn"); !reason.is_null())
        version.withdrawn = reason.text();
    return version;
}

PublishedState read_content(const JsonReader& json) {
    json.allow_only({"databank", "title", "description", "synthetic", "pseudonyms", "vault",
                     "next_job", "domains", "versions", "draft"});
    PublishedState state;
    state.databank = json.at("databank").text();
    const JsonReader title = json.at("title");
    title.allow_only({"nb", "en"});
    state.title = {title.at("nb").text(), title.at("en").text()};
    state.description = json.at("description").text();
    state.synthetic = json.at("synthetic").boolean();
    state.pseudonyms = read_word<Pseudonyms>(json.at("pseudonyms"), kPseudonyms);
    state.vault = json.at("vault").text();
    state.next_job = json.at("next_job").unsigned_number(kMostNumber);
    json.at("domains").for_each(
        [&](const JsonReader& entry) { state.domains.push_back(read_domain(entry)); });
    json.at("versions").for_each([&](const JsonReader& entry) {
        state.versions.push_back(read_published_version(entry));
        const std::size_t count = state.versions.size();
        if (count > 1 && !(state.versions[count - 2].version < state.versions[count - 1].version))
            entry.fail(fault::kOrder);
    });
    const JsonReader draft = json.at("draft");
    draft.allow_only({"time", "updates"});
    state.draft_time = read_time(draft.at("time"));
    state.draft = read_updates(draft.at("updates"));
    return state;
}

std::string digest_of(const std::string& text) { return base::to_hex(base::sha256(text)); }

base::Diagnostic invalid_state(const JsonFault& fault) {
    return base::error(base::Code::DatastoreCatalogueInvalid, {},
                       {base::Argument::name(kStateFile), base::Argument::name(fault.place),
                        base::Argument::fact(fault.reason)});
}

std::string_view text_of(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

}  // namespace

std::string_view name_of(Operation operation) {
    return kOperations[static_cast<std::size_t>(operation)];
}
std::string_view name_of(ReleaseStatus status) {
    return kStatuses[static_cast<std::size_t>(status)];
}
std::string_view name_of(BumpLevel level) { return kLevels[static_cast<std::size_t>(level)]; }
std::string_view name_of(Pseudonyms pseudonyms) {
    return kPseudonyms[static_cast<std::size_t>(pseudonyms)];
}
std::string_view name_of(DomainKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::uint32_t DomainState::units() const {
    std::uint32_t sum = 0;
    for (const Generation& generation : generations) sum += generation.units;
    return sum;
}

const Update* PublishedState::find_draft(std::string_view name) const {
    const auto found = std::ranges::find(draft, name, &Update::name);
    return found == draft.end() ? nullptr : &*found;
}

const PublishedVersion* PublishedState::find_version(const Version& version) const {
    const auto found = std::ranges::find(versions, version, &PublishedVersion::version);
    return found == versions.end() ? nullptr : &*found;
}

std::vector<std::uint32_t> PublishedState::unit_counts() const {
    std::vector<std::uint32_t> counts;
    counts.reserve(domains.size());
    for (const DomainState& domain : domains) counts.push_back(domain.units());
    return counts;
}

std::map<std::string, Living> living_in(const PublishedState& state, const Version& version) {
    std::map<std::string, Living> living;
    for (const PublishedVersion& each : state.versions) {
        if (version < each.version) break;
        for (const Update& update : each.updates) {
            if (update.operation == Operation::Remove) {
                living.erase(update.name);
            } else {
                Living& entry = living[update.name];
                entry.update = update;
                if (update.operation != Operation::PatchMetadata)
                    entry.data_version = {each.version.major, each.version.minor, 0};
            }
        }
    }
    return living;
}

std::map<std::string, Living> living_now(const PublishedState& state) {
    if (state.versions.empty()) return {};
    return living_in(state, state.versions.back().version);
}

std::map<std::string, Living> living_in_draft(const PublishedState& state) {
    auto living = living_now(state);
    for (const Update& update : state.draft) {
        if (update.operation == Operation::Remove)
            living.erase(update.name);
        else
            living[update.name].update = update;
    }
    return living;
}

std::string write_state(const PublishedState& state) {
    const Json content = to_json(state);
    const Json document = {{"skjerm_published", kStateFormat},
                           {"sha256", digest_of(content.dump())},
                           {"state", content}};
    return document.dump(1) + "\n";
}

base::Result<PublishedState> read_state(std::string_view json) {
    const auto document = Json::parse(json, nullptr, /*allow_exceptions=*/false);
    const nlohmann::json plain =
        document.is_discarded() ? nlohmann::json() : nlohmann::json(document);
    JsonFault fault;
    const JsonReader reader(plain, "datastore", fault);
    if (document.is_discarded()) reader.fail(fault::kJson);
    const std::uint64_t format = reader.at("skjerm_published").unsigned_number(0xFFFFFFFFU);
    if (!reader.failed() && format > kStateFormat)
        return newer_format(kStateFile, static_cast<std::uint32_t>(format), kStateFormat, {});
    reader.allow_only({"skjerm_published", "sha256", "state"});
    const std::string digest = reader.at("sha256").text();
    const JsonReader content = reader.at("state");
    if (reader.failed()) return invalid_state(fault);
    if (digest !=
        digest_of(document.at("state").dump(-1, ' ', false, Json::error_handler_t::replace)))
        return damaged_file(kStateFile, damage::kChecksum, {});
    PublishedState state = read_content(content);
    if (reader.failed()) return invalid_state(fault);
    return state;
}

base::Result<PublishedState> load_state(const std::filesystem::path& directory) {
    SKJERM_TRY_ASSIGN(const auto file, MappedFile::open(directory / kStateFile, kStateFile, {}));
    return read_state(text_of(*file));
}

std::string catalogue_file(const Version& version) {
    return "catalogues/" + version.text() + ".json";
}

std::string record_file(std::string_view name, std::uint64_t job) {
    return "records/" + std::string(name) + "/" + std::to_string(job) + ".json";
}

std::string generation_file(const DomainState& domain, std::size_t generation) {
    return "dictionaries/" + domain.id + "/" + std::to_string(generation) +
           (domain.kind == DomainKind::Text ? ".skd" : ".sku");
}

base::Result<Catalogue> load_version_catalogue(const std::filesystem::path& directory,
                                               const PublishedVersion& version) {
    const StoredFile& stored = version.catalogue;
    SKJERM_TRY_ASSIGN(const auto file, MappedFile::open(directory / stored.file, stored.file, {}));
    const std::string_view text = text_of(*file);
    if (text.size() != stored.bytes || base::to_hex(base::sha256(text)) != stored.sha256)
        return damaged_file(stored.file, damage::kChecksum, {});
    SKJERM_TRY_ASSIGN(Catalogue catalogue, read_catalogue(text));
    catalogue.digest = stored.sha256;
    return catalogue;
}

}  // namespace skjerm::datastore
