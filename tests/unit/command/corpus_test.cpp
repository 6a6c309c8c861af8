// Whole scripts as users write them, with the grammar of the program: they parse, and their
// canonical text parses to the same script. (unit/script does this with a grammar of its own.)
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "skjerm/base/source_text.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"

namespace skjerm::command {
namespace {

/// All that was found in a script, as a user reads it.
std::string report(const script::Parsed& parsed, const std::string& source) {
    const base::SourceText text("script", source);
    std::string all;
    for (const base::Diagnostic& diagnostic : parsed.diagnostics)
        all += text.render(diagnostic, base::Language::English, false);
    return all;
}

TEST(Corpus, parses_and_comes_back_unchanged) {
    const std::filesystem::path folder =
        std::filesystem::path(SKJERM_SOURCE_DIR) / "tests/fuzz/corpus/script";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;  // found/: what the fuzzer kept
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string source((std::istreambuf_iterator<char>(file)), {});
        const script::Parsed parsed = script::parse(source, grammar());
        EXPECT_FALSE(parsed.has_errors()) << entry.path() << "\n" << report(parsed, source);

        const std::string canonical = script::format(parsed.script);
        const script::Parsed again = script::parse(canonical, grammar());
        EXPECT_TRUE(again.diagnostics.empty()) << entry.path() << "\n" << report(again, canonical);
        EXPECT_EQ(again.script, parsed.script) << entry.path();
        EXPECT_EQ(script::format(again.script), canonical) << entry.path();
        ++count;
    }
    EXPECT_GE(count, 25);
}

}  // namespace
}  // namespace skjerm::command
