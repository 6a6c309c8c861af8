#include "skjerm/official/interfaces.h"

#include <optional>

#include "skjerm/official/data_query.h"
#include "skjerm/official/data_rows.h"
#include "skjerm/official/metadata_answers.h"

namespace skjerm::official {

namespace {

/// What follows `prefix` in `path` when it is that path or lies below it.
std::optional<std::string_view> below(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    if (!path.empty() && path.front() != '/') return std::nullopt;
    return path;
}

std::optional<DataKind> data_kind(std::string_view path) {
    if (path == "/fixed/stream") return DataKind::Fixed;
    if (path == "/status/stream") return DataKind::Status;
    if (path == "/event/stream") return DataKind::Event;
    return std::nullopt;
}

Response text(std::string_view json) {
    Response response;
    response.body = json;
    return response;
}

}  // namespace

Response Interfaces::answer(const Request& request) const {
    try {
        return route(request);
    } catch (const Json::exception&) {
        // A member of a stored document is of another type than it should be.
        return absent(Absence::Damaged);
    }
}

Response Interfaces::route(const Request& request) const {
    if (request.body.size() > settings_.largest_body) return message(413, "Content Too Large");
    std::string_view path = request.path;
    if (path == "/health/alive" || path == "/health/ready")
        return request.method == "GET" ? text("\"ok\"") : message(405, "Method Not Allowed");

    if (settings_.stewards)
        if (std::optional<Response> answer = answer_installation(*settings_.stewards, request))
            return std::move(*answer);

    std::string name = settings_.default_datastore;
    if (const auto rest = below(path, "/datastores")) {
        std::string_view tail = *rest;
        if (tail.size() < 2) return message(404, "Not found");
        tail.remove_prefix(1);
        const std::size_t slash = std::min(tail.find('/'), tail.size());
        name = tail.substr(0, slash);
        path = tail.substr(slash);
    }
    if (settings_.stewards)
        if (std::optional<Response> answer =
                answer_steward(*settings_.stewards, name, path, request))
            return std::move(*answer);
    const auto known = settings_.datastores.find(name);
    if (known == settings_.datastores.end()) return message(404, "Not found");
    const Directory directory(known->second);

    if (path == "/languages") {
        if (request.method != "GET") return message(405, "Method Not Allowed");
        Response response = text(R"([{"code":"no","label":"Norsk"}])");
        response.content_language = "no";
        return response;
    }
    if (const auto rest = below(path, "/metadata"))
        return answer_metadata(directory, *rest, request);
    if (const auto rest = below(path, "/data")) return answer_data(directory, *rest, request);
    return message(404, "Not found");
}

Response Interfaces::answer_data(const Directory& directory, std::string_view path,
                                 const Request& request) const {
    const std::optional<DataKind> kind = data_kind(path);
    if (!kind) return message(404, "Not found");
    if (request.method != "POST") return message(405, "Method Not Allowed");
    if (request.bearer.empty() || !settings_.may_read_data ||
        !settings_.may_read_data(request.bearer))
        return message(401, "Unauthorized");
    const auto read = read_query(*kind, request.body);
    if (const auto* faults = std::get_if<BodyFaults>(&read)) return bad_request(*faults);
    const DataQuery& query = std::get<DataQuery>(read);
    const Found<DataFiles> files = directory.data(query.name, query.version);
    if (const auto* absence = std::get_if<Absence>(&files)) return absent(*absence);

    const bool is_arrow = request.accept.find(arrow_stream_type()) != std::string::npos;
    auto rows = write_rows(std::get<DataFiles>(files), query, settings_.working_folder,
                           is_arrow ? RowFormat::ArrowStream : RowFormat::Parquet);
    if (const auto* wrong = std::get_if<WrongFilter>(&rows)) return bad_request({wrong->text});
    if (std::holds_alternative<UnreadableData>(rows)) return message(500, "Internal Server Error");
    Response response;
    response.content_type = is_arrow                         ? arrow_stream_type()
                            : request.accept == "text/plain" ? "text/plain"
                                                             : parquet_type();
    response.file = std::get<0>(std::move(rows));
    return response;
}

}  // namespace skjerm::official
