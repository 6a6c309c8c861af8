#include "skjerm/official/job_runner.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/official/importables.h"
#include "skjerm/official/job_file.h"
#include "skjerm/official/steward_interfaces.h"
#include "skjerm/official/version_number.h"
#include "skjerm/package/keys.h"
#include "skjerm/package/packed.h"
#include "skjerm/publish/official_metadata.h"

namespace skjerm::official {

namespace {

namespace fs = std::filesystem;
using datastore::Operation;
using datastore::PublishedState;
using datastore::ReleaseStatus;

/// What came of a job: empty, or why it failed.
using Failure = std::string;

std::string text_of(const base::Diagnostic& diagnostic) {
    return base::message_text(diagnostic, base::Language::English);
}
Failure failure_of(const base::Status& status) {
    return status ? Failure() : text_of(status.diagnostic());
}

bool is_import(std::string_view operation) {
    return operation == "ADD" || operation == "CHANGE" || operation == "PATCH_METADATA";
}

/// The pending updates of a draft as lines, to compare what a steward saw with what there is.
std::set<std::string> pending_in(const Json& manifesto) {
    std::set<std::string> pending;
    for (const Json& update : manifesto.value("dataStructureUpdates", Json::array())) {
        if (!update.is_object()) continue;
        const std::string status = update.value("releaseStatus", "");
        if (status != "PENDING_RELEASE" && status != "PENDING_DELETE") continue;
        pending.insert(update.value("name", "") + " " + update.value("operation", ""));
    }
    return pending;
}

std::set<std::string> pending_in(const PublishedState& state) {
    std::set<std::string> pending;
    for (const datastore::Update& update : state.draft)
        if (update.status != ReleaseStatus::Draft)
            pending.insert(update.name + " " + std::string(datastore::name_of(update.operation)));
    return pending;
}

VersionNumber newest_of(const PublishedState& state) {
    if (state.versions.empty()) return {};
    const datastore::Version& version = state.versions.back().version;
    return {static_cast<std::uint32_t>(version.major), static_cast<std::uint32_t>(version.minor),
            static_cast<std::uint32_t>(version.patch), 0};
}

class Runner {
public:
    Runner(const JobRunnerSettings& settings, publish::Steward& steward)
        : settings_(settings),
          steward_(steward),
          file_(settings.root),
          importables_(settings.root, steward.state().databank) {}

    /// Jobs that a killed runner left: this one holds the datastore, so nobody else is at them.
    base::Status finish_left() {
        SKJERM_TRY_ASSIGN(const Json jobs, file_.jobs());
        for (const Json& job : jobs)
            if (is_open(job) && job.value("status", "") != "queued") SKJERM_TRY(finish_left(job));
        return base::ok();
    }

    base::Result<RunnerOutcome> run_oldest() {
        SKJERM_TRY_ASSIGN(const Json jobs, file_.jobs());
        const auto oldest = std::ranges::find_if(
            jobs, [](const Json& job) { return job.value("status", "") == "queued"; });
        if (oldest == jobs.end()) return RunnerOutcome::NothingToDo;
        id_ = oldest->value("jobId", "");
        SKJERM_TRY(say("initiated", "started"));
        const Failure failure = run((*oldest)["parameters"]);
        if (failure.empty()) {
            SKJERM_TRY(say("completed", "completed"));
            return RunnerOutcome::Completed;
        }
        SKJERM_TRY(say("failed", failure));
        return RunnerOutcome::Failed;
    }

private:
    base::Status say(std::string_view status, std::string_view message) {
        return file_.set_status(id_, status, message, settings_.now());
    }

    base::Status finish_left(const Json& job) {
        const Json& parameters = job["parameters"];
        const std::string operation = parameters.value("operation", "");
        const std::string target = parameters.value("target", "");
        id_ = job.value("jobId", "");
        if (is_import(operation)) {
            const datastore::Update* draft = steward_.state().find_draft(target);
            if (draft != nullptr && datastore::name_of(draft->operation) == operation) {
                importables_.remove_archived(target);
                return say("completed", "completed; its runner was stopped afterwards");
            }
            static_cast<void>(importables_.give_back(target));
            return say("failed", "the runner was stopped; the package is back in the input folder");
        }
        if (operation == "BUMP" && newest_of(steward_.state()) ==
                                       VersionNumber::parse(parameters.value("bumpToVersion", "")))
            return say("completed", "completed; its runner was stopped afterwards");
        return say("queued", "the runner was stopped; the job is queued again");
    }

    Failure run(const Json& parameters) {
        const std::string operation = parameters.value("operation", "");
        const std::string target = parameters.value("target", "");
        const std::string description = parameters.value("description", "");
        const std::int64_t now = settings_.now();
        if (is_import(operation)) return import(operation, target);
        if (operation == "SET_STATUS") {
            const std::string status = parameters.value("releaseStatus", "");
            const datastore::Update* draft = steward_.state().find_draft(target);
            const bool is_removal = draft != nullptr && draft->operation == Operation::Remove;
            if (status == "PENDING_DELETE" || is_removal)
                return status == "PENDING_DELETE" && is_removal
                           ? Failure()
                           : "this status is not one that the draft can have";
            return failure_of(steward_.set_ready(target, status == "PENDING_RELEASE", now));
        }
        if (operation == "REMOVE") return failure_of(steward_.remove(target, description, now));
        if (operation == "DELETE_DRAFT" || operation == "ROLLBACK_REMOVE") {
            const datastore::Update* draft = steward_.state().find_draft(target);
            const bool is_removal = draft != nullptr && draft->operation == Operation::Remove;
            if (draft != nullptr && is_removal != (operation == "ROLLBACK_REMOVE"))
                return "the draft is of another kind";
            return failure_of(steward_.delete_draft(target, now));
        }
        if (operation == "BUMP") return bump(parameters);
        if (operation == "DELETE_ARCHIVE") {
            importables_.clear_archive();
            return {};
        }
        return generate_keys();
    }

    Failure import(const std::string& operation, const std::string& name) {
        const bool is_released = datastore::living_now(steward_.state()).contains(name);
        if (is_released != (operation != "ADD"))
            return is_released ? "the variable is released already"
                               : "the variable is not released";
        if (settings_.prepare)
            if (const base::Status ready = settings_.prepare(steward_); !ready)
                return text_of(ready.diagnostic());
        if (!importables_.archive(name)) return "no package of this name waits";
        Failure failure = import_archived(operation, name);
        if (failure.empty())
            importables_.remove_archived(name);
        else if (!importables_.give_back(name))
            failure += "; the package stays in the archive";
        return failure;
    }

    /// Plain text stands on no disk: the data are decrypted on their way into the datastore.
    Failure import_archived(const std::string& operation, const std::string& name) {
        const auto package = package::PackedDataset::open(importables_.archived(name));
        if (!package) return text_of(package.diagnostic());
        publish::ImportRequest request;
        request.name = name;
        request.metadata_only = operation == "PATCH_METADATA";
        request.checks.today = static_cast<base::DayNumber>(settings_.now() / 86'400);
        request.packed = publish::PackedDelivery{&*package, nullptr};
        std::optional<package::RsaKey> key;
        if (package->has_data() && !request.metadata_only) {
            static_cast<void>(say("decrypting", "decrypting"));
            auto read =
                package::RsaKey::read_private(settings_.private_keys / package::kPrivateKeyFile);
            if (!read) return text_of(read.diagnostic());
            request.packed->key = &key.emplace(std::move(read).value());
        }
        static_cast<void>(say("validating", "validating"));
        const auto outcome = steward_.import(request, settings_.now(), progress());
        if (!outcome) return text_of(outcome.diagnostic());
        tell_findings(outcome->report);
        return outcome->accepted ? Failure() : "the package was not accepted";
    }

    /// The stages of an import by the names that the official services have for them.
    publish::StageProgress progress() {
        return [this, last = std::string_view()](base::LocalizedText stage, std::uint64_t,
                                                 std::uint64_t) mutable {
            if (stage.en == last) return;
            last = stage.en;
            const std::string_view status = last == publish::kReadingStage.en     ? "pseudonymizing"
                                            : last == publish::kArchivingStage.en ? "partitioning"
                                                                                  : "importing";
            static_cast<void>(say(status, last));
        };
    }

    /// What a check found, without values and identifiers: those stand beside the sentences.
    void tell_findings(const package::Report& report) {
        for (const package::Finding& finding : report.findings) {
            std::string line = std::string(finding.rule) + " " + finding.file;
            if (finding.line) line += ":" + std::to_string(*finding.line);
            if (!finding.field.empty()) line += " " + finding.field;
            static_cast<void>(say("validating", line + ": " + text_of(finding.message)));
        }
    }

    Failure bump(const Json& parameters) {
        const PublishedState& state = steward_.state();
        if (VersionNumber::parse(parameters.value("bumpFromVersion", "")) != newest_of(state))
            return "the newest version is another one";
        if (pending_in(parameters["bumpManifesto"]) != pending_in(state))
            return "the draft has changed since it was seen";
        const auto expected = steward_.next_version();
        if (!expected) return text_of(expected.diagnostic());
        if (publish::four_part(*expected) != parameters.value("bumpToVersion", ""))
            return "the next version would be " + publish::four_part(*expected);
        const auto version = steward_.bump(parameters.value("description", ""), steward_.manifest(),
                                           settings_.now());
        return version ? Failure() : text_of(version.diagnostic());
    }

    Failure generate_keys() {
        if (const base::Status made = package::generate_keys(settings_.private_keys); !made)
            return text_of(made.diagnostic());
        const fs::path folder = settings_.root / steward_.state().databank / "vault";
        std::error_code error;
        fs::create_directories(folder, error);
        fs::copy_file(settings_.private_keys / package::kPublicKeyFile,
                      folder / package::kPublicKeyFile, fs::copy_options::overwrite_existing,
                      error);
        return error ? Failure("the public key cannot be written") : Failure();
    }

    const JobRunnerSettings& settings_;
    publish::Steward& steward_;
    JobFile file_;
    Importables importables_;
    std::string id_;  // of the job that is being done
};

}  // namespace

base::Result<RunnerOutcome> run_next_job(const JobRunnerSettings& settings) {
    if (!settings.state_folder.empty() && is_paused(settings.state_folder))
        return RunnerOutcome::Paused;
    SKJERM_TRY_ASSIGN(const auto steward, publish::Steward::open(settings.root));
    Runner runner(settings, *steward);
    SKJERM_TRY(runner.finish_left());
    return runner.run_oldest();
}

}  // namespace skjerm::official
