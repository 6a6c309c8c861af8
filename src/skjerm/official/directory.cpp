#include "skjerm/official/directory.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

namespace skjerm::official {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartition = "start_year=";

/// The newest version of the list, drafts left out.
std::optional<VersionNumber> newest_released(const Json& document) {
    std::optional<VersionNumber> newest;
    for (const Json& one : document.value("versions", Json::array())) {
        if (!one.is_object() || !one.contains("version") || !one["version"].is_string()) continue;
        const auto number = VersionNumber::parse(one["version"].get<std::string>());
        if (number && !number->is_draft() && (!newest || *number > *newest)) newest = number;
    }
    return newest;
}

std::optional<int> year_of(std::string_view folder) {
    if (!folder.starts_with(kPartition)) return std::nullopt;
    folder.remove_prefix(kPartition.size());
    int year = 0;
    const auto [end, error] = std::from_chars(folder.data(), folder.data() + folder.size(), year);
    if (error != std::errc() || end != folder.data() + folder.size()) return std::nullopt;
    return year;
}

/// A name from a document must not lead out of the folder of its variable.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

}  // namespace

bool is_structure_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

Found<Json> Directory::read(const std::string& file) const {
    std::ifstream in(folder_ / "datastore" / file, std::ios::binary);
    if (!in) return Absence::Unknown;
    std::ostringstream text;
    text << in.rdbuf();
    if (in.bad()) return Absence::Damaged;
    Json json = Json::parse(text.str(), nullptr, false);
    if (!json.is_object()) return Absence::Damaged;
    return json;
}

Found<Json> Directory::released_versions() const {
    Found<Json> document = read("datastore_versions.json");
    if (const auto* json = std::get_if<Json>(&document))
        if (!json->contains("versions") || !(*json)["versions"].is_array()) return Absence::Damaged;
    return document;
}

Found<Json> Directory::versions() const {
    Found<Json> document = released_versions();
    auto* json = std::get_if<Json>(&document);
    if (json == nullptr) return document;
    Found<Json> draft = read("draft_version.json");
    if (const auto* absence = std::get_if<Absence>(&draft)) {
        if (*absence == Absence::Unknown) return document;
        return *absence;
    }
    Json& list = (*json)["versions"];
    list.insert(list.begin(), std::get<Json>(std::move(draft)));
    return document;
}

std::optional<Absence> Directory::other_draft(const VersionNumber& version) const {
    if (version.draft == 0) return std::nullopt;
    const Found<Json> draft = read("draft_version.json");
    const auto* json = std::get_if<Json>(&draft);
    if (json == nullptr) return std::get<Absence>(draft);
    const auto stamp = VersionNumber::parse(json->value("version", std::string()));
    return stamp == version ? std::nullopt : std::optional(Absence::OtherDraft);
}

Found<Json> Directory::metadata(const VersionNumber& version) const {
    if (version.is_draft()) {
        if (const auto absence = other_draft(version)) return *absence;
        return read("metadata_all__DRAFT.json");
    }
    if (version.draft != 0) return Absence::Unknown;
    return read("metadata_all__" + version.metadata_suffix() + ".json");
}

Found<DataFiles> Directory::files_of(const fs::path& path) const {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_regular_file(status)) return DataFiles{{{path, std::nullopt}}};
    if (!fs::is_directory(status)) return Absence::Unknown;
    DataFiles files;
    const auto add_files = [&](const fs::path& folder, std::optional<int> year) {
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
            if (entry.is_regular_file(error) && entry.path().extension() == ".parquet")
                files.parts.push_back({entry.path(), year});
        return !error;
    };
    if (!add_files(path, std::nullopt)) return Absence::Damaged;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        if (!entry.is_directory(error)) continue;
        if (!add_files(entry.path(), year_of(entry.path().filename().string())))
            return Absence::Damaged;
    }
    if (error) return Absence::Damaged;
    std::sort(files.parts.begin(), files.parts.end(), [](const auto& a, const auto& b) {
        return std::tie(a.start_year, a.path) < std::tie(b.start_year, b.path);
    });
    return files;
}

Found<DataFiles> Directory::data(std::string_view name, const VersionNumber& version) const {
    if (!is_structure_name(name)) return Absence::Unknown;
    const fs::path folder = folder_ / "data" / name;
    VersionNumber released = version;
    if (version.is_draft()) {
        if (const auto absence = other_draft(version)) return *absence;
        for (const char* extension : {".parquet", ""}) {
            Found<DataFiles> draft = files_of(folder / (std::string(name) + "__DRAFT" + extension));
            if (!std::holds_alternative<Absence>(draft)) return draft;
        }
        const Found<Json> document = released_versions();
        const auto* json = std::get_if<Json>(&document);
        if (json == nullptr) return std::get<Absence>(document);
        const auto newest = newest_released(*json);
        if (!newest) return Absence::Unknown;
        released = *newest;
    }
    const Found<Json> document = read("data_versions__" + released.data_suffix() + ".json");
    const auto* json = std::get_if<Json>(&document);
    if (json == nullptr) return std::get<Absence>(document);
    const auto entry = json->find(std::string(name));
    if (entry == json->end()) return Absence::Unknown;
    if (!entry->is_string() || !is_plain_name(entry->get<std::string>())) return Absence::Damaged;
    return files_of(folder / entry->get<std::string>());
}

}  // namespace skjerm::official
