// Signatures of versions: whoever has the public key can tell a version from anything else.
#include "skjerm/publish/signature.h"

#include <gtest/gtest.h>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/publish/official_store.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;

class SignatureTest : public ::testing::Test {
protected:
    void SetUp() override {
        init_store(root_);
        deliver("1");
        release(root_);
        deliver("2");
        release(root_);
        ASSERT_TRUE(make_signing_keys(folder_.path() / "owner").ok());
        ASSERT_TRUE(make_signing_keys(folder_.path() / "other").ok());
    }
    void deliver(const std::string& value) {
        write_delivery(input_, "FAST", metadata("FIXED"),
                       {{"99000000000", value, "", "2025-01-01"}});
        import(root_, input_, "FAST");
    }
    fs::path key(const char* who) const { return folder_.path() / who / kSigningKeyFile; }
    fs::path public_key(const char* who) const { return folder_.path() / who / kSigningPublicFile; }

    base::Status sign(const Version& version, const char* who = "owner") {
        SKJERM_TRY_ASSIGN(const auto steward, Steward::open(root_));
        return steward->sign(version, key(who));
    }
    base::Status check(const std::vector<fs::path>& trusted = {}) {
        SKJERM_TRY_ASSIGN(const datastore::PublishedState state, datastore::load_state(root_));
        return check_signatures(root_, state, trusted);
    }
    fs::path signature(const Version& version) const {
        fs::path found;
        for (const auto& file : fs::directory_iterator(root_ / "signatures" / version.text()))
            found = file.path();
        return found;
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path input_ = folder_.path() / "input";
};

TEST_F(SignatureTest, HoldsForItsVersionAndKey) {
    EXPECT_TRUE(check().ok());
    EXPECT_EQ(check({public_key("owner")}).diagnostic().code, Code::VersionNotSigned);
    ASSERT_TRUE(sign({1, 0, 0}).ok());
    EXPECT_EQ(check({public_key("owner")}).diagnostic().code, Code::VersionNotSigned);
    ASSERT_TRUE(sign({2, 0, 0}).ok());
    EXPECT_TRUE(check({public_key("owner")}).ok());
    EXPECT_TRUE(check({public_key("other"), public_key("owner")}).ok());
    EXPECT_EQ(check({public_key("other")}).diagnostic().code, Code::VersionNotSigned);

    // Ed25519 gives the same signature each time.
    const std::string before = skjerm::testing::read_text(signature({1, 0, 0}).string());
    ASSERT_TRUE(sign({1, 0, 0}).ok());
    EXPECT_EQ(skjerm::testing::read_text(signature({1, 0, 0}).string()), before);

    // Of another version it is no signature.
    fs::copy_file(signature({1, 0, 0}), signature({2, 0, 0}), fs::copy_options::overwrite_existing);
    EXPECT_EQ(check().diagnostic().code, Code::SignatureWrong);
}

TEST_F(SignatureTest, HoldsForNothingElse) {
    ASSERT_TRUE(sign({1, 0, 0}).ok());
    const fs::path file = signature({1, 0, 0});
    const Json whole = Json::parse(skjerm::testing::read_text(file.string()));
    for (const char* member : {"key", "signature"}) {
        Json damaged = whole;
        std::string digits = damaged[member];
        digits[5] = digits[5] == '0' ? '1' : '0';
        damaged[member] = digits;
        std::ofstream(file) << damaged.dump();
        EXPECT_EQ(check().diagnostic().code, Code::SignatureWrong) << member;
    }
    for (const char* text : {"", "no JSON", "[]", R"({"key":7})"}) {
        std::ofstream(file) << text;
        EXPECT_EQ(check().diagnostic().code, Code::SignatureWrong) << text;
    }
    std::ofstream(file) << whole.dump();
    EXPECT_TRUE(check().ok());

    // The statement names the content: a version with other records is another version.
    auto state = datastore::load_state(root_);
    ASSERT_TRUE(state.ok());
    state->versions[0].updates[0].record->sha256[0] ^= 1;
    EXPECT_EQ(check_signatures(root_, *state, {}).diagnostic().code, Code::SignatureWrong);
}

TEST_F(SignatureTest, IsNotGivenToWhatIsDamagedOrWithdrawn) {
    EXPECT_EQ(sign({3, 0, 0}).diagnostic().code, Code::VersionNotThere);
    const fs::path archive = root_ / "no.ssb.test/data/FAST/FAST__1_0.parquet";
    const std::string bytes = skjerm::testing::read_text(archive.string());
    std::ofstream(archive, std::ios::binary) << bytes.substr(1);
    EXPECT_EQ(sign({1, 0, 0}).diagnostic().code, Code::DatastoreFileDamaged);
    EXPECT_TRUE(sign({2, 0, 0}).ok()) << "which has other files";
    std::ofstream(archive, std::ios::binary) << bytes;
    ASSERT_TRUE(sign({1, 0, 0}).ok());
    {
        auto steward = Steward::open(root_);
        ASSERT_TRUE((*steward)->withdraw({1, 0, 0}, "feil").ok());
    }
    EXPECT_EQ(sign({1, 0, 0}).diagnostic().code, Code::VersionWithdrawnBefore);
    EXPECT_TRUE(check({public_key("owner")}).ok()) << "withdrawn versions need no signature";
}

TEST_F(SignatureTest, KeepsWhatWasChangedSinceFromBeingRead) {
    ASSERT_TRUE(sign({1, 0, 0}).ok());
    ASSERT_TRUE(sign({2, 0, 0}).ok());
    EXPECT_TRUE(open_store(root_).ok());
    // Whoever can write the datastore can make its checksums agree: here the record of version 1
    // is another one, and the state names its SHA-256.
    const auto change_record = [&](std::size_t version) {
        datastore::PublishedState state = datastore::load_state(root_).value();
        char& digit = state.versions[version].updates[0].record->sha256[0];
        digit = digit == '0' ? '1' : '0';
        std::ofstream(root_ / datastore::kStateFile) << datastore::write_state(state);
    };
    const std::string whole = skjerm::testing::read_text((root_ / datastore::kStateFile).string());
    change_record(0);
    ASSERT_TRUE(datastore::load_state(root_).ok());
    const auto store = open_store(root_);
    ASSERT_TRUE(store.ok()) << "version 2 is as it was signed";
    EXPECT_TRUE((*store)->resolve("2", {}).ok());
    EXPECT_EQ((*store)->resolve("1", {}).diagnostic().code, Code::SignatureWrong);
    EXPECT_EQ((*store)->find("FAST", {1, 0, 0}), nullptr);

    // The newest version is what every session begins with.
    std::ofstream(root_ / datastore::kStateFile) << whole;
    change_record(1);
    EXPECT_EQ(open_store(root_).diagnostic().code, Code::SignatureWrong);
    std::ofstream(root_ / datastore::kStateFile) << whole;
    EXPECT_TRUE(open_store(root_).ok());

    // A signature that is damaged counts as little; without its version the others can be used.
    std::ofstream(signature({2, 0, 0})) << "{}";
    EXPECT_EQ(open_store(root_).diagnostic().code, Code::SignatureWrong);
    ASSERT_TRUE((*Steward::open(root_))->withdraw({2, 0, 0}, "endret").ok());
    EXPECT_TRUE(open_store(root_).ok());
}

TEST_F(SignatureTest, NeedsAKeyThatIsItsOwnersAlone) {
    const auto code = [&](const fs::path& file) {
        auto steward = Steward::open(root_);
        return (*steward)->sign({1, 0, 0}, file).diagnostic().code;
    };
    EXPECT_EQ(code(folder_.path() / "nothing"), Code::SigningKeyUnusable);
    fs::permissions(public_key("owner"), fs::perms::owner_read);
    EXPECT_EQ(code(public_key("owner")), Code::SigningKeyUnusable);
    fs::permissions(key("owner"), fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(code(key("owner")), Code::SigningKeyUnusable);
    EXPECT_EQ(check({key("other")}).diagnostic().code, Code::SigningKeyUnusable);
    EXPECT_EQ(make_signing_keys(folder_.path() / "owner").diagnostic().code,
              Code::SigningKeyUnusable)
        << "a key is never overwritten";
}

}  // namespace
}  // namespace skjerm::publish::testing
