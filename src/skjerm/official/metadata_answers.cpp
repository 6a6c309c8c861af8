#include "skjerm/official/metadata_answers.h"

#include <algorithm>
#include <optional>
#include <set>

namespace skjerm::official {

namespace {

std::vector<std::string> split_names(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view name = text.substr(0, comma);
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        if (!name.empty()) names.emplace_back(name);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return names;
}

/// A query parameter that is true or false; nothing when it is neither.
std::optional<bool> flag(const Request& request, const std::string& name, bool otherwise) {
    const auto at = request.query.find(name);
    if (at == request.query.end()) return otherwise;
    std::string value = at->second;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    return std::nullopt;
}

/// Every code list and list of missing values becomes empty.
void skip_code_lists(Json& json) {
    if (json.is_object()) {
        for (auto& [name, member] : json.items()) {
            if ((name == "codeList" || name == "missingValues") && member.is_array())
                member = Json::array();
            else
                skip_code_lists(member);
        }
    } else if (json.is_array()) {
        for (Json& member : json) skip_code_lists(member);
    }
}

Found<Json> metadata_of(const Directory& directory, const Request& request,
                        std::vector<std::string>& faults) {
    const auto version = request.query.find("version");
    if (version == request.query.end()) {
        faults.push_back("version: field required");
        return Absence::Unknown;
    }
    const auto number = VersionNumber::parse(version->second);
    if (!number) {
        faults.push_back("version: four numbers are expected, like 45.0.0.0");
        return Absence::Unknown;
    }
    return directory.metadata(*number);
}

Response data_structures(const Directory& directory, const Request& request, bool whole_document) {
    std::vector<std::string> faults;
    const auto skip = flag(request, "skip_code_lists", false);
    const auto attributes = flag(request, "include_attributes", true);
    if (!skip) faults.push_back("skip_code_lists: true or false is expected");
    if (!attributes) faults.push_back("include_attributes: true or false is expected");
    Found<Json> found = metadata_of(directory, request, faults);
    if (!faults.empty()) return bad_request(faults);
    if (const auto* absence = std::get_if<Absence>(&found)) return absent(*absence);
    Json& document = std::get<Json>(found);
    if (*skip) skip_code_lists(document);
    if (whole_document) return json_answer(document);

    const auto listed = request.query.find("names");
    const std::vector<std::string> names =
        listed == request.query.end() ? std::vector<std::string>() : split_names(listed->second);
    Json result = Json::array();
    for (Json& structure : document["dataStructures"]) {
        if (!names.empty() &&
            std::find(names.begin(), names.end(), structure.value("name", "")) == names.end())
            continue;
        if (!*attributes) structure.erase("attributeVariables");
        result.push_back(std::move(structure));
    }
    return json_answer(result);
}

/// f(version, update) for every update of every version, the draft's first, then the newest's.
template <class F>
void for_each_update(const Json& document, F f) {
    std::vector<const Json*> versions;
    for (const Json& version : document["versions"]) versions.push_back(&version);
    const auto number = [](const Json& version) {
        return VersionNumber::parse(version.value("version", "")).value_or(VersionNumber{});
    };
    std::stable_sort(versions.begin(), versions.end(), [&](const Json* a, const Json* b) {
        const VersionNumber left = number(*a);
        const VersionNumber right = number(*b);
        if (left.is_draft() != right.is_draft()) return left.is_draft();
        return left > right;
    });
    for (const Json* version : versions)
        for (const Json& update : version->value("dataStructureUpdates", Json::array()))
            f(*version, update);
}

Response all_names(const Json& document) {
    std::set<std::string> names;
    for_each_update(
        document, [&](const Json&, const Json& update) { names.insert(update.value("name", "")); });
    names.erase("");
    return json_answer(Json(names));
}

Response statuses(const Json& document, const Request& request) {
    std::string listed;
    if (request.method == "POST") {
        const Json body = Json::parse(request.body, nullptr, false);
        if (!body.is_object() || !body.contains("names") || !body["names"].is_string())
            return bad_request({"names: field required"});
        listed = body["names"].get<std::string>();
    } else {
        const auto names = request.query.find("names");
        if (names == request.query.end()) return bad_request({"names: field required"});
        listed = names->second;
    }
    Json result = Json::object();
    for (const std::string& name : split_names(listed)) result[name] = nullptr;
    for_each_update(document, [&](const Json& version, const Json& update) {
        const auto at = result.find(update.value("name", ""));
        if (at == result.end() || !at->is_null()) return;
        *at = {{"operation", update.value("operation", Json())},
               {"releaseTime", version.value("releaseTime", Json())},
               {"releaseStatus", update.value("releaseStatus", Json())}};
    });
    return json_answer(result);
}

}  // namespace

Response json_answer(const Json& json) {
    Response response;
    response.content_language = "no";
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

Response message(int status, std::string_view text) {
    Response response;
    response.status = status;
    response.body = Json{{"message", text}}.dump();
    return response;
}

Response bad_request(const std::vector<std::string>& details) {
    Response response;
    response.status = 400;
    response.body = Json{{"message", "Bad Request"}, {"details", details}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
    return response;
}

Response absent(Absence absence) {
    switch (absence) {
        case Absence::Unknown:
            return message(404, "Not found");
        case Absence::OtherDraft:
            return message(404, "The requested draft is not the current draft");
        case Absence::Damaged:
            break;
    }
    return message(500, "Internal Server Error");
}

Response answer_metadata(const Directory& directory, std::string_view path,
                         const Request& request) {
    const bool is_status = path == "/data-structures/status";
    if (request.method != "GET" && !(is_status && request.method == "POST"))
        return message(405, "Method Not Allowed");
    if (path == "/data-structures") return data_structures(directory, request, false);
    if (path == "/all") return data_structures(directory, request, true);
    if (path != "/data-store" && path != "/all-data-structures" && !is_status)
        return message(404, "Not found");
    const Found<Json> found = directory.versions();
    if (const auto* absence = std::get_if<Absence>(&found)) return absent(*absence);
    const Json& document = std::get<Json>(found);
    if (path == "/data-store") return json_answer(document);
    return is_status ? statuses(document, request) : all_names(document);
}

}  // namespace skjerm::official
