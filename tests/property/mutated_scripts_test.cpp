// The golden scripts, taken apart and put together wrongly: lines swapped, doubled, left out or
// brought from elsewhere, words replaced by other words. Whatever comes of it, no command breaks an
// invariant of the program, and a command that fails leaves everything as it was.
//
// Most scripts are made anew until they parse, since nothing of a script runs that does not.
//
// 1 000 scripts in the ordinary run, 20 000 when SKJERM_DEEP is set.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "skjerm/command/registry.h"
#include "skjerm/script/parser.h"
#include "skjerm/session/session.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::testing {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// Words (names, numbers, texts without blanks) and single signs, blanks kept as words.
std::vector<std::string> words_of(const std::string& line) {
    const auto is_word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '\'' ||
               c == '.' || static_cast<unsigned char>(c) >= 0x80;
    };
    std::vector<std::string> words;
    for (const char c : line) {
        if (!words.empty() && is_word(c) && is_word(words.back().back()))
            words.back().push_back(c);
        else
            words.emplace_back(1, c);
    }
    return words;
}

class Mutations {
public:
    Mutations() {
        for (const auto& file : golden_files(SKJERM_SOURCE_DIR "/tests/scripts")) {
            scripts_.push_back(lines_of(read_golden(file).script));
            for (const std::string& line : scripts_.back()) {
                all_lines_.push_back(line);
                for (std::string& word : words_of(line)) all_words_.push_back(std::move(word));
            }
        }
    }

    [[nodiscard]] std::string script(std::uint64_t seed) const {
        std::mt19937_64 random(seed);
        const auto below = [&](std::size_t limit) { return random() % limit; };
        std::vector<std::string> lines = scripts_[below(scripts_.size())];
        for (std::size_t changes = 1 + below(5); changes > 0; --changes) {
            if (lines.empty()) lines.push_back(all_lines_[below(all_lines_.size())]);
            const std::size_t at = below(lines.size());
            const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
            switch (below(7)) {
                case 0:
                    std::swap(lines[at], lines[below(lines.size())]);
                    break;
                case 1:
                    lines.insert(place, std::string(lines[at]));
                    break;
                case 2:
                    lines.erase(place);
                    break;
                case 3:
                    lines.insert(place, all_lines_[below(all_lines_.size())]);
                    break;
                default: {
                    std::vector<std::string> words = words_of(lines[at]);
                    if (words.empty()) break;
                    words[below(words.size())] = all_words_[below(all_words_.size())];
                    lines[at].clear();
                    for (const std::string& word : words) lines[at] += word;
                }
            }
        }
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        return text;
    }

private:
    std::vector<std::vector<std::string>> scripts_;
    std::vector<std::string> all_lines_;
    std::vector<std::string> all_words_;
};

/// Compares the workspace before and after commands that fail.
class Watch : public session::EventSink {
public:
    explicit Watch(const session::Session& session) : session_(session) {}
    void command_started(const session::CommandEvent&) override { before_ = state(); }
    void result_released(const session::CommandEvent&, const released::Result&) override {}
    void diagnosed(const session::CommandEvent*, const base::Diagnostic&) override {}
    void command_finished(const session::CommandEvent& event, bool succeeded) override {
        if (!succeeded && state() != before_) changed_by += event.text + "\n";
        ++commands;
    }

    std::string changed_by;
    std::size_t commands = 0;

private:
    /// Datasets never change in place, so their addresses tell everything.
    struct State {
        std::vector<dataset::DatasetPtr> datasets;
        dataset::DatasetPtr active;
        std::map<std::string, column::CodeListPtr, std::less<>> code_lists;
        std::size_t connections = 0;
        bool operator==(const State&) const = default;
    };
    State state() const {
        const dataset::Workspace& workspace = session_.workspace();
        return {workspace.datasets(), workspace.active(), workspace.code_lists(),
                workspace.connections().size()};
    }

    const session::Session& session_;
    State before_;
};

bool parses(const std::string& script) {
    return script::parse(script, command::grammar()).diagnostics.empty();
}

TEST(MutatedScripts, NeverBreakTheProgramNorHalfDoACommand) {
    const Mutations mutations;
    SmallNorway stores;
    const std::uint64_t scripts = std::getenv("SKJERM_DEEP") != nullptr ? 20'000 : 1'000;
    std::size_t commands = 0;
    for (std::uint64_t seed = 1; seed <= scripts; ++seed) {
        command::Environment environment;
        environment.stores = &stores;
        environment.gate = &test_gate(seed % 2 == 0 ? PolicyKind::Plain : PolicyKind::Standard);
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 28);
        environment.engine_version = "test";
        session::Session session(environment);
        Watch watch(session);
        std::string script = mutations.script(seed);
        if (seed % 16 != 0)
            for (std::uint64_t again = 1; again < 40 && !parses(script); ++again)
                script = mutations.script(seed + 1'000'000 * again);
        const session::Ending ending = session.run(script, {}, watch);
        ASSERT_NE(ending, session::Ending::InternalFault) << "seed " << seed << "\n" << script;
        ASSERT_EQ(watch.changed_by, "") << "seed " << seed << "\n" << script;
        commands += watch.commands;
    }
    EXPECT_GT(commands, 2 * scripts) << "too few scripts get anywhere";
}

}  // namespace
}  // namespace skjerm::testing
