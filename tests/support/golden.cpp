#include "support/golden.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "skjerm/base/check.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/source_text.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/render/document.h"
#include "support/plain_policy.h"
#include "support/small_norway.h"

namespace skjerm::testing {

namespace {

constexpr std::string_view kDivider = "====\n";

/// Writes events as a user reads them.
class Transcript : public session::EventSink {
public:
    Transcript(const base::SourceText& source, base::Language language)
        : source_(source), language_(language) {
        style_.language = language;
        style_.decimal = language == base::Language::Bokmaal ? ',' : '.';
    }

    void command_started(const session::CommandEvent& command) override {
        text_ += command.dataset.empty() ? ">> " : command.dataset + " >> ";
        text_ += command.text + "\n";
    }
    void result_released(const session::CommandEvent&, const released::Result& result) override {
        text_ += render::to_text(result, style_);
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        const base::Position begin = source_.position(diagnostic.where.begin);
        const base::Position end = source_.position(diagnostic.where.end);
        text_ += base::code_label(diagnostic.code) + " at " + std::to_string(begin.line) + ":" +
                 std::to_string(begin.column) + "-" + std::to_string(end.column);
        for (const auto& [name, value] : diagnostic.loop) text_ += " " + name + "=" + value;
        text_ += ": " + base::message_text(diagnostic, language_) + "\n";
        const std::string hint = base::hint_text(diagnostic, language_);
        if (!hint.empty()) text_ += "  " + hint + "\n";
    }
    void command_finished(const session::CommandEvent&, bool) override {}

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    const base::SourceText& source_;
    base::Language language_;
    render::Style style_;
    std::string text_;
};

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    SKJERM_CHECK(stream.good());
    return std::move(text).str();
}

}  // namespace

const disclosure::Gate& test_gate(PolicyKind policy) {
    static const disclosure::Gate plain =
        disclosure::PlainNoise::gate(plain_policy(), test_secret());
    static const disclosure::Gate standard(disclosure::Policy::standard(), test_secret());
    return policy == PolicyKind::Plain ? plain : standard;
}

std::string transcript(const std::string& script, PolicyKind policy, base::Language language) {
    return transcript(script, test_gate(policy), language);
}

std::string transcript(const std::string& script, const disclosure::Gate& gate,
                       base::Language language) {
    SmallNorway stores;
    return transcript(script, gate, language, stores);
}

std::string transcript(const std::string& script, const disclosure::Gate& gate,
                       base::Language language, command::StoreDirectory& stores) {
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &gate;
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    environment.engine_version = "test";
    session::Session session(environment);
    const base::SourceText source("script", script);
    Transcript events(source, language);
    session.run(script, {}, events);
    return events.text();
}

GoldenFile read_golden(const std::filesystem::path& file) {
    const std::string text = read_file(file);
    const std::size_t divider = text.find(kDivider);
    SKJERM_CHECK(divider != std::string::npos);
    GoldenFile golden;
    golden.expected = text.substr(divider + kDivider.size());
    std::istringstream lines(text.substr(0, divider));
    bool in_header = true;
    for (std::string line; std::getline(lines, line);) {
        in_header = in_header && line.starts_with("# ");
        if (!in_header) {
            golden.script += line + "\n";
        } else if (line == "# policy: plain") {
            golden.policy = PolicyKind::Plain;
        } else if (line == "# lang: nb") {
            golden.language = base::Language::Bokmaal;
        } else {
            golden.header.push_back(line.substr(2));
        }
    }
    return golden;
}

void write_golden(const std::filesystem::path& file, const std::string& transcript) {
    const std::string text = read_file(file);
    const std::size_t divider = text.find(kDivider);
    std::ofstream(file, std::ios::binary) << text.substr(0, divider) << kDivider << transcript;
}

std::vector<std::filesystem::path> golden_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".skt") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace skjerm::testing
