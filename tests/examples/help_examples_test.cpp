// Every example that help shows, run on the smallest synthetic Norway: the common setup of
// examples, the lines that make room for this one, then the example.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/command/registry.h"
#include "skjerm/command/support/function_scripts.h"
#include "skjerm/command/support/help.h"
#include "skjerm/command/support/topics.h"
#include "skjerm/session/session.h"
#include "support/golden.h"
#include "support/tiny_norway.h"

namespace skjerm::testing {
namespace {

/// Lines that make room for an example, or make what it needs, after the common setup.
struct ExampleSetup {
    std::string_view example;
    std::string_view lines;
};

constexpr ExampleSetup kSetups[] = {
    {"create-dataset personer", "delete-dataset personer"},
    {"use personer", "create-dataset andre"},
    {"import db/BEFOLKNING_KJOENN as kjonn", "drop kjonn"},
    {"import db/BEFOLKNING_STATUSKODE 2022-01-01 as status, outer_join", "drop status"},
    {"import db/BEFOLKNING_STATUSKODE 2022-01-01 as status, values('1' '3')", "drop status"},
    {"import-event db/SIVSTANDFDT_SIVSTAND 2018-01-01 to 2018-12-31 as siv",
     "create-dataset forlop"},
    {"import-panel db/INNTEKT_WLONN db/BEFOLKNING_KJOENN 2020-12-31 2021-12-31",
     "create-dataset panel"},
    {"generate alder = 2022 - int(faarmnd / 100)", "drop alder"},
    {"generate fylke = substr(kommune, 1, 2) if !sysmiss(kommune)", "drop fylke"},
    {"rename lonn inntekt", "drop inntekt"},
    {"recode svar (98 99 = 99 'Vet ikke' missing)", "generate svar = 98 + (alder > 40)"},
    {"destring grad, ignore('%') dpcomma prefix(n_)",
     "generate grad = rowconcat(string(int(alder / 10)), ',5 %')"},
    {"destring yrke, force", "generate yrke = utdanning\nreplace yrke = 'X' if utdanning == '9'"},
    {"reshape-from-panel",
     "create-dataset panel\nimport-panel db/INNTEKT_WLONN 2020-12-31 2021-12-31"},
    {"reshape-to-panel regstat lonn",
     "drop lonn\n"
     "import db/BEFOLKNING_STATUSKODE 2019-01-01 as regstat19\n"
     "import db/BEFOLKNING_STATUSKODE 2020-01-01 as regstat20\n"
     "import db/INNTEKT_WLONN 2019-12-31 as lonn19\n"
     "import db/INNTEKT_WLONN 2020-12-31 as lonn20"},
    {"assign-labels gruppe utdgr",
     "define-labels utdgr 1 Lav 2 'Middels nivå' 3 Høy\n"
     "generate gruppe = 1 + (lonn > 300000) + (lonn > 600000)"},
    {"drop-labels utdgr", "define-labels utdgr 1 Lav 2 'Middels nivå' 3 Høy"},
    {"aggregate (count) alder -> familiestorrelse, by(famnr)",
     "import db/BEFOLKNING_REGSTAT_FAMNR 2022-01-01 as famnr"},
    {"collapse (mean) lonn -> snitt (count) lonn -> antall (max) alder -> eldst, by(famnr)",
     "import db/BEFOLKNING_REGSTAT_FAMNR 2022-01-01 as famnr"},
    {"collapse (sum) dager, by(PERSONID_1)",
     "create-dataset perioder\n"
     "import-event db/SIVSTANDFDT_SIVSTAND 2018-01-01 to 2018-12-31 as siv\n"
     "generate dager = STOP@siv - START@siv + 1"},
    {"merge inntekt_far into persondata on fnr_far",
     "clone-dataset personer persondata\n"
     "use persondata\n"
     "import db/BEFOLKNING_FAR_FNR as fnr_far\n"
     "use personer\n"
     "rename inntekt inntekt_far"},
    {"merge snitt into personer on kommune",
     "clone-dataset personer kommuner\n"
     "use kommuner\n"
     "collapse (mean) lonn -> snitt, by(kommune)"},
    {"merge antall into personer",
     "create-dataset barn\n"
     "import db/BEFOLKNING_MOR_FNR as mor\n"
     "import db/BEFOLKNING_KJOENN as kjonn\n"
     "collapse (count) kjonn -> antall, by(mor)"},
};

std::string_view setup_of(std::string_view example) {
    const auto* found = std::ranges::find(kSetups, example, &ExampleSetup::example);
    return found == std::end(kSetups) ? std::string_view() : found->lines;
}

/// Remembers the first diagnostic that is an error, and how many commands ran.
class Errors : public session::EventSink {
public:
    void command_started(const session::CommandEvent&) override { ++commands; }
    void result_released(const session::CommandEvent&, const released::Result&) override {}
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error && first.empty())
            first = base::code_label(diagnostic.code) + " " +
                    base::message_text(diagnostic, base::Language::English);
    }
    void command_finished(const session::CommandEvent&, bool) override {}

    std::string first;
    int commands = 0;
};

void expect_to_run(std::string_view setup, std::string_view example) {
    TinyNorway stores;
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &test_gate(PolicyKind::Standard);
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    environment.engine_version = "test";
    session::Session session(environment);
    std::string before(command::example_setup());
    before += std::string(setup) + "\n";
    Errors of_setup;
    session.run(before, {}, of_setup);
    ASSERT_EQ(of_setup.first, "") << "before: " << example;
    Errors of_example;
    session.run(std::string(example), {}, of_example);
    EXPECT_EQ(of_example.first, "") << example;
    EXPECT_GT(of_example.commands, 0) << example;
}

bool only_in_command_window(std::string_view name) {
    return name == "clear" || name == "edit" || name == "save" || name == "load";
}

TEST(HelpExamples, of_commands_run) {
    for (const command::CommandSpec* command : command::commands())
        if (command->run != nullptr && !only_in_command_window(command->name()))
            for (const command::Example& example : command->examples)
                expect_to_run(setup_of(example.script), example.script);
}

TEST(HelpExamples, have_no_setup_of_an_example_that_is_gone) {
    for (const ExampleSetup& setup : kSetups) {
        bool known = false;
        for (const command::CommandSpec* command : command::commands())
            for (const command::Example& example : command->examples)
                known = known || example.script == setup.example;
        EXPECT_TRUE(known) << setup.example;
    }
}

TEST(HelpExamples, of_topics_run) {
    for (const command::Topic& topic : command::topics())
        for (const command::Example& example : topic.examples)
            expect_to_run(setup_of(example.script), example.script);
}

TEST(HelpExamples, of_functions_run) {
    std::size_t run = 0;
    for (const expr::FunctionSpec* function : expr::functions())
        for (const command::Example& example : command::function_scripts(function->name)) {
            expect_to_run("", example.script);
            ++run;
        }
    EXPECT_GE(run, 7U);
}

TEST(HelpExamples, are_there_for_everything_that_is_built) {
    for (const command::CommandSpec* command : command::commands()) {
        if (command->run == nullptr) continue;
        EXPECT_FALSE(command->details.nb.empty()) << command->name();
        if (!only_in_command_window(command->name())) {
            EXPECT_FALSE(command->examples.empty()) << command->name();
        }
    }
    for (const expr::FunctionSpec* function : expr::functions())
        EXPECT_FALSE(function->examples.empty() &&
                     command::function_scripts(function->name).empty())
            << function->name;
}

}  // namespace
}  // namespace skjerm::testing
