#include "skjerm/cli/messages.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/utf8.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Language;

std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json texts(const std::string& nb, const std::string& en) {
    return Json::array({{{"lang", "nb"}, {"text", nb}}, {{"lang", "en"}, {"text", en}}});
}

Json range_json(base::Span span, const base::SourceText& source) {
    const auto json = [](EditorPosition position) {
        return Json{{"line", position.line}, {"col", position.column}};
    };
    return {{"from", json(editor_position(source, span.begin))},
            {"to", json(editor_position(source, span.end))}};
}

std::string_view severity_word(const base::Diagnostic& diagnostic) {
    const auto code = static_cast<unsigned>(diagnostic.code);
    switch (diagnostic.severity) {
        case base::Severity::Error:
            return code >= 5000 && code < 6000 ? "refused" : "error";
        case base::Severity::Warning:
            return "warning";
        case base::Severity::Note:
            break;
    }
    return "hint";
}

}  // namespace

EditorPosition editor_position(const base::SourceText& source, std::uint32_t byte) {
    const std::uint32_t line = source.position(byte).line;
    const std::string_view text = source.text();
    const std::size_t end = std::min<std::size_t>(byte, text.size());
    std::uint32_t column = 1;
    for (auto at = static_cast<std::size_t>(source.line(line).data() - text.data()); at < end;) {
        const base::CodePoint point = base::code_point_at(text, at);
        column += point.value > 0xFFFF ? 2 : 1;
        at += point.bytes;
    }
    return {line, column};
}

std::string diagnostic_json(const base::Diagnostic& diagnostic, const base::SourceText& source) {
    Json json = {{"code", base::code_label(diagnostic.code)},
                 {"severity", severity_word(diagnostic)}};
    json["text"] = texts(base::message_text(diagnostic, Language::Bokmaal),
                         base::message_text(diagnostic, Language::English));
    const std::string hint = base::hint_text(diagnostic, Language::Bokmaal);
    if (!hint.empty()) json["hint"] = texts(hint, base::hint_text(diagnostic, Language::English));
    const bool has_place = diagnostic.where != base::Span{} && !source.text().empty();
    json["range"] = has_place ? range_json(diagnostic.where, source) : Json(nullptr);
    json["related"] = Json::array();
    for (const base::Span& span : diagnostic.related)
        json["related"].push_back(range_json(span, source));
    json["fixes"] = Json::array();
    if (diagnostic.fix) {
        const Json edit = {{"range", range_json(diagnostic.fix->where, source)},
                           {"text", diagnostic.fix->replacement}};
        json["fixes"].push_back(
            {{"title", diagnostic.fix->replacement}, {"edits", Json::array({edit})}});
    }
    json["loop"] = Json::array();
    for (const auto& [name, value] : diagnostic.loop)
        json["loop"].push_back({{"name", name}, {"value", value}});
    return one_line(json);
}

void Messages::tell(const base::Diagnostic& diagnostic) {
    tell(diagnostic, base::SourceText("skjerm", ""));
}

void Messages::tell(const base::Diagnostic& diagnostic, const base::SourceText& source) {
    if (style_.quiet && diagnostic.severity != base::Severity::Error) return;
    if (style_.json) return write(diagnostic_json(diagnostic, source) + "\n");
    write(source.render(diagnostic, style_.language, style_.colour));
}

void Messages::line(std::string_view text) {
    if (style_.quiet) return;
    if (style_.json) return write(one_line({{"severity", "info"}, {"text", text}}) + "\n");
    write(std::string(text) + "\n");
}

void Messages::detail(std::string_view text) {
    if (style_.verbose) line(text);
}

void Messages::write(std::string_view text) {
    progress_.hide();
    // Where standard error cannot be written, there is no place left to say so.
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace skjerm::cli
