// `skjerm audit verify|checkpoint|list|show|export|clock|keygen|owner-key`: the audit log for those
// who have to be able to trust it. Reading it needs no right to write, and works on a copy.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "skjerm/audit/log.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/audit/sealing.h"
#include "skjerm/audit/verify.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/audit_text.h"
#include "skjerm/cli/program.h"
#include "skjerm/session/audit_entries.h"
#include "skjerm/session/installation.h"

namespace skjerm::cli {

namespace {

namespace fs = std::filesystem;
using audit::Json;
using base::Argument;
using base::Code;
using base::LocalizedText;

base::Result<std::uint64_t> record_number(const std::string& word) {
    return integer_value("N", word, 1, std::uint64_t{1} << 53U);
}

/// "2026-11-22" or "2026-11-22T14:05" as a time of the log; what is left out is filled up from
/// `rest`, the earliest or the latest time of day.
base::Result<std::string> time_value(std::string_view flag, const std::string& value,
                                     std::string_view rest) {
    constexpr std::size_t kDate = 10;
    constexpr std::size_t kMinutes = 16;
    std::string time = value;
    if (value.size() == kDate || value.size() == kMinutes)
        time += rest.substr(value.size() - kDate);
    if (!audit::parse_time(time))
        return base::error(Code::AuditTimeInvalid, {},
                           {Argument::fact(value), Argument::name(flag)});
    return time;
}

/// Which records are wanted.
struct Period {
    std::string from;
    std::string to;

    [[nodiscard]] bool holds(const Json& record) const {
        const std::string at = record.value("at", "");
        return (from.empty() || at >= from) && (to.empty() || at <= to);
    }
};

class AuditCommand {
public:
    explicit AuditCommand(Program& program)
        : program_(program),
          arguments_(program.arguments),
          text_(program.language),
          json_(arguments_.value("--format") == "json") {}

    base::Result<ExitCode> run() {
        const std::string_view path = arguments_.command->path;
        if (path == "audit verify") return verify();
        if (path == "audit checkpoint") return checkpoint();
        if (path == "audit list") return list();
        if (path == "audit show") return show();
        if (path == "audit export") return export_records();
        if (path == "audit clock") return clock();
        if (path == "audit keygen") return keygen();
        return owner_key();
    }

private:
    /// The log that the flags mean.
    base::Result<fs::path> chosen_log() const {
        if (const auto log = arguments_.value("--log")) return fs::path(*log);
        return session::audit_folder(arguments_.value("--secret").value_or(""));
    }

    base::Result<Period> period() const {
        Period period;
        if (const auto from = arguments_.value("--from")) {
            SKJERM_TRY_ASSIGN(period.from, time_value("--from", *from, "T00:00:00.000Z"));
        }
        if (const auto to = arguments_.value("--to")) {
            SKJERM_TRY_ASSIGN(period.to, time_value("--to", *to, "T23:59:59.999Z"));
        }
        return period;
    }

    /// Reads the whole log; a broken chain is told after what comes before it.
    base::Result<ExitCode> read(const fs::path& log, const audit::RecordReader& reader) {
        SKJERM_TRY_ASSIGN(const audit::Verdict verdict, audit::verify(log, {}, reader));
        return verdict.broken ? program_.fail(*verdict.broken) : ExitCode::Success;
    }

    base::Result<ExitCode> verify() {
        std::optional<audit::Checkpoint> checkpoint;
        if (const auto file = arguments_.value("--checkpoint")) {
            SKJERM_TRY_ASSIGN(checkpoint, audit::Checkpoint::read(*file));
        }
        fs::path log;
        if (arguments_.words.empty()) {
            SKJERM_TRY_ASSIGN(log, chosen_log());
        } else {
            log = arguments_.words.front();
        }
        SKJERM_TRY_ASSIGN(const audit::Verdict verdict, audit::verify(log, checkpoint));
        program_.out.write(json_ ? verdict_json(verdict).dump(2) + "\n" : text_.verdict(verdict));
        return verdict.broken ? program_.fail(*verdict.broken) : ExitCode::Success;
    }

    base::Result<ExitCode> checkpoint() {
        SKJERM_TRY_ASSIGN(const fs::path folder, chosen_log());
        SKJERM_TRY_ASSIGN(audit::Verdict verdict, audit::verify(folder));
        // A checkpoint of a broken log would hide the breach.
        if (verdict.broken) return program_.fail(*verdict.broken);
        SKJERM_TRY(audit::check_private_folder(folder));
        SKJERM_TRY_ASSIGN(const audit::SigningKey key, audit::signing_key(folder));
        if (!verdict.signers.contains(key.signer())) {
            SKJERM_TRY_ASSIGN(const std::unique_ptr<audit::Log> log, audit::Log::open(folder, {}));
            SKJERM_TRY(audit::announce_signer(*log, key));
            SKJERM_TRY_ASSIGN(verdict, audit::verify(folder));
            if (verdict.broken) return program_.fail(*verdict.broken);
        }
        return write(verdict.end.signed_by(key).text());
    }

    base::Result<ExitCode> clock() {
        SKJERM_TRY_ASSIGN(const std::string by, needed_value(arguments_, "--by"));
        SKJERM_TRY_ASSIGN(const std::string second, needed_value(arguments_, "--second"));
        SKJERM_TRY(session::accept_clock(arguments_.value("--secret").value_or(""), by, second));
        program_.out.write(text_.clock_accepted());
        return ExitCode::Success;
    }

    /// Looks at the installation's own log are entered in it; a copy has others to guard it.
    base::Result<fs::path> looked_at_log(const std::string& what) const {
        if (!arguments_.value("--log"))
            SKJERM_TRY(session::enter_look(arguments_.value("--secret").value_or(""), what,
                                           said_with(arguments_)));
        return chosen_log();
    }

    /// To standard output, or where --out says.
    base::Result<ExitCode> write(const std::string& text) {
        const auto out = arguments_.value("--out");
        if (!out) {
            program_.out.write(text);
            return ExitCode::Success;
        }
        SKJERM_TRY_ASSIGN(Output file, Output::create(*out));
        file.write(text);
        SKJERM_TRY(file.finish());
        return ExitCode::Success;
    }

    base::Result<ExitCode> list() {
        SKJERM_TRY_ASSIGN(const fs::path log, looked_at_log("list"));
        SKJERM_TRY_ASSIGN(const Period wanted, period());
        const auto account = arguments_.value("--account");
        const bool refused = arguments_.has("--refused");
        std::map<std::string, Json> accounts;  // by run
        bool first = true;
        const auto reader = [&](const audit::Record& record) {
            const Json& json = record.json;
            if (json.value("kind", "") == "run")
                accounts[json.value("run", "")] = json.value("account", Json::object());
            if (json.value("kind", "") != "command" || !wanted.holds(json)) return base::ok();
            if (refused && json.value("outcome", "") != "refused") return base::ok();
            const Json& who = accounts[json.value("run", "")];
            const std::string name = who.is_object() ? who.value("name", "") : "";
            const std::string id = who.is_object() ? who.value("id", "") : "";
            if (account && *account != name && *account != id) return base::ok();
            if (!json_) {
                program_.out.write(text_.line(json, name.empty() ? id : name));
                return base::ok();
            }
            Json entry = json;
            entry["account"] = who;
            program_.out.write((first ? "[\n" : ",\n") + entry.dump());
            first = false;
            return base::ok();
        };
        SKJERM_TRY_ASSIGN(const ExitCode code, read(log, reader));
        if (json_) program_.out.write(first ? "[]\n" : "\n]\n");
        return code;
    }

    base::Result<ExitCode> show() {
        SKJERM_TRY_ASSIGN(const std::uint64_t wanted, record_number(arguments_.words.front()));
        SKJERM_TRY_ASSIGN(const fs::path log, looked_at_log("show"));
        std::optional<Json> found;
        const auto reader = [&](const audit::Record& record) {
            if (record.number == wanted) found = record.json;
            return base::ok();
        };
        SKJERM_TRY_ASSIGN(const ExitCode code, read(log, reader));
        if (!found)
            return base::error(Code::AuditRecordUnknown, {},
                               {Argument::fact(static_cast<std::int64_t>(wanted))});
        std::optional<audit::SealedSets> counts;
        if (const auto file = arguments_.value("--owner-key")) {
            SKJERM_TRY_ASSIGN(counts, opened(*found, wanted, *file));
        }
        const std::optional<std::string> script = script_of(log, *found);
        program_.out.write(json_ ? record_json(*found, script, counts).dump(2) + "\n"
                                 : text_.record(*found, script, counts));
        return code;
    }

    /// The true counts of a record; nullopt when it has none.
    static base::Result<std::optional<audit::SealedSets>> opened(const Json& record,
                                                                 std::uint64_t number,
                                                                 const std::string& file) {
        SKJERM_TRY_ASSIGN(const audit::PrivateKey key, audit::read_private_key(file));
        const std::string sealed = record.value("sealed", "");
        if (sealed.empty()) return std::optional<audit::SealedSets>();
        std::optional<audit::SealedSets> counts;
        if (const std::optional<std::string> bytes = key.open(sealed))
            counts = audit::decode(*bytes);
        if (!counts)
            return base::error(Code::AuditKeyWrong, {},
                               {Argument::name(file), Argument::fact(std::to_string(number)),
                                Argument::fact(record.value("key", ""))});
        return counts;
    }

    /// The script that a record of a run refers to, where it is kept.
    static std::optional<std::string> script_of(const fs::path& log, const Json& record) {
        if (record.value("kind", "") != "run") return std::nullopt;
        auto text = audit::read_file(audit::script_path(log, record.value("script", "")));
        return text ? std::move(text).value() : std::nullopt;
    }

    base::Result<ExitCode> export_records() {
        SKJERM_TRY_ASSIGN(const fs::path log, looked_at_log("export"));
        SKJERM_TRY_ASSIGN(const Period wanted, period());
        std::optional<Output> file;
        if (const auto out = arguments_.value("--out")) {
            SKJERM_TRY_ASSIGN(Output made, Output::create(*out));
            file.emplace(std::move(made));
        }
        Output& output = file ? *file : program_.out;
        // Times never run backwards, so a period is a part without gaps, and can be verified alone.
        const auto reader = [&](const audit::Record& record) {
            if (wanted.holds(record.json)) output.write(std::string(record.line));
            return base::ok();
        };
        SKJERM_TRY_ASSIGN(const ExitCode code, read(log, reader));
        if (file) SKJERM_TRY(file->finish());
        return code;
    }

    base::Result<ExitCode> keygen() {
        const fs::path folder = arguments_.words.front();
        SKJERM_TRY_ASSIGN(const audit::PublicKey key,
                          audit::make_owner_keys(fs::absolute(folder).lexically_normal()));
        program_.out.write(text_.key_made(folder, key.fingerprint()));
        return ExitCode::Success;
    }

    base::Result<ExitCode> owner_key() {
        const fs::path file = arguments_.words.front();
        SKJERM_TRY_ASSIGN(const std::optional<audit::PublicKey> key, audit::read_public_key(file));
        if (!key) return base::error(Code::AuditKeyUnreadable, {}, {Argument::name(file.string())});
        const std::string secret = arguments_.value("--secret").value_or("");
        SKJERM_TRY_ASSIGN(const fs::path folder, session::audit_folder(secret));
        SKJERM_TRY(audit::check_private_folder(folder));
        SKJERM_TRY_ASSIGN(const std::unique_ptr<audit::Log> log, audit::Log::open(folder, {}));
        // Announced first: a key that nobody announced would make the log look tampered with.
        SKJERM_TRY(audit::announce_owner(*log, *key));
        SKJERM_TRY(audit::replace_public_key(folder, *key));
        program_.out.write(text_.key_in_force(key->fingerprint()));
        return ExitCode::Success;
    }

    Program& program_;
    const Arguments& arguments_;
    AuditText text_;
    bool json_;
};

}  // namespace

ExitCode audit_command(Program& program) {
    const base::Result<ExitCode> code = AuditCommand(program).run();
    return code ? *code : program.fail(code.diagnostic());
}

}  // namespace skjerm::cli
