// Whole scripts as users write them: they parse, and their canonical text means the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "parse_helpers.h"
#include "support/script_spans.h"

namespace skjerm::tests {
namespace {

TEST(ScriptCorpus, ParsesAndComesBackUnchanged) {
    const std::filesystem::path folder =
        std::filesystem::path(SKJERM_SOURCE_DIR) / "tests/fuzz/corpus/script";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;  // found/: what the fuzzer kept
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string source((std::istreambuf_iterator<char>(file)), {});
        const script::Parsed parsed = parse(source);
        EXPECT_FALSE(parsed.has_errors())
            << entry.path() << testing::PrintToString(found_in(source));
        EXPECT_TRUE(spans_inside(parsed.script, source)) << entry.path();

        const std::string text = script::format(parsed.script);
        const script::Parsed again = parse(text);
        EXPECT_TRUE(again.diagnostics.empty())
            << entry.path() << testing::PrintToString(found_in(text));
        EXPECT_EQ(again.script, parsed.script) << entry.path();
        EXPECT_EQ(script::format(again.script), text) << entry.path();
        ++count;
    }
    EXPECT_GE(count, 25);
}

}  // namespace
}  // namespace skjerm::tests
