// Pseudonyms from a service: asked over HTTP, as the official chain asks, and refused in every way
// in which an answer can be wrong.
#include "skjerm/publish/pseudonym_service.h"

#include <gtest/gtest.h>

#include <set>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using skjerm::testing::ChildProcess;

class PseudonymServiceTest : public ::testing::Test {
protected:
    PseudonymServiceTest()
        : told_(folder_.file("told")),
          server_({"/usr/bin/env", "python3",
                   std::string(SKJERM_SOURCE_DIR) + "/tests/unit/publish/pseudonym_server.py"},
                  {.output = told_}) {}

    void SetUp() override {
        ASSERT_TRUE(server_.wait_for_output(" ready"));
        const std::string line = skjerm::testing::read_text(told_);
        address_ = "http://127.0.0.1:" + line.substr(5, line.find(" ready") - 5);
        folder_.write("key", "hemmelig\n");
        fs::permissions(folder_.path() / "key", fs::perms::owner_read | fs::perms::owner_write);
    }

    PseudonymServiceOptions options(const std::string& path) const {
        return {.url = address_ + path, .key_file = folder_.path() / "key", .job = "1"};
    }

    base::Result<std::vector<std::uint64_t>> map(const std::string& path,
                                                 const std::string& domain = "FNR") const {
        SKJERM_TRY_ASSIGN(const auto service, PseudonymService::open(options(path)));
        const std::vector<std::string_view> identifiers = {"01017012345", "æ&?=\"", "01017012345",
                                                           "02027012345"};
        return service->map(domain, identifiers);
    }

    /// Why a service is refused.
    std::string refusal(const std::string& path) const {
        const auto mapped = map(path);
        return mapped.ok() ? "accepted" : message(mapped.diagnostic());
    }

    TemporaryFolder folder_;
    std::string told_;
    ChildProcess server_;
    std::string address_;
};

TEST_F(PseudonymServiceTest, GivesEachIdentifierItsOwn) {
    const auto first = map("/right");
    ASSERT_TRUE(first.ok()) << message(first.diagnostic());
    EXPECT_EQ((*first)[0], (*first)[2]);
    EXPECT_EQ(std::set(first->begin(), first->end()).size(), 3U);
    EXPECT_EQ(*map("/right"), *first);
    EXPECT_NE(*map("/right", "ORGNR"), *first) << "each domain has pseudonyms of its own";
    EXPECT_EQ(*map("/slow-start"), *first) << "it is asked again";
}

TEST_F(PseudonymServiceTest, IsRefusedByWhatIsWrongWithItsAnswer) {
    const auto says = [&](const std::string& path, const char* what) {
        const std::string text = refusal(path);
        EXPECT_NE(text.find("cannot be used"), std::string::npos) << path << ": " << text;
        EXPECT_NE(text.find(what), std::string::npos) << path << ": " << text;
    };
    says("/no-json", "no JSON object");
    says("/too-long", "longer than it can be");
    says("/absent", "got no pseudonym");
    says("/too-large", "below 2^48");
    says("/negative", "below 2^48");
    says("/shared", "the same pseudonym");
}

TEST_F(PseudonymServiceTest, IsRefusedWhenItCannotBeAsked) {
    const auto code = [&](PseudonymServiceOptions asked) {
        const auto service = PseudonymService::open(asked);
        if (!service) return service.diagnostic().code;
        const std::vector<std::string_view> one = {"1"};
        const auto mapped = (*service)->map("FNR", one);
        return mapped.ok() ? Code::InternalFault : mapped.diagnostic().code;
    };
    PseudonymServiceOptions unencrypted = options("/right");
    unencrypted.url = "http://127.0.0.1.example.com/right";
    EXPECT_EQ(code(unencrypted), Code::PseudonymServiceSilent);
    PseudonymServiceOptions nobody = options("/right");
    nobody.url = "http://127.0.0.1:1/";
    EXPECT_EQ(code(nobody), Code::PseudonymServiceSilent);

    folder_.write("key", "en annen\n");
    EXPECT_NE(refusal("/right").find("HTTP 401"), std::string::npos);
    fs::permissions(folder_.path() / "key", fs::perms::group_read, fs::perm_options::add);
    EXPECT_NE(refusal("/right").find("others than its owner"), std::string::npos);
}

TEST_F(PseudonymServiceTest, TakesThePlaceOfAVault) {
    InitOptions made;
    made.root = folder_.path() / "store";
    made.databank = "no.ssb.test";
    made.title = {"Prøvelager", "Test store"};
    made.service = true;
    ASSERT_TRUE(Steward::init(made).ok());
    const fs::path input = folder_.path() / "input";
    write_delivery(
        input, "FAST", metadata("FIXED"),
        {{"01017012345", "7", "", "2025-01-01"}, {"02027012345", "8", "", "2025-01-01"}});
    auto steward = Steward::open(made.root);
    ASSERT_TRUE(steward.ok());
    const auto without = (*steward)->import({input, "FAST", false, {}}, 1);
    ASSERT_FALSE(without.ok());
    EXPECT_EQ(without.diagnostic().code, Code::PseudonymServiceRequired);
    // One that fails on the way leaves nothing behind.
    ASSERT_TRUE((*steward)->use_service(options("/absent")).ok());
    const auto failed = (*steward)->import({input, "FAST", false, {}}, 1);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.diagnostic().code, Code::PseudonymServiceWrong);
    EXPECT_TRUE((*steward)->state().draft.empty());

    ASSERT_TRUE((*steward)->use_service(options("/right")).ok());
    const auto outcome = (*steward)->import({input, "FAST", false, {}}, 1);
    ASSERT_TRUE(outcome.ok()) << message(outcome.diagnostic());
    steward->reset();
    const Version version = release(made.root);
    const auto store = datastore::Store::open(made.root);
    ASSERT_TRUE(store.ok());
    std::vector<std::string> cells = values(**store, "FAST", version);
    std::ranges::sort(cells);
    EXPECT_EQ(cells, (std::vector<std::string>{"7", "8"}));

    // A datastore with a vault has no use for a service.
    init_store(folder_.path() / "other", folder_.path() / "vault");
    auto other = Steward::open(folder_.path() / "other");
    ASSERT_TRUE(other.ok());
    EXPECT_EQ((*other)->use_service(options("/right")).diagnostic().code, Code::VaultRequired);
}

}  // namespace
}  // namespace skjerm::publish::testing
