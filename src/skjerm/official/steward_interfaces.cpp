#include "skjerm/official/steward_interfaces.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "skjerm/datastore/published_state.h"
#include "skjerm/official/importables.h"
#include "skjerm/official/job_file.h"
#include "skjerm/official/job_requests.h"
#include "skjerm/official/metadata_answers.h"
#include "skjerm/package/keys.h"
#include "skjerm/publish/atomic_file.h"
#include "skjerm/publish/utc_time.h"

namespace skjerm::official {

namespace {

namespace fs = std::filesystem;

constexpr const char* kMaintenanceFile = "maintenance.json";

Response not_found() { return message(404, "Not found"); }
Response wrong_method() { return message(405, "Method Not Allowed"); }
Response unauthorized() { return message(401, "Unauthorized"); }
Response failed() { return message(500, "Internal Server Error"); }

/// What follows "<prefix>/" in a path.
std::optional<std::string> word_after(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix) || path.size() < prefix.size() + 2 || path[prefix.size()] != '/')
        return std::nullopt;
    return std::string(path.substr(prefix.size() + 1));
}

std::string parameter(const Request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

Json maintenance_history(const fs::path& folder) {
    std::ifstream stream(folder / kMaintenanceFile, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    return list.is_array() ? list : Json::array();
}

Response answer_maintenance(const StewardSettings& settings, std::string_view path,
                            const Request& request) {
    Json history = maintenance_history(settings.state_folder);  // newest first
    if (path == "/latest") {
        if (request.method != "GET") return wrong_method();
        return json_answer(history.empty() ? Json{{"msg", ""}, {"paused", false}} : history[0]);
    }
    if (!path.empty()) return not_found();
    if (request.method == "GET") return json_answer(history);
    if (request.method != "POST") return wrong_method();
    const auto who = settings.steward ? settings.steward(request, "") : std::nullopt;
    if (!who) return unauthorized();
    const Json body = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    std::vector<std::string> faults;
    if (!body.is_object() || !body.contains("msg") || !body["msg"].is_string())
        faults.emplace_back("msg: a text is expected");
    if (!body.is_object() || !body.contains("paused") || !body["paused"].is_boolean())
        faults.emplace_back("paused: true or false is expected");
    if (!faults.empty()) return bad_request(faults);
    const Json status = {{"msg", body["msg"]},
                         {"paused", body["paused"]},
                         {"timestamp", publish::utc_time_text(settings.now())}};
    history.insert(history.begin(), status);
    const std::string text = history.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    const base::Status written =
        publish::replace_file(datastore::posix_file_system(), settings.state_folder,
                              kMaintenanceFile, std::as_bytes(std::span(text)));
    return written ? json_answer(status) : failed();
}

std::optional<Json> datastore_json(const StewardSettings& settings, const std::string& name) {
    const auto root = settings.roots.find(name);
    if (root == settings.roots.end()) return std::nullopt;
    const auto state = datastore::load_state(root->second);
    if (!state) return std::nullopt;
    return Json{{"rdn", name},
                {"name", state->title.nb},
                {"description", state->description},
                {"bumpEnabled", !settings.not_bumped.contains(name)}};
}

/// The endpoints of one datastore, for whoever was let in.
class StewardAnswers {
public:
    StewardAnswers(const StewardSettings& settings, const std::string& datastore,
                   const fs::path& root, const Request& request)
        : settings_(settings), datastore_(datastore), root_(root), request_(request), jobs_(root) {}

    Response jobs(std::string_view path) {
        if (const auto id = word_after(path, "/jobs")) return one_job(*id);
        if (path != "/jobs") return not_found();
        if (request_.method == "POST") return post_jobs();
        if (request_.method != "GET") return wrong_method();
        return list_jobs([&](const Json& job) {
            const std::string status = parameter(request_, "status");
            const std::string operation = parameter(request_, "operation");
            const bool ignores_completed = parameter(request_, "ignoreCompleted") == "true";
            return (status.empty() || job["status"] == status) &&
                   (operation.empty() || job["parameters"]["operation"] == operation) &&
                   (!ignores_completed || is_open(job));
        });
    }

    Response importables(std::string_view path) {
        const Importables waiting(root_, datastore_);
        if (const auto name = word_after(path, "/importable-datasets")) {
            if (request_.method != "DELETE") return wrong_method();
            if (!user()) return unauthorized();
            if (!datastore::is_variable_name(*name) || !waiting.remove(*name)) return not_found();
            return json_answer({{"message", "OK, " + *name + " deleted"}});
        }
        if (path != "/importable-datasets") return not_found();
        if (request_.method != "GET") return wrong_method();
        return json_answer(waiting.list());
    }

    Response targets(std::string_view path) {
        if (request_.method != "GET") return wrong_method();
        if (const auto rest = word_after(path, "/targets")) {
            constexpr std::string_view kJobs = "/jobs";
            if (!rest->ends_with(kJobs)) return not_found();
            const std::string name = rest->substr(0, rest->size() - kJobs.size());
            return list_jobs([&](const Json& job) { return concerns(job, name); });
        }
        if (path != "/targets") return not_found();
        const base::Result<Json> jobs = jobs_.jobs();
        if (!jobs) return failed();
        std::map<std::string, Json> last;  // of each target
        for (const Json& job : *jobs) {
            const std::string name = job["parameters"].value("target", "");
            last[name] = {
                {"name", name},
                {"lastUpdatedAt", job["log"].empty() ? job["createdAt"] : job["log"].back()["at"]},
                {"status", job["status"]},
                {"action", Json::array({job["parameters"]["operation"]})},
                {"lastUpdatedBy", job["createdBy"]}};
        }
        Json list = Json::array();
        for (auto& [name, target] : last) list.push_back(std::move(target));
        return json_answer(list);
    }

    Response public_key() {
        const fs::path folder = root_ / datastore_ / "vault";
        const fs::path file = folder / package::kPublicKeyFile;
        if (request_.method == "GET") {
            std::ifstream stream(file, std::ios::binary);
            if (!stream) return not_found();
            Response response;
            response.content_type = "application/x-pem-file";
            response.body = {std::istreambuf_iterator<char>(stream), {}};
            return response;
        }
        if (request_.method != "POST") return wrong_method();
        if (!settings_.is_service || !settings_.is_service(request_.api_key)) return unauthorized();
        // Written aside, and put in its place when it is a key.
        const std::string aside = std::string(package::kPublicKeyFile) + ".offered";
        datastore::FileSystem& files = datastore::posix_file_system();
        if (files.create_directories(folder) != 0 ||
            !publish::replace_file(files, folder, aside, std::as_bytes(std::span(request_.body))))
            return failed();
        const bool is_key = package::RsaKey::read_public(folder / aside).ok();
        if (!is_key) {
            files.remove_all(folder / aside);
            return bad_request({"a public RSA key in PEM is expected"});
        }
        if (files.rename(folder / aside, file) != 0 || files.sync(folder) != 0) return failed();
        return json_answer({{"message", "OK"}});
    }

    std::optional<Json> user() const {
        return settings_.steward ? settings_.steward(request_, datastore_) : std::nullopt;
    }

private:
    /// A job is about its target, and a release about everything in it.
    static bool concerns(const Json& job, const std::string& name) {
        const Json& parameters = job["parameters"];
        if (parameters.value("target", "") == name) return true;
        if (!parameters.contains("bumpManifesto")) return false;
        for (const Json& update :
             parameters["bumpManifesto"].value("dataStructureUpdates", Json::array()))
            if (update.is_object() && update.value("name", "") == name) return true;
        return false;
    }

    template <class F>
    Response list_jobs(const F& wanted) {
        const base::Result<Json> jobs = jobs_.jobs();
        if (!jobs) return failed();
        Json list = Json::array();
        for (const Json& job : *jobs)
            if (wanted(job)) list.push_back(job);
        return json_answer(list);
    }

    Response one_job(const std::string& id) {
        const base::Result<Json> jobs = jobs_.jobs();
        if (!jobs) return failed();
        const auto found = std::ranges::find_if(
            *jobs, [&](const Json& job) { return job.value("jobId", "") == id; });
        if (found == jobs->end()) return not_found();
        if (request_.method == "GET") return json_answer(*found);
        return request_.method == "PUT" ? put_job(id) : wrong_method();
    }

    /// What a service of ours says of a job that it is doing.
    Response put_job(const std::string& id) {
        if (!settings_.is_service || !settings_.is_service(request_.api_key)) return unauthorized();
        const Json body = Json::parse(request_.body, nullptr, /*allow_exceptions=*/false);
        const auto text = [&](const char* name) {
            return body.is_object() && body.contains(name) && body[name].is_string()
                       ? body[name].get<std::string>()
                       : std::string();
        };
        const std::string status = text("status");
        const std::string log = text("log");
        if (!is_job_status(status)) return bad_request({"status: not a known status"});
        if (!jobs_.set_status(id, status, log, settings_.now())) return failed();
        return json_answer({{"message", "Updated job with jobId " + id}});
    }

    Response post_jobs() {
        const std::optional<Json> who = user();
        if (!who) return unauthorized();
        const auto read = read_orders(request_.body);
        if (const auto* faults = std::get_if<1>(&read)) return bad_request(*faults);
        const Orders context{.datastore = datastore_,
                             .can_bump = !settings_.not_bumped.contains(datastore_),
                             .created_by = *who,
                             .now = settings_.now()};
        Json answers;
        const base::Status entered = jobs_.change(
            [&](Json& jobs) { answers = enter_orders(std::get<0>(read), context, jobs); });
        return entered ? json_answer(answers) : failed();
    }

    const StewardSettings& settings_;
    const std::string& datastore_;
    const fs::path& root_;
    const Request& request_;
    JobFile jobs_;
};

}  // namespace

bool audience_covers(std::string_view audience, std::string_view datastore) {
    if (audience.empty() || !datastore.starts_with(audience)) return false;
    return datastore.size() == audience.size() || datastore[audience.size()] == '.';
}

bool is_paused(const fs::path& state_folder) {
    const Json history = maintenance_history(state_folder);
    return !history.empty() && history[0].value("paused", false);
}

std::optional<Response> answer_installation(const StewardSettings& settings,
                                            const Request& request) {
    constexpr std::string_view kMaintenance = "/maintenance-statuses";
    const std::string_view path = request.path;
    if (path.starts_with(kMaintenance))
        return answer_maintenance(settings, path.substr(kMaintenance.size()), request);
    if (path == "/datastores" || path == "/datastores/rdns") {
        if (request.method != "GET") return wrong_method();
        Json list = Json::array();
        for (const auto& [name, root] : settings.roots) {
            if (path == "/datastores/rdns")
                list.push_back(name);
            else if (auto json = datastore_json(settings, name))
                list.push_back(std::move(*json));
        }
        return json_answer(list);
    }
    const auto name = word_after(path, "/datastores");
    if (!name || name->find('/') != std::string::npos) return std::nullopt;
    if (request.method != "GET") return wrong_method();
    const auto json = datastore_json(settings, *name);
    return json ? json_answer(*json) : not_found();
}

std::optional<Response> answer_steward(const StewardSettings& settings,
                                       const std::string& datastore, std::string_view path,
                                       const Request& request) {
    const auto is_below = [&](std::string_view prefix) {
        return path == prefix || (path.starts_with(prefix) && path[prefix.size()] == '/');
    };
    const bool is_key = path == "/public-key";
    if (!is_key && !is_below("/jobs") && !is_below("/importable-datasets") && !is_below("/targets"))
        return std::nullopt;
    const auto root = settings.roots.find(datastore);
    if (root == settings.roots.end()) return not_found();
    StewardAnswers answers(settings, datastore, root->second, request);
    if (is_key) return answers.public_key();
    // Who works on a datastore, and what waits there, is for its stewards and our services.
    const bool is_service = settings.is_service && settings.is_service(request.api_key);
    if (!is_service && !answers.user()) return unauthorized();
    if (is_below("/jobs")) return answers.jobs(path);
    if (is_below("/importable-datasets")) return answers.importables(path);
    return answers.targets(path);
}

}  // namespace skjerm::official
