// Runs every golden script of this folder. With SKJERM_UPDATE=1 in the environment the expectations
// are rewritten instead (never in CI); a mismatch leaves what was given beside the file, *.actual.
#include "support/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace skjerm::testing {
namespace {

std::filesystem::path folder() {
    return std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "scripts";
}

class GoldenScript : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(GoldenScript, gives_its_transcript) {
    const std::filesystem::path& file = GetParam();
    const GoldenFile golden = read_golden(file);
    ASSERT_FALSE(golden.header.empty()) << "the first line says what the script shows";
    const std::string actual = transcript(golden.script, golden.policy, golden.language);
    std::filesystem::path beside = file;
    beside += ".actual";
    if (actual == golden.expected) {
        std::filesystem::remove(beside);
        return;
    }
    if (std::getenv("SKJERM_UPDATE") != nullptr) {
        write_golden(file, actual);
        GTEST_SUCCEED();
        return;
    }
    std::ofstream(beside, std::ios::binary) << actual;
    EXPECT_EQ(actual, golden.expected);
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& info) {
    std::string name = std::filesystem::relative(info.param, folder()).replace_extension().string();
    for (char& character : name)
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Scripts, GoldenScript, ::testing::ValuesIn(golden_files(folder())),
                         name_of);

}  // namespace
}  // namespace skjerm::testing
