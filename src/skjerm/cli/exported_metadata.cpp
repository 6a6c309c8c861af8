#include "skjerm/cli/exported_metadata.h"

#include <map>
#include <string_view>

#include "skjerm/cli/datastore_json.h"
#include "skjerm/cli/program.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using datastore::Label;
using datastore::Variable;

constexpr const char* kIndent = "  ";

/// Text as the content of an element or an attribute. Control characters, which XML 1.0 cannot
/// hold, become blanks.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
        }
    }
    return result;
}

/// Builds a document line by line, each element indented by its depth.
class Xml {
public:
    void open(const std::string& tag, const std::string& attributes = {}) {
        line("<" + tag + attributes + ">");
        ++depth_;
    }
    void close(const std::string& tag) {
        --depth_;
        line("</" + tag + ">");
    }
    void element(const std::string& tag, std::string_view text,
                 const std::string& attributes = {}) {
        line("<" + tag + attributes + ">" + escaped(text) + "</" + tag + ">");
    }
    /// In both languages, where they differ.
    void label(const std::string& tag, const Label& label) {
        element(tag, label.nb, R"( xml:lang="nb")");
        if (!label.en.empty() && label.en != label.nb) element(tag, label.en, R"( xml:lang="en")");
    }
    void line(const std::string& text) {
        for (int at = 0; at < depth_; ++at) text_ += kIndent;
        text_ += text + "\n";
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    int depth_ = 0;
};

/// A text of the delivery with an element for each of its languages; nothing when it is not there.
void put_texts(Xml& xml, const std::string& tag, const Json& texts, const std::string& more = {}) {
    if (!texts.is_array()) return;
    for (const Json& text : texts)
        if (text.is_object() && text.contains("value") && text["value"].is_string())
            xml.element(tag, text["value"].get<std::string>(),
                        " xml:lang=\"" + escaped(text.value("languageCode", "no")) + "\"" + more);
}

Json member(const Json& object, const char* name) {
    return object.is_object() && object.contains(name) ? object[name] : Json();
}

std::string validity_of(const datastore::DatedCode& code) {
    if (!code.valid_from && !code.valid_to) return {};
    const auto day = [](std::optional<base::DayNumber> date) {
        return date ? base::format_iso_date(*date) : std::string();
    };
    return day(code.valid_from) + "/" + day(code.valid_to);
}

void put_variable(Xml& xml, const ExportedVariable& exported, const std::string& id) {
    const Variable& variable = *exported.variable;
    const bool is_discrete = variable.code_list != nullptr || variable.link != nullptr ||
                             variable.data_type == datastore::DataType::String;
    xml.open("var",
             " ID=\"" + id + "\" name=\"" + escaped(variable.name) + "\" intrvl=\"" +
                 (is_discrete ? "discrete" : "contin") + "\"" +
                 (variable.measure.empty() ? std::string()
                                           : " measUnit=\"" + escaped(variable.measure) + "\""));
    const Json& delivered = exported.metadata;
    const Json measures = member(delivered, "measureVariables");
    const Json measure = measures.is_array() && !measures.empty() ? measures[0] : Json();
    xml.label("labl", variable.label);
    if (const Json level = member(delivered, "sensitivityLevel"); level.is_string())
        xml.element("security", level.get<std::string>());
    xml.element("anlysUnit", variable.unit_type->id);
    put_texts(xml, "universe", member(delivered, "populationDescription"));
    put_texts(xml, "txt", member(measure, "description"));
    if (variable.code_list) {
        for (const datastore::DatedCode& code : variable.code_list->codes) {
            xml.open("catgry");
            xml.element("catValu", code.code);
            xml.label("labl", code.label);
            if (const std::string days = validity_of(code); !days.empty()) xml.element("txt", days);
            xml.close("catgry");
        }
    }
    if (const Json subjects = member(delivered, "subjectFields"); subjects.is_array())
        for (const Json& subject : subjects) put_texts(xml, "concept", subject);
    const bool is_text = variable.data_type == datastore::DataType::String || variable.link;
    xml.element("varFormat", "",
                std::string(" type=\"") + (is_text ? "character" : "numeric") +
                    "\" schema=\"other\" formatname=\"" +
                    escaped(type_text(variable.data_type).en) + "\"");
    const auto note = [&](const char* type, std::string_view text) {
        if (!text.empty()) xml.element("notes", text, std::string(" type=\"") + type + "\"");
    };
    note("temporality", temporality_text(variable.temporality).en);
    if (variable.valid_from) note("valid-from", base::format_iso_date(*variable.valid_from));
    if (variable.valid_to) note("valid-to", base::format_iso_date(*variable.valid_to));
    if (variable.link) note("link-to", variable.link->id);
    xml.close("var");
}

}  // namespace

std::string metadata_as_json(const ExportedMetadata& metadata) {
    std::map<std::string, datastore::UnitTypePtr> types;
    Json variables = Json::array();
    for (const ExportedVariable& exported : metadata.variables) {
        const Variable& variable = *exported.variable;
        for (const datastore::UnitTypePtr& type : {variable.unit_type, variable.link})
            if (type) types.emplace(type->id, type);
        Json json = variable_json(variable);
        if (variable.code_list) json["codes"] = codes_json(*variable.code_list);
        if (!exported.metadata.is_null()) json["delivered"] = exported.metadata;
        variables.push_back(std::move(json));
    }
    Json unit_types = Json::array();
    for (const auto& [id, type] : types)
        unit_types.push_back({{"id", id}, {"label", both(type->label)}, {"key", type->key_name}});
    const Json document = {
        {"skjerm_metadata", 1},
        {"databank", metadata.databank},
        {"title", both(metadata.title)},
        {"version", metadata.version},
        {"released", metadata.released.empty() ? Json() : Json(metadata.released)},
        {"synthetic", metadata.is_synthetic},
        {"unit_types", std::move(unit_types)},
        {"variables", std::move(variables)}};
    return document.dump(1) + "\n";
}

std::string metadata_as_ddi(const ExportedMetadata& metadata) {
    Xml xml;
    xml.open("codeBook", R"( xmlns="ddi:codebook:2_5" version="2.5" xml:lang="nb")");
    const std::string reference = metadata.databank + ":" + metadata.version;
    const auto put_titles = [&] {
        xml.open("titlStmt");
        xml.element("titl", metadata.title.nb, R"( xml:lang="nb")");
        if (!metadata.title.en.empty() && metadata.title.en != metadata.title.nb)
            xml.element("parTitl", metadata.title.en, R"( xml:lang="en")");
        xml.element("IDNo", reference);
        xml.close("titlStmt");
    };
    xml.open("docDscr");
    xml.open("citation");
    put_titles();
    xml.open("prodStmt");
    xml.element("software", "skjerm", " version=\"" + escaped(program_version()) + "\"");
    xml.close("prodStmt");
    xml.close("citation");
    xml.close("docDscr");

    xml.open("stdyDscr");
    xml.open("citation");
    put_titles();
    xml.open("verStmt");
    xml.element(
        "version", metadata.version,
        metadata.released.empty() ? std::string() : " date=\"" + escaped(metadata.released) + "\"");
    xml.close("verStmt");
    if (metadata.is_synthetic) {
        xml.element("notes", "Syntetiske data: alle enheter er oppdiktet.", R"( xml:lang="nb")");
        xml.element("notes", "Synthetic data: all units are made up.", R"( xml:lang="en")");
    }
    xml.close("citation");
    xml.close("stdyDscr");

    xml.open("dataDscr");
    std::map<std::string, std::string> groups;
    for (std::size_t at = 0; at < metadata.variables.size(); ++at) {
        std::string& members = groups[metadata.variables[at].variable->register_id];
        members += (members.empty() ? "V" : " V") + std::to_string(at + 1);
    }
    std::size_t number = 0;
    for (const auto& [name, members] : groups) {
        xml.open("varGrp", " ID=\"G" + std::to_string(++number) + "\" type=\"subject\" var=\"" +
                               members + "\"");
        xml.element("labl", name);
        xml.close("varGrp");
    }
    for (std::size_t at = 0; at < metadata.variables.size(); ++at)
        put_variable(xml, metadata.variables[at], "V" + std::to_string(at + 1));
    xml.close("dataDscr");
    xml.close("codeBook");
    return xml.take();
}

}  // namespace skjerm::cli
