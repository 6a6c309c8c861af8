#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "skjerm/render/words.h"

namespace skjerm::render {

namespace {

using Json = nlohmann::ordered_json;
using base::Language;
using released::Category;

/// Integers up to this are exact, and are written without a point.
constexpr double kLargestInteger = 9007199254740992.0;

Json number(double value) {
    if (!std::isfinite(value)) return nullptr;
    if (std::trunc(value) == value && std::fabs(value) <= kLargestInteger)
        return static_cast<std::int64_t>(value);
    return value;
}

/// [{"lang": "nb", "text": …}, {"lang": "en", "text": …}]
Json both_languages(const std::string& nb, const std::string& en) {
    return Json::array({{{"lang", "nb"}, {"text", nb}}, {{"lang", "en"}, {"text", en}}});
}
Json both_languages(base::LocalizedText text) {
    return both_languages(std::string(text.nb), std::string(text.en));
}
Json sentences(const base::Diagnostic& diagnostic) {
    return both_languages(base::message_text(diagnostic, Language::Bokmaal),
                          base::message_text(diagnostic, Language::English));
}

/// `name` in Norwegian, and `name`_en where the English text differs.
void add_text(Json& object, const std::string& name, std::string_view nb, std::string_view en) {
    object[name] = nb;
    if (!en.empty() && en != nb) object[name + "_en"] = en;
}
void add_text(Json& object, const std::string& name, const released::Text& text) {
    add_text(object, name, text.nb, text.en);
}
void add_text(Json& object, const std::string& name, base::LocalizedText text) {
    add_text(object, name, text.nb, text.en);
}

Json category_json(const Category& category) {
    Json json = Json::object();
    if (!category.code.empty()) json["code"] = category.code;
    switch (category.kind) {
        case Category::Kind::Total:
            json["total"] = true;
            break;
        case Category::Kind::Missing:
            json["missing"] = true;
            break;
        case Category::Kind::OtherValues:
            json["other"] = true;
            break;
        case Category::Kind::Value:
            break;
    }
    if (!category.label.nb.empty())
        add_text(json, "label", category.label);
    else if (category.kind != Category::Kind::Value)
        add_text(json, "label", kind_label(category.kind));
    else
        json["label"] = category.code;
    return json;
}

Json axis_json(const released::Axis& axis) {
    Json json = Json::object();
    // An axis without a variable lists the variables of a summary.
    json["var"] = axis.variable;
    if (!axis.label.nb.empty())
        add_text(json, "label", axis.label);
    else
        json["label"] = axis.variable;
    json["type"] = axis.variable.empty() ? "variable" : "code";
    json["cats"] = Json::array();
    for (const Category& category : axis.categories)
        json["cats"].push_back(category_json(category));
    return json;
}

Json axes_json(const std::vector<released::Axis>& axes) {
    Json json = Json::array();
    for (const released::Axis& axis : axes) json.push_back(axis_json(axis));
    return json;
}

Json measure_json(const released::Measure& measure) {
    Json json = Json::object();
    json["stat"] = statistic_code(measure.statistic);
    if (!measure.variable.empty()) json["var"] = measure.variable;
    add_text(json, "label", statistic_label(measure.statistic));
    json["decimals"] = measure.decimals;
    Json values = Json::array();
    std::string states;
    bool all_shown = true;
    for (const released::Number& cell : measure.cells) {
        const bool shown = cell.state == released::CellState::Shown && std::isfinite(cell.value);
        values.push_back(shown ? number(cell.value) : Json(nullptr));
        // A number that is not finite is a fault of its maker; it must not look shown.
        states += !shown && cell.state == released::CellState::Shown
                      ? state_letter(released::CellState::NotDefined)
                      : state_letter(cell.state);
        all_shown = all_shown && shown;
    }
    json["v"] = std::move(values);
    json["st"] = all_shown ? Json(nullptr) : Json(states);
    return json;
}

Json test_json(const released::TestResult& test) {
    const bool defined = test.degrees_of_freedom > 0;
    return {{"name", test.name},
            {"stat", defined ? number(test.statistic) : Json(nullptr)},
            {"df", number(test.degrees_of_freedom)},
            {"p", defined ? number(test.p_value) : Json(nullptr)}};
}

struct Body {
    std::string kind;
    Json title = Json::array();
    Json body = Json::object();
};

std::string title_of(const released::Table& table, Language language) {
    std::string title;
    const auto add = [&](const std::vector<released::Axis>& axes) {
        for (const released::Axis& axis : axes) {
            if (axis.variable.empty()) continue;
            const std::string& label = axis.label.in(language);
            title += (title.empty() ? "" : " × ") + (label.empty() ? axis.variable : label);
        }
    };
    add(table.rows);
    add(table.columns);
    return title;
}

struct BodyJson {
    Body operator()(const released::Table& table) const {
        Body out{.kind = "table"};
        const std::string title = title_of(table, Language::Bokmaal);
        if (!title.empty()) out.title = both_languages(title, title_of(table, Language::English));
        out.body["rows"] = axes_json(table.rows);
        out.body["cols"] = axes_json(table.columns);
        out.body["row_index"] = table.row_index;
        out.body["col_index"] = table.column_index;
        out.body["cells"] = Json::array();
        for (const released::Measure& measure : table.measures)
            out.body["cells"].push_back(measure_json(measure));
        out.body["order"] = "row-major";
        out.body["tests"] = Json::array();
        for (const released::TestResult& test : table.tests)
            out.body["tests"].push_back(test_json(test));
        out.body["variants"] = {{"codes", table.show_codes}, {"flatten", table.flatten}};
        return out;
    }
    Body operator()(const released::Document& document) const {
        Body out{.kind = "text"};
        const bool markdown = document.format == released::Document::Format::Markdown;
        out.body["format"] = markdown ? "markdown" : "plain";
        add_text(out.body, "text", document.text);
        return out;
    }
    Body operator()(const released::DatasetSummary& dataset) const {
        Body out{.kind = "dataset"};
        out.body["name"] = dataset.name;
        add_text(out.body, "unit_type", dataset.unit_type);
        out.body["n"] = dataset.units ? number(*dataset.units) : Json(nullptr);
        out.body["vars"] = dataset.variables;
        return out;
    }
    Body operator()(const released::Notice& notice) const {
        Body out{.kind = "notice"};
        const bool warning = notice.message.severity == base::Severity::Warning;
        out.body["severity"] = warning ? "warning" : "info";
        out.body["code"] = base::code_label(notice.message.code);
        out.body["text"] = sentences(notice.message);
        return out;
    }
};

Json command_json(const Heading& heading) {
    Json json = {{"index", heading.index}, {"text", heading.command}, {"name", heading.name}};
    if (heading.first_line > 0) {
        json["range"] = {{"from", {{"line", heading.first_line}, {"col", heading.first_column}}},
                         {"to", {{"line", heading.last_line}, {"col", heading.last_column}}}};
    }
    return json;
}

}  // namespace

std::string to_json(const released::Result& result, const Heading& heading) {
    Body body = std::visit(BodyJson{}, result.body());
    Json json = {{"schema", "skjerm.result/1"}, {"kind", body.kind}};
    json["command"] = command_json(heading);
    json["dataset"] = heading.dataset.empty() ? Json(nullptr) : Json(heading.dataset);
    json["title"] = std::move(body.title);
    json["measures"] = Json::array();
    for (const released::Protection protection : result.protections())
        json["measures"].push_back({{"code", protection_code(protection)},
                                    {"detail", both_languages(protection_sentence(protection))}});
    json["notes"] = Json::array();
    for (const base::Diagnostic& note : result.notes())
        json["notes"].push_back({{"code", base::code_label(note.code)}, {"text", sentences(note)}});
    const released::Provenance& provenance = result.provenance();
    json["provenance"] = {{"datastores", provenance.datastores},
                          {"synthetic", provenance.synthetic},
                          {"engine", provenance.engine},
                          {"policy", provenance.policy}};
    json["body"] = std::move(body.body);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace skjerm::render
