// The command line: what is understood, and how what is not is told.
#include "skjerm/cli/arguments.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"

namespace skjerm::cli {
namespace {

using base::Code;
using base::Language;
using Words = std::vector<std::string>;

TEST(Arguments, CommandFlagsAndWords) {
    const auto parsed = parse_arguments(
        {"run", "a.skjerm", "--datastore", "x", "--keep-going", "--datastore=y", "--lang", "en"});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->command->path, "run");
    EXPECT_EQ(parsed->words, (Words{"a.skjerm"}));
    EXPECT_EQ(parsed->values("--datastore"), (Words{"x", "y"}));
    EXPECT_EQ(parsed->value("--lang"), "en");
    EXPECT_TRUE(parsed->has("--keep-going"));
    EXPECT_FALSE(parsed->has("--fail-fast"));
    EXPECT_FALSE(parsed->value("--out"));
}

TEST(Arguments, GlobalFlagsStandAnywhere) {
    for (const Words& words : {Words{"--quiet", "run", "a"}, Words{"run", "--quiet", "a"},
                               Words{"run", "a", "--quiet"}}) {
        const auto parsed = parse_arguments(words);
        ASSERT_TRUE(parsed.ok());
        EXPECT_TRUE(parsed->has("--quiet"));
        EXPECT_EQ(parsed->words, (Words{"a"}));
    }
}

TEST(Arguments, TwoDashesEndTheFlags) {
    const auto parsed = parse_arguments({"run", "--", "--check"});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->words, (Words{"--check"}));
    EXPECT_FALSE(parsed->has("--check"));
}

TEST(Arguments, ADashIsStandardInput) {
    const auto parsed = parse_arguments({"run", "-"});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->words, (Words{"-"}));
}

TEST(Arguments, CommandsOfTwoWords) {
    const auto parsed = parse_arguments({"datastore", "variable", "KJOENN"});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->command->path, "datastore variable");
    const auto group = parse_arguments({"synth"});
    ASSERT_TRUE(group.ok());
    EXPECT_EQ(group->command, nullptr);
    EXPECT_EQ(group->group, "synth");
}

struct FaultCase {
    const char* name;
    Words words;
    Code code;
    const char* says;  ///< part of the message and hint in English
};

std::string said(const base::Diagnostic& diagnostic) {
    return base::message_text(diagnostic, Language::English) + " " +
           base::hint_text(diagnostic, Language::English);
}

TEST(Arguments, FaultsAreToldByName) {
    const FaultCase cases[] = {
        {"unknown command", {"runn", "a"}, Code::UnknownProgramCommand, "`run`"},
        {"unknown command of a group",
         {"synth", "make"},
         Code::UnknownProgramCommand,
         "synth make"},
        {"unknown flag", {"run", "a", "--frmat", "json"}, Code::UnknownFlag, "`--format`"},
        {"flag of another command", {"run", "a", "--persons", "5"}, Code::UnknownFlag, "--persons"},
        {"missing value", {"run", "a", "--format"}, Code::FlagValueMissing, "--format CHOICE"},
        {"not a choice", {"run", "a", "--format", "xml"}, Code::FlagValueInvalid, "`json`"},
        {"planned choice", {"run", "a", "--format", "latex"}, Code::FlagChoiceNotBuilt, "`latex`"},
        {"planned kind",
         {"run", "a", "--only", "tables,models"},
         Code::FlagChoiceNotBuilt,
         "`models`"},
        {"planned charts", {"run", "a", "--charts", "svg"}, Code::FlagChoiceNotBuilt, "`none`"},
        {"planned flag", {"run", "a", "--policy", "x"}, Code::FlagNotBuilt, "--policy"},
        {"planned switch", {"run", "a", "--nocache"}, Code::FlagNotBuilt, "--nocache"},
        {"planned global flag", {"run", "a", "--config", "x"}, Code::FlagNotBuilt, "--config"},
        {"planned command",
         {"serve", "--anything", "at", "all"},
         Code::ProgramCommandNotBuilt,
         "`serve`"},
        {"planned command of a group",
         {"synth", "describe"},
         Code::ProgramCommandNotBuilt,
         "synth describe"},
        {"given twice", {"run", "a", "--out", "x", "--out", "y"}, Code::FlagRepeated, "--out"},
        {"no script", {"run"}, Code::ArgumentMissing, "SCRIPT"},
        {"two scripts", {"run", "a", "b"}, Code::ArgumentTooMany, "`b`"},
        {"an argument where none is", {"datastore", "list", "b"}, Code::ArgumentTooMany, "`b`"},
        {"a switch with a value", {"run", "a", "--check=no"}, Code::FlagValueInvalid, "--check"},
    };
    for (const FaultCase& one : cases) {
        const auto parsed = parse_arguments(one.words);
        ASSERT_FALSE(parsed.ok()) << one.name;
        EXPECT_EQ(parsed.diagnostic().code, one.code)
            << one.name << ": " << said(parsed.diagnostic());
        EXPECT_NE(said(parsed.diagnostic()).find(one.says), std::string::npos)
            << one.name << ": " << said(parsed.diagnostic());
    }
}

TEST(Arguments, PlannedPartsAreRefusedAndNoneIsBuiltByAccident) {
    for (const CommandDefinition& command : command_definitions()) {
        if (command.support == Support::Built) {
            EXPECT_FALSE(command.summary.nb.empty() || command.summary.en.empty()) << command.path;
            continue;
        }
        Words words;
        std::string rest(command.path);
        while (!rest.empty()) {
            words.push_back(rest.substr(0, rest.find(' ')));
            rest.erase(0, words.back().size() + 1);
        }
        const auto parsed = parse_arguments(words);
        ASSERT_FALSE(parsed.ok()) << command.path;
        EXPECT_EQ(parsed.diagnostic().code, Code::ProgramCommandNotBuilt) << command.path;
    }
}

TEST(Definition, PathsAndFlagsAreUnique) {
    std::set<std::string_view> paths;
    for (const CommandDefinition& command : command_definitions()) {
        EXPECT_TRUE(paths.insert(command.path).second) << command.path;
        std::set<std::string_view> flags;
        for (const FlagDefinition& flag : global_flags()) flags.insert(flag.name);
        for (const FlagDefinition& flag : command.flags) {
            EXPECT_TRUE(flags.insert(flag.name).second) << command.path << " " << flag.name;
            if (flag.support == Support::Built) {
                EXPECT_FALSE(flag.help.nb.empty() || flag.help.en.empty()) << flag.name;
            }
        }
    }
}

TEST(Help, NamesEveryBuiltFlagInBothLanguages) {
    for (const CommandDefinition& command : command_definitions()) {
        if (command.support == Support::Planned) continue;
        for (const Language language : {Language::Bokmaal, Language::English}) {
            const std::string help = help_text(&command, language);
            for (const FlagDefinition& flag : command.flags)
                EXPECT_EQ(help.find("  " + std::string(flag.name)) != std::string::npos,
                          flag.support == Support::Built)
                    << command.path << " " << flag.name;
        }
    }
}

TEST(Values, Sizes) {
    EXPECT_EQ(size_value("--memory", "2G").value(), std::uint64_t{2} << 30);
    EXPECT_EQ(size_value("--memory", "512M").value(), std::uint64_t{512} << 20);
    EXPECT_EQ(size_value("--memory", "100").value(), 100U);
    for (const char* wrong : {"", "G", "-1", "2X", "0", "99999999999999T", "1.5G"})
        EXPECT_FALSE(size_value("--memory", wrong).ok()) << wrong;
}

TEST(Values, Durations) {
    EXPECT_EQ(duration_value("--timeout", "90").value(), 90'000U);
    EXPECT_EQ(duration_value("--timeout", "250ms").value(), 250U);
    EXPECT_EQ(duration_value("--timeout", "5m").value(), 300'000U);
    EXPECT_EQ(duration_value("--timeout", "1h").value(), 3'600'000U);
    for (const char* wrong : {"", "m", "0s", "5 m", "1d"})
        EXPECT_FALSE(duration_value("--timeout", wrong).ok()) << wrong;
}

TEST(Values, Integers) {
    EXPECT_EQ(integer_value("--threads", "4", 1, 8).value(), 4U);
    for (const char* wrong : {"0", "9", "x", "4x", "-4", "99999999999999999999"}) {
        const auto value = integer_value("--threads", wrong, 1, 8);
        ASSERT_FALSE(value.ok()) << wrong;
        EXPECT_NE(said(value.diagnostic()).find("1-8"), std::string::npos);
    }
}

}  // namespace
}  // namespace skjerm::cli
