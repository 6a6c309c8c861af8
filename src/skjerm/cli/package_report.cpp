#include "skjerm/cli/package_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "skjerm/base/date.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "skjerm/render/words.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Language;
using base::LocalizedText;
using package::Finding;
using package::Report;

std::size_t count(const Report& report, bool errors) {
    return static_cast<std::size_t>(
        std::count_if(report.findings.begin(), report.findings.end(),
                      [errors](const Finding& finding) { return finding.is_error() == errors; }));
}

/// "3 feil": nb and en words for one and for several.
std::string counted(std::size_t number, LocalizedText one, LocalizedText several,
                    Language language) {
    return std::to_string(number) + " " +
           std::string(number == 1 ? one.in(language) : several.in(language));
}

std::string capitalised(std::string text) {
    // Sentences of diagnostics begin with a small letter, which may be an `ø`: left as it is.
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

/// "NAME/NAME.csv:4: error C3, column 1, value `x`"
std::string place_text(const Finding& finding, Language language) {
    const bool nb = language == Language::Bokmaal;
    std::string text = render::printable(finding.file);
    if (finding.line) text += ":" + std::to_string(*finding.line);
    text +=
        finding.is_error() ? (nb ? ": feil " : ": error ") : (nb ? ": advarsel " : ": warning ");
    text += std::string(finding.rule) + " " + base::code_label(finding.message.code);
    const auto add = [&](const char* word, const std::string& value) {
        text += std::string(", ") + word + " " + value;
    };
    const auto quoted = [](const std::string& value) {
        return "`" + render::printable(value) + "`";
    };
    if (!finding.field.empty()) text += ", " + render::printable(finding.field);
    if (finding.column) add(nb ? "kolonne" : "column", std::to_string(*finding.column));
    if (finding.value) add(nb ? "verdi" : "value", quoted(*finding.value));
    if (finding.identifier) add(nb ? "identifikator" : "identifier", quoted(*finding.identifier));
    if (finding.related_line)
        add(nb ? "sammen med linje" : "with line", std::to_string(*finding.related_line));
    if (finding.rows) add(nb ? "rader:" : "rows:", std::to_string(*finding.rows));
    return text;
}

/// What is wrong, and what would be right.
std::string sentence_text(const Finding& finding, Language language) {
    std::string text =
        capitalised(render::printable(base::message_text(finding.message, language))) + ".";
    const std::string hint = base::hint_text(finding.message, language);
    return hint.empty() ? text : text + " " + render::printable(hint);
}

std::string summary_text(const Report& report, Language language) {
    const bool nb = language == Language::Bokmaal;
    std::string text = render::printable(report.name) + ": ";
    text += report.accepted() ? (nb ? "godtatt" : "accepted") : (nb ? "avvist" : "refused");
    if (const std::size_t errors = count(report, true); errors > 0)
        text += ", " + counted(errors, {"feil", "error"}, {"feil", "errors"}, language);
    if (const std::size_t warnings = count(report, false); warnings > 0)
        text +=
            ", " + counted(warnings, {"advarsel", "warning"}, {"advarsler", "warnings"}, language);
    if (report.accepted() && report.rows > 0) {
        const char decimal = nb ? ',' : '.';
        text += ", " + render::format_number(static_cast<double>(report.rows), 0, decimal, " ");
        text += report.rows == 1 ? (nb ? " rad" : " row") : (nb ? " rader" : " rows");
        if (report.coverage.start && report.coverage.latest)
            text += ", " + base::format_iso_date(*report.coverage.start) + " – " +
                    base::format_iso_date(*report.coverage.latest);
    }
    return text + "\n";
}

Json texts(const std::string& nb, const std::string& en) { return {{"nb", nb}, {"en", en}}; }

Json finding_json(const Finding& finding) {
    const base::Diagnostic& message = finding.message;
    Json json = {{"rule", finding.rule},
                 {"severity", finding.is_error() ? "error" : "warning"},
                 {"code", base::code_label(message.code)},
                 {"text", texts(base::message_text(message, Language::Bokmaal),
                                base::message_text(message, Language::English))},
                 {"hint", texts(base::hint_text(message, Language::Bokmaal),
                                base::hint_text(message, Language::English))},
                 {"file", finding.file}};
    const auto put = [&json](const char* key, const auto& value) {
        if (value) json[key] = *value;
    };
    if (!finding.field.empty()) json["field"] = finding.field;
    put("line", finding.line);
    put("column", finding.column);
    put("value", finding.value);
    put("identifier", finding.identifier);
    put("related_line", finding.related_line);
    put("rows", finding.rows);
    return json;
}

Json day_json(std::optional<base::DayNumber> day) {
    return day ? Json(base::format_iso_date(*day)) : Json(nullptr);
}

Json report_json(const Report& report) {
    Json findings = Json::array();
    for (const Finding& finding : report.findings) findings.push_back(finding_json(finding));
    Json dates = Json::array();
    for (const base::DayNumber day : report.coverage.status_dates)
        dates.push_back(base::format_iso_date(day));
    return {{"name", report.name},
            {"accepted", report.accepted()},
            {"rows", report.rows},
            {"coverage",
             {{"start", day_json(report.coverage.start)},
              {"latest", day_json(report.coverage.latest)},
              {"status_dates", std::move(dates)}}},
            {"findings", std::move(findings)}};
}

}  // namespace

std::string package_report_text(const Report& report, Language language) {
    std::string text;
    for (std::size_t at = 0; at < report.findings.size(); ++at) {
        text += place_text(report.findings[at], language) + "\n";
        const std::string sentence = sentence_text(report.findings[at], language);
        // What many rows have in common is said once, below them.
        const bool again = at + 1 < report.findings.size() &&
                           sentence_text(report.findings[at + 1], language) == sentence;
        if (!again) text += "    " + sentence + "\n";
    }
    return text + summary_text(report, language);
}

std::string package_reports_json(const std::vector<Report>& reports) {
    Json datasets = Json::array();
    bool accepted = true;
    for (const Report& report : reports) {
        datasets.push_back(report_json(report));
        accepted = accepted && report.accepted();
    }
    const Json document = {{"accepted", accepted}, {"datasets", std::move(datasets)}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace skjerm::cli
