// docs/reference/ holds what the program says about its commands and functions. After a change of a
// declaration: SKJERM_UPDATE=1 build/tests/test_examples
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "skjerm/command/support/help.h"
#include "support/text_file.h"

namespace skjerm::testing {
namespace {

using base::Language;

struct Page {
    const char* file;
    std::string (*text)(Language);
    Language language;
};

constexpr Page kPages[] = {
    {"commands.nb.md", command::command_reference, Language::Bokmaal},
    {"commands.en.md", command::command_reference, Language::English},
    {"functions.nb.md", command::function_reference, Language::Bokmaal},
    {"functions.en.md", command::function_reference, Language::English},
};

TEST(ReferencePages, say_what_the_program_says) {
    const std::filesystem::path folder =
        std::filesystem::path(SKJERM_SOURCE_DIR) / "docs" / "reference";
    for (const Page& page : kPages) {
        const std::string text = page.text(page.language);
        if (std::getenv("SKJERM_UPDATE") != nullptr) write_text(folder / page.file, text);
        EXPECT_TRUE(read_text(folder / page.file) == text)
            << page.file << " is stale. Run: SKJERM_UPDATE=1 build/tests/test_examples";
    }
}

}  // namespace
}  // namespace skjerm::testing
