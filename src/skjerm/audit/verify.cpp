#include "skjerm/audit/verify.h"

#include <sys/stat.h>

#include <set>
#include <utility>
#include <vector>

#include "skjerm/audit/log.h"
#include "skjerm/audit/log_time.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::audit {

namespace {

using base::Argument;
using base::Code;

constexpr std::string_view kCheckpointFormat = "skjerm-audit-checkpoint/2";

Argument number(std::uint64_t value) { return Argument::fact(static_cast<std::int64_t>(value)); }

std::string text_member(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number_member(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_unsigned()) return std::nullopt;
    return found->get<std::uint64_t>();
}

/// Follows the chain through the files of a log.
class Verifier {
public:
    Verifier(std::filesystem::path log, const std::optional<Checkpoint>& checkpoint,
             const RecordReader& reader)
        : log_(std::move(log)), checkpoint_(checkpoint), reader_(reader) {}

    base::Result<Verdict> run() {
        struct stat facts {};
        if (::stat(log_.c_str(), &facts) != 0) return nothing_there();
        is_folder_ = S_ISDIR(facts.st_mode);
        SKJERM_TRY_ASSIGN(const std::vector<std::filesystem::path> files, files_of_log());
        for (std::size_t file = 0; file < files.size() && !verdict_.broken; ++file)
            SKJERM_TRY(follow(files[file], file + 1 == files.size()));
        if (!verdict_.broken) compare_end();
        verdict_.end.records = next_ - 1;
        verdict_.end.hash = head_;
        return std::move(verdict_);
    }

private:
    [[nodiscard]] base::Diagnostic nothing_there() const {
        return base::error(Code::AuditNothingThere, {}, {Argument::name(log_.string())});
    }

    base::Result<std::vector<std::filesystem::path>> files_of_log() {
        if (!is_folder_) return std::vector{log_};
        SKJERM_TRY_ASSIGN(const std::vector<std::uint64_t> numbers, segments_in(log_));
        if (numbers.empty()) return nothing_there();
        std::vector<std::filesystem::path> files;
        files.reserve(numbers.size());
        for (const std::uint64_t segment : numbers) files.push_back(log_ / segment_name(segment));
        return files;
    }

    base::Status follow(const std::filesystem::path& file, bool is_last) {
        SKJERM_TRY_ASSIGN(const std::optional<std::string> text, read_file(file));
        if (!text) return nothing_there();
        file_ = file;
        std::string_view rest = *text;
        while (!rest.empty() && !verdict_.broken) {
            const Line line = read_line(rest);
            if (line.state == Line::State::Torn && is_last) {
                verdict_.torn_bytes = line.size;
                return base::ok();
            }
            if (line.state != Line::State::Whole) {
                broken(Code::AuditChanged, next_);
                return base::ok();
            }
            SKJERM_TRY(take(line, rest));
            rest.remove_prefix(line.size);
        }
        return base::ok();
    }

    /// Looks at one line; `rest` starts with it.
    base::Status take(const Line& line, std::string_view rest) {
        const Json json = Json::parse(line.record, nullptr, false);
        const std::optional<std::uint64_t> seq =
            json.is_object() ? number_member(json, "seq") : std::nullopt;
        const std::optional<Hash> prev =
            json.is_object() ? hash_from_hex(text_member(json, "prev")) : std::nullopt;
        // A record that agrees with its own hash was written so, wherever it stands now.
        if (!seq || !prev || next_hash(*prev, line.record) != line.hash) {
            broken(Code::AuditChanged, next_);
            return base::ok();
        }
        if (verdict_.first == 0) {
            if (is_folder_ && *seq != 1) {
                broken(Code::AuditGap, 1);
                return base::ok();
            }
            verdict_.first = *seq;
            next_ = *seq;
            head_ = *prev;
        }
        if (*seq != next_) {
            tell_misplaced(*seq, rest);
            return base::ok();
        }
        if (*prev != head_ || !is_in_order(json)) {
            broken(Code::AuditChanged, next_);
            return base::ok();
        }
        head_ = line.hash;
        ++next_;
        ++verdict_.records;
        compare_with_checkpoint(*seq);
        if (verdict_.broken || !reader_) return base::ok();
        return reader_({.number = *seq, .line = rest.substr(0, line.size), .json = json});
    }

    /// A record of another number than was due.
    void tell_misplaced(std::uint64_t seq, std::string_view rest) {
        if (seq < next_) {
            broken(Code::AuditRepeated, seq);
            return;
        }
        // The one that was due may still come.
        while (true) {
            const Line line = read_line(rest);
            if (line.state != Line::State::Whole) break;
            const Json json = Json::parse(line.record, nullptr, false);
            if (json.is_object() && number_member(json, "seq") == next_) {
                broken(Code::AuditReordered, next_);
                return;
            }
            rest.remove_prefix(line.size);
        }
        broken(Code::AuditGap, next_);
    }

    /// What holds for a record besides its place in the chain.
    bool is_in_order(const Json& json) {
        const std::string at = text_member(json, "at");
        const std::string kind = text_member(json, "kind");
        // Back only where two people said that the clock was wrong before.
        if (!parse_time(at) || (at < verdict_.end.at && kind != "clock")) return false;
        verdict_.end.at = at;
        if (kind == "begin") verdict_.end.epoch = text_member(json, "epoch");
        if (kind == "cut") ++verdict_.cuts;
        if (kind == "signer") verdict_.signers.insert(text_member(json, "public_key"));
        if (kind == "owner") owners_.insert(text_member(json, "key"));
        if (kind == "run") {
            ++verdict_.runs;
            check_script(text_member(json, "script"));
        }
        if (kind == "command") {
            ++verdict_.commands;
            // In a part of a log the key may have been announced before.
            if (verdict_.first == 1 && !owners_.contains(text_member(json, "key"))) return false;
        }
        return true;
    }

    void check_script(const std::string& hash) {
        if (!is_folder_ || !checked_scripts_.insert(hash).second) return;
        const base::Result<std::optional<std::string>> text = read_file(script_path(log_, hash));
        if (text && !*text) {
            ++verdict_.scripts_gone;
        } else if (!text || to_hex(hash_of(**text)) != hash) {
            verdict_.broken = base::error(Code::AuditScriptChanged, {},
                                          {Argument::name(hash.substr(0, 12)), number(next_)});
        }
    }

    void compare_with_checkpoint(std::uint64_t seq) {
        if (!checkpoint_ || checkpoint_->records != seq) return;
        if (checkpoint_->hash != head_)
            verdict_.broken = base::error(Code::AuditRewritten, {}, {number(seq)});
        else if (!checkpoint_->signer.empty() && verdict_.first == 1 &&
                 !verdict_.signers.contains(checkpoint_->signer))
            verdict_.broken = base::error(Code::AuditCheckpointForged, {});
    }

    void compare_end() {
        if (!checkpoint_) return;
        if (checkpoint_->records >= next_) {
            verdict_.broken = base::error(Code::AuditTruncated, {}, {number(checkpoint_->records)});
        } else if (checkpoint_->epoch != verdict_.end.epoch && verdict_.first == 1) {
            verdict_.broken = base::error(Code::AuditRewritten, {}, {number(1)});
        }
    }

    void broken(Code code, std::uint64_t record) {
        verdict_.broken =
            base::error(code, {}, {number(record), Argument::name(file_.filename().string())});
    }

    std::filesystem::path log_;
    const std::optional<Checkpoint>& checkpoint_;
    const RecordReader& reader_;
    bool is_folder_ = false;
    std::filesystem::path file_;
    std::uint64_t next_ = 1;  ///< number of the record that is due
    Hash head_{};
    std::set<std::string> owners_;  ///< fingerprints of keys that the log announced
    std::set<std::string> checked_scripts_;
    Verdict verdict_;
};

Json unsigned_members(const Checkpoint& checkpoint) {
    return {{"format", kCheckpointFormat},   {"epoch", checkpoint.epoch},
            {"records", checkpoint.records}, {"hash", to_hex(checkpoint.hash)},
            {"at", checkpoint.at},           {"signer", checkpoint.signer}};
}

}  // namespace

std::string Checkpoint::text() const {
    Json json = unsigned_members(*this);
    json["signature"] = signature;
    return canonical(json) + "\n";
}

Checkpoint Checkpoint::signed_by(const SigningKey& key) const {
    Checkpoint result = *this;
    result.signer = key.signer();
    result.signature = key.sign(canonical(unsigned_members(result)));
    return result;
}

base::Result<Checkpoint> Checkpoint::read(const std::filesystem::path& file) {
    const base::Diagnostic damaged =
        base::error(Code::AuditCheckpointDamaged, {}, {Argument::name(file.string())});
    const base::Result<std::optional<std::string>> text = read_file(file);
    if (!text || !*text) return damaged;
    const Json json = Json::parse(**text, nullptr, false);
    if (!json.is_object() || text_member(json, "format") != kCheckpointFormat) return damaged;
    const std::optional<std::uint64_t> records = number_member(json, "records");
    const std::optional<Hash> hash = hash_from_hex(text_member(json, "hash"));
    if (!records || !hash) return damaged;
    const Checkpoint checkpoint{.epoch = text_member(json, "epoch"),
                                .records = *records,
                                .hash = *hash,
                                .at = text_member(json, "at"),
                                .signer = text_member(json, "signer"),
                                .signature = text_member(json, "signature")};
    if (!is_signature(checkpoint.signature, canonical(unsigned_members(checkpoint)),
                      checkpoint.signer))
        return base::error(Code::AuditCheckpointForged, {});
    return checkpoint;
}

base::Result<Verdict> verify(const std::filesystem::path& log,
                             const std::optional<Checkpoint>& checkpoint,
                             const RecordReader& reader) {
    return Verifier(log, checkpoint, reader).run();
}

}  // namespace skjerm::audit
