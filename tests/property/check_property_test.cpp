// A check and a run agree: no error in what runs, and the same code at the same place for what
// fails for a reason that has nothing to do with data.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "script_generator.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/script/format.h"
#include "skjerm/session/check.h"
#include "support/collect.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::testing {
namespace {

using base::Code;
using base::Diagnostic;
using base::Severity;

std::string shown(const Diagnostic& diagnostic) {
    std::string text = base::code_label(diagnostic.code) + " at " +
                       std::to_string(diagnostic.where.begin) + "-" +
                       std::to_string(diagnostic.where.end);
    for (const auto& [name, value] : diagnostic.loop) text += " " + name + "=" + value;
    return text;
}

std::vector<std::string> of(Severity severity, const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> list;
    for (const Diagnostic& diagnostic : diagnostics)
        if (diagnostic.severity == severity) list.push_back(shown(diagnostic));
    return list;
}

/// Errors and warnings that the data, or the disclosure control of them, decide.
bool is_by_data(const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
        case Code::DestringFails:
        case Code::MergeKeyNotUnique:
        case Code::SampleKeepsAll:
            return true;
        default: {
            const auto number = static_cast<unsigned>(diagnostic.code);
            return number >= 5000 && number < 6000;
        }
    }
}

std::vector<Diagnostic> without_data(std::vector<Diagnostic> diagnostics) {
    std::erase_if(diagnostics, is_by_data);
    return diagnostics;
}

/// The test itself.
void expect_agreement(const std::string& script, PolicyKind policy) {
    const Collected run = collect(script, test_gate(policy));
    SmallNorway stores;
    const std::vector<Diagnostic> checked = session::check(script, &stores);
    const std::vector<std::string> errors = of(Severity::Error, checked);

    const auto first = std::ranges::find(run.diagnostics, Severity::Error, &Diagnostic::severity);
    if (first == run.diagnostics.end()) {
        EXPECT_EQ(errors, std::vector<std::string>());
        EXPECT_EQ(of(Severity::Warning, checked),
                  of(Severity::Warning, without_data(run.diagnostics)));
        return;
    }
    // Those behind the first failure the run could not see.
    for (const Diagnostic& failure : run.diagnostics) {
        if (failure.severity != Severity::Error || is_by_data(failure)) continue;
        EXPECT_TRUE(std::ranges::find(errors, shown(failure)) != errors.end())
            << shown(failure) << " is not among " << ::testing::PrintToString(errors);
    }
    // What does not parse is not run at all, but what stands before is checked.
    if (run.ending == session::Ending::StaticErrors) return;
    for (const Diagnostic& diagnostic : checked) {
        if (diagnostic.severity == Severity::Error && diagnostic.where.begin < first->where.begin)
            ADD_FAILURE() << shown(diagnostic) << " before the run fails";
    }
}

class CheckOfGolden : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(CheckOfGolden, AgreesWithTheRun) {
    const GoldenFile golden = read_golden(GetParam());
    expect_agreement(golden.script, golden.policy);
}

constexpr const char* kPeople =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as a\n"
    "import db/T_KOMMUNE 2020-01-01 as b\n"
    "import db/T_LONN 2020-12-31 as c\n"
    "import db/T_POENG as d\n";

/// Mostly right: texts a and b, numbers c and d, and now and then a line that confuses them.
std::string random_lines(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto one_of = [&](std::initializer_list<std::string> list) {
        return *(list.begin() + static_cast<long>(random() % list.size()));
    };
    const auto text = [&] { return one_of({"a", "b", "a", "b", "a", "b", "c"}); };
    const auto number = [&] { return one_of({"c", "d", "c", "d", "c", "d", "a"}); };
    std::string script = kPeople;
    for (int line = 0; line < 12; ++line) {
        const std::string made = one_of({"a", "b", "c", "d", "x", "y", "z"});
        const std::string value = one_of(
            {number() + " * 2 + " + number(), "substr(" + text() + ", 1, 1)",
             number() + " / " + number(), "int(" + number() + ")", "string(" + number() + ")",
             text() + " == '1'", "sysmiss(" + made + ")", "quantile(" + number() + ", 4)",
             "rowconcat(" + text() + ", 'æ')", number(), text(), "."});
        const std::string condition =
            one_of({"", "", " if " + number() + " > 3", " if " + text() + " == '1'",
                    " if inlist(" + text() + ", '1', '0301')"});
        script += one_of({"generate " + made + " = " + value + condition,
                          "replace " + made + " = " + value + condition,
                          "keep if " + number() + " >= 0", "drop " + made, "rename " + made + " w",
                          "clone-variables " + text() + " -> " + made,
                          "tabulate " + text() + condition, "summarize " + number() + condition,
                          "tabulate " + text() + ", summarize(" + number() + ") mean",
                          "import db/T_FAARMND as " + made, "clone-dataset folk " + made,
                          "for i in " + made + " " + text() + "\n    replace $i = " + value +
                              condition + "\nend"}) +
                  "\n";
    }
    return script;
}

TEST(CheckOfRandomScripts, AgreesWithTheRun) {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        SCOPED_TRACE(seed);
        expect_agreement(random_lines(seed), PolicyKind::Standard);
    }
}

TEST(CheckOfRandomScripts, AgreesOnAnyTree) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        expect_agreement(kPeople + script::format(tests::random_script(seed)),
                         PolicyKind::Standard);
    }
}

std::filesystem::path folder() {
    return std::filesystem::path(SKJERM_SOURCE_DIR) / "tests" / "scripts";
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& info) {
    std::string name = std::filesystem::relative(info.param, folder()).replace_extension().string();
    for (char& character : name)
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) character = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Scripts, CheckOfGolden, ::testing::ValuesIn(golden_files(folder())),
                         name_of);

}  // namespace
}  // namespace skjerm::testing
