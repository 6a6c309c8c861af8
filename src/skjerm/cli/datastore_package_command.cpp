// `skjerm datastore validate|keygen|pack|unpack`: the way of a dataset from a data steward to a
// datastore.
#include <algorithm>
#include <array>
#include <filesystem>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/deliveries.h"
#include "skjerm/cli/interruptible.h"
#include "skjerm/cli/output.h"
#include "skjerm/cli/package_report.h"
#include "skjerm/cli/program.h"
#include "skjerm/package/packed.h"
#include "skjerm/package/unit_types.h"
#include "skjerm/package/validate.h"
#include "skjerm/publish/signature.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;
using package::Report;
namespace fs = std::filesystem;

constexpr std::array kPaths{
    std::string_view("datastore validate"), std::string_view("datastore keygen"),
    std::string_view("datastore pack"), std::string_view("datastore unpack")};

class PackageCommand {
public:
    explicit PackageCommand(Program& program)
        : program_(program),
          arguments_(program.arguments),
          path_(program.arguments.words.front()),
          nb_(program.language == base::Language::Bokmaal) {}

    base::Result<ExitCode> run() {
        const std::string_view command = arguments_.command->path;
        if (command == "datastore validate") return validate();
        if (command == "datastore keygen") return keygen();
        return command == "datastore pack" ? pack() : unpack();
    }

private:
    ExitCode said(const std::string& nb, const std::string& en) {
        program_.out.write((nb_ ? nb : en) + "\n");
        return ExitCode::Success;
    }

    /// Flags that would do nothing; they belong to the other kind of argument.
    base::Status refuse_flags(std::initializer_list<std::string_view> flags,
                              const char* belongs_to) const {
        for (const std::string_view flag : flags)
            if (arguments_.has(flag))
                return base::error(Code::FlagWithoutUse, {},
                                   {Argument::name(flag), Argument::names({belongs_to})});
        return base::ok();
    }

    base::Result<package::ValidateOptions> options() const {
        package::ValidateOptions options;
        options.metadata_only = arguments_.has("--metadata-only");
        options.strict_official = arguments_.has("--strict-official");
        options.today = today();
        if (const auto memory = arguments_.value("--memory")) {
            SKJERM_TRY_ASSIGN(options.memory_bytes, size_value("--memory", *memory));
        }
        return options;
    }

    base::Result<ExitCode> validate() {
        if (const auto added = arguments_.value("--unit-types"))
            SKJERM_TRY(package::add_unit_types(*added));
        SKJERM_TRY_ASSIGN(const package::ValidateOptions options, this->options());
        std::vector<Report> reports;
        std::error_code ignored;
        const bool package = fs::is_regular_file(path_, ignored);
        SKJERM_TRY(package ? refuse_flags({"--name", "--write-enriched"}, nb_ ? "MAPPE" : "DIR")
                           : refuse_flags({"--key", "--data-limit"}, nb_ ? "PAKKE" : "PACKAGE"));
        if (package) {
            SKJERM_TRY_ASSIGN(Report report, validate_package(options));
            reports.push_back(std::move(report));
        } else {
            SKJERM_TRY_ASSIGN(const std::vector<Delivery> deliveries,
                              deliveries_in(path_, arguments_.values("--name")));
            for (const Delivery& delivery : deliveries) {
                SKJERM_TRY_ASSIGN(Report report,
                                  package::validate(delivery.folder, delivery.name, options));
                if (arguments_.has("--write-enriched") && report.accepted())
                    SKJERM_TRY(write_enriched(delivery.folder / delivery.name, report));
                reports.push_back(std::move(report));
            }
        }
        if (arguments_.value("--format") == "json")
            program_.out.write(package_reports_json(reports));
        else
            for (const Report& report : reports)
                program_.out.write(package_report_text(report, program_.language));
        const bool accepted = std::ranges::all_of(reports, &Report::accepted);
        return accepted ? ExitCode::Success : ExitCode::Datastore;
    }

    /// The data are decrypted on the way into the check and stand on no disk.
    base::Result<Report> validate_package(const package::ValidateOptions& options) {
        SKJERM_TRY_ASSIGN(const auto dataset, open_package());
        // Metadata are in clear text: what is wrong with them is told without a key.
        package::ValidateOptions metadata_alone = options;
        metadata_alone.metadata_only = true;
        SKJERM_TRY_ASSIGN(Report report, package::validate(dataset, nullptr, metadata_alone));
        if (!report.accepted() || options.metadata_only || !dataset.has_data()) return report;
        SKJERM_TRY_ASSIGN(const package::RsaKey key, private_key(arguments_));
        return package::validate(dataset, &key, options);
    }

    base::Result<package::PackedDataset> open_package() const {
        SKJERM_TRY_ASSIGN(const package::UnpackOptions options, unpack_options(arguments_));
        return package::PackedDataset::open(path_, options);
    }

    static base::Status write_enriched(const fs::path& folder, const Report& report) {
        const fs::path file = folder / (report.name + ".enriched.json");
        SKJERM_TRY_ASSIGN(Output output, Output::create(file.string()));
        output.write(package::enriched_metadata(*report.metadata, report.name, report.coverage));
        return output.finish();
    }

    base::Result<ExitCode> keygen() {
        if (arguments_.has("--signing")) {
            SKJERM_TRY(publish::make_signing_keys(path_));
            const std::string shared = (path_ / publish::kSigningPublicFile).string();
            const std::string kept = (path_ / publish::kSigningKeyFile).string();
            return said(shared + " kan gis til alle som skal kontrollere versjoner.\n" + kept +
                            " er dataeierens alene og hører ikke hjemme i datalageret.",
                        shared + " can be given to all who are to check versions.\n" + kept +
                            " is the data owner's alone and does not belong in the datastore.");
        }
        SKJERM_TRY(package::generate_keys(path_));
        const std::string open = (path_ / package::kPublicKeyFile).string();
        const std::string secret = (path_ / package::kPrivateKeyFile).string();
        return said(open + " kan gis til dem som leverer data.\n" + secret +
                        " må aldri forlate datalageret.",
                    open + " can be given to those who deliver data.\n" + secret +
                        " must never leave the datastore.");
    }

    base::Result<ExitCode> pack() {
        SKJERM_TRY_ASSIGN(const std::string key_file, needed_value(arguments_, "--key"));
        SKJERM_TRY_ASSIGN(const std::string out, needed_value(arguments_, "--out"));
        SKJERM_TRY_ASSIGN(const auto key, package::RsaKey::read_public(key_file));
        SKJERM_TRY(package::pack(
            path_, key, out,
            {.unix_time = seconds_since_1970(), .with_sha256 = arguments_.has("--sha256")}));
        return said(out + " er pakket og kan sendes.", out + " is packed and can be sent.");
    }

    base::Result<ExitCode> unpack() {
        SKJERM_TRY_ASSIGN(const std::string out, needed_value(arguments_, "--out"));
        SKJERM_TRY_ASSIGN(const auto dataset, open_package());
        if (dataset.has_data()) {
            SKJERM_TRY_ASSIGN(const package::RsaKey key, private_key(arguments_));
            SKJERM_TRY(package::unpack(dataset, &key, out));
        } else {
            SKJERM_TRY(package::unpack(dataset, nullptr, out));
        }
        const std::string folder = (fs::path(out) / dataset.name()).string();
        return said(folder + " er pakket ut. Mappen kan bare leses av deg.",
                    folder + " is unpacked. You alone can read the folder.");
    }

    Program& program_;
    const Arguments& arguments_;
    fs::path path_;
    bool nb_;
};

}  // namespace

bool is_package_command(std::string_view path) {
    return std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end();
}

ExitCode datastore_package_command(Program& program) {
    return interruptible(program, [&] { return PackageCommand(program).run(); });
}

}  // namespace skjerm::cli
