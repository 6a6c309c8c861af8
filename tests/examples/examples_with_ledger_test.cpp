// Honest work under the ledger: all examples, run twice by one account within an hour, on the
// smallest synthetic Norway. None is refused, limited or put under review, and the second time
// shows what the first one did.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/render/document.h"
#include "skjerm/session/ledger_overseer.h"
#include "skjerm/session/session.h"
#include "support/child_process.h"
#include "support/golden.h"
#include "support/text_file.h"
#include "support/tiny_norway.h"

namespace skjerm::testing {
namespace {

class Shown : public session::EventSink {
public:
    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent&, const released::Result& result) override {
        text += render::to_text(result, {});
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error)
            errors.push_back(base::code_label(diagnostic.code));
    }
    void command_finished(const session::CommandEvent&, bool) override {}

    std::string text;
    std::vector<std::string> errors;
};

TEST(ExampleScripts, are_honest_work_to_the_ledger) {
    const TemporaryFolder folder;
    ledger::LedgerOptions options;
    options.folder = folder.path() / "ledger";
    options.policy = disclosure::Policy::standard();
    const auto opened = ledger::Ledger::open(std::move(options));
    ASSERT_TRUE(opened.ok());
    ledger::Ledger& ledger = **opened;
    TinyNorway stores;

    const auto run = [&](const std::filesystem::path& file) {
        command::Environment environment;
        environment.stores = &stores;
        environment.gate = &test_gate(PolicyKind::Standard);
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U);
        environment.engine_version = "test";
        auto overseer = std::make_unique<session::LedgerOverseer>(ledger, "kari", "uni");
        environment.ledger = &overseer->desk();
        session::Overseers overseers;
        overseers.push_back(std::move(overseer));
        session::Session session(std::move(environment), session::Reuse::No, std::move(overseers));
        Shown shown;
        session.run(read_text(file), {}, shown);
        EXPECT_EQ(shown.errors, std::vector<std::string>()) << file;
        return shown.text;
    };
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(SKJERM_SOURCE_DIR) / "examples"))
        if (entry.path().extension() == ".skjerm") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<std::string> first;
    for (const std::filesystem::path& file : files) first.push_back(run(file));
    for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(run(files[i]), first[i]) << files[i];

    const auto overview = ledger.overview();
    ASSERT_TRUE(overview.ok());
    ASSERT_EQ(overview->accounts.size(), 1U);
    EXPECT_EQ(overview->accounts[0].level, ledger::Level::None);
    EXPECT_LT(overview->accounts[0].score, 5U);
    RecordProperty("anchors", static_cast<int>(overview->anchors));
    RecordProperty("highest_exposure", static_cast<int>(overview->accounts[0].highest_exposure));
}

}  // namespace
}  // namespace skjerm::testing
