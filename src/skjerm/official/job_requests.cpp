#include "skjerm/official/job_requests.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "skjerm/official/job_file.h"
#include "skjerm/official/version_number.h"
#include "skjerm/publish/utc_time.h"

namespace skjerm::official {

namespace {

constexpr std::string_view kBumpTarget = "DATASTORE";

constexpr std::array<std::string_view, 10> kOperations = {
    "ADD",          "CHANGE",          "PATCH_METADATA", "SET_STATUS",     "BUMP",
    "DELETE_DRAFT", "ROLLBACK_REMOVE", "REMOVE",         "DELETE_ARCHIVE", "GENERATE_RSA_KEYS"};
constexpr std::array<std::string_view, 3> kReleaseStatuses = {"DRAFT", "PENDING_RELEASE",
                                                              "PENDING_DELETE"};
constexpr std::array<std::string_view, 7> kMembers = {
    "operation",     "target",          "description",  "releaseStatus",
    "bumpManifesto", "bumpFromVersion", "bumpToVersion"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// Operations on the datastore as a whole, and what stands for their target.
bool is_about_everything(std::string_view operation) {
    return operation == "BUMP" || operation == "DELETE_ARCHIVE" || operation == "GENERATE_RSA_KEYS";
}

class OrderReader {
public:
    OrderReader(const Json& json, std::string place, std::vector<std::string>& faults)
        : json_(json), place_(std::move(place)), faults_(faults) {}

    Json read() {
        if (!json_.is_object()) {
            fail("", "an object is expected");
            return {};
        }
        for (const auto& [name, value] : json_.items())
            if (!is_among(kMembers, name)) fail(name, "extra fields not permitted");
        const std::string operation = text("operation", true);
        if (!operation.empty() && !is_among(kOperations, operation))
            fail("operation", "not a known operation");
        const std::string target = text("target", !is_about_everything(operation));
        if (operation == "BUMP" && !target.empty() && target != kBumpTarget)
            fail("target", "DATASTORE is expected");
        if (!is_about_everything(operation) && !target.empty() && !is_structure_name(target))
            fail("target", "letters, digits and underscores are expected");
        text("description", operation == "BUMP" || operation == "REMOVE");
        const std::string status = text("releaseStatus", operation == "SET_STATUS");
        if (!status.empty() && !is_among(kReleaseStatuses, status))
            fail("releaseStatus", "DRAFT, PENDING_RELEASE or PENDING_DELETE is expected");
        for (const char* version : {"bumpFromVersion", "bumpToVersion"}) {
            const std::string number = text(version, operation == "BUMP");
            if (!number.empty() && !VersionNumber::parse(number))
                fail(version, "four numbers are expected, like 45.0.0.0");
        }
        if (operation == "BUMP" &&
            (!json_.contains("bumpManifesto") || !json_["bumpManifesto"].is_object()))
            fail("bumpManifesto", "an object is expected");
        Json parameters = json_;
        if (is_about_everything(operation)) parameters["target"] = kBumpTarget;
        return parameters;
    }

private:
    void fail(const std::string& member, const std::string& what) {
        faults_.push_back(place_ + (member.empty() ? "" : "->" + member) + ": " + what);
    }
    std::string text(const std::string& member, bool is_required) {
        if (!json_.contains(member) || json_[member].is_null()) {
            if (is_required) fail(member, "field required");
            return {};
        }
        if (!json_[member].is_string() ||
            (is_required && json_[member].get<std::string>().empty())) {
            fail(member, "a text is expected");
            return {};
        }
        return json_[member].get<std::string>();
    }

    const Json& json_;
    std::string place_;
    std::vector<std::string>& faults_;
};

Json turned_down(const std::string& why) {
    return {{"status", "FAILED"}, {"msg", "FAILED: " + why}, {"job_id", nullptr}};
}

}  // namespace

std::variant<std::vector<Json>, std::vector<std::string>> read_orders(const std::string& body) {
    std::vector<std::string> faults;
    const Json document = Json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object() || !document.contains("jobs") || !document["jobs"].is_array() ||
        document["jobs"].empty())
        return std::vector<std::string>{"jobs: a list of at least one job is expected"};
    std::vector<Json> orders;
    for (std::size_t at = 0; at < document["jobs"].size(); ++at)
        orders.push_back(
            OrderReader(document["jobs"][at], "jobs[" + std::to_string(at) + "]", faults).read());
    if (!faults.empty()) return faults;
    return orders;
}

Json enter_orders(const std::vector<Json>& orders, const Orders& context, Json& jobs) {
    Json answers = Json::array();
    for (const Json& order : orders) {
        const std::string operation = order["operation"];
        if (operation == "BUMP" && !context.can_bump) {
            answers.push_back(turned_down("versions of this datastore are not released here"));
            continue;
        }
        const bool is_taken = std::any_of(jobs.begin(), jobs.end(), [&](const Json& job) {
            return is_open(job) &&
                   job["parameters"].value("target", "") == order.value("target", "");
        });
        if (is_taken) {
            answers.push_back(turned_down("a job with this target is not completed"));
            continue;
        }
        std::string id = std::to_string(jobs.size() + 1);
        answers.push_back({{"status", "queued"}, {"msg", "CREATED"}, {"job_id", id}});
        jobs.push_back({{"jobId", std::move(id)},
                        {"status", "queued"},
                        {"parameters", order},
                        {"log", Json::array()},
                        {"createdAt", publish::utc_time_text(context.now)},
                        {"createdBy", context.created_by},
                        {"datastoreRdn", context.datastore}});
    }
    return answers;
}

}  // namespace skjerm::official
