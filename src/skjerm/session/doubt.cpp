#include "skjerm/session/doubt.h"

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"

namespace skjerm::session {

namespace {

using base::Code;
using base::Diagnostic;

/// The name that a message about a name is about: its first argument, without what it is put in.
std::string subject_of(const Diagnostic& diagnostic) {
    if (diagnostic.arguments.empty()) return {};
    std::string text = diagnostic.arguments.front().text(base::Language::English);
    std::erase(text, '`');
    return text;
}

enum class About : std::uint8_t {
    Itself,   ///< what is wrong stands in the command itself
    Name,     ///< its subject is there or not
    Dataset,  ///< likewise, a dataset
    Units,    ///< the active dataset has no units
    Anything  ///< what it mentions: types, labels, structure
};

About about(Code code) {
    switch (code) {
        case Code::UnknownVariable:
        case Code::VariableInOtherDataset:
        case Code::VariableExists:
        case Code::EmptyDatasetScope:
        case Code::UnknownCodeList:
        case Code::CodeListExists:
        case Code::UnknownAlias:
        case Code::UnknownBinding:
            return About::Name;
        case Code::UnknownDataset:
        case Code::DatasetExists:
            return About::Dataset;
        case Code::DatasetWithoutUnits:
            return About::Units;
        case Code::UnknownRegisterVariable:
        case Code::UnknownFunction:
        case Code::WrongArgumentCount:
        case Code::ArgumentOutOfDomain:
        case Code::PopulationFunctionInCondition:
        case Code::EmptyText:
        case Code::CommandNotBuilt:
        case Code::OptionNotBuilt:
        case Code::OnlyInCommandWindow:
        case Code::OnlyPlainVariables:
        case Code::OptionOutOfRange:
        case Code::OptionsExclude:
        case Code::UnknownHelpTopic:
            return About::Itself;
        default:
            break;
    }
    const auto number = static_cast<unsigned>(code);
    // Bindings, versions and dates of registers depend on nothing that a check could have lost.
    const bool itself = (number >= 3040 && number < 3060) || (number >= 4000 && number < 5000);
    return itself ? About::Itself : About::Anything;
}

/// Words that stand between names.
bool is_keyword(std::string_view word) {
    static constexpr std::string_view kKeywords[] = {"if", "as", "into", "on", "by", "to", "in"};
    return std::ranges::find(kKeywords, word) != std::end(kKeywords);
}

/// Behind the name that begins at `start`; `start` when there is none.
std::size_t name_end(std::string_view text, std::size_t start) {
    std::size_t end = start;
    while (end < text.size()) {
        const base::CodePoint point = base::code_point_at(text, end);
        const bool inside = (point.value >= '0' && point.value <= '9') || point.value == '@';
        const bool letter = point.value == '_' || base::is_letter(point.value);
        if (!letter && (!inside || end == start)) break;
        end += point.bytes;
    }
    return end;
}

bool same(const dataset::Variable& a, const dataset::Variable& b) {
    return a.column == b.column && a.labels == b.labels;
}

}  // namespace

bool Doubt::about_any(const std::vector<std::string>& names) const {
    return std::ranges::any_of(names, [&](const std::string& name) { return about(name); });
}

bool Doubt::explains(const Diagnostic& diagnostic, std::string_view active,
                     const std::vector<std::string>& names) const {
    const auto open = [&] {
        return is_open(active) ||
               std::ranges::any_of(names, [&](const auto& name) { return is_open(name); });
    };
    switch (session::about(diagnostic.code)) {
        case About::Itself:
            return false;
        case About::Name:
            return about(subject_of(diagnostic)) || open();
        case About::Dataset:
            return about(subject_of(diagnostic)) || any_dataset_;
        case About::Units:
            return open() || std::ranges::any_of(without_units_, [&](const auto& dataset) {
                       return dataset == active || std::ranges::find(names, dataset) != names.end();
                   });
        case About::Anything:
            return about_any(names) || open();
    }
    return false;
}

void Doubt::spread(const dataset::Workspace& before, const dataset::Workspace& after,
                   const std::vector<std::string>& names) {
    const dataset::DatasetPtr active = before.active();
    const bool from_open = (active && is_open(active->name())) ||
                           std::ranges::any_of(names, [&](const auto& n) { return is_open(n); });
    for (const dataset::DatasetPtr& dataset : after.datasets()) {
        const dataset::DatasetPtr known = before.find(dataset->name());
        if (known == dataset) continue;
        if (known == nullptr && from_open) open(dataset->name());
        for (const dataset::Variable& variable : dataset->variables()) {
            const dataset::Variable* old = known ? known->find(variable.name) : nullptr;
            if (old == nullptr || !same(*old, variable)) add(variable.name);
        }
    }
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    std::size_t at = std::min(text.find_first_of(" \t(\n"), text.size());  // past the command word
    while (at < text.size()) {
        const char c = text[at];
        if (c == '\'' || c == '"') {
            at = std::min(text.find(c, at + 1), text.size() - 1) + 1;
            continue;
        }
        const std::size_t start = c == '$' ? at + 1 : at;
        const std::size_t end = name_end(text, start);
        if (end == start) {
            at = start + (c == '$' ? 0 : base::code_point_at(text, at).bytes);
            continue;
        }
        const std::size_t after = std::min(text.find_first_not_of(" \t", end), text.size());
        const bool is_call = after < text.size() && text[after] == '(';
        const std::string_view name = text.substr(at, end - at);
        if (!is_call && !is_keyword(name) && std::ranges::find(names, name) == names.end())
            names.emplace_back(name);
        at = end;
    }
    return names;
}

}  // namespace skjerm::session
