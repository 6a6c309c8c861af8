// `skjerm datastore init|import|draft …|bump|remove|withdraw|versions|diff|sign`, and `verify` of
// more than released files: the work of a data steward. Metadata and file names alone are shown.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/cli/deliveries.h"
#include "skjerm/cli/interruptible.h"
#include "skjerm/cli/json_csv.h"
#include "skjerm/cli/program.h"
#include "skjerm/datastore/published_store.h"
#include "skjerm/datastore/version.h"
#include "skjerm/publish/signature.h"
#include "skjerm/publish/steward.h"
#include "skjerm/publish/utc_time.h"
#include "skjerm/render/text_table.h"

namespace skjerm::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datastore::Operation;
using datastore::PublishedState;
using datastore::PublishedVersion;
using datastore::Update;
using publish::Steward;

/// "2026-01-31 14:05", UTC.
std::string time_text(std::int64_t seconds) {
    constexpr std::size_t kMinutes = 16;  // characters, with the day
    std::string text = publish::utc_time_text(seconds).substr(0, kMinutes);
    text[text.find('T')] = ' ';
    return text;
}

LocalizedText operation_text(Operation operation) {
    switch (operation) {
        case Operation::Add:
            return {"ny", "new"};
        case Operation::Change:
            return {"nye data", "new data"};
        case Operation::PatchMetadata:
            return {"nye metadata", "new metadata"};
        case Operation::Remove:
            return {"fjernes", "removed"};
    }
    return {"", ""};
}

Json update_json(const Update& update) {
    return {{"name", update.name},
            {"operation", datastore::name_of(update.operation)},
            {"status", datastore::name_of(update.status)},
            {"description", update.description}};
}

base::Result<fs::path> chosen_root(const Program& program) {
    SKJERM_TRY_ASSIGN(const std::vector<fs::path> folders, chosen_datastores(program.arguments));
    if (folders.size() > 1)
        return base::error(Code::FlagRepeated, {}, {Argument::name("--datastore")});
    if (!datastore::is_published_store(folders.front()))
        return base::error(Code::NotAStewardStore, {}, {Argument::name(folders.front().string())});
    return folders.front();
}

class StewardCommand {
public:
    explicit StewardCommand(Program& program)
        : program_(program),
          json_(program.arguments.value("--format") == "json"),
          csv_(program.arguments.value("--format") == "csv") {}

    base::Result<ExitCode> run() {
        const std::string_view path = program_.arguments.command->path;
        if (path == "datastore init") return init();
        if (path == "datastore versions") return versions();
        if (path == "datastore diff") return diff();
        SKJERM_TRY_ASSIGN(const fs::path root, chosen_root(program_));
        SKJERM_TRY_ASSIGN(steward_, Steward::open(root));
        if (path == "datastore import") return import();
        if (path == "datastore draft show") return show_draft();
        if (path == "datastore draft remove") return delete_draft();
        if (path == "datastore draft release") return set_ready(true);
        if (path == "datastore draft hold") return set_ready(false);
        if (path == "datastore bump") return bump();
        if (path == "datastore remove") return remove();
        if (path == "datastore withdraw") return withdraw();
        if (path == "datastore sign") return sign();
        return verify();
    }

private:
    std::string in(LocalizedText text) const { return std::string(text.in(program_.language)); }
    ExitCode say(const std::string& line) {
        program_.out.write(line + "\n");
        return ExitCode::Success;
    }
    ExitCode write(const Json& json) { return say(json.dump(2)); }
    ExitCode write_csv(const Json& rows) {
        program_.out.write(csv_of_json(rows));
        return ExitCode::Success;
    }

    base::Result<ExitCode> init() {
        publish::InitOptions options;
        options.root = program_.arguments.words.front();
        SKJERM_TRY_ASSIGN(options.databank, needed_value(program_.arguments, "--rdn"));
        SKJERM_TRY_ASSIGN(options.title.nb, needed_value(program_.arguments, "--label"));
        options.title.en = program_.arguments.value("--label-en").value_or(options.title.nb);
        options.description = program_.arguments.value("--description").value_or("");
        options.synthetic = program_.arguments.has("--synthetic");
        if (const auto vault = program_.arguments.value("--vault")) options.vault = *vault;
        options.service = program_.arguments.has("--pseudonym-service");
        SKJERM_TRY(Steward::init(options));
        return say(options.root.string() + ": " + in({"nytt datalager ", "new datastore "}) +
                   options.databank);
    }

    /// The findings of a check that refused or warned, on standard error: a place in each line, and
    /// what they have in common once, below them. Without values, which can end up in a log.
    void tell(const package::Report& report) {
        for (std::size_t at = 0; at < report.findings.size(); ++at) {
            const package::Finding& finding = report.findings[at];
            std::string where = finding.file;
            if (finding.line) where += ":" + std::to_string(*finding.line);
            if (!finding.field.empty()) where += " " + finding.field;
            program_.messages.line(where + " [" + std::string(finding.rule) + "]");
            const bool again = at + 1 < report.findings.size() &&
                               sentence(report.findings[at + 1]) == sentence(finding);
            if (!again) program_.messages.tell(finding.message);
        }
    }
    std::string sentence(const package::Finding& finding) const {
        return base::message_text(finding.message, program_.language) +
               base::hint_text(finding.message, program_.language);
    }

    base::Result<ExitCode> import() {
        if (const auto vault = program_.arguments.value("--vault"))
            SKJERM_TRY(steward_->use_vault(*vault));
        if (const auto service = program_.arguments.value("--pseudonym-service")) {
            publish::PseudonymServiceOptions options;
            options.url = *service;
            SKJERM_TRY_ASSIGN(options.key_file,
                              needed_value(program_.arguments, "--pseudonym-key"));
            SKJERM_TRY(steward_->use_service(options));
        }
        const std::vector<std::string>& words = program_.arguments.words;
        if (std::ranges::none_of(words, is_package))
            for (const char* flag : {"--key", "--data-limit"})
                if (program_.arguments.has(flag))
                    return base::error(Code::FlagWithoutUse, {},
                                       {Argument::name(std::string_view(flag)),
                                        Argument::names({in({"datastore import PAKKE",
                                                             "datastore import PACKAGE"})})});
        for (const std::string& word : words) {
            if (is_package(word)) {
                SKJERM_TRY(import_package(word));
                continue;
            }
            SKJERM_TRY_ASSIGN(const std::vector<Delivery> deliveries, deliveries_in(word));
            for (const Delivery& delivery : deliveries) {
                publish::ImportRequest request;
                request.input = delivery.folder;
                request.name = delivery.name;
                SKJERM_TRY(import(std::move(request)));
            }
        }
        return imported_;
    }

    static bool is_package(const std::string& word) {
        std::error_code ignored;
        return fs::is_regular_file(word, ignored);
    }

    /// The data are decrypted on their way into the datastore and stand on no disk.
    base::Status import_package(const fs::path& file) {
        SKJERM_TRY_ASSIGN(const package::UnpackOptions options, unpack_options(program_.arguments));
        SKJERM_TRY_ASSIGN(const auto dataset, package::PackedDataset::open(file, options));
        publish::ImportRequest request;
        request.name = dataset.name();
        request.packed = publish::PackedDelivery{&dataset, nullptr};
        if (!dataset.has_data() || program_.arguments.has("--metadata-only"))
            return import(std::move(request));
        SKJERM_TRY_ASSIGN(const package::RsaKey key, private_key(program_.arguments));
        request.packed->key = &key;
        return import(std::move(request));
    }

    /// What is refused is told, and the next delivery is looked at.
    base::Status import(publish::ImportRequest request) {
        const std::string name = request.name;
        request.metadata_only = program_.arguments.has("--metadata-only");
        request.checks.today = today();
        const auto progress = [&](LocalizedText stage, std::uint64_t done, std::uint64_t of) {
            program_.progress.part(done, of, name + ": " + in(stage));
        };
        program_.progress.part(0, 1, name + ": " + in({"Kontrollerer", "Checking"}));
        auto imported = steward_->import(request, seconds_since_1970(), progress);
        program_.progress.hide();
        SKJERM_TRY_ASSIGN(const publish::ImportOutcome outcome, std::move(imported));
        tell(outcome.report);
        if (outcome.was_there)
            say(name + in({": er i utkastet fra før", ": is in the draft already"}));
        else if (outcome.accepted)
            say(name + ": " + in(operation_text(outcome.operation)) +
                in({", i utkastet", ", in the draft"}));
        else
            imported_ =
                program_.fail(base::error(Code::PackageRefused, {}, {Argument::name(name)}));
        return base::ok();
    }

    base::Result<ExitCode> show_draft() {
        const PublishedState& state = steward_->state();
        if (json_) {
            Json updates = Json::array();
            for (const Update& update : state.draft) updates.push_back(update_json(update));
            return write({{"databank", state.databank},
                          {"manifest", steward_->manifest()},
                          {"updates", std::move(updates)}});
        }
        if (state.draft.empty()) return say(in({"utkastet er tomt", "the draft is empty"}));
        std::vector<std::vector<std::string>> rows;
        for (const Update& update : state.draft)
            rows.push_back({update.name, in(operation_text(update.operation)),
                            update.status == datastore::ReleaseStatus::Draft
                                ? in({"under arbeid", "in work"})
                                : in({"klar", "ready"}),
                            render::printable(update.description)});
        program_.out.write(render::align_columns(rows));
        return say(in({"manifest ", "manifest "}) + steward_->manifest());
    }

    base::Result<ExitCode> delete_draft() {
        const std::string& name = program_.arguments.words.front();
        SKJERM_TRY(steward_->delete_draft(name, seconds_since_1970()));
        return say(name + ": " + in({"utkastet er fjernet", "the draft is removed"}));
    }

    base::Result<ExitCode> set_ready(bool ready) {
        for (const std::string& name : program_.arguments.words) {
            SKJERM_TRY(steward_->set_ready(name, ready, seconds_since_1970()));
            say(name + ": " + (ready ? in({"klar", "ready"}) : in({"under arbeid", "in work"})));
        }
        return ExitCode::Success;
    }

    base::Result<ExitCode> bump() {
        SKJERM_TRY_ASSIGN(const std::string message, needed_value(program_.arguments, "--message"));
        SKJERM_TRY_ASSIGN(
            const datastore::Version version,
            steward_->bump(message, program_.arguments.value("--manifest"), seconds_since_1970()));
        return say(steward_->state().databank + ":" + version.text());
    }

    base::Result<ExitCode> remove() {
        SKJERM_TRY_ASSIGN(const std::string message, needed_value(program_.arguments, "--message"));
        const std::string& name = program_.arguments.words.front();
        SKJERM_TRY(steward_->remove(name, message, seconds_since_1970()));
        return say(name + ": " +
                   in({"fjernes i neste versjon", "will be removed in the next version"}));
    }

    base::Result<ExitCode> withdraw() {
        SKJERM_TRY_ASSIGN(const std::string reason, needed_value(program_.arguments, "--reason"));
        const std::string& text = program_.arguments.words.front();
        const auto version = datastore::parse_version(text);
        if (!version) return base::error(Code::VersionNotThere, {}, {Argument::name(text)});
        SKJERM_TRY(steward_->withdraw(*version, reason));
        return say(steward_->state().databank + ":" + version->text() + " " +
                   in({"er trukket tilbake", "is withdrawn"}));
    }

    base::Result<ExitCode> sign() {
        SKJERM_TRY_ASSIGN(const std::string key, needed_value(program_.arguments, "--key"));
        const std::string& text = program_.arguments.words.front();
        const auto version = datastore::parse_version(text);
        if (!version) return base::error(Code::VersionNotThere, {}, {Argument::name(text)});
        SKJERM_TRY(steward_->sign(*version, key));
        return say(steward_->state().databank + ":" + version->text() + " " +
                   in({"er signert", "is signed"}));
    }

    /// "3/30" of --part: the third of thirty parts.
    base::Status read_part(publish::VerifyOptions& options) const {
        const auto text = program_.arguments.value("--part");
        if (!text) return base::ok();
        constexpr std::uint64_t kMostParts = 10'000;
        const std::size_t slash = std::min(text->find('/'), text->size());
        const base::Diagnostic wrong = invalid_value(
            "--part", *text,
            {"som 1/30, den første av tretti deler", "like 1/30, the first of thirty parts"});
        if (slash + 1 >= text->size()) return wrong;
        const auto parts = integer_value("--part", text->substr(slash + 1), 1, kMostParts);
        if (!parts) return wrong;
        const auto part = integer_value("--part", text->substr(0, slash), 1, *parts);
        if (!part) return wrong;
        options.part = static_cast<std::uint32_t>(*part - 1);
        options.parts = static_cast<std::uint32_t>(*parts);
        return base::ok();
    }

    base::Status check_signatures() const {
        std::vector<fs::path> keys;
        for (const std::string& file : program_.arguments.values("--signed-by"))
            keys.emplace_back(file);
        return publish::check_signatures(steward_->root(), steward_->state(), keys);
    }

    base::Result<ExitCode> verify() {
        const bool repair = program_.arguments.has("--repair");
        publish::VerifyOptions options{.repair = repair};
        SKJERM_TRY(read_part(options));
        SKJERM_TRY(check_signatures());
        SKJERM_TRY_ASSIGN(const std::vector<std::string> damaged, steward_->verify(options));
        for (const std::string& file : damaged)
            say(file + ": " + in({"skadet eller borte", "damaged or gone"}));
        if (damaged.empty())
            return say(steward_->state().databank + ": " +
                       in({"alle filer er hele", "all files are whole"}));
        if (!repair) return ExitCode::Differences;
        // What cannot be made again is damaged still.
        options.repair = false;
        SKJERM_TRY_ASSIGN(const std::vector<std::string> left, steward_->verify(options));
        if (!left.empty()) return ExitCode::Differences;
        return say(in({"alt er laget på nytt", "everything has been made again"}));
    }

    base::Result<PublishedState> state() const {
        SKJERM_TRY_ASSIGN(const fs::path root, chosen_root(program_));
        return datastore::load_state(root);
    }

    base::Result<ExitCode> versions() {
        SKJERM_TRY_ASSIGN(const PublishedState found, state());
        Json json = Json::array();
        std::vector<std::vector<std::string>> rows;
        for (const PublishedVersion& version : found.versions) {
            Json updates = Json::array();
            for (const Update& update : version.updates) updates.push_back(update_json(update));
            json.push_back({{"version", version.version.text()},
                            {"released", time_text(version.release_time)},
                            {"level", datastore::name_of(version.level)},
                            {"description", version.description},
                            {"withdrawn", version.withdrawn ? Json(*version.withdrawn) : Json()},
                            {"updates", std::move(updates)}});
            std::string text = render::printable(version.description);
            if (version.withdrawn)
                text += in({" (trukket tilbake: ", " (withdrawn: "}) +
                        render::printable(*version.withdrawn) + ")";
            rows.push_back({version.version.text(), time_text(version.release_time),
                            std::string(datastore::name_of(version.level)), text});
        }
        if (json_) return write(json);
        if (csv_) return write_csv(json);
        if (rows.empty()) return say(in({"ingen versjoner", "no versions"}));
        program_.out.write(render::align_columns(rows));
        return ExitCode::Success;
    }

    /// What a version holds that is named as in scripts, one that is withdrawn and the draft, too.
    static base::Result<std::map<std::string, datastore::Living>> living(
        const PublishedState& state, const std::string& text) {
        if (text == "DRAFT") return datastore::living_in_draft(state);
        std::vector<datastore::Version> all;
        std::vector<datastore::Version> in_use;
        for (const PublishedVersion& version : state.versions) {
            all.push_back(version.version);
            if (!version.withdrawn) in_use.push_back(version.version);
        }
        if (all.empty()) return base::error(Code::VersionNotThere, {}, {Argument::name(text)});
        if (!in_use.empty())
            if (const auto found = datastore::resolve_version(in_use, state.databank, text, {}))
                return datastore::living_in(state, *found);
        SKJERM_TRY_ASSIGN(const datastore::Version found,
                          datastore::resolve_version(all, state.databank, text, {}));
        return datastore::living_in(state, found);
    }

    base::Result<ExitCode> diff() {
        SKJERM_TRY_ASSIGN(const PublishedState found, state());
        const std::vector<std::string>& words = program_.arguments.words;
        if (words.size() != 2)
            return base::error(Code::ArgumentMissing, {},
                               {Argument::name("datastore diff"),
                                Argument::fact(program_.arguments.command->argument),
                                Argument::fact("datastore diff ")});
        std::map<std::string, datastore::Living> sides[2];
        for (std::size_t side = 0; side < 2; ++side) {
            SKJERM_TRY_ASSIGN(sides[side], living(found, words[side]));
        }
        std::map<std::string, Operation> changes;
        for (const auto& [name, after] : sides[1]) {
            const auto before = sides[0].find(name);
            if (before == sides[0].end())
                changes[name] = Operation::Add;
            else if (before->second.update.data_job != after.update.data_job)
                changes[name] = Operation::Change;
            else if (before->second.update.record->file != after.update.record->file)
                changes[name] = Operation::PatchMetadata;
        }
        for (const auto& [name, before] : sides[0])
            if (!sides[1].contains(name)) changes[name] = Operation::Remove;
        Json json = Json::array();
        std::vector<std::vector<std::string>> rows;
        for (const auto& [name, operation] : changes) {
            json.push_back({{"name", name}, {"operation", datastore::name_of(operation)}});
            rows.push_back({name, in(operation_text(operation))});
        }
        if (json_)
            write(json);
        else if (csv_)
            write_csv(json);
        else
            program_.out.write(render::align_columns(rows));
        return changes.empty() ? ExitCode::Success : ExitCode::Differences;
    }

    Program& program_;
    bool json_;
    bool csv_;
    ExitCode imported_ = ExitCode::Success;  ///< of the deliveries so far
    std::unique_ptr<Steward> steward_;
};

}  // namespace

ExitCode datastore_steward_command(Program& program) {
    return interruptible(program, [&] { return StewardCommand(program).run(); });
}

}  // namespace skjerm::cli
