// `--help` of the program, of each group and of each command, in both languages, is what stands in
// help/. With SKJERM_UPDATE=1 the files are rewritten; read them before they are committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "skjerm/cli/definition.h"
#include "support/child_process.h"

namespace skjerm::cli {
namespace {

using base::Language;

std::filesystem::path folder() {
    return std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "unit" / "cli" / "help";
}

/// The names of the files that a page has been compared with.
class HelpPages : public ::testing::Test {
protected:
    void expect_page(std::string_view path, Language language, const std::string& text) {
        std::string name = path.empty() ? "skjerm" : std::string(path);
        for (char& c : name)
            if (c == ' ') c = '_';
        name += language == Language::Bokmaal ? ".nb.txt" : ".en.txt";
        seen_.insert(name);
        if (std::getenv("SKJERM_UPDATE") != nullptr)
            std::ofstream(folder() / name, std::ios::binary) << text;
        EXPECT_EQ(text, testing::read_text(folder() / name)) << name;
    }

    std::set<std::string> seen_;
};

TEST_F(HelpPages, are_as_written_down) {
    for (const Language language : {Language::Bokmaal, Language::English}) {
        expect_page("", language, help_text(nullptr, language));
        for (const CommandDefinition& command : command_definitions()) {
            if (command.support == Support::Planned) continue;
            expect_page(command.path, language, help_text(&command, language));
            const std::size_t blank = command.path.find(' ');
            if (blank == std::string_view::npos) continue;
            const std::string_view group = command.path.substr(0, blank);
            expect_page(group, language, group_help_text(group, language));
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
        EXPECT_TRUE(seen_.contains(entry.path().filename().string()))
            << entry.path() << " belongs to no command";
}

}  // namespace
}  // namespace skjerm::cli
