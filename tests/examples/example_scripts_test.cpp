// The scripts of examples/, run on the smallest synthetic Norway behind the program's protection.
// What they show stands beside this file, <script>.txt. After a change that was meant:
// SKJERM_UPDATE=1 build/tests/test_examples, and read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "support/golden.h"
#include "support/text_file.h"
#include "support/tiny_norway.h"

namespace skjerm::testing {
namespace {

std::vector<std::filesystem::path> example_scripts() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(SKJERM_SOURCE_DIR) / "examples"))
        if (entry.path().extension() == ".skjerm") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// Notes that stand whatever the data: how conditions, rules and joins by a key act.
constexpr std::string_view kNotes[] = {"SKJ-5011", "SKJ-5015", "SKJ-6207"};

/// The first line of a transcript that tells of an error.
std::string first_problem(const std::string& shown) {
    std::istringstream lines(shown);
    for (std::string line; std::getline(lines, line);) {
        const bool is_note = std::ranges::any_of(
            kNotes, [&](std::string_view note) { return line.starts_with(note); });
        if (line.starts_with("SKJ-") && !is_note) return line;
    }
    return {};
}

/// A script of English speakers says so in its first line: `// In English: …`.
base::Language language_of(const std::string& script) {
    return script.starts_with("// In English") ? base::Language::English : base::Language::Bokmaal;
}

TEST(ExampleScripts, show_what_they_showed) {
    const std::filesystem::path folder =
        std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "examples";
    TinyNorway stores;
    for (const std::filesystem::path& file : example_scripts()) {
        const std::string script = read_text(file);
        EXPECT_TRUE(script.starts_with("// ")) << file << " begins by saying what it shows";
        const std::string shown =
            transcript(script, test_gate(PolicyKind::Standard), language_of(script), stores);
        EXPECT_EQ(first_problem(shown), "") << file;
        const std::filesystem::path golden = folder / (file.stem().string() + ".txt");
        if (std::getenv("SKJERM_UPDATE") != nullptr) write_text(golden, shown);
        EXPECT_EQ(shown, read_text(golden)) << file;
    }
}

TEST(ExampleScripts, have_no_output_of_a_script_that_is_gone) {
    const std::vector<std::filesystem::path> scripts = example_scripts();
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "examples"))
        if (entry.path().extension() == ".txt") {
            EXPECT_TRUE(std::ranges::any_of(scripts, [&](const std::filesystem::path& script) {
                return script.stem() == entry.path().stem();
            })) << entry.path();
        }
}

}  // namespace
}  // namespace skjerm::testing
