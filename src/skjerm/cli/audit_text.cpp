#include "skjerm/cli/audit_text.h"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "skjerm/render/document.h"
#include "skjerm/render/text_table.h"

namespace skjerm::cli {

namespace {

using audit::Json;
using base::LocalizedText;

/// By disclosure::TracedRole.
constexpr std::array<LocalizedText, 10> kRoles{
    LocalizedText{"avgjørelse", "decision"}, LocalizedText{"valgt", "selected"},
    LocalizedText{"resten", "rest"},         LocalizedText{"populasjon", "population"},
    LocalizedText{"datasett", "dataset"},    LocalizedText{"nivå", "level"},
    LocalizedText{"celle", "cell"},          LocalizedText{"sum", "total"},
    LocalizedText{"verdier", "values"},      LocalizedText{"utvalg", "sample"}};

LocalizedText outcome_text(const std::string& outcome) {
    if (outcome == "released") return {"vist", "released"};
    if (outcome == "refused") return {"avvist", "refused"};
    if (outcome == "failed") return {"feilet", "failed"};
    if (outcome == "cancelled") return {"avbrutt", "cancelled"};
    if (outcome == "datastore_problem") return {"datalager", "datastore"};
    if (outcome == "resource_limit") return {"grense", "limit"};
    if (outcome == "input_output") return {"inn/ut", "in/out"};
    return {"programfeil", "internal"};
}

/// A member in one line.
std::string plain(const Json& value) {
    return value.is_string() ? render::printable(value.get<std::string>()) : value.dump();
}

}  // namespace

std::string AuditText::verdict(const audit::Verdict& verdict) const {
    std::vector<std::vector<std::string>> rows;
    const auto row = [&](LocalizedText name, const std::string& value) {
        rows.push_back({in(name), value});
    };
    row({"poster i orden", "records in order"}, std::to_string(verdict.records));
    if (verdict.first > 1)
        row({"begynner med post", "begins with record"}, std::to_string(verdict.first));
    row({"kjøringer", "runs"}, std::to_string(verdict.runs));
    row({"kommandoer", "commands"}, std::to_string(verdict.commands));
    if (verdict.cuts > 0)
        row({"avkuttede rester", "remains cut off"}, std::to_string(verdict.cuts));
    if (verdict.torn_bytes > 0)
        row({"uferdig linje til slutt", "unfinished line at the end"},
            std::to_string(verdict.torn_bytes) + " B");
    if (verdict.scripts_gone > 0)
        row({"skript ikke lenger bevart", "scripts no longer kept"},
            std::to_string(verdict.scripts_gone));
    row({"siste post", "last record"}, verdict.end.at);
    row({"hash", "hash"}, audit::to_hex(verdict.end.hash));
    if (!verdict.broken) row({"kjeden", "the chain"}, in({"er hel", "is whole"}));
    return render::align_columns(rows);
}

std::string AuditText::line(const Json& command, const std::string& account) const {
    constexpr std::size_t kSeconds = 19;
    std::string when = command.value("at", "").substr(0, kSeconds);
    if (when.size() == kSeconds) when[10] = ' ';
    return fmt::format("{:>7}  {}  {:<10}  {:<9}  {}\n", command.value("seq", 0U), when,
                       render::printable(account), in(outcome_text(command.value("outcome", ""))),
                       render::printable(command.value("text", "")));
}

std::string AuditText::record(const Json& record, const std::optional<std::string>& script,
                              const std::optional<audit::SealedSets>& counts) const {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : record.items()) {
        if (name == "sealed") {
            rows.push_back({name, in({"forseglet for dataeieren", "sealed for the data owner"})});
        } else if (name == "outputs" || name == "stores") {
            for (const Json& entry : value) rows.push_back({name, entry.dump()});
        } else {
            rows.push_back({name, plain(value)});
        }
    }
    std::string text = render::align_columns(rows);
    if (script) text += "\n" + *script;
    if (counts) text += "\n" + counts_table(*counts);
    return text;
}

std::string AuditText::counts_table(const audit::SealedSets& counts) const {
    std::vector<std::vector<std::string>> rows{{in({"rolle", "role"}), in({"vist", "released"}),
                                                in({"sant", "true"}), in({"rader", "rows"}),
                                                in({"mengde", "set"})}};
    for (const audit::SealedSet& set : counts.sets)
        rows.push_back({set.role < kRoles.size() ? in(kRoles[set.role]) : std::to_string(set.role),
                        std::to_string(set.released), std::to_string(set.units),
                        std::to_string(set.rows), fmt::format("{:016x}", set.key_sum)});
    std::string text = render::align_columns(rows);
    if (counts.beyond > 0)
        text +=
            fmt::format("{}: {}\n", in({"flere, ikke ført", "more, not entered"}), counts.beyond);
    return text;
}

std::string AuditText::key_made(const std::filesystem::path& folder,
                                const std::string& fingerprint) const {
    return fmt::format("{}: owner.key, owner.pub ({})\n", folder.string(), fingerprint) +
           in({"Flytt owner.key dit dataeieren oppbevarer den.\n",
               "Move owner.key to where the data owner keeps it.\n"});
}

std::string AuditText::key_in_force(const std::string& fingerprint) const {
    return in({"Sanne antall forsegles fra nå for nøkkelen ",
               "True counts are sealed from now on for the key "}) +
           fingerprint + "\n";
}

std::string AuditText::clock_accepted() const {
    return in({"Loggen følger klokken slik den er nå.\n", "The log follows the clock as it is.\n"});
}

std::string AuditText::replayed(std::uint64_t record) const {
    return fmt::format("{} {}: {}\n", in({"post", "record"}), record,
                       in({"gir det samme nå", "gives the same now"}));
}

Json verdict_json(const audit::Verdict& verdict) {
    Json json{{"first", verdict.first},
              {"records", verdict.records},
              {"runs", verdict.runs},
              {"commands", verdict.commands},
              {"cuts", verdict.cuts},
              {"torn_bytes", verdict.torn_bytes},
              {"scripts_gone", verdict.scripts_gone},
              {"epoch", verdict.end.epoch},
              {"at", verdict.end.at},
              {"hash", audit::to_hex(verdict.end.hash)},
              {"whole", !verdict.broken}};
    if (verdict.broken) json["breach"] = static_cast<int>(verdict.broken->code);
    return json;
}

Json record_json(const Json& record, const std::optional<std::string>& script,
                 const std::optional<audit::SealedSets>& counts) {
    Json json = record;
    if (script) json["script_text"] = *script;
    if (!counts) return json;
    Json sets = Json::array();
    for (const audit::SealedSet& set : counts->sets)
        sets.push_back(
            {{"role", set.role < kRoles.size() ? Json(kRoles[set.role].en) : Json(set.role)},
             {"domain", set.domain},
             {"released", set.released},
             {"units", set.units},
             {"rows", set.rows},
             {"key_sum", fmt::format("{:016x}", set.key_sum)},
             {"key_min", fmt::format("{:016x}", set.key_min)}});
    json["counts"] = {{"sets", std::move(sets)}, {"beyond", counts->beyond}};
    return json;
}

}  // namespace skjerm::cli
