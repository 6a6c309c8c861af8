// Reading a draft before it is released: for those who may change the datastore, and for nobody
// else.
#include <gtest/gtest.h>
#include <unistd.h>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/publish/official_store.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using Cells = std::vector<std::string>;

class DraftTest : public ::testing::Test {
protected:
    void SetUp() override {
        init_store(root_);
        deliver("FAST", "1");
    }
    void deliver(const std::string& name, const std::string& value) {
        write_delivery(input_, name, metadata("FIXED"), {{"99000000000", value, "", "2025-01-01"}});
        import(root_, input_, name);
    }
    datastore::StorePtr open() const {
        auto store = open_store(root_);
        EXPECT_TRUE(store.ok()) << message(store.diagnostic());
        return store.ok() ? *store : nullptr;
    }
    static Cells draft(const datastore::Store& store, const std::string& name) {
        const auto version = store.resolve("DRAFT", {});
        if (!version) return {message(version.diagnostic())};
        EXPECT_TRUE(version->is_draft());
        return values(store, name, *version);
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path input_ = folder_.path() / "input";
};

TEST_F(DraftTest, IsReadBeforeTheFirstRelease) {
    const auto store = open();
    EXPECT_EQ(store->versions(), std::vector<Version>{Version{}});
    EXPECT_EQ(draft(*store, "FAST"), Cells{"1"});
    EXPECT_EQ(store->resolve("1", {}).diagnostic().code, Code::VersionUnknown);
}

TEST_F(DraftTest, IsWhatTheNextVersionWouldBe) {
    release(root_);
    deliver("NY", "2");
    deliver("FAST", "3");
    const auto store = open();
    EXPECT_EQ(draft(*store, "FAST"), Cells{"3"});
    EXPECT_EQ(draft(*store, "NY"), Cells{"2"});
    EXPECT_EQ(values(*store, "FAST", {1, 0, 0}), Cells{"1"}) << "the released one is as it was";
    EXPECT_EQ(store->find("NY", {1, 0, 0}), nullptr);
    EXPECT_EQ(store->versions(), (std::vector<Version>{{1, 0, 0}}));
    for (const char* text : {"0.0.0.0", "0.0.0", "0.0.0.1000"})
        EXPECT_TRUE(store->resolve(text, {}).ok()) << text;
    EXPECT_FALSE(store->resolve("0.0.0.999", {}).ok()) << "the stamp of another draft";
    EXPECT_FALSE(store->resolve("0", {}).ok()) << "a version that there is not";

    {
        auto steward = Steward::open(root_);
        ASSERT_TRUE((*steward)->delete_draft("FAST", 1001).ok());
        ASSERT_TRUE((*steward)->remove("FAST", "Slutt", 1001).ok());
    }
    EXPECT_EQ(draft(*open(), "FAST"), Cells{"no such variable"});
    // A store that was opened before has lost the file, and says so instead of giving another one.
    const auto gone = draft(*store, "FAST");
    EXPECT_TRUE(gone == Cells{"3"} || gone.front().find("FAST") != std::string::npos);
}

TEST_F(DraftTest, WithoutChangesIsTheNewestVersion) {
    release(root_);
    EXPECT_EQ(draft(*open(), "FAST"), Cells{"1"});
}

TEST_F(DraftTest, IsNotForOthers) {
    const auto unreleased = datastore::Store::open(root_);
    ASSERT_FALSE(unreleased.ok());
    EXPECT_EQ(unreleased.diagnostic().code, Code::DatastoreWithoutVersion);
    release(root_);
    const auto store = datastore::Store::open(root_);
    ASSERT_TRUE(store.ok());
    EXPECT_EQ((*store)->resolve("DRAFT", {}).diagnostic().code, Code::DraftRefused);
    EXPECT_EQ((*store)->resolve("0.0.0.0", {}).diagnostic().code, Code::VersionUnknown);
    EXPECT_EQ((*store)->find("FAST", Version{}), nullptr);
    if (::geteuid() == 0) return;  // nothing is closed to root
    fs::permissions(root_ / datastore::kStateFile, fs::perms::owner_read);
    EXPECT_EQ(open()->resolve("DRAFT", {}).diagnostic().code, Code::DraftRefused);
}

}  // namespace
}  // namespace skjerm::publish::testing
