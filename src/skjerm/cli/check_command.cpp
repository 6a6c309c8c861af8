// `skjerm check`: what is wrong with scripts, without running them.
#include "skjerm/cli/check_command.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/source_text.h"
#include "skjerm/cli/script_file.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/session/check.h"
#include "skjerm/session/installation.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Code;
using base::Diagnostic;
using base::Severity;

struct CheckedScript {
    base::SourceText source;
    std::vector<Diagnostic> diagnostics;
};

std::int64_t count(const std::vector<CheckedScript>& scripts, Severity severity) {
    std::int64_t total = 0;
    for (const CheckedScript& script : scripts)
        total += std::ranges::count(script.diagnostics, severity, &Diagnostic::severity);
    return total;
}

void write_text(const std::vector<CheckedScript>& scripts, Program& program) {
    const render::Style style = program.style();
    for (const CheckedScript& script : scripts)
        for (const Diagnostic& diagnostic : script.diagnostics)
            if (diagnostic.severity == Severity::Error || !program.arguments.has("--quiet"))
                program.out.write(script.source.render(diagnostic, program.language, style.colour));
}

Json json_of(const std::vector<CheckedScript>& scripts) {
    Json files = Json::array();
    for (const CheckedScript& script : scripts) {
        Json diagnostics = Json::array();
        for (const Diagnostic& diagnostic : script.diagnostics)
            diagnostics.push_back(Json::parse(diagnostic_json(diagnostic, script.source)));
        files.push_back({{"file", script.source.name()}, {"diagnostics", std::move(diagnostics)}});
    }
    return {{"files", std::move(files)},
            {"errors", count(scripts, Severity::Error)},
            {"warnings", count(scripts, Severity::Warning)}};
}

std::string_view sarif_level(Severity severity) {
    if (severity == Severity::Error) return "error";
    return severity == Severity::Warning ? "warning" : "note";
}

Json sarif_result(const Diagnostic& diagnostic, const base::SourceText& source,
                  base::Language language) {
    const EditorPosition begin = editor_position(source, diagnostic.where.begin);
    const EditorPosition end = editor_position(source, diagnostic.where.end);
    std::string text = base::message_text(diagnostic, language);
    const std::string hint = base::hint_text(diagnostic, language);
    if (!hint.empty()) text += "\n" + hint;
    const Json region = {{"startLine", begin.line},
                         {"startColumn", begin.column},
                         {"endLine", end.line},
                         {"endColumn", end.column}};
    const Json place = {{"artifactLocation", {{"uri", source.name()}}}, {"region", region}};
    Json result = {{"ruleId", base::code_label(diagnostic.code)},
                   {"level", sarif_level(diagnostic.severity)},
                   {"message", {{"text", text}}}};
    result["locations"] = Json::array({Json{{"physicalLocation", place}}});
    return result;
}

/// SARIF 2.1.0, as code-scanning services read it.
Json sarif_of(const std::vector<CheckedScript>& scripts, base::Language language) {
    Json results = Json::array();
    std::vector<std::string> rules;
    for (const CheckedScript& script : scripts) {
        for (const Diagnostic& diagnostic : script.diagnostics) {
            results.push_back(sarif_result(diagnostic, script.source, language));
            rules.push_back(base::code_label(diagnostic.code));
        }
    }
    std::ranges::sort(rules);
    rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    Json rule_list = Json::array();
    for (const std::string& rule : rules) rule_list.push_back({{"id", rule}});
    Json driver = {{"name", "skjerm"}, {"version", program_version()}};
    driver["rules"] = std::move(rule_list);
    Json run = {{"tool", {{"driver", std::move(driver)}}}, {"columnKind", "utf16CodeUnits"}};
    run["results"] = std::move(results);
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
}

std::string document(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

base::Result<std::unique_ptr<command::StoreDirectory>> stores_for_check(const Program& program) {
    const auto datastores = chosen_datastores(program.arguments);
    if (datastores) return session::open_stores(*datastores);
    if (datastores.diagnostic().code != Code::NoDatastore) return datastores.diagnostic();
    Diagnostic note = base::warning(Code::CheckedWithoutDatastore, {});
    note.severity = Severity::Note;
    program.messages.tell(note);
    return std::unique_ptr<command::StoreDirectory>();
}

ExitCode check_command(Program& program) {
    const auto stores = stores_for_check(program);
    if (!stores) return program.fail(stores.diagnostic());
    ExitCode code = ExitCode::Success;
    std::vector<CheckedScript> scripts;
    for (const std::string& path : program.arguments.words) {
        base::Result<std::string> text = read_script(path);
        if (!text) {
            code = program.fail(text.diagnostic());
            continue;
        }
        std::vector<Diagnostic> diagnostics = session::check(*text, stores->get());
        scripts.push_back(
            {base::SourceText(shown_name(path), std::move(text).value()), std::move(diagnostics)});
    }
    const std::string format = program.arguments.value("--format").value_or("text");
    if (format == "json")
        program.out.write(document(json_of(scripts)));
    else if (format == "sarif")
        program.out.write(document(sarif_of(scripts, program.language)));
    else
        write_text(scripts, program);
    if (code == ExitCode::Success && count(scripts, Severity::Error) > 0)
        code = ExitCode::StaticErrors;
    return code;
}

}  // namespace skjerm::cli
