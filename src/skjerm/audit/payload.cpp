#include "skjerm/audit/payload.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace skjerm::audit {

namespace {

using base::Language;

Json json_of(const released::Text& text) { return {{"en", text.en}, {"nb", text.nb}}; }

Json json_of(base::Span span) { return {span.begin, span.end}; }

Json json_of(const base::Diagnostic& message) {
    Json arguments = Json::array();
    for (const base::Argument& argument : message.arguments)
        arguments.push_back({argument.text(Language::Bokmaal), argument.text(Language::English)});
    Json related = Json::array();
    for (const base::Span& span : message.related) related.push_back(json_of(span));
    Json json{
        {"code", static_cast<int>(message.code)}, {"severity", static_cast<int>(message.severity)},
        {"where", json_of(message.where)},        {"arguments", std::move(arguments)},
        {"related", std::move(related)},          {"loop", message.loop}};
    if (message.fix) json["fix"] = {json_of(message.fix->where), message.fix->replacement};
    return json;
}

Json json_of(const std::vector<released::Axis>& axes) {
    Json list = Json::array();
    for (const released::Axis& axis : axes) {
        Json categories = Json::array();
        for (const released::Category& category : axis.categories)
            categories.push_back({{"kind", static_cast<int>(category.kind)},
                                  {"code", category.code},
                                  {"label", json_of(category.label)}});
        list.push_back({{"variable", axis.variable},
                        {"label", json_of(axis.label)},
                        {"categories", std::move(categories)}});
    }
    return list;
}

Json json_of(const released::Table& table) {
    Json measures = Json::array();
    for (const released::Measure& measure : table.measures) {
        Json cells = Json::array();
        for (const released::Number& cell : measure.cells) {
            // The value of a cell that is not shown means nothing.
            Json entry = static_cast<int>(cell.state);
            if (cell.state == released::CellState::Shown) entry = Json::array({cell.value});
            cells.push_back(std::move(entry));
        }
        measures.push_back({{"statistic", static_cast<int>(measure.statistic)},
                            {"variable", measure.variable},
                            {"decimals", measure.decimals},
                            {"cells", std::move(cells)}});
    }
    Json tests = Json::array();
    for (const released::TestResult& test : table.tests)
        tests.push_back({test.name, test.statistic, test.degrees_of_freedom, test.p_value});
    return {{"rows", json_of(table.rows)},     {"columns", json_of(table.columns)},
            {"row_index", table.row_index},    {"column_index", table.column_index},
            {"measures", std::move(measures)}, {"tests", std::move(tests)},
            {"show_codes", table.show_codes},  {"flatten", table.flatten}};
}

Json json_of(const released::Document& document) {
    return {{"format", static_cast<int>(document.format)}, {"text", json_of(document.text)}};
}

Json json_of(const released::DatasetSummary& summary) {
    Json json{{"name", summary.name},
              {"unit_type", json_of(summary.unit_type)},
              {"variables", summary.variables}};
    if (summary.units) json["units"] = *summary.units;
    return json;
}

Json json_of(const released::Notice& notice) { return json_of(notice.message); }

}  // namespace

std::string_view kind_of(const released::Result& result) {
    struct Kind {
        std::string_view operator()(const released::Table&) const { return "table"; }
        std::string_view operator()(const released::Document&) const { return "document"; }
        std::string_view operator()(const released::DatasetSummary&) const { return "dataset"; }
        std::string_view operator()(const released::Notice&) const { return "notice"; }
    };
    return std::visit(Kind{}, result.body());
}

Json payload(const released::Result& result) {
    std::vector<int> protections;
    for (const released::Protection protection : result.protections())
        protections.push_back(static_cast<int>(protection));
    const released::Provenance& provenance = result.provenance();
    return {{"kind", kind_of(result)},
            {"body", std::visit([](const auto& body) { return json_of(body); }, result.body())},
            {"protections", std::move(protections)},
            {"notes", payload(result.notes())},
            {"provenance",
             {{"datastores", provenance.datastores},
              {"synthetic", provenance.synthetic},
              {"engine", provenance.engine},
              {"policy", provenance.policy}}}};
}

Json payload(std::span<const base::Diagnostic> messages) {
    Json list = Json::array();
    for (const base::Diagnostic& message : messages) list.push_back(json_of(message));
    return list;
}

std::string payload_hash(const Json& payload) { return to_hex(hash_of(canonical(payload))); }

}  // namespace skjerm::audit
