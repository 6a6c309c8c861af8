// `skjerm synth check`: rules, figures and connections of a synthetic datastore. Exact counts are
// shown, so it looks at nothing but data that are made up.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datagen/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/program.h"
#include "skjerm/datastore/store.h"
#include "skjerm/render/text_table.h"
#include "skjerm/render/words.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datagen::CheckKind;
using datagen::Finding;

std::string_view kind_name(CheckKind kind) {
    return kind == CheckKind::Rule ? "rule" : kind == CheckKind::Target ? "target" : "signal";
}

class Report {
public:
    Report(const std::vector<Finding>& findings, base::Language language)
        : findings_(findings), language_(language) {}

    [[nodiscard]] std::string text() const {
        std::string text;
        for (const CheckKind kind : {CheckKind::Rule, CheckKind::Target, CheckKind::Signal}) {
            std::vector<std::vector<std::string>> rows;
            rows.push_back(kind == CheckKind::Rule
                               ? std::vector<std::string>{in({"REGLER", "RULES"}),
                                                          in({"brudd", "violations"}), ""}
                               : std::vector<std::string>{
                                     kind == CheckKind::Target ? in({"TALL", "FIGURES"})
                                                               : in({"SAMMENHENGER", "SIGNALS"}),
                                     in({"mål", "aim"}), in({"funnet", "found"}),
                                     in({"slingring", "tolerance"}), ""});
            for (const Finding& finding : findings_) {
                if (finding.kind != kind) continue;
                const std::string what =
                    language_ == base::Language::Bokmaal ? finding.nb : finding.en;
                if (kind == CheckKind::Rule)
                    rows.push_back({what, number(finding, finding.found), verdict(finding)});
                else
                    rows.push_back({what, number(finding, finding.aim),
                                    number(finding, finding.found),
                                    number(finding, finding.tolerance), verdict(finding)});
            }
            text += (text.empty() ? "" : "\n") + render::align_columns(rows);
        }
        return text;
    }

    [[nodiscard]] std::string json() const {
        Json rows = Json::array();
        for (const Finding& finding : findings_)
            rows.push_back({{"kind", kind_name(finding.kind)},
                            {"what", {{"nb", finding.nb}, {"en", finding.en}}},
                            {"checked", finding.is_checked},
                            {"aim", finding.aim},
                            {"found", finding.found},
                            {"tolerance", finding.tolerance},
                            {"met", finding.is_met()}});
        return rows.dump(2) + "\n";
    }

private:
    [[nodiscard]] std::string in(LocalizedText text) const {
        return std::string(text.in(language_));
    }
    [[nodiscard]] std::string verdict(const Finding& finding) const {
        if (!finding.is_checked) return in({"ikke i datalageret", "not in the datastore"});
        return finding.is_met() ? in({"ja", "met"}) : in({"NEI", "NOT MET"});
    }
    // As many decimals as the aim is small.
    [[nodiscard]] std::string number(const Finding& finding, double value) const {
        if (!finding.is_checked) return "–";
        const double size = std::max(std::abs(finding.aim), 1e-9);
        const int decimals = finding.kind == CheckKind::Rule ? 0
                             : size >= 1000                  ? 0
                             : size >= 3                     ? 1
                                                             : 3;
        return render::format_number(value, decimals,
                                     language_ == base::Language::Bokmaal ? ',' : '.', " ");
    }

    const std::vector<Finding>& findings_;
    base::Language language_;
};

}  // namespace

ExitCode synth_check_command(Program& program) {
    const std::string& folder = program.arguments.words.front();
    const base::Result<datastore::StorePtr> store = datastore::Store::open(folder);
    if (!store) return program.fail(store.diagnostic());
    if (!(*store)->is_synthetic())
        return program.fail(base::error(Code::CheckOfRealData, {},
                                        {Argument::name("synth check"), Argument::name(folder)}));
    const base::Result<std::vector<Finding>> findings = datagen::check_store(**store);
    if (!findings) return program.fail(findings.diagnostic());
    const Report report(*findings, program.language);
    program.out.write(program.arguments.value("--format") == "json" ? report.json()
                                                                    : report.text());
    for (const Finding& finding : *findings)
        if (!finding.is_met()) return ExitCode::CommandFailed;
    return ExitCode::Success;
}

}  // namespace skjerm::cli
