// A catalogue from JSON. Everything that the rest of the program relies on is checked here.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/change_codec.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/json_reader.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/datastore/names.h"
#include "skjerm/datastore/shared_files.h"

namespace skjerm::datastore {

namespace {

using base::DayNumber;

std::string_view data_folder(const StoredVariable& stored) {
    return stored.data_version ? std::string_view(stored.data_version->folder) : std::string_view();
}

constexpr std::size_t kMostDomains = 256;

/// What variables refer to by id.
struct References {
    std::map<std::string, UnitTypePtr, std::less<>> unit_types;
    std::map<std::string, std::shared_ptr<const DatedCodeList>, std::less<>> code_lists;
};

Label read_label(const JsonReader& json) {
    json.allow_only({"nb", "en"});
    return {json.at("nb").text(), json.at("en").text()};
}

std::optional<DayNumber> read_day(const JsonReader& json) {
    if (json.is_null()) return std::nullopt;
    const std::optional<DayNumber> day = base::parse_iso_date(json.text());
    if (!day) json.fail(fault::kDay);
    return day;
}

template <class Enum>
Enum read_name(const JsonReader& json) {
    const std::optional<Enum> value = named<Enum>(json.text());
    if (!value) json.fail(fault::kWord);
    return value.value_or(Enum{});
}

bool has_dates(const Variable& variable) {
    return variable.temporality == Temporality::Status ||
           variable.temporality == Temporality::Accumulated;
}

DataVersion read_data_version(const JsonReader& json) {
    json.allow_only({"folder", "units", "linked_units", "periods", "as_spells"});
    DataVersion version;
    version.folder = json.at("folder").text();
    constexpr std::size_t kLongest = 20;
    if (version.folder.empty() || version.folder.size() > kLongest ||
        version.folder.find_first_not_of("0123456789") != std::string::npos)
        json.at("folder").fail(fault::kName);
    constexpr std::uint64_t kMostUnits = 0xFFFFFFFEU;
    version.units = static_cast<std::uint32_t>(json.at("units").unsigned_number(kMostUnits));
    version.linked_units =
        static_cast<std::uint32_t>(json.at("linked_units").unsigned_number(kMostUnits));
    json.at("periods").for_each([&](const JsonReader& entry) {
        std::vector<DayNumber> days;
        entry.for_each([&](const JsonReader& day) { days.push_back(read_day(day).value_or(0)); });
        if (days.size() != 2 || days[1] < days[0] ||
            (!version.periods.empty() && days[0] <= version.periods.back().last))
            return entry.fail(fault::kOrder);
        version.periods.push_back({days[0], days[1]});
    });
    version.as_spells = json.at("as_spells").boolean();
    return version;
}

StoredFile read_file(const JsonReader& json, const std::string& expected_name) {
    StoredFile file{json.at("file").text(), json.at("bytes").unsigned_number(),
                    json.at("sha256").text()};
    if (file.file != expected_name) json.at("file").fail(fault::kFileName);
    if (!is_sha256_text(file.sha256)) json.at("sha256").fail(fault::kDigest);
    return file;
}

std::optional<StoredFile> read_indexed_file(const JsonReader& json, const std::string& name) {
    if (json.is_null()) return std::nullopt;
    json.allow_only({"file", "bytes", "sha256"});
    return read_file(json, name);
}

Version read_version(const JsonReader& json) {
    json.allow_only({"major", "minor", "patch"});
    const auto part = [&](const char* key) {
        return static_cast<std::int32_t>(json.at(key).unsigned_number(1'000'000));
    };
    return {part("major"), part("minor"), part("patch")};
}

UnitTypePtr read_unit_type(const JsonReader& json, std::size_t domains) {
    json.allow_only({"id", "label", "key", "domain"});
    auto type = std::make_shared<UnitType>();
    type->id = json.at("id").text();
    type->label = read_label(json.at("label"));
    type->key_name = json.at("key").text();
    type->domain = static_cast<column::UnitDomain>(json.at("domain").unsigned_number(0xFFFF));
    if (type->domain >= domains) json.at("domain").fail(fault::kReference);
    return type;
}

std::shared_ptr<const DatedCodeList> read_code_list(const std::string& id, const JsonReader& json) {
    json.allow_only({"label", "codes"});
    auto list = std::make_shared<DatedCodeList>();
    list->id = id;
    list->label = read_label(json.at("label"));
    json.at("codes").for_each([&](const JsonReader& code) {
        code.allow_only({"code", "nb", "en", "from", "to"});
        list->codes.push_back({code.at("code").text(),
                               {code.at("nb").text(), code.at("en").text()},
                               read_day(code.at("from")),
                               read_day(code.at("to"))});
    });
    return list;
}

template <class Map>
typename Map::mapped_type look_up(const Map& map, const JsonReader& json) {
    const auto found = map.find(json.text());
    if (found != map.end()) return found->second;
    json.fail(fault::kReference);
    return nullptr;
}

void read_dictionary_entry(const JsonReader& json, StoredVariable& stored) {
    const bool is_text = column::kind_of(stored.storage) == column::Kind::Text;
    if (json.is_null() == is_text) return json.fail(fault::kDictionary);
    if (!is_text) return;
    json.allow_only({"file", "bytes", "sha256", "entries", "crc32c", "indexed"});
    stored.dictionary = read_file(json, dictionary_file(*stored.variable, data_folder(stored)));
    stored.dictionary_entries =
        static_cast<std::uint32_t>(json.at("entries").unsigned_number(0xFFFFFFFEU));
    stored.dictionary_crc =
        static_cast<std::uint32_t>(json.at("crc32c").unsigned_number(0xFFFFFFFFU));
    stored.indexed_dictionary = read_indexed_file(
        json.at("indexed"), indexed_dictionary_file(*stored.variable, data_folder(stored)));
}

/// Dates of a variable stored as changes; empty for one that is not.
std::vector<DayNumber> read_change_dates(const JsonReader& json, const Variable& variable) {
    std::vector<DayNumber> dates;
    if (json.is_null()) return dates;
    if (!has_dates(variable)) json.fail(fault::kDay);
    json.for_each([&](const JsonReader& entry) {
        const std::optional<DayNumber> date = read_day(entry);
        if (!date || !has_day(variable.calendar, *date)) return entry.fail(fault::kDay);
        if (!dates.empty() && *date <= dates.back()) return entry.fail(fault::kOrder);
        dates.push_back(*date);
    });
    if (dates.empty() || dates.size() > kMostDates) json.fail(fault::kOrder);
    return dates;
}

/// All values lie in one segment.
bool is_single(const StoredVariable& stored) {
    return !has_dates(*stored.variable) || has_spells(stored) || !stored.change_dates.empty();
}

StoredSegment read_segment(const JsonReader& json, const StoredVariable& stored,
                           std::uint64_t format) {
    const Variable& variable = *stored.variable;
    std::vector<std::string_view> fields = {"day", "native", "indexed"};
    if (format >= 3) fields.emplace_back("holder");
    json.allow_only(fields);
    StoredSegment segment;
    if (format >= 3 && !json.at("holder").is_null()) {
        segment.holder = json.at("holder").text();
        if (!is_variable_name(segment.holder)) json.at("holder").fail(fault::kName);
    }
    segment.day = read_day(json.at("day"));
    const bool has_days = !is_single(stored);
    if (segment.day.has_value() != has_days ||
        (segment.day && !has_day(variable.calendar, *segment.day)))
        json.at("day").fail(fault::kDay);
    const JsonReader native = json.at("native");
    native.allow_only({"file", "bytes", "sha256"});
    segment.native = read_file(native, native_file(variable, segment, data_folder(stored)));
    segment.indexed = read_indexed_file(json.at("indexed"),
                                        indexed_file(variable, segment.day, data_folder(stored)));
    return segment;
}

/// Dates without a rule are listed; of others there is no list.
void check_periods(const JsonReader& json, const StoredVariable& stored) {
    const bool is_listed = stored.variable->calendar == Calendar::Listed;
    const bool has_list = stored.data_version && !stored.data_version->periods.empty();
    if (is_listed != has_list) json.at("calendar").fail(fault::kWord);
    if (stored.data_version && stored.data_version->as_spells && !is_listed)
        json.at("calendar").fail(fault::kWord);
}

StoredVariable read_variable(const JsonReader& json, const References& references,
                             std::uint64_t format) {
    std::vector<std::string_view> fields = {
        "name",     "register",   "label",      "unit_type", "temporality", "data_type",
        "calendar", "valid_from", "valid_to",   "code_list", "link",        "format",
        "measure",  "storage",    "dictionary", "segments",  "data_version"};
    if (format >= 2) fields.emplace_back("changes");
    json.allow_only(fields);
    auto variable = std::make_shared<Variable>();
    variable->name = json.at("name").text();
    if (!is_variable_name(variable->name)) json.at("name").fail(fault::kName);
    variable->register_id = json.at("register").text();
    variable->label = read_label(json.at("label"));
    variable->unit_type = look_up(references.unit_types, json.at("unit_type"));
    variable->temporality = read_name<Temporality>(json.at("temporality"));
    variable->data_type = read_name<DataType>(json.at("data_type"));
    variable->calendar = read_name<Calendar>(json.at("calendar"));
    if (!fits(variable->temporality, variable->calendar)) json.at("calendar").fail(fault::kWord);
    variable->valid_from = read_day(json.at("valid_from"));
    variable->valid_to = read_day(json.at("valid_to"));
    if (const JsonReader list = json.at("code_list"); !list.is_null())
        variable->code_list = look_up(references.code_lists, list);
    if (const JsonReader link = json.at("link"); !link.is_null())
        variable->link = look_up(references.unit_types, link);
    variable->format = read_name<ValueFormat>(json.at("format"));
    variable->measure = json.at("measure").text();

    StoredVariable stored;
    stored.storage = read_name<column::Storage>(json.at("storage"));
    if (!can_store(*variable, stored.storage)) json.at("storage").fail(fault::kStorage);
    stored.variable = variable;
    if (json.has("data_version")) stored.data_version = read_data_version(json.at("data_version"));
    check_periods(json, stored);
    read_dictionary_entry(json.at("dictionary"), stored);
    if (format >= 2) stored.change_dates = read_change_dates(json.at("changes"), *variable);
    json.at("segments").for_each([&](const JsonReader& entry) {
        stored.segments.push_back(read_segment(entry, stored, format));
        const std::size_t count = stored.segments.size();
        if (count > 1 && !(stored.segments[count - 2].day < stored.segments[count - 1].day))
            entry.fail(fault::kOrder);
    });
    if (stored.segments.empty() || (is_single(stored) && stored.segments.size() != 1))
        json.at("segments").fail(fault::kOrder);
    return stored;
}

Catalogue read_document(const JsonReader& json, std::uint64_t format) {
    json.allow_only({"skjerm_datastore", "databank", "title", "synthetic", "provenance", "versions",
                     "unit_counts", "unit_types", "code_lists", "variables"});
    Catalogue catalogue;
    catalogue.databank = json.at("databank").text();
    catalogue.title = read_label(json.at("title"));
    catalogue.synthetic = json.at("synthetic").boolean();
    catalogue.provenance = json.at("provenance").text();
    json.at("versions").for_each([&](const JsonReader& entry) {
        catalogue.versions.push_back(read_version(entry));
        const std::size_t count = catalogue.versions.size();
        if (count > 1 && !(catalogue.versions[count - 2] < catalogue.versions[count - 1]))
            entry.fail(fault::kOrder);
    });
    if (catalogue.versions.empty()) json.at("versions").fail(fault::kOrder);
    json.at("unit_counts").for_each([&](const JsonReader& entry) {
        if (catalogue.unit_counts.size() == kMostDomains) return entry.fail(fault::kRange);
        catalogue.unit_counts.push_back(
            static_cast<std::uint32_t>(entry.unsigned_number(0xFFFFFFFEU)));
    });

    References references;
    json.at("unit_types").for_each([&](const JsonReader& entry) {
        const UnitTypePtr type = read_unit_type(entry, catalogue.unit_counts.size());
        if (!references.unit_types.emplace(type->id, type).second) entry.fail(fault::kOrder);
        catalogue.unit_types.push_back(type);
    });
    json.at("code_lists").for_each_member([&](const std::string& id, const JsonReader& entry) {
        references.code_lists.emplace(id, read_code_list(id, entry));
    });
    json.at("variables").for_each([&](const JsonReader& entry) {
        if (json.failed()) return;
        catalogue.variables.push_back(read_variable(entry, references, format));
        const std::size_t count = catalogue.variables.size();
        if (count > 1 && catalogue.variables[count - 2].variable->name >=
                             catalogue.variables[count - 1].variable->name)
            entry.fail(fault::kOrder);
    });
    if (!json.failed())
        for (const StoredVariable& stored : catalogue.variables)
            for (const StoredSegment& segment : stored.segments)
                if (!segment.holder.empty() && !holder_of(stored, segment, catalogue.variables))
                    json.at("variables").fail(fault::kReference);
    return catalogue;
}

base::Diagnostic invalid_catalogue(const JsonFault& fault) {
    return base::error(base::Code::DatastoreCatalogueInvalid, {},
                       {base::Argument::name(kCatalogueFile), base::Argument::name(fault.place),
                        base::Argument::fact(fault.reason)});
}

std::string_view text_of(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

}  // namespace

base::Result<Catalogue> read_catalogue(std::string_view json) {
    const auto document = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
    JsonFault fault;
    const JsonReader reader(document, "catalogue", fault);
    if (document.is_discarded()) reader.fail(fault::kJson);
    const std::uint64_t format = reader.at("skjerm_datastore").unsigned_number(0xFFFFFFFFU);
    if (!reader.failed() && format > kCatalogueFormat)
        return newer_format(kCatalogueFile, static_cast<std::uint32_t>(format), kCatalogueFormat,
                            {});
    Catalogue catalogue = read_document(reader, format);
    if (reader.failed()) return invalid_catalogue(fault);
    return catalogue;
}

base::Result<Catalogue> load_catalogue(const std::filesystem::path& directory) {
    auto opened = MappedFile::open(directory / kCatalogueFile, kCatalogueFile, {});
    if (!opened) {
        if (opened.diagnostic().code == base::Code::DatastoreFileMissing)
            return base::error(base::Code::DatastoreNotFound, {},
                               {base::Argument::name(directory.string())});
        return std::move(opened).diagnostic();
    }
    SKJERM_TRY_ASSIGN(const auto digest_file,
                      MappedFile::open(directory / kCatalogueDigestFile, kCatalogueDigestFile, {}));
    const std::string_view text = text_of(**opened);
    if (text_of(*digest_file) != catalogue_digest(text))
        return damaged_file(kCatalogueFile, damage::kChecksum, {});
    SKJERM_TRY_ASSIGN(Catalogue catalogue, read_catalogue(text));
    catalogue.digest = base::to_hex(base::sha256(text));
    return catalogue;
}

}  // namespace skjerm::datastore
