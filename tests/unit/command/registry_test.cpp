// The declarations of all commands: complete, unambiguous, in both languages, with examples that
// parse.
#include "skjerm/command/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "skjerm/command/support/help.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/script/parser.h"

namespace skjerm::command {
namespace {

using base::Language;

void expect_sentence(std::string_view text, std::string_view of) {
    ASSERT_FALSE(text.empty()) << of;
    EXPECT_TRUE(text.back() == '.' || text.back() == ')') << of << ": " << text;
    EXPECT_EQ(text.find('!'), std::string_view::npos) << of;
}

TEST(Registry, names_are_unique_and_found) {
    std::set<std::string_view> names;
    for (const CommandSpec* command : commands()) {
        EXPECT_TRUE(names.insert(command->name()).second) << command->name();
        EXPECT_EQ(find_command(command->name()), command);
        EXPECT_EQ(grammar().find(command->name()), &command->syntax.get());
    }
    EXPECT_EQ(find_command("finnes-ikke"), nullptr);
    EXPECT_EQ(names.size(), commands().size());
}

TEST(Registry, texts_stand_in_both_languages) {
    for (const CommandSpec* command : commands()) {
        for (const Language language : {Language::Bokmaal, Language::English})
            expect_sentence(command->summary.get().in(language), command->name());
        EXPECT_EQ(command->details.nb.empty(), command->details.en.empty()) << command->name();
        std::set<std::string_view> options;
        for (const script::OptionSpec& option : command->syntax.get().options) {
            EXPECT_TRUE(options.insert(option.name).second) << command->name() << option.name;
            for (const Language language : {Language::Bokmaal, Language::English})
                expect_sentence(option.help.in(language), option.name);
        }
    }
}

TEST(Registry, built_commands_have_examples_that_parse) {
    for (const CommandSpec* command : commands()) {
        if (command->run == nullptr) continue;
        if (command->name() == "clear" || command->name() == "edit" || command->name() == "save" ||
            command->name() == "load")
            continue;  // refused within scripts
        EXPECT_FALSE(command->examples.empty()) << command->name();
        for (const Example& example : command->examples) {
            const script::Parsed parsed = script::parse(example.script, grammar());
            EXPECT_FALSE(parsed.has_errors()) << example.script;
            EXPECT_TRUE(example.script.starts_with(command->name())) << example.script;
            EXPECT_FALSE(example.says.nb.empty() || example.says.en.empty()) << example.script;
        }
    }
}

TEST(Registry, help_of_every_command_names_its_options) {
    for (const CommandSpec* command : commands()) {
        for (const Language language : {Language::Bokmaal, Language::English}) {
            const std::string help = command_help(*command, language);
            EXPECT_NE(help.find(command->summary.get().in(language)), std::string::npos);
            for (const script::OptionSpec& option : command->syntax.get().options)
                EXPECT_NE(help.find("`" + std::string(option.name)), std::string::npos)
                    << command->name() << " " << option.name;
            EXPECT_NE(command_overview(language).find("`" + std::string(command->name()) + "`"),
                      std::string::npos);
        }
    }
}

TEST(Registry, every_command_of_the_language_is_declared) {
    // The list of the language reference: data, analysis, graphics and support commands.
    for (const std::string_view name : {"require",
                                        "create-dataset",
                                        "use",
                                        "delete-dataset",
                                        "rename-dataset",
                                        "clone-dataset",
                                        "clone-units",
                                        "import",
                                        "import-event",
                                        "import-panel",
                                        "generate",
                                        "replace",
                                        "rename",
                                        "clone-variables",
                                        "keep",
                                        "drop",
                                        "recode",
                                        "destring",
                                        "aggregate",
                                        "collapse",
                                        "merge",
                                        "sample",
                                        "reshape-to-panel",
                                        "reshape-from-panel",
                                        "define-labels",
                                        "assign-labels",
                                        "drop-labels",
                                        "list-labels",
                                        "let",
                                        "help",
                                        "help-function",
                                        "history",
                                        "variables",
                                        "clear",
                                        "edit",
                                        "save",
                                        "load",
                                        "configure",
                                        "tabulate",
                                        "summarize",
                                        "correlate",
                                        "ci",
                                        "anova",
                                        "normaltest",
                                        "tabulate-panel",
                                        "summarize-panel",
                                        "transitions-panel",
                                        "barchart",
                                        "histogram",
                                        "boxplot",
                                        "coefplot",
                                        "hexbin",
                                        "piechart",
                                        "sankey",
                                        "regress",
                                        "regress-predict",
                                        "logit",
                                        "logit-predict",
                                        "probit",
                                        "probit-predict",
                                        "mlogit",
                                        "mlogit-predict",
                                        "poisson",
                                        "poisson-predict",
                                        "negative-binomial",
                                        "negative-binomial-predict",
                                        "ivregress",
                                        "ivregress-predict",
                                        "regress-panel",
                                        "regress-panel-predict",
                                        "regress-panel-diff",
                                        "hausman",
                                        "regress-mml",
                                        "regress-mml-predict",
                                        "oaxaca",
                                        "rdd",
                                        "cox",
                                        "kaplan-meier",
                                        "weibull"})
        EXPECT_NE(find_command(name), nullptr) << name;
}

TEST(FunctionRegistry, help_of_every_function_shows_its_signature) {
    for (const expr::FunctionSpec* function : expr::functions())
        for (const Language language : {Language::Bokmaal, Language::English}) {
            const std::string help = function_help(*function, language);
            EXPECT_NE(help.find(function->signature), std::string::npos) << function->name;
            EXPECT_NE(function_overview(language).find(function->signature), std::string::npos);
        }
}

}  // namespace
}  // namespace skjerm::command
